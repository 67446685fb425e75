package stability

import "detente/standoff"

// tracks follows the legal sequences of moves of groups of actors: of any length, and
// nobody moves twice in a row. It is used again and again for one situation, and keeps no
// answers, only room to work in.
type tracks struct {
	m     *standoff.Model
	moves *moves
	// lasts is how many last movers are told apart. Where states are made of options one
	// is enough: two moves of the same actor in a row are one move of that actor (or bring
	// it back), so that whoever moved last may just as well move again.
	lasts int
	seen  []uint32 // by state, and last mover where told apart: the visit that met it
	visit uint32
	nodes []node
}

// maxKept is the most lists of moves that are kept, by actor and state.
const maxKept = 1 << 20

// moves are the moves of a situation, each list made when first asked for and then kept,
// unless there are too many.
type moves struct {
	m    *standoff.Model
	kept [][]standoff.State
	done []bool
}

func newMoves(m *standoff.Model) *moves {
	v := &moves{m: m}
	if n := m.Size() * len(m.Actors); n <= maxKept {
		v.kept, v.done = make([][]standoff.State, n), make([]bool, n)
	}
	return v
}

// from returns the states that the actor can move to, ascending.
func (v *moves) from(actor int, s standoff.State) []standoff.State {
	if v.done == nil {
		return v.m.Successors(actor, s)
	}
	k := int(s)*len(v.m.Actors) + actor
	if !v.done[k] {
		v.kept[k], v.done[k] = v.m.Successors(actor, s), true
	}
	return v.kept[k]
}

// node is a state met by a visit, with whoever moved last (-1: nobody) and the node before.
type node struct {
	state standoff.State
	last  int
	from  int
}

func newTracks(v *moves) *tracks {
	if v.m.Options == nil {
		return newMoverTracks(v)
	}
	return &tracks{m: v.m, moves: v, lasts: 1, seen: make([]uint32, v.m.Size())}
}

// newMoverTracks tells last movers apart whatever states are made of. That is needed where
// the moves that may be made are not transitive.
func newMoverTracks(v *moves) *tracks {
	n := len(v.m.Actors)
	return &tracks{m: v.m, moves: v, lasts: n, seen: make([]uint32, v.m.Size()*n)}
}

// walk follows the moves of the group from a state; with improving only those that improve
// the state for whoever makes them. See follow.
func (t *tracks) walk(group []int, from standoff.State, improving bool, found func(standoff.State) bool) int {
	return t.follow(group, from, func(i int, to, from standoff.State) bool {
		return !improving || t.m.Rank[i][to] > t.m.Rank[i][from]
	}, found)
}

// follow visits the states that the group can reach from a state by at least one move,
// nearest first, by moves that may be made, until found says so; it returns the node it
// stopped at, or -1. A state may be visited once for each last mover, and the first state
// is visited when a sequence leads back to it.
func (t *tracks) follow(group []int, from standoff.State, may func(i int, to, from standoff.State) bool, found func(standoff.State) bool) int {
	t.begin()
	t.nodes = append(t.nodes[:0], node{state: from, last: -1, from: -1})
	for n := 0; n < len(t.nodes); n++ {
		if n > 0 && len(group) == 1 {
			break // nobody moves twice in a row
		}
		at := t.nodes[n]
		for _, i := range group {
			if i == at.last && t.lasts > 1 {
				continue
			}
			for _, to := range t.moves.from(i, at.state) {
				if !may(i, to, at.state) || !t.meet(to, i) {
					continue
				}
				t.nodes = append(t.nodes, node{state: to, last: i, from: n})
				if found(to) {
					return len(t.nodes) - 1
				}
			}
		}
	}
	return -1
}

func (t *tracks) begin() {
	t.visit++
	if t.visit == 0 {
		clear(t.seen)
		t.visit = 1
	}
}

// meet reports whether the state, with this last mover, has not been met by this visit.
func (t *tracks) meet(s standoff.State, last int) bool {
	k := int(s) * t.lasts
	if t.lasts > 1 {
		k += last
	}
	if t.seen[k] == t.visit {
		return false
	}
	t.seen[k] = t.visit
	return true
}

// steps returns the moves that led to the node.
func (t *tracks) steps(n int) []standoff.Step {
	var back []standoff.Step
	for ; t.nodes[n].from >= 0; n = t.nodes[n].from {
		back = append(back, standoff.Step{Actor: t.nodes[n].last, To: t.nodes[n].state})
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// rest returns the actors that are not in the group.
func rest(m *standoff.Model, group []int) []int {
	var rest []int
	for i, k := 0, 0; i < len(m.Actors); i++ {
		if k < len(group) && group[k] == i {
			k++
			continue
		}
		rest = append(rest, i)
	}
	return rest
}

// better reports whether the state is better than the other for every member of the group.
func better(m *standoff.Model, group []int, s, than standoff.State) bool {
	for _, i := range group {
		if m.Rank[i][s] <= m.Rank[i][than] {
			return false
		}
	}
	return true
}

package stability

import (
	"math/big"
	"slices"

	"detente/standoff"
)

// Limits of the inverse: how many sets of states are listed, how many states a requirement
// may name for that, and how many of a kind are counted by going through all their parts.
const (
	maxListed   = 1 << 12
	maxSubsets  = 20
	maxRelevant = 20
)

// Inverse says which rankings of one actor make a state stable for it, the rankings of the
// others being as they are. The verdict depends only on which states rank above the target,
// and what ranks above can only do harm: every condition is that some state does not rank
// above the target, which is to say that it ranks below it, or as high.
//
// L. Fang, K. W. Hipel and D. M. Kilgour, Interactive Decision Making, 1993, ask for it;
// R. A. Kinsara, D. M. Kilgour and K. W. Hipel, "Inverse approach to the graph model for
// conflict resolution", IEEE Transactions on SMC: Systems 45, 2015, try all rankings.
type Inverse struct {
	Actor   int
	Target  standoff.State
	Concept Concept
	// Needs are the conditions, all of which have to hold: one for each move of the actor
	// that could lead away, in ascending order. None: every ranking makes the target stable.
	Needs []Need
	// Sets are the least sets of states such that the target is stable exactly when of at
	// least one set no state ranks above it. What is not in that set may rank above. A
	// single empty set: always stable. They are the needs multiplied out; nil when there
	// are too many to be listed.
	Sets [][]standoff.State
	// States is the number of states that can be, of which the actor ranks all.
	States int
	// Stable is, of the States! strict rankings, the number in which the target is stable;
	// nil where it has not been counted.
	Stable *big.Int
}

// Need is what has to hold because of one move away from the target.
type Need struct {
	Move standoff.State
	// OneOf are sets of states, ascending; of at least one of them no state may rank above
	// the target. The first is the move alone: it is then no improvement. The others are
	// what deters it: a state that the others can bring about, and for SMR with it all that
	// the actor can do there.
	OneOf [][]standoff.State
	// More says that OneOf lists only some of very many sets.
	More bool
}

// Rankings returns the number of strict rankings of the states: States!.
func (v *Inverse) Rankings() *big.Int { return factorial(v.States) }

// FindInverse works out the conditions under which the target is stable for the actor.
func FindInverse(m *standoff.Model, actor int, target standoff.State, c Concept) *Inverse {
	v := &Inverse{Actor: actor, Target: target, Concept: c, States: feasible(m)}
	in := newTracks(newMoves(m))
	away := rest(m, []int{actor})
	for _, t := range m.Successors(actor, target) {
		n := Need{Move: t, OneOf: [][]standoff.State{{t}}}
		free := c != Nash && in.walk(away, t, improving(c), func(q standoff.State) bool {
			set := deterrent(m, actor, target, q, c)
			if len(n.OneOf) < maxListed {
				n.OneOf = append(n.OneOf, set)
			} else {
				n.More = true
			}
			return len(set) == 0
		}) >= 0
		if !free {
			n.OneOf = least(n.OneOf)
			v.Needs = append(v.Needs, n)
		}
	}
	if !slices.ContainsFunc(v.Needs, func(n Need) bool { return n.More }) {
		v.multiply()
		v.count()
	}
	return v
}

// deterrent lists what must not rank above the target so that q deters the actor.
func deterrent(m *standoff.Model, actor int, target, q standoff.State, c Concept) []standoff.State {
	set := []standoff.State{q}
	if held(c) {
		set = append(set, m.Successors(actor, q)...)
	}
	set = slices.DeleteFunc(set, func(s standoff.State) bool { return s == target })
	slices.Sort(set)
	return slices.Compact(set)
}

// feasible counts the states that can be.
func feasible(m *standoff.Model) int {
	if m.Feasible == nil {
		return m.Size()
	}
	return m.Feasible.Count()
}

// least drops every set that holds another one, or is one listed before; the first comes first.
func least(sets [][]standoff.State) [][]standoff.State {
	var kept [][]standoff.State
	for i, s := range sets {
		needless := false
		for j, o := range sets {
			needless = needless || j != i && holds(s, o) && (len(o) < len(s) || j < i)
		}
		if !needless {
			kept = append(kept, s)
		}
	}
	return kept
}

// holds reports whether the ascending set s has all of the ascending set part.
func holds(s, part []standoff.State) bool {
	k := 0
	for _, x := range part {
		for k < len(s) && s[k] < x {
			k++
		}
		if k == len(s) || s[k] != x {
			return false
		}
	}
	return true
}

// multiply lists the sets, as long as they are few.
func (v *Inverse) multiply() {
	sets := [][]standoff.State{{}}
	for _, n := range v.Needs {
		if len(n.OneOf) > maxListed/len(sets) {
			return
		}
		var next [][]standoff.State
		for _, s := range sets {
			for _, o := range n.OneOf {
				next = append(next, union(s, o))
			}
		}
		slices.SortFunc(next, bySize)
		sets = minimal(next)
	}
	v.Sets = sets
}

// minimal drops from sets, smallest first, those that hold another one.
func minimal(sets [][]standoff.State) [][]standoff.State {
	var kept [][]standoff.State
	for _, s := range sets {
		if !slices.ContainsFunc(kept, func(o []standoff.State) bool { return holds(s, o) }) {
			kept = append(kept, s)
		}
	}
	return kept
}

func bySize(a, b []standoff.State) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return slices.Compare(a, b)
}

func union(a, b []standoff.State) []standoff.State {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

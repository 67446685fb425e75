package stability

import (
	"slices"

	"detente/standoff"
)

// Evolution is how a situation can go on from a state, mostly today's: status quo analysis
// (K. W. Li, D. M. Kilgour and K. W. Hipel, "Status quo analysis in the graph model for
// conflict resolution", Journal of the Operational Research Society 56, 2005).
type Evolution struct {
	From standoff.State
	// Places are the states that can be reached, From first, then by the fewest moves it
	// takes; among those, in the order in which the search meets them.
	Places []Place
	// Moves are the moves between them, by place and then by actor and state.
	Moves []Move
	// Whole is false when there are more states than was allowed; there are then no moves
	// out of the places met last.
	Whole bool

	index map[standoff.State]int
}

// Place is a state that can be reached.
type Place struct {
	State standoff.State
	// Moves is the fewest moves that lead to it, Improving the fewest when each improves the
	// state for whoever makes it; -1: no such moves lead there.
	Moves, Improving int
}

// Move is a move from one state to another.
type Move struct {
	Actor    int
	From, To standoff.State
	// Improves says that the actor prefers To to From.
	Improves bool
	// Legal says that a legal sequence from the start can contain it: somebody else moved
	// last, or nobody.
	Legal bool
}

// Evolve works out how the situation can go on from a state that can be, through at most
// the given number of states.
func Evolve(m *standoff.Model, from standoff.State, most int) *Evolution {
	e := &Evolution{From: from, Whole: true, index: map[standoff.State]int{from: 0}}
	e.Places = []Place{{State: from}}
	all := make([]int, len(m.Actors))
	for i := range all {
		all[i] = i
	}
	t := newMoverTracks(newMoves(m))
	t.walk(all, from, false, func(s standoff.State) bool {
		if _, met := e.index[s]; met {
			return false
		}
		if len(e.Places) >= most {
			e.Whole = false
			return true
		}
		e.index[s] = len(e.Places)
		e.Places = append(e.Places, Place{State: s, Moves: len(t.steps(len(t.nodes) - 1)), Improving: -1})
		return false
	})
	e.addMoves(m, t)
	t.walk(all, from, true, func(s standoff.State) bool {
		if k, met := e.index[s]; met && e.Places[k].Improving < 0 {
			e.Places[k].Improving = len(t.steps(len(t.nodes) - 1))
		}
		return false
	})
	return e
}

// addMoves lists the moves between the places; t has just walked through them.
func (e *Evolution) addMoves(m *standoff.Model, t *tracks) {
	lasts := make([][]int, len(e.Places))
	for _, n := range t.nodes {
		if k, ok := e.index[n.state]; ok {
			lasts[k] = append(lasts[k], n.last)
		}
	}
	for k, p := range e.Places {
		for i := range m.Actors {
			legal := slices.ContainsFunc(lasts[k], func(last int) bool { return last != i })
			for _, to := range t.moves.from(i, p.State) {
				if _, ok := e.index[to]; ok {
					e.Moves = append(e.Moves, Move{i, p.State, to, m.Rank[i][to] > m.Rank[i][p.State], legal})
				}
			}
		}
	}
}

// Place returns the place of the state; false: it is not reached.
func (e *Evolution) Place(s standoff.State) (Place, bool) {
	k, ok := e.index[s]
	if !ok {
		return Place{}, false
	}
	return e.Places[k], true
}

// Shortest returns a shortest legal sequence of moves from one state to another, with
// improving only of moves that improve the state for whoever makes them; ok is false when
// there is none. From a state to itself it has no steps.
func Shortest(m *standoff.Model, from, to standoff.State, improving bool) (way []standoff.Step, ok bool) {
	if from == to {
		return nil, true
	}
	all := make([]int, len(m.Actors))
	for i := range all {
		all[i] = i
	}
	t := newTracks(newMoves(m))
	n := t.walk(all, from, improving, func(s standoff.State) bool { return s == to })
	if n < 0 {
		return nil, false
	}
	return t.steps(n), true
}

// Package standoff is the situation before a deal, as the graph model for conflict
// resolution describes it (D. M. Kilgour, K. W. Hipel and L. Fang, "The graph model for
// conflicts", Automatica 23, 1987; L. Fang, K. W. Hipel and D. M. Kilgour, Interactive
// Decision Making, 1993): actors, the options each of them controls, the states that can
// be, who can move from which state to which, and how each actor ranks the states.
//
// A situation is made of options, or it is a plain graph of moves. With options a state is
// the set of options taken, written as a code: bit k is set when Options[k] is taken. A
// move of an actor is any joint change of its own options, as far as their directions
// allow it, that leads from a feasible state to another feasible state. Without options
// states are numbered from 0 and the moves of each actor are listed.
//
// Preferences are ordinal: greater ranks are preferred, equal ranks are a tie, and ranks of
// two actors are never compared.
package standoff

import "math/bits"

// State is a state of a situation: the code of the options taken, or the number of the
// state in an explicit graph.
type State uint32

// MaxOptions is the most options that a situation may have: 2^26 codes.
const MaxOptions = 26

// Direction says which way an option can be changed by its owner.
type Direction uint8

// The directions of an option.
const (
	Both     Direction = iota // taken and given up at will
	Once                      // it can be taken, and not taken back
	BackOnly                  // it can be given up, and not taken again
)

// Option is something that one actor alone decides.
type Option struct {
	Name      string
	Owner     int // index into Actors
	Direction Direction
}

// Model is a situation, ready to be analysed. It is not changed by any analysis.
type Model struct {
	Actors []string
	// Options of a situation made of options, at most MaxOptions; nil in an explicit graph.
	Options []Option
	// States are the names of the states of an explicit graph; nil with options.
	States []string
	// Moves are, in an explicit graph, by actor and state the states that the actor can
	// move to, in ascending order; nil with options.
	Moves [][][]State
	// Feasible holds the states that can be; nil: all of them.
	Feasible Bits
	// Rank is, by actor and state, how much the actor likes the state. Ranks of states
	// that cannot be are not looked at.
	Rank [][]uint32
	// Today is the state that the actors are in, where Known says that it is known.
	Today State
	Known bool
}

// Size returns the number of states, those that cannot be included: 2^k with k options.
func (m *Model) Size() int {
	if m.Options == nil {
		return len(m.States)
	}
	return 1 << len(m.Options)
}

// CanBe reports whether the state can be.
func (m *Model) CanBe(s State) bool {
	return m.Feasible == nil || m.Feasible.Has(s)
}

// Bits is a set of states: bit s of the whole is set when state s is in it.
type Bits []uint64

// NewBits returns an empty set for states below size.
func NewBits(size int) Bits {
	return make(Bits, (size+63)/64)
}

// Has reports whether the state is in the set.
func (b Bits) Has(s State) bool {
	return b[s/64]>>(s%64)&1 != 0
}

// Add puts the state into the set.
func (b Bits) Add(s State) {
	b[s/64] |= 1 << (s % 64)
}

// Count returns the number of states in the set.
func (b Bits) Count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

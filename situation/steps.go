package situation

import (
	"fmt"
	"math/big"
	"math/bits"

	"detente/standoff"
)

// Change is an option that is taken, or given up.
type Change struct {
	Option int // index into the options of the text
	Take   bool
}

// Changes returns what has to change for the situation to go from one state of options to
// another, in the order of the options; none in a graph.
func (x *Situation) Changes(from, to standoff.State) []Change {
	var all []Change
	if x.Plain.Options == nil {
		return nil
	}
	for d := x.Code(from) ^ x.Code(to); d != 0; d &= d - 1 {
		k := bits.TrailingZeros32(uint32(d))
		all = append(all, Change{Option: k, Take: x.Code(to)>>k&1 != 0})
	}
	return all
}

// Against returns the changes that the directions of the options do not allow: those that
// cannot be taken back, or not be taken again.
func (x *Situation) Against(all []Change) []Change {
	var out []Change
	for _, c := range all {
		d := x.Plain.Options[c.Option].Direction
		if d == standoff.Once && !c.Take || d == standoff.BackOnly && c.Take {
			out = append(out, c)
		}
	}
	return out
}

// MaxOrdered is the most changes whose orders are all looked at: 12! of them.
const MaxOrdered = 12

// Shifts says how far each of some changes moves an actor in its ranking: by change, the
// average over all orders of making them one at a time, through states that can be, of the
// number of places by which that change moves the actor up (L. S. Shapley, "A value for
// n-person games", 1953, of the places). Together they are the places between the two
// states, exactly. Orders is how many orders there are.
type Shifts struct {
	Orders int64
	By     [][]*big.Rat // by actor and change
}

// Shift works out the shifts of all actors; false where there are too many changes, or no
// order leads through states that can be.
func (x *Situation) Shift(from, to standoff.State) (Shifts, bool) {
	changes := x.Changes(from, to)
	n := len(changes)
	if n == 0 || n > MaxOrdered {
		return Shifts{}, false
	}
	state := make([]standoff.State, 1<<n)
	for mask := range state {
		state[mask] = x.Code(from)
		for k, c := range changes {
			if mask>>k&1 != 0 {
				state[mask] ^= 1 << c.Option
			}
		}
	}
	ways := x.ways(state, n, false)
	back := x.ways(state, n, true)
	out := Shifts{Orders: ways[len(ways)-1]}
	if out.Orders == 0 {
		return Shifts{}, false
	}
	for i := range x.Actors {
		places := NewPlaces(x.Plain, i)
		sums := make([]*big.Rat, n)
		for k := range changes {
			sum := int64(0)
			for mask := range state {
				if mask>>k&1 == 0 && ways[mask] > 0 && back[mask|1<<k] > 0 {
					sum += ways[mask] * back[mask|1<<k] * int64(places.Of(state[mask])-places.Of(state[mask|1<<k]))
				}
			}
			sums[k] = big.NewRat(sum, out.Orders)
		}
		out.By = append(out.By, sums)
	}
	return out, true
}

// ways counts, by set of changes made, the orders that lead there from nothing changed, or
// from there to all changed, through states that can be.
func (x *Situation) ways(state []standoff.State, n int, toEnd bool) []int64 {
	all := len(state) - 1
	ways := make([]int64, len(state))
	for mask := range state {
		set := mask
		if toEnd {
			set = all ^ mask
		}
		if !x.Plain.CanBe(state[set]) {
			continue
		}
		if mask == 0 {
			ways[set] = 1
		}
		for k := range n {
			if mask>>k&1 != 0 {
				ways[set] += ways[set^1<<k]
			}
		}
	}
	return ways
}

// Describe says a change with its owner's name and the option's: "gives up blockade".
func (x *Situation) Describe(c Change) string {
	verb := "gives up"
	if c.Take {
		verb = "takes"
	}
	return fmt.Sprintf("%s %s", verb, x.Text.Options[c.Option].ID)
}

package repair

import (
	"math/big"

	"detente/agreement"
	"detente/amendment"
	"detente/order"
	"detente/peak"
	"detente/worth"
)

// sums are the conditions on every state in which some steps may have been performed
// in part: with the share c of a step performed, what a party keeps of it is c times
// what it keeps of it all, so that each condition is a straight line in the shares.
//
// Days, exchanges and what is wanted together are left to the planner: what does not
// keep these conditions is never enough, and what keeps them is to be confirmed.
type sums struct {
	order *order.Order
	cut   []int // the events of the steps
	rows  []slack
}

// slack is one condition: what the events add, and of each step that is cut its
// share, is at most room.
type slack struct {
	delta []int64 // by event; 0 for the steps that are cut
	own   []int64 // by step that is cut: what all of it adds
	room  int64
}

// newSums returns the conditions for steps that are in one part, between the events of
// a course without circles; where given, nobody is to be exposed by more than a share
// of what it gains. It is nil where worths are too long to be added up exactly.
func newSums(c *agreement.Course, steps []string, g goal, exposure *big.Rat) *sums {
	pairs := make([][2]int, 0, len(c.Edges))
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	o, ok := order.New(len(c.Events), pairs)
	if !ok {
		return nil
	}
	x := &sums{order: o}
	for _, step := range steps {
		x.cut = append(x.cut, c.EventOf(c.UnitsOf(amendment.RefTo(step))[0]))
	}
	for _, a := range worth.Accounts(c) {
		if !x.addRows(c, a, g, exposure) {
			return nil
		}
	}
	return x
}

// addRows adds what the party asks of every state, one row for each number of
// strongest words.
func (x *sums) addRows(c *agreement.Course, a *worth.Account, g goal, exposure *big.Rat) bool {
	kept := make([]worth.Vector, len(c.Events)) // and last, in reference magnitudes
	for e, event := range c.Events {
		sum := keeps(a, event.Units)
		kept[e] = append(sum.Prefixes(), a.Reference(sum))
	}
	ok := true
	if g == holds {
		for k, excess := range a.Excess(a.Start()).Prefixes() {
			ok = ok && x.addRow(kept, k, new(big.Rat).Neg(excess), +1)
		}
	}
	if a.MaxExposure != nil {
		for k, most := range a.MaxExposure.Prefixes() {
			ok = ok && x.addRow(kept, k, most, -1)
		}
	}
	if exposure != nil {
		ok = ok && x.addRow(kept, len(a.Excess(a.Start())), new(big.Rat).Mul(exposure, a.Unit()), -1)
	}
	return ok
}

// addRow adds the condition that sign times the sum of entry k is at most room;
// false where that, in many pieces, cannot be held in 60 bits.
func (x *sums) addRow(kept []worth.Vector, k int, room *big.Rat, sign int64) bool {
	grid, size := room.Denom(), new(big.Rat).Abs(room)
	for _, v := range kept {
		grid = lcm(grid, v[k].Denom())
		size.Add(size, new(big.Rat).Abs(v[k]))
	}
	scale := new(big.Rat).SetInt(grid)
	if size.Mul(size, scale).Cmp(new(big.Rat).SetInt64(peak.MaxSum/mostEven)) >= 0 {
		return false
	}
	scaled := func(x *big.Rat) int64 { return new(big.Rat).Mul(x, scale).Num().Int64() }
	row := slack{delta: make([]int64, len(kept)), own: make([]int64, len(x.cut)), room: scaled(room)}
	for e, v := range kept {
		row.delta[e] = sign * scaled(v[k])
	}
	for i, e := range x.cut {
		row.own[i], row.delta[e] = row.delta[e], 0
	}
	x.rows = append(x.rows, row)
	return true
}

// left returns how much of the row's room the other events of the set leave.
func (r *slack) left(set order.Set) int64 {
	left := r.room
	for e := range set.All {
		left -= r.delta[e]
	}
	return left
}

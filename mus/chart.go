package mus

import (
	"slices"
	"sync"

	"github.com/crillab/gophersat/solver"
)

// chart is the map of MARCO: the sets of members that are not decided yet. A set
// is decided when it holds a known conflict, or lies within a set that is known
// to hold.
//
// The solver is deterministic: it draws nothing at random and looks at no clock.
// But while it learns, all solvers of one program share a buffer; see [turn].
type chart struct {
	solver  *solver.Solver
	members []int       // by own number
	own     map[int]int // by member
	// conflicts[i] are the known conflicts that hold member i, in own numbers.
	conflicts [][][]int
}

// turn lets one solver work at a time: gophersat keeps the literals of the clause
// that it learns in one buffer for all of them (solver/learn.go, v1.4.0).
var turn sync.Mutex

// solve reports whether a set is left that is not decided.
func (c *chart) solve() bool {
	turn.Lock()
	defer turn.Unlock()
	return c.solver.Solve() == solver.Sat
}

// decide adds a clause.
func (c *chart) decide(lits []solver.Lit) {
	turn.Lock()
	defer turn.Unlock()
	c.solver.AppendClause(solver.NewClause(lits))
}

func newChart(members []int) *chart {
	c := &chart{members: members, own: map[int]int{}, conflicts: make([][][]int, len(members))}
	for i, m := range members {
		c.own[m] = i
	}
	c.solver = solver.New(solver.ParseSliceNb(nil, len(members)))
	return c
}

// out is the literal that the member is left out. The solver tries first what is
// false, so that its first try has everything in.
func (c *chart) out(own int) solver.Lit { return solver.IntToLit(int32(own + 1)) }

// in is the literal that the member is in.
func (c *chart) in(own int) solver.Lit { return solver.IntToLit(int32(-own - 1)) }

// addConflict decides all sets that hold the conflict, which is not empty.
func (c *chart) addConflict(conflict []int) {
	var lits []solver.Lit
	var own []int
	for _, m := range conflict {
		own = append(own, c.own[m])
		lits = append(lits, c.out(c.own[m]))
	}
	for _, i := range own {
		c.conflicts[i] = append(c.conflicts[i], own)
	}
	c.decide(lits)
}

// addCorrection decides all sets that the correction is left out of: they hold.
// It is not empty.
func (c *chart) addCorrection(correction []int) {
	var lits []solver.Lit
	for _, m := range correction {
		lits = append(lits, c.in(c.own[m]))
	}
	c.decide(lits)
}

// undecided returns a largest set that is not decided yet, the members that stand
// first in wanted rather than others; false when all sets are decided. Any set
// larger than it holds a known conflict.
func (c *chart) undecided(wanted []int) (set []int, ok bool) {
	if !c.solve() {
		return nil, false
	}
	in := c.solver.Model()
	for i := range in {
		in[i] = !in[i]
	}
	for _, m := range wanted {
		in[c.own[m]] = in[c.own[m]] || c.fits(c.own[m], in)
	}
	for i, m := range c.members {
		if in[i] {
			set = append(set, m)
		}
	}
	return set, true
}

// fits reports whether the member can be taken in without making a known conflict
// whole.
func (c *chart) fits(own int, in []bool) bool {
	return !slices.ContainsFunc(c.conflicts[own], func(conflict []int) bool {
		return !slices.ContainsFunc(conflict, func(i int) bool { return i != own && !in[i] })
	})
}

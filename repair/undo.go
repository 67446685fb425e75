package repair

import (
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/amendment"
	"detente/plan"
	"detente/worth"
)

// undos looks, for each step that can be taken back, for the largest share that
// can stay so. A duty can be taken back as a whole: it lasts no longer than the
// agreement.
func (s *search) undos() Outcome {
	steps := slices.DeleteFunc(s.undoable(), func(x *agreement.Step) bool { return x.OfDuty })
	if len(steps) == 0 {
		return Outcome{Why: "No step can be taken back."}
	}
	for _, g := range s.goals() {
		var all []found
		for _, x := range steps {
			if r, ok := s.lower(x, g); ok {
				all = append(all, found{r, g})
			}
		}
		if len(all) > 0 {
			return offer(all, "")
		}
	}
	return Outcome{Why: fmt.Sprintf("Of %s nothing could be taken back any more, one at a time, and still no order would hold.", names(steps))}
}

// undoable lists the steps of which something can be taken back, and that are
// worth something to somebody.
func (s *search) undoable() []*agreement.Step {
	var steps []*agreement.Step
	for _, x := range s.a.Steps {
		if x.Undo.Given && x.Undo.V.Sign() > 0 && slices.ContainsFunc(x.Worths, func(w agreement.Worth) bool { return !w.Amount.IsZero() }) {
			steps = append(steps, x)
		}
	}
	return steps
}

// lower turns down how much of a step can be taken back as little as is enough.
// That is double-edged: whoever bears the step's cost is less tempted, whoever
// gains by it more, so that less may do where least does not. What is proved for
// one share bounds the others all the same: as the share falls by y, nobody's
// temptation falls by more than y times what the step costs it, and nobody's
// exposure by more than y times what the step brings it.
func (s *search) lower(x *agreement.Step, g goal) (Repair, bool) {
	now := x.Undo.V
	low, high, ok := new(big.Rat), now, true
	if g == holds {
		if low, high, ok = s.ends(x); !ok {
			return Repair{}, false
		}
	}
	d := dial{
		from: new(big.Rat), atLeast: low, to: high, grid: lcm(s.undoGrid(x), now.Denom()), steady: g == holds && !s.limited() && s.changes(x, gained).Sign() == 0,
		set: func(y *big.Rat) *agreement.Agreement { return amendment.WithUndo(s.a, x.ID, new(big.Rat).Sub(now, y)) },
	}
	d.beyond = s.undoBeyond(x, g)
	t, found := s.least(d, g)
	if !found {
		return Repair{}, false
	}
	to := worth.Number(new(big.Rat).Sub(now, t.x))
	r := Repair{
		Kind: Undo, Steps: []string{x.ID}, Agree: agree(s.a, x), Least: t.least, Plan: t.result,
		Changes:  []amendment.Change{{Of: x.ID, Attribute: "undo", From: worth.Number(now), To: to, Place: x.Undo.Place}},
		Sentence: fmt.Sprintf("Let no more than %s of %s be open to being taken back, instead of %s.", to, x.ID, worth.Number(now)),
	}
	return r, true
}

// ends returns between which amounts the share has to be lowered so that nobody
// gains by leaving before the first step or after the last: those moments are
// part of every order, and what tempts there changes evenly with the share. It is
// false where no amount is right.
func (s *search) ends(x *agreement.Step) (low, high *big.Rat, ok bool) {
	low, high = new(big.Rat), new(big.Rat).Set(x.Undo.V)
	none := s.extremes(amendment.WithUndo(s.a, x.ID, x.Undo.V))
	all := s.extremes(amendment.WithUndo(s.a, x.ID, new(big.Rat)))
	for i, was := range none {
		slope := new(big.Rat).Sub(all[i], was)
		slope.Quo(slope, x.Undo.V)
		if slope.Sign() == 0 {
			if was.Sign() > 0 {
				return low, high, false
			}
			continue
		}
		zero := new(big.Rat).Quo(was, slope)
		zero.Neg(zero) // where was + slope·y is 0
		if slope.Sign() < 0 && zero.Cmp(low) > 0 {
			low = zero
		}
		if slope.Sign() > 0 && zero.Cmp(high) < 0 {
			high = zero
		}
	}
	return low, high, low.Cmp(high) <= 0
}

// extremes lists what each party would gain by leaving before the first step and
// after the last, more than leaving costs it, for each number of strongest words.
func (s *search) extremes(a *agreement.Agreement) worth.Vector {
	var all worth.Vector
	for _, x := range worth.Accounts(agreement.NewCourse(a, s.asking)) {
		all = append(append(all, x.Kept().Prefixes()...), x.Excess(x.Start()).Prefixes()...)
	}
	return all
}

// undoBeyond is by how much a share that is proved too large is so at least: what
// is passed, over the fastest that anybody's sum can fall with the share. Where
// temptation has to fall while exposure must not rise, nothing is known.
func (s *search) undoBeyond(x *agreement.Step, g goal) func(*plan.Result) *big.Rat {
	passed, speed := s.excess, s.changes(x, borne)
	if g == cleared {
		passed, speed = s.overrun, s.changes(x, gained)
	}
	if s.inWords() || g == holds && s.limited() || speed.Sign() == 0 {
		return nil
	}
	return func(r *plan.Result) *big.Rat {
		if p := passed(r); p != nil {
			return new(big.Rat).Quo(p, speed)
		}
		return nil
	}
}

// gained and borne are the signs of what a step is worth.
const (
	gained = +1
	borne  = -1
)

// changes is the most that the step brings or costs anybody, as a share of what
// that party gains by the agreement.
func (s *search) changes(x *agreement.Step, sign int) *big.Rat {
	most := new(big.Rat)
	for _, a := range s.accounts {
		sum := new(big.Rat)
		for _, u := range s.units(x) {
			if v := a.Reference(a.Value[u]); v.Sign() == sign {
				sum.Add(sum, new(big.Rat).Abs(v))
			}
		}
		if sum.Quo(sum, a.Unit()).Cmp(most) > 0 {
			most = sum
		}
	}
	return most
}

// undoGrid is fine enough for every share at which some sum is at its limit: with the
// first parts performed, worth v together, a sum is α + x·v, so that x is a multiple of
// 1/(v·grid).
func (s *search) undoGrid(x *agreement.Step) *big.Int {
	grid := big.NewInt(1)
	units := s.units(x)
	for _, a := range s.accounts {
		own := gridOf(a)
		for j := range units {
			sum := a.Value[units[0]]
			for _, u := range units[1 : j+1] {
				sum = sum.Plus(a.Value[u])
			}
			for _, v := range sum.Prefixes() {
				if v.Sign() != 0 {
					n := new(big.Int).Abs(new(big.Rat).Mul(v, new(big.Rat).SetInt(own)).Num())
					grid = lcm(grid, n)
				}
			}
		}
	}
	if limit := big.NewInt(maxGrid); grid.Cmp(limit) > 0 {
		return limit
	}
	return grid
}

// maxGrid is as fine as shares are looked at; beyond it the largest share that is
// offered may be a hair below the largest there is.
const maxGrid = 1 << 40

// names joins the names of steps.
func names(steps []*agreement.Step) string {
	var all []string
	for _, x := range steps {
		all = append(all, x.ID)
	}
	return and(all)
}

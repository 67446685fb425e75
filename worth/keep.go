package worth

import (
	"math/big"

	"detente/agreement"
	"detente/order"
)

// undoShares returns ρ(i) for each unit: its undo if it costs its performer
// something (at the low end of a range), or if a third party performs it; else
// 0, for nobody undoes what it gains by. Of several performers one that bears a
// cost, or a third party, is enough. Where the owner is open the share is taken
// as written.
func undoShares(c *agreement.Course, accounts []*Account) []*big.Rat {
	shares, nothing := make([]*big.Rat, len(c.Units)), new(big.Rat)
	for i, u := range c.Units {
		shares[i] = nothing
		if u.Step.Undo.Given && someoneUndoes(c, accounts, i) {
			shares[i] = u.Step.Undo.V
		}
	}
	return shares
}

func someoneUndoes(c *agreement.Course, accounts []*Account, unit int) bool {
	by := c.Units[unit].Step.By
	if len(by) == 0 {
		return true
	}
	for _, r := range by {
		if actor := c.Agreement.Actor(r.ID); actor != nil && actor.Third {
			return true
		}
		for _, a := range accounts {
			if a.Party.ID == r.ID && a.bears(unit) {
				return true
			}
		}
	}
	return false
}

// bears reports whether the unit costs the party something, words in reference
// magnitudes.
func (a *Account) bears(unit int) bool {
	v := a.Value[unit]
	if a.Words == nil {
		return v[0].Sign() < 0
	}
	return a.Reference(v).Sign() < 0
}

// keep fills Keep: w(i) = (1 − ρ(i))·v(i), and the unit that locks others adds
// ρ·v of each. What was locked before it was performed is permanent at once.
func (a *Account) keep(c *agreement.Course, undo []*big.Rat, locker map[int]int) {
	a.undo, a.locker = undo, locker
	a.permanent = order.NewSet(len(c.Units))
	for i, share := range undo {
		if _, locked := locker[i]; locked || share.Sign() == 0 {
			a.permanent.Add(i)
		}
	}
	a.Keep = make([]Vector, 0, len(a.Value))
	one := big.NewRat(1, 1)
	for i, v := range a.Value {
		l, ok := locker[i]
		if final := ok && a.start.Has(l) && !a.start.Has(i); !final && undo[i].Sign() != 0 && !v.IsZero() {
			v = v.Times(new(big.Rat).Sub(one, undo[i]))
		}
		a.Keep = append(a.Keep, v)
	}
	for i, v := range a.Value {
		l, ok := locker[i]
		if ok && (!a.start.Has(l) || a.start.Has(i)) {
			a.Keep[l] = a.Keep[l].Plus(v.Times(undo[i]))
		}
	}
}

// FinalBy returns the unit by whose performance what the unit is worth becomes
// final: itself, or the one that makes it permanent; -1 where part of it can be
// taken back for good. Until then whoever bears it would save something of it by
// leaving.
func (a *Account) FinalBy(unit int) int {
	l, locked := a.locker[unit]
	switch {
	case a.undo[unit].Sign() == 0, locked && a.start.Has(l) && !a.start.Has(unit):
		return unit
	case locked:
		return l
	}
	return -1
}

// Kept returns what the party would gain by walking away after the last unit,
// less its breach cost: u − Σ ρ(i)·v(i) − b over what is not permanent by then.
// No order changes it.
func (a *Account) Kept() Vector { return a.Excess(nil) }

// TakesBack returns the units that the party would not have to bear any more if
// it walked away after the last unit.
func (a *Account) TakesBack() []int {
	var units []int
	for i := range a.Value {
		if !a.permanent.Has(i) && a.bears(i) {
			units = append(units, i)
		}
	}
	return units
}

// lockers returns, for each locked unit, the unit that makes it permanent: the
// last part of the step that locks it. The language allows only one.
func lockers(c *agreement.Course) map[int]int {
	of := map[int]int{}
	for _, s := range c.Agreement.Steps {
		own := c.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}})
		for _, r := range s.Locks {
			for _, u := range c.UnitsOf(r) {
				of[u] = own[len(own)-1]
			}
		}
	}
	return of
}

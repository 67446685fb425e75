package narrate

import (
	"detente/agreement"
	"detente/plan"
	"detente/worth"
)

// Worst is the two moments of a plan that are worst for one party: that at which
// leaving would bring it most, what leaving costs it left out of account, and that
// at which it would be furthest below where it started if the others left.
type Worst struct {
	Party             *agreement.Actor
	Leaving, Exposure Extreme
}

// Extreme is a size at a moment: in a round, from 1, when the units named have
// been performed since the plan began. Of moments that are equally bad it is that
// of the first round.
type Extreme struct {
	Size
	Round     int
	Performed []string
}

// WorstOf returns the worst moments for each party that states worths, in the
// order of the text; nothing where there is no plan.
func WorstOf(r *plan.Result) []Worst {
	t, ok := newTeller(r)
	if !ok {
		return nil
	}
	var all []Worst
	for i, row := range t.rows {
		if row.reference {
			all = append(all, t.worst(i))
		}
	}
	return all
}

func (t *teller) worst(i int) Worst {
	row := t.rows[i]
	a := t.accounts[row.account]
	w := Worst{Party: a.Party}
	for k := range t.rounds {
		up, _ := t.extreme(row, t.rounds[k], false, nil)
		down, _ := t.extreme(row, t.rounds[k], true, nil)
		w.Leaving.take(t.extremeAt(row.account, k, up, t.leaving(row.account, k, up)))
		w.Exposure.take(t.extremeAt(row.account, k, down, t.loss(row.account, k, down)))
	}
	return w
}

// take keeps what is worse.
func (x *Extreme) take(y Extreme) {
	if x.Share == nil || y.Share.Cmp(x.Share) > 0 {
		*x = y
	}
}

func (t *teller) extremeAt(account, k int, part []int, v worth.Vector) Extreme {
	x := Extreme{Size: t.size(account, v), Round: k + 1}
	for _, events := range append(t.rounds[:k:k], part) {
		for _, e := range events {
			x.Performed = append(x.Performed, t.c.UnitNames(e)...)
		}
	}
	return x
}

// leaving is what leaving would bring a party in round k, when that part of it has
// been performed.
func (t *teller) leaving(account, k int, part []int) worth.Vector {
	p := t.purses[account]
	return p.grown[k].Plus(t.keeps(t.accounts[account], part)).Plus(p.tempted)
}

// loss is how far below its start the party then is; nothing where it is above.
func (t *teller) loss(account, k int, part []int) worth.Vector {
	grown := t.purses[account].grown[k].Plus(t.keeps(t.accounts[account], part))
	nothing := grown.Minus(grown)
	if loss := nothing.Minus(grown); t.accounts[account].Reference(loss).Sign() > 0 {
		return loss
	}
	return nothing
}

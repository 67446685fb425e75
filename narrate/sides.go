package narrate

import (
	"fmt"
	"math/big"
	"strings"

	"detente/order"
	"detente/worth"
)

// sides says what round k means for each party.
func (t *teller) sides(k int) []Side {
	var sides []Side
	for i, r := range t.rows {
		if r.reference {
			sides = append(sides, t.side(i, k))
		}
	}
	return sides
}

func (t *teller) side(i, k int) Side {
	r := t.rows[i]
	a := t.accounts[r.account]
	up, _ := t.extreme(r, t.rounds[k], false, nil)
	down, _ := t.extreme(r, t.rounds[k], true, nil)
	p := t.purses[r.account]
	holds := p.grown[k+1]
	leaving, loss := t.leaving(r.account, k, up), t.loss(r.account, k, down)
	return Side{
		Party: a.Party,
		Holds: t.size(r.account, holds), Leaving: t.size(r.account, leaving),
		Exposure: t.size(r.account, loss), Margin: t.size(r.account, a.BreachCost.Minus(leaving)),
		Text: fmt.Sprintf("%s; it %s; it %s", t.sayHolds(r.account, holds), t.sayLeaving(r.account, leaving), t.sayExposure(i, k, loss)),
	}
}

func (t *teller) sayHolds(i int, v worth.Vector) string {
	more, less := parts(v)
	switch {
	case v.IsZero():
		return "holds what it held at the start"
	case more.IsZero():
		return fmt.Sprintf("holds %s less than at the start", t.plainly(i, less))
	case less.IsZero():
		return fmt.Sprintf("holds %s more than at the start", t.plainly(i, more))
	}
	return fmt.Sprintf("holds %s more and %s less than at the start", t.plainly(i, more), t.plainly(i, less))
}

// sayLeaving says what leaving would bring the party, what it costs included.
func (t *teller) sayLeaving(i int, v worth.Vector) string {
	a := t.accounts[i]
	saves, forgoes := parts(v)
	switch {
	case v.IsZero():
		return "would gain nothing by leaving"
	case saves.IsZero():
		return fmt.Sprintf("would forgo %s by leaving", t.amount(i, forgoes))
	case !forgoes.IsZero():
		return fmt.Sprintf("would save %s by leaving and forgo %s", a.Say(saves), a.Say(forgoes))
	case a.BreachCost.IsZero():
		return fmt.Sprintf("would gain %s by leaving", t.amount(i, saves))
	}
	return fmt.Sprintf("would gain %s by leaving, which costs it %s", t.amount(i, saves), t.plainly(i, a.BreachCost))
}

// sayExposure says the exposure of a reference row in round k; where only the
// reference magnitudes keep the party from being below where it started, it says
// so.
func (t *teller) sayExposure(i, k int, loss worth.Vector) string {
	if !loss.IsZero() {
		return "could be left " + strings.TrimSuffix(t.below(t.rows[i].account, loss), ",")
	}
	for j, r := range t.rows {
		if r.account != t.rows[i].account || !r.strict {
			continue
		}
		if _, least := t.extreme(r, t.rounds[k], true, nil); t.sums[j][k]+least < 0 {
			return "is never below where it started if each word counts half the one before"
		}
	}
	return "is never below where it started"
}

// parts splits a vector into what is more and what is less than nothing, both as
// sizes.
func parts(v worth.Vector) (more, less worth.Vector) {
	for _, x := range v {
		zero, size := new(big.Rat), new(big.Rat).Abs(x)
		if x.Sign() < 0 {
			more, less = append(more, zero), append(less, size)
		} else {
			more, less = append(more, size), append(less, zero)
		}
	}
	return more, less
}

// Sureness says how far a moment can be relied on; see the constants.
type Sureness string

// How sure it is, by how the party states its worths.
const (
	// Exact: its worths are single numbers, and this is what they come to.
	Exact Sureness = "exact"
	// WholeRanges: some are ranges; this is their least favourable end.
	WholeRanges Sureness = "whole_ranges"
	// AllMagnitudes: they are words; it carries on whatever they weigh.
	AllMagnitudes Sureness = "all_magnitudes"
	// NoMagnitudes: they are words; it would leave whatever they weigh.
	NoMagnitudes Sureness = "no_magnitudes"
	// SomeMagnitudes: they are words, and what they weigh decides.
	SomeMagnitudes Sureness = "some_magnitudes"
)

// Moment is a moment of the plan at which a party would save something by
// leaving.
type Moment struct {
	// Row is the party, and Round the round from 1 (0: before the first);
	// Performed are the units performed by then since the plan began.
	Side
	Round     int
	Performed []string
	Sure      Sureness
	// Proved: no plan has a smaller worst temptation over what leaving costs.
	Proved bool
	// Text says which moment it is, for whom and how near; Change what would make
	// it safe, or end its being so; HowSure what that rests on. Each is one plain
	// sentence or two.
	Text, Change, HowSure string
}

// danger finds the moment with the smallest margin, as a share: what leaving
// costs less what it would bring. Only moments count at which the party would
// save something by leaving: it has something before it that costs it, or could
// take back something that did, or has something outside the agreement. At the
// others, as when all is performed for good, leaving is an empty word. The first
// of equally dangerous moments is told.
func (t *teller) danger() *Moment {
	best := candidate{}
	for i, r := range t.rows {
		if !r.reference {
			continue
		}
		if t.openAt(r.account, t.before[0]) {
			best = best.or(candidate{row: i, round: -1, margin: r.share(r.breach - r.start)})
		}
	}
	for k := range t.rounds {
		for i, r := range t.rows {
			if r.reference {
				best = best.or(t.nearest(i, k))
			}
		}
	}
	if best.margin == nil {
		return nil
	}
	return t.moment(best)
}

// candidate is a moment: what of a round has been performed (before the first
// round: round -1), and the margin of a row there. A nil margin is no moment.
type candidate struct {
	row, round int
	part       []int
	margin     *big.Rat
}

// or returns the nearer of the two, the first of equals.
func (c candidate) or(d candidate) candidate {
	if c.margin == nil || d.margin != nil && d.margin.Cmp(c.margin) < 0 {
		return d
	}
	return c
}

// openAt reports whether the party of the account would save something by leaving
// at the state.
func (t *teller) openAt(i int, state order.Set) bool {
	a := t.accounts[i]
	if a.Reference(a.WalkAway).Sign() > 0 {
		return true
	}
	for u, v := range a.Value {
		if by := a.FinalBy(u); a.Reference(v).Sign() < 0 && (by < 0 || !state.Has(by)) {
			return true
		}
	}
	return false
}

// nearest returns the moment of round k with the smallest margin of row i. What
// the party would save by leaving is open until the event that makes it final:
// where nothing is open after the round, the moments are those at which one of
// these events has not been performed.
func (t *teller) nearest(i, k int) candidate {
	r := t.rows[i]
	at := func(without order.Set) candidate {
		part, most := t.extreme(r, t.rounds[k], false, without)
		return candidate{i, k, part, r.share(r.breach - r.start - t.sums[i][k] - most)}
	}
	if t.openAt(r.account, t.before[k+1]) {
		return at(nil)
	}
	best := candidate{}
	for _, e := range t.rounds[k] {
		if t.makesFinal(r.account, e) {
			without := t.order.After(e).Clone()
			without.Add(e)
			best = best.or(at(without))
		}
	}
	return best
}

// makesFinal reports whether the event makes final something that the party
// bears.
func (t *teller) makesFinal(i, event int) bool {
	a := t.accounts[i]
	for u, v := range a.Value {
		if by := a.FinalBy(u); by >= 0 && t.c.EventOf(by) == event && a.Reference(v).Sign() < 0 {
			return true
		}
	}
	return false
}

// moment tells the candidate.
func (t *teller) moment(c candidate) *Moment {
	i := t.rows[c.row].account
	a := t.accounts[i]
	state, before := t.before[0], []int(nil)
	if c.round >= 0 {
		state = t.with(t.before[c.round], c.part)
		for _, events := range t.rounds[:c.round] {
			before = append(before, events...)
		}
	}
	leaving := a.Temptation(state)
	loss := a.Loss(state)
	if a.Reference(loss).Sign() <= 0 {
		loss = loss.Minus(loss)
	}
	m := &Moment{
		Side: Side{
			Party: a.Party, Leaving: t.size(i, leaving), Margin: t.size(i, a.BreachCost.Minus(leaving)),
			Holds: t.size(i, a.Holds(state).Minus(a.Holds(a.Start()))), Exposure: t.size(i, loss),
		},
		Round: c.round + 1, Performed: t.units(append(before, c.part...)),
		Sure: t.sure(i, a.Excess(state)), Proved: t.r.Excess.Proved,
	}
	m.Text, m.Change = t.sayMoment(i, c, state)
	m.HowSure = t.saySure(i, m)
	return m
}

package families

import (
	"fmt"
	"math/big"

	"detente/agreement"
	"detente/calendar"
)

// Dispute says what Disputed draws: an agreement with demands about its order.
type Dispute struct {
	Steps, Demands int
	// Against is how many of the demands turn the order of the text around.
	Against int
	// Dates is how many steps have a due date, Limits how many of the five parties
	// say how far they may be exposed.
	Dates, Limits int
}

// Disputed draws an agreement of five parties, the same for the same seed. Every
// step waits for about one of the eight before it and takes up to five days; most
// demands want a step before one of the forty after it, those against the text one
// of the forty before it. A due date leaves a step the days of the text and a few
// more. A limit is what its party loses in the order of the text.
func Disputed(p Dispute, seed uint64) *agreement.Agreement {
	d := newDraft(p.Steps, 5, seed)
	d.neighbours(12)
	for i := range p.Steps {
		d.swap(i, 1+d.rand.Int64N(10), 1+d.rand.Int64N(20))
	}
	a := d.agreement("disputed")
	a.Begins = agreement.Opt[calendar.Day]{V: 20_000, Given: true}
	for _, s := range a.Steps {
		takes := d.rand.IntN(6)
		s.Takes = agreement.Opt[agreement.Days]{V: agreement.Days{Min: takes, Max: takes}, Given: takes > 0}
	}
	for k := range p.Demands {
		a.Demands = append(a.Demands, d.demand(a, k, k < p.Against))
	}
	for k := range p.Dates {
		d.date(a, d.rand.IntN(p.Steps), k)
	}
	d.limits(a, p.Limits)
	return a
}

// demand draws a demand that a step come before another one, of the party that
// performs one of them.
func (d *draft) demand(a *agreement.Agreement, k int, against bool) *agreement.Demand {
	first := d.rand.IntN(d.steps - 1)
	then := min(d.steps-1, first+1+d.rand.IntN(40))
	if against {
		first, then = then, first
	}
	owner := a.Actors[d.by[first]].ID
	return &agreement.Demand{
		Name: agreement.Name{ID: fmt.Sprintf("d%d", k)}, Kind: agreement.Before, Firm: d.rand.IntN(5) == 0,
		Of:    agreement.Opt[agreement.Ref]{V: agreement.Ref{ID: owner}, Given: true},
		Steps: []agreement.StepRef{{Ref: agreement.Ref{ID: a.Steps[first].ID}}, {Ref: agreement.Ref{ID: a.Steps[then].ID}}},
	}
}

// date gives a step a due date: the days that the text makes it take, and up to
// ten more.
func (d *draft) date(a *agreement.Agreement, step, k int) {
	day := calendar.Day(20_000 + d.longest(a, step) + d.rand.IntN(11))
	s := a.Steps[step]
	s.Due = agreement.Opt[agreement.When]{V: agreement.When{Span: calendar.On(day)}, Given: true}
	s.Due.Place.File = fmt.Sprintf("due%d", k) // so that it can be told from others
}

// longest is how many days the step takes with all that it waits for.
func (d *draft) longest(a *agreement.Agreement, step int) int {
	most := 0
	for _, before := range d.after[step] {
		most = max(most, d.longest(a, before))
	}
	return most + a.Steps[step].Takes.V.Max
}

// limits lets the first parties accept as much exposure as the order of the text
// brings them.
func (d *draft) limits(a *agreement.Agreement, parties int) {
	for p := range parties {
		sum, least := int64(0), int64(0)
		for i := range d.steps {
			sum += d.worth[i][p]
			least = min(least, sum)
		}
		accepted := agreement.Amount{Lo: big.NewRat(-least, 1), Hi: big.NewRat(-least, 1)}
		a.Actors[p].MaxExposure = agreement.Opt[agreement.Amount]{V: accepted, Given: true}
	}
}

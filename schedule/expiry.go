package schedule

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// Expiry is something that ends some day unless it is renewed: the effect of a
// step, or the agreement. Days are those of the network.
type Expiry struct {
	// Step is nil for the agreement itself.
	Step *agreement.Step
	// Ends is the last day of the effect; of several readings of the date, the first.
	Ends int
	// Readings are the days that the date can mean, where it is a date of the text.
	Readings calendar.Span
	// Decide is the last day for notice or for the decision to renew, where the text
	// gives a number of days for that: so many days before Ends.
	Decide agreement.Opt[int]
	// Earliest: it counts from something that is still to be performed, and Ends is
	// told for the earliest day on which that can be counted on.
	Earliest bool
	// Why says where the day comes from, in no words where the text gives the day itself.
	Why Reason
	// Renewals is how often a step that lasts some days has to be renewed at least for
	// its effect to hold until the agreement ends; 0 where that is not known, or not needed.
	Renewals int
	// Outlived are the steps that come too late for it.
	Outlived []Outlived
}

// Outlived is an event that begins, or for the agreement is performed or due, after
// what it rests on has ended, unless that is renewed.
type Outlived struct {
	Event int
	// Day is the first day that can be counted on, or the due date.
	Day int
	Due bool
	// Certain: it comes too late however short everything comes out.
	Certain bool
	Place   diag.Place
}

// Expiries lists what ends unless it is renewed: the agreement first, then the
// effects of steps in the order of the text. What has an end of which no day can be
// told is among the second.
func (o *Outlook) Expiries() (ends []Expiry, untold []Loose) {
	a := o.Course().Agreement
	until := agreement.Opt[int]{}
	if a.Ends.Given {
		x, loose := o.untilDay(a.Ends, "the agreement ends", "")
		if loose != nil {
			untold = append(untold, *loose)
		} else {
			until = agreement.Opt[int]{V: x.Ends, Given: true}
			x.Decide = before(x.Ends, a.Notice)
			o.outliveAgreement(&x)
			ends = append(ends, x)
		}
	}
	for _, s := range a.Steps {
		if !s.Expires() {
			if place, ok := renewable(s); ok {
				untold = append(untold, Loose{fmt.Sprintf("The effect of %s is to be renewed, and the text does not say when it ends: lasts = …, or until = ….", s.ID), place, s.ID})
			}
			continue
		}
		x, loose := o.effect(s)
		if loose != nil {
			untold = append(untold, *loose)
			continue
		}
		x.Step, x.Decide = s, before(x.Ends, s.Notice)
		if s.Lasts.Given && until.Given && until.V > x.Ends {
			x.Renewals = (until.V - x.Ends + s.Lasts.V - 1) / s.Lasts.V
		}
		o.outliveStep(&x)
		ends = append(ends, x)
	}
	return ends, untold
}

// renewable reports whether the text speaks of renewing the effect of the step, and
// where.
func renewable(s *agreement.Step) (diag.Place, bool) {
	if len(s.RenewedBy) > 0 {
		return s.RenewedBy[0].Place, true
	}
	return s.Notice.Place, s.Notice.Given
}

func before(day int, notice agreement.Opt[int]) agreement.Opt[int] {
	return agreement.Opt[int]{V: day - notice.V, Given: notice.Given, Place: notice.Place}
}

// effect says when the effect of a step ends.
func (o *Outlook) effect(s *agreement.Step) (Expiry, *Loose) {
	if s.Until.Given {
		return o.untilDay(s.Until, fmt.Sprintf("the effect of %s ends", s.ID), s.ID)
	}
	on, done := o.Course().Done(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}})
	from := "performed"
	if s.Renewed.Given {
		on, done, from = s.Renewed, true, "renewed"
	}
	x := Expiry{Why: Reason{Place: s.Lasts.Place}}
	switch {
	case done && !on.Given:
		return x, &Loose{fmt.Sprintf("The effect of %s ends %s it was performed, on a day that is not known.", s.ID, daysAfter(s.Lasts.V)), s.Lasts.Place, s.ID}
	case done && !o.Dated:
		return x, &Loose{fmt.Sprintf("The effect of %s ends on %s; no other days are known.", s.ID, on.V.Add(s.Lasts.V)), s.Lasts.Place, s.ID}
	case done:
		x.Ends = on.V.Add(s.Lasts.V).Sub(o.zero)
		x.Why.Text = fmt.Sprintf("%s was %s on %s, and its effect lasts %s", s.ID, from, on.V, dayCount(s.Lasts.V))
		return x, nil
	}
	node := o.Performed[o.eventOf(s.ID)]
	if !o.Timed(node) {
		return x, &Loose{fmt.Sprintf("The effect of %s ends %s it is performed, on a day that cannot be told yet.", s.ID, daysAfter(s.Lasts.V)), s.Lasts.Place, s.ID}
	}
	x.Ends, x.Earliest = o.Counted[node]+s.Lasts.V, true
	x.Why.Text = fmt.Sprintf("the effect of %s lasts %s from the day it is performed", s.ID, dayCount(s.Lasts.V))
	return x, nil
}

func daysAfter(n int) string { return dayCount(n) + " after" }

// untilDay says when something ends that ends on a date.
func (o *Outlook) untilDay(w agreement.Opt[agreement.When], what, step string) (Expiry, *Loose) {
	x := Expiry{Why: Reason{Place: w.Place}}
	m, rests, ok := o.Resolve(w.V)
	switch {
	case !ok:
		return x, &Loose{fmt.Sprintf("%s on a day that cannot be told: %s has no date.", sentence(what), rests), w.Place, step}
	case m.Step != "":
		node := o.Performed[o.eventOf(m.Step)]
		if !o.Timed(node) {
			return x, &Loose{fmt.Sprintf("%s %s, on a day that cannot be told yet.", sentence(what), counted(m.Days, m.Step)), w.Place, step}
		}
		x.Ends, x.Earliest = o.Counted[node]+m.Days, true
		x.Why.Text = fmt.Sprintf("%s %s", what, counted(m.Days, m.Step))
	case !o.Dated:
		return x, &Loose{fmt.Sprintf("%s on %s; no other days are known.", sentence(what), m.Span), w.Place, step}
	default:
		x.Ends, x.Readings = m.Span.First.Sub(o.zero), m.Span
		if how := o.how(w.V, m.Span); how != "" {
			x.Why.Text = fmt.Sprintf("%s on %s%s", what, m.Span.First, how)
		}
	}
	return x, nil
}

// sentence begins a clause as a sentence.
func sentence(clause string) string {
	if clause == "" || clause[0] < 'a' || clause[0] > 'z' {
		return clause
	}
	return string(clause[0]-'a'+'A') + clause[1:]
}

// outliveAgreement notes what is performed, or due, after the agreement has ended.
func (o *Outlook) outliveAgreement(x *Expiry) {
	if x.Earliest {
		return // it ends by something that is still to be performed
	}
	for e, node := range o.Performed {
		if o.Timed(node) && o.Counted[node] > x.Ends {
			x.Outlived = append(x.Outlived, Outlived{Event: e, Day: o.Counted[node], Certain: o.Soonest[node] > x.Ends})
		}
	}
	for _, l := range o.limits {
		late := slices.ContainsFunc(x.Outlived, func(y Outlived) bool { return y.Event == l.To })
		if l.From < 0 && l.Days > x.Ends && !late {
			x.Outlived = append(x.Outlived, Outlived{Event: l.To, Day: l.Days, Due: true, Certain: true, Place: l.Place})
		}
	}
}

// outliveStep notes what waits for the step and begins after its effect has ended.
func (o *Outlook) outliveStep(x *Expiry) {
	for _, w := range o.waiting(x.Step.ID) {
		node := o.Begun[w.Event]
		late, certain := o.Counted[node] > x.Ends && o.Timed(node), o.Soonest[node] > x.Ends
		if x.Earliest && x.Step.Lasts.Given {
			performed := o.Performed[o.eventOf(x.Step.ID)]
			late, certain = o.Between(performed, node) > x.Step.Lasts.V, o.atLeast(performed, node) > x.Step.Lasts.V
		} else if x.Earliest {
			continue // it ends by something else that is still to be performed
		}
		if late {
			w.Day, w.Certain = o.Counted[node], certain
			x.Outlived = append(x.Outlived, w)
		}
	}
}

// waiting lists the events that wait for a step, by the text or by a demand.
func (o *Outlook) waiting(step string) []Outlived {
	c := o.Course()
	var all []Outlived
	note := func(first, then agreement.StepRef, place diag.Place) {
		units := c.UnitsOf(then)
		if first.ID != step || then.ID == step || len(units) == 0 {
			return
		}
		e := c.EventOf(units[0])
		if e >= 0 && !slices.ContainsFunc(all, func(x Outlived) bool { return x.Event == e }) {
			all = append(all, Outlived{Event: e, Place: place})
		}
	}
	for _, s := range c.Agreement.Steps {
		for _, r := range slices.Concat(s.After, s.Locks) {
			note(r, agreement.StepRef{Ref: agreement.Ref{ID: s.ID}}, r.Place)
		}
	}
	for _, d := range c.Asked {
		for i := 1; d.Kind == agreement.Before && i < len(d.Steps); i++ {
			note(d.Steps[i-1], d.Steps[i], d.That)
		}
	}
	return all
}

// atLeast is Between, if durations come out as one would choose.
func (o *Outlook) atLeast(from, to int) int {
	w, _ := o.kept.windows()
	return -w.from(to, map[int]bool{from: true})[from]
}

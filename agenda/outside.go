package agenda

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/check"
	"detente/diag"
	"detente/order"
)

// outsiders are the steps that somebody decides who is no party to the
// agreement, with the last day on which they can be asked so that what hangs on
// it is in time.
func (b *book) outsiders() []Item {
	latest := b.latest()
	var all []Item
	for _, l := range b.lacks {
		if len(l.Outsiders) == 0 || len(l.Outsiders) < len(l.Step.By) && l.Open() {
			continue // joint with a party, and told with the open points
		}
		item := Item{Place: l.Step.Place, Steps: []string{l.Step.ID}, By: names(l.Step.By), weight: l.Waits, waits: true}
		said := []string{fmt.Sprintf("%s %s %s", list(b.labels(names(l.Step.By))), b.decides(l.Step), l.Step.ID)}
		if l.Step.Takes.Given {
			said[0] += ", which takes " + duration(l.Step.Takes.V)
		}
		if day, ok := b.askBy(l.Step, latest); ok {
			if day.step == l.Step.ID {
				day.step = "it"
			}
			item.AskBy = agreement.Opt[calendar.Day]{V: day.day, Given: true}
			said = append(said, b.lead(day))
		} else if !l.Date {
			said = append(said, "no last day follows from the text")
		}
		if l.Open() {
			said = append(said, "it has "+missing(l))
		}
		item.Sentence = strings.Join(said, "; ") + "."
		all = append(all, item)
	}
	return all
}

// decides says what an outsider does with a step.
func (b *book) decides(s *agreement.Step) string {
	if s.Link != "" {
		return "decides"
	}
	return verb(len(s.By), "performs", "perform")
}

// duration says "20 to 45 days" or "20 days".
func duration(d agreement.Days) string {
	if d.Min == d.Max {
		return count(d.Max, "day")
	}
	return fmt.Sprintf("%d to %s", d.Min, count(d.Max, "day"))
}

// lead says by when somebody has to be asked, and for what.
func (b *book) lead(d deadline) string {
	need := fmt.Sprintf("so that %s is in time (due %s)", d.step, d.due)
	if d.day < b.on {
		return fmt.Sprintf("the last day to ask %s was %s, %s ago", need, d.day, count(b.on.Sub(d.day), "day"))
	}
	return fmt.Sprintf("the last day to ask is %s, in %s, %s", d.day, count(d.day.Sub(b.on), "day"), need)
}

// deadline is the last day on which something may begin, or end, so that a step
// is in time.
type deadline struct {
	day  calendar.Day
	step string       // the step whose date decides; "it" where that is the one spoken of
	due  calendar.Day // and its date
}

// latest works out, by event, the last day on which it may end: its own due
// date, or one of what waits for it, less the days that lie between. Durations
// count at their longest, and of a date that can be read in several ways the
// first. Waiting in a circle is left out: it has no days. Due dates that count
// from a step to be performed have no day yet.
func (b *book) latest() map[int]deadline {
	next := make([][]int, len(b.course.Events))
	for _, e := range b.course.Edges {
		next[e.Before] = append(next[e.Before], e.After)
	}
	of, n := order.Components(next)
	byComponent := make([][]int, n)
	for e, i := range of {
		byComponent[i] = append(byComponent[i], e)
	}
	out := make([][]agreement.Edge, len(b.course.Events))
	for _, e := range b.course.Edges {
		if of[e.Before] != of[e.After] {
			out[e.Before] = append(out[e.Before], e)
		}
	}
	last := map[int]deadline{}
	for i := n - 1; i >= 0; i-- {
		for _, e := range byComponent[i] {
			b.tighten(last, e, out[e])
		}
	}
	return last
}

func (b *book) tighten(last map[int]deadline, e int, out []agreement.Edge) {
	least := func(d deadline) {
		if now, ok := last[e]; !ok || d.day < now.day {
			last[e] = d
		}
	}
	for _, u := range b.course.Events[e].Units {
		unit := b.course.Units[u]
		if s := unit.Step; s.Due.Given && (unit.Part == 0 || unit.Part == s.PartCount()) {
			if span, ok := b.course.Resolve(s.Due.V); ok {
				least(deadline{span.First, s.ID, span.First})
			}
		}
	}
	for _, w := range out {
		after, ok := last[w.After]
		if !ok {
			continue
		}
		after.day = after.day.Add(-b.takes(w.After))
		if !w.Declared {
			after.day = after.day.Add(-b.confirming(e))
		}
		least(after)
	}
}

// takes is how many days an event takes at most, and confirming how many until it
// is confirmed.
func (b *book) takes(e int) int {
	n := 0
	for _, u := range b.course.Events[e].Units {
		n = max(n, b.course.Units[u].Step.Takes.V.Max)
	}
	return n
}

func (b *book) confirming(e int) int {
	n := 0
	for _, u := range b.course.Events[e].Units {
		if s := b.course.Units[u].Step; len(s.VerifiedBy) > 0 {
			n = max(n, s.VerifyIn.V)
		}
	}
	return n
}

// askBy is the last day on which the step can begin.
func (b *book) askBy(s *agreement.Step, latest map[int]deadline) (deadline, bool) {
	for _, u := range b.course.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}}) {
		e := b.course.EventOf(u)
		if e < 0 {
			continue
		}
		d, ok := latest[e] // of the first part that is left
		d.day = d.day.Add(-b.takes(e))
		return d, ok
	}
	return deadline{}, false
}

// linkCodes are the findings about links.
var linkCodes = []diag.Code{"D803", "D804", "D805", "D806"}

// links are what is to be said of linked agreements: what is found about them,
// and the steps that are kept in view and not done.
func (b *book) links() []Item {
	var all []Item
	if len(b.Links) == 0 {
		return nil
	}
	for _, f := range check.Run(b.Agreement, b.asking) {
		if slices.Contains(linkCodes, f.Code) {
			all = append(all, Item{Sentence: f.Summary, Place: f.Place, Steps: f.Steps, By: partyNames(b.Agreement), weight: f.Weight})
		}
	}
	for _, x := range b.Links {
		for _, r := range x.Steps {
			s := b.Step(r.ID)
			if b.done(s) || b.awaited(s.ID) {
				continue
			}
			said := fmt.Sprintf("%s is still open in another agreement, %s", s.ID, b.label(x.ID))
			if words := s.Text.String(); words != "" {
				said += ": “" + words + "”"
			}
			if span, ok := b.course.Resolve(s.Due.V); ok && s.Due.Given {
				said += fmt.Sprintf("; there it is due on %s", span)
			}
			all = append(all, Item{Sentence: said + ".", Place: r.Place, Steps: []string{s.ID}, By: []string{x.ID}})
		}
	}
	return all
}

func (b *book) done(s *agreement.Step) bool {
	_, done := b.course.Done(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}})
	return done
}

// awaited reports whether an outsider's item tells the step.
func (b *book) awaited(id string) bool {
	return slices.ContainsFunc(b.lacks, func(l check.Lack) bool { return l.Step.ID == id && len(l.Outsiders) > 0 })
}

// dates are the steps that are due before the next meeting is over, or were; and
// links that end by then.
func (b *book) dates() []Item {
	var all []Item
	for _, s := range b.Steps {
		if b.done(s) || !s.Due.Given {
			continue
		}
		span, ok := b.course.Resolve(s.Due.V)
		if !ok || span.First > b.until {
			continue
		}
		item := Item{Place: s.Due.Place, Steps: []string{s.ID}, By: b.settlers(s)}
		item.Sentence = fmt.Sprintf("%s is due on %s, in %s", s.ID, span, count(span.First.Sub(b.on), "day"))
		switch {
		case span.Last < b.on:
			item.Sentence = fmt.Sprintf("%s is overdue since %s, %s ago, %s", s.ID, span, count(b.on.Sub(span.Last), "day"), b.rule(s.Due.V))
		case span.First <= b.on:
			item.Sentence = fmt.Sprintf("%s is due on %s, today", s.ID, span)
			if !span.Certain() {
				item.Sentence = fmt.Sprintf("%s is due on any day from %s, by the reading", s.ID, span)
			}
		}
		item.Sentence += "."
		all = append(all, item)
	}
	return all
}

// rule says by what a date is what it is.
func (b *book) rule(w agreement.When) string {
	if w.Base == nil {
		return "by the date in the text"
	}
	return fmt.Sprintf("by %s after %s", count(w.Days, "day"), w.Base.ID)
}

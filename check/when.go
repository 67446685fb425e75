package check

import (
	"fmt"

	"detente/agreement"
	"detente/calendar"
)

// dating is the date of an anchor, worked out once.
type dating struct {
	span calendar.Span
	ok   bool
}

// resolve is [agreement.Agreement.Resolve], with each anchor looked at once.
func (t *text) resolve(w agreement.When) (calendar.Span, bool) {
	if w.Base == nil {
		return w.Span, true
	}
	d := t.dateOf(w.Base.ID)
	return d.span.Add(w.Days), d.ok
}

func (t *text) dateOf(id string) dating {
	if d, ok := t.dates[id]; ok {
		return d
	}
	t.dates[id] = dating{} // no date, should the anchors go in a circle
	var d dating
	switch {
	case t.anchor[id] != nil && t.anchor[id].Date.Given:
		d.span, d.ok = t.resolve(t.anchor[id].Date.V)
	case t.meeting[id] != nil && t.meeting[id].To.Given:
		d = dating{calendar.On(t.meeting[id].To.V), true}
	case t.meeting[id] != nil && t.meeting[id].From.Given:
		d = dating{calendar.On(t.meeting[id].From.V), true}
	case t.step[id] != nil:
		on, _ := t.doneOn(t.step[id])
		d = dating{calendar.On(on.V), on.Given}
	}
	t.dates[id] = d
	return d
}

// due returns the due date of the step, where it can be told.
func (t *text) due(s *agreement.Step) (calendar.Span, bool) {
	if !s.Due.Given {
		return calendar.Span{}, false
	}
	return t.resolve(s.Due.V)
}

// hasDue reports whether the text dates the step: itself, or together with the
// other steps of its exchange.
func (t *text) hasDue(s *agreement.Step) bool {
	if s.Due.Given || s.OfDuty && s.NotBefore.Given { // a duty begins on its first day
		return true
	}
	if x := t.exchange[s.ID]; x != nil {
		for _, r := range x.Steps {
			if t.step[r.ID] != nil && t.step[r.ID].Due.Given {
				return true
			}
		}
	}
	return false
}

// when writes a date as the text has it: "2019-02-28", or "30 days after hanoi".
func when(w agreement.When) string {
	if w.Base == nil {
		return w.Span.String()
	}
	switch {
	case w.Days == 0:
		return "the day of " + w.Base.ID
	case w.Days < 0:
		return fmt.Sprintf("%s before %s", count(-w.Days, "day"), w.Base.ID)
	}
	return fmt.Sprintf("%s after %s", count(w.Days, "day"), w.Base.ID)
}

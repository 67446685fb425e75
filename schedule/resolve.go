package schedule

import (
	"detente/agreement"
	"detente/calendar"
)

// resolver finds what the dates of a text count from, each anchor looked up once.
type resolver struct {
	course *agreement.Course
	base   map[string]agreement.Opt[agreement.When] // by the name of an anchor or a meeting
}

func newResolver(c *agreement.Course) resolver {
	r := resolver{c, map[string]agreement.Opt[agreement.When]{}}
	for _, x := range c.Agreement.Anchors {
		r.base[x.ID] = x.Date
	}
	for _, m := range c.Agreement.Meetings {
		on := m.To
		if !on.Given {
			on = m.From
		}
		r.base[m.ID] = agreement.Opt[agreement.When]{V: agreement.When{Span: calendar.On(on.V)}, Given: on.Given, Place: on.Place}
	}
	return r
}

// Moment is what a date of the text means: the days of Span, or so many days after
// a step that is still to be performed.
type Moment struct {
	Span calendar.Span
	Step string // "" for a day
	Days int
}

// resolve returns what the date means; false where the text does not say: an
// anchor without a date, or a step performed on a day that is not known.
func (r resolver) resolve(w agreement.When) (Moment, bool) {
	days := 0
	for range len(r.base) + 2 { // an honest chain visits each anchor once
		if w.Base == nil {
			return Moment{Span: w.Span.Add(days)}, true
		}
		days += w.Days
		if next, ok := r.base[w.Base.ID]; ok {
			if !next.Given {
				return Moment{}, false
			}
			w = next.V
			continue
		}
		ref := agreement.StepRef{Ref: agreement.Ref{ID: w.Base.ID}}
		if len(r.course.UnitsOf(ref)) == 0 {
			return Moment{}, false
		}
		on, done := r.course.Done(ref)
		if !done {
			return Moment{Step: w.Base.ID, Days: days}, true
		}
		return Moment{Span: calendar.On(on.V).Add(days)}, on.Given
	}
	return Moment{}, false
}

// undated names what a date that does not resolve rests on.
func (r resolver) undated(w agreement.When) string {
	name := ""
	for range len(r.base) + 2 {
		if w.Base == nil {
			return name
		}
		name = w.Base.ID
		next, ok := r.base[name]
		if !ok || !next.Given {
			return name
		}
		w = next.V
	}
	return name
}

// Resolve returns what a date of the text means; false where the text does not say:
// then it rests on the name that comes second, which has no date.
func (p *TextNetwork) Resolve(w agreement.When) (m Moment, rests string, ok bool) {
	m, ok = p.dates.resolve(w)
	return m, p.dates.undated(w), ok
}

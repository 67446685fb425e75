package check

import (
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/order"
	"detente/schedule"
)

// timing is the earliest days of all events, under one reading of durations and
// dates. Waiting in circles is left out: what is said of the days then holds
// however the circles are untied.
type timing struct {
	*schedule.Schedule
	limits    []schedule.Limit
	sequence  []int // events, each behind all it waits for
	end, last []int
	behind    map[int][]int // by event; see schedule.Behind
}

// timing works out the earliest days: with the shortest durations, the latest
// reading of due dates and the earliest of dates to wait for, or the opposite.
func (t *text) timing(shortest bool) *timing {
	c := agreement.NewCourse(t.dated(shortest), agreement.Asking{Performed: t.taken})
	next := make([][]int, len(c.Events))
	for _, e := range c.Edges {
		next[e.Before] = append(next[e.Before], e.After)
	}
	of, number := order.Components(next)
	c.Edges = slices.DeleteFunc(c.Edges, func(e agreement.Edge) bool { return of[e.Before] == of[e.After] })
	m := &timing{Schedule: schedule.New(c), behind: map[int][]int{}}
	m.limits = m.Limits()
	byComponent := make([][]int, number)
	for e, i := range of {
		byComponent[i] = append(byComponent[i], e)
	}
	m.sequence = slices.Concat(byComponent...)
	m.end, m.last = m.Earliest(m.sequence)
	return m
}

// meets reports whether the limit can be met, as far as durations and the order
// of the text alone say.
func (m *timing) meets(l schedule.Limit) bool {
	if l.From < 0 {
		return m.end[l.To] <= l.Days
	}
	return m.between(l.From, l.To) <= l.Days
}

// between returns how many days the chains from one event to the other take; -1
// where there is none.
func (m *timing) between(from, to int) int {
	if m.behind[from] == nil {
		m.behind[from] = m.Behind(from, m.sequence)
	}
	return m.behind[from][to]
}

// dated is the agreement with the demands of the course, all of whose dates are
// worked out, so that one reading of them remains. Its events are those of the
// course.
func (t *text) dated(shortest bool) *agreement.Agreement {
	a := *t.Agreement
	a.Steps, a.Demands, a.Anchors, a.Meetings = nil, nil, nil, nil
	for _, s := range t.Steps {
		one := *s
		one.Due, one.NotBefore = t.fixed(s.Due, shortest), t.fixed(s.NotBefore, !shortest)
		if shortest {
			one.Takes.V.Max = one.Takes.V.Min
		}
		a.Steps = append(a.Steps, &one)
	}
	for _, d := range t.course.Asked {
		one := *d
		if d.Kind == agreement.By || d.Kind == agreement.NotBefore {
			when := t.fixed(agreement.Opt[agreement.When]{V: d.When, Given: true}, shortest == (d.Kind == agreement.By))
			one.When = when.V
			if when.V.Base != nil || !when.Given {
				one.Kind = agreement.Include // its date cannot be told: it asks for none
			}
		}
		a.Demands = append(a.Demands, &one)
	}
	return &a
}

// fixed is the date as the last or the first day that it can mean. A date that
// counts from a step to be performed stays as it is.
func (t *text) fixed(w agreement.Opt[agreement.When], last bool) agreement.Opt[agreement.When] {
	if !w.Given {
		return w
	}
	span, ok := t.resolve(w.V)
	switch {
	case !ok:
		w.Given = w.V.Base != nil && t.step[w.V.Base.ID] != nil
	case last:
		w.V = agreement.When{Span: calendar.On(span.Last)}
	default:
		w.V = agreement.When{Span: calendar.On(span.First)}
	}
	return w
}

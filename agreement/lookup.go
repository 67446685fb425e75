package agreement

import "detente/calendar"

// Actor returns the party or third party of that name, or nil.
func (a *Agreement) Actor(id string) *Actor {
	return named(a.Actors, id, func(x *Actor) string { return x.ID })
}

// Step returns the step of that name, or nil.
func (a *Agreement) Step(id string) *Step {
	return named(a.Steps, id, func(x *Step) string { return x.ID })
}

// Demand returns the demand of that name, or nil.
func (a *Agreement) Demand(id string) *Demand {
	return named(a.Demands, id, func(x *Demand) string { return x.ID })
}

// Anchor returns the anchor of that name, or nil.
func (a *Agreement) Anchor(id string) *Anchor {
	return named(a.Anchors, id, func(x *Anchor) string { return x.ID })
}

// Meeting returns the meeting of that name, or nil.
func (a *Agreement) Meeting(id string) *Meeting {
	return named(a.Meetings, id, func(x *Meeting) string { return x.ID })
}

// Source returns the source of that name, or nil.
func (a *Agreement) Source(id string) *Source {
	return named(a.Sources, id, func(x *Source) string { return x.ID })
}

// Exchange returns the exchange of that name, or nil.
func (a *Agreement) Exchange(id string) *Exchange {
	return named(a.Exchanges, id, func(x *Exchange) string { return x.ID })
}

func named[T any](all []*T, id string, idOf func(*T) string) *T {
	for _, x := range all {
		if idOf(x) == id {
			return x
		}
	}
	return nil
}

// Parties returns the parties, without the third parties, in the order of the text.
func (a *Agreement) Parties() []*Actor {
	var parties []*Actor
	for _, x := range a.Actors {
		if !x.Third {
			parties = append(parties, x)
		}
	}
	return parties
}

// Resolve returns the days a When can mean, and false where the text does not
// say: its base is an anchor without a date, a step that is not done, or lies
// on a circle of anchors. A meeting counts from its last day.
func (a *Agreement) Resolve(w When) (calendar.Span, bool) {
	return a.resolve(w, func(s *Step) Opt[calendar.Day] { return s.Done })
}

// resolve is Resolve, where done says on which day a step was performed.
func (a *Agreement) resolve(w When, done func(*Step) Opt[calendar.Day]) (calendar.Span, bool) {
	days := 0
	for range len(a.Anchors) + 2 { // an honest chain visits each anchor once
		if w.Base == nil {
			return w.Span.Add(days), true
		}
		days += w.Days
		id := w.Base.ID
		switch {
		case a.Anchor(id) != nil && a.Anchor(id).Date.Given:
			w = a.Anchor(id).Date.V
		case a.Meeting(id) != nil && a.Meeting(id).To.Given:
			w = When{Span: calendar.On(a.Meeting(id).To.V)}
		case a.Meeting(id) != nil && a.Meeting(id).From.Given:
			w = When{Span: calendar.On(a.Meeting(id).From.V)}
		case a.Step(id) != nil && done(a.Step(id)).Given:
			w = When{Span: calendar.On(done(a.Step(id)).V)}
		default:
			return calendar.Span{}, false
		}
	}
	return calendar.Span{}, false
}

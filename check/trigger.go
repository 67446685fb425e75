package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// trigger is D302: a step has a due date, and something it waits for has none;
// or its due date counts from something that has no date. Such a date can
// neither be met nor missed: whoever is late can point at what came before.
func trigger(t *text) []diag.Finding {
	wanted := t.wantedBefore()
	var found []diag.Finding
	for _, s := range t.open() {
		if s.Due.Given {
			if f, ok := t.untriggered(s, wanted[s.ID]); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

// first is something that comes before a step, and the demand that wants it so;
// nil where the text itself says it.
type first struct {
	ref    agreement.StepRef
	demand *agreement.Demand
}

// wantedBefore lists, by step, what demands want before it.
func (t *text) wantedBefore() map[string][]first {
	wanted := map[string][]first{}
	for _, d := range t.course.Asked {
		if d.Kind != agreement.Before {
			continue
		}
		for i := 1; i < len(d.Steps); i++ {
			r := d.Steps[i-1]
			r.Place = d.That
			wanted[d.Steps[i].ID] = append(wanted[d.Steps[i].ID], first{r, d})
		}
	}
	return wanted
}

func (t *text) untriggered(s *agreement.Step, wanted []first) (diag.Finding, bool) {
	f := t.about(s, "")
	f.Places = addPlace(nil, s.Due.Place)
	told := t.undatedFirsts(&f, s, wanted)
	base := s.Due.V.Base
	switch {
	case base != nil && t.undated(base.ID):
		f.Summary = fmt.Sprintf("%s is due %s, and %s has no date.", s.ID, t.dueDate(s), base.ID)
		if t.step[base.ID] != nil {
			f.Steps = add(f.Steps, base.ID)
		}
		f.Places = addPlace(f.Places, base.Place)
	case len(told) == 0:
		return f, false
	default:
		f.Summary = fmt.Sprintf("%s is due %s and waits for %s, which %s no date.", s.ID, t.dueDate(s), list(told), verb(len(told), "has", "have"))
	}
	if s.Due.Place.Known() {
		f.Place = s.Due.Place
	}
	f.Fix = "Give what comes first a date too: until then the due date can neither be met nor missed."
	return f, true
}

// undatedFirsts tells what comes before the step and has no date, with the
// demands that want it so, and adds them to the finding.
func (t *text) undatedFirsts(f *diag.Finding, s *agreement.Step, wanted []first) []string {
	var all []first
	for _, r := range slices.Concat(s.After, s.Locks) {
		all = append(all, first{ref: r})
	}
	var names []string
	demands := map[string][]string{}
	for _, x := range append(all, wanted...) {
		p := t.step[x.ref.ID]
		if p == nil || p == s || t.done(p) || t.hasDue(p) {
			continue
		}
		names = add(names, p.ID)
		f.Places = addPlace(f.Places, x.ref.Place)
		if x.demand != nil {
			demands[p.ID] = append(demands[p.ID], t.demanded(x.demand))
			f.Owners = add(f.Owners, x.demand.Of.V.ID)
		}
	}
	f.Steps = add(f.Steps, names...)
	told := slices.Clone(names)
	for i, id := range names {
		if d := demands[id]; len(d) > 0 {
			told[i] = fmt.Sprintf("%s (%s)", id, list(d))
		}
	}
	return told
}

// undated reports whether no date can be told for the name: an anchor or a
// meeting without one, or a step to be performed that has no due date.
func (t *text) undated(id string) bool {
	if s := t.step[id]; s != nil {
		on, done := t.doneOn(s)
		return done && !on.Given || !done && !t.hasDue(s)
	}
	return !t.dateOf(id).ok
}

// dueDate writes the due date as a day where it can be told.
func (t *text) dueDate(s *agreement.Step) string {
	if span, ok := t.due(s); ok {
		return "on " + span.String()
	}
	if s.Due.V.Days == 0 {
		return "on " + when(s.Due.V)
	}
	return when(s.Due.V)
}

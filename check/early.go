package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
)

// early is D104: a step that was performed although something that was to come
// before it, by a precondition or a demand, had not been.
func early(t *text) []diag.Finding {
	var found []diag.Finding
	for _, s := range t.Steps {
		whole := agreement.StepRef{Ref: agreement.Ref{ID: s.ID}}
		for _, r := range s.After {
			found = t.early(found, whole, r, "comes before it in the text", r.Place, nil)
		}
		for _, r := range s.Locks {
			found = t.early(found, whole, r, "it was to make permanent", r.Place, nil)
		}
	}
	for _, d := range t.course.Asked {
		if d.Kind != agreement.Before {
			continue
		}
		for i := 1; i < len(d.Steps); i++ {
			why := fmt.Sprintf("was to come first (demand %q of %s)", d.ID, t.owner(d))
			found = t.early(found, d.Steps[i], d.Steps[i-1], why, d.That, d)
		}
	}
	return found
}

// early adds the finding that the one was performed before r, if it was. Where a
// day is not known, nothing is said of which came first.
func (t *text) early(found []diag.Finding, one, r agreement.StepRef, why string, place diag.Place, d *agreement.Demand) []diag.Finding {
	s, before := t.step[one.ID], t.step[r.ID]
	if s == nil || before == nil || before == s {
		return found
	}
	on, done := t.course.Done(one)
	first, doneFirst := t.course.Done(r)
	if !done || doneFirst && (!on.Given || !first.Given || first.V <= on.V) {
		return found
	}
	state := "has not been performed"
	if doneFirst {
		state = performedOn(first)
	}
	one.Declared = false
	f := t.about(s, fmt.Sprintf("%s %s; %s, which %s, %s.", one.String(), performedOn(on), r.String(), why, state))
	f.Steps = []string{s.ID, before.ID}
	if place.Known() {
		f.Place = place
	}
	f.Places = addPlace(addPlace(nil, f.Place), s.Place)
	f.Places = addPlace(f.Places, before.Place)
	if d != nil && d.Of.Given {
		f.Owners = add(f.Owners, d.Of.V.ID)
	}
	return append(found, f)
}

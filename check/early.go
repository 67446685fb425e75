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
		if !s.Done.Given {
			continue
		}
		for _, r := range s.After {
			found = t.early(found, s, r, "comes before it in the text", r.Place, nil)
		}
		for _, r := range s.Locks {
			found = t.early(found, s, r, "it was to make permanent", r.Place, nil)
		}
	}
	for _, d := range t.course.Asked {
		if d.Kind != agreement.Before {
			continue
		}
		for i := 1; i < len(d.Steps); i++ {
			if s := t.step[d.Steps[i].ID]; s != nil && s.Done.Given {
				why := fmt.Sprintf("was to come first (demand %q of %s)", d.ID, t.owner(d))
				found = t.early(found, s, d.Steps[i-1], why, d.That, d)
			}
		}
	}
	return found
}

// early adds the finding that s was performed before r, if it was.
func (t *text) early(found []diag.Finding, s *agreement.Step, r agreement.StepRef, why string, place diag.Place, d *agreement.Demand) []diag.Finding {
	before := t.step[r.ID]
	if before == nil || before == s || before.Done.Given && before.Done.V <= s.Done.V {
		return found
	}
	state := "has not been performed"
	if before.Done.Given {
		state = fmt.Sprintf("was performed on %s", before.Done.V)
	}
	f := t.about(s, fmt.Sprintf("%s was performed on %s; %s, which %s, %s.", s.ID, s.Done.V, r.String(), why, state))
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

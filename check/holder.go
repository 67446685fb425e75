package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// holder is D208: an exchange that nobody holds. All or nothing at one moment
// needs somebody who has both sides' performance in hand and releases it.
func holder(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.Exchanges {
		undone := slices.ContainsFunc(x.Steps, func(r agreement.StepRef) bool { return len(t.eventsOf(r.ID)) > 0 })
		if x.HeldBy.Given || !undone {
			continue
		}
		f := diag.Finding{
			Summary: fmt.Sprintf("Nobody is named to hold exchange %s (%s) until all of it can be released.", x.ID, list(stepNames(x.Steps))),
			Place:   x.Place,
			Places:  []diag.Place{x.Place},
			Fix:     "Name a third party that all of them trust: held_by = …; without one, hand over in small parts, turn by turn.",
		}
		for _, r := range x.Steps {
			f.Steps = add(f.Steps, r.ID)
			f.Weight = max(f.Weight, t.weight[r.ID])
			if s := t.step[r.ID]; s != nil {
				f.Owners = add(f.Owners, ids(s.By)...)
			}
		}
		found = append(found, f)
	}
	return found
}

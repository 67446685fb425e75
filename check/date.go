package check

import (
	"fmt"
	"strings"

	"detente/agreement"
	"detente/diag"
)

// date is D202: a step to be performed some day, nobody knows when. A date that
// one side demands is told, but it is not a date of the agreement. One date is
// enough for all steps of an exchange, since they are released together.
func date(t *text) []diag.Finding {
	wanted := map[string]*agreement.Demand{}
	for _, d := range t.course.Asked {
		if d.Kind == agreement.By && wanted[d.Steps[0].ID] == nil {
			wanted[d.Steps[0].ID] = d
		}
	}
	var open []point
	for _, s := range t.open() {
		if t.hasDue(s) || s.OfDuty && len(s.After) > 0 { // it begins with what it rests on
			continue
		}
		p := point{step: s, sentence: "No date is given for " + s.ID}
		if d := wanted[s.ID]; d != nil {
			p.detail = fmt.Sprintf("For %s, %s asks for %s (demand %q%s).", s.ID, t.owner(d), when(d.When), d.ID, at(d.That))
			p.places = addPlace(nil, d.That)
		}
		if s.OfDuty {
			p.detail = strings.TrimSpace(p.detail + " " + s.ID + " is a duty: give it its first day, from = …")
		}
		open = append(open, p)
	}
	return t.points(open, "No date is given for", "Give it a date, or a number of days after something that has one: due = …")
}

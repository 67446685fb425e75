package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// readings is D303: a date that the text leaves to several readings, with the
// steps that hang on it. Where reading blocks say who reads it how, D801 tells
// it with them.
func readings(t *text) []diag.Finding {
	counted := t.countedFrom()
	var found []diag.Finding
	for _, x := range t.Anchors {
		if x.Date.Given && x.Date.V.Base == nil && !x.Date.V.Span.Certain() && !t.ReadAbout(x.ID) {
			found = append(found, ambiguous(x, t.hanging(counted, x.ID)))
		}
	}
	return found
}

func ambiguous(x *agreement.Anchor, hanging []string) diag.Finding {
	f := diag.Finding{Place: x.Date.Place, Weight: len(hanging), Steps: hanging}
	if !f.Place.Known() {
		f.Place = x.Place
	}
	f.Places = addPlace(addPlace(nil, f.Place), x.Place)
	days := x.Date.V.Span
	f.Summary = fmt.Sprintf("The date of %s can be read as any day from %s to %s", x.ID, days.First, days.Last)
	if days.Last == days.First.Add(1) {
		f.Summary = fmt.Sprintf("The date of %s can be read as %s or as %s", x.ID, days.First, days.Last)
	}
	if len(hanging) > 0 {
		f.Summary += fmt.Sprintf("; %s %s", list(hanging), verb(len(hanging), "hangs on it", "hang on it"))
	}
	f.Summary += "."
	f.Fix = fmt.Sprintf("Agree on one day, and on the rule for counting; here %s.", calendar.Rule)
	return f
}

// countedFrom lists, by name, the anchors and steps whose date counts from it.
func (t *text) countedFrom() map[string][]string {
	from := map[string][]string{}
	note := func(id string, w agreement.Opt[agreement.When]) {
		if w.Given && w.V.Base != nil {
			from[w.V.Base.ID] = append(from[w.V.Base.ID], id)
		}
	}
	for _, x := range t.Anchors {
		note(x.ID, x.Date)
	}
	for _, s := range t.open() {
		note(s.ID, s.Due)
		note(s.ID, s.NotBefore)
		note(s.ID, s.Until)
	}
	return from
}

// hanging returns the steps whose date counts from the anchor, over other
// anchors and steps too, and those that wait for these; in the order of the text.
func (t *text) hanging(counted map[string][]string, anchor string) []string {
	names := []string{anchor}
	seen := map[string]bool{anchor: true}
	var events []int
	for i := 0; i < len(names); i++ {
		events = append(events, t.eventsOf(names[i])...)
		for _, n := range counted[names[i]] {
			if !seen[n] {
				seen[n] = true
				names = append(names, n)
			}
		}
	}
	events = append(events, t.knots.Waiting(events...)...)
	slices.Sort(events)
	return t.stepsOf(slices.Compact(events)...)
}

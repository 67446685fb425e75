package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// readings is D303: a date that the text leaves to several readings, with the
// steps that hang on it.
func readings(t *text) []diag.Finding {
	counted := t.countedFrom()
	var found []diag.Finding
	for _, x := range t.Anchors {
		if x.Date.Given && several(x.Date.V) {
			f := t.ambiguous("The date of "+x.ID, x.Date, nil, t.hanging(counted, x.ID))
			found = append(found, f)
		}
	}
	for _, s := range t.open() {
		for _, w := range []struct {
			agreement.Opt[agreement.When]
			what string
		}{{s.Due, "The due date of " + s.ID}, {s.NotBefore, "The first day for " + s.ID}} {
			if w.Given && several(w.V) {
				f := t.ambiguous(w.what, w.Opt, s, t.hanging(counted, s.ID))
				found = append(found, f)
			}
		}
	}
	for _, d := range t.course.Asked {
		if (d.Kind == agreement.By || d.Kind == agreement.NotBefore) && several(d.When) {
			date := agreement.Opt[agreement.When]{V: d.When, Place: d.That}
			f := t.ambiguous("The date in "+t.demanded(d), date, t.step[d.Steps[0].ID], nil)
			found = append(found, f)
		}
	}
	return found
}

// several reports whether the text itself leaves the date open between days.
func several(w agreement.When) bool { return w.Base == nil && !w.Span.Certain() }

func (t *text) ambiguous(what string, date agreement.Opt[agreement.When], s *agreement.Step, hanging []string) diag.Finding {
	f := diag.Finding{Place: date.Place, Places: addPlace(nil, date.Place), Weight: len(hanging), Steps: hanging}
	if s != nil {
		f.Steps = add([]string{s.ID}, hanging...)
		f.Owners = ids(s.By)
		if !f.Place.Known() {
			f.Place = s.Place
		}
	}
	span := date.V.Span
	f.Summary = fmt.Sprintf("%s can be read as any day from %s to %s", what, span.First, span.Last)
	if span.Last == span.First.Add(1) {
		f.Summary = fmt.Sprintf("%s can be read as %s or as %s", what, span.First, span.Last)
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
	}
	return from
}

// hanging returns the steps whose date counts from the name, over other anchors
// and steps too, and those that wait for these or for the name itself; in the
// order of the text.
func (t *text) hanging(counted map[string][]string, id string) []string {
	names := []string{id}
	seen := map[string]bool{id: true}
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
	own := t.eventsOf(id)
	events = slices.DeleteFunc(append(events, t.knots.Waiting(events...)...), func(e int) bool { return slices.Contains(own, e) })
	slices.Sort(events)
	return t.stepsOf(slices.Compact(events)...)
}

package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// resting is D705: a duty that can never run, because what it rests on never
// comes or is over before it begins.
func resting(t *text) []diag.Finding {
	stuck := map[int]bool{}
	for _, e := range t.knots.Stuck {
		stuck[e] = true
	}
	var found []diag.Finding
	for _, d := range t.Duties {
		for _, r := range d.While {
			why, places := t.never(d, r, stuck)
			if why == "" {
				continue
			}
			f := t.about(d.Step, fmt.Sprintf("Duty %s rests on %s, which %s; so it never runs.", d.ID, r, why))
			f.Places = addPlace(f.Places, r.Place)
			for _, p := range places {
				f.Places = addPlace(f.Places, p)
			}
			f.Steps = add(f.Steps, r.ID)
			f.Fix = "Let it rest on something that comes about, or give it dates of its own."
			found = append(found, f)
		}
	}
	return found
}

// never says why what the duty rests on never runs while the duty could; "" where
// it can.
func (t *text) never(d *agreement.Duty, r agreement.StepRef, stuck map[int]bool) (why string, places []diag.Place) {
	if other := t.duty[r.ID]; other != nil {
		last, ends := t.lastOf(other)
		first, begins := t.firstOf(d)
		if ends && begins && last < first {
			return fmt.Sprintf("is over on %s, before %s begins on %s", last, d.ID, first), []diag.Place{other.Until.Place, d.From.Place}
		}
		return "", nil
	}
	events := t.eventsOf(r.ID)
	if len(events) > 0 && !slices.ContainsFunc(events, func(e int) bool { return !stuck[e] }) {
		return "no order of the steps reaches", nil
	}
	return "", nil
}

// lastOf is the last day on which the duty can run: it has been stopped, or ends.
func (t *text) lastOf(d *agreement.Duty) (calendar.Day, bool) {
	if d.Stopped.Given {
		return d.Stopped.V.Add(-1), true
	}
	span, ok := t.resolve(d.Until.V)
	return span.Last, ok && d.Until.Given
}

// firstOf is the first day on which the duty can run, where the text says one.
func (t *text) firstOf(d *agreement.Duty) (calendar.Day, bool) {
	if d.Done.Given {
		return d.Done.V, true
	}
	span, ok := t.resolve(d.From.V)
	return span.First, ok && d.From.Given
}

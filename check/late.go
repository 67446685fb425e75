package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/calendar"
	"detente/diag"
	"detente/schedule"
)

// late is D301: a step that is due before it can be performed, whatever the
// order of the rest. Each step starts as soon as what it waits for is performed
// and confirmed. When even the shortest durations and the kindest reading of the
// dates are too long, the date cannot be met: an error. When only the longest
// are, it cannot be promised: a warning. Steps in a deadlock or behind it are
// looked at as if it were untied: untying it alone would not save the date.
func late(t *text) []diag.Finding {
	longest, shortest := t.timing(false), t.timing(true)
	var found []diag.Finding
	for i, l := range longest.limits {
		if longest.meets(l) {
			continue
		}
		f := t.missed(l, longest)
		if kind := shortest.limits[i]; shortest.meets(kind) {
			f.Severity = diag.Warning
			f.Summary = fmt.Sprintf("%s, which cannot be promised: %s.", t.limit(l), took(l, longest, shortest))
		} else {
			f.Summary = fmt.Sprintf("%s and cannot be performed by then: %s.", t.limit(l), took(l, longest, shortest))
		}
		found = append(found, f)
	}
	return found
}

func (t *text) missed(l schedule.Limit, longest *timing) diag.Finding {
	f := t.about(t.step[t.stepsOf(l.To)[0]], "")
	f.Places = addPlace(addPlace(nil, l.Place), f.Place)
	if l.Place.Known() {
		f.Place = l.Place
	}
	if l.Demand != nil && l.Demand.Of.Given {
		f.Owners = add(f.Owners, l.Demand.Of.V.ID)
	}
	f.Detail = t.chain(l, longest)
	f.Fix = "Move the date, shorten what comes before, or let the step wait for less."
	return f
}

// limit says what has been asked for.
func (t *text) limit(l schedule.Limit) string {
	step, why := t.course.Label(l.To), ""
	if l.Demand != nil {
		why = fmt.Sprintf(" (%s)", t.demanded(l.Demand))
	}
	if l.From >= 0 {
		return fmt.Sprintf("%s is due at most %s after %s%s", step, count(l.Days, "day"), t.course.Label(l.From), why)
	}
	return fmt.Sprintf("%s is due on %s%s", step, l.Due, why)
}

// took says what the chain of durations needs.
func took(l schedule.Limit, longest, shortest *timing) string {
	if l.From >= 0 {
		least, most := shortest.between(l.From, l.To), longest.between(l.From, l.To)
		if least == most {
			return fmt.Sprintf("what lies between takes %s", count(least, "day"))
		}
		return fmt.Sprintf("what lies between takes %d to %s", least, count(most, "day"))
	}
	least, most := shortest.Date(shortest.end[l.To]), longest.Date(longest.end[l.To])
	if least == most {
		return fmt.Sprintf("at the earliest it is performed on %s", least)
	}
	return fmt.Sprintf("at the earliest it is performed on %s with the shortest durations, on %s with the longest", least, most)
}

// maxChain is how many steps of a chain a detail tells.
const maxChain = 12

// chain tells the longest chain of durations that leads to the step.
func (t *text) chain(l schedule.Limit, m *timing) string {
	if l.From >= 0 {
		return "Days: " + calendar.Rule + "."
	}
	var events []int
	for e := l.To; e >= 0; e = m.last[e] {
		events = append(events, e)
	}
	slices.Reverse(events)
	lines := []string{fmt.Sprintf("Beginning: %s. With the longest durations:", m.Date(0))}
	if more := len(events) - maxChain; more > 0 {
		events = events[more:]
		lines = append(lines, fmt.Sprintf("after %s,", count(more, "earlier step")))
	}
	for _, e := range events {
		lines = append(lines, fmt.Sprintf("%s: %sperformed on %s%s", t.course.Label(e), t.duration(e), m.Date(m.end[e]), t.confirmation(e)))
	}
	return strings.Join(append(lines, "Days: "+calendar.Rule+"."), "\n")
}

// duration says how long the event takes, where the text says so.
func (t *text) duration(event int) string {
	least, most := 0, 0
	for _, u := range t.course.Events[event].Units {
		takes := t.course.Units[u].Step.Takes.V
		least, most = max(least, takes.Min), max(most, takes.Max)
	}
	switch {
	case most == 0:
		return ""
	case least == most:
		return fmt.Sprintf("takes %s, ", count(most, "day"))
	}
	return fmt.Sprintf("takes %d to %s, ", least, count(most, "day"))
}

func (t *text) confirmation(event int) string {
	days := 0
	for _, u := range t.course.Events[event].Units {
		if s := t.course.Units[u].Step; len(s.VerifiedBy) > 0 {
			days = max(days, s.VerifyIn.V)
		}
	}
	if days == 0 {
		return ""
	}
	return fmt.Sprintf(", confirmed within %s", count(days, "day"))
}

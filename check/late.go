package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
	"detente/schedule"
)

// late is D301: a step that is due before it can be performed, whatever the
// order of the rest. Each step starts as soon as what it waits for is performed
// and confirmed. When even the shortest durations and the kindest reading of the
// dates are too long, the date cannot be met: an error. When only the longest
// are, it cannot be promised: a warning. Steps in a deadlock or behind it are
// looked at as if it were untied: untying it alone would not save the date. A date
// that only demands make impossible is D107's to tell, with whose they are.
func late(t *text) []diag.Finding {
	longest, shortest := t.timing(false), t.timing(true)
	var found []diag.Finding
	for i, l := range longest.limits {
		if longest.meets(l) || t.toldByClash(l) {
			continue
		}
		f := t.missed(l, longest)
		kind := shortest.limits[i]
		what := t.limit(l, kind.Due)
		if shortest.meets(kind) {
			f.Severity = diag.Warning
			f.Summary = fmt.Sprintf("%s, which cannot be promised: %s.", strings.TrimSuffix(what, ","), took(l, longest, shortest))
		} else {
			f.Summary = fmt.Sprintf("%s and cannot be performed by then: %s.", what, took(l, longest, shortest))
		}
		found = append(found, f)
	}
	return found
}

func (t *text) missed(l schedule.Limit, longest *timing) diag.Finding {
	f := t.about(t.limited(l), "")
	f.Places = addPlace(addPlace(nil, l.Place), f.Place)
	if l.Place.Known() {
		f.Place = l.Place
	}
	if l.Demand != nil && l.Demand.Of.Given {
		f.Owners = add(f.Owners, l.Demand.Of.V.ID)
	}
	f.Detail = "Days: " + calendar.Rule + "."
	if l.From < 0 {
		t.tellChain(&f, l.To, longest)
	}
	f.Fix = "Move the date, shorten what comes before, or let the step wait for less."
	return f
}

// limited is the step that the limit is about: of the steps of an exchange, the
// one that has the date.
func (t *text) limited(l schedule.Limit) *agreement.Step {
	names := t.stepsOf(l.To)
	for _, id := range names {
		s := t.step[id]
		if l.Demand == nil && s.Due.Given && s.Due.Place == l.Place || l.Demand != nil && slices.Contains(refNames(l.Demand.Steps), id) {
			return s
		}
	}
	return t.step[names[0]]
}

// limit says what has been asked for; latest is the last day that the text can
// mean.
func (t *text) limit(l schedule.Limit, latest calendar.Day) string {
	step, why := t.course.Label(l.To), ""
	if x := t.course.Events[l.To].Exchange; x != nil {
		step = fmt.Sprintf("%s in exchange %s", t.limited(l).ID, x.ID)
	}
	if l.Demand != nil {
		why = fmt.Sprintf(" (%s)", t.demanded(l.Demand))
	}
	if l.From >= 0 {
		return fmt.Sprintf("%s is due at most %s after %s%s", step, count(l.Days, "day"), t.course.Label(l.From), why)
	}
	if latest != l.Due {
		return fmt.Sprintf("%s is due between %s and %s, as the date is read%s,", step, l.Due, latest, why)
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

// tellChain adds to the finding the longest chain of durations that leads to the
// step, with the owners of demands that hold it up.
func (t *text) tellChain(f *diag.Finding, to int, m *timing) {
	var events []int
	for e := to; e >= 0; e = m.last[e] {
		events = append(events, e)
	}
	slices.Reverse(events)
	lines := []string{fmt.Sprintf("Beginning: %s. With the longest durations:", m.Date(0))}
	if more := len(events) - maxChain; more > 0 {
		events = events[more:]
		lines = append(lines, fmt.Sprintf("after %s,", count(more, "earlier step")))
	}
	for _, e := range events {
		line := t.course.Label(e) + ": "
		if r, ok := t.release(e); ok && m.Date(m.end[e]-t.longest(e)) == r.day {
			line += r.told + ", "
			f.Places = addPlace(f.Places, r.place)
			f.Owners = add(f.Owners, r.owner)
		}
		lines = append(lines, fmt.Sprintf("%s%sperformed on %s%s", line, t.duration(e), m.Date(m.end[e]), t.confirmation(e)))
	}
	f.Detail = strings.Join(lines, "\n") + "\n" + f.Detail
}

// release is the first day on which an event may start.
type release struct {
	day   calendar.Day
	told  string
	owner string // of the demand that wants it so
	place diag.Place
}

// release returns the latest of the days before which steps of the event are not
// to be performed, by the text or by a demand.
func (t *text) release(event int) (latest release, ok bool) {
	later := func(w agreement.When, r release) {
		span, known := t.resolve(w)
		if known && (!ok || span.Last > latest.day) {
			r.day, r.told = span.Last, fmt.Sprintf("not before %s%s", span.Last, r.told)
			latest, ok = r, true
		}
	}
	for _, u := range t.course.Events[event].Units {
		s := t.course.Units[u].Step
		if s.NotBefore.Given {
			later(s.NotBefore.V, release{place: s.NotBefore.Place})
		}
		for _, d := range t.notBefore[s.ID] {
			later(d.When, release{told: fmt.Sprintf(" (%s)", t.demanded(d)), owner: d.Of.V.ID, place: d.That})
		}
	}
	return latest, ok
}

// longest is how many days the event takes at most.
func (t *text) longest(event int) int {
	most := 0
	for _, u := range t.course.Events[event].Units {
		most = max(most, t.course.Units[u].Step.Takes.V.Max)
	}
	return most
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

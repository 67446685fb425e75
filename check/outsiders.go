package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// outsiders is D103: steps of the agreement that somebody performs who is not a
// party to it, and who owes nothing by it. One finding for each outsider. Steps
// that nobody waits for are left out unless they bring somebody something; so is
// what inspectors do, unless somebody waits for it.
func outsiders(t *text) []diag.Finding {
	awaited := map[string][]*agreement.Step{}
	var names []string
	for _, s := range t.open() {
		if !t.isAwaited(s) {
			continue
		}
		for _, id := range t.outsidersOf(s) {
			names = add(names, id)
			awaited[id] = append(awaited[id], s)
		}
	}
	var found []diag.Finding
	for _, id := range names {
		found = append(found, t.outsider(t.actor[id], awaited[id]))
	}
	return found
}

// gains reports whether the step is worth something good to somebody.
func gains(s *agreement.Step) bool {
	return slices.ContainsFunc(s.Worths, func(w agreement.Worth) bool { return !w.Cost && !w.Amount.IsZero() })
}

func (t *text) outsider(who *agreement.Actor, steps []*agreement.Step) diag.Finding {
	var ids, details []string
	var events []int
	f := diag.Finding{Owners: []string{who.ID}}
	for _, s := range steps {
		ids = append(ids, s.ID)
		events = append(events, t.eventsOf(s.ID)...)
		f.Places = addPlace(f.Places, named(s, who.ID))
		if len(details) < maxListed {
			details = append(details, t.awaited(who, s))
		}
	}
	waiting := without(t.stepsOf(t.knots.Waiting(events...)...), ids)
	f.Steps = ids
	f.Weight = len(waiting)
	if len(f.Places) > 0 {
		f.Place = f.Places[0]
	}
	f.Summary = fmt.Sprintf("%s, which is not a party to the agreement, performs %s", who.Label(), list(ids))
	if who.Link {
		f.Summary = fmt.Sprintf("Another agreement (%s) decides %s", who.Label(), list(ids))
	}
	if len(waiting) > 0 {
		f.Summary += fmt.Sprintf("; %s %s for that", list(waiting), verb(len(waiting), "waits", "wait"))
	}
	f.Summary += "."
	f.Detail = strings.Join(details, "\n")
	f.Fix = "Ask for a date and a commitment from outside, or let the steps wait for what the parties themselves can do."
	return f
}

// named is the place where the step names the actor, else the step's own.
func named(s *agreement.Step, id string) diag.Place {
	for _, r := range s.By {
		if r.ID == id && r.Place.Known() {
			return r.Place
		}
	}
	return s.Place
}

// awaited tells one step of an outsider: what waits for it, until when, and who
// could keep it from happening.
func (t *text) awaited(who *agreement.Actor, s *agreement.Step) string {
	sentence := s.ID + ": "
	followers := t.followers(s)
	switch {
	case len(followers) > 0:
		sentence += fmt.Sprintf("%s %s for it", list(followers), verb(len(followers), "waits", "wait"))
	default:
		sentence += "no step waits for it"
	}
	if last, why, ok := t.lastDay(s); ok {
		sentence += fmt.Sprintf("; the last day is %s (%s)", last, why)
	} else {
		sentence += "; no last day is given"
	}
	return sentence + "." + t.blockers(who, s)
}

// followers are the steps that wait for the step directly.
func (t *text) followers(s *agreement.Step) []string {
	own := t.eventsOf(s.ID)
	var events []int
	for _, before := range own {
		for _, e := range t.out[before] {
			if _, mine := slices.BinarySearch(own, e.After); !mine {
				events = append(events, e.After)
			}
		}
	}
	slices.Sort(events)
	return t.stepsOf(slices.Compact(events)...)
}

// lastDay returns the day by which an awaited step is needed: its own due date,
// else the earliest of those that wait for it directly.
func (t *text) lastDay(s *agreement.Step) (last calendar.Day, why string, ok bool) {
	if span, known := t.due(s); known {
		return span.Last, "its due date", true
	}
	for _, id := range t.followers(s) {
		if span, known := t.due(t.step[id]); known && (!ok || span.Last < last) {
			last, why, ok = span.Last, "when "+id+" is due", true
		}
	}
	return last, why, ok
}

// blockers says which parties can keep the outsider's step from happening:
// those who perform a precondition of it.
func (t *text) blockers(who *agreement.Actor, s *agreement.Step) string {
	var first, parties []string
	for _, r := range slices.Concat(s.After, s.Locks) {
		p := t.step[r.ID]
		if p == nil || t.done(p) {
			continue
		}
		for _, by := range p.By {
			if a := t.actor[by.ID]; a != nil && !a.Third && a != who {
				parties = add(parties, a.Label())
				first = add(first, r.String())
			}
		}
	}
	if len(parties) == 0 {
		return ""
	}
	return fmt.Sprintf(" %s can hold it up, but cannot deliver it: %s %s first.", list(parties), list(first), verb(len(first), "comes", "come"))
}

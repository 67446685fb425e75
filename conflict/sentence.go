package conflict

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
)

// Sentence tells the circle in words: each step on it, what it waits for, and
// whose wish or which line of the text makes it wait.
func (c Cycle) Sentence(course *agreement.Course) string {
	var parts []string
	for _, e := range slices.Backward(c.Edges) { // so that each clause takes up the one before
		then, first := course.Units[e.Then].Name(), course.Units[e.First].Name()
		if e.Kind == agreement.ByDemand && e.Demand.Kind == agreement.Together {
			parts = append(parts, fmt.Sprintf("%s is wanted in one round with %s (%s)", then, first, Reason(course, e)))
			continue
		}
		parts = append(parts, fmt.Sprintf("%s waits for %s (%s)", then, first, Reason(course, e)))
	}
	return "Deadlock: " + join(parts) + "."
}

// Sentence tells in words whose wish refuses the step and what waits for it.
func (r Refused) Sentence(course *agreement.Course) string {
	d := r.Refusal.Demand
	s := fmt.Sprintf("Dead end: the text contains %s, and %s asks that it not be performed (demand %s, %s)",
		course.Label(r.Refusal.Event), Owner(course, d), d.ID, line(d.That.File, d.That.Start.Line))
	if len(r.Waiting) > 0 {
		var names []string
		for _, e := range r.Waiting {
			names = append(names, course.UnitNames(e)...)
		}
		s += "; " + join(names) + " cannot come up without it"
	}
	return s + "."
}

// Reason says why one event waits for another: the demand with its owner, or
// the precondition, with the line.
func Reason(course *agreement.Course, e agreement.Edge) string {
	at := line(e.Place.File, e.Place.Start.Line)
	switch e.Kind {
	case agreement.ByDemand:
		return fmt.Sprintf("demand %s of %s, %s", e.Demand.ID, Owner(course, e.Demand), at)
	case agreement.ByLocks:
		return "what a step makes permanent comes before it, " + at
	case agreement.ByParts:
		return "parts are taken in order, " + at
	}
	return "precondition in the text, " + at
}

// Owner returns what people call the owner of the demand.
func Owner(course *agreement.Course, d *agreement.Demand) string {
	if !d.Of.Given {
		return "nobody named"
	}
	if a := course.Agreement.Actor(d.Of.V.ID); a != nil {
		return a.Label()
	}
	return d.Of.V.ID
}

func line(file string, n int) string {
	if file == "" {
		return "place unknown"
	}
	return fmt.Sprintf("%s:%d", file, n)
}

// join joins clauses as "a, b and c".
func join(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

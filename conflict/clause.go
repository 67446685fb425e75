package conflict

import (
	"fmt"
	"slices"

	"detente/agreement"
)

// Clauses says of each edge of a chain, or of a circle, what waits for what, and
// why. Steps are named as the text names them there: "weapons" where it speaks
// of the whole step, "weapons[2]" where it speaks of a part. That parts are taken
// in their order goes without saying where the whole step is named on either
// side.
func Clauses(course *agreement.Course, told []agreement.Edge, circle bool) []string {
	var all []clause
	for _, e := range told {
		all = append(all, newClause(course, e))
	}
	all = joinParts(all)
	if circle && len(all) > 1 && all[len(all)-1].continues(all[0]) {
		all[len(all)-1].edge.First = all[0].edge.First
		all[len(all)-1].first = all[0].first
		all = all[1:]
	}
	var said []string
	for i, c := range all {
		if c.edge.Kind == agreement.ByParts && goesWithoutSaying(all, i, circle) {
			continue
		}
		said = append(said, c.say(course))
	}
	return said
}

// clause is an edge with the names of its ends as the text has them there.
type clause struct {
	edge                  agreement.Edge
	then, first           string
	wholeThen, wholeFirst bool
}

func newClause(course *agreement.Course, e agreement.Edge) clause {
	c := clause{edge: e, then: course.Units[e.Then].Name(), first: course.Units[e.First].Name()}
	thenStep, firstStep := course.Units[e.Then].Step, course.Units[e.First].Step
	switch {
	case e.Kind == agreement.ByParts:
		return c
	case e.Demand != nil:
		c.wholeThen, c.wholeFirst = speaksOfAll(e.Demand.Steps, thenStep), speaksOfAll(e.Demand.Steps, firstStep)
	default:
		c.wholeThen, c.wholeFirst = true, speaksOfAll(thenStep.After, firstStep) || speaksOfAll(thenStep.Locks, firstStep)
	}
	if c.wholeThen {
		c.then = thenStep.ID
	}
	if c.wholeFirst {
		c.first = firstStep.ID
	}
	return c
}

// speaksOfAll reports whether the references name the step, and never one of its
// parts.
func speaksOfAll(refs []agreement.StepRef, s *agreement.Step) bool {
	named := false
	for _, r := range refs {
		if r.ID == s.ID {
			named = true
			if r.Part > 0 {
				return false
			}
		}
	}
	return named
}

// joinParts draws a run through the parts of one step together, as if its last
// part waited for its first at once.
func joinParts(all []clause) []clause {
	var short []clause
	for _, c := range all {
		if n := len(short) - 1; n >= 0 && short[n].continues(c) {
			short[n].edge.First, short[n].edge.Before, short[n].first = c.edge.First, c.edge.Before, c.first
			continue
		}
		short = append(short, c)
	}
	return short
}

// continues reports whether both clauses are of one run through the parts of a
// step.
func (c clause) continues(next clause) bool {
	return c.edge.Kind == agreement.ByParts && next.edge.Kind == agreement.ByParts && c.edge.First == next.edge.Then
}

// goesWithoutSaying reports whether the clause about parts stands beside one
// that names the whole step.
func goesWithoutSaying(all []clause, i int, circle bool) bool {
	before, after := i-1, i+1
	if circle {
		before, after = (i+len(all)-1)%len(all), (i+1)%len(all)
	}
	return before >= 0 && before != i && all[before].wholeFirst || after < len(all) && after != i && all[after].wholeThen
}

func (c clause) say(course *agreement.Course) string {
	then, first := c.then+inExchange(course, c.edge.Then), c.first+inExchange(course, c.edge.First)
	why := Reason(course, c.edge)
	switch {
	case c.edge.Demand != nil && c.edge.Demand.Kind == agreement.Together:
		return fmt.Sprintf("%s is wanted in one round with %s (%s)", then, first, why)
	case c.edge.Then == c.edge.First:
		return fmt.Sprintf("%s waits for itself (%s)", then, why)
	case c.edge.Kind == agreement.ByParts:
		return fmt.Sprintf("%s comes after %s (%s)", then, first, why)
	}
	return fmt.Sprintf("%s waits for %s (%s)", then, first, why)
}

// name is the unit's, with the exchange it is in.
func name(course *agreement.Course, unit int) string {
	return course.Units[unit].Name() + inExchange(course, unit)
}

func inExchange(course *agreement.Course, unit int) string {
	if e := course.EventOf(unit); e >= 0 && course.Events[e].Exchange != nil {
		return " in exchange " + course.Events[e].Exchange.ID
	}
	return ""
}

// named returns the unit of the event that the demand names, else its first.
func named(c *agreement.Course, event int, d *agreement.Demand) int {
	units := c.Events[event].Units
	for _, u := range units {
		for _, r := range d.Steps {
			if slices.Contains(c.UnitsOf(r), u) {
				return u
			}
		}
	}
	return units[0]
}

package conflict

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"detente/agreement"
	"detente/diag"
)

// maxClauses is how much of a circle or a chain one sentence tells.
const maxClauses = 8

// Sentence tells the circle in words: each step on it, what it waits for, and
// whose wish or which line of the text makes it wait. It begins with the demand
// that comes first in the text.
func (c Cycle) Sentence(course *agreement.Course) string {
	told := c.Told(course)
	clauses := Clauses(course, told, true)
	if more := len(clauses) - maxClauses; more > 0 {
		back := name(course, told[0].Then)
		clauses = append(clauses[:maxClauses], fmt.Sprintf("so on, through %d more, back to %s", more, back))
	}
	return "Deadlock: " + join(clauses) + "."
}

// Told returns the edges in the order in which a sentence tells them: each
// clause takes up where the one before ended, "b waits for a, a waits for c".
func (c Cycle) Told(course *agreement.Course) []agreement.Edge {
	told := slices.Clone(c.Edges)
	slices.Reverse(told)
	first, rank := 0, len(course.Asked)
	for i, e := range told {
		if e.Demand == nil {
			continue
		}
		if r := slices.Index(course.Asked, e.Demand); r < rank {
			first, rank = i, r
		}
	}
	return slices.Concat(told[first:], told[:first])
}

// Sentence tells in words, step by step, what waits for the refused step, and
// whose wish refuses it. Of several chains it tells a longest.
func (r Refused) Sentence(course *agreement.Course) string {
	g := r.graph
	if g == nil {
		g = newGraph(course)
	}
	clauses := Clauses(course, g.chain(r.Refusal.Event), false)
	clauses = clauses[max(0, len(clauses)-maxClauses):]
	return "Dead end: " + join(append(clauses, r.refuses(course))) + "."
}

func (r Refused) refuses(course *agreement.Course) string {
	d := r.Refusal.Demand
	unit := named(course, r.Refusal.Event, d)
	step, why := name(course, unit), quoted(d)+at(d.That)
	owner, who := Owner(course, d), performers(course, course.Units[unit].Step)
	switch {
	case who == "":
		return fmt.Sprintf("%s asks that %s not be performed (%s)", owner, step, why)
	case who == owner:
		return fmt.Sprintf("%s, who performs %s, asks that it not be performed (%s)", owner, step, why)
	}
	return fmt.Sprintf("%s asks that %s, which %s performs, not be performed (%s)", owner, step, who, why)
}

// Chain returns the edges of a longest of the shortest chains that wait for the
// event, from the event that waits longest on. It is empty where nothing waits.
func (a *Analysis) Chain(event int) []agreement.Edge { return a.graph.chain(event) }

func (g *graph) chain(event int) []agreement.Edge {
	by := slices.Repeat([]int{none}, len(g.out))
	queue := []int{event}
	for i := 0; i < len(queue); i++ {
		for _, x := range g.out[queue[i]] {
			if e := g.edges[x].after; e != event && by[e] == none {
				by[e] = x
				queue = append(queue, e)
			}
		}
	}
	var chain []agreement.Edge
	for e := queue[len(queue)-1]; e != event; e = g.edges[by[e]].before {
		chain = append(chain, g.course.Edges[g.edges[by[e]].id])
	}
	return chain
}

// performers names those who perform the step.
func performers(course *agreement.Course, s *agreement.Step) string {
	var names []string
	for _, r := range s.By {
		names = append(names, label(course, r.ID))
	}
	return join(names)
}

// Reason says why one event waits for another: the demand with its owner, or
// the precondition, with the line.
func Reason(course *agreement.Course, e agreement.Edge) string {
	switch e.Kind {
	case agreement.ByDemand:
		return fmt.Sprintf("%s of %s%s", quoted(e.Demand), Owner(course, e.Demand), at(e.Place))
	case agreement.ByLocks:
		return "it makes that permanent" + at(e.Place)
	case agreement.ByParts:
		return "parts are taken in order" + at(e.Place)
	}
	return "precondition in the text" + at(e.Place)
}

func quoted(d *agreement.Demand) string { return fmt.Sprintf("demand %q", d.ID) }

// Owner returns what people call the owner of the demand.
func Owner(course *agreement.Course, d *agreement.Demand) string {
	if !d.Of.Given {
		return "an owner not named"
	}
	return label(course, d.Of.V.ID)
}

func label(course *agreement.Course, id string) string {
	if a := course.Agreement.Actor(id); a != nil {
		return a.Label()
	}
	return id
}

// at adds the line: the file by its own name, for people.
func at(p diag.Place) string {
	if !p.Known() {
		return ""
	}
	return fmt.Sprintf(", %s:%d", path.Base(strings.ReplaceAll(p.File, `\`, "/")), p.Start.Line)
}

// join joins clauses as "a, b and c".
func join(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

package demands

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"detente/agreement"
	"detente/conflict"
	"detente/diag"
	"detente/worth"
)

// maxClauses is how much of a chain one sentence tells.
const maxClauses = 8

// Sentence tells the conflict in one sentence: every line of it, whose it is, and
// where it stands.
func (an *Analysis) Sentence(c Conflict) string {
	switch {
	case c.Refusal != nil:
		return conflict.Refused{Refusal: *c.Refusal}.Sentence(an.Course)
	case c.Circle != nil:
		return conflict.Cycle{Edges: c.Circle}.Sentence(an.Course)
	case c.Chain != nil:
		return an.ofDays(c)
	}
	return an.ofExposure(c)
}

// ofDays tells a chain of days that falls short.
func (an *Analysis) ofDays(c Conflict) string {
	var clauses []string
	for i, l := range c.Chain {
		if i > 0 && sameLine(l, c.Chain[i-1]) {
			continue // the same precondition, on the way to another step of an exchange
		}
		clauses = append(clauses, l.Text+an.why(l))
	}
	if more := len(clauses) - maxClauses; more > 0 {
		middle := fmt.Sprintf("so on, over %d lines more", more+1)
		clauses = slices.Concat(clauses[:maxClauses/2], []string{middle}, clauses[len(clauses)-maxClauses/2+1:])
	}
	end := fmt.Sprintf("%s too few", dayCount(c.Short))
	if !c.Certain {
		end += " by the longest durations and the strictest reading of dates"
	}
	return fmt.Sprintf("Dates: %s: %s.", join(clauses), end)
}

func sameLine(a, b Line) bool { return a.Text == b.Text && a.Term == b.Term }

// why says whose line it is, and where it stands.
func (an *Analysis) why(l Line) string {
	who := ""
	if l.Term != none {
		t := an.Terms[l.Term]
		if t.Demand != nil {
			who = fmt.Sprintf("demand %q of %s", t.Demand.ID, conflict.Owner(an.Course, t.Demand))
		}
	}
	switch where := at(l.Place); {
	case who == "" && where == "":
		return ""
	case who == "":
		return " (" + where + ")"
	case where == "":
		return " (" + who + ")"
	default:
		return " (" + who + ", " + where + ")"
	}
}

// ofExposure tells that no order keeps exposure within what is accepted.
func (an *Analysis) ofExposure(c Conflict) string {
	var limits, rest []string
	for _, p := range c.Exposed {
		limits = append(limits, fmt.Sprintf("%s at most %s below its start%s", p.Label(), an.accepted(p), place(p.MaxExposure.Place)))
	}
	for _, n := range c.Terms {
		if t := an.Terms[n]; t.Party == nil {
			rest = append(rest, an.Told(t))
		}
	}
	if more := len(rest) - maxClauses; more > 0 {
		rest = append(rest[:maxClauses-1], fmt.Sprintf("%d more", more+1))
	}
	if len(rest) == 0 {
		return fmt.Sprintf("Exposure: no order of the steps keeps %s.", join(limits))
	}
	return fmt.Sprintf("Exposure: no order of the steps keeps %s and meets %s.", join(limits), join(rest))
}

// accepted is the exposure that the party accepts, in its own unit.
func (an *Analysis) accepted(p *agreement.Actor) string {
	for _, a := range worth.Accounts(an.Course) {
		if a.Party.ID == p.ID && a.MaxExposure != nil {
			return a.Say(a.MaxExposure)
		}
	}
	return "what it accepts"
}

// Told names a term with what it says, whose it is and where it stands, for a list
// of things to give up.
func (an *Analysis) Told(t Term) string {
	switch t.Kind {
	case Demand:
		return fmt.Sprintf("demand %q of %s%s", t.Demand.ID, conflict.Owner(an.Course, t.Demand), place(t.Place))
	case Precondition:
		return fmt.Sprintf("the precondition that %s comes after %s%s", t.Step.ID, t.For, place(t.Place))
	case Due:
		return fmt.Sprintf("the due date of %s%s", t.Step.ID, place(t.Place))
	case NotBefore:
		return fmt.Sprintf("the first day of %s%s", t.Step.ID, place(t.Place))
	case MaxExposure:
		return fmt.Sprintf("the most exposure that %s accepts%s", t.Party.Label(), place(t.Place))
	}
	panic("demands: a term of no kind")
}

// Owners names who can give up the terms, each once, in their order: the owners of
// demands and exposure limits. The terms of the text are of all who agreed to it,
// and add nobody.
func (an *Analysis) Owners(terms []int) []string {
	var owners []string
	for _, n := range terms {
		if id := an.Terms[n].Owner(); id != "" && !slices.Contains(owners, id) {
			owners = append(owners, id)
		}
	}
	return owners
}

// Places are the places behind the conflict, in the order in which it is told.
func (an *Analysis) Places(c Conflict) []diag.Place {
	var places []diag.Place
	add := func(p diag.Place) {
		if p.Known() && !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	for _, e := range slices.Backward(c.Circle) {
		if e.Kind != agreement.ByParts {
			add(e.Place)
		}
	}
	for _, l := range c.Chain {
		add(l.Place)
	}
	for _, n := range c.Terms {
		add(an.Terms[n].Place)
	}
	return places
}

// Steps names the steps that the conflict is about, each once.
func (an *Analysis) Steps(c Conflict) []string {
	var steps []string
	add := func(id string) {
		if !slices.Contains(steps, id) {
			steps = append(steps, id)
		}
	}
	for _, e := range slices.Backward(c.Circle) {
		add(an.Course.Units[e.Then].Step.ID)
	}
	for _, n := range c.Terms {
		switch t := an.Terms[n]; {
		case t.Demand != nil:
			for _, r := range t.Demand.Steps {
				add(r.ID)
			}
		case t.Step != nil:
			add(t.Step.ID)
		}
	}
	return steps
}

func place(p diag.Place) string {
	if !p.Known() {
		return ""
	}
	return " (" + at(p) + ")"
}

// at is the line: the file by its own name, for people.
func at(p diag.Place) string {
	if !p.Known() {
		return ""
	}
	return fmt.Sprintf("%s:%d", path.Base(strings.ReplaceAll(p.File, `\`, "/")), p.Start.Line)
}

// join joins clauses as "a, b and c".
func join(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

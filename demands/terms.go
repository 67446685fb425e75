package demands

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
	"detente/plan"
	"detente/schedule"
)

// Kind says what a term is.
type Kind string

// The kinds of terms, as records name them.
const (
	Demand       Kind = "demand"
	Precondition Kind = "precondition" // after = [...]
	Due          Kind = "due"
	NotBefore    Kind = "not_before"
	MaxExposure  Kind = "max_exposure"
)

// Term is something that could be given up.
type Term struct {
	Kind Kind
	// Demand is set for demands.
	Demand *agreement.Demand
	// Step is whose precondition or date it is, and For, for a precondition, what it
	// waits for, as the text names it.
	Step *agreement.Step
	For  agreement.StepRef
	// Party is whose exposure limit it is.
	Party *agreement.Actor
	Place diag.Place

	name string
}

// Name returns the demand's name, or "after(relief, weapons)" for the precondition
// that relief waits for weapons, "due(relief)", "not_before(relief)",
// "max_exposure(north)".
func (t Term) Name() string { return t.name }

// Firm reports whether the term is a red line.
func (t Term) Firm() bool { return t.Demand != nil && t.Demand.Firm }

// Weight returns what giving the term up counts.
func (t Term) Weight() int {
	if t.Demand != nil && t.Demand.Weight.Given {
		return t.Demand.Weight.V
	}
	return 1
}

// OfText reports whether only all who agreed to the text can give the term up.
func (t Term) OfText() bool { return t.Demand == nil && t.Party == nil }

// Owner returns the name of who can give the term up alone; "" where that is
// everybody together, or where the text does not say whose demand it is.
func (t Term) Owner() string {
	switch {
	case t.Party != nil:
		return t.Party.ID
	case t.Demand != nil && t.Demand.Of.Given:
		return t.Demand.Of.V.ID
	}
	return ""
}

// collection is the terms of a course on the way.
type collection struct {
	course *agreement.Course
	terms  []Term
	fixed  bool // the text stands: its lines are no terms
	// by what they are
	demand map[*agreement.Demand]int
	after  map[afterKey]int
	dates  map[dateKey]int
	limit  map[*agreement.Actor]int
}

type afterKey struct {
	step     *agreement.Step
	first    int
	declared bool
}

type dateKey struct {
	kind Kind
	step *agreement.Step
}

// none is the number of what is no term.
const none = -1

func newCollection(c *agreement.Course, fixed bool) *collection {
	t := &collection{
		course: c, fixed: fixed, demand: map[*agreement.Demand]int{nil: none},
		after: map[afterKey]int{}, dates: map[dateKey]int{}, limit: map[*agreement.Actor]int{},
	}
	for _, d := range c.Asked {
		t.demand[d] = t.add(Term{Kind: Demand, Demand: d, Place: d.That, name: d.ID})
	}
	return t
}

func (t *collection) add(x Term) int {
	t.terms = append(t.terms, x)
	return len(t.terms) - 1
}

// ofEdge returns the term that the edge of the course comes from, or none.
func (t *collection) ofEdge(i int) int {
	e := t.course.Edges[i]
	if e.Kind == agreement.ByDemand {
		return t.demand[e.Demand]
	}
	if e.Kind != agreement.ByAfter || t.fixed {
		return none
	}
	key := afterKey{t.course.Units[e.Then].Step, e.First, e.Declared}
	n, known := t.after[key]
	if !known {
		ref := t.reference(key)
		n = t.add(Term{
			Kind: Precondition, Step: key.step, For: ref, Place: e.Place,
			name: fmt.Sprintf("after(%s, %s)", key.step.ID, ref),
		})
		t.after[key] = n
	}
	return n
}

// reference is the precondition as the step names it.
func (t *collection) reference(key afterKey) agreement.StepRef {
	for _, r := range key.step.After {
		if units := t.course.UnitsOf(r); len(units) > 0 && units[len(units)-1] == key.first && r.Declared == key.declared {
			return r
		}
	}
	panic("demands: a precondition of no step")
}

// ofDate returns the term of a date that the step itself has.
func (t *collection) ofDate(kind Kind, s *agreement.Step, place diag.Place) int {
	if t.fixed {
		return none
	}
	key := dateKey{kind, s}
	n, known := t.dates[key]
	if !known {
		n = t.add(Term{Kind: kind, Step: s, Place: place, name: fmt.Sprintf("%s(%s)", kind, s.ID)})
		t.dates[key] = n
	}
	return n
}

// ofLimit returns the term of a condition on time.
func (t *collection) ofLimit(l schedule.Limit) int {
	if l.Demand != nil {
		return t.demand[l.Demand]
	}
	for _, u := range t.course.Events[l.To].Units {
		if s := t.course.Units[u].Step; s.Due.Given && s.Due.Place == l.Place {
			return t.ofDate(Due, s, l.Place)
		}
	}
	panic("demands: a due date of no step")
}

// addLimits makes terms of the exposure limits that some order passes; false where
// worths are too long to be added up exactly, so that nothing is known of them.
func (t *collection) addLimits(bare *agreement.Course) bool {
	parties, err := plan.LimitsAtRisk(bare)
	for _, p := range parties {
		p = t.course.Agreement.Actor(p.ID)
		t.limit[p] = t.add(Term{Kind: MaxExposure, Party: p, Place: p.MaxExposure.Place, name: fmt.Sprintf("max_exposure(%s)", p.ID)})
	}
	return err == nil
}

package demands

import (
	"slices"

	"detente/agreement"
	"detente/effort"
	"detente/mus"
	"detente/plan"
)

// limits answers whether some order keeps every party within the exposure it
// accepts. Each answer is a search of its own, so that what follows from earlier
// ones is not searched again.
type limits struct {
	course   *agreement.Course
	asking   agreement.Asking
	terms    []Term
	all      *collection
	relevant []int // terms that order events, and the limits; ascending
	budget   *effort.Budget
	// questions is what the questions are counted on: a search for an order counts
	// as several, the more the larger the course.
	questions *effort.Budget
	held      [][]bool // sets that are known to hold
	cores     [][]int  // sets that are known not to
}

// newLimits adds the exposure limits to the terms; nil where no order passes one.
func newLimits(all *collection, t *theory, o Options) *limits {
	x := &limits{
		course: all.course, asking: o.Asking, all: all,
		budget: &effort.Budget{Limit: int64(o.States), Stop: o.Stop}, questions: t.questions,
	}
	if o.States <= 0 {
		x.budget.Limit = int64(DefaultStates * 100 / max(100, len(all.course.Events)))
	}
	if !all.addLimits(agreement.NewCourse(x.restricted(nil), agreement.Asking{Performed: o.Asking.Performed})) {
		t.failed = true
		return nil
	}
	if len(all.limit) == 0 {
		return nil
	}
	x.terms = all.terms
	x.relevant = slices.Clone(t.ofEdge)
	for _, b := range all.course.Bundles {
		x.relevant = append(x.relevant, all.demand[b.Demand])
	}
	for n, term := range x.terms {
		if term.Party != nil {
			x.relevant = append(x.relevant, n)
		}
	}
	slices.Sort(x.relevant)
	x.relevant = slices.DeleteFunc(slices.Compact(x.relevant), func(n int) bool { return n == none })
	return x
}

// eventsAsked is for how many events a search for an order counts as one question
// more.
const eventsAsked = 25

func (x *limits) ask(in []bool) mus.Answer {
	within := func(set []int) bool { return !slices.ContainsFunc(set, func(n int) bool { return !in[n] }) }
	if i := slices.IndexFunc(x.cores, within); i >= 0 {
		return mus.Answer{Core: x.cores[i]}
	}
	var asked []int
	limited := false
	for _, n := range x.relevant {
		if in[n] {
			asked = append(asked, n)
			limited = limited || x.terms[n].Party != nil
		}
	}
	if !limited || slices.ContainsFunc(x.held, func(held []bool) bool {
		return !slices.ContainsFunc(asked, func(n int) bool { return !held[n] })
	}) {
		return mus.Answer{Holds: true}
	}
	part := x.budget.Part(max(x.budget.Left()/8, 1))
	keeps, decided, err := plan.KeepsLimits(agreement.NewCourse(x.restricted(in), agreement.Asking{Performed: x.asking.Performed}), part)
	x.budget.Spend(part.Opened)
	x.questions.Spend(int64(len(x.course.Events)) / eventsAsked)
	switch {
	case err != nil || !decided:
		return mus.Answer{Holds: true, Unsure: true}
	case keeps:
		x.held = append(x.held, slices.Clone(in))
		return mus.Answer{Holds: true}
	}
	x.cores = append(x.cores, asked)
	return mus.Answer{Core: asked}
}

// restricted is the agreement with those of the terms alone that order events, and
// of the limits at risk those that are in. Where in is nil, it is without any.
func (x *limits) restricted(in []bool) *agreement.Agreement {
	counts := func(n int) bool { return n == none || in != nil && in[n] }
	a := *x.course.Agreement
	a.Demands, a.Steps, a.Actors = nil, nil, nil
	for _, d := range x.course.Asked {
		if (d.Kind == agreement.Before || d.Kind == agreement.Together) && counts(x.all.demand[d]) {
			a.Demands = append(a.Demands, d)
		}
	}
	for _, s := range x.course.Agreement.Steps {
		one := *s
		one.After = slices.DeleteFunc(slices.Clone(s.After), func(r agreement.StepRef) bool { return !counts(x.termOf(s, r)) })
		a.Steps = append(a.Steps, &one)
	}
	for _, p := range x.course.Agreement.Actors {
		one := *p
		if n, ok := x.all.limit[p]; ok && !counts(n) {
			one.MaxExposure = agreement.Opt[agreement.Amount]{}
		}
		a.Actors = append(a.Actors, &one)
	}
	return &a
}

// termOf is the term of a precondition, none where it is no term.
func (x *limits) termOf(s *agreement.Step, r agreement.StepRef) int {
	units := x.course.UnitsOf(r)
	if len(units) == 0 {
		return none
	}
	if n, ok := x.all.after[afterKey{s, units[len(units)-1], r.Declared}]; ok {
		return n
	}
	return none
}

package demands

import (
	"slices"

	"detente/agreement"
	"detente/conflict"
	"detente/effort"
	"detente/mus"
)

// theory answers whether terms hold together.
type theory struct {
	course  *agreement.Course
	terms   []Term
	waits   *conflict.Waits
	ofEdge  []int                        // by edge of the course, its term or none
	refuses map[int][]*agreement.Refusal // by term
	days    *days                        // nil where days rule nothing out
	limits  *limits                      // nil where no order passes a limit
	asked   int64                        // questions
	// questions is what they are counted on.
	questions *effort.Budget
	failed    bool // exposure limits could not be looked at at all
}

func newTheory(c *agreement.Course, o Options) *theory {
	all := newCollection(c, o.TextStands)
	t := &theory{course: c, refuses: map[int][]*agreement.Refusal{}, questions: &effort.Budget{Limit: int64(o.Questions), Stop: o.Stop}}
	if o.Questions <= 0 {
		t.questions.Limit = DefaultQuestions
	}
	for i := range c.Edges {
		t.ofEdge = append(t.ofEdge, all.ofEdge(i))
	}
	t.waits = conflict.NewWaits(c,
		func(i int) int { return line(t.ofEdge[i]) },
		func(b int) int { return line(all.demand[c.Bundles[b].Demand]) })
	for i, r := range c.Refusals {
		n := all.demand[r.Demand]
		t.refuses[n] = append(t.refuses[n], &c.Refusals[i])
	}
	t.days = newDays(all, t.ofEdge)
	t.limits = newLimits(all, t, o)
	t.terms = all.terms
	if t.days != nil && t.days.clash(slices.Repeat([]bool{true}, len(t.terms))) == nil {
		t.days = nil
	}
	return t
}

// line is the number of a term as package conflict takes it.
func line(term int) int {
	if term == none {
		return conflict.Background
	}
	return term
}

// ask puts one question to the theories, one after the other.
func (t *theory) ask(in []bool) mus.Answer {
	t.asked++
	for n := range t.terms {
		if in[n] && len(t.refuses[n]) > 0 {
			return mus.Answer{Core: []int{n}}
		}
	}
	if _, lines, found := t.waits.Circle(func(n int) bool { return in[n] }); found {
		return mus.Answer{Core: orEmpty(lines)}
	}
	if t.days != nil {
		if clash := t.days.clash(in); clash != nil {
			return mus.Answer{Core: orEmpty(t.days.termsOf(clash))}
		}
	}
	if t.limits != nil {
		return t.limits.ask(in)
	}
	return mus.Answer{Holds: true}
}

// orEmpty keeps a core of no terms from standing for all that were asked about.
func orEmpty(core []int) []int {
	if core == nil {
		return []int{}
	}
	return core
}

// problem is the question in the terms of package mus.
func (t *theory) problem() mus.Problem {
	p := mus.Problem{Ask: t.ask, Groups: t.groups()}
	for _, x := range t.terms {
		p.Members = append(p.Members, mus.Member{Weight: x.Weight(), Last: x.Firm()})
	}
	return p
}

// groups are sets of terms such that every conflict lies in one of them: those
// that can be on one circle of waiting, on one circle of days, and, where some
// order passes an exposure limit, all that order things, since any of them can
// make it so.
func (t *theory) groups() [][]int {
	sets := t.waits.Groups()
	for n := range t.terms {
		if len(t.refuses[n]) > 0 {
			sets = append(sets, []int{n})
		}
	}
	if t.days != nil {
		sets = append(sets, t.days.groups()...)
	}
	if t.limits != nil {
		sets = append(sets, t.limits.relevant)
	}
	return joined(sets, len(t.terms))
}

// joined joins sets that share a member; what comes out is in the order of the
// first members.
func joined(sets [][]int, n int) [][]int {
	of := make([]int, n) // by member, a member of its set with a lower number, or itself
	in := make([]bool, n)
	for m := range of {
		of[m] = m
	}
	root := func(m int) int {
		for of[m] != m {
			of[m] = of[of[m]]
			m = of[m]
		}
		return m
	}
	for _, set := range sets {
		for _, m := range set {
			in[m] = true
			a, b := root(set[0]), root(m)
			of[max(a, b)] = min(a, b)
		}
	}
	at := map[int]int{}
	groups := [][]int{}
	for m := range n {
		if !in[m] {
			continue
		}
		i, known := at[root(m)]
		if !known {
			i = len(groups)
			at[root(m)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// show finds out why the terms of a conflict do not hold together.
func (t *theory) show(set []int) Conflict {
	c := Conflict{Terms: set}
	in := make([]bool, len(t.terms))
	for _, n := range set {
		in[n] = true
		if len(t.refuses[n]) > 0 {
			c.Refusal = t.refuses[n][0]
			return c
		}
	}
	if circle, _, found := t.waits.Circle(func(n int) bool { return in[n] }); found {
		c.Circle = circle.Edges
		return c
	}
	if t.days != nil && t.days.show(in, &c) {
		return c
	}
	for _, n := range set {
		if t.terms[n].Party != nil {
			c.Exposed = append(c.Exposed, t.terms[n].Party)
		}
	}
	return c
}

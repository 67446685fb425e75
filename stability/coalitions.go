package stability

import (
	"detente/effort"
	"detente/standoff"
)

// MaxCoalitionActors is the most actors of which all coalitions are looked at: 1023 of them.
const MaxCoalitionActors = 10

// Coalitions says which of some states are stable for which coalitions.
type Coalitions struct {
	// States are the states asked about, as given.
	States []standoff.State
	// Groups are all non-empty groups of actors, single actors included: by size, then by
	// their members.
	Groups [][]int
	// Stable is, by group, index into States and concept (those of Four), whether the state is stable.
	Stable [][][4]bool
	// Whole is false when the work allowed did not suffice; Stable then ends early, and
	// Universal says nothing.
	Whole bool
}

// AnalyseCoalitions looks at all coalitions for the given states, all of which can be. It
// spends one unit of the budget for each verdict. A situation of more than
// MaxCoalitionActors actors gives no groups, and is not whole.
func AnalyseCoalitions(m *standoff.Model, states []standoff.State, budget *effort.Budget) *Coalitions {
	c := &Coalitions{States: states, Whole: len(m.Actors) <= MaxCoalitionActors}
	if !c.Whole {
		return c
	}
	c.Groups = groups(len(m.Actors))
	x := NewExplainer(m)
	for _, g := range c.Groups {
		row := make([][4]bool, len(states))
		for k, s := range states {
			for n, concept := range Four {
				if !budget.Spend(1) {
					c.Whole = false
					return c
				}
				row[k][n] = x.Explain(s, g, concept).Stable
			}
		}
		c.Stable = append(c.Stable, row)
	}
	return c
}

// groups lists all non-empty groups of n actors, smaller ones first.
func groups(n int) [][]int {
	bySize := make([][][]int, n+1)
	for _, g := range ascending(n) {
		bySize[len(g)] = append(bySize[len(g)], g)
	}
	var all [][]int
	for _, gs := range bySize {
		all = append(all, gs...)
	}
	return all
}

// ascending lists all non-empty groups of n actors in the order of their members.
func ascending(n int) [][]int {
	var all [][]int
	var grow func(g []int, from int)
	grow = func(g []int, from int) {
		for i := from; i < n; i++ {
			next := append(g[:len(g):len(g)], i)
			all = append(all, next)
			grow(next, i+1)
		}
	}
	grow(nil, 0)
	return all
}

// Universal reports whether the state at this place of States is stable for every coalition
// under the concept: universally coalition stable (Kilgour, Hipel, Fang and Peng 2001).
func (c *Coalitions) Universal(k int, concept Concept) bool {
	for _, row := range c.Stable {
		if !row[k][concept] {
			return false
		}
	}
	return c.Whole
}

// Leaving returns the first group for which the state at this place of States is not stable
// under the concept, nil when there is none.
func (c *Coalitions) Leaving(k int, concept Concept) []int {
	for g, row := range c.Stable {
		if !row[k][concept] {
			return c.Groups[g]
		}
	}
	return nil
}

package stability

import "detente/standoff"

// Perceived is a situation that each actor sees in its own way: some states not at all, some
// moves, or what the others prefer, wrongly (P. G. Bennett, "Toward a theory of hypergames",
// Omega 5, 1977; M. Wang, K. W. Hipel and N. M. Fraser, "Modeling misperceptions in games",
// Behavioral Science 33, 1988; Y. M. Aljefri, L. Fang, K. W. Hipel and K. Madani, "First-level
// hypergame for investigating misperception in conflicts", IEEE Transactions on SMC: Systems 48, 2018).
// Each actor decides by what it sees.
type Perceived struct {
	// Views are the situations as the actors see them, one for each, all of the same actors
	// and the same codes of states. What an actor does not see cannot be in its view.
	Views []*standoff.Model
	// Real, where known, is the situation as it is; nil: it is not known.
	Real *standoff.Model
}

// Outcome is what a perceived situation comes to under one concept.
type Outcome struct {
	// SeenByAll holds the states that can be in every view.
	SeenByAll standoff.Bits
	// Stable holds, by actor, the states that it sees and stays in, judged in its own view.
	Stable []standoff.Bits
	// Expected holds, by actor, the equilibria of its own view: what it expects to last.
	Expected []standoff.Bits
	// Equilibria are the states that every actor sees and stays in, each for its own reasons.
	Equilibria standoff.Bits
	// Fragile are the equilibria that would not be one if everybody saw the situation as it
	// is, and Missed what then would be one and is not now. Both nil without Real.
	Fragile, Missed standoff.Bits
}

// Unexpected holds the equilibria that the actor does not expect: they last because somebody
// sees the situation otherwise than it thinks.
func (o *Outcome) Unexpected(actor int) standoff.Bits {
	return without(o.Equilibria, o.Expected[actor])
}

// Outcome works out what comes of it under the concept.
func (p Perceived) Outcome(c Concept) *Outcome {
	size := p.Views[0].Size()
	o := &Outcome{SeenByAll: every(size), Equilibria: every(size)}
	for i, view := range p.Views {
		stable := stableFor(view, c)
		expected := every(size)
		for _, b := range stable {
			expected = within(expected, b)
		}
		o.Expected = append(o.Expected, expected)
		o.Stable = append(o.Stable, stable[i])
		o.Equilibria = within(o.Equilibria, stable[i])
		if view.Feasible != nil {
			o.SeenByAll = within(o.SeenByAll, view.Feasible)
		}
	}
	if p.Real != nil {
		real := every(size)
		for _, b := range stableFor(p.Real, c) {
			real = within(real, b)
		}
		o.Fragile, o.Missed = without(o.Equilibria, real), without(real, o.Equilibria)
	}
	return o
}

// stableFor returns, by actor, the states that are stable for it under the concept.
func stableFor(m *standoff.Model, c Concept) []standoff.Bits {
	x := NewExplainer(m)
	all := make([]standoff.Bits, len(m.Actors))
	for i := range all {
		all[i] = standoff.NewBits(m.Size())
		for s := range m.Size() {
			if m.CanBe(standoff.State(s)) && x.Explain(standoff.State(s), []int{i}, c).Stable {
				all[i].Add(standoff.State(s))
			}
		}
	}
	return all
}

func every(size int) standoff.Bits {
	b := standoff.NewBits(size)
	for s := range size {
		b.Add(standoff.State(s))
	}
	return b
}

func within(a, b standoff.Bits) standoff.Bits {
	c := make(standoff.Bits, len(a))
	for w := range a {
		c[w] = a[w] & b[w]
	}
	return c
}

func without(a, b standoff.Bits) standoff.Bits {
	c := make(standoff.Bits, len(a))
	for w := range a {
		c[w] = a[w] &^ b[w]
	}
	return c
}

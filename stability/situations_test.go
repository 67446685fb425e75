package stability_test

import (
	"detente/internal/standoffcase"
	"detente/standoff"
)

// listed returns the states of a set, ascending.
func listed(b standoff.Bits) []standoff.State {
	var all []standoff.State
	for s := range len(b) * 64 {
		if b.Has(standoff.State(s)) {
			all = append(all, standoff.State(s))
		}
	}
	return all
}

// states returns the states of a case with those ids, ascending.
func states(c *standoffcase.Case, ids []string) []standoff.State {
	return listed(c.Set(ids))
}

// possible returns the states that can be, ascending.
func possible(m *standoff.Model) []standoff.State {
	var all []standoff.State
	for s := range m.Size() {
		if m.CanBe(standoff.State(s)) {
			all = append(all, standoff.State(s))
		}
	}
	return all
}

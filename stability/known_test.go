package stability_test

import (
	"math"
	"slices"
	"testing"

	"detente/effort"
	"detente/stability"
	"detente/standoff"
)

var names = map[standoff.Concept]string{standoff.Nash: "nash", standoff.GMR: "gmr", standoff.SMR: "smr", standoff.SEQ: "seq"}

// The evidence decides as the case files do, for every state, actor and concept.
func TestExplainKnownCases(t *testing.T) {
	verdicts := 0
	for _, c := range situations(t) {
		x := stability.NewExplainer(c.Model)
		for _, concept := range stability.Concepts {
			for i, actor := range c.Actors {
				if c.Computed.Stable == nil {
					continue
				}
				want := c.states(t, c.Computed.Stable[names[concept]][actor])
				var got []standoff.State
				for _, s := range possible(c.Model) {
					verdicts++
					if x.Explain(s, []int{i}, concept).Stable {
						got = append(got, s)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s, %s: stable are %v, want %v", c.Name, names[concept], actor, got, want)
				}
			}
		}
	}
	if verdicts < 2000 {
		t.Errorf("only %d verdicts compared", verdicts)
	}
}

// Universally coalition stable states of the case files.
func TestCoalitionsKnownCases(t *testing.T) {
	compared := 0
	for _, c := range situations(t) {
		if c.Computed.Coalitions == nil {
			continue
		}
		states := possible(c.Model)
		a := stability.AnalyseCoalitions(c.Model, states, &effort.Budget{Limit: math.MaxInt64})
		if !a.Whole {
			t.Fatal("not whole")
		}
		for _, concept := range stability.Concepts {
			var got []standoff.State
			for k, s := range states {
				if a.Universal(k, concept) {
					got = append(got, s)
				}
				if a.Universal(k, concept) != (a.Leaving(k, concept) == nil) {
					t.Errorf("%s: Universal and Leaving differ", c.Name)
				}
			}
			compared++
			if want := c.states(t, c.Computed.Coalitions["c"+names[concept]]); !slices.Equal(got, want) {
				t.Errorf("%s, c%s: got %v, want %v", c.Name, names[concept], got, want)
			}
		}
	}
	if compared < 30 {
		t.Errorf("only %d lists compared", compared)
	}
}

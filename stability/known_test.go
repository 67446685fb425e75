package stability_test

import (
	"math"
	"slices"
	"testing"

	"detente/effort"
	"detente/internal/standoffcase"
	"detente/stability"
	"detente/standoff"
)

// The evidence decides as the case files do, for every state, actor and concept.
func TestExplainKnownCases(t *testing.T) {
	verdicts := 0
	for _, c := range standoffcase.All() {
		x := stability.NewExplainer(c.Model())
		for _, concept := range append(stability.Four, stability.SSEQ) {
			for i, actor := range c.Actors {
				if c.Computed.Stable == nil {
					continue
				}
				want := states(c, c.Computed.Stable[concept.String()][actor])
				var got []standoff.State
				for _, s := range possible(c.Model()) {
					verdicts++
					if x.Explain(s, []int{i}, concept).Stable {
						got = append(got, s)
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %s, %s: stable are %v, want %v", c.ID, concept.String(), actor, got, want)
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
	for _, c := range standoffcase.All() {
		if c.Computed.Universal == nil {
			continue
		}
		asked := possible(c.Model())
		a := stability.AnalyseCoalitions(c.Model(), asked, &effort.Budget{Limit: math.MaxInt64})
		if !a.Whole {
			t.Fatal("not whole")
		}
		for _, concept := range stability.Four {
			var got []standoff.State
			for k, s := range asked {
				if a.Universal(k, concept) {
					got = append(got, s)
				}
				if a.Universal(k, concept) != (a.Leaving(k, concept) == nil) {
					t.Errorf("%s: Universal and Leaving differ", c.ID)
				}
			}
			compared++
			if want := states(c, c.Computed.Universal["c"+concept.String()]); !slices.Equal(got, want) {
				t.Errorf("%s, c%s: got %v, want %v", c.ID, concept.String(), got, want)
			}
		}
	}
	if compared < 30 {
		t.Errorf("only %d lists compared", compared)
	}
}

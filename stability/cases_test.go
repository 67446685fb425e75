package stability

import (
	"testing"

	"detente/internal/standoffcase"
	"detente/standoff"
)

// conceptOf are the names of the concepts in the files of the cases.
var conceptOf = map[string]Concept{"nash": Nash, "gmr": GMR, "smr": SMR, "seq": SEQ, "sseq": SSEQ, "sim": SIMAny, "simfh": SIM}

// solvers are the ways to find the stable states, by name: all are tried by every case.
var solvers = map[string]func(m *standoff.Model, c Concept) []standoff.Bits{
	"plain": Plain,
	"quick": func(m *standoff.Model, c Concept) []standoff.Bits {
		return Analyse(m, Options{Concepts: []Concept{c}}).stable[c]
	},
}

// same returns the first state that is in one of the sets only.
func same(a, b standoff.Bits) (standoff.State, bool) {
	for w := range a {
		for s := range standoff.State(64) {
			if (a[w]^b[w])>>s&1 != 0 {
				return standoff.State(w)*64 + s, false
			}
		}
	}
	return 0, true
}

func TestComputedVerdicts(t *testing.T) {
	for name, solve := range solvers {
		for _, c := range standoffcase.All() {
			t.Run(name+"/"+c.ID, func(t *testing.T) {
				for word, byActor := range c.Computed.Stable {
					got := solve(c.Model(), conceptOf[word])
					for actor, ids := range byActor {
						if s, ok := same(got[c.Actor(actor)], c.Set(ids)); !ok {
							t.Errorf("%s for %s: state %d (%v) is not as computed elsewhere", word, actor, s, c.Model().Taken(s))
						}
					}
					if s, ok := same(all(got), c.Set(c.Computed.Equilibria[word])); !ok {
						t.Errorf("%s: equilibrium %d is not as computed elsewhere", word, s)
					}
				}
			})
		}
	}
}

// all returns what is stable for everybody.
func all(stable []standoff.Bits) standoff.Bits {
	set := append(standoff.Bits{}, stable[0]...)
	for _, other := range stable[1:] {
		for w := range set {
			set[w] &= other[w]
		}
	}
	return set
}

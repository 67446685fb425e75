package stability

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"detente/internal/long"
	"detente/internal/standoffcase"
	"detente/standoff"
)

// Situations of at most 64 states, one word for each set, against the definitions: several
// rankings after one another, since the order of the one before is kept.
func TestWordsAgreeWithPlain(t *testing.T) {
	n := 600
	if long.Mode() {
		n = 100_000
	}
	fits := 0
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 7))
		m := standoffcase.DrawOptions(r, 2+r.IntN(4), 2+r.IntN(4))
		if seed%4 == 0 {
			m = drawGraph(r, 2+r.IntN(3), 2+r.IntN(6))
		}
		w, ok := NewWords(m)
		if !ok {
			if m.Options != nil {
				t.Fatalf("seed %d: a situation made of options does not fit", seed)
			}
			continue
		}
		fits++
		for range 3 {
			standoffcase.DrawRanks(r, m)
			got := w.Equilibria(m.Rank)
			for _, c := range Four {
				want := equilibriaByWords(m, c)
				for k := range w.Len() {
					if s := w.State(k); got[c]>>k&1 == 1 != want.Has(s) {
						t.Fatalf("seed %d: state %d is told to be an equilibrium by %v: %v", seed, s, c, got[c]>>k&1 == 1)
					}
				}
			}
		}
	}
	if fits < n/2 {
		t.Errorf("only %d of %d situations fit", fits, n)
	}
}

// equilibriaByWords are the equilibria by the words of the definitions.
func equilibriaByWords(m *standoff.Model, c Concept) standoff.Bits {
	all := standoff.NewBits(m.Size())
	for s := range standoff.State(m.Size()) {
		stable := m.CanBe(s)
		for i := range m.Actors {
			stable = stable && PlainStable(m, c, i, s)
		}
		if stable {
			all.Add(s)
		}
	}
	return all
}

// The first question orders the states; the later ones are what a perturbed ranking costs.
func BenchmarkWords(b *testing.B) {
	for _, x := range []struct{ options, actors int }{{4, 2}, {6, 2}, {6, 3}, {6, 4}} {
		b.Run(fmt.Sprintf("options=%d/actors=%d", x.options, x.actors), func(b *testing.B) {
			m := standoffcase.Shared(x.options, x.actors, []standoff.Direction{standoff.Both}, false)
			w, _ := NewWords(m)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				rank, s := m.Rank[n%x.actors], n%(m.Size()-1)
				rank[s], rank[s+1] = rank[s+1], rank[s]
				w.Equilibria(m.Rank)
			}
		})
	}
}

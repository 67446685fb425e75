package stability_test

import (
	"testing"

	"detente/internal/standoffcase"
	"detente/stability"
)

// All states of a situation of twelve, both actors, four concepts: 96 inverses.
func BenchmarkInverse12States(b *testing.B) {
	m := standoffcase.Get("us-nk-2017-base").Model()
	for b.Loop() {
		for i := range m.Actors {
			for _, s := range possible(m) {
				for _, c := range stability.Four {
					if stability.FindInverse(m, i, s, c).Stable == nil {
						b.Fatal("not counted")
					}
				}
			}
		}
	}
}

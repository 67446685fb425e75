package plan

import (
	"fmt"
	"testing"

	"detente/agreement"
	"detente/internal/families"
)

// measured are the kinds of agreements that BenchmarkFind plans; bench measures
// more of them, beside other solvers.
var measured = []struct {
	family         string
	steps, parties int
}{
	{"plain", 20, 2},
	{"plain", 30, 3},
	{"tight", 40, 3},
	{"chains", 30, 3},
	{"locks", 30, 3},
	{"humps", 20, 2},
	{"swings", 30, 3},
	{"wide", 20, 3},
	{"registers", 30, 1},
}

func BenchmarkFind(b *testing.B) {
	for _, m := range measured {
		b.Run(fmt.Sprintf("%s/steps=%d/parties=%d", m.family, m.steps, m.parties), func(b *testing.B) {
			f, err := families.Named(m.family)
			if err != nil {
				b.Fatal(err)
			}
			var drawn []*agreement.Agreement
			for seed := range uint64(5) {
				drawn = append(drawn, f.Draw(m.steps, m.parties, 1+seed))
			}
			b.ResetTimer()
			opened, proved := int64(0), 0
			for i := range b.N {
				r, err := Find(drawn[i%len(drawn)], Options{})
				if err != nil {
					b.Fatal(err)
				}
				opened += r.Opened
				if r.Proved {
					proved++
				}
			}
			b.ReportMetric(float64(opened)/float64(b.N), "opened/op")
			b.ReportMetric(float64(proved)/float64(b.N), "proved/op")
		})
	}
}

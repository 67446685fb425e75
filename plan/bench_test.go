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
	{"plain", 40, 2},
	{"plain", 40, 3},
	{"tight", 40, 3},
	{"chains", 40, 3},
	{"locks", 40, 3},
	{"humps", 40, 3},
	{"swings", 40, 3},
	{"wide", 40, 3},
	{"registers", 40, 1},
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

package plan

import (
	"fmt"
	"testing"

	"detente/agreement"
	"detente/internal/families"
)

// BenchmarkFind plans agreements of every family on all levels; bench measures larger ones,
// beside other solvers.
func BenchmarkFind(b *testing.B) {
	for _, f := range families.All() {
		for _, parties := range []int{2, 3, 5} {
			if f.Parties == 0 || parties == 2 {
				b.Run(fmt.Sprintf("%s/parties=%d", f.Name, parties), func(b *testing.B) { benchmark(b, f, parties) })
			}
		}
	}
}

func benchmark(b *testing.B, f families.Family, parties int) {
	const steps = 40
	var drawn []*agreement.Agreement
	for seed := range uint64(5) {
		drawn = append(drawn, f.Draw(steps, parties, 1+seed))
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
}

package effort_test

import (
	"sync"
	"testing"

	"detente/effort"
)

// runner opens one thing after the other, some of them on a part of its budget, until it
// has opened as many as it needs.
func runner(b *effort.Budget, needs int64) (found bool) {
	for b.Opened < needs {
		part := b.Part(3)
		for part.Opened < 3 && b.Opened+part.Opened < needs && part.Spend(1) {
		}
		if !b.Spend(part.Opened) && b.Opened < needs {
			return false
		}
	}
	return true
}

func TestWhoeverOpensLeastIsFirst(t *testing.T) {
	for _, c := range []struct {
		needs  [2]int64
		limit  int64
		winner int
		opened int64
	}{
		{[2]int64{70, 500}, 1000, 0, 140},
		{[2]int64{500, 70}, 1000, 1, 140},
		{[2]int64{70, 70}, 1000, 0, 140},
		{[2]int64{5000, 2000}, 1000, -1, 2000},
		{[2]int64{5000, 900}, 1000, 1, 1800},
	} {
		for range 50 {
			whole := &effort.Budget{Limit: 10_000}
			whole.Spend(100)
			budgets := []*effort.Budget{whole.Part(c.limit), whole.Part(c.limit)}
			race := effort.NewRace(budgets...)
			var all sync.WaitGroup
			for k, b := range budgets {
				all.Go(func() {
					if runner(b, c.needs[k]) {
						race.Finish(k)
					}
				})
			}
			all.Wait()
			if got, opened := race.Winner(), race.Opened(); got != c.winner || opened < c.opened || opened > c.opened+4 {
				t.Fatalf("%v of at most %d: number %d is first, %d opened", c.needs, c.limit, got, opened)
			}
		}
	}
}

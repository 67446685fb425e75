package mus

import (
	"slices"
	"sync"
	"testing"
)

// Several enumerations at once do not disturb one another: the race detector looks on.
func TestChartsSideBySide(t *testing.T) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			members := make([]int, 12)
			for i := range members {
				members[i] = i
			}
			c := newChart(members)
			for i := range members {
				c.addConflict([]int{i, (i + 1) % 12, (i + 5) % 12})
			}
			n := 0
			for {
				set, ok := c.undecided(nil)
				if !ok {
					break
				}
				n++
				var out []int
				for _, m := range members {
					if !slices.Contains(set, m) {
						out = append(out, m)
					}
				}
				c.addCorrection(out)
			}
			if n == 0 {
				t.Error("nothing was left undecided")
			}
		})
	}
	all.Wait()
}

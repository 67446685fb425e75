package schedule

import (
	"slices"
	"testing"
)

func TestBehind(t *testing.T) {
	// a takes 10 and 30 more to confirm; b and c follow, c by the declaration.
	a, b, c, d := verified(step("a", "p", 10), 30), step("b", "q", 5, "a"), step("c", "q", 7, "a"), step("d", "p", 1, "b", "c")
	c.After[0].Declared = true
	alone := step("alone", "p", 99)
	s := schedule(course("2019-03-01", a, b, c, d, alone))
	for from, want := range [][]int{{0, 35, 7, 36, -1}, {-1, 0, -1, 1, -1}, {-1, -1, 0, 1, -1}, {-1, -1, -1, 0, -1}, {-1, -1, -1, -1, 0}} {
		if got := s.Behind(from, []int{0, 1, 2, 3, 4}); !slices.Equal(got, want) {
			t.Errorf("behind %d: %v, want %v", from, got, want)
		}
	}
}

package peak

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
	"detente/internal/families"
	"detente/internal/long"
)

// A search that runs out of budget shows an order with the cost it says, and its
// bound is one.
func TestALimitedSearchClaimsNoMore(t *testing.T) {
	long.Checks(t, 1000, 30_000)
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 11)
		want, exists := brute(p)
		r := Solve(p, "", &effort.Budget{Limit: rapid.Int64Range(0, 60).Draw(t, "limit")})
		switch {
		case r.Proved:
			checkResult(t, p, r, want, exists)
		case r.Sequence != nil:
			checkSequence(t, p, r)
			if r.Worst.Less(want) || want.Less(r.Bound) {
				t.Fatalf("worst %v, bound %v, want %v", r.Worst, r.Bound, want)
			}
		case exists && want.Less(r.Bound):
			t.Fatalf("bound %v, want %v", r.Bound, want)
		}
	})
}

// The same problem gives the same order, whatever two goroutines do meanwhile.
func TestTheSameProblemGivesTheSameOrder(t *testing.T) {
	for _, name := range []string{"tight", "swings", "registers"} {
		f, err := families.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		p := levelOne(f.Draw(60, 3, 1))
		b := effort.Budget{Limit: 200_000}
		first := Solve(p, "", &b)
		for range 3 {
			c := effort.Budget{Limit: 200_000}
			r := Solve(p, "", &c)
			if !slices.Equal(r.Sequence, first.Sequence) || r.Bound != first.Bound || c.Opened != b.Opened {
				t.Errorf("%s: another order, bound or effort the second time", name)
			}
		}
	}
}

// Closing the channel ends the search with the best order so far.
func TestStop(t *testing.T) {
	f, err := families.Named("wide")
	if err != nil {
		t.Fatal(err)
	}
	p := levelOne(f.Draw(60, 5, 0))
	stop := make(chan struct{})
	told := 0
	b := &effort.Budget{Limit: 1 << 40, Stop: stop, Report: func(q effort.Progress) {
		told++
		if told == 2 {
			close(stop)
		}
		if q.Known == 0 || q.Opened == 0 || q.Level != "temptation" {
			panic("progress tells nothing")
		}
	}}
	r := Solve(p, "temptation", b)
	if r.Proved || r.Sequence == nil || told < 2 {
		t.Errorf("stopped: proved %v, an order %v, told %d times", r.Proved, r.Sequence != nil, told)
	}
	checkSequence(t, p, r)
}

package plan

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
)

// days lists, from the earliest end on, the plans as good on level 1 of which none is
// over as early and less exposing, whatever their rounds.
func (b *brute) days(plans []candidate) []candidate {
	plans, _, _ = b.asGood(plans)
	var all []candidate
	for len(plans) > 0 {
		early, day := least(plans, func(c candidate) *big.Rat { return big.NewRat(int64(c.end), 1) })
		early, exposure := least(early, func(c candidate) *big.Rat { return c.worst.exposure })
		all = append(all, early[0])
		plans = keep(plans, func(c candidate) bool {
			return big.NewRat(int64(c.end), 1).Cmp(day) > 0 && c.worst.exposure.Cmp(exposure) < 0
		})
	}
	return all
}

// The frontier of days, against every plan written out.
func TestDaysAgreeWithAllPlans(t *testing.T) {
	long.Checks(t, 300, 10_000)
	points, shorter := map[int]int{}, 0
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 5, words: true, dates: true})
		r := find(t, a, Options{Frontier: true, Examine: true})
		if r.Excess == nil || r.Verdict == TooExposed && !limitsInNumbers(a) {
			return
		}
		points[len(r.Days)]++
		b := newBrute(r.Course)
		want := b.days(b.plans())
		if r.End.Day == 0 {
			want = nil // nothing is over earlier
		}
		if len(want) != len(r.Days) {
			t.Fatalf("%d plans in the frontier of days, brute force finds %d\n%s", len(r.Days), len(want), describe(r))
		}
		if len(want) == 0 {
			return
		}
		if s := r.Soonest; !s.Proved || s.Day != want[0].end {
			t.Fatalf("the earliest end is %+v, brute force finds %d\n%s", *s, want[0].end, describe(r))
		}
		for k, q := range r.Days {
			if !q.Proved || q.End.Day != want[k].end || q.Exposure.Share.Cmp(want[k].worst.exposure) != 0 {
				t.Fatalf("plan %d of the frontier of days is over on day %d and has exposure %v, brute force finds %d and %v\n%s", k+1, q.End.Day, q.Exposure.Share, want[k].end, want[k].worst.exposure, describe(r))
			}
		}
		if last := r.Days[len(r.Days)-1]; last.End.Day < r.End.Day {
			shorter++
		}
	})
	t.Logf("frontiers of days by number of plans: %v; in %d more rounds end earlier than the fewest, as little exposed", points, shorter)
}

// A search that is stopped claims of days no more than it has looked at.
func TestDaysInShortSearches(t *testing.T) {
	long.Checks(t, 200, 10_000)
	open := 0
	for round := 0; round < 20 && open == 0; round++ { // so that some are stopped early
		rapid.Check(t, func(t *rapid.T) { stoppedDays(t, &open) })
	}
	if open == 0 {
		t.Error("no search was stopped early enough to leave anything open")
	}
}

// stoppedDays looks at the frontier of days of one search that is stopped.
func stoppedDays(t *rapid.T, open *int) {
	a := drawAgreement(t, taste{units: 5, words: true, dates: true})
	r := find(t, a, Options{Frontier: true, Limit: rapid.IntRange(1, 400).Draw(t, "limit")})
	if r.Excess == nil || !r.Excess.Proved || r.Verdict == TooExposed || r.Verdict == Late || len(r.Days) == 0 {
		return
	}
	b := newBrute(r.Course)
	plans, best, _ := b.asGood(b.plans())
	if r.Excess.Share.Cmp(best.excess) != 0 || best.reference.Sign() != 0 {
		return
	}
	if !r.Soonest.Proved {
		*open++
	}
	for _, c := range plans {
		if c.end < r.Soonest.Bound {
			t.Fatalf("a plan is over on day %d, none is said to be before %d\n%s", c.end, r.Soonest.Bound, describe(r))
		}
		for k, q := range r.Days {
			if c.end <= q.End.Day && c.worst.exposure.Cmp(q.Exposure.Bound) < 0 || c.worst.exposure.Cmp(q.Exposure.Share) <= 0 && c.end < q.End.Bound {
				t.Fatalf("plan %d: %v on day %d is better than its bounds %v and %d\n%s", k+1, c.worst.exposure, c.end, q.Exposure.Bound, q.End.Bound, describe(r))
			}
		}
	}
}

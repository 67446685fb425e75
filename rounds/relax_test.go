package rounds

import (
	"testing"

	"pgregory.net/rapid"

	"detente/internal/families"
	"detente/internal/long"
)

// relaxedWithin decides with the relaxation from the beginning; how often sides were
// looked at shows in the gains.
func relaxedWithin(p *Problem, k int) (a Answer, probed int) {
	s := newSearch(p, k, plenty())
	if s.items == nil {
		return s.run(), 0
	}
	d := s.start()
	s.tree = &Branch{}
	if !s.narrow(d) {
		return Answer{Proved: true, Refutation: &Refutation{Rounds: s.k, Root: s.tree}}, 0
	}
	s.relaxed = s.relax(d)
	s.branch(d, s.tree, 0)
	for _, gain := range s.relaxed.gain {
		if gain < 1e30 {
			probed++
		}
	}
	if s.found != nil {
		return Answer{Rounds: s.found, Proved: true}, probed
	}
	return Answer{Proved: !s.spent, Refutation: &Refutation{Rounds: s.k, Root: s.tree}}, probed
}

// The relaxation alone decides as brute force does. Most drawn problems are decided
// before anything is probed, so that many are drawn.
func TestRelaxedRoundsAgreeWithBruteForce(t *testing.T) {
	long.Checks(t, 2000, 60_000)
	sides := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 8)
		fewest := bruteFewest(p)
		for k := range p.Order.Len() + 1 {
			a, probed := relaxedWithin(p, k)
			sides += probed
			if enough := fewest > 0 && k >= fewest; !a.Proved || enough != (a.Rounds != nil) {
				t.Fatalf("%d rounds, of which %d are needed: %+v", k, fewest, a)
			}
			if a.Rounds != nil {
				checkPlan(t, p, a.Rounds)
			}
		}
	})
	if sides == 0 {
		t.Error("nothing was probed: it is not tested")
	}
	t.Log("variables probed:", sides)
}

// On agreements too large for brute force it decides as the whole search does.
func TestRelaxedRoundsAgreeWithTheWholeSearch(t *testing.T) {
	sides := 0
	for _, family := range []string{"plain", "chains", "tight", "locks"} {
		f, err := families.Named(family)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(4) {
			p, known := levelThree(f.Draw(20, 3, seed), plenty())
			if known == nil {
				t.Fatalf("%s %d: no plan to begin with", family, seed)
			}
			fewest := Find(p, known, "rounds", plenty()).Bound
			for k := fewest - 2; k <= fewest+1; k++ {
				a, probed := relaxedWithin(p, k)
				sides += probed
				if !a.Proved || k >= fewest != (a.Rounds != nil) || a.Rounds != nil && !p.holds(a.Rounds) {
					t.Errorf("%s %d: %d rounds, of which %d are needed: %v, %v", family, seed, k, fewest, a.Proved, a.Rounds)
				}
			}
		}
	}
	if sides == 0 {
		t.Error("nothing was probed: it is not tested")
	}
	t.Log("variables probed:", sides)
}

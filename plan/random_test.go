package plan

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
	"detente/worth"
)

// find plans and verifies; every test that plans goes through it.
func find(t interface{ Fatalf(string, ...any) }, a *agreement.Agreement, o Options) *Result {
	r, err := Find(a, o)
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	if err := Verify(a, r); err != nil {
		t.Fatalf("Verify: %v\n%s", err, describe(r))
	}
	return r
}

func describe(r *Result) string {
	s := fmt.Sprintf("verdict %s, proved %v\n", r.Verdict, r.Proved)
	for k, round := range r.Rounds {
		s += fmt.Sprintf("round %d:", k+1)
		for _, e := range round.Events {
			s += " " + r.Course.Label(e)
		}
		s += "\n"
	}
	for _, x := range r.Reasons {
		s += x + "\n"
	}
	return s
}

// agree holds a result against the brute-force answer.
func agree(t *rapid.T, r *Result, want answer, exactOverrun bool) {
	switch {
	case r.Verdict != want.verdict:
		t.Fatalf("verdict is %s, brute force says %s\n%s", r.Verdict, want.verdict, describe(r))
	case !r.Proved:
		t.Fatalf("not proved\n%s", describe(r))
	case want.verdict == Blocked:
		return
	case want.verdict == TooExposed && !exactOverrun:
		return
	}
	if want.verdict == TooExposed && r.Overrun.Share.Cmp(want.overrun) != 0 {
		t.Fatalf("overrun is %v, brute force says %v", r.Overrun.Share, want.overrun)
	}
	if excess := greatest(want.excess, want.reference); r.Excess.Share.Cmp(excess) != 0 {
		t.Fatalf("excess is %v, brute force says %v\n%s", r.Excess.Share, excess, describe(r))
	}
	if r.Exposure.Share.Cmp(want.exposure) != 0 {
		t.Fatalf("exposure is %v, brute force says %v\n%s", r.Exposure.Share, want.exposure, describe(r))
	}
	if r.Length.Rounds != want.rounds {
		t.Fatalf("%d rounds, brute force says %d\n%s", r.Length.Rounds, want.rounds, describe(r))
	}
	if r.End.Day != want.end {
		t.Fatalf("over on day %d, brute force says %d\n%s", r.End.Day, want.end, describe(r))
	}
}

// anyNoGain reports whether the agreement gives some party nothing.
func anyNoGain(a *agreement.Agreement) bool {
	for _, acc := range worth.Accounts(agreement.NewCourse(a, agreement.Asking{})) {
		if acc.NoGain() {
			return true
		}
	}
	return false
}

// limitsInNumbers reports whether brute force prices an overrun exactly.
func limitsInNumbers(a *agreement.Agreement) bool {
	for _, p := range a.Actors {
		if p.MaxExposure.Given && p.MaxExposure.V.IsWord() {
			return false
		}
	}
	return true
}

// Agreements of up to nine steps, against brute force over all states: verdict
// and levels 1 to 3.
func TestRandomAgreementsAgreeWithBruteForce(t *testing.T) {
	long.Checks(t, 300, 100_000)
	verdicts := map[Verdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 9, words: true})
		r := find(t, a, Options{})
		verdicts[r.Verdict]++
		if anyNoGain(a) {
			if r.Verdict != NoGain {
				t.Fatalf("verdict is %s although a party gains nothing", r.Verdict)
			}
			return
		}
		agree(t, r, newBrute(r.Course).walk(), limitsInNumbers(a))
	})
	t.Logf("verdicts: %v", verdicts)
}

// What the bounds rest on is accepted by the second checker.
func TestEvidenceIsAccepted(t *testing.T) {
	long.Checks(t, 300, 4_000)
	examined := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 12, words: true, dates: rapid.IntRange(0, 3).Draw(t, "dates") == 0})
		for _, e := range find(t, a, Options{Examine: true, Frontier: true}).Examined {
			examined[e.Level]++
		}
	})
	t.Logf("bounds that were examined: %v", examined)
}

// Small agreements, against every plan written out; due dates and limits between
// steps included.
func TestSmallAgreementsAgreeWithAllPlans(t *testing.T) {
	long.Checks(t, 300, 20_000)
	verdicts := map[Verdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 5, words: true, dates: rapid.Bool().Draw(t, "dates")})
		r := find(t, a, Options{})
		verdicts[r.Verdict]++
		if r.Verdict == NoGain {
			return
		}
		agree(t, r, bestPlan(r.Course), limitsInNumbers(a))
	})
	t.Logf("verdicts: %v", verdicts)
}

// A search that runs out of work claims no more than it knows: what it shows is
// a plan with those figures, and its bounds are bounds.
func TestALimitedSearchClaimsNoMore(t *testing.T) {
	long.Checks(t, 300, 10_000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 9, words: true, dates: rapid.Bool().Draw(t, "dates")})
		best, r := find(t, a, Options{}), find(t, a, Options{Limit: rapid.IntRange(1, 200).Draw(t, "limit")})
		if r.Proved && (r.Verdict != best.Verdict || !sameFigures(r, best) || len(r.Rounds) != len(best.Rounds)) {
			t.Fatalf("told as proved, but there is better\n%s\n%s", describe(r), describe(best))
		}
		if r.Excess == nil || best.Verdict == Late || best.Verdict == TooExposed || r.Verdict == Late || r.Verdict == TooExposed {
			return
		}
		if r.Excess.Bound.Cmp(best.Excess.Share) > 0 || r.Excess.Share.Cmp(r.Excess.Bound) < 0 {
			t.Fatalf("bound %v on a temptation of %v, where the best is %v", r.Excess.Bound, r.Excess.Share, best.Excess.Share)
		}
		if r.Excess.Proved && r.Exposure.Bound.Cmp(best.Exposure.Share) > 0 && r.Excess.Share.Cmp(best.Excess.Share) == 0 {
			t.Fatalf("bound %v on an exposure, where the best is %v", r.Exposure.Bound, best.Exposure.Share)
		}
		if r.Excess.Proved && r.Exposure.Proved && r.Length.Proved && r.End.Bound > best.End.Day {
			t.Fatalf("bound on day %d, where the best is over on day %d", r.End.Bound, best.End.Day)
		}
		if r.Excess.Proved && r.Exposure.Proved && r.Length.Bound > best.Length.Rounds {
			t.Fatalf("bound of %d rounds, where the best has %d", r.Length.Bound, best.Length.Rounds)
		}
	})
}

// The two brute forces agree with each other where both apply.
func TestBruteForcesAgree(t *testing.T) {
	long.Checks(t, 100, 2_000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 5, words: true})
		if anyNoGain(a) {
			return
		}
		c := agreement.NewCourse(a, agreement.Asking{})
		one, two := newBrute(c).walk(), bestPlan(c)
		if one.verdict != two.verdict || one.rounds != two.rounds || !same(one.excess, two.excess) || !same(one.exposure, two.exposure) || !same(one.overrun, two.overrun) {
			t.Fatalf("over states: %+v\nover plans: %+v", one, two)
		}
	})
}

func same(a, b *big.Rat) bool { return a == nil && b == nil || a != nil && b != nil && a.Cmp(b) == 0 }

// p takes a1, then a2, and q takes b1, then b2; a2 is wanted with b1 and b2 with
// a1. Two bundles wait for each other, and all four steps fit into one round.
func TestBundlesThatWaitForEachOtherShareARound(t *testing.T) {
	a := &agreement.Agreement{Actors: []*agreement.Actor{{Name: name("p")}, {Name: name("q")}}}
	for _, s := range []struct{ id, by, after string }{{"a1", "p", ""}, {"a2", "p", "a1"}, {"b1", "q", ""}, {"b2", "q", "b1"}} {
		step := &agreement.Step{Name: name(s.id), By: []agreement.Ref{refTo(s.by)}}
		if s.after != "" {
			step.After = []agreement.StepRef{stepRef(s.after)}
		}
		a.Steps = append(a.Steps, step)
	}
	for i, pair := range [][2]string{{"a2", "b1"}, {"b2", "a1"}} {
		a.Demands = append(a.Demands, &agreement.Demand{
			Name: name(fmt.Sprintf("d%d", i)), Kind: agreement.Together, Steps: []agreement.StepRef{stepRef(pair[0]), stepRef(pair[1])},
		})
	}
	if r := find(t, a, Options{}); r.Verdict != SelfEnforcing || len(r.Rounds) != 1 {
		t.Errorf("verdict %s\n%s", r.Verdict, describe(r))
	}
}

// bestPlan picks the best of all plans of the course.
func bestPlan(c *agreement.Course) answer {
	b := newBrute(c)
	return b.judge(b.plans())
}

// The frontier, against every plan written out.
func TestFrontierAgreesWithAllPlans(t *testing.T) {
	long.Checks(t, 200, 10_000)
	points := map[int]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 5, words: true, dates: rapid.IntRange(0, 2).Draw(t, "dates") == 0})
		r := find(t, a, Options{Frontier: true})
		if r.Excess == nil || r.Verdict == TooExposed && !limitsInNumbers(a) {
			return
		}
		points[len(r.Frontier)]++
		b := newBrute(r.Course)
		want := b.frontier(b.plans())
		if len(want) != len(r.Frontier) {
			t.Fatalf("%d plans in the frontier, brute force finds %d\n%s", len(r.Frontier), len(want), describe(r))
		}
		for k, q := range r.Frontier {
			if !q.Proved || len(q.Rounds) != want[k].rounds || q.Exposure.Share.Cmp(want[k].worst.exposure) != 0 {
				t.Fatalf("plan %d of the frontier has %d rounds and exposure %v, brute force finds %d and %v\n%s", k+1, len(q.Rounds), q.Exposure.Share, want[k].rounds, want[k].worst.exposure, describe(r))
			}
		}
	})
	t.Logf("frontiers by number of plans: %v", points)
}

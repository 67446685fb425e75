package plan

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
)

// shape is what of a result must not change when units or names do.
func shape(r *Result) string {
	return describe(&Result{Verdict: r.Verdict, Proved: r.Proved, Course: r.Course, Rounds: r.Rounds})
}

func sameFigures(a, b *Result) bool {
	if (a.Excess == nil) != (b.Excess == nil) {
		return false
	}
	return a.Excess == nil || a.Excess.Share.Cmp(b.Excess.Share) == 0 && a.Exposure.Share.Cmp(b.Exposure.Share) == 0
}

// Multiplying all of one party's numbers by a positive constant changes no
// verdict, no plan and no share.
func TestScalingOnePartyChangesNothing(t *testing.T) {
	long.Checks(t, 100, 3000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8, words: true})
		before := find(t, a, Options{})
		p := rapid.SampledFrom(a.Parties()).Draw(t, "party")
		by := big.NewRat(rapid.Int64Range(1, 50).Draw(t, "num"), rapid.Int64Range(1, 50).Draw(t, "den"))
		scaleParty(a, p, by)
		after := find(t, a, Options{})
		if shape(before) != shape(after) || !sameFigures(before, after) {
			t.Fatalf("scaled by %v:\n%s\nbefore:\n%s", by, describe(after), describe(before))
		}
	})
}

func scaleParty(a *agreement.Agreement, p *agreement.Actor, by *big.Rat) {
	times := func(m *agreement.Amount) {
		if !m.IsWord() && m.Lo != nil {
			m.Lo, m.Hi = new(big.Rat).Mul(m.Lo, by), new(big.Rat).Mul(m.Hi, by)
		}
	}
	times(&p.BreachCost.V)
	times(&p.WalkAway.V)
	times(&p.MaxExposure.V)
	for _, s := range a.Steps {
		for i := range s.Worths {
			if s.Worths[i].Party.ID == p.ID {
				times(&s.Worths[i].Amount)
			}
		}
	}
}

// rank orders verdicts of agreements with the same gains: smaller is better.
func rank(v Verdict) int {
	return slices.Index([]Verdict{SelfEnforcing, Depends, NeedsStake, TooExposed, Blocked, NoGain}, v)
}

// notWorse checks that the second result is at least as good as the first.
func notWorse(t *rapid.T, what string, before, after *Result) {
	t.Helper()
	if rank(after.Verdict) > rank(before.Verdict) {
		t.Fatalf("%s: the verdict went from %s to %s\n%s", what, before.Verdict, after.Verdict, describe(after))
	}
	if before.Verdict == after.Verdict && before.Verdict == NeedsStake && before.Excess.Share.Cmp(after.Excess.Share) < 0 && len(inWords(before)) == 0 {
		t.Fatalf("%s: the worst temptation rose from %v to %v", what, before.Excess.Share, after.Excess.Share)
	}
}

func inWords(r *Result) []string {
	var words []string
	for _, s := range r.Course.Agreement.Steps {
		for _, w := range s.Worths {
			if w.Amount.IsWord() {
				words = append(words, w.Amount.Word)
			}
		}
	}
	return words
}

func TestRaisingAStakeNeverMakesItWorse(t *testing.T) {
	long.Checks(t, 100, 3000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8, words: true})
		before := find(t, a, Options{})
		p := rapid.SampledFrom(a.Parties()).Draw(t, "party")
		raiseStake(t, a, p)
		notWorse(t, "a greater stake of "+p.ID, before, find(t, a, Options{}))
	})
}

func raiseStake(t *rapid.T, a *agreement.Agreement, p *agreement.Actor) {
	if p.BreachCost.Given && p.BreachCost.V.IsWord() {
		i := slices.Index(p.Words(), p.BreachCost.V.Word)
		p.BreachCost.V.Word = p.Words()[rapid.IntRange(0, i).Draw(t, "word")]
		return
	}
	if p.Scale.Given { // counts in words, without a stake so far
		return
	}
	more := big.NewRat(rapid.Int64Range(0, 80).Draw(t, "more"), 10)
	now := new(big.Rat)
	if p.BreachCost.Given {
		now = p.BreachCost.V.Lo
	}
	sum := new(big.Rat).Add(now, more)
	p.BreachCost = agreement.Opt[agreement.Amount]{V: agreement.Amount{Lo: sum, Hi: sum}, Given: true}
}

func TestDroppingAPreconditionNeverMakesItWorse(t *testing.T) {
	long.Checks(t, 100, 3000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8, words: true})
		before := find(t, a, Options{})
		for _, s := range a.Steps {
			if len(s.After) > 0 && rapid.Bool().Draw(t, "drop") {
				s.After = s.After[1:]
			}
		}
		notWorse(t, "fewer preconditions", before, find(t, a, Options{}))
	})
}

// Cutting a step refines every plan of it. Where a part is named the text itself
// changes, and a step that locks others does so with its last part only, so that
// cutting it opens moments in which they are not locked yet (decision 11); such
// draws are left out.
func TestCuttingAStepNeverMakesItWorse(t *testing.T) {
	long.Checks(t, 100, 3000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 6, words: true})
		a.Demands = nil
		for _, s := range a.Steps {
			for i := range s.After {
				s.After[i].Part = 0
			}
		}
		before := find(t, a, Options{})
		s := rapid.SampledFrom(a.Steps).Draw(t, "step")
		if len(s.Locks) > 0 {
			return
		}
		times := rapid.IntRange(2, 3).Draw(t, "times")
		var sizes []*big.Rat
		for _, x := range s.Sizes.V {
			sizes = append(sizes, slices.Repeat([]*big.Rat{x}, times)...)
		}
		s.Parts.V, s.Parts.Given, s.Sizes.V = s.PartCount()*times, true, sizes
		notWorse(t, "finer parts of "+s.ID, before, find(t, a, Options{}))
	})
}

// Two steps that a best plan performs in one round, joined in an exchange: the
// states in which only one of them is performed are no longer met.
func TestAnExchangeWithinARoundNeverMakesItWorse(t *testing.T) {
	long.Checks(t, 200, 5000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8, words: true})
		a.Demands, a.Exchanges = nil, nil
		for _, s := range a.Steps {
			s.Locks, s.After, s.Parts.Given, s.Sizes.Given = nil, nil, false, false
		}
		before := find(t, a, Options{})
		i := slices.IndexFunc(before.Rounds, func(r Round) bool { return len(r.Events) > 1 })
		if i < 0 {
			return
		}
		var members []agreement.StepRef
		for _, e := range before.Rounds[i].Events[:2] {
			members = append(members, stepRef(before.Course.UnitNames(e)[0]))
		}
		a.Exchanges = []*agreement.Exchange{{Name: name("x"), Steps: members}}
		notWorse(t, "an exchange", before, find(t, a, Options{}))
	})
}

// Steps that a plan keeps apart are another matter: joining the halves of each
// side's step undoes the cutting that made the agreement hold.
func TestAnExchangeOfStepsKeptApartCanMakeItWorse(t *testing.T) {
	k := kernelInstances(t)[3]
	if k.ID != "K04_two_equal_tranches" {
		t.Fatalf("the instance is %s", k.ID)
	}
	a := k.agreement(limits{cost: k.Cost})
	if r := find(t, a, Options{}); r.Verdict != SelfEnforcing {
		t.Fatalf("in tranches: %s", r.Verdict)
	}
	a.Exchanges = []*agreement.Exchange{
		{Name: name("x"), Steps: []agreement.StepRef{stepRef("a1"), stepRef("a2")}},
		{Name: name("y"), Steps: []agreement.StepRef{stepRef("b1"), stepRef("b2")}},
	}
	if r := find(t, a, Options{}); r.Verdict != NeedsStake {
		t.Errorf("with each side's tranches in one exchange: %s", r.Verdict)
	}
}

// Reversal: where nothing can be taken back, the exposures of an order are the
// temptations of the reversed order in the reversed preconditions. So the least
// worst exposure of an agreement is the least worst temptation of its reversal,
// once stakes and limits are away and temptation is counted from 0.
func TestReversal(t *testing.T) {
	long.Checks(t, 150, 5000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8})
		a.Demands = nil
		for _, p := range a.Actors {
			// Stakes nothing can reach: level 1 is then 0 and level 2 is free.
			p.BreachCost = agreement.Opt[agreement.Amount]{V: exactly(1_000_000), Given: true}
			p.MaxExposure.Given, p.WalkAway.Given = false, false
		}
		for _, s := range a.Steps {
			s.Undo.Given, s.Done.Given, s.Locks = false, false, nil
			for i := range s.After {
				s.After[i].Part = 0
			}
			for i := range s.Worths {
				s.Worths[i].Amount.Hi = s.Worths[i].Amount.Lo
			}
		}
		forward := find(t, a, Options{})
		if forward.Exposure == nil {
			return
		}
		backward := find(t, reversed(a), Options{})
		if backward.Excess.Share.Cmp(forward.Exposure.Share) != 0 {
			t.Fatalf("exposure %v, temptation of the reversal %v\n%s\n%s", forward.Exposure.Share, backward.Excess.Share, describe(forward), describe(backward))
		}
	})
}

func reversed(a *agreement.Agreement) *agreement.Agreement {
	r := &agreement.Agreement{Exchanges: a.Exchanges}
	for _, p := range a.Actors {
		q := *p
		q.BreachCost.Given = false
		r.Actors = append(r.Actors, &q)
	}
	of := map[string]*agreement.Step{}
	for _, s := range a.Steps {
		c := *s
		c.After, c.Sizes.V = nil, slices.Clone(s.Sizes.V)
		slices.Reverse(c.Sizes.V)
		of[s.ID] = &c
		r.Steps = append(r.Steps, &c)
	}
	for _, s := range a.Steps {
		for _, before := range s.After {
			of[before.ID].After = append(of[before.ID].After, stepRef(s.ID))
		}
	}
	return r
}

// Renaming everything and asking again changes nothing but the names.
func TestRenamingChangesNothing(t *testing.T) {
	long.Checks(t, 100, 3000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8, words: true})
		before, again := find(t, a, Options{}), find(t, a, Options{})
		if describe(before) != describe(again) {
			t.Fatal("the same input gives two answers")
		}
		rename(a)
		after := find(t, a, Options{})
		if before.Verdict != after.Verdict || !sameFigures(before, after) || len(before.Rounds) != len(after.Rounds) {
			t.Fatalf("before:\n%s\nafter:\n%s", describe(before), describe(after))
		}
		for k := range before.Rounds {
			if !slices.Equal(before.Rounds[k].Events, after.Rounds[k].Events) {
				t.Fatalf("round %d holds other steps", k+1)
			}
		}
	})
}

func rename(a *agreement.Agreement) {
	re := func(r *string) {
		if *r == "" {
			return
		}
		*r = "z" + string('9'-(*r)[len(*r)-1]+'0') + *r
	}
	for _, p := range a.Actors {
		re(&p.ID)
	}
	for _, s := range a.Steps {
		re(&s.ID)
		for i := range s.By {
			re(&s.By[i].ID)
		}
		for i := range s.Worths {
			re(&s.Worths[i].Party.ID)
		}
		for _, refs := range [][]agreement.StepRef{s.After, s.Locks} {
			for i := range refs {
				re(&refs[i].ID)
			}
		}
	}
	for _, x := range a.Exchanges {
		for i := range x.Steps {
			re(&x.Steps[i].ID)
		}
		re(&x.HeldBy.V.ID)
	}
	for _, d := range a.Demands {
		for i := range d.Steps {
			re(&d.Steps[i].ID)
		}
	}
}

package sensitivity

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/families"
	"detente/order"
	"detente/plan"
	"detente/syntax"
	"detente/worth"
)

type fataler interface{ Fatalf(string, ...any) }

func parse(t fataler, text string) *agreement.Agreement {
	file, list := syntax.Parse("a.deal", []byte(text))
	a, found := agreement.Read([]*syntax.File{file})
	if list.HasErrors() || found.HasErrors() {
		t.Fatalf("%v %v\n%s", list, found, text)
	}
	return a
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

// holds works out by definition for whom the rounds hold: whether the agreement
// brings the party something, and at no state that any round can meet it gains by
// leaving over what leaving costs it, whatever its words weigh.
func holds(a *agreement.Agreement, rounds []plan.Round) map[string]bool {
	c := agreement.NewCourse(a, agreement.Asking{})
	all := map[string]bool{}
	for _, x := range worth.Accounts(c) {
		ok := !x.NoGain() && x.Excess(x.Start()).Grade() == worth.Always
		before := map[int]bool{}
		for _, round := range rounds {
			for part := range 1 << len(round.Events) {
				if s, met := state(c, before, round.Events, part); met {
					ok = ok && x.Excess(s).Grade() == worth.Always
				}
			}
			for _, e := range round.Events {
				before[e] = true
			}
		}
		all[x.Party.ID] = ok
	}
	return all
}

func state(c *agreement.Course, before map[int]bool, round []int, part int) (order.Set, bool) {
	has := func(e int) bool {
		i := slices.Index(round, e)
		return before[e] || i >= 0 && part>>i&1 == 1
	}
	for _, x := range c.Edges {
		if has(x.After) && !has(x.Before) {
			return nil, false
		}
	}
	s := order.NewSet(len(c.Units))
	for u := range c.Units {
		if e := c.EventOf(u); e < 0 || has(e) {
			s.Add(u)
		}
	}
	return s, true
}

// with changes what the step is worth to the party, looks, and changes it back.
func with(a *agreement.Agreement, step *agreement.Step, party string, change func(w *agreement.Worth), look func()) {
	old := slices.Clone(step.Worths)
	for i := range step.Worths {
		if step.Worths[i].Party.ID == party {
			change(&step.Worths[i])
		}
	}
	look()
	step.Worths = old
}

// number moves the least favourable end of an amount to the worth x.
func number(x *big.Rat) func(w *agreement.Worth) {
	return func(w *agreement.Worth) {
		point := w.Amount.Lo.Cmp(w.Amount.Hi) == 0
		switch {
		case w.Cost:
			w.Amount.Hi = new(big.Rat).Neg(x)
		default:
			w.Amount.Lo = x
		}
		switch {
		case point && w.Cost:
			w.Amount.Lo = w.Amount.Hi
		case point:
			w.Amount.Hi = w.Amount.Lo
		}
	}
}

// Every limit in numbers, held against the rounds worked out again with other
// worths: at the limit, a hair before it and beyond it, and anywhere else.
func TestBreakEvenByDefinition(t *testing.T) {
	ends := map[End]int{}
	rapid.Check(t, func(t *rapid.T) {
		r := draw(t)
		a, stated := r.Course.Agreement, holds(r.Course.Agreement, r.Rounds)
		for _, p := range Limits(r) {
			if p.Holds != stated[p.Account.Party.ID] {
				t.Fatalf("that the plan holds for %s is %v", p.Account.Party.ID, p.Holds)
			}
			if p.Account.Words != nil {
				continue
			}
			for _, l := range p.Limits {
				ends[l.End]++
				v := l.Stated[0]
				want := func(x *big.Rat) bool {
					switch {
					case l.End == Nothing:
						return true
					case l.Included:
						return x.Cmp(l.BreakEven) >= 0
					}
					return x.Cmp(l.BreakEven) > 0
				}
				for _, x := range tried(t, l, of(l.Step, p.Account.Party.ID)) {
					with(a, l.Step, p.Account.Party.ID, number(x), func() {
						now := holds(a, r.Rounds)
						if got := now[p.Account.Party.ID]; got != want(x) {
							t.Fatalf("with %v in place of %v for %s, the plan holds for %s: %v; the limit is %v (%v, %s)", x, v, l.Step.ID, p.Account.Party.ID, got, l.BreakEven, l.Included, l.End)
						}
						for q, ok := range now {
							if q != p.Account.Party.ID && ok != stated[q] {
								t.Fatalf("with %v for %s in %s, it matters to %s", x, p.Account.Party.ID, l.Step.ID, q)
							}
						}
					})
				}
			}
		}
	})
	for _, e := range []End{Leaves, NoGain, Nothing} {
		if ends[e] == 0 {
			t.Errorf("no limit ends in %s", e)
		}
	}
	if ends[Unknown] > 0 {
		t.Errorf("%d limits are not worked out", ends[Unknown])
	}
}

// tried returns worths to try in the place of the stated one.
func tried(t *rapid.T, l Limit, w agreement.Worth) []*big.Rat {
	v := l.Stated[0]
	scaled := func(num, den int64) *big.Rat { return new(big.Rat).Mul(v, big.NewRat(num, den)) }
	hair := rat("1/1000000000")
	all := []*big.Rat{new(big.Rat), v, scaled(rapid.Int64Range(1, 300).Draw(t, "percent"), 100), scaled(3, 2)}
	if l.BreakEven != nil {
		all = append(all, l.BreakEven, new(big.Rat).Sub(l.BreakEven, hair), new(big.Rat).Add(l.BreakEven, hair))
	}
	return slices.DeleteFunc(all, func(x *big.Rat) bool { return !possible(w, x) })
}

// possible reports whether the least favourable end of the amount may be moved to
// the worth: it keeps its sign, and stays the least favourable end.
func possible(w agreement.Worth, x *big.Rat) bool {
	isRange := w.Amount.Lo.Cmp(w.Amount.Hi) != 0
	if w.Cost {
		return x.Sign() < 0 && (!isRange || new(big.Rat).Neg(x).Cmp(w.Amount.Lo) >= 0)
	}
	return x.Sign() >= 0 && (!isRange || x.Cmp(w.Amount.Hi) <= 0)
}

// of is what the step says about the party.
func of(s *agreement.Step, party string) agreement.Worth {
	i := slices.IndexFunc(s.Worths, func(w agreement.Worth) bool { return w.Party.ID == party })
	return s.Worths[i]
}

// Every limit in words: each word of the scale in the place of the stated one, and
// nothing, against the rounds worked out again.
func TestFarthestWordByDefinition(t *testing.T) {
	limits := 0
	rapid.Check(t, func(t *rapid.T) {
		r := draw(t)
		a := r.Course.Agreement
		for _, p := range Limits(r) {
			if p.Account.Words == nil {
				continue
			}
			for _, l := range p.Limits {
				limits++
				cost := of(l.Step, p.Account.Party.ID).Cost
				for k, word := range append(slices.Clone(p.Account.Words), "0") {
					if cost && word == "0" {
						continue
					}
					want := cost && k >= l.Word || !cost && k <= l.Word
					change := func(w *agreement.Worth) {
						w.Amount = agreement.Amount{Word: word}
						if word == "0" {
							w.Amount = agreement.Amount{Lo: new(big.Rat), Hi: new(big.Rat)}
						}
					}
					with(a, l.Step, p.Account.Party.ID, change, func() {
						if got := holds(a, r.Rounds)[p.Account.Party.ID]; got != want {
							t.Fatalf("with %s for %s the plan holds for %s: %v; the farthest word is number %d (%s)", word, l.Step.ID, p.Account.Party.ID, got, l.Word, l.End)
						}
					})
				}
			}
		}
	})
	if limits == 0 {
		t.Error("no limit was tried")
	}
}

// draw draws an agreement and rounds for it, planned by nobody.
func draw(t *rapid.T) *plan.Result {
	choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }
	c := agreement.NewCourse(parse(t, families.Mixed(choose)), agreement.Asking{})
	r := &plan.Result{Course: c}
	for _, events := range families.Rounds(c, choose) {
		r.Rounds = append(r.Rounds, plan.Round{Events: events})
	}
	if len(r.Rounds) == 0 && len(c.Events) > 0 {
		t.Skip("a circle")
	}
	for _, x := range worth.Accounts(c) {
		if x.NoGain() {
			t.Skip("somebody gains nothing")
		}
	}
	return r
}

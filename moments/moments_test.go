package moments_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/families"
	"detente/moments"
	"detente/order"
	"detente/syntax"
	"detente/worth"
)

// draw draws an agreement and rounds for it.
func draw(t *rapid.T) (*agreement.Course, [][]int) {
	choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }
	text := families.Mixed(choose)
	file, list := syntax.Parse("mixed.deal", []byte(text))
	a, found := agreement.Read([]*syntax.File{file})
	if list.HasErrors() || found.HasErrors() {
		t.Fatalf("%v %v\n%s", list, found, text)
	}
	c := agreement.NewCourse(a, agreement.Asking{})
	rounds := families.Rounds(c, choose)
	if rounds == nil && len(c.Events) > 0 {
		t.Skip("a circle")
	}
	return c, rounds
}

// met lists every state that a round can meet, by definition: what was performed
// before, and any part of the round in which nothing comes before what it waits
// for.
func met(c *agreement.Course, before map[int]bool, round []int) []map[int]bool {
	var all []map[int]bool
	for part := range 1 << len(round) {
		state := map[int]bool{}
		for e := range before {
			state[e] = true
		}
		for i, e := range round {
			if part>>i&1 == 1 {
				state[e] = true
			}
		}
		closed := true
		for _, x := range c.Edges {
			closed = closed && (!state[x.After] || state[x.Before])
		}
		if closed {
			all = append(all, state)
		}
	}
	return all
}

func units(c *agreement.Course, state map[int]bool) order.Set {
	s := order.NewSet(len(c.Units))
	for u := range c.Units {
		if e := c.EventOf(u); e < 0 || state[e] {
			s.Add(u)
		}
	}
	return s
}

// The worst moment of each round, with some events asked to have been performed
// and others not, against all of them.
func TestWorstByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, rounds := draw(t)
		r, ok := moments.New(c, rounds)
		if !ok {
			t.Fatal("rounds of a circle")
		}
		before := map[int]bool{}
		for k, round := range append([][]int{nil}, rounds...) {
			w := ask(t, c, r, k, round)
			for _, a := range worth.Accounts(c) {
				p := r.Of(a)
				for sum := range p.Sums() {
					checkWorst(t, c, p, sum, w, met(c, before, round))
				}
			}
			for _, e := range round {
				before[e] = true
			}
		}
	})
}

// ask draws what is to be performed and what is to be missing.
func ask(t *rapid.T, c *agreement.Course, r *moments.Rounds, k int, round []int) moments.Where {
	w := moments.Where{Round: k}
	if len(round) == 0 || rapid.Bool().Draw(t, "all") {
		return w
	}
	e := rapid.SampledFrom(round).Draw(t, "event")
	if rapid.Bool().Draw(t, "performed") {
		w.Performed = r.Order().Before(e).Clone()
		w.Performed.Add(e)
		return w
	}
	w.Missing = r.Order().After(e).Clone()
	w.Missing.Add(e)
	return w
}

func checkWorst(t *rapid.T, c *agreement.Course, p *moments.Party, sum int, w moments.Where, all []map[int]bool) {
	m := p.Worst(sum, w)
	var worst *big.Rat
	found := false
	for _, state := range all {
		if !asked(state, w) {
			continue
		}
		s := units(c, state)
		x := p.Excess(s).Prefixes()[sum]
		if worst == nil || x.Cmp(worst) > 0 {
			worst = x
		}
		found = found || s.Covers(m.Units) && m.Units.Covers(s)
	}
	if worst == nil || m.Excess.Cmp(worst) != 0 {
		t.Fatalf("round %d, sum %d: the worst excess of %s is %v, of all moments %v", w.Round, sum, p.Party.ID, m.Excess, worst)
	}
	if got := p.Excess(m.Units).Prefixes()[sum]; !found || got.Cmp(worst) != 0 {
		t.Fatalf("round %d, sum %d: the moment shown is met: %v, and its excess is %v, want %v", w.Round, sum, found, got, worst)
	}
}

func asked(state map[int]bool, w moments.Where) bool {
	for e := range state {
		if w.Missing != nil && w.Missing.Has(e) {
			return false
		}
	}
	if w.Performed != nil {
		for e := range w.Performed.All {
			if !state[e] {
				return false
			}
		}
	}
	return true
}

func TestHoldsByDefinition(t *testing.T) {
	holding := 0
	rapid.Check(t, func(t *rapid.T) {
		c, rounds := draw(t)
		r, _ := moments.New(c, rounds)
		for _, a := range worth.Accounts(c) {
			want := a.Excess(a.Start()).Grade() == worth.Always
			before := map[int]bool{}
			for _, round := range rounds {
				for _, state := range met(c, before, round) {
					want = want && a.Excess(units(c, state)).Grade() == worth.Always
				}
				for _, e := range round {
					before[e] = true
				}
			}
			if got := r.Of(a).Holds(); got != want {
				t.Fatalf("that the plan holds for %s is %v, want %v", a.Party.ID, got, want)
			}
			if want {
				holding++
			}
		}
	})
	if holding == 0 {
		t.Error("the plan holds for nobody")
	}
}

func TestRoundsThatCannotBe(t *testing.T) {
	file, _ := syntax.Parse("circle.deal", []byte("step \"a\" { after = [b] }\nstep \"b\" { after = [a] }\n"))
	a, _ := agreement.Read([]*syntax.File{file})
	if _, ok := moments.New(agreement.NewCourse(a, agreement.Asking{}), nil); ok {
		t.Error("rounds of a circle")
	}
}

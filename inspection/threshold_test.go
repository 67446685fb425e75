package inspection

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

func find(t *testing.T, text string) *plan.Result {
	t.Helper()
	r, err := plan.Find(parse(t, text), plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// draw draws an agreement and rounds for it, planned by nobody.
func draw(t *rapid.T) *plan.Result {
	choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }
	c := agreement.NewCourse(parse(t, families.Mixed(choose)), agreement.Asking{})
	r := &plan.Result{Course: c}
	for _, events := range families.Rounds(c, choose) {
		r.Rounds = append(r.Rounds, plan.Round{Events: events})
	}
	return r
}

// A fifth of 6 against a fifth of 10 at a time, the money first, with a deposit of 2.
const settlement = `
party "union" { breach_cost = 2 }
party "company" { breach_cost = 2 }
third_party "court" {}
step "return" {
  by          = union
  parts       = 5
  costs       = { union = 6 }
  gains       = { company = 10 }
  verified_by = court
  detects     = 0.5
}
step "raise" {
  by    = company
  parts = 5
  costs = { company = 6 }
  gains = { union = 10 }
}
`

// inTurn is the settlement, a part of raise and a part of return in turn.
func inTurn(t *testing.T) *plan.Result {
	t.Helper()
	r := &plan.Result{Course: agreement.NewCourse(parse(t, settlement), agreement.Asking{})}
	for k := range 5 {
		r.Rounds = append(r.Rounds, plan.Round{Events: []int{5 + k}}, plan.Round{Events: []int{k}})
	}
	return r
}

// With all of raise and all but the last of return performed, the union saves 1.2
// by pretending, and would lose 2 − 1.2 = 0.8 by being noticed.
func TestThresholds(t *testing.T) {
	r := inTurn(t)
	all := Thresholds(r)
	if len(all) != 10 {
		t.Fatalf("%d thresholds, want 10", len(all))
	}
	first, last := all[0], all[9]
	if r.Course.Units[last.Unit].Name() != "return[5]" || last.Round != 10 || last.Moment.Round != 10 || last.Moment.Units.Len() != 9 {
		t.Errorf("last stands %s in round %d, at %v", r.Course.Units[last.Unit].Name(), last.Round, last.Moment)
	}
	if last.Needed.Cmp(rat("3/5")) != 0 || last.Judgement != TooSmall || last.Stated.Cmp(rat("1/2")) != 0 {
		t.Errorf("return[5] needs %v (%s), want 1.2/(1.2 + 0.8) = 3/5", last.Needed, last.Judgement)
	}
	// raise[1] comes first: the company loses 4 and 2 by being noticed.
	if first.Needed.Cmp(rat("1/6")) != 0 || first.Judgement != Unverified || first.Account.Party.ID != "company" {
		t.Errorf("raise[1] needs %v (%s), want 1.2/(1.2 + 6) = 1/6", first.Needed, first.Judgement)
	}
}

func TestJudgements(t *testing.T) {
	const parties = "party \"a\" { breach_cost = 2 }\nparty \"b\" { breach_cost = 2 }\nthird_party \"z\" {}\n"
	for _, x := range []struct {
		name, text string
		want       []Judgement
		needed     string
	}{
		{
			"worth something to its performer itself",
			parties + `step "s" {
  by          = a
  gains       = { a = 1, b = 1 }
  verified_by = z
}`,
			[]Judgement{NothingSaved},
			"0",
		},
		{
			"nothing saved, and nobody confirms it: nothing to say",
			parties + `step "s" {
  by    = a
  gains = { a = 1, b = 1 }
}`, nil, "",
		},
		{
			"by a third party",
			parties + `step "s" {
  by          = z
  gains       = { a = 1, b = 1 }
  verified_by = a
}`, nil, "",
		},
		{
			"confirmed by its performer alone",
			parties + `step "s" {
  by          = a
  gains       = { b = 1 }
  costs       = { a = 1 }
  verified_by = a
}
step "t" {
  by    = z
  gains = { a = 2 }
  after = [s]
}`,
			[]Judgement{Unverified},
			"1/4",
		},
		{
			"jointly: each for its own share, and they confirm each other where that is written",
			parties + `step "s" {
  by          = [a, b]
  costs       = { a = 1, b = 2 }
  verified_by = b
}
step "t" {
  by    = z
  gains = { a = 2, b = 4 }
  after = [s]
}`,
			[]Judgement{Unstated, Unverified},
			"1/4",
		},
		{
			"held",
			parties + `step "s" {
  by    = a
  gains = { b = 3 }
  costs = { a = 1 }
}
step "t" {
  by      = b
  gains   = { a = 2 }
  costs   = { b = 1 }
  detects = 0.1
}
exchange "x" {
  steps   = [s, t]
  held_by = z
}`,
			[]Judgement{Unstated, TooSmall},
			"1/4",
		},
		{
			"nothing but a deposit keeps it",
			parties + `step "s" {
  by          = z
  gains       = { a = 5 }
}
step "t" {
  by          = a
  gains       = { b = 3 }
  costs       = { a = 2 }
  verified_by = b
  detects     = 1
  after       = [s]
}`,
			[]Judgement{Enough},
			"1",
		},
		{
			"nothing keeps it",
			parties + `step "s" {
  by          = z
  gains       = { a = 5 }
}
step "t" {
  by          = a
  gains       = { b = 3 }
  costs       = { a = 2.1 }
  verified_by = b
  detects     = 1
  after       = [s]
}`,
			[]Judgement{NeverEnough},
			"",
		},
		{
			"in words: moderate against a loss of vital − moderate, whatever they weigh",
			`party "a" {}
party "b" {}
step "s" {
  by          = a
  gains       = { b = vital }
  costs       = { a = moderate }
  verified_by = b
  detects     = 0.9
}
step "t" {
  by          = b
  gains       = { a = vital }
  after       = [s]
}`,
			[]Judgement{TooSmall},
			"1",
		},
	} {
		t.Run(x.name, func(t *testing.T) {
			all := Thresholds(find(t, x.text))
			var got []Judgement
			for _, y := range all {
				got = append(got, y.Judgement)
			}
			if !slices.Equal(got, x.want) {
				t.Fatalf("judged %v, want %v", got, x.want)
			}
			if len(all) > 0 && (all[0].Needed == nil) != (x.needed == "") {
				t.Fatalf("needed %v, want %q", all[0].Needed, x.needed)
			}
			if x.needed != "" && all[0].Needed.Cmp(rat(x.needed)) != 0 {
				t.Errorf("needed %v, want %s", all[0].Needed, x.needed)
			}
		})
	}
}

func TestNoPlan(t *testing.T) {
	if all := Thresholds(&plan.Result{Course: agreement.NewCourse(parse(t, settlement), agreement.Asking{})}); all != nil {
		t.Errorf("%d thresholds without a plan", len(all))
	}
	circle := parse(t, "step \"a\" { after = [b] }\nstep \"b\" { after = [a] }\n")
	if all := Thresholds(&plan.Result{Course: agreement.NewCourse(circle, agreement.Asking{}), Rounds: []plan.Round{{}}}); all != nil {
		t.Errorf("%d thresholds of a circle", len(all))
	}
}

// noticed lists the states at which it can be noticed that the event is missing,
// by definition: any part of the round that holds what comes before the event, and
// of the rest only what waits for nothing, for what is in the part, or for the
// event's declaration alone.
func noticed(r *plan.Result, round, event int) []order.Set {
	c := r.Course
	in := make([]int, len(c.Events))
	for k, x := range r.Rounds {
		for _, e := range x.Events {
			in[e] = k + 1
		}
	}
	var all []order.Set
	events := r.Rounds[round-1].Events
	for part := range 1 << len(events) {
		has := func(e int) bool {
			i := slices.Index(events, e)
			return in[e] < round || i >= 0 && part>>i&1 == 1
		}
		ok := !has(event)
		for _, x := range c.Edges {
			switch {
			case x.After == event:
				ok = ok && has(x.Before)
			case x.Before == event && x.Declared:
			default:
				ok = ok && (!has(x.After) || has(x.Before))
			}
		}
		if ok {
			s := order.NewSet(len(c.Units))
			for u := range c.Units {
				if e := c.EventOf(u); e < 0 || has(e) {
					s.Add(u)
				}
			}
			all = append(all, s)
		}
	}
	return all
}

// weighed returns the size of a vector where word k of the scale weighs size[k].
func weighed(v worth.Vector, size []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for k, x := range v {
		sum.Add(sum, new(big.Rat).Mul(x, size[k]))
	}
	return sum
}

// pays reports whether pretending pays at some of the states, with the weights of
// the words given.
func pays(t Threshold, states []order.Set, d *big.Rat, size []*big.Rat) bool {
	c := weighed(t.Saves, size)
	not := new(big.Rat).Sub(rat("1"), d)
	for _, s := range states {
		// (1 − d)·c > d·(b − T)
		excess := weighed(t.Account.Excess(s), size)
		if left := new(big.Rat).Mul(d, excess); left.Add(left, new(big.Rat).Mul(not, c)).Sign() > 0 {
			return true
		}
	}
	return false
}

// At the threshold pretending does not pay at any moment, whatever the words
// weigh; a hair below it does, for weights that respect the words.
func TestThresholdsByDefinition(t *testing.T) {
	sharp := 0
	rapid.Check(t, func(t *rapid.T) {
		r := draw(t)
		for _, x := range Thresholds(r) {
			n := len(x.Saves)
			states := noticed(r, x.Round, r.Course.EventOf(x.Unit))
			rays := make([][]*big.Rat, n)
			for k := range rays {
				for j := range n {
					rays[k] = append(rays[k], big.NewRat(int64(btoi(j <= k)), 1))
				}
			}
			below := new(big.Rat)
			if x.Needed != nil {
				for k, ray := range rays {
					if x.Saves.Prefixes()[k].Sign() > 0 && pays(x, states, x.Needed, ray) {
						t.Fatalf("at %v it still pays to pretend to perform unit %d", x.Needed, x.Unit)
					}
				}
				below.Mul(x.Needed, rat("999999999/1000000000"))
			} else {
				below = rat("1")
			}
			if x.Needed != nil && x.Needed.Sign() == 0 {
				continue
			}
			sharp++
			if !slices.ContainsFunc(rays, func(ray []*big.Rat) bool { return pays(x, states, below, ray) }) {
				t.Fatalf("with %v, below %v, it does not pay to pretend to perform unit %d", below, x.Needed, x.Unit)
			}
			drawn := make([]*big.Rat, n) // any weights that respect the words
			sum := new(big.Rat)
			for k := n - 1; k >= 0; k-- {
				sum.Add(sum, big.NewRat(rapid.Int64Range(0, 9).Draw(t, "more"), 1))
				drawn[k] = new(big.Rat).Set(sum)
			}
			if x.Needed != nil && weighed(x.Saves, drawn).Sign() > 0 && pays(x, states, x.Needed, drawn) {
				t.Fatalf("at %v it still pays to pretend to perform unit %d where the words weigh %v", x.Needed, x.Unit, drawn)
			}
		}
	})
	if sharp == 0 {
		t.Error("no threshold was above 0")
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

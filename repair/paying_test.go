package repair

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
	"detente/order"
	"detente/plan"
	"detente/worth"
)

// drawPaying is a small agreement in numbers of up to three parties, most of which
// count in the same unit.
func drawPaying(t *rapid.T) *agreement.Agreement {
	var b strings.Builder
	parties := []string{"a", "b", "c"}[:rapid.IntRange(2, 3).Draw(t, "parties")]
	for _, p := range parties {
		fmt.Fprintf(&b, "party %q {\n", p)
		if rapid.IntRange(0, 5).Draw(t, "unit") > 0 {
			b.WriteString("unit = \"EUR million\"\n")
		}
		fmt.Fprintf(&b, "breach_cost = %d\n}\n", rapid.IntRange(0, 2).Draw(t, "stake"))
	}
	for i := range rapid.IntRange(3, 6).Draw(t, "steps") {
		by := parties[i%len(parties)]
		var gains, after []string
		for _, p := range parties {
			if x := rapid.IntRange(0, 9).Draw(t, "gain"); p != by && x > 3 {
				gains = append(gains, fmt.Sprintf("%s = %d", p, x))
			}
		}
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
				after = append(after, fmt.Sprintf("s%d", j))
			}
		}
		fmt.Fprintf(&b, "step \"s%d\" {\nby = %s\ncosts = { %s = %d }\ngains = { %s }\nafter = [%s]\nundo = %s\n}\n", i, by, by,
			rapid.IntRange(2, 6).Draw(t, "cost"), strings.Join(gains, ", "), strings.Join(after, ", "),
			rapid.SampledFrom([]string{"0", "0", "0", "0.25"}).Draw(t, "undo"))
	}
	return agreed(t, b.String())
}

// bondByDefinition tries all orders, by closed sets: the least of the most by which,
// while some event is performed, those of the purse together hold more than keeps
// them. It is nil where no order keeps the others.
func bondByDefinition(r *plan.Result, accounts []*worth.Account, p purse) *big.Rat {
	c := r.Course
	o, _ := orderOf(c)
	n := len(c.Events)
	excess := func(a *worth.Account, set int) *big.Rat {
		var units []int
		for e := range n {
			if set>>e&1 == 1 {
				units = append(units, c.Events[e].Units...)
			}
		}
		return a.Excess(order.SetOf(len(c.Units), units...))[0]
	}
	kept := func(set int) bool {
		return !slices.ContainsFunc(accounts, func(a *worth.Account) bool {
			return !slices.Contains(p.accounts, a) && excess(a, set).Sign() > 0
		})
	}
	best := make([]*big.Rat, 1<<n)
	for set := range best {
		if set == 0 {
			best[0] = new(big.Rat)
		}
		for e := range n {
			before := set &^ (1 << e)
			if before == set || best[before] == nil || !kept(before) || !kept(set) || !performed(o, e, before) {
				continue
			}
			sum := new(big.Rat)
			for _, a := range p.accounts {
				sum.Add(sum, greater(excess(a, before), excess(a, set)))
			}
			if x := greater(best[before], sum); best[set] == nil || x.Cmp(best[set]) < 0 {
				best[set] = x
			}
		}
	}
	return best[len(best)-1]
}

func performed(o *order.Order, e, set int) bool {
	return !slices.ContainsFunc(o.Before(e).Members(), func(f int) bool { return set>>f&1 == 0 })
}

// The bond is the least of all orders; and with it and the payments the planner
// finds that the agreement holds, unless a stake alone does as well. What each is
// paid it pays.
func TestPaymentsByDefinition(t *testing.T) {
	helped, free := 0, 0
	long.Checks(t, 2000, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		some, without := payOne(t)
		helped, free = helped+some, free+without
	})
	t.Logf("payments helped %d times, %d of them without any stake", helped, free)
	if helped == free || free == 0 {
		t.Errorf("payments helped %d times, %d of them without any stake: it is not tested", helped, free)
	}
}

// payOne returns how many purses of an agreement payments help, and how many without
// any stake.
func payOne(t *rapid.T) (helped, free int) {
	a := drawPaying(t)
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != plan.NeedsStake || len(r.Kept) > 0 {
		return 0, 0
	}
	s := newSearch(r, Options{})
	s.begin(1)
	for _, p := range s.purses() {
		c, want := s.leastBond(p), bondByDefinition(r, s.accounts, p)
		if (c.sequence == nil) != (want == nil) || want != nil && (c.bond.Cmp(want) != 0 || !c.proved) {
			t.Fatalf("bond %v, by definition %v", c.bond, want)
		}
		out, why := s.paid(p)
		switch {
		case out == nil && why == "":
			t.Fatalf("with a bond of %v it is not found to hold", c.bond)
		case out != nil:
			checkPayments(t, a, *out, c.bond)
			if helped++; c.bond.Sign() == 0 {
				free++
			}
		}
	}
	return helped, free
}

func checkPayments(t *rapid.T, a *agreement.Agreement, r Repair, bond *big.Rat) {
	b := r.Plan.Course.Agreement
	staked := new(big.Rat)
	for _, p := range a.Actors {
		staked.Add(staked, new(big.Rat).Sub(b.Actor(p.ID).BreachCost.V.Lo, p.BreachCost.V.Lo))
		was, is := total(worths(a, p.ID)), total(worths(b, p.ID))
		if was.Cmp(is) != 0 {
			t.Fatalf("%s gains %v in all instead of %v: %s", p.ID, is, was, r.Sentence)
		}
	}
	if staked.Cmp(bond) != 0 || !r.Least || r.Plan.Verdict != plan.SelfEnforcing || len(b.Steps) == len(a.Steps) {
		t.Fatalf("staked %v, want %v; least %v, %s: %s", staked, bond, r.Least, r.Plan.Verdict, r.Sentence)
	}
}

func worths(a *agreement.Agreement, party string) []*big.Rat {
	var all []*big.Rat
	for _, s := range a.Steps {
		for _, w := range s.Worths {
			if w.Party.ID == party {
				x := w.Amount.Lo
				if w.Cost {
					x = new(big.Rat).Neg(x)
				}
				all = append(all, x)
			}
		}
	}
	return all
}

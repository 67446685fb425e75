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
		if rapid.IntRange(0, 2).Draw(t, "limited") == 0 {
			fmt.Fprintf(&b, "max_exposure = %d\n", rapid.IntRange(0, 8).Draw(t, "limit"))
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
// them, where they are together never exposed beyond what they accept. It is nil where no
// order does that and keeps the others.
func bondByDefinition(r *plan.Result, accounts []*worth.Account, p purse) *big.Rat {
	c := r.Course
	o, _ := orderOf(c)
	n := len(c.Events)
	state := func(set int) order.Set {
		var units []int
		for e := range n {
			if set>>e&1 == 1 {
				units = append(units, c.Events[e].Units...)
			}
		}
		return order.SetOf(len(c.Units), units...)
	}
	excess := func(a *worth.Account, set int) *big.Rat { return a.Excess(state(set))[0] }
	beyond := func(a *worth.Account, set int) *big.Rat {
		return new(big.Rat).Sub(a.Loss(state(set))[0], a.MaxExposure[0])
	}
	kept := func(set int) bool {
		return !slices.ContainsFunc(accounts, func(a *worth.Account) bool {
			return !slices.Contains(p.accounts, a) && (excess(a, set).Sign() > 0 || a.MaxExposure != nil && beyond(a, set).Sign() > 0)
		})
	}
	together := func(of func(*worth.Account, int) *big.Rat, before, after int) *big.Rat {
		sum := new(big.Rat)
		for _, a := range p.accounts {
			sum.Add(sum, greater(of(a, before), of(a, after)))
		}
		return sum
	}
	best := make([]*big.Rat, 1<<n)
	own := rats(len(p.accounts)) // what each has to bear by itself: its room at an event may not be empty
	for set := range best {
		if set == 0 {
			best[0] = new(big.Rat)
		}
		for e := range n {
			before := set &^ (1 << e)
			for i, a := range p.accounts {
				if a.MaxExposure != nil {
					own[i] = greater(own[i], new(big.Rat).Add(greater(excess(a, before), excess(a, set)), greater(beyond(a, before), beyond(a, set))))
				}
			}
			if before == set || best[before] == nil || !kept(before) || !kept(set) || !performed(o, e, before) {
				continue
			}
			if p.limited() && together(beyond, before, set).Sign() > 0 {
				continue
			}
			if x := greater(best[before], together(excess, before, set)); best[set] == nil || x.Cmp(best[set]) < 0 {
				best[set] = x
			}
		}
	}
	for _, a := range p.accounts {
		if a.MaxExposure != nil && beyond(a, 1<<n-1).Sign() > 0 {
			return nil // in the end nobody has been paid anything
		}
	}
	if last := best[len(best)-1]; last != nil {
		return greater(last, total(own))
	}
	return nil
}

func performed(o *order.Order, e, set int) bool {
	return !slices.ContainsFunc(o.Before(e).Members(), func(f int) bool { return set>>f&1 == 0 })
}

// The bond is the least of all orders; and with it and the payments the planner
// finds that the agreement holds, unless a stake alone does as well. What each is
// paid it pays.
func TestPaymentsByDefinition(t *testing.T) {
	var seen paidFor
	long.Checks(t, 2000, 50_000)
	rapid.Check(t, func(t *rapid.T) { seen.payOne(t) })
	t.Logf("%+v", seen)
	if seen.helped == seen.free || seen.free == 0 || seen.exposed == 0 {
		t.Errorf("not all of it is tested: %+v", seen)
	}
}

// paidFor counts how many purses payments help, of them without any stake, and of them
// where somebody was too exposed.
type paidFor struct{ helped, free, exposed int }

func (n *paidFor) payOne(t *rapid.T) {
	a := drawPaying(t)
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != plan.TooExposed && r.Verdict != plan.NeedsStake || len(r.Kept) > 0 {
		return
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
			if n.helped++; c.bond.Sign() == 0 {
				n.free++
			}
			if s.exposed() {
				n.exposed++
			}
		}
	}
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

package repair

import (
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
	"detente/order"
	"detente/plan"
)

func drawSwap(t *rapid.T) Swap {
	var w Swap
	for i := range w {
		cost := rapid.Int64Range(1, 12).Draw(t, "cost")
		w[i] = Side{
			Cost:  big.NewRat(cost, 1),
			Value: big.NewRat(cost+rapid.Int64Range(1, 12).Draw(t, "gain"), 1),
			Stake: big.NewRat(rapid.Int64Range(0, 6).Draw(t, "stake"), 2),
		}
	}
	return w
}

// text is the swap as an agreement with both steps in k parts. A side's value is
// what the other's step brings it.
func (w Swap) text(k int) string {
	return fmt.Sprintf(`
party "a" { breach_cost = %s }
party "b" { breach_cost = %s }
step "x" {
  by    = a
  parts = %d
  costs = { a = %s }
  gains = { b = %s }
}
step "y" {
  by    = b
  parts = %d
  costs = { b = %s }
  gains = { a = %s }
}
`, w[0].Stake.FloatString(1), w[1].Stake.FloatString(1),
		k, w[0].Cost.FloatString(0), w[1].Value.FloatString(0),
		k, w[1].Cost.FloatString(0), w[0].Value.FloatString(0))
}

// The planner finds the same least number of equal parts.
func TestEqualPartsAgainstThePlanner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawSwap(t)
		k, ok := w.EqualParts()
		for n := 1; n <= 8; n++ {
			r, err := plan.Find(agreed(t, w.text(n)), plan.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if want := ok && n >= k; (r.Verdict == plan.SelfEnforcing) != want {
				t.Fatalf("%+v: %s in %d parts, least %d, %v", w, r.Verdict, n, k, ok)
			}
		}
	})
}

// holds walks through the turns and reports whether nobody gains by leaving at any
// moment, and the worst exposure.
func (w Swap) holds(t Tranches) (bool, *big.Rat) {
	done, worst := [2]*big.Rat{new(big.Rat), new(big.Rat)}, new(big.Rat)
	for i, size := range t.Sizes {
		who := (t.First + i) % 2
		done[who].Add(done[who], size)
		for p := range w {
			up := new(big.Rat).Mul(w[p].Value, done[1-p])
			up.Sub(up, new(big.Rat).Mul(w[p].Cost, done[p]))
			if up.Cmp(w[p].room()) > 0 {
				return false, nil
			}
			worst = greater(worst, up.Neg(up).Quo(up, w[p].Gain()))
		}
	}
	return done[0].Cmp(one) == 0 && done[1].Cmp(one) == 0, worst
}

// The sizes hold; with one turn fewer nothing does, whatever the exposure; and
// with less exposure than the least nothing does.
func TestTranches(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawSwap(t)
		first := rapid.IntRange(0, 1).Draw(t, "first")
		fewest, ok := w.Fewest(first)
		if !ok {
			return
		}
		n := len(fewest.Sizes)
		if sound, _ := w.holds(fewest); !sound {
			t.Fatalf("%v does not hold in %v", w, fewest.Sizes)
		}
		if _, _, ok := w.LeastExposed(first, n-1); ok {
			t.Fatalf("%v: %d turns are enough, fewer than the fewest", w, n-1)
		}
		last := big.NewRat(1<<40, 1)
		for m := n; m < n+4; m++ {
			sizes, share, ok := w.LeastExposed(first, m)
			sound, worst := w.holds(sizes)
			if !ok || !sound || worst.Cmp(share) != 0 || share.Cmp(last) > 0 {
				t.Fatalf("%v in %d turns: %v, %v, worst %v, share %v after %v", w, m, ok, sound, worst, share, last)
			}
			less := new(big.Rat).Mul(share, big.NewRat(999, 1000))
			if _, ok := w.within(first, m, less); ok && share.Sign() > 0 {
				t.Fatalf("%v in %d turns: %v is enough, less than %v", w, m, less, share)
			}
			last = share
		}
	})
}

// Turns that stop moving are seen to.
func TestTranchesThatNeverEnd(t *testing.T) {
	for _, stake := range []*big.Rat{new(big.Rat), big.NewRat(1, 1_000_000)} {
		if got, ok := even(one, stake).Fewest(0); ok {
			t.Errorf("stake %v: %d turns", stake, len(got.Sizes))
		}
	}
	if got, ok := Deliveries(one, one, new(big.Rat)); ok {
		t.Errorf("%d deliveries without a bond", len(got))
	}
	if k, ok := even(big.NewRat(2, 1), new(big.Rat)).EqualParts(); ok {
		t.Errorf("%d equal parts without a stake", k)
	}
}

// The best who begins needs no more turns than the other.
func TestBest(t *testing.T) {
	w := Swap{
		{big.NewRat(10, 1), big.NewRat(12, 1), big.NewRat(2, 1)},
		{big.NewRat(6, 1), big.NewRat(9, 1), big.NewRat(1, 1)},
	}
	best, ok := w.Best()
	a, _ := w.Fewest(0)
	b, _ := w.Fewest(1)
	if !ok || len(best.Sizes) != min(len(a.Sizes), len(b.Sizes)) {
		t.Errorf("best %d turns, of %d and %d", len(best.Sizes), len(a.Sizes), len(b.Sizes))
	}
}

// Every order of the steps, one after the other, needs at least the bond.
func TestPaymentsAgainstAllOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "steps")
		var pairs [][2]int
		for b := range n {
			for a := range b {
				if rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
					pairs = append(pairs, [2]int{a, b})
				}
			}
		}
		o, _ := order.New(n, pairs)
		worths := make([][]*big.Rat, rapid.IntRange(1, 3).Draw(t, "parties"))
		for p := range worths {
			for range n {
				worths[p] = append(worths[p], big.NewRat(rapid.Int64Range(-9, 9).Draw(t, "worth"), rapid.Int64Range(1, 3).Draw(t, "over")))
			}
		}
		got := WithPayments(o, worths, &effort.Budget{Limit: 100_000})
		if want := leastBond(o, worths); !got.Proved || got.Bond.Cmp(want) != 0 {
			t.Fatalf("%v %v: bond %v, proved %v, want %v", pairs, worths, got.Bond, got.Proved, want)
		}
		if bond := bondOf(got.Sequence, worths); bond.Cmp(got.Bond) != 0 {
			t.Fatalf("%v needs %v, not %v", got.Sequence, bond, got.Bond)
		}
	})
}

// bondOf is what a sequence needs by the definition: at each step the payments
// before it leave each party at most what keeps it, less what the step brings it.
func bondOf(sequence []int, worths [][]*big.Rat) *big.Rat {
	all, held, bond := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, own := range worths {
		all.Add(all, total(own))
	}
	bond.Sub(bond, all)
	for _, e := range sequence {
		up := new(big.Rat).Set(held)
		for _, own := range worths {
			up.Add(up, greater(own[e], new(big.Rat)))
			held.Add(held, own[e])
		}
		bond = greater(bond, up.Sub(up, all))
	}
	return greater(bond, new(big.Rat).Sub(held, all))
}

func leastBond(o *order.Order, worths [][]*big.Rat) *big.Rat {
	var best *big.Rat
	var visit func(sequence []int, done order.Set)
	visit = func(sequence []int, done order.Set) {
		if len(sequence) == o.Len() {
			if b := bondOf(sequence, worths); best == nil || b.Cmp(best) < 0 {
				best = b
			}
		}
		for e := range o.Len() {
			if done.Has(e) || !done.Covers(o.Before(e)) {
				continue
			}
			next := order.SetOf(o.Len(), done.Members()...)
			next.Add(e)
			visit(append(sequence[:len(sequence):len(sequence)], e), next)
		}
	}
	visit(nil, order.NewSet(o.Len()))
	return best
}

package proof

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"detente/order"
)

// line is a weighted sum of the rows. If every order is bound to take it above
// the weighted sum of what the rows allow, some row is bound to pass what it
// allows.
type line struct {
	change []int64  // by element, in the direction of the evidence
	limit  *big.Int // the first sum that costs at least the bound
}

// addLines takes in the chains and weights of the evidence.
func (b *barrier) addLines() error {
	covered := order.NewSet(b.p.Order.Len())
	for _, chain := range b.e.Chains {
		for k, e := range chain {
			if covered.Has(e) || k > 0 && !b.order.Before(e).Has(chain[k-1]) {
				return errors.New("a chain of the evidence is none")
			}
			covered.Add(e)
		}
	}
	if covered.Len() < b.p.Order.Len() && len(b.e.Lines) > 0 {
		return errors.New("the chains of the evidence leave elements out")
	}
	for _, w := range b.e.Lines {
		if err := b.addLine(w); err != nil {
			return err
		}
	}
	return nil
}

func (b *barrier) addLine(weights []int64) error {
	if len(weights) != len(b.p.Rows) {
		return errors.New("a line of the evidence has the wrong number of weights")
	}
	l := line{change: make([]int64, b.p.Order.Len())}
	cap, unit, size := new(big.Int), new(big.Int), new(big.Int)
	for r, row := range b.p.Rows {
		w := big.NewInt(weights[r])
		if w.Sign() < 0 {
			return fmt.Errorf("a weight of %d is negative", weights[r])
		}
		cap.Add(cap, new(big.Int).Mul(w, big.NewInt(row.Cap)))
		unit.Add(unit, new(big.Int).Mul(w, big.NewInt(row.Unit)))
		for e, d := range row.Delta {
			l.change[e] += weights[r] * b.change(row, e)
			size.Add(size, new(big.Int).Abs(new(big.Int).Mul(w, big.NewInt(d))))
		}
	}
	if size.BitLen() > 61 {
		return errors.New("the weights of a line are too great to be added up")
	}
	// The sum is too much when (sum − cap)/unit is at least the bound; with caps
	// alone, when it is above them.
	l.limit = cap.Add(cap, big.NewInt(1))
	if unit.Sign() > 0 {
		at := new(big.Int).Mul(unit, big.NewInt(b.e.Bound.Num))
		at.Add(at, big.NewInt(b.e.Bound.Den-1))
		at.Div(at, big.NewInt(b.e.Bound.Den))
		l.limit = at.Add(at, new(big.Int).Sub(cap, big.NewInt(1)))
	}
	b.lines = append(b.lines, l)
	return nil
}

// outOfReach reports whether some line shows that from the set the other end
// cannot be reached for less than the bound.
func (b *barrier) outOfReach(s order.Set) bool {
	var ahead [][]int
	for _, chain := range b.e.Chains {
		chain = slices.Clone(chain)
		if !b.e.Forward {
			slices.Reverse(chain)
		}
		ahead = append(ahead, slices.DeleteFunc(chain, func(e int) bool { return s.Has(e) == b.e.Forward }))
	}
	return slices.ContainsFunc(b.lines, func(l line) bool {
		at := l.sumAt(b, s)
		return big.NewInt(at+leastRise(ahead, l.change)).Cmp(l.limit) >= 0
	})
}

// sumAt is the weighted sum of the set.
func (l line) sumAt(b *barrier, s order.Set) int64 {
	sum := int64(0)
	for e := range s.All {
		if b.e.Forward {
			sum += l.change[e]
		} else {
			sum -= l.change[e]
		}
	}
	return sum
}

// leastRise returns how far a sum rises at least, above where it is, when the
// chains are worked off in any order among them. First, again and again, the
// stretch at the head of a chain that leads below where it began and rises least
// on the way; when there is none, the same from the other ends. Each of these is a
// step that a best order can begin, or end, with.
func leastRise(chains [][]int, change []int64) int64 {
	at, peak := int64(0), int64(0)
	rest := descend(chains, change, 1, &at, &peak)
	end := at
	for _, c := range rest {
		for _, e := range c {
			end += change[e]
		}
		slices.Reverse(c)
	}
	peak = max(peak, end)
	if left := descend(rest, change, -1, &end, &peak); len(slices.Concat(left...)) > 0 {
		panic("proof: what leads up from the lowest point leads down seen from the end")
	}
	return peak
}

// descend works off what leads down and returns what is left of the chains.
func descend(chains [][]int, change []int64, sign int64, at, peak *int64) [][]int {
	left := slices.Clone(chains)
	for {
		best, length, rise, net := -1, 0, int64(0), int64(0)
		for c, chain := range left {
			n, r, d := stretch(chain, change, sign)
			if n > 0 && (best < 0 || r < rise) {
				best, length, rise, net = c, n, r, d
			}
		}
		if best < 0 {
			for c := range left {
				left[c] = slices.Clone(left[c])
			}
			return left
		}
		*peak, *at = max(*peak, *at+rise), *at+net
		left[best] = left[best][length:]
	}
}

// stretch returns the shortest stretch at the head of the chain that ends no
// higher than it began: its length (0 for none), its rise, and its change.
func stretch(chain []int, change []int64, sign int64) (n int, rise, net int64) {
	for k, e := range chain {
		net += sign * change[e]
		rise = max(rise, net)
		if net <= 0 {
			return k + 1, rise, net
		}
	}
	return 0, 0, 0
}

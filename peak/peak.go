// Package peak orders the elements of a partial order so that the worst partial
// sum on the way is as small as possible, and proves it.
//
// Each element changes several sums, one for each row. What is met on the way are
// the sums after each element, and those before the first. A row says how far a
// sum may rise at no cost, and either that it may rise no further or what passing
// it costs. With one row this is sequencing to minimise the maximum cumulative
// cost: NP-hard for general orders (Abdel-Wahab and Kameda 1978), the register
// allocation of Sethi (1975) among its cases, and easy for series-parallel ones by
// their hump algorithm ([Humps]).
//
// What is met depends only on the set of elements performed, never on their
// order: the question is a bottleneck path over the closed sets of the order.
// [Solve] looks for it from both ends, best first, and stops when the two meet or
// one of them has nothing left below a threshold. Greedy orders are tried first, and
// again whenever the threshold rises (see dives): on easy problems that is all. It
// sees to it that
//
//   - elements that raise no sum are taken as soon as they are free, and whole
//     stretches that end lower in every sum than they began are taken without a
//     second look (see commit);
//   - of two elements of which one is never the worse choice, that one comes first
//     (see interchange);
//   - a set from which the end cannot be reached below the threshold even if the
//     order were nothing but chains is put aside (see bound).
//
// It knows nothing of agreements, parties or worths.
package peak

import (
	"detente/effort"
	"detente/order"
)

// Row is one sum that is watched.
type Row struct {
	// Delta is what each element adds; all |Delta| together are below MaxSum/4.
	Delta []int64
	// Cap is up to where the sum costs nothing; -MaxSum/4 < Cap < MaxSum/4.
	Cap int64
	// Unit, when it is more than 0, is what passing the cap is measured in: it
	// costs (sum − Cap)/Unit. When it is 0, no sum may pass the cap.
	Unit int64
}

// allowed returns up to where the sum may rise when no more than theta is paid.
func (r *Row) allowed(theta Share) int64 {
	if r.Unit == 0 {
		return r.Cap
	}
	return r.Cap + theta.Of(r.Unit)
}

// Problem is an order with the sums that are watched.
type Problem struct {
	Order *order.Order
	Rows  []Row
	// Admits, where given, is one more condition: whether an element may be
	// performed when the sums are those given, by row.
	Admits func(before []int64, element int) bool
	// Known, where given, is a sequence to begin with and to fall back on.
	Known []int
}

// Result is the best order found.
type Result struct {
	// Sequence lists the elements as they are performed; nil where no order was
	// found, an empty list where there is nothing to perform.
	Sequence []int
	// Worst is the most that the sequence costs at any moment.
	Worst Share
	// Bound is what every order costs at least; TooMuch when none exists.
	Bound Share
	// Proved says that Worst and Bound are the same, or that no order exists.
	Proved bool
	// Evidence is what the bound rests on; nil where it is 0.
	Evidence *Evidence
}

// Name is for people who watch the search: what is being decided.
type Name string

// Solve finds the order of the elements whose worst cost is least. It stops when
// the budget is spent, and then gives the best order found and the best bound.
func Solve(p Problem, name Name, b *effort.Budget) Result {
	s := newSolver(p, name, b)
	return s.run()
}

// Cost returns the most that the sequence costs at any moment, and false where it
// passes a cap that may not be passed or the problem does not admit it.
func (p Problem) Cost(sequence []int) (Share, bool) {
	sums := make([]int64, len(p.Rows))
	worst, ok := p.costAt(sums)
	for _, e := range sequence {
		if p.Admits != nil && !p.Admits(sums, e) {
			return TooMuch, false
		}
		for r := range p.Rows {
			sums[r] += p.Rows[r].Delta[e]
		}
		now, admitted := p.costAt(sums)
		worst, ok = Greater(worst, now), ok && admitted
	}
	return worst, ok
}

// costAt returns what the sums cost, and false where one may not be so great.
func (p Problem) costAt(sums []int64) (Share, bool) {
	worst := Nothing
	for r, x := range sums {
		switch by := x - p.Rows[r].Cap; {
		case by <= 0:
		case p.Rows[r].Unit == 0:
			return TooMuch, false
		default:
			worst = Greater(worst, Share{by, p.Rows[r].Unit})
		}
	}
	return worst, true
}

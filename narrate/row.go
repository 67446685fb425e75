package narrate

import (
	"math/big"

	"detente/order"
	"detente/worth"
)

// row is one way of measuring what one party keeps, in whole numbers: the number
// itself, words in reference magnitudes, or, for what is to hold whatever the
// magnitudes, the sum of the first words of the scale (Abel summation; see
// package worth).
type row struct {
	account   int
	reference bool    // the number itself, or words in reference magnitudes
	strict    bool    // holding in all strict rows is holding whatever the magnitudes
	delta     []int64 // by event
	minus     []int64 // the same, less than nothing for more
	start     int64   // temptation at the start
	breach    int64   // what leaving costs
	unit      int64   // what shares are measured by
	limit     int64   // the greatest accepted exposure
	limited   bool
}

// maxRow bounds the sizes of a row together, so that sums of them stay exact.
const maxRow = int64(1) << 60

// addRows adds the rows of an account; false where its worths are too long.
func (t *teller) addRows(i int, a *worth.Account) bool {
	if a.Words == nil {
		return t.addRow(row{account: i, reference: true, strict: true}, a, func(v worth.Vector) *big.Rat { return v[0] })
	}
	for k := range a.Words {
		if !t.addRow(row{account: i, strict: true}, a, func(v worth.Vector) *big.Rat { return v.Prefixes()[k] }) {
			return false
		}
	}
	return t.addRow(row{account: i, reference: true}, a, a.Reference)
}

func (t *teller) addRow(r row, a *worth.Account, size func(worth.Vector) *big.Rat) bool {
	sizes := []*big.Rat{size(a.Temptation(a.Start())), size(a.BreachCost), a.Unit(), new(big.Rat)}
	if r.limited = a.MaxExposure != nil; r.limited {
		sizes[3] = size(a.MaxExposure)
	}
	for _, e := range t.c.Events {
		sizes = append(sizes, size(a.Holds(order.SetOf(len(t.c.Units), e.Units...))))
	}
	whole, ok := wholes(sizes)
	if !ok {
		return false
	}
	r.start, r.breach, r.unit, r.limit, r.delta = whole[0], whole[1], whole[2], whole[3], whole[4:]
	for _, x := range r.delta {
		r.minus = append(r.minus, -x)
	}
	sums := []int64{0}
	for k, events := range t.rounds {
		sums = append(sums, sums[k]+r.sum(events))
	}
	t.rows, t.sums = append(t.rows, r), append(t.sums, sums)
	return true
}

// wholes multiplies the sizes by their least common denominator.
func wholes(sizes []*big.Rat) (whole []int64, ok bool) {
	common, total := big.NewInt(1), new(big.Rat)
	for _, x := range sizes {
		gcd := new(big.Int).GCD(nil, nil, common, x.Denom())
		common.Mul(common, new(big.Int).Quo(x.Denom(), gcd))
		total.Add(total, new(big.Rat).Abs(x))
	}
	scale := new(big.Rat).SetInt(common)
	if total.Mul(total, scale).Cmp(new(big.Rat).SetInt64(maxRow)) >= 0 {
		return nil, false
	}
	for _, x := range sizes {
		whole = append(whole, new(big.Rat).Mul(x, scale).Num().Int64())
	}
	return whole, true
}

// sum is what the events add to the row.
func (r row) sum(events []int) int64 {
	sum := int64(0)
	for _, e := range events {
		sum += r.delta[e]
	}
	return sum
}

// extreme returns which of the round's events have been performed when the row's
// sum is at its greatest, or with down at its least, over all states the round
// can meet: each performer has performed some of its own, closed under the order,
// and waits for nobody. Without are events that are to stay unperformed. It also
// returns the change of the sum by then.
func (t *teller) extreme(r row, events []int, down bool, without order.Set) (part []int, sum int64) {
	weight := r.delta
	if down {
		weight = r.minus
	}
	hands, performers := map[string]order.Set{}, []string{}
	for _, e := range events {
		if without != nil && without.Has(e) {
			continue
		}
		p := t.c.Events[e].Performer
		if hands[p] == nil {
			hands[p], performers = order.NewSet(len(weight)), append(performers, p)
		}
		hands[p].Add(e)
	}
	all := order.NewSet(len(weight))
	for _, p := range performers {
		best, _ := t.order.Heaviest(weight, hands[p])
		all.Union(best)
	}
	part = all.Members()
	return part, r.sum(part)
}

// share returns a size of the row as a share.
func (r row) share(x int64) *big.Rat { return big.NewRat(x, r.unit) }

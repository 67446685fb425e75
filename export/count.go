package export

import (
	"math/big"
	"slices"
)

// count is a tally of a course in whole numbers.
type count struct {
	tally
	grain *big.Rat // what 1 is, in the party's own unit
	// keep is, by event, what is kept of it after a breakdown; lose is −keep.
	keep, lose []int64
	// start is the temptation before the first event, less what leaving costs.
	start int64
	// most is the greatest exposure that the party accepts, where limited.
	most    int64
	limited bool
}

// counts counts the events of the moves in each tally.
func (m *moves) counts(all []tally) ([]count, error) {
	var counts []count
	for _, t := range all {
		c, err := m.count(t)
		if err != nil {
			return nil, err
		}
		counts = append(counts, c)
	}
	return counts, nil
}

func (m *moves) count(t tally) (count, error) {
	a := t.account
	var sizes []*big.Rat
	for _, e := range m.course.Events {
		size := new(big.Rat)
		for _, u := range e.Units {
			size.Add(size, t.of(a.Keep[u]))
		}
		sizes = append(sizes, size)
	}
	start := t.of(a.Excess(a.Start()))
	c := count{tally: t, grain: grain(append(slices.Clone(sizes), start))}
	w := whole{grain: c.grain}
	c.start = w.of(start)
	for _, x := range sizes {
		k := w.of(x)
		c.keep, c.lose = append(c.keep, k), append(c.lose, -k)
	}
	if !w.fits() {
		return c, tooLong(m.course.Agreement, a.Party)
	}
	if a.MaxExposure != nil && t.kind != reference {
		c.setMost(t.of(a.MaxExposure))
	}
	return c, nil
}

// setMost keeps a limit of exposure. Exposures are whole multiples of the grain;
// the limit need not be one. A limit above all that can be lost is none.
func (c *count) setMost(limit *big.Rat) {
	all := int64(0)
	for _, k := range c.keep {
		all += max(k, -k)
	}
	if most := new(big.Rat).Mul(c.grain, big.NewRat(all, 1)); limit.Cmp(most) < 0 {
		w := whole{grain: c.grain}
		c.most, c.limited = w.of(limit), true
	}
}

// during returns the change of the sum that performing the events at once makes,
// and the most and the least that it makes on the way: over all that may have
// been performed by then.
func (m *moves) during(c count, events []int) (sum, high, low int64) {
	if len(events) == 1 {
		k := c.keep[events[0]]
		return k, max(0, k), min(0, k)
	}
	for _, e := range events {
		sum += c.keep[e]
	}
	_, high = m.heaviest(events, c.keep)
	_, low = m.heaviest(events, c.lose)
	return sum, high, -low
}

// worst returns the greatest excess over what leaving costs and the greatest
// exposure in a plan, its beginning included, in multiples of the grain.
func (m *moves) worst(c count, rounds [][]int) (excess, exposure int64) {
	x := int64(0)
	excess = c.start
	for _, events := range rounds {
		sum, high, low := m.during(c, events)
		excess, exposure = max(excess, c.start+x+high), max(exposure, -x-low)
		x += sum
	}
	return excess, exposure
}

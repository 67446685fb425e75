package peak

import (
	"math/bits"
	"slices"
)

// bound tells, for one sum or a weighted sum of several, how far it has to rise
// between a set and the end, or between the beginning and a set, if the order
// were nothing but the chains of the cover. Leaving the rest of the order out
// only makes things easier, so that this is a bound; and for chains it is exact
// and quick: the humps of all of them, those that lead down in the order of how
// far they rise, then those that lead up to the end, the other way round.
//
// A weighted sum of sums can cost no more than the dearest of them: where the
// weighted sum is bound to rise above the weighted sum of what is allowed, some
// sum is bound to rise above what it is allowed. Weights are those of a
// Lagrangian relaxation, and any that are not negative will do.
type bound struct {
	space *space
	lines []*line
	humps int // that the lines keep
	size  int // of how many sums the weighted ones are taken together, so far
	store store
}

// line is one weighted sum.
type line struct {
	weights []int64
	start   int64 // the sum that costs nothing: Σ weight·cap
	unit    int64 // what passing it is measured in: Σ weight·unit; 0 for caps alone
	total   int64
	// ahead and behind are, by chain and position, the humps between there and
	// the end of the chain, and between its beginning and there.
	ahead, behind [][]slope
}

const (
	maxLines  = 48
	maxHumps  = 1 << 20 // for all lines
	maxWeight = int64(1) << 20
)

// newBound returns a bound that knows each sum alone.
func newBound(s *space) *bound {
	b := &bound{space: s}
	b.grow(1)
	return b
}

// mostTogether is how many sums are taken together at most.
const mostTogether = 5

// grow adds the weighted sums of up to so many sums, as long as there is room: pairs
// before larger sets.
func (b *bound) grow(most int) {
	n := len(b.space.rows)
	for b.size < min(n, most) {
		b.size++
		for mask := range uint(1) << min(n, 10) {
			if len(b.lines) == maxLines || b.humps > maxHumps {
				return
			}
			if bits.OnesCount(mask) == b.size {
				b.add(b.space.weigh(mask))
			}
		}
	}
}

// add adds the sum of those weights, unless there are none.
func (b *bound) add(w []int64) {
	if w == nil {
		return
	}
	l := b.newLine(w)
	if b.humps += l.humps(); b.humps <= maxHumps {
		b.lines = append(b.lines, l)
	}
}

// weigh weighs the rows of the mask so that each counts by what it is measured
// in; nil where two of them cancel out.
func (s *space) weigh(mask uint) []int64 {
	w, most := make([]int64, len(s.rows)), int64(0)
	for r := range s.rows {
		if mask>>r&1 == 1 {
			most = max(most, int64(s.scales[r]))
		}
	}
	for r := range s.rows {
		if mask>>r&1 == 1 {
			w[r] = max(1, weight(most, int64(s.scales[r])))
		}
	}
	if bits.OnesCount(mask) > 1 && (s.cancels(w) || !s.fits(w)) {
		return nil
	}
	return w
}

// weight returns most/scale as a whole number that is not too great; a small one
// is kept as a fraction of a common denominator by counting in sixteenths.
func weight(most, scale int64) int64 {
	return min(maxWeight, most/scale*16+most%scale*16/scale)
}

// cancels reports whether some two of the rows always change by opposite amounts.
func (s *space) cancels(w []int64) bool {
	for r := range w {
		for q := range r {
			if w[r] > 0 && w[q] > 0 && opposite(s.rows[r].Delta, s.rows[q].Delta) {
				return true
			}
		}
	}
	return false
}

func opposite(a, b []int64) bool {
	for i := range a {
		if a[i] != -b[i] {
			return false
		}
	}
	return true
}

// fits reports whether the weighted sums cannot overflow.
func (s *space) fits(w []int64) bool {
	left := MaxSum / 4
	for r, x := range w {
		if x == 0 {
			continue
		}
		size := max(s.rows[r].Cap, -s.rows[r].Cap) + s.rows[r].Unit
		for _, d := range s.rows[r].Delta {
			size += max(d, -d)
		}
		if size > left/x {
			return false
		}
		left -= size * x
	}
	return true
}

func (b *bound) newLine(w []int64) *line {
	s := b.space
	l := &line{weights: w, total: weighted(w, s.total)}
	for r, x := range w {
		l.start += x * s.rows[r].Cap
		l.unit += x * s.rows[r].Unit
	}
	l.ahead, l.behind = make([][]slope, len(s.chains)), make([][]slope, len(s.chains))
	for c, chain := range s.chains {
		steps := make([]hump, len(chain))
		for k, e := range chain {
			d := weighted(w, s.deltaOf(e))
			steps[k] = hump{max(0, d), d}
		}
		l.ahead[c], l.behind[c] = b.store.slopes(steps)
	}
	return l
}

func weighted(w, x []int64) int64 {
	sum := int64(0)
	for r := range w {
		sum += w[r] * x[r]
	}
	return sum
}

// humps counts the humps that the line keeps.
func (l *line) humps() int {
	n := 0
	for _, tables := range [][][]slope{l.ahead, l.behind} {
		for _, chain := range tables {
			for _, s := range chain {
				n += len(s.down) + len(s.up)
			}
		}
	}
	return n
}

// probe is a bound at work on one side of the search. It keeps count of which
// lines are of use, and leaves the others out for a while.
type probe struct {
	bound  *bound
	ahead  bool // from the set to the end; else from the beginning to the set
	active []int
	hits   []int
	useful []bool // by line: it has ever been of use
	asked  int
	limits []limit // by line

	slopes []*slope // of the set being looked at, by chain
	taken  []int    // how many humps of each chain have been taken
}

// limit is up to where a sum may rise at a threshold.
type limit struct {
	theta Share // of denominator 0 before any
	sum   int64
}

const (
	probing = 256     // how often all lines are asked at first
	resting = 1 << 13 // after how many questions all lines are asked again
)

func newProbe(b *bound, ahead bool) *probe {
	chains := len(b.space.chains)
	p := &probe{bound: b, ahead: ahead, slopes: make([]*slope, chains), taken: make([]int, chains)}
	p.reset()
	return p
}

// reset asks all lines again, those too that the bound did not have before.
func (p *probe) reset() {
	if more := len(p.bound.lines) - len(p.hits); more > 0 {
		p.hits, p.useful = append(p.hits, make([]int, more)...), append(p.useful, make([]bool, more)...)
		p.limits = append(p.limits, make([]limit, more)...)
	}
	p.active = p.active[:0]
	for i := range p.bound.lines {
		p.active = append(p.active, i)
	}
}

// rest leaves out the lines that were of no use, and asks the best ones first.
func (p *probe) rest() {
	p.active = slices.DeleteFunc(p.active, func(i int) bool { return p.hits[i] == 0 })
	slices.SortStableFunc(p.active, func(i, j int) int { return p.hits[j] - p.hits[i] })
	clear(p.hits)
}

// over reports whether the set with those sums cannot be on an order that costs
// at most theta, and what it costs at least.
func (p *probe) over(pos []int32, sums []int64, theta Share) (Share, bool) {
	switch p.asked++; {
	case p.asked%resting == 0:
		p.reset()
	case p.asked%resting == probing:
		p.rest()
	}
	for _, i := range p.active {
		if at, over := p.ask(i, pos, sums, theta); over {
			p.hits[i]++
			p.useful[i] = true
			return at, true
		}
	}
	return Nothing, false
}

// limitOf returns up to where the line's sum may rise at no more than theta.
func (p *probe) limitOf(i int, theta Share) int64 {
	if at := &p.limits[i]; at.theta != theta {
		l := p.bound.lines[i]
		at.theta, at.sum = theta, l.start+theta.Of(l.unit)
	}
	return p.limits[i].sum
}

// ask asks one line.
func (p *probe) ask(i int, pos []int32, sums []int64, theta Share) (Share, bool) {
	l := p.bound.lines[i]
	from, to, tables := weighted(l.weights, sums), l.total, l.ahead
	if !p.ahead {
		from, to, tables = 0, from, l.behind
	}
	down, up := int64(0), int64(0)
	for c, k := range pos {
		s := &tables[c][k]
		p.slopes[c] = s
		down, up = max(down, s.downRise), max(up, s.upRise)
	}
	limit := p.limitOf(i, theta)
	if from+down <= limit && to+up <= limit { // in any order
		return Nothing, false
	}
	if p.within(from, limit, false) && p.within(to, limit, true) {
		return Nothing, false
	}
	most := max(p.climb(from, false), p.climb(to, true)) - l.start
	if l.unit == 0 {
		return TooMuch, true
	}
	return Share{most, l.unit}, true
}

// within reports whether all humps of one side can be taken from the sum at
// without rising above the limit: whatever can be taken is taken, since it leads
// down.
func (p *probe) within(at, limit int64, up bool) bool {
	if at > limit {
		return false
	}
	clear(p.taken)
	for again := true; again; {
		again = false
		for c, s := range p.slopes {
			all := s.side(up)
			k := p.taken[c]
			for ; k < len(all) && at+all[k].rise <= limit; k++ {
				at += all[k].net
			}
			again = again || k > p.taken[c]
			p.taken[c] = k
		}
	}
	for c, s := range p.slopes {
		if p.taken[c] < len(s.side(up)) {
			return false
		}
	}
	return true
}

// climb returns how far the sum rises at least when all humps of one side are
// taken from the sum at, the lowest one first.
func (p *probe) climb(at int64, up bool) int64 {
	clear(p.taken)
	peak := at
	for {
		best := -1
		for c, s := range p.slopes {
			if all := s.side(up); p.taken[c] < len(all) && (best < 0 || all[p.taken[c]].rise < p.slopes[best].side(up)[p.taken[best]].rise) {
				best = c
			}
		}
		if best < 0 {
			return peak
		}
		h := p.slopes[best].side(up)[p.taken[best]]
		p.taken[best]++
		peak, at = max(peak, at+h.rise), at+h.net
	}
}

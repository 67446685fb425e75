package peak

import "slices"

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

// slope is the humps of a part of a chain: those that lead down to its lowest
// point, in the order in which they are taken, and those that lead up from there,
// seen from its end.
type slope struct {
	down, up []hump
}

const (
	maxLines  = 48
	maxHumps  = 1 << 20 // for all lines
	maxWeight = int64(1) << 20
)

func newBound(s *space) *bound {
	b := &bound{space: s}
	humps := 0
	for _, w := range weightings(s) {
		l := newLine(s, w)
		if humps += l.humps(); humps > maxHumps || len(b.lines) == maxLines {
			break
		}
		b.lines = append(b.lines, l)
	}
	return b
}

// weightings lists the weighted sums worth a look: each sum alone, pairs, and,
// where there are few, larger sets of them.
func weightings(s *space) [][]int64 {
	n := len(s.rows)
	var all [][]int64
	for size := 1; size <= min(n, 5); size++ {
		for mask := range 1 << min(n, 10) {
			if w := s.weigh(mask, size); w != nil {
				all = append(all, w)
			}
		}
	}
	return all
}

// weigh weighs the rows of the mask so that each counts by what it is measured
// in; nil where the mask has another size, or two of its rows cancel out.
func (s *space) weigh(mask, size int) []int64 {
	w := make([]int64, len(s.rows))
	var sizes []int64
	for r := range s.rows {
		if mask>>r&1 == 1 {
			sizes = append(sizes, int64(s.scales[r]))
		}
	}
	if len(sizes) != size {
		return nil
	}
	most := slices.Max(sizes)
	for r := range s.rows {
		if mask>>r&1 == 1 {
			w[r] = max(1, weight(most, int64(s.scales[r])))
		}
	}
	if size > 1 && (s.cancels(w) || !s.fits(w)) {
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

func newLine(s *space, w []int64) *line {
	l := &line{weights: w, total: weighted(w, s.total)}
	for r, x := range w {
		l.start += x * s.rows[r].Cap
		l.unit += x * s.rows[r].Unit
	}
	for _, chain := range s.chains {
		steps := make([]stretch, len(chain))
		for k, e := range chain {
			d := weighted(w, s.deltaOf(e))
			steps[k].hump = hump{max(0, d), d}
		}
		ahead, behind := slopesOf(steps)
		l.ahead, l.behind = append(l.ahead, ahead), append(l.behind, behind)
	}
	return l
}

// slopesOf returns the humps from each position of a chain to its end, and from
// its beginning to there. Each comes from its neighbour's, with one step more.
func slopesOf(steps []stretch) (ahead, behind []slope) {
	n := len(steps)
	ahead, behind = make([]slope, n+1), make([]slope, n+1)
	for k := range n {
		behind[k+1] = slopeOf(append(behind[k].sequence(), steps[k]))
		ahead[n-k-1] = slopeOf(append([]stretch{steps[n-k-1]}, ahead[n-k].sequence()...))
	}
	return ahead, behind
}

func weighted(w, x []int64) int64 {
	sum := int64(0)
	for r := range w {
		sum += w[r] * x[r]
	}
	return sum
}

func slopeOf(steps []stretch) slope {
	down, up := humps(steps)
	return slope{bare(down), bare(up)}
}

// sequence returns the humps in the order in which they are taken.
func (s slope) sequence() []stretch {
	var all []stretch
	for _, h := range s.down {
		all = append(all, stretch{hump: h})
	}
	for _, h := range slices.Backward(s.up) {
		all = append(all, stretch{hump: h.back()})
	}
	return all
}

func bare(all []stretch) []hump {
	out := make([]hump, len(all))
	for i, s := range all {
		out[i] = s.hump
	}
	return out
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

	slopes []*slope // of the set being looked at, by chain
	taken  []int    // how many humps of each chain have been taken
}

const (
	probing = 256     // how often all lines are asked at first
	resting = 1 << 13 // after how many questions all lines are asked again
)

func newProbe(b *bound, ahead bool) *probe {
	p := &probe{bound: b, ahead: ahead, hits: make([]int, len(b.lines)), useful: make([]bool, len(b.lines)), slopes: make([]*slope, len(b.space.chains)), taken: make([]int, len(b.space.chains))}
	p.reset()
	return p
}

// reset asks all lines again.
func (p *probe) reset() {
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
		l := p.bound.lines[i]
		if at, over := p.ask(l, pos, sums, theta); over {
			p.hits[i]++
			p.useful[i] = true
			return at, true
		}
	}
	return Nothing, false
}

// ask asks one line.
func (p *probe) ask(l *line, pos []int32, sums []int64, theta Share) (Share, bool) {
	from, to, tables := weighted(l.weights, sums), l.total, l.ahead
	if !p.ahead {
		from, to, tables = 0, from, l.behind
	}
	for c, k := range pos {
		p.slopes[c] = &tables[c][k]
	}
	limit := l.start + theta.Of(l.unit)
	if p.within(from, limit, false) && p.within(to, limit, true) {
		return Nothing, false
	}
	most := max(p.climb(from, false), p.climb(to, true)) - l.start
	if l.unit == 0 {
		return TooMuch, true
	}
	return Share{most, l.unit}, true
}

func (s *slope) side(up bool) []hump {
	if up {
		return s.up
	}
	return s.down
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

package peak

import (
	"cmp"
	"slices"
)

// beam looks for good orders without proving anything: it keeps the few most
// promising partial orders and goes on with all of them at once. A partial order
// has a beginning, an end, or both; what lies between is still open. Where the
// difficulty lies at both ends, as in most agreements, working from both at once
// finds an order at a glance; where it lies in the middle, from one end with the
// bound of the chains.
type beam struct {
	s     *solver
	ends  ends
	width int
	// regardless of what is left of the budget
	regardless bool

	now   []partial
	trace []placed
	seen  *table
	key   []uint64
	cands []candidate
}

// ends says where a beam works.
type ends int

const (
	fromStart ends = iota
	fromEnd
	fromBoth
)

// partial is a partial order: the elements below low come first, those from high
// on last.
type partial struct {
	low, high []int32
	x, y      []int64 // the sums at low and at high
	cost      Share
	last      int32 // in the trace; −1 for none
}

// placed is an element put at the beginning or the end of a partial order.
type placed struct {
	before  int32
	element int32
	atEnd   bool
}

// candidate is a partial order with one element more.
type candidate struct {
	of, chain int32
	atEnd     bool
	cost      Share
	fit       int64
}

// compare puts the cheapest first, then what fits best; equals stay as they were
// listed.
func (c candidate) compare(d candidate) int {
	return cmp.Or(c.cost.Compare(d.cost), cmp.Compare(c.fit, d.fit), cmp.Compare(c.of, d.of), cmp.Compare(c.chain, d.chain))
}

// newBeam returns a beam with the empty partial order.
func newBeam(s *solver, e ends, width int) *beam {
	n := len(s.space.chains)
	whole := partial{
		low: make([]int32, n), high: make([]int32, n), x: make([]int64, len(s.space.rows)),
		y: slices.Clone(s.space.total), cost: s.proved, last: -1,
	}
	for c, chain := range s.space.chains {
		whole.high[c] = int32(len(chain))
	}
	return &beam{s: s, ends: e, width: width, now: []partial{whole}, key: make([]uint64, 2*s.space.width)}
}

// run tries the orders it finds, and stops when the budget is spent.
func (b *beam) run() {
	for k := 0; len(b.now) > 0; k++ {
		if !b.s.budget.Spend(int64(len(b.now))) && !b.regardless {
			return
		}
		atEnd := b.ends == fromEnd || b.ends == fromBoth && k%2 == 1
		b.cands = b.cands[:0]
		for i := range b.now {
			b.extend(int32(i), atEnd)
		}
		slices.SortFunc(b.cands, candidate.compare)
		b.keep()
	}
}

// extend lists the partial orders with one element more.
func (b *beam) extend(of int32, atEnd bool) {
	p := &b.now[of]
	sp := b.s.space
	z := make([]int64, len(sp.rows))
	for c := range sp.chains {
		e, ok := p.upcoming(sp, c, atEnd)
		if !ok || b.s.problem.Admits != nil && !b.s.problem.Admits(p.x, e) {
			continue
		}
		p.sumsAfter(sp, e, atEnd, z)
		cost, ok := b.s.problem.costAt(z)
		if cost = Greater(cost, p.cost); ok && cost.Less(b.s.cost) {
			b.cands = append(b.cands, candidate{of, int32(c), atEnd, cost, b.fit(p, z, cost, atEnd)})
		}
	}
}

// upcoming returns the element of the chain that can be placed next.
func (p *partial) upcoming(sp *space, c int, atEnd bool) (int, bool) {
	switch {
	case p.low[c] == p.high[c]:
		return 0, false
	case atEnd:
		return sp.last(c, p.high)
	}
	return sp.next(c, p.low)
}

func (p *partial) sumsAfter(sp *space, e int, atEnd bool, z []int64) {
	for r, d := range sp.deltaOf(e) {
		if atEnd {
			z[r] = p.y[r] - d
		} else {
			z[r] = p.x[r] + d
		}
	}
}

// fit says how near the sums at both ends are to what is allowed; less is better.
func (b *beam) fit(p *partial, z []int64, cost Share, atEnd bool) int64 {
	x, y := z, p.y
	if atEnd {
		x, y = p.x, z
	}
	sum := int64(0)
	for r := range z {
		limit := b.s.space.rows[r].allowed(cost)
		sum += b.s.space.scales[r].press(limit - x[r])
		if b.ends == fromBoth {
			sum += b.s.space.scales[r].press(limit - y[r])
		}
	}
	return sum
}

// keep goes on with the best candidates, each once.
func (b *beam) keep() {
	b.seen = newTable(len(b.key))
	var next []partial
	for _, c := range b.cands {
		if len(next) == b.width {
			break
		}
		p := b.place(c)
		if p.complete() {
			b.s.try(b.sequence(p))
			continue
		}
		b.s.space.pack(p.low, b.key[:b.s.space.width])
		b.s.space.pack(p.high, b.key[b.s.space.width:])
		if _, isNew := b.seen.add(b.key); isNew && b.worthwhile(&p) {
			next = append(next, p)
		}
	}
	b.now = next
}

func (p *partial) complete() bool { return slices.Equal(p.low, p.high) }

// worthwhile asks the bound, where the beam works from one end only; it may raise
// what the partial order is known to cost.
func (b *beam) worthwhile(p *partial) bool {
	probe, pos, sums := b.s.ahead.probe, p.low, p.x
	switch b.ends {
	case fromEnd:
		probe, pos, sums = b.s.back.probe, p.high, p.y
	case fromBoth:
		return true
	}
	for p.cost.Less(b.s.cost) {
		cost, over := probe.over(pos, sums, p.cost)
		if !over {
			return true
		}
		p.cost = cost
	}
	return false
}

// place returns the candidate's partial order, with everything placed that can be
// placed at once.
func (b *beam) place(c candidate) partial {
	sp, old := b.s.space, &b.now[c.of]
	p := partial{slices.Clone(old.low), slices.Clone(old.high), slices.Clone(old.x), slices.Clone(old.y), c.cost, old.last}
	b.put(&p, int(c.chain), c.atEnd)
	free := b.s.ahead.free
	if c.atEnd {
		free = b.s.back.free
	}
	for again := b.s.problem.Admits == nil; again; {
		again = false
		for chain := range sp.chains {
			if e, ok := p.upcoming(sp, chain, c.atEnd); ok && free[e] {
				b.put(&p, chain, c.atEnd)
				again = true
			}
		}
	}
	return p
}

// put places the next element of the chain.
func (b *beam) put(p *partial, c int, atEnd bool) {
	sp := b.s.space
	e, _ := p.upcoming(sp, c, atEnd)
	if atEnd {
		p.sumsAfter(sp, e, true, p.y)
		p.high[c]--
	} else {
		p.sumsAfter(sp, e, false, p.x)
		p.low[c]++
	}
	b.trace = append(b.trace, placed{p.last, int32(e), atEnd})
	p.last = int32(len(b.trace) - 1)
}

// sequence is the order that a complete partial order has become.
func (b *beam) sequence(p partial) []int {
	var front, back []int
	for i := p.last; i >= 0; i = b.trace[i].before {
		if t := b.trace[i]; t.atEnd {
			back = append(back, int(t.element))
		} else {
			front = append(front, int(t.element))
		}
	}
	slices.Reverse(front)
	return append(front, back...)
}

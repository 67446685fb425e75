package rounds

import (
	"cmp"
	"math"
	"slices"
)

// probing looks at both sides of whatever the relaxation of a domain leaves open, before
// one is chosen to branch on (strong branching; Applegate, Bixby, Chvátal and Cook 1995).
// Where one side is impossible the other is certain, and the domain is narrowed.
type probing struct {
	s *search
	x *relaxation
	d domain
	t *Branch // the case that d stands for

	cost  float64 // of the relaxation of d
	best  float64 // the gain of the split
	by    split
	empty bool // no plan is in the domain
}

// split is where a domain is to be split in two: by whether the item has been performed
// by the end of the round, which is looked at first or second.
type split struct {
	item, round int
	first       bool
}

// patience is how many variables are probed without a better one until the best is taken.
const patience = 32

// probe narrows the domain by what the relaxation tells, and returns where to split it
// and the case it then stands for; false where that is not needed any more: the search
// is over, or there is no plan in the domain.
func (s *search) probe(d domain, t *Branch) (split, *Branch, bool) {
	p := &probing{s: s, x: s.relaxed, d: d, t: t}
	p.solve()
	for !p.ends() && p.round() {
	}
	if p.ends() {
		return split{}, p.t, false
	}
	if p.best < 0 {
		p.x.tell()
		p.by = s.choose(d)
	}
	return p.by, p.t, true
}

// solve solves the relaxation of the domain, to go on from there.
func (p *probing) solve() {
	if p.d.settled() {
		p.empty = !p.s.complete(p.d, p.t)
		return
	}
	switch p.x.solve(p.d) {
	case impossible:
		p.s.keep(p.t)
		p.empty = true
	case solved:
		p.look(p.d)
	}
	p.cost = p.x.lp.total()
	p.x.base.keep(p.x.lp)
}

// look takes over the plan that the solution comes to, if it is one.
func (p *probing) look(d domain) {
	for v := range p.x.node {
		if p.x.isOpen(v) {
			return
		}
	}
	p.s.found = p.x.rounded(d)
}

func (p *probing) ends() bool { return p.empty || p.s.over() }

// round probes what is open, and reports whether the domain has become narrower.
func (p *probing) round() bool {
	p.best = -1
	narrower := false
	idle := 0
	for _, v := range p.open() {
		item, n := p.x.standsFor(p.x.node[v])
		if p.d.by(item, n) >= 0 {
			continue
		}
		before := p.best
		settled := p.try(v, split{item: int(item), round: int(n)})
		if p.ends() {
			return false
		}
		narrower = narrower || settled
		if idle++; settled || p.best > before {
			idle = 0
		}
		if idle == patience {
			break
		}
	}
	return narrower
}

// open lists the variables that are neither 0 nor 1: those that gained most when they
// were last probed first, and before them those that never were, the most open first.
func (p *probing) open() []int {
	var open []int
	for v := range p.x.node {
		if p.x.isOpen(v) {
			open = append(open, v)
		}
	}
	off := func(v int) float64 { return math.Abs(p.x.lp.value[v] - 0.5) }
	slices.SortFunc(open, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.x.gain[b], p.x.gain[a]), cmp.Compare(off(a), off(b)), cmp.Compare(a, b))
	})
	return open
}

// try looks at both sides, and reports whether one of them was impossible.
func (p *probing) try(v int, at split) bool {
	now, withNow, noNow := p.side(at, true)
	if p.ends() {
		return false
	}
	later, withLater, noLater := p.side(at, false)
	if noNow == nil && noLater == nil {
		const little = 1e-6
		gain := max(withNow, little) * max(withLater, little)
		if p.x.gain[v] = gain; gain > p.best {
			p.best, p.by = gain, split{at.item, at.round, withNow <= withLater}
		}
		return false
	}
	p.t.split(p.s, at)
	switch {
	case noNow == nil:
		p.t.Later, p.t = noLater, p.t.By
		p.d.keep(now)
	case noLater == nil:
		p.t.By, p.t = noNow, p.t.Later
		p.d.keep(later)
	default:
		p.t.By, p.t.Later = noNow, noLater
		p.empty = true
		return true
	}
	p.solve()
	return true
}

// side looks at one side: what settling it so costs, or the case that shows that it is
// impossible.
func (p *probing) side(at split, by bool) (c domain, cost float64, no *Branch) {
	c = p.d.part(at, by)
	if !p.s.narrow(c) {
		return c, 0, &Branch{}
	}
	switch p.x.solve(c) {
	case impossible:
		no = &Branch{}
		p.s.keep(no)
	case solved:
		cost = p.x.lp.total() - p.cost
		p.look(c)
	}
	p.x.lp.keep(p.x.base)
	return c, cost, no
}

// tell says how much of each item the solution has performed by each round.
func (x *relaxation) tell() {
	for v, at := range x.node {
		x.s.weighing.mean[at] = x.lp.value[v]
	}
}

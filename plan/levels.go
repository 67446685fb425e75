package plan

// overrunLevel prices exposure beyond max_exposure.
func (p *planner) overrunLevel() level {
	l := p.newLevel("max_exposure", below)
	for r, row := range p.g.rows {
		l.counts[r], l.bound[r] = row.limit < noLimit, -row.limit
	}
	return l
}

// temptationLevel prices temptation over the breach cost, in rows of one kind.
func (p *planner) temptationLevel(name string, kind rowKind) level {
	l := p.newLevel(name, above)
	for r, row := range p.g.rows {
		l.counts[r], l.bound[r] = row.kind == kind, row.breach-row.base
	}
	return l
}

// exposureLevel prices exposure, words in reference magnitudes.
func (p *planner) exposureLevel() level {
	l := p.newLevel("exposure", below)
	for r, row := range p.g.rows {
		l.counts[r] = row.kind != words
	}
	return l
}

func (p *planner) newLevel(name string, s side) level {
	n := len(p.g.rows)
	return level{name: name, side: s, bound: make([]int64, n), counts: make([]bool, n)}
}

// idle reports whether the level counts no row.
func (l level) idle() bool {
	for _, c := range l.counts {
		if c {
			return false
		}
	}
	return true
}

// narrow returns the box that also keeps the level's price at or below the cost.
func (g *game) narrow(b box, l level, cost share) box {
	b = b.clone()
	for r, row := range g.rows {
		if !l.counts[r] {
			continue
		}
		room := cost.of(row.unit)
		if l.side == above {
			b.high[r] = min(b.high[r], l.bound[r]+room)
		} else {
			b.low[r] = max(b.low[r], l.bound[r]-room)
		}
	}
	return b
}

// costOf returns the price of an order of all moves.
func (c *climb) costOf(path []int) share {
	clear(c.x)
	zero := make([]int64, len(c.x))
	worst := c.price(zero, zero)
	for _, m := range path {
		worst = greater(worst, c.price(c.g.moves[m].up, c.g.moves[m].down))
		c.advance(m)
	}
	return worst
}

func (c *climb) advance(m int) {
	for r, d := range c.g.moves[m].delta {
		c.x[r] += d
	}
}

// dive takes the cheapest next move again and again; nil when it runs into a
// dead end. It is no planner (it dead-ends in 4 of 10 small cases), only a last
// resort when the work has run out.
func (c *climb) dive() []int {
	clear(c.x)
	clear(c.set)
	var path []int
	for range c.g.moves {
		best := -1
		var least share
		for _, m := range c.g.order.Sequence() {
			mv := &c.g.moves[m]
			if c.set.Has(m) || !c.set.Covers(c.g.order.Before(m)) || !c.admits(mv.up, mv.down) {
				continue
			}
			if price := c.price(mv.up, mv.down); best < 0 || price.less(least) {
				best, least = m, price
			}
		}
		if best < 0 {
			return nil
		}
		c.set.Add(best)
		c.advance(best)
		path = append(path, best)
	}
	return path
}

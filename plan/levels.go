package plan

import "detente/peak"

// box is the conditions on a state, by row: low ≤ x ≤ high.
type box struct {
	low, high []int64
}

func newBox(rows int) box {
	b := box{make([]int64, rows), make([]int64, rows)}
	for r := range rows {
		b.low[r], b.high[r] = -peak.MaxSum, peak.MaxSum
	}
	return b
}

func (b box) clone() box {
	return box{append([]int64(nil), b.low...), append([]int64(nil), b.high...)}
}

// side says which way a level pushes the sums.
type side int

const (
	above side = iota // a level of temptation: sums above a bound count
	below             // a level of exposure: sums below a bound count
)

// level is one objective: the smallest worst share by which a sum passes its
// bound, over the rows that count and all states met.
type level struct {
	name string // for people who watch the search
	side side
	// bound is the sum that costs nothing; counts says for which rows.
	bound  []int64
	counts []bool
}

// overrunLevel prices exposure beyond max_exposure.
func (p *planner) overrunLevel() level {
	l := p.newLevel("max_exposure", below)
	for r, row := range p.g.rows {
		l.counts[r], l.bound[r] = row.limit < noLimit, -row.limit
	}
	return l
}

// temptationLevel prices temptation over the breach cost, in rows of one kind.
func (p *planner) temptationLevel(kind rowKind) level {
	l := p.newLevel("temptation", above)
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

// cost returns what the level asks for what is met of the row's sum.
func (g *game) cost(l level, r int, met span) peak.Share {
	by := met.most - l.bound[r]
	if l.side == below {
		by = l.bound[r] - met.least
	}
	if !l.counts[r] || by <= 0 {
		return peak.Nothing
	}
	return peak.Share{Num: by, Den: g.rows[r].unit}
}

// narrow returns the box that also keeps the level's price at or below the cost.
func (g *game) narrow(b box, l level, cost peak.Share) box {
	return g.narrowTo(b, l, func(unit int64) int64 { return cost.Of(unit) })
}

// undercut returns the box that also keeps the level's price below the cost,
// which is more than nothing.
func (g *game) undercut(b box, l level, cost peak.Share) box {
	return g.narrowTo(b, l, func(unit int64) int64 {
		room := cost.Of(unit)
		if room > 0 && cost.Compare(peak.Share{Num: room, Den: unit}) == 0 {
			room--
		}
		return room
	})
}

func (g *game) narrowTo(b box, l level, room func(unit int64) int64) box {
	b = b.clone()
	for r, row := range g.rows {
		switch {
		case !l.counts[r]:
		case l.side == above:
			b.high[r] = min(b.high[r], l.bound[r]+room(row.unit))
		default:
			b.low[r] = max(b.low[r], l.bound[r]-room(row.unit))
		}
	}
	return b
}

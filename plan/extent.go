package plan

import "detente/order"

// extent is how far a row's sum can go to one side in any state at all: some state
// gets as far as sure, and none further than most. Which limits can be passed is
// mostly clear from that, without the minimum cut that says it exactly.
type extent struct{ sure, most int64 }

func (g *game) addExtents() {
	all := g.allEvents()
	for r := range g.rows {
		for _, s := range []side{above, below} {
			x := &g.rows[r].extents[s]
			x.sure, x.most = g.events.Between(g.seen(r, s, all), all)
		}
	}
}

// seen returns what the events add to the row's sum, seen from the side.
func (g *game) seen(r int, s side, within order.Set) []int64 {
	if s == below {
		return negated(g.rows[r].delta, within)
	}
	return g.rows[r].delta
}

// passes reports whether in some state the row's sum is further to the side than the
// bound: greater, or less.
func (g *game) passes(r int, s side, bound int64) bool {
	if s == below {
		bound = -bound
	}
	x := &g.rows[r].extents[s]
	if x.sure <= bound && bound < x.most {
		g.furthest(r, s)
	}
	return x.sure > bound
}

// furthest returns exactly how far the row's sum can go to the side.
func (g *game) furthest(r int, s side) int64 {
	x := &g.rows[r].extents[s]
	if x.sure < x.most {
		all := g.allEvents()
		x.sure = g.events.MaxClosure(g.seen(r, s, all), all)
		x.most = x.sure
	}
	return x.sure
}

func (g *game) allEvents() order.Set {
	return order.SetOf(g.events.Len(), g.events.Sequence()...)
}

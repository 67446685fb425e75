package rounds

import "slices"

// Gather joins rounds of a plan that follow each other as long as the limits and
// Accepts allow it. Of all plans that keep to the sequence of the rounds, this has
// the fewest: what may be joined may also be joined in part.
func (p *Problem) Gather(plan [][]int) [][]int {
	g := gathering{p: p, at: make([]int64, len(p.Rows))}
	for _, events := range plan {
		if !g.join(events) {
			g.close()
			if !g.join(events) {
				return plan
			}
		}
	}
	g.close()
	if p.holds(g.rounds) {
		return g.rounds
	}
	return plan
}

// holds reports whether the rounds are a plan: every event has its place, what
// waits stands later, what belongs together together, all limits are kept, and it
// is accepted.
func (p *Problem) holds(plan [][]int) bool {
	round := make([]int, p.Order.Len())
	for n, events := range plan {
		if len(events) == 0 || !p.canShare(events) {
			return false
		}
		for _, e := range events {
			if round[e] != 0 {
				return false
			}
			round[e] = n + 1
		}
	}
	for e, n := range round {
		for a := range p.Order.Before(e).All {
			if round[a] > n {
				return false
			}
		}
		if n == 0 {
			return false
		}
	}
	for _, g := range p.Together {
		for _, e := range g {
			if round[e] != round[g[0]] {
				return false
			}
		}
	}
	return p.passes(plan)
}

// passes reports whether the sums and Accepts allow a plan that keeps to the order.
func (p *Problem) passes(plan [][]int) bool {
	return p.Keeps(plan) && (p.Accepts == nil || p.Accepts(plan, true))
}

// gathering is a plan being joined.
type gathering struct {
	p      *Problem
	rounds [][]int
	last   []int   // the round being filled
	at     []int64 // by row: the sum before it
}

// join adds the events to the round being filled, if they may stand in it.
func (g *gathering) join(events []int) bool {
	joined := slices.Concat(g.last, events)
	if !g.p.canShare(joined) {
		return false
	}
	if !g.p.keeps(g.at, joined) {
		return false
	}
	slices.Sort(joined)
	if g.p.Accepts != nil && !g.p.Accepts(append(slices.Clip(g.rounds), joined), false) {
		return false
	}
	g.last = joined
	return true
}

// close ends the round being filled.
func (g *gathering) close() {
	if len(g.last) == 0 {
		return
	}
	g.p.addTo(g.at, g.last)
	g.rounds, g.last = append(g.rounds, g.last), nil
}

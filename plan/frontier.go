package plan

import (
	"detente/peak"
	"detente/rounds"
)

// trades fills in both frontiers. Where days are traded too, the search over rounds
// leaves half of what is left to it.
func (p *planner) trades(plan [][]int) {
	p.budget.Keep(0)
	if p.endOf(plan) > 0 {
		p.budget.Keep(p.budget.Left() / 2)
	}
	var short [][][]int
	p.result.Frontier, short = p.trade(plan)
	p.result.Days, p.result.Soonest = p.tradeDays(plan, short)
}

// trade lists the plans that trade rounds for exposure, level 1 being kept: from
// the fewest rounds that any exposure allows up to the plan, which has the least
// exposure. Where that is not known, it lists the plan alone. It returns the plans of
// fewer rounds as they were found, too.
func (p *planner) trade(plan [][]int) (all []Point, short [][][]int) {
	last := Point{Rounds: p.result.Rounds, Exposure: p.result.Exposure, Proved: p.exposure.proved && p.length.Proved}
	if !last.Proved {
		return []Point{last}, nil
	}
	fast := rounds.Find(p.dealing(p.loose, rounds.NoDay), plan, "frontier", p.budget)
	best, proved := fast.Rounds, fast.Proved && !p.g.coarse.Load()
	cost := peak.TooMuch
	for k := len(best); k < len(plan); k++ {
		before := cost
		var bound peak.Share
		best, cost, bound = p.leastExposed(best, k)
		proved = proved && !bound.Less(cost)
		if cost.Less(before) {
			shown := p.settledIn(p.g.narrow(p.loose, p.exposureLevel(), cost), best)
			all, short = append(all, p.point(shown, bound, proved)), append(short, best)
		}
	}
	return append(all, last), short
}

// leastExposed finds the plan of at most k rounds that exposes least; known is one
// of as few.
func (p *planner) leastExposed(known [][]int, k int) (best [][]int, cost, bound peak.Share) {
	return p.least(p.exposureLevel(), p.loose, known, p.exposure.cost, func(b box) ([][]int, bool) {
		answer := p.within("frontier", p.dealing(b, rounds.NoDay), k)
		return answer.Rounds, answer.Proved
	})
}

// point tells a plan as a point of the frontier.
func (p *planner) point(plan [][]int, bound peak.Share, proved bool) Point {
	spans := p.g.spans(plan)
	f := p.worst(plan, spans, p.exposureLevel())
	if f.Proved, f.Bound = proved, f.Share; !proved {
		f.Bound = bound.Rat()
	}
	return Point{Rounds: p.roundsOf(plan, spans), Exposure: f, Proved: proved}
}

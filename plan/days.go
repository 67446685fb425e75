package plan

import "detente/peak"

// The frontier in days. Level 1 being kept, it is the pairs of exposure and last day
// of which no plan, of however many rounds, has one less and the other not more. It
// is walked from the least exposure on: at each exposure the earliest end; then,
// among the plans that are over a day before that or earlier, the least exposure,
// and so on until no plan is over earlier. Each step is a question whether there is
// a plan within limits and until a day, so that each pair is proved from both sides
// or says which bound is known.

// dated is a pair on the way.
type dated struct {
	plan        [][]int
	cost, bound peak.Share // of exposure, among the plans that are over as early
	end         End        // among the plans that expose nobody more
}

// tradeDays returns the plans that trade days for exposure, from the earliest end
// on, and what is known of the earliest end of all plans as good on level 1. Where
// nothing takes any time there is nothing to trade.
func (p *planner) tradeDays(plan [][]int) ([]Point, *End) {
	if p.endOf(plan) == 0 {
		return nil, nil
	}
	p.budget.Keep(0)
	l, first := p.exposureLevel(), p.sched.LeastEnd(p.g.events.Sequence())
	bound := p.exposure.bound
	if p.exposure.proved {
		bound = p.exposure.cost
	}
	var all []dated
	for {
		d := dated{plan: plan, bound: bound}
		d.plan, d.end = p.overFirst(p.g.narrow(p.loose, l, p.costOf(l, plan)), plan, first)
		d.cost = p.costOf(l, d.plan)
		for len(all) > 0 && !all[len(all)-1].cost.Less(d.cost) {
			all = all[:len(all)-1] // as little exposure, and over earlier
		}
		all = append(all, d)
		until := d.end.Day - 1
		next, decided := [][]int(nil), until < first
		if !decided {
			next, decided = p.anyUntil(p.loose, until, "days")
		}
		if next == nil {
			soonest := &End{Day: d.end.Day, Proved: decided, Bound: first}
			if decided {
				soonest.Bound = soonest.Day
			}
			return p.points(all), soonest
		}
		if d.end.Proved { // what is over earlier exposes somebody more
			bound = d.cost
		}
		plan, _, bound = p.least(l, p.loose, next, bound, func(b box) ([][]int, bool) { return p.anyUntil(b, until, "days") })
	}
}

// overFirst finds the plan in the box that is over first, of however many rounds;
// plan is one in it, and none is over before the first day.
func (p *planner) overFirst(b box, plan [][]int, first int) ([][]int, End) {
	return p.soonest(b, plan, first, func(_ [][]int, until int) ([][]int, bool) { return p.anyUntil(b, until, "days") })
}

// points tells the pairs, from the earliest end on.
func (p *planner) points(all []dated) []Point {
	var told []Point
	for i := len(all) - 1; i >= 0; i-- {
		d := all[i]
		q := p.point(d.plan, d.cost, d.bound, !d.bound.Less(d.cost))
		q.End, q.Proved = &d.end, q.Proved && d.end.Proved
		told = append(told, q)
	}
	return told
}

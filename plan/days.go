package plan

import (
	"slices"

	"detente/peak"
)

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
// on, and what is known of the earliest end of all plans as good on level 1. Short
// are the plans of fewer rounds, from which the search begins. Where nothing takes
// any time there is nothing to trade.
func (p *planner) tradeDays(plan [][]int, short [][][]int) ([]Point, *End) {
	if p.endOf(plan) == 0 {
		return nil, nil
	}
	l, first := p.exposureLevel(), p.sched.LeastEnd(p.g.events.Sequence())
	known := p.hurried(append(short, plan))
	bound := p.exposure.bound
	if p.exposure.proved {
		bound = p.exposure.cost
	}
	var all []dated
	for {
		d := dated{bound: bound}
		d.plan, d.end = p.overFirst(plan, known, first)
		d.cost = p.costOf(l, d.plan)
		for len(all) > 0 && !all[len(all)-1].cost.Less(d.cost) {
			all = all[:len(all)-1] // as little exposure, and over earlier
		}
		all = append(all, d)
		next, decided := p.earlier(known, d.end.Day-1, first)
		if next == nil {
			if decided {
				first = d.end.Day
			}
			last := &all[len(all)-1].end
			last.Bound = max(last.Bound, first)
			last.Proved = last.Bound == last.Day
			return p.points(all), &End{Day: last.Day, Proved: decided, Bound: first}
		}
		if d.end.Proved { // what is over earlier exposes somebody more
			bound = d.cost
		}
		p.some()
		plan, _, bound = p.least(l, p.loose, next, bound, func(b box) ([][]int, bool) { return p.anyUntil(b, d.end.Day-1, "days") })
	}
}

// some gives the next question a quarter of the effort that is left, so that one that
// is too hard leaves something to the others.
func (p *planner) some() {
	p.budget.Keep(0)
	p.budget.Keep(p.budget.Left() - p.budget.Left()/4)
}

// hurried makes each plan be over as early as so few rounds allow, as little exposed.
func (p *planner) hurried(plans [][][]int) [][][]int {
	l, first := p.exposureLevel(), p.sched.LeastEnd(p.g.events.Sequence())
	for i, plan := range plans {
		p.some()
		b := p.g.narrow(p.loose, l, p.costOf(l, plan))
		plans[i], _ = p.soonest(b, p.settledIn(b, plan), first, func(best [][]int, until int) ([][]int, bool) {
			answer := p.within("days", p.dealing(b, until), len(best))
			return answer.Rounds, answer.Proved
		})
	}
	return plans
}

// overFirst finds the plan that is over first among those that expose nobody more
// than the plan, of however many rounds; none is over before the first day.
func (p *planner) overFirst(plan [][]int, known [][][]int, first int) ([][]int, End) {
	l := p.exposureLevel()
	cost := p.costOf(l, plan)
	for _, other := range known {
		if !cost.Less(p.costOf(l, other)) && p.endOf(other) < p.endOf(plan) {
			plan = other
		}
	}
	b := p.g.narrow(p.loose, l, cost)
	p.some()
	return p.soonest(b, p.settledIn(b, plan), first, func(_ [][]int, until int) ([][]int, bool) { return p.anyUntil(b, until, "days") })
}

// earlier returns a plan that is over until the day, the least exposed of those
// known, or whether it is decided that there is none.
func (p *planner) earlier(known [][][]int, until, first int) (best [][]int, decided bool) {
	if until < first {
		return nil, true
	}
	l := p.exposureLevel()
	for _, plan := range known {
		if p.endOf(plan) <= until && (best == nil || p.costOf(l, plan).Less(p.costOf(l, best))) {
			best = plan
		}
	}
	if best != nil {
		return best, true
	}
	p.some()
	return p.anyUntil(p.loose, until, "days")
}

// points tells the pairs, from the earliest end on.
func (p *planner) points(all []dated) []Point {
	share(all)
	var told []Point
	for _, d := range slices.Backward(all) {
		q := p.point(d.plan, d.bound, !d.bound.Less(d.cost))
		q.End, q.Proved = &d.end, q.Proved && d.end.Proved
		told = append(told, q)
	}
	return told
}

// share has pairs, which are listed from the least exposure on, share their bounds:
// what no plan until a day falls below, none until an earlier day does; and before
// what day none is over at some exposure, none is at less.
func share(all []dated) {
	for i := range all[1:] {
		all[i+1].bound = peak.Greater(all[i+1].bound, all[i].bound)
	}
	for i := len(all) - 2; i >= 0; i-- {
		end, more := &all[i].end, all[i+1].end
		end.Bound = max(end.Bound, more.Bound)
		end.Proved = end.Bound == end.Day
	}
}

package plan

import (
	"slices"

	"detente/peak"
	"detente/rounds"
)

// decideRounds settles levels 3 and 4, and with them whether the due dates can be
// met. Thresholds found without regard to time are lower bounds; where no plan
// within them is in time, they are raised, one level after the other, to the least
// at which one is. Where no plan at all is in time, dates are put off as putOff
// says.
func (p *planner) decideRounds() [][]int {
	p.clock, p.inTimeProved = p.sched, true
	plan := p.gathered()
	if !p.clock.Free() {
		plan = p.inDates(plan)
	}
	p.budget.Keep(0)
	if p.levels == 2 {
		p.length, p.end = Length{Rounds: len(plan)}, End{Day: p.endOf(plan)}
		return plan
	}
	return p.earliest(p.fewest(plan))
}

// inDates returns a plan that meets the due dates, or those that can be met, as
// good on levels 1 and 2 as any such plan. Known is a plan within the thresholds.
func (p *planner) inDates(known [][]int) [][]int {
	allowed := p.allowed
	var any [][]int
	if slices.Max(p.sched.LeastLate(p.g.events.Sequence())) == 0 {
		if _, missed := p.sched.Timetable(known); len(missed) == 0 {
			return known
		}
		if plan := p.inTime(p.box); plan != nil {
			return plan
		}
		p.allowed = nil
		any = p.inTime(p.hard)
	}
	p.allowed = nil
	if any == nil {
		p.late = true
		any = p.putOff()
	}
	if any == nil {
		p.clock = p.sched.Unlimited()
		return known
	}
	if p.late {
		p.allowed = allowed
		if plan := p.inTime(p.box); plan != nil {
			return plan
		}
		p.allowed = nil
	}
	return p.raiseAll(any)
}

// inTime looks for any plan in the box that meets the due dates; nil when there
// is none, or when the work ran out before it was found.
func (p *planner) inTime(b box) [][]int {
	plan, proved := p.any(b)
	p.inTimeProved = p.inTimeProved && (plan != nil || proved)
	return plan
}

// any looks for any plan in the box, under all conditions so far.
func (p *planner) any(b box) (plan [][]int, proved bool) { return p.anyUntil(b, rounds.NoDay, "dates") }

// anyUntil looks for one that is over until a day, of ever more rounds: few rounds
// are decided fast, and one event a round is all there can be.
func (p *planner) anyUntil(b box, until int, decided string) (plan [][]int, proved bool) {
	d, n := p.dealing(b, until), p.g.events.Len()
	for k := min(n, 8); ; k = min(n, 2*k) {
		answer := p.within(decided, d, k)
		if answer.Rounds != nil || !answer.Proved || k >= n {
			return answer.Rounds, answer.Proved
		}
	}
}

// putOff puts all dates off by the least number of days that some plan needs;
// then, one after the other in the order of the text, each date that can be met
// beside those before it is not put off after all. It returns a plan in that time.
func (p *planner) putOff() (any [][]int) {
	bound := p.sched.LeastLate(p.g.events.Sequence())
	least, most := max(1, slices.Max(bound)), p.sched.LateBy(p.apart())
	days := make([]int, len(p.sched.Limits()))
	try := func() bool {
		p.clock = p.sched.PutOff(days)
		if _, missed := p.clock.Timetable(any); any != nil && len(missed) == 0 {
			return true // the plan found last will do
		}
		plan := p.inTime(p.hard)
		if plan != nil {
			any = plan
		}
		return plan != nil
	}
	for least <= most && !p.budget.Exhausted() {
		middle := (least + most) / 2
		fill(days, middle)
		if try() {
			p.lateBy, most = middle, middle-1
		} else {
			least = middle + 1
		}
	}
	p.inTimeProved = p.inTimeProved && any != nil && !p.budget.Exhausted()
	fill(days, p.lateBy)
	for i := range days {
		if days[i] = 0; bound[i] > 0 || !try() {
			days[i] = p.lateBy
		}
	}
	p.clock = p.sched.PutOff(days)
	return any
}

func fill(days []int, with int) {
	for i := range days {
		days[i] = with
	}
}

// raiseAll finds the thresholds again, now among the plans that are in time; any
// is one of them. It returns a plan within the new thresholds.
func (p *planner) raiseAll(any [][]int) [][]int {
	p.box = p.hard
	any = p.raise(p.temptationLevel(numbers), &p.excess, any)
	if l := p.temptationLevel(words); !l.idle() {
		strict := p.g.narrow(p.box, l, peak.Nothing)
		plan := p.inTime(strict)
		p.sound = plan != nil
		if p.sound {
			p.box, any = strict, plan
		} else {
			p.allowed = p.someMagnitudes
			hopeful, proved := p.any(p.box)
			p.never, p.soundProved = hopeful == nil, p.soundProved && proved
			if p.never {
				p.allowed = nil
			} else {
				any = hopeful
			}
			any = p.raise(p.temptationLevel(reference), &p.reference, any)
		}
	}
	p.loose = p.box
	return p.raise(p.exposureLevel(), &p.exposure, any)
}

// raise lifts the threshold of one level to the least at which a plan in time
// exists, beginning with the least one without regard to time. Plan is one in
// time, within the box.
func (p *planner) raise(l level, f *found, plan [][]int) [][]int {
	if l.idle() {
		return plan
	}
	_, *f = p.solve(l)
	ask := func(b box) ([][]int, bool) { return p.any(b) }
	plan, f.cost, f.bound = p.least(l, p.box, plan, f.bound, ask)
	f.proved = !f.bound.Less(f.cost)
	p.box = p.g.narrow(p.box, l, f.cost)
	return plan
}

// least looks for the plan that costs least at the level among those that ask
// finds in a box; plan is one of them, and bound what all cost at least. Each
// question is for a plan that costs less than the best so far: finding one is
// cheap, and that there is none has to be shown only once.
func (p *planner) least(l level, b box, plan [][]int, bound peak.Share, ask func(box) ([][]int, bool)) (best [][]int, cost, proved peak.Share) {
	cost = p.costOf(l, plan)
	for bound.Less(cost) && !p.budget.Exhausted() {
		found, decided := ask(p.g.undercut(b, l, cost))
		switch {
		case found != nil:
			plan, cost = found, p.costOf(l, found)
		case decided:
			return plan, cost, cost
		default:
			return plan, cost, bound
		}
	}
	return plan, cost, peak.Least(bound, cost)
}

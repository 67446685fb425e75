package plan

import "slices"

// decideRounds settles level 3, and with it whether the due dates can be met.
// Thresholds found without regard to time are lower bounds; where no plan within
// them is in time, they are raised, one level after the other, to the least that
// the search turned away, until one is. Where no plan at all is in time, dates
// are put off as putOff says.
func (p *planner) decideRounds() [][]int {
	p.clock, p.inTimeProved = p.sched, true
	if p.clock.Free() {
		return p.fewest(nil)
	}
	var any [][]int
	if slices.Max(p.sched.LeastLate(p.g.events.Sequence())) == 0 {
		if rounds := p.inTime(p.box); rounds != nil {
			return p.fewest(rounds)
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
		return p.fewest(nil)
	}
	if rounds := p.inTime(p.box); p.late && rounds != nil {
		return p.fewest(rounds)
	}
	return p.fewest(p.raiseAll(any))
}

// inTime looks for any plan in the box that meets the due dates; nil when there
// is none, or when the work ran out before it was found.
func (p *planner) inTime(b box) [][]int {
	rounds, proved := p.search(b).within(len(p.g.moves))
	p.inTimeProved = p.inTimeProved && (rounds != nil || proved)
	return rounds
}

// search returns a search over rounds in the box, under all conditions so far.
func (p *planner) search(b box) *roundSearch {
	s := newRoundSearch(p.g, p.clock, b, p.work)
	s.allowed = p.allowed
	return s
}

// putOff puts all dates off by the least number of days that some plan needs;
// then, one after the other in the order of the text, each date that can be met
// beside those before it is not put off after all. It returns a plan in that time.
func (p *planner) putOff() (any [][]int) {
	order := newRoundSearch(p.g, p.sched.Unlimited(), p.hard, p.work).gather(p.path)
	bound := p.sched.LeastLate(p.g.events.Sequence())
	least, most := max(1, slices.Max(bound)), p.sched.LateBy(p.g.eventRounds(order))
	days := make([]int, len(p.sched.Limits()))
	try := func() bool {
		p.clock = p.sched.PutOff(days)
		if _, missed := p.clock.Timetable(p.g.eventRounds(any)); any != nil && len(missed) == 0 {
			return true // the plan found last will do
		}
		rounds := p.inTime(p.hard)
		if rounds != nil {
			any = rounds
		}
		return rounds != nil
	}
	for least <= most && !p.work.exhausted() {
		middle := (least + most) / 2
		fill(days, middle)
		if try() {
			p.lateBy, most = middle, middle-1
		} else {
			least = middle + 1
		}
	}
	p.inTimeProved = p.inTimeProved && any != nil && !p.work.exhausted()
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
	any = p.raise(p.temptationLevel("temptation", numbers), &p.excess, any)
	if l := p.temptationLevel("words", words); !l.idle() {
		strict := p.g.narrow(p.box, l, nothing)
		rounds := p.inTime(strict)
		p.sound = rounds != nil
		if p.sound {
			p.box, any = strict, rounds
		} else {
			p.allowed = p.someMagnitudes
			hopeful, proved := p.search(p.box).within(len(p.g.moves))
			p.never, p.soundProved = hopeful == nil, p.soundProved && proved
			if p.never {
				p.allowed = nil
			} else {
				any = hopeful
			}
			any = p.raise(p.temptationLevel("temptation", reference), &p.reference, any)
		}
	}
	return p.raise(p.exposureLevel(), &p.exposure, any)
}

// raise lifts the threshold of one level until a plan in time exists within it,
// beginning with the least one without regard to time.
func (p *planner) raise(l level, f *found, any [][]int) [][]int {
	if l.idle() {
		return any
	}
	*f = newClimb(p.g, p.box, l, p.work, p.allowed).run()
	for {
		s := p.search(p.g.narrow(p.box, l, f.cost))
		s.raise, s.most = &l, p.box
		rounds, proved := s.within(len(p.g.moves))
		if rounds != nil {
			p.box, f.bound, f.proved = s.box, f.cost, true
			return rounds
		}
		if !proved {
			f.bound, f.proved = f.cost, false
			f.cost = p.costOfRounds(l, any)
			p.box = p.g.narrow(p.box, l, f.cost)
			return any
		}
		if !f.cost.less(s.turnedAway) || s.turnedAway.num == maxSum {
			panic("plan: a plan in time exists, but no round stands between it and the threshold")
		}
		f.cost = s.turnedAway
	}
}

// costOfRounds returns the price of the rounds at the level.
func (p *planner) costOfRounds(l level, rounds [][]int) share {
	worst := nothing
	x := make([]int64, len(p.g.rows))
	for _, moves := range rounds {
		events := p.g.eventsOf(moves)
		for r := range p.g.rows {
			up, down := p.g.reach(r, events)
			if by := l.passes(r, x[r]+up, x[r]+down); l.counts[r] && by > 0 {
				worst = greater(worst, share{by, p.g.rows[r].unit})
			}
		}
		for _, m := range moves {
			for r, d := range p.g.moves[m].delta {
				x[r] += d
			}
		}
	}
	return worst
}

// fewest finds the plan of fewest rounds in the box; known is a plan to fall
// back on, and nil stands for the order of moves found by the levels before.
func (p *planner) fewest(known [][]int) [][]int {
	if known == nil {
		known = p.search(p.box).gather(p.path)
	}
	least := p.g.leastRounds()
	quick := &work{limit: p.quick, stop: p.work.stop}
	if rounds, _ := newRoundSearch(p.g, p.clock, p.box, quick).within(least); rounds != nil {
		p.length = Length{Rounds: least, Proved: true, Bound: least}
		return rounds
	}
	if p.clock.Free() && len(p.g.moves) == p.g.events.Len() {
		return p.fewestByLayers(known)
	}
	s := newRoundSearch(p.g, p.clock, p.box, p.work)
	for n := least; n <= len(known); n++ {
		rounds, decided := s.within(n)
		if rounds != nil {
			p.length = Length{Rounds: n, Proved: true, Bound: n}
			return rounds
		}
		if !decided {
			p.length = Length{Rounds: len(known), Proved: n == len(known), Bound: n}
			return known
		}
	}
	// The known plan itself is in the box unless a level before was not proved.
	p.length = Length{Rounds: len(known), Bound: len(known)}
	return known
}

// quickTries is how many moves are tried depth first for a plan of as few rounds
// as the order alone demands, which loose thresholds allow at once.
const quickTries = 20_000

// leastRounds returns how many rounds the order alone demands.
func (g *game) leastRounds() int {
	least := 0
	for _, t := range g.tail {
		least = max(least, t)
	}
	return least
}

func (p *planner) fewestByLayers(known [][]int) [][]int {
	s := newRoundSearch(p.g, p.sched.Unlimited(), p.box, p.work)
	rounds, bound, decided := meetInTheMiddle(p.g, p.box, s.rows, p.work, len(known))
	bound = max(bound, p.g.leastRounds())
	switch {
	case rounds != nil:
		p.length = Length{Rounds: len(rounds), Proved: true, Bound: len(rounds)}
		return s.settle(rounds)
	case decided: // the known plan is outside the box: a level before was not proved
		bound = len(known)
	}
	p.length = Length{Rounds: len(known), Proved: bound >= len(known), Bound: min(bound, len(known))}
	return known
}

package plan

import (
	"slices"

	"detente/peak"
	"detente/proof"
	"detente/rounds"
)

// dealing is the question how to put the events into rounds, within the box and
// under all conditions so far; end is the last day on which the plan may be over.
func (p *planner) dealing(b box, end int) *rounds.Problem {
	g := p.g
	d := &rounds.Problem{Order: g.events, Performer: g.performer, Released: make([]bool, g.events.Len())}
	for e, event := range g.course.Events {
		d.Released[e] = event.Exchange != nil
	}
	for _, bundle := range g.course.Bundles {
		d.Together = append(d.Together, bundle.Events)
	}
	for r, row := range g.rows {
		if g.passes(r, above, b.high[r]) || g.passes(r, below, b.low[r]) {
			d.Rows = append(d.Rows, rounds.Row{Delta: row.delta, Low: max(b.low[r], -rounds.Unlimited), High: min(b.high[r], rounds.Unlimited)})
		}
	}
	if timed := !p.clock.Free() || end != rounds.NoDay; timed || p.allowed != nil {
		d.Accepts = func(first [][]int, whole bool) bool { return p.accepts(first, whole, timed, end) }
		if timed {
			d.Clock = p.clockUntil(end)
		}
		if d.Opaque = p.allowed != nil || !p.clock.Delayable(); p.clock.Delayable() {
			d.Day = p.endOf
		}
	}
	return d
}

// accepts reports whether rounds at the beginning of a plan keep all dates, and
// meet no state that is not allowed.
func (p *planner) accepts(first [][]int, whole, timed bool, end int) bool {
	if timed {
		if _, missed := p.clock.Timetable(first); len(missed) > 0 {
			return false
		}
		if whole && end != rounds.NoDay && p.endOf(first) > end {
			return false
		}
	}
	return p.allowed == nil || p.allows(first, whole)
}

// allows asks about every state that the last of the rounds can meet, or, of a
// whole plan, that any of them can.
func (p *planner) allows(plan [][]int, whole bool) bool {
	x := make([]int64, len(p.g.rows))
	for k, events := range plan {
		if (whole || k == len(plan)-1) && !p.g.allowsAll(p.allowed, x, events) {
			return false
		}
		p.g.perform(x, events)
	}
	return true
}

// perform adds the events to the sums of the rows.
func (g *game) perform(x []int64, events []int) {
	for r := range g.rows {
		for _, e := range events {
			x[r] += g.rows[r].delta[e]
		}
	}
}

// endOf returns the day on which the rounds are over, as they are shown.
func (p *planner) endOf(plan [][]int) int {
	if len(plan) == 0 {
		return 0
	}
	times, _ := p.sched.Timetable(plan)
	return times.RoundEnd[len(plan)-1]
}

// clockUntil is what the schedule says about days, as the search over rounds
// needs it.
func (p *planner) clockUntil(end int) *rounds.Clock {
	days := p.clock.Days(p.g.events.Sequence())
	c := &rounds.Clock{
		Takes: days.Takes, Confirm: days.Confirm, Release: days.Release, Earliest: days.Earliest, After: days.After,
		Due: slices.Repeat([]int{rounds.NoDay}, p.g.events.Len()), End: end, Links: make([][]rounds.Link, p.g.events.Len()),
	}
	for e, waits := range days.Links {
		for _, w := range waits {
			c.Links[e] = append(c.Links[e], rounds.Link{After: w.Event, Days: w.Days})
		}
	}
	for _, l := range p.clock.Limits() {
		if l.From < 0 {
			c.Due[l.To] = min(c.Due[l.To], l.Days)
		}
	}
	return c
}

// gathered is the order of moves found by the levels before, in rounds.
func (p *planner) gathered() [][]int {
	return p.dealing(p.box, rounds.NoDay).Gather(p.apart())
}

// apart is the same with one move a round.
func (p *planner) apart() [][]int {
	plan := make([][]int, len(p.path))
	for k, m := range p.path {
		plan[k] = slices.Clone(p.g.moves[m].events)
		slices.Sort(plan[k])
	}
	return plan
}

// fewest settles level 3: the plan of fewest rounds in the box, known being one
// to fall back on.
func (p *planner) fewest(known [][]int) [][]int {
	d := p.dealing(p.box, rounds.NoDay)
	f := rounds.Find(d, known, "rounds", p.budget)
	p.examineRounds("rounds", d, f.Refutation)
	plan := p.settledIn(p.box, f.Rounds)
	p.length = Length{Rounds: len(plan), Proved: f.Bound >= len(plan), Bound: f.Bound}
	if p.g.coarse.Load() {
		p.length.Proved, p.length.Bound = len(plan) == 1, 1
	}
	return plan
}

// within asks whether k rounds are enough; what is decided, in a word, is for people.
// Where rounds were too large to be looked at, that there is no plan is not proved.
func (p *planner) within(decided string, d *rounds.Problem, k int) rounds.Answer {
	answer := rounds.Within(d, k, p.budget)
	answer.Proved = answer.Proved && (answer.Rounds != nil || !p.g.coarse.Load())
	p.examineRounds(decided, d, answer.Refutation)
	return answer
}

// examineRounds has a refutation gone over, where that is asked for.
func (p *planner) examineRounds(decided string, d *rounds.Problem, r *rounds.Refutation) {
	if p.examining && r != nil {
		p.examine(Examined{decided, r.Size()}, proof.Rounds(d, r))
	}
}

// settledIn moves what can as well come earlier one round forward within the box,
// where that makes nothing later.
func (p *planner) settledIn(b box, plan [][]int) [][]int {
	d := p.dealing(b, p.endOf(plan))
	if !d.Keeps(plan) { // the box of a level that was not proved
		return plan
	}
	if early := d.Settle(plan); d.Accepts == nil || d.Accepts(early, true) {
		return early
	}
	return plan
}

// earliest settles level 4: among the plans of as few rounds, the one that is over
// first.
func (p *planner) earliest(plan [][]int) [][]int {
	least := p.sched.LeastEnd(p.g.events.Sequence())
	plan, p.end = p.soonest(p.box, plan, least, func(best [][]int, until int) ([][]int, bool) {
		answer := p.within("end", p.dealing(p.box, until), len(best))
		return answer.Rounds, answer.Proved
	})
	return plan
}

// soonest looks for the plan in the box that is over first among those that ask
// finds until a day; best is one of them, and none is over before the least day. The
// first question is for a plan halfway between what is known to be possible and what
// might be; where that finds one, the next is for one that is a single day better,
// which mostly ends the matter.
func (p *planner) soonest(b box, best [][]int, least int, ask func(best [][]int, until int) ([][]int, bool)) ([][]int, End) {
	day := p.endOf(best)
	for halve := true; least < day && !p.budget.Exhausted(); {
		until := day - 1
		if halve {
			until = (least + day - 1) / 2
		}
		found, decided := ask(best, until)
		switch {
		case found != nil:
			best, halve = p.settledIn(b, found), false
			day = p.endOf(best)
		case decided:
			least, halve = until+1, true
		default:
			return best, End{Day: day, Bound: least}
		}
	}
	return best, End{Day: day, Bound: min(least, day), Proved: least >= day}
}

// costOf returns the price of the rounds at the level, the first state included.
func (p *planner) costOf(l level, plan [][]int) peak.Share {
	worst := peak.Nothing
	for _, spans := range p.g.spans(plan) {
		for r, met := range spans {
			worst = peak.Greater(worst, p.g.cost(l, r, met))
		}
	}
	return worst
}

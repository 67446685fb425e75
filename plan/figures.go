package plan

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/order"
	"detente/peak"
	"detente/worth"
)

// tell turns the rounds and the levels' proofs into the result.
func (p *planner) tell(rounds [][]int) {
	r := p.result
	p.tellMissed(rounds)
	p.takeAtItsWord(rounds)
	spans := p.g.spans(rounds)
	r.Rounds = p.roundsOf(rounds, spans)
	r.Excess = p.worst(rounds, spans, p.temptationLevel(numbers), p.temptationLevel(reference))
	r.Exposure = p.worst(rounds, spans, p.exposureLevel())
	p.prove(r.Excess, p.excess, p.reference)
	p.prove(r.Exposure, p.exposure)
	r.Length, r.End = &p.length, &p.end
	if p.overrun.cost.Num > 0 {
		r.Overrun = p.worst(rounds, spans, p.overrunLevel())
		p.prove(r.Overrun, p.overrun)
	}
	p.tellKept()
	r.Verdict = p.verdict()
	r.Proved = r.Excess.Proved && r.Exposure.Proved && (p.levels == 2 || p.length.Proved && p.end.Proved) && p.overrun.proved && p.soundProved && p.inTimeProved
	if r.Verdict == Depends {
		p.tellDeciding(rounds, spans)
	}
	p.explain()
}

// takeAtItsWord prices what was not proved by the plan that is shown: a search
// that ran out of work may show a plan better than it had reason to expect.
func (p *planner) takeAtItsWord(rounds [][]int) {
	levels := []struct {
		found *found
		level level
	}{
		{&p.overrun, p.overrunLevel()},
		{&p.excess, p.temptationLevel(numbers)},
		{&p.reference, p.temptationLevel(reference)},
		{&p.exposure, p.exposureLevel()},
	}
	for _, l := range levels {
		if l.found.bound.Den > 0 && !l.found.proved {
			l.found.cost = p.costOf(l.level, rounds)
			l.found.proved = l.found.cost.Compare(l.found.bound) == 0
		}
	}
	if !p.sound && p.costOf(p.temptationLevel(words), rounds).Num == 0 {
		p.sound, p.soundProved, p.never = true, true, false
	}
	if p.late && len(p.result.Lateness) == 0 {
		p.late, p.inTimeProved = false, true
	}
}

func (p *planner) verdict() Verdict {
	switch {
	case p.overrun.cost.Num > 0:
		return TooExposed
	case p.late:
		return Late
	case p.excess.cost.Num > 0, p.never && !p.sound:
		return NeedsStake
	case !p.sound:
		return Depends
	}
	return SelfEnforcing
}

// prove copies the proof of the level that sets the figure.
func (p *planner) prove(f *Figure, levels ...found) {
	f.Proved = true
	bound := peak.Nothing
	for _, l := range levels {
		if l.bound.Den == 0 { // the level was not asked
			continue
		}
		f.Proved = f.Proved && l.proved
		bound = peak.Greater(bound, l.bound)
	}
	f.Bound = bound.Rat()
	if f.Proved {
		f.Bound = f.Share
	}
}

// roundsOf lists the rounds with each party's worst temptation and exposure.
func (p *planner) roundsOf(rounds [][]int, spans [][]span) []Round {
	told := make([]Round, 0, len(rounds))
	times, _ := p.sched.Timetable(rounds)
	for i, events := range rounds {
		round := Round{
			Events:     events,
			Temptation: make(map[*agreement.Actor]*big.Rat, len(p.accounts)), Exposure: make(map[*agreement.Actor]*big.Rat, len(p.accounts)),
			Starts: times.RoundStart[i], Ends: times.RoundEnd[i],
		}
		for r, row := range p.g.rows {
			if row.kind == words {
				continue
			}
			met, party := spans[i+1][r], p.accounts[row.account].Party
			round.Temptation[party] = ratio(row.base+met.most, row.unit)
			round.Exposure[party] = ratio(max(0, -met.least), row.unit)
		}
		told = append(told, round)
	}
	return told
}

// ratio returns num/den, den > 0. Most of the figures of a plan are whole numbers or
// nothing, which need no reducing.
func ratio(num, den int64) *big.Rat {
	if num%den == 0 {
		return new(big.Rat).SetInt64(num / den)
	}
	return big.NewRat(num, den)
}

// worst finds where the levels cost most, given the spans of the rounds, the first such place.
func (p *planner) worst(rounds [][]int, all [][]span, levels ...level) *Figure {
	most := peak.Nothing
	var at struct {
		round, row int
		level      level
	}
	for i, spans := range all {
		for _, l := range levels {
			for r, met := range spans {
				cost := p.g.cost(l, r, met)
				if most.Less(cost) {
					most, at.round, at.row, at.level = cost, i, r, l
				}
			}
		}
	}
	if most.Num == 0 {
		return &Figure{Share: new(big.Rat), Worth: "0"}
	}
	row := p.g.rows[at.row]
	performed := slices.Concat(rounds[:max(0, at.round-1)]...)
	if at.round > 0 {
		performed = append(performed, p.extreme(at.row, rounds[at.round-1], at.level.side)...)
	}
	return &Figure{
		Share: most.Rat(), Party: p.accounts[row.account].Party, Round: at.round,
		Worth: p.worthAt(row, at.level, performed), Performed: p.names(performed),
	}
}

// extreme returns what of the round has been performed when the row's sum is at
// its greatest or least.
func (p *planner) extreme(r int, events []int, s side) []int {
	delta := p.g.rows[r].delta
	if s == below {
		delta = negated(delta, order.SetOf(p.g.events.Len(), events...))
	}
	all := order.NewSet(p.g.events.Len())
	for _, own := range p.g.byPerformer(events) {
		part, _ := p.g.events.Heaviest(delta, own)
		all.Union(part)
	}
	return all.Members()
}

// worthAt says the figure in the party's own unit.
func (p *planner) worthAt(row row, l level, events []int) string {
	a := p.accounts[row.account]
	state := p.stateOf(events)
	switch {
	case l.side == above:
		return a.Say(a.Excess(state))
	case l.name == "max_exposure":
		return a.Say(a.Loss(state).Minus(a.MaxExposure))
	}
	return a.Say(a.Loss(state))
}

// stateOf returns the units performed once the events are.
func (p *planner) stateOf(events []int) order.Set {
	c := p.result.Course
	s := order.NewSet(len(c.Units))
	for u := range c.Units {
		if e := c.EventOf(u); e < 0 || slices.Contains(events, e) {
			s.Add(u)
		}
	}
	return s
}

// names lists the units of the events, in the order of the text.
func (p *planner) names(events []int) []string {
	slices.Sort(events)
	var names []string
	for _, e := range events {
		names = append(names, p.result.Course.UnitNames(e)...)
	}
	return names
}

func (p *planner) tellKept() {
	for _, a := range p.accounts {
		kept := a.Kept()
		k := Kept{Party: a.Party, Worth: a.Say(kept)}
		switch kept.Grade() {
		case worth.Always:
			continue
		case worth.Depends:
			stays, leaves := a.Sides(nil)
			k.If = &Comparison{Party: a.Party, Left: leaves, Right: stays, Round: len(p.result.Rounds)}
		case worth.Never:
		}
		for _, u := range a.TakesBack() {
			k.Units = append(k.Units, p.result.Course.Units[u].Name())
		}
		p.result.Kept = append(p.result.Kept, k)
	}
}

// tellMissed lists the due dates that the shown rounds do not meet.
func (p *planner) tellMissed(rounds [][]int) {
	times, missed := p.sched.Timetable(rounds)
	for _, l := range missed {
		names := p.result.Course.UnitNames(l.To)
		m := Missed{Unit: names[len(names)-1], Due: l.Due, Ends: p.sched.Date(times.End[l.To])}
		if l.From >= 0 {
			m.Due = p.sched.Date(times.End[l.From] + l.Days)
		}
		p.result.Lateness = append(p.result.Lateness, m)
	}
}

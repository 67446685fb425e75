package plan

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/order"
	"detente/schedule"
	"detente/worth"
)

// The dumb version that stands beside the planner: it follows the model page
// word by word over all states, with rationals, and shares only the formulas of
// package worth with it.

// bruteState is what the model says of one state.
type bruteState struct {
	overrun, excess, reference, exposure *big.Rat // shares, as the levels price them
	sound, never                         bool
}

type brute struct {
	c        *agreement.Course
	accounts []*worth.Account
	before   []uint // by event: the events it waits for, closed
	states   []*bruteState
}

func newBrute(c *agreement.Course) *brute {
	b := &brute{c: c, accounts: worth.Accounts(c), states: make([]*bruteState, 1<<len(c.Events))}
	b.before = make([]uint, len(c.Events))
	for range c.Events {
		for _, e := range c.Edges {
			b.before[e.After] |= 1<<e.Before | b.before[e.Before]
		}
	}
	return b
}

func (b *brute) full() uint { return 1<<len(b.c.Events) - 1 }

func (b *brute) closed(s uint) bool {
	for e := range b.c.Events {
		if s>>e&1 == 1 && b.before[e]&^s != 0 {
			return false
		}
	}
	return true
}

func (b *brute) state(s uint) *bruteState {
	if b.states[s] == nil {
		b.states[s] = b.measure(s)
	}
	return b.states[s]
}

func (b *brute) measure(s uint) *bruteState {
	units := order.NewSet(len(b.c.Units))
	for u := range b.c.Units {
		if e := b.c.EventOf(u); e < 0 || s>>e&1 == 1 {
			units.Add(u)
		}
	}
	m := &bruteState{overrun: new(big.Rat), excess: new(big.Rat), reference: new(big.Rat), exposure: new(big.Rat), sound: true}
	for _, a := range b.accounts {
		loss, excess := a.Loss(units), a.Excess(units)
		m.exposure = greatest(m.exposure, new(big.Rat).Quo(a.Reference(loss), a.Unit()))
		if a.Words == nil {
			m.excess = greatest(m.excess, new(big.Rat).Quo(excess[0], a.Unit()))
		} else {
			m.reference = greatest(m.reference, new(big.Rat).Quo(a.Reference(excess), a.Unit()))
			m.sound = m.sound && excess.Grade() == worth.Always
			m.never = m.never || excess.Grade() == worth.Never
		}
		if a.MaxExposure != nil && loss.Minus(a.MaxExposure).Grade() != worth.Always {
			m.overrun = greatest(m.overrun, b.overrun(a, loss))
		}
	}
	return m
}

// overrun prices exposure beyond the limit; how much, in words, is the
// planner's own choice of a unit, so that the dumb version only says "some".
func (b *brute) overrun(a *worth.Account, loss worth.Vector) *big.Rat {
	if a.Words != nil {
		return big.NewRat(1, 1000)
	}
	return new(big.Rat).Quo(loss.Minus(a.MaxExposure)[0], a.Unit())
}

// met returns all states that the round can meet from s, s and the end included.
func (b *brute) met(s, round uint) []uint {
	states := []uint{s}
	for _, own := range b.hands(round) {
		var more []uint
		for part := own; ; part = (part - 1) & own {
			ok := true
			for e := range b.c.Events {
				ok = ok && (part>>e&1 == 0 || b.before[e]&own&^part == 0)
			}
			if ok {
				for _, t := range states {
					more = append(more, t|part)
				}
			}
			if part == 0 {
				break
			}
		}
		states = more
	}
	return states
}

func (b *brute) hands(round uint) []uint {
	own := map[string]uint{}
	var names []string
	for e, event := range b.c.Events {
		if round>>e&1 == 1 {
			if own[event.Performer] == 0 {
				names = append(names, event.Performer)
			}
			own[event.Performer] |= 1 << e
		}
	}
	var hands []uint
	for _, n := range names {
		hands = append(hands, own[n])
	}
	return hands
}

// allowed reports whether the round may follow s: what comes before each event
// is in s, or in the round in the same performer's hands and no exchange; and
// bundles stay together.
func (b *brute) allowed(s, round uint) bool {
	if !b.closed(s | round) {
		return false
	}
	for e := range b.c.Events {
		if round>>e&1 == 0 {
			continue
		}
		if b.before[e]>>e&1 == 1 {
			return false // it waits for itself
		}
		for f := range b.c.Events {
			first, then := b.c.Events[f], b.c.Events[e]
			if b.before[e]>>f&1 == 1 && round>>f&1 == 1 && (first.Performer != then.Performer || first.Exchange != nil) {
				return false
			}
		}
	}
	for _, bundle := range b.c.Bundles {
		in := 0
		for _, e := range bundle.Events {
			in += int(round >> e & 1)
		}
		if in != 0 && in != len(bundle.Events) {
			return false
		}
	}
	return true
}

// measureRound is the worst of all states that the round can meet.
func (b *brute) measureRound(s, round uint) *bruteState {
	w := &bruteState{overrun: new(big.Rat), excess: new(big.Rat), reference: new(big.Rat), exposure: new(big.Rat), sound: true}
	for _, t := range b.met(s, round) {
		w.include(b.state(t))
	}
	return w
}

func (m *bruteState) include(n *bruteState) {
	m.overrun = greatest(m.overrun, n.overrun)
	m.excess = greatest(m.excess, n.excess)
	m.reference = greatest(m.reference, n.reference)
	m.exposure = greatest(m.exposure, n.exposure)
	m.sound = m.sound && n.sound
	m.never = m.never || n.never
}

// answer is what the planner has to find.
type answer struct {
	verdict           Verdict
	overrun           *big.Rat
	excess, reference *big.Rat
	exposure          *big.Rat
	rounds            int
	end               int // day
	inWords           bool
}

// candidate is one whole plan, or a stretch of one, with its worst figures.
type candidate struct {
	worst  *bruteState
	rounds int
	lateBy int // days by which all limits must be put off for it
	end    int // the day on which it is over
	plan   [][]int
}

// plans writes out every plan of the course: every ordered partition of its
// events into allowed rounds.
func (b *brute) plans() []candidate {
	sched := schedule.New(b.c)
	var all []candidate
	var rounds [][]int
	var extend func(s uint, worst *bruteState)
	extend = func(s uint, worst *bruteState) {
		if s == b.full() {
			lateBy := 0
			for {
				if inTime(sched, rounds, lateBy) {
					break
				}
				lateBy++
			}
			end := 0
			if times, _ := sched.Timetable(rounds); len(rounds) > 0 {
				end = times.RoundEnd[len(rounds)-1]
			}
			all = append(all, candidate{worst, len(rounds), lateBy, end, slices.Clone(rounds)})
			return
		}
		for round, rest := b.full()&^s, b.full()&^s; round != 0; round = (round - 1) & rest {
			if !b.allowed(s, round) {
				continue
			}
			w := *worst
			w.include(b.measureRound(s, round))
			rounds = append(rounds, bitsOf(round))
			extend(s|round, &w)
			rounds = rounds[:len(rounds)-1]
		}
	}
	extend(0, b.measureRound(0, 0))
	return all
}

// inTime reports whether the rounds meet the limits, each put off by that many
// days; the first ones, which are given, by theirs.
func inTime(s *schedule.Schedule, rounds [][]int, rest int, days ...int) bool {
	for len(days) < len(s.Limits()) {
		days = append(days, rest)
	}
	_, missed := s.PutOff(days).Timetable(rounds)
	return len(missed) == 0
}

// leastLate keeps the plans that are late by as few days as any, and among them,
// limit by limit, those that meet it, where there are some.
func (b *brute) leastLate(plans []candidate) (kept []candidate, late bool) {
	kept, by := least(plans, func(c candidate) *big.Rat { return big.NewRat(int64(c.lateBy), 1) })
	lateBy := int(by.Num().Int64())
	sched := schedule.New(b.c)
	var days []int
	for range sched.Limits() {
		meets := func(c candidate) bool { return inTime(sched, c.plan, lateBy, append(slices.Clone(days), 0)...) }
		if punctual := keep(kept, meets); len(punctual) > 0 {
			kept, days = punctual, append(days, 0)
		} else {
			days = append(days, lateBy)
		}
	}
	return kept, lateBy > 0
}

func bitsOf(s uint) []int {
	var out []int
	for e := 0; s>>e != 0; e++ {
		if s>>e&1 == 1 {
			out = append(out, e)
		}
	}
	return out
}

// frontier lists, from the fewest rounds on, the plans as good on level 1 of which
// none is both as short and less exposing.
func (b *brute) frontier(plans []candidate) []candidate {
	plans, _, _ = b.asGood(plans)
	var all []candidate
	for n := range mostRounds(plans) + 1 {
		short := keep(plans, func(c candidate) bool { return c.rounds == n })
		if len(short) == 0 {
			continue
		}
		short, exposure := least(short, func(c candidate) *big.Rat { return c.worst.exposure })
		if len(all) == 0 || exposure.Cmp(all[len(all)-1].worst.exposure) < 0 {
			all = append(all, short[0])
		}
	}
	return all
}

// mostRounds is the greatest number of rounds of the plans.
func mostRounds(plans []candidate) int {
	n := 0
	for _, p := range plans {
		n = max(n, p.rounds)
	}
	return n
}

// judge picks the best of all plans as the model page orders them.
func (b *brute) judge(plans []candidate) answer {
	if len(plans) == 0 {
		return answer{verdict: Blocked}
	}
	plans, a, verdict := b.asGood(plans)
	plans, a.exposure = least(plans, func(c candidate) *big.Rat { return c.worst.exposure })
	plans, rounds := least(plans, func(c candidate) *big.Rat { return big.NewRat(int64(c.rounds), 1) })
	_, end := least(plans, func(c candidate) *big.Rat { return big.NewRat(int64(c.end), 1) })
	a.rounds, a.end = int(rounds.Num().Int64()), int(end.Num().Int64())
	verdict(&a)
	return a
}

// asGood keeps the plans that are best before exposure counts.
func (b *brute) asGood(plans []candidate) ([]candidate, answer, func(*answer)) {
	var a answer
	plans, a.overrun = least(plans, func(c candidate) *big.Rat { return c.worst.overrun })
	plans, late := b.leastLate(plans)
	plans, a.excess = least(plans, func(c candidate) *big.Rat { return c.worst.excess })
	sound, hopeful := keep(plans, func(c candidate) bool { return c.worst.sound }), keep(plans, func(c candidate) bool { return !c.worst.never })
	if a.inWords = len(sound) > 0; a.inWords {
		plans = sound
	} else if len(hopeful) > 0 {
		plans = hopeful
	}
	plans, a.reference = least(plans, func(c candidate) *big.Rat { return c.worst.reference })
	return plans, a, func(a *answer) { a.judge(late, len(hopeful) > 0) }
}

// judge gives the first verdict that applies.
func (a *answer) judge(late, hopeful bool) {
	switch {
	case a.overrun.Sign() > 0:
		a.verdict = TooExposed
	case late:
		a.verdict = Late
	case a.excess.Sign() > 0 || !hopeful:
		a.verdict = NeedsStake
	case !a.inWords:
		a.verdict = Depends
	default:
		a.verdict = SelfEnforcing
	}
}

func keep(plans []candidate, ok func(candidate) bool) []candidate {
	return slices.DeleteFunc(slices.Clone(plans), func(c candidate) bool { return !ok(c) })
}

func least(plans []candidate, size func(candidate) *big.Rat) ([]candidate, *big.Rat) {
	best := size(plans[0])
	for _, p := range plans {
		if size(p).Cmp(best) < 0 {
			best = size(p)
		}
	}
	return keep(plans, func(c candidate) bool { return size(c).Cmp(best) == 0 }), best
}

// walk answers the same without time, over states instead of plans, so that it
// reaches more steps: after each level only the rounds that keep it remain.
func (b *brute) walk() answer {
	type hop struct {
		from, to uint
		worst    *bruteState
	}
	var hops []hop
	for s := range b.full() + 1 {
		if !b.closed(s) {
			continue
		}
		for round, rest := b.full()&^s, b.full()&^s; round != 0; round = (round - 1) & rest {
			if b.allowed(s, round) {
				hops = append(hops, hop{s, s | round, b.measureRound(s, round)})
			}
		}
	}
	start := b.state(0)
	// bottleneck returns the least worst size on a way from nothing to all.
	bottleneck := func(size func(*bruteState) *big.Rat) *big.Rat {
		at := make([]*big.Rat, b.full()+1)
		at[0] = size(start)
		for _, h := range hops { // hops start in ascending order of sets
			if at[h.from] == nil {
				continue
			}
			if w := greatest(at[h.from], size(h.worst)); at[h.to] == nil || w.Cmp(at[h.to]) < 0 {
				at[h.to] = w
			}
		}
		return at[b.full()]
	}
	restrict := func(ok func(*bruteState) bool) {
		hops = slices.DeleteFunc(hops, func(h hop) bool { return !ok(h.worst) })
	}
	level := func(size func(*bruteState) *big.Rat) *big.Rat {
		best := bottleneck(size)
		restrict(func(m *bruteState) bool { return size(m).Cmp(best) <= 0 })
		return best
	}
	flag := func(bad func(*bruteState) bool) bool {
		best := bottleneck(func(m *bruteState) *big.Rat {
			if bad(m) {
				return big.NewRat(1, 1)
			}
			return new(big.Rat)
		})
		return best.Sign() == 0
	}
	var a answer
	if bottleneck(func(*bruteState) *big.Rat { return new(big.Rat) }) == nil {
		return answer{verdict: Blocked}
	}
	a.overrun = level(func(m *bruteState) *big.Rat { return m.overrun })
	a.excess = level(func(m *bruteState) *big.Rat { return m.excess })
	hopeful := flag(func(m *bruteState) bool { return m.never })
	a.inWords = flag(func(m *bruteState) bool { return !m.sound })
	if a.inWords {
		restrict(func(m *bruteState) bool { return m.sound })
	} else if hopeful {
		restrict(func(m *bruteState) bool { return !m.never })
	}
	a.reference = level(func(m *bruteState) *big.Rat { return m.reference })
	a.exposure = level(func(m *bruteState) *big.Rat { return m.exposure })
	rounds := make([]int, b.full()+1)
	for _, h := range hops {
		if n := rounds[h.from] + 1; (h.from == 0 || rounds[h.from] > 0) && (rounds[h.to] == 0 || n < rounds[h.to]) {
			rounds[h.to] = n
		}
	}
	a.rounds = rounds[b.full()]
	a.judge(false, hopeful)
	return a
}

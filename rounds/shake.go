package rounds

import (
	"slices"

	"detente/effort"
	"detente/order"
)

// A plan that cannot be improved in any window may be one round from one that can: events that may
// stand in either of two rounds happen to stand in the wrong one. So it is shaken: events move to
// rounds next to theirs at random, always the same way for the same plan, and it is improved again
// (iterated local search, Lourenço, Martin and Stützle 2003).

const (
	// shakes is how often a plan is shaken.
	shakes = 8
	// lightly is how much effort a window may take at most where plans are shaken: later the
	// search for a proof has more use for it.
	lightly = 10_000
	// pushes is how many moves of one event are tried for each event.
	pushes = 6
)

// improveOften improves a plan that holds, and shakes it and improves it again; a plan of as few
// rounds takes the place of the one before.
func (p *Problem) improveOften(plan [][]int, each int64, b *effort.Budget) [][]int {
	plan = p.improve(plan, each, b)
	if each > lightly {
		return plan
	}
	d := dice(each)
	for n := 0; n < shakes && !b.Exhausted(); n++ {
		if next := p.improve(p.shaken(plan, &d), each, b); len(next) <= len(plan) {
			plan = next
		}
	}
	return plan
}

// shaken returns a plan that holds, of as many rounds as this one that holds, in which events have
// moved.
func (p *Problem) shaken(plan [][]int, d *dice) [][]int {
	s := shaking{p: p, at: make([]int, p.Order.Len()), before: make([][]int64, len(plan)), bound: order.NewSet(p.Order.Len())}
	sums := make([]int64, len(p.Rows))
	for n, events := range plan {
		s.rounds, s.before[n] = append(s.rounds, slices.Clone(events)), slices.Clone(sums)
		p.addTo(sums, events)
		for _, e := range events {
			s.at[e] = n
		}
	}
	for _, g := range p.Together {
		for _, e := range g {
			s.bound.Add(e)
		}
	}
	for range pushes * p.Order.Len() {
		e := d.roll(p.Order.Len())
		s.push(e, s.at[e]+1-2*d.roll(2))
	}
	return s.rounds
}

// shaking is a plan being shaken.
type shaking struct {
	p      *Problem
	rounds [][]int
	at     []int     // by event: its round
	before [][]int64 // by round and row: the sum before it
	bound  order.Set // the events that belong together with others; they stay
}

// push moves the event to a round next to its own, if the plan then holds.
func (s *shaking) push(e, to int) {
	from := s.at[e]
	if to < 0 || to >= len(s.rounds) || len(s.rounds[from]) == 1 || s.bound.Has(e) || !s.inOrder(e, to) {
		return
	}
	was, is := s.rounds[from], s.rounds[to]
	s.rounds[from] = slices.DeleteFunc(slices.Clone(was), func(x int) bool { return x == e })
	s.rounds[to] = slices.Sorted(slices.Values(append(slices.Clone(is), e)))
	first := min(from, to)
	between := slices.Clone(s.before[first])
	s.p.addTo(between, s.rounds[first])
	if s.p.canShare(s.rounds[to]) && s.p.keeps(s.before[first], s.rounds[first]) && s.p.keeps(between, s.rounds[first+1]) &&
		(s.p.Accepts == nil || s.p.Accepts(s.rounds, true)) {
		s.at[e], s.before[first+1] = to, between
		return
	}
	s.rounds[from], s.rounds[to] = was, is
}

// inOrder reports whether nothing that comes before the event stands in a later round than that, and
// nothing that comes after it in an earlier one.
func (s *shaking) inOrder(e, to int) bool {
	for a := range s.p.Order.Before(e).All {
		if s.at[a] > to {
			return false
		}
	}
	for b := range s.p.Order.After(e).All {
		if s.at[b] < to {
			return false
		}
	}
	return true
}

// dice are numbers that look as if they were drawn, the same after the same beginning (SplitMix64:
// Steele, Lea and Flood 2014).
type dice uint64

// roll returns a number from 0 to n−1.
func (d *dice) roll(n int) int {
	*d += 0x9e3779b97f4a7c15
	x := uint64(*d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) % uint64(n))
}

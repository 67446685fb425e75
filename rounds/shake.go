package rounds

import (
	"slices"

	"detente/effort"
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
	d := dice(each)
	for range shakes {
		if b.Exhausted() || each > lightly {
			break
		}
		if next := p.improve(p.shaken(plan, &d), each, b); len(next) <= len(plan) {
			plan = next
		}
	}
	return plan
}

// shaken returns a plan that holds, of at most as many rounds, in which events have moved.
func (p *Problem) shaken(plan [][]int, d *dice) [][]int {
	next := make([][]int, len(plan))
	at := make([]int, p.Order.Len())
	for n, events := range plan {
		next[n] = slices.Clone(events)
		for _, e := range events {
			at[e] = n
		}
	}
	for range pushes * p.Order.Len() {
		e := d.roll(p.Order.Len())
		from := at[e]
		to := from + 1 - 2*d.roll(2)
		if to < 0 || to >= len(next) {
			continue
		}
		was, is := slices.Clone(next[from]), slices.Clone(next[to])
		next[from] = slices.DeleteFunc(next[from], func(x int) bool { return x == e })
		next[to] = append(next[to], e)
		slices.Sort(next[to])
		if len(next[from]) == 0 || !p.holds(next) {
			next[from], next[to] = was, is
			continue
		}
		at[e] = to
	}
	return next
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

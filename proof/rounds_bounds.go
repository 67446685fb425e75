package proof

import (
	"slices"

	"detente/rounds"
)

// bounds say of each group in which round it stands at the earliest and at the
// latest.
type bounds struct{ first, last []int }

func (b bounds) clone() bounds { return bounds{slices.Clone(b.first), slices.Clone(b.last)} }

func (b bounds) settled() bool { return slices.Equal(b.first, b.last) }

// empty reports whether some group has no round left.
func (b bounds) empty() bool {
	for g, first := range b.first {
		if first > b.last[g] {
			return true
		}
	}
	return false
}

// draw tightens the bounds until nothing more follows; false where they leave no
// plan.
func (c *cases) draw(b bounds) bool {
	for {
		before := b.clone()
		if !c.drawOrder(b) || !c.drawSums(b) || !c.drawDays(b) {
			return false
		}
		if slices.Equal(before.first, b.first) && slices.Equal(before.last, b.last) {
			return true
		}
	}
}

// drawOrder: what waits stands later. Pairs are gone through again until nothing
// moves, or no round is left.
func (c *cases) drawOrder(b bounds) bool {
	for moved := true; moved; {
		moved = false
		for _, w := range c.waits {
			if first := b.first[w.a] + w.rounds; first > b.first[w.b] {
				b.first[w.b], moved = first, true
			}
			if last := b.last[w.b] - w.rounds; last < b.last[w.a] {
				b.last[w.a], moved = last, true
			}
		}
		if b.empty() {
			return false
		}
	}
	return !b.empty()
}

// place says where a group stands, seen from a round.
type place int

const (
	after place = iota
	within
	before
)

// leaves reports whether the bounds let the group stand there, seen from the round.
func (b bounds) leaves(g, round int, at place) bool {
	switch at {
	case before:
		return b.first[g] < round
	case within:
		return b.first[g] <= round && round <= b.last[g]
	}
	return b.last[g] > round
}

// drawSums: in no round may a sum pass its limit, even where every group stands
// where it adds least.
func (c *cases) drawSums(b bounds) bool {
	for i := range c.sums {
		for n := 1; n <= c.k; n++ {
			if !c.sums[i].draw(b, n) {
				return false
			}
		}
	}
	return true
}

// draw looks at one sum in one round.
func (s *sum) draw(b bounds, round int) bool {
	total := int64(0)
	for g := range b.first {
		total += s.least(b, g, round)
	}
	if total > s.most {
		return false
	}
	for g := range b.first {
		s.confine(b, g, round, s.most-total+s.least(b, g, round))
		if b.first[g] > b.last[g] {
			return false
		}
	}
	return true
}

// least is the least that the group adds.
func (s *sum) least(b bounds, g, round int) int64 {
	least := rounds.Unlimited
	for _, at := range []place{after, within, before} {
		if b.leaves(g, round, at) {
			least = min(least, s.adds(g, at))
		}
	}
	return least
}

// confine keeps the group away from where it adds more than there is room for.
func (s *sum) confine(b bounds, g, round int, room int64) {
	fits := func(at place) bool { return b.leaves(g, round, at) && s.adds(g, at) <= room }
	later, now, earlier := fits(after), fits(within), fits(before)
	switch {
	case !earlier && !now:
		b.first[g] = max(b.first[g], round+1)
	case !earlier:
		b.first[g] = max(b.first[g], round)
	}
	switch {
	case !later && !now:
		b.last[g] = min(b.last[g], round-1)
	case !later:
		b.last[g] = min(b.last[g], round)
	}
}

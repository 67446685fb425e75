package plan

import (
	"slices"

	"detente/order"
)

// reversed returns the game played backwards: what comes after comes before, and
// what a step adds to a sum it takes away. The rounds of a plan, last first, are
// a plan of the reversed game in the reversed box.
func (g *game) reversed() *game {
	r := &game{course: g.course, accounts: g.accounts, performer: g.performer, events: g.events.Reversed(), order: g.order.Reversed()}
	for _, row := range g.rows {
		row.delta = slices.Clone(row.delta)
		for e := range row.delta {
			row.delta[e] = -row.delta[e]
		}
		r.rows = append(r.rows, row)
	}
	for _, m := range g.moves {
		events := slices.Clone(m.events)
		slices.Reverse(events)
		r.moves = append(r.moves, r.newMove(events))
	}
	r.waits = make([][]wait, len(g.moves))
	for m := range g.moves {
		for _, w := range g.waits[m] {
			r.waits[w.move] = append(r.waits[w.move], wait{m, w.sameRound})
		}
	}
	r.addTails()
	return r
}

// reversed returns the box for sums that are counted from the end.
func (b box) reversed(g *game) box {
	r := b.clone()
	for k, row := range g.rows {
		total := int64(0)
		for _, d := range row.delta {
			total += d
		}
		r.low[k], r.high[k] = r.low[k]-total, r.high[k]-total
	}
	return r
}

// meetInTheMiddle finds a plan of the fewest rounds, at most limit: layers grow
// from the first state and from the last, always on the side that promises to cost less,
// until a state is in both. It returns nil and true when there is no such plan;
// where the work runs out, no plan has fewer rounds than least.
func meetInTheMiddle(g *game, b box, rows []int, w *work, limit int) (rounds [][]int, least int, decided bool) {
	ahead, back := newLayers(g, b, rows, w), newLayers(g.reversed(), b.reversed(g), rows, w)
	ahead.eager = true
	if i, j, ok := ahead.meeting(back); ok {
		return joined(ahead, back, i, j), 0, true
	}
	for k := 1; k <= limit; k++ {
		side, other := ahead, back
		if back.ahead < ahead.ahead {
			side, other = back, ahead
		}
		if len(side.now) == 0 {
			return nil, k, true
		}
		if !side.grow(limit - side.depth) {
			return nil, k, false
		}
		if i, j, ok := side.meeting(other); ok {
			if side == back {
				i, j = j, i
			}
			return joined(ahead, back, i, j), k, true
		}
	}
	return nil, limit + 1, true
}

// meeting returns the first state of the last layer that the other side has
// reached too.
func (l *layers) meeting(other *layers) (own, its int32, ok bool) {
	rest := order.NewSet(len(l.g.moves))
	for _, i := range l.now {
		s := l.table.at(i)
		clear(rest)
		for m := range l.g.moves {
			if !s.Has(m) {
				rest.Add(m)
			}
		}
		if j, ok := other.table.lookup(rest); ok {
			return i, j, true
		}
	}
	return 0, 0, false
}

// joined returns the rounds up to state i ahead and from state j back.
func joined(ahead, back *layers, i, j int32) [][]int {
	rounds := ahead.trace(i)
	rest := back.trace(j)
	slices.Reverse(rest)
	for _, r := range rest {
		slices.Reverse(r)
	}
	return append(rounds, rest...)
}

package plan

import (
	"slices"

	"detente/order"
)

// round is a round being filled. It keeps, for each performer and row, the
// greatest and the least that the performer's own part of the round can add to
// the sum; every state the round can meet lies between their totals.
type round struct {
	s     *roundSearch
	in    order.Set // moves
	moves []int
	hands []hand // one for each performer with an event in the round
	up    []int64
	down  []int64
	past  []undo
}

// hand is one performer's own part of a round.
type hand struct {
	performer int
	events    order.Set
	up, down  []int64 // by row
}

// undo is what drop needs: the hands as they were before a move.
type undo struct {
	hands    []hand
	up, down []int64
}

func newRound(s *roundSearch) *round {
	return &round{s: s, in: order.NewSet(len(s.g.moves)), up: make([]int64, len(s.g.rows)), down: make([]int64, len(s.g.rows))}
}

// ready reports whether all that the move waits for has been performed, or
// stands in this round in the same performer's hands.
func (r *round) ready(m int) bool {
	for _, w := range r.s.g.waits[m] {
		if !r.s.set.Has(w.move) && !(w.sameRound && r.in.Has(w.move)) {
			return false
		}
	}
	return true
}

// add puts the move into the round, unless the box then no longer holds all
// that the round can meet. Moves come in an order that meets the preconditions.
func (r *round) add(m int) bool {
	r.force(m)
	if r.inBox() {
		return true
	}
	r.drop()
	return false
}

func (r *round) force(m int) {
	r.past = append(r.past, undo{slices.Clone(r.hands), slices.Clone(r.up), slices.Clone(r.down)})
	for _, e := range r.s.g.moves[m].events {
		r.give(e)
	}
	r.in.Add(m)
	r.moves = append(r.moves, m)
}

// drop takes the last move back.
func (r *round) drop() {
	m := r.moves[len(r.moves)-1]
	r.moves = r.moves[:len(r.moves)-1]
	r.in.Remove(m)
	before := r.past[len(r.past)-1]
	r.past = r.past[:len(r.past)-1]
	r.hands, r.up, r.down = before.hands, before.up, before.down
}

// give puts an event into its performer's hand.
func (r *round) give(e int) {
	g := r.s.g
	i := slices.IndexFunc(r.hands, func(h hand) bool { return h.performer == g.performer[e] })
	if i < 0 {
		i = len(r.hands)
		n := len(g.rows)
		r.hands = append(r.hands, hand{g.performer[e], order.NewSet(g.events.Len()), make([]int64, n), make([]int64, n)})
	}
	old := r.hands[i]
	h := hand{old.performer, old.events.Clone(), slices.Clone(old.up), slices.Clone(old.down)}
	chained := h.events.Meets(g.events.Before(e))
	h.events.Add(e)
	for _, row := range r.s.rows {
		h.up[row] = grown(g, g.rows[row].delta, h.events, e, old.up[row], chained)
		h.down[row] = -grown(g, negated(g.rows[row].delta, h.events), h.events, e, -old.down[row], chained)
		r.up[row] += h.up[row] - old.up[row]
		r.down[row] += h.down[row] - old.down[row]
	}
	r.hands[i] = h
}

// grown returns the greatest closed sum of a hand to which e, which nothing in it
// waits for, has been added. Only a gain that waits for others of the hand needs
// a cut.
func grown(g *game, delta []int64, events order.Set, e int, before int64, chained bool) int64 {
	switch {
	case delta[e] <= 0:
		return before
	case !chained:
		return before + delta[e]
	}
	return g.events.MaxClosure(delta, events)
}

// inBox reports whether the box holds all that the round can meet. Where one
// level may be raised and it alone stands in the way, its price is noted.
func (r *round) inBox() bool {
	s := r.s
	price, ok := nothing, true
	for _, row := range s.rows {
		high, low := s.x[row]+r.up[row], s.x[row]+r.down[row]
		if high <= s.box.high[row] && low >= s.box.low[row] {
			continue
		}
		ok = false
		if s.raise == nil || !s.raise.counts[row] || high > s.most.high[row] || low < s.most.low[row] {
			return false
		}
		price = greater(price, share{s.raise.passes(row, high, low), s.g.rows[row].unit})
	}
	if !ok && price.less(s.turnedAway) {
		s.turnedAway = price
	}
	return ok
}

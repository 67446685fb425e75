package plan

import (
	"slices"

	"detente/order"
)

// layers finds, breadth first, the states that k rounds can reach and fewer
// cannot, for k = 0, 1, 2, …
//
// The rounds from one state are far too many to try one by one: every party may
// perform any part of what is open to it. So a round is dealt out hand by hand,
// one performer after the other, and what is half dealt is remembered not by
// where it began but by what matters for the rest of the round: which steps have
// been performed by now, how much room the box leaves to the performers still to
// come, and which steps are fresh, that is, of this round and so not yet there
// for others to build on. Of two half-dealt rounds with the same steps, one that
// leaves less room and has more fresh steps is dropped.
//
// It takes games whose moves are single events, without conditions on time.
type layers struct {
	g    *game
	box  box
	work *work
	rows []int // those the box binds

	performers [][]int // moves of each performer, in an order that meets the preconditions
	// crossing[q] are the moves that must be of an earlier round for some move of
	// the performers from q on.
	crossing []order.Set
	// ask[q] is, for each bound of each row, the most that the performers from q
	// on can use: more room than that is as good as that.
	ask [][]int64

	table  *setTable
	parent []int32 // by state: the one before its last round, or -1
	now    []int32 // the states of the last layer
	depth  int     // how many layers there are beyond the first state
	spent  int64   // what the last layer cost, in rounds opened
	ahead  int64   // what the next one may cost

	// eager takes moves that change nothing as soon as they are free. Only one of
	// two searches that are to meet may do so: seen from the other end, as soon as
	// possible is as late as possible.
	eager bool

	hand  handDealer
	dealt *deal // the half-dealt rounds being made
}

// The room of a row is two numbers: above, up to the ceiling, and below, down to
// the floor; they stand at 2k and 2k+1 for rows[k].

func newLayers(g *game, b box, rows []int, w *work) *layers {
	l := &layers{g: g, box: b, rows: rows, work: w, table: newSetTable(len(g.moves))}
	at := map[int]int{}
	for _, m := range g.order.Sequence() {
		p := g.performer[g.moves[m].events[0]]
		if _, ok := at[p]; !ok {
			at[p] = len(l.performers)
			l.performers = append(l.performers, nil)
		}
		l.performers[at[p]] = append(l.performers[at[p]], m)
	}
	l.addAsks()
	l.addCrossing()
	l.hand = newHand(l)
	l.meet(order.NewSet(len(g.moves)), -1)
	l.now = []int32{0}
	return l
}

func (l *layers) addAsks() {
	n := len(l.performers)
	l.ask = make([][]int64, n+1)
	l.ask[n] = make([]int64, 2*len(l.rows))
	for q := n - 1; q >= 0; q-- {
		l.ask[q] = slices.Clone(l.ask[q+1])
		for _, m := range l.performers[q] {
			for k, r := range l.rows {
				l.ask[q][2*k] += l.g.moves[m].up[r]
				l.ask[q][2*k+1] -= l.g.moves[m].down[r]
			}
		}
	}
}

func (l *layers) addCrossing() {
	n := len(l.performers)
	l.crossing = make([]order.Set, n+1)
	l.crossing[n] = order.NewSet(len(l.g.moves))
	for q := n - 1; q >= 0; q-- {
		l.crossing[q] = l.crossing[q+1].Clone()
		for _, m := range l.performers[q] {
			for _, w := range l.g.waits[m] {
				if !w.sameRound {
					l.crossing[q].Add(w.move)
				}
			}
		}
	}
}

// grow finds the next layer and returns how many states are new in it; false
// when the work runs out. No state is kept that demands more than left further
// rounds.
func (l *layers) grow(left int) bool {
	before := l.work.opened
	next, ok := l.next(l.now, left)
	if !ok {
		return false
	}
	l.spent = l.work.opened - before
	// Each state of the next layer will cost about what one of this one did.
	l.ahead = l.spent * int64(len(next)+1) / int64(len(l.now)+1)
	l.now = next
	l.depth++
	return true
}

func (l *layers) meet(s order.Set, from int32) (int32, bool) {
	i, isNew := l.table.add(s)
	if isNew {
		l.parent = append(l.parent, from)
	}
	return i, isNew
}

// next returns the states that one round more reaches and that left−1 further
// rounds may still complete.
func (l *layers) next(now []int32, left int) ([]int32, bool) {
	from := newDeal(l, len(now))
	room := make([]int64, 2*len(l.rows))
	x := make([]int64, len(l.g.rows))
	none := order.NewSet(len(l.g.moves))
	for _, i := range now {
		s := l.table.at(i)
		clear(x)
		for m := range s.All {
			for r, d := range l.g.moves[m].delta {
				x[r] += d
			}
		}
		for k, r := range l.rows {
			room[2*k], room[2*k+1] = l.box.high[r]-x[r], x[r]-l.box.low[r]
		}
		from.add(s, i, l.capped(room, 0), none)
	}
	for q := range l.performers {
		l.dealt = newDeal(l, from.len())
		for i := range int32(from.len()) {
			if from.live[i] && !l.hand.deal(q, from, i) {
				return nil, false
			}
		}
		from = l.dealt
	}
	return l.fresh(from, left), true
}

// capped bounds the room to what the performers from q on can use.
func (l *layers) capped(room []int64, q int) []int64 {
	for k, most := range l.ask[q] {
		room[k] = min(room[k], most)
	}
	return room
}

// fresh keeps the dealt rounds that reach new states.
func (l *layers) fresh(d *deal, left int) []int32 {
	var states []int32
	for i := range int32(d.len()) {
		if !d.live[i] {
			continue
		}
		s := d.table.at(d.set[i])
		if l.tailOf(s) > left-1 {
			continue
		}
		if j, isNew := l.meet(s, d.from[i]); isNew {
			states = append(states, j)
		}
	}
	return states
}

// tailOf returns how many rounds the order alone demands after the state.
func (l *layers) tailOf(s order.Set) int {
	most := 0
	for m, t := range l.g.tail {
		if t > most && !s.Has(m) {
			most = t
		}
	}
	return most
}

func (l *layers) trace(i int32) [][]int {
	var rounds [][]int
	for ; l.parent[i] >= 0; i = l.parent[i] {
		before := l.table.at(l.parent[i])
		var moves []int
		for _, m := range l.g.order.Sequence() {
			if l.table.at(i).Has(m) && !before.Has(m) {
				moves = append(moves, m)
			}
		}
		rounds = append(rounds, moves)
	}
	slices.Reverse(rounds)
	return rounds
}

// deal is half-dealt rounds, in one block of memory for each of their parts.
type deal struct {
	l     *layers
	table *setTable // what has been performed by now
	first []int32   // by set: its newest half-dealt round
	// by half-dealt round
	next  []int32 // an older one of the same set, or -1
	set   []int32
	from  []int32 // the state in which the round began
	room  []int64
	fresh []uint64
	live  []bool
}

func newDeal(l *layers, room int) *deal {
	return &deal{l: l, table: newSetTable(len(l.g.moves)), next: make([]int32, 0, room), set: make([]int32, 0, room)}
}

func (d *deal) len() int { return len(d.set) }

func (d *deal) bytes() int { return d.table.bytes() + 13*cap(d.set) + 8*cap(d.room) + 8*cap(d.fresh) }

func (d *deal) roomOf(i int32) []int64 {
	n := 2 * len(d.l.rows)
	return d.room[int(i)*n : (int(i)+1)*n]
}

func (d *deal) freshOf(i int32) order.Set {
	w := d.table.width
	return order.Set(d.fresh[int(i)*w : (int(i)+1)*w])
}

// add puts a half-dealt round among those of its set, unless one of them is at
// least as good; those that are no better than the new one go.
func (d *deal) add(s order.Set, from int32, room []int64, fresh order.Set) {
	set, isNew := d.table.add(s)
	if isNew {
		d.first = append(d.first, -1)
	}
	for i := d.first[set]; i >= 0; i = d.next[i] {
		if d.live[i] && atLeast(d.roomOf(i), room) && fresh.Covers(d.freshOf(i)) {
			return
		}
	}
	for i := d.first[set]; i >= 0; i = d.next[i] {
		if d.live[i] && atLeast(room, d.roomOf(i)) && d.freshOf(i).Covers(fresh) {
			d.live[i] = false
		}
	}
	d.next = append(d.next, d.first[set])
	d.first[set] = int32(len(d.set))
	d.set, d.from, d.live = append(d.set, set), append(d.from, from), append(d.live, true)
	d.room, d.fresh = append(d.room, room...), append(d.fresh, fresh...)
}

func atLeast(a, b []int64) bool {
	for k := range a {
		if a[k] < b[k] {
			return false
		}
	}
	return true
}

// handDealer deals one performer's hand in all ways that the room allows.
type handDealer struct {
	l     *layers
	moves []int // of the performer
	set   order.Set
	fresh order.Set
	room  []int64
	from  int32
	q     int

	events  order.Set
	up      [][]int64 // by number of moves in the hand, then row
	down    [][]int64
	scratch []int64   // the room that is left
	still   order.Set // what is fresh and still matters
}

func newHand(l *layers) handDealer {
	h := handDealer{l: l, events: order.NewSet(l.g.events.Len()), scratch: make([]int64, 2*len(l.rows)), still: order.NewSet(len(l.g.moves))}
	most := 0
	for _, moves := range l.performers {
		most = max(most, len(moves))
	}
	for range most + 1 {
		h.up, h.down = append(h.up, make([]int64, len(l.rows))), append(h.down, make([]int64, len(l.rows)))
	}
	return h
}

// deal deals performer q's hand to the half-dealt round; false when the work
// has run out.
func (h *handDealer) deal(q int, d *deal, i int32) bool {
	h.q, h.moves, h.from = q, h.l.performers[q], d.from[i]
	h.set = append(h.set[:0], d.table.at(d.set[i])...)
	h.fresh = append(h.fresh[:0], d.freshOf(i)...)
	h.room = append(h.room[:0], d.roomOf(i)...)
	return h.choose(0, 0)
}

// choose decides on the performer's moves from position k on, n of which are in
// the hand.
func (h *handDealer) choose(k, n int) bool {
	for ; k < len(h.moves); k++ {
		m := h.moves[k]
		if !h.ready(m) || !h.take(m, n) {
			continue
		}
		h.set.Add(m)
		h.events.Add(h.l.g.moves[m].events[0])
		h.fresh.Add(m)
		ok := h.choose(k+1, n+1)
		h.set.Remove(m)
		h.events.Remove(h.l.g.moves[m].events[0])
		h.fresh.Remove(m)
		if !ok || h.l.eager && h.idle(m) {
			return ok
		}
	}
	return h.emit(n)
}

// ready reports whether all that the move waits for has been performed before
// this round, or stands in this hand.
func (h *handDealer) ready(m int) bool {
	if h.set.Has(m) {
		return false
	}
	for _, w := range h.l.g.waits[m] {
		inHand := w.sameRound && h.events.Has(h.l.g.moves[w.move].events[0])
		if !inHand && (!h.set.Has(w.move) || h.fresh.Has(w.move) || h.events.Has(h.l.g.moves[w.move].events[0])) {
			return false
		}
	}
	return true
}

// idle reports whether the move changes nothing that the box binds: taking it
// as soon as it is free is never worse.
func (h *handDealer) idle(m int) bool {
	for _, r := range h.l.rows {
		if h.l.g.moves[m].delta[r] != 0 {
			return false
		}
	}
	return true
}

// take works out what the hand can add to each sum with the move in it, and
// reports whether there is room for that.
func (h *handDealer) take(m, n int) bool {
	g := h.l.g
	e := g.moves[m].events[0]
	chained := h.events.Meets(g.events.Before(e))
	h.events.Add(e)
	fits := h.fits(e, n, chained)
	h.events.Remove(e)
	return fits
}

func (h *handDealer) fits(e, n int, chained bool) bool {
	g := h.l.g
	for k, r := range h.l.rows {
		delta := g.rows[r].delta
		up := grown(g, delta, h.events, e, h.up[n][k], chained)
		down := h.down[n][k]
		if delta[e] < 0 {
			down = -grown(g, negated(delta, h.events), h.events, e, -down, chained)
		}
		if up > h.room[2*k] || -down > h.room[2*k+1] {
			return false
		}
		h.up[n+1][k], h.down[n+1][k] = up, down
	}
	return true
}

// emit passes the round on with the hand as it is.
func (h *handDealer) emit(n int) bool {
	if !h.l.work.spend("rounds", share{int64(h.l.depth), 1}, h.l.table.len()) || h.l.dealt.bytes() > maxBytes {
		return false
	}
	for k := range h.l.rows {
		h.scratch[2*k] = h.room[2*k] - h.up[n][k]
		h.scratch[2*k+1] = h.room[2*k+1] + h.down[n][k]
	}
	for w, crossing := range h.l.crossing[h.q+1] {
		h.still[w] = h.fresh[w] & crossing
	}
	h.l.dealt.add(h.set, h.from, h.l.capped(h.scratch, h.q+1), h.still)
	return true
}

package rounds

import (
	"slices"

	"detente/order"
)

// filling lists the rounds that may follow a set. Items are tried in an order in
// which each stands behind all it waits for; what has been left out is not taken up
// again. A round that passes a limit passes it with more items as well, so that what
// cannot join a round is not asked about again in those that go on from it.
type filling struct {
	d      *side
	before []uint64 // what has been performed before the round
	set    []uint64 // and with it
	most   int      // how many rounds may follow this one
	// due are the items that too few rounds are left for if they do not stand in this
	// one, by their places in d.items; owed is how many of them do not yet.
	due  []int
	owed int
	// over is, by space, how much more room is taken up by what is left after the round
	// than the rounds after it have.
	over []int64
	// rise and fall are, by row, the most and the least that the sum can become in
	// the round.
	rise, fall []int64
	hands      []hand // by performer
	parts      [][]part
	offers     []offer // what may join the round, and those that it goes on from
	changes    []change
	// emit is told every set at the end of a round; it is false to end.
	emit func(set []uint64) bool
}

// hand is what one performer does in the round.
type hand struct {
	events   order.Set
	up, down []int64 // by row: the most that the events add, and the least
}

// part is what one performer does of an item.
type part struct {
	hand   int
	events []int
}

// offer is an item that may join the round, by its place in d.items.
type offer struct {
	place int
	// at is where the changes of the item begin, by row and part.
	at int
}

// change is by how much a part raises what its hand adds at most, and at least.
type change struct{ up, down int64 }

func newFilling(d *side) *filling {
	rows := len(d.rows)
	f := &filling{d: d, rise: make([]int64, rows), fall: make([]int64, rows), set: make([]uint64, d.known.words)}
	number := map[int]int{}
	for _, it := range d.s.items {
		var parts []part
		for _, e := range it.events {
			q, ok := number[d.s.p.Performer[e]]
			if !ok {
				q = len(f.hands)
				number[d.s.p.Performer[e]] = q
				f.hands = append(f.hands, hand{order.NewSet(d.order.Len()), make([]int64, rows), make([]int64, rows)})
			}
			if k := slices.IndexFunc(parts, func(p part) bool { return p.hand == q }); k >= 0 {
				parts[k].events = append(parts[k].events, e)
			} else {
				parts = append(parts, part{q, []int{e}})
			}
		}
		f.parts = append(f.parts, parts)
	}
	return f
}

// from tells of every round that may follow the set, so many rounds being left after
// it; false to end.
func (f *filling) from(set []uint64, most int) bool {
	if f.begin(set, most); !f.canDo() {
		return true
	}
	for place, i := range f.d.items {
		if !has(f.set, i) {
			f.propose(place)
		}
	}
	return f.fill(0)
}

// begin prepares for rounds after the set.
func (f *filling) begin(set []uint64, most int) {
	f.before, f.most = slices.Clone(set), most
	copy(f.set, set)
	for r := range f.rise {
		sum := int64(0)
		for i, x := range f.d.delta[r] {
			if has(set, i) {
				sum += x
			}
		}
		f.rise[r], f.fall[r] = sum, sum
	}
	for q := range f.hands {
		h := &f.hands[q]
		clear(h.events)
		clear(h.up)
		clear(h.down)
	}
	f.offers, f.changes, f.due = f.offers[:0], f.changes[:0], f.due[:0]
	for place, i := range f.d.items {
		if f.d.tail[i] > most && !has(set, i) {
			f.due = append(f.due, place)
		}
	}
	f.owed, f.over = len(f.due), f.over[:0]
	for k := range f.d.spaces {
		f.over = append(f.over, f.d.spaces[k].over(set, most))
	}
	f.d.s.effort(int64((len(f.rise) + len(f.over)) * len(f.d.items)))
}

// canDo reports whether one round can take up what is left over.
func (f *filling) canDo() bool {
	for k, over := range f.over {
		if over > f.d.spaces[k].most {
			return false
		}
	}
	return true
}

// fill lets the offers from that one on join the round, one after the other, each
// with those behind it; false to end.
func (f *filling) fill(first int) bool {
	next := f.nextDue()
	for at, end := first, len(f.offers); at < end; at++ {
		o := f.offers[at]
		if o.place > next {
			break // what is left without what is due takes too many rounds
		}
		f.take(o)
		if f.owed == 0 && !f.isOver() && !f.tell() {
			return false
		}
		changes := len(f.changes)
		f.offer(o.place, f.offers[at+1:end])
		goesOn := !f.d.s.spent && f.fill(end)
		f.offers, f.changes = f.offers[:end], f.changes[:changes]
		f.giveBack(o)
		if !goesOn {
			return false
		}
	}
	return true
}

// nextDue is the place of the first item that is due.
func (f *filling) nextDue() int {
	for _, place := range f.due {
		if !has(f.set, f.d.items[place]) {
			return place
		}
	}
	return len(f.d.items)
}

// isOver reports whether what is left after the round takes up too much room.
func (f *filling) isOver() bool {
	for _, over := range f.over {
		if over > 0 {
			return true
		}
	}
	return false
}

// tell tells of the round.
func (f *filling) tell() bool {
	f.d.s.effort(grain / 8)
	return f.emit(f.set)
}

// offer proposes what could join the round before the item did and stands behind it,
// and what only waited for the item.
func (f *filling) offer(place int, behind []offer) {
	first := len(f.offers)
	for _, o := range behind {
		f.propose(o.place)
	}
	own := len(f.offers)
	for _, w := range f.d.followers[f.d.items[place]] {
		f.propose(f.d.place[w.item])
	}
	if len(f.offers) > own {
		slices.SortFunc(f.offers[first:], func(a, b offer) int { return a.place - b.place })
	}
}

// propose offers the item if it can join the round.
func (f *filling) propose(place int) {
	i := f.d.items[place]
	if !f.ready(i) {
		return
	}
	at := len(f.changes)
	f.lend(i)
	fits := f.fits(i)
	f.withdraw(i)
	if !fits {
		f.changes = f.changes[:at]
		return
	}
	f.offers = append(f.offers, offer{place, at})
}

func (f *filling) ready(i int) bool {
	for _, w := range f.d.waits[i] {
		if !has(f.set, w.item) || w.strict && !has(f.before, w.item) {
			return false
		}
	}
	return true
}

// fits reports whether the round, of which the item's events are part already, keeps
// all limits, and notes what changes.
func (f *filling) fits(i int) bool {
	f.d.s.effort(int64(2 * len(f.rise)))
	for r, row := range f.d.rows {
		up, down := f.rise[r], f.fall[r]
		for _, p := range f.parts[i] {
			c := f.change(r, p)
			f.changes = append(f.changes, c)
			up, down = up+c.up, down+c.down
		}
		if up > row.High || down < row.Low {
			return false
		}
	}
	return true
}

// change works out what the part changes in what its hand adds to the row, the part
// having joined it already.
func (f *filling) change(r int, p part) change {
	h := &f.hands[p.hand]
	delta := f.d.rows[r].Delta
	if len(p.events) > 1 {
		return change{f.mostOf(delta, h.events) - h.up[r], -f.mostOf(f.d.against[r], h.events) - h.down[r]}
	}
	e := p.events[0]
	switch x := delta[e]; {
	case x > 0 && f.follows(f.d.against[r], h, e):
		return change{f.mostOf(delta, h.events) - h.up[r], 0}
	case x < 0 && f.follows(delta, h, e):
		return change{0, -f.mostOf(f.d.against[r], h.events) - h.down[r]}
	default:
		return change{max(0, x), min(0, x)}
	}
}

// follows reports whether the event waits for one of the hand that adds to the row. If
// it does not, whatever it waits for costs nothing there. Nothing of the hand waits for
// the event.
func (f *filling) follows(delta []int64, h *hand, e int) bool {
	before := f.d.order.Before(e)
	if !h.events.Meets(before) {
		return false
	}
	for a := range h.events.All {
		if delta[a] > 0 && before.Has(a) {
			return true
		}
	}
	return false
}

func (f *filling) mostOf(delta []int64, events order.Set) int64 {
	f.d.s.effort(grain / 2)
	return f.d.order.MaxClosure(delta, events)
}

func (f *filling) lend(i int) {
	for _, p := range f.parts[i] {
		for _, e := range p.events {
			f.hands[p.hand].events.Add(e)
		}
	}
}

func (f *filling) withdraw(i int) {
	for _, p := range f.parts[i] {
		for _, e := range p.events {
			f.hands[p.hand].events.Remove(e)
		}
	}
}

// take lets the item join the round.
func (f *filling) take(o offer) {
	i := f.d.items[o.place]
	f.set[i>>6] |= 1 << (i & 63)
	f.lend(i)
	f.count(o, i, 1)
}

// giveBack takes the item out again, the one that was taken last.
func (f *filling) giveBack(o offer) {
	i := f.d.items[o.place]
	f.set[i>>6] &^= 1 << (i & 63)
	f.withdraw(i)
	f.count(o, i, -1)
}

func (f *filling) count(o offer, i int, sign int64) {
	at := o.at
	for k := range f.over {
		f.over[k] -= sign * f.d.spaces[k].size[i]
	}
	for r := range f.rise {
		for _, p := range f.parts[i] {
			c := f.changes[at]
			at++
			f.rise[r] += sign * c.up
			f.fall[r] += sign * c.down
			f.hands[p.hand].up[r] += sign * c.up
			f.hands[p.hand].down[r] += sign * c.down
		}
	}
	if f.d.tail[i] > f.most {
		f.owed -= int(sign)
	}
}

package rounds

import (
	"slices"

	"detente/order"
)

// filling lists the rounds that may follow a set. Items are tried in an order in
// which each stands behind all it waits for; what has been left out is not taken up
// again. A round that passes a limit passes it with more items as well.
type filling struct {
	d      *side
	at     []int64  // by row: the sum before the round
	before []uint64 // what has been performed before the round
	set    []uint64 // and with it
	most   int      // how many rounds may follow this one
	hands  []hand   // by performer
	number []int    // by event: the number of its performer
	undo   []int64
	// emit is told every set at the end of a round; it is false to end.
	emit func(set []uint64) bool
}

// hand is what one performer does in the round.
type hand struct {
	events   order.Set
	ordered  bool // some of its events wait for others of them
	up, down []int64
}

func newFilling(d *side) *filling {
	f := &filling{d: d, at: make([]int64, len(d.rows)), set: make([]uint64, d.known.words)}
	number := map[int]int{}
	for _, q := range d.s.p.Performer[:d.order.Len()] {
		if _, ok := number[q]; !ok {
			number[q] = len(f.hands)
			f.hands = append(f.hands, hand{order.NewSet(d.order.Len()), false, make([]int64, len(d.rows)), make([]int64, len(d.rows))})
		}
		f.number = append(f.number, number[q])
	}
	return f
}

// begin prepares for rounds after the set.
func (f *filling) begin(set []uint64, most int) {
	f.before, f.most, f.undo = slices.Clone(set), most, f.undo[:0]
	copy(f.set, set)
	for r := range f.at {
		f.at[r] = 0
		for i, x := range f.d.delta[r] {
			if has(set, i) {
				f.at[r] += x
			}
		}
	}
	for q := range f.hands {
		h := &f.hands[q]
		clear(h.events)
		clear(h.up)
		clear(h.down)
		h.ordered = false
	}
	f.d.s.effort(int64(len(f.at) * len(f.d.items)))
}

// fill tries the items from number k on; false to end.
func (f *filling) fill(k int) bool {
	for ; k < len(f.d.items); k++ {
		i := f.d.items[k]
		if has(f.set, i) {
			continue
		}
		if f.ready(i) {
			if f.d.s.effort(int64(2 * len(f.at))); f.d.s.spent {
				return false
			}
			f.add(i)
			if f.within() && !(f.tell() && f.fill(k+1)) {
				return false
			}
			f.drop(i)
		}
		if f.d.tail[i] > f.most {
			return true // what is left without it takes too many rounds
		}
	}
	return true
}

func (f *filling) ready(i int) bool {
	for _, w := range f.d.waits[i] {
		if !has(f.set, w.item) || w.strict && !has(f.before, w.item) {
			return false
		}
	}
	return true
}

// tell tells of the round, unless what is left takes too many rounds.
func (f *filling) tell() bool {
	for i, n := range f.d.tail {
		if n > f.most && !has(f.set, i) {
			return true
		}
	}
	f.d.s.effort(grain / 8)
	return f.emit(f.set)
}

// add adds the item to the round.
func (f *filling) add(i int) {
	f.set[i>>6] |= 1 << (i & 63)
	for _, e := range f.d.s.items[i].events {
		h := &f.hands[f.number[e]]
		f.undo = append(append(f.undo, h.up...), h.down...)
		f.undo = append(f.undo, 0)
		if h.ordered {
			f.undo[len(f.undo)-1] = 1
		}
		f.lend(h, e)
	}
}

// lend gives the hand one more event, and works out how far sums rise and fall.
func (f *filling) lend(h *hand, e int) {
	d := f.d
	h.ordered = h.ordered || h.events.Meets(d.order.Before(e)) || h.events.Meets(d.order.After(e))
	h.events.Add(e)
	for r := range h.up {
		if x := d.rows[r].Delta[e]; !h.ordered {
			h.up[r] += max(0, x)
			h.down[r] += min(0, x)
			continue
		}
		h.up[r] = d.order.MaxClosure(d.rows[r].Delta, h.events)
		h.down[r] = -d.order.MaxClosure(d.against[r], h.events)
		d.s.effort(grain / 2)
	}
}

// drop takes the item out again, the one that was added last.
func (f *filling) drop(i int) {
	f.set[i>>6] &^= 1 << (i & 63)
	for _, e := range slices.Backward(f.d.s.items[i].events) {
		h := &f.hands[f.number[e]]
		h.events.Remove(e)
		rows := len(h.up)
		old := f.undo[len(f.undo)-2*rows-1:]
		copy(h.up, old[:rows])
		copy(h.down, old[rows:2*rows])
		h.ordered = old[2*rows] == 1
		f.undo = f.undo[:len(f.undo)-len(old)]
	}
}

// within reports whether the round keeps all limits.
func (f *filling) within() bool {
	for r := range f.at {
		up, down := f.at[r], f.at[r]
		for q := range f.hands {
			up += f.hands[q].up[r]
			down += f.hands[q].down[r]
		}
		if up > f.d.rows[r].High || down < f.d.rows[r].Low {
			return false
		}
	}
	return true
}

package rounds

import (
	"slices"

	"detente/order"
)

// withoutClock returns the problem without its days.
func (p *Problem) withoutClock() *Problem {
	free := *p
	free.Clock = nil
	return &free
}

// Settle moves events one round forward as long as the limits and the order admit
// it, the earliest round and the smallest numbers first. A round meets no state by
// it that the two did not meet before, and there are no more rounds than before.
func (p *Problem) Settle(rounds [][]int) [][]int {
	items := p.withoutClock().drawTogether()
	for moved := true; moved; {
		moved = false
		f := newAssembly(p, items)
		left := inRounds(items, rounds)
		for k := range left {
			for _, i := range left[k] {
				f.force(i)
			}
			if k+1 < len(left) {
				before := len(left[k+1])
				left[k+1] = slices.DeleteFunc(left[k+1], func(i int) bool { return f.ready(i) && f.add(i) })
				moved = moved || len(left[k+1]) < before
			}
			f.close()
		}
		rounds = f.rounds
	}
	return sortRounds(rounds)
}

// inRounds lists the items of each round, each behind all it waits for.
func inRounds(items []item, rounds [][]int) [][]int {
	at := map[int]int{}
	for k, events := range rounds {
		for _, e := range events {
			at[e] = k
		}
	}
	in := make([][]int, len(rounds))
	for i, it := range items {
		k := at[it.events[0]]
		in[k] = append(in[k], i)
	}
	return in
}

// assembly is rounds being filled one after the other. It keeps, for each performer
// and row, the most and the least that the performer's own part of the round adds.
type assembly struct {
	p      *Problem
	items  []item
	rounds [][]int

	sums  []int64 // by row, before the round
	done  []int   // by item, the number of its round from 1; 0 while open
	now   int     // the number of the round being filled
	round []int   // its items
	hands map[int]*share
}

// share is one performer's own part of a round.
type share struct {
	events   order.Set
	up, down []int64 // by row
}

func newAssembly(p *Problem, items []item) *assembly {
	return &assembly{p: p, items: items, sums: make([]int64, len(p.Rows)), done: make([]int, len(items)), now: 1, hands: map[int]*share{}}
}

// ready reports whether all that the item waits for has been performed, or stands
// in this round where that will do.
func (f *assembly) ready(i int) bool {
	for _, w := range f.items[i].waits {
		if by := f.done[w.item]; by == 0 || w.strict && by == f.now {
			return false
		}
	}
	return true
}

// add puts the item into the round, unless a limit is then passed at some state
// that the round can meet.
func (f *assembly) add(i int) bool {
	changed := f.with(i)
	for r, row := range f.p.Rows {
		high, low := f.sums[r], f.sums[r]
		for q, h := range f.hands {
			if changed[q] == nil {
				high, low = high+h.up[r], low+h.down[r]
			}
		}
		for _, h := range changed {
			high, low = high+h.up[r], low+h.down[r]
		}
		if high > row.High || low < row.Low {
			return false
		}
	}
	f.take(i, changed)
	return true
}

func (f *assembly) force(i int) { f.take(i, f.with(i)) }

func (f *assembly) take(i int, changed map[int]*share) {
	for q, h := range changed {
		f.hands[q] = h
	}
	f.done[i] = f.now
	f.round = append(f.round, i)
}

// with returns the hands that the item changes, as they would be.
func (f *assembly) with(i int) map[int]*share {
	changed := map[int]*share{}
	for _, e := range f.items[i].events {
		q := f.p.Performer[e]
		h := changed[q]
		if h == nil {
			h = f.copyOf(q)
			changed[q] = h
		}
		h.events.Add(e)
	}
	for _, h := range changed {
		f.measure(h)
	}
	return changed
}

func (f *assembly) copyOf(performer int) *share {
	n := len(f.p.Rows)
	h := &share{order.NewSet(f.p.Order.Len()), make([]int64, n), make([]int64, n)}
	if old := f.hands[performer]; old != nil {
		h.events.Union(old.events)
	}
	return h
}

func (f *assembly) measure(h *share) {
	weight := make([]int64, f.p.Order.Len())
	for r, row := range f.p.Rows {
		h.up[r] = f.p.Order.MaxClosure(row.Delta, h.events)
		for e := range h.events.All {
			weight[e] = -row.Delta[e]
		}
		h.down[r] = -f.p.Order.MaxClosure(weight, h.events)
	}
}

// close performs the round.
func (f *assembly) close() {
	if len(f.round) == 0 {
		return
	}
	var events []int
	for _, i := range f.round {
		events = append(events, f.items[i].events...)
	}
	slices.Sort(events)
	f.p.addTo(f.sums, events)
	f.rounds = append(f.rounds, events)
	f.round, f.now = nil, f.now+1
	clear(f.hands)
}

package cube

import (
	"math/bits"

	"detente/standoff"
)

// In most slices nearly every state reaches the least value of all, where all options can be
// changed both ways: whoever likes a choice of its own best goes there from all the others.
// So what reaches the least value is first followed state by state, until there is enough of
// it; then for 64 states at a time, by best choices only; and when few are left these are
// looked at state by state again. That needs no order of the choices.

// flood tries this, and where much is left leaves the slice to others.
type flood struct {
	search
	movers []floodMover
	closed standoff.Bits
	hit    standoff.Bits
	then   sequences
	vain   int // how much more often it has been tried in vain than not
}

// floodMover is a mover with its best choices.
type floodMover struct {
	mover
	rows int           // of the slice
	tops standoff.Bits // of the field, row by row
	best standoff.Bits // in the slice: where the mover has its best choice
}

const (
	// kindling is how many states have to be closed before it is left to best choices.
	kindling = 256
	// sparks is how many values are tried for that.
	sparks = 8
	// embers says that at most one of so many states is left to be looked at by itself.
	embers = 512
	// fewest says that where best choices leave more than one of so many, others take over.
	fewest = 16
	// enoughVain is how often it is tried in vain until it is left.
	enoughVain = 2
)

func newFlood(c *cube, k int, then sequences) *flood {
	size := 1 << c.rest(k)
	f := &flood{search: c.newSearch(k), closed: standoff.NewBits(size), hit: standoff.NewBits(size), then: then}
	for _, m := range c.movers(k) {
		f.movers = append(f.movers, floodMover{m, size >> m.bits, c.tops[m.field], standoff.NewBits(size)})
	}
	return f
}

func (f *flood) raise(choice int, values, own, lim []uint32, improving bool) {
	if improving && f.vain < enoughVain {
		if f.few(choice, values, own, lim) {
			f.vain--
			f.riseBy(choice)
			return
		}
		f.vain++
	}
	f.then.raise(choice, values, own, lim, improving)
}

// few closes from the least value up until little is left; it reports whether that is so.
func (f *flood) few(choice int, values, own, lim []uint32) bool {
	f.begin(values, own, lim, true)
	for n := range sparks {
		value := f.lowest()
		if f.spread(choice, kindling, value) {
			continue // nothing else comes there
		}
		f.pour(choice, value, n > 0)
		if f.open.Count() > len(own)/fewest {
			return false
		}
		f.finish(choice, value)
		return true
	}
	return f.open.Count() == 0
}

// lowest puts the open states of the least value into the queue, and returns that.
func (f *flood) lowest() uint32 {
	f.queue = f.queue[:0]
	least := ^uint32(0)
	for x, open := range f.open {
		if open == 0 {
			continue
		}
		here := leastIn(f.values[64*x:], open)
		if here > least {
			continue
		} else if here < least {
			least, f.queue = here, f.queue[:0]
		}
		for ; open != 0; open &= open - 1 {
			if t := 64*x + bits.TrailingZeros64(open); f.values[t] == here {
				f.queue = append(f.queue, uint32(t))
			}
		}
	}
	return least
}

// finish closes what is still open and improves to something closed.
func (f *flood) finish(choice int, value uint32) {
	f.each(func(t uint32) {
		if f.open.Has(standoff.State(t)) && f.reaches(choice, t) {
			f.queue = append(f.queue[:0], t)
			f.spread(choice, len(f.own), value)
		}
	})
}

// pour closes what the movers come from to best choices that are closed, until there is no
// more or few are left. The limits are raised where noting says so: they are no less than
// those by any moves, by which everything reaches the least value of the slice.
func (f *flood) pour(choice int, value uint32, noting bool) {
	if f.full {
		for x := range f.closed {
			f.closed[x] = ^uint64(0) >> max(0, 64-len(f.own))
		}
	} else {
		pack(f.closed, f.own)
	}
	for x, open := range f.open {
		f.closed[x] &^= open
	}
	for k := range f.movers {
		f.movers[k].gather(choice)
	}
	left := f.open.Count()
	for k, quiet := 0, 0; quiet < len(f.movers) && left > len(f.own)/embers; k = (k + 1) % len(f.movers) {
		before := left
		left -= f.pull(&f.movers[k], value, noting)
		if quiet++; left < before {
			quiet = 1
		}
	}
}

// gather notes where in the slice the mover has its best choice.
func (m *floodMover) gather(choice int) {
	clear(m.best)
	width := 1 << m.bits
	mask := ^uint64(0) >> max(0, 64-width)
	for x := range m.rows {
		row, state := m.whole(x, choice), m.state(uint32(x))
		for c := 0; c < width; c += 64 {
			at := row*width + c
			for word := m.tops[at/64] >> (at % 64) & mask; word != 0; word &= word - 1 {
				m.best.Add(standoff.State(state + uint32(c+bits.TrailingZeros64(word))<<m.shift))
			}
		}
	}
}

// pull closes whatever stands in a row with a best choice that is closed and is none itself,
// and returns how much that is.
func (f *flood) pull(m *floodMover, value uint32, noting bool) int {
	for x, best := range m.best {
		f.hit[x] = f.closed[x] & best
	}
	for b := range int(m.bits) {
		flip(f.hit, int(m.shift)+b)
	}
	count := 0
	for x, best := range m.best {
		fresh := f.hit[x] &^ best & f.open[x]
		f.open[x] &^= fresh
		f.closed[x] |= fresh
		count += bits.OnesCount64(fresh)
		for ; noting && fresh != 0; fresh &= fresh - 1 {
			f.note(uint32(64*x+bits.TrailingZeros64(fresh)), value)
		}
	}
	return count
}

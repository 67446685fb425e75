package stability

import (
	"math/bits"

	"detente/standoff"
)

// In most slices nearly every state reaches the least value of all, where all options can be
// changed both ways: whoever likes a choice of its own best goes there from all the others.
// So what reaches the least value is first followed state by state, until there is enough of
// it; then for 64 states at a time, by best choices only; and what is left is looked at state
// by state again. That needs no order of the choices.

// flood tries this, and where much is left leaves the slice to others.
type flood struct {
	rising
	movers []floodMover
	closed standoff.Bits
	hit    standoff.Bits
	queue  []uint32 // what has been closed and not been gone on from
	then   sequences
}

// floodMover is a mover with its ranks.
type floodMover struct {
	mover
	ranks []uint32      // of the field, in its layout
	rest  int           // of the field
	rows  int           // of the slice
	tops  standoff.Bits // of the field, row by row
	best  standoff.Bits // in the slice: where the mover has its best choice
}

const (
	// kindling is how many states have to be closed before it is left to best choices.
	kindling = 256
	// fewest says that at most one of so many states may be left.
	fewest = 16
)

func newFlood(c *cube, k int, then sequences) *flood {
	size := 1 << c.rest(k)
	f := &flood{closed: standoff.NewBits(size), hit: standoff.NewBits(size), then: then}
	f.full, f.open = c.full, standoff.NewBits(size)
	for _, m := range c.movers(k) {
		f.movers = append(f.movers, floodMover{m, c.ranks[m.field], c.rest(m.field), size >> m.bits, c.tops[m.field], standoff.NewBits(size)})
	}
	return f
}

func (f *flood) raise(choice int, values, own, lim []uint32, improving bool) {
	if improving && f.few(choice, values, own, lim) {
		f.rise(func(some []uint32, value uint32) {
			for _, t := range some {
				f.note(t, value)
			}
			f.queue = append(f.queue, some...)
			f.spread(choice, len(own), func(t uint32) { f.note(t, value) })
		})
		return
	}
	f.then.raise(choice, values, own, lim, improving)
}

// few closes what reaches the least value of the slice, and reports whether little is left.
// The limits are not raised to that value: they are no less than the limits by any moves,
// which reach it too.
func (f *flood) few(choice int, values, own, lim []uint32) bool {
	f.begin(values, own, lim, true)
	f.lowest()
	f.spread(choice, kindling, f.close)
	f.queue = f.queue[:0]
	f.pour(choice)
	if f.open.Count() > len(own)/fewest {
		return false
	}
	f.each(func(t uint32) {
		if f.open.Has(standoff.State(t)) && f.reaches(choice, t) {
			f.close(t)
			f.queue = append(f.queue, t)
			f.spread(choice, len(own), f.close)
		}
	})
	return true
}

func (f *flood) close(t uint32) { f.open[t/64] &^= 1 << (t % 64) }

// lowest closes the states of the least value.
func (f *flood) lowest() {
	least := leastOf(f.values, f.own)
	values := f.values[:len(f.own)]
	for t, u := range f.own {
		if values[t] == least && u != 0 {
			f.close(uint32(t))
			f.queue = append(f.queue, uint32(t))
		}
	}
}

// spread goes back from the queue to what improves to it, notes that and goes on from
// there, until the queue has been gone through or is as long as enough.
func (f *flood) spread(choice, enough int, note func(t uint32)) {
	done := 0
	for ; done < len(f.queue) && len(f.queue) < enough; done++ {
		t := f.queue[done]
		for k := range f.movers {
			m := &f.movers[k]
			base, ranks := m.likes(choice, t)
			here := ranks[m.choice(t)<<m.rest]
			for c := range m.mask + 1 {
				s := base + c<<m.shift
				if f.open.Has(standoff.State(s)) && ranks[c<<m.rest] < here {
					note(s)
					f.queue = append(f.queue, s)
				}
			}
		}
	}
	f.queue = f.queue[:0]
}

// reaches reports whether somebody improves from the state to something closed.
func (f *flood) reaches(choice int, t uint32) bool {
	for k := range f.movers {
		m := &f.movers[k]
		base, ranks := m.likes(choice, t)
		here := ranks[m.choice(t)<<m.rest]
		for c := range m.mask + 1 {
			if ranks[c<<m.rest] > here && !f.open.Has(standoff.State(base+c<<m.shift)) {
				return true
			}
		}
	}
	return false
}

// likes returns the first state of the row that the state is in, and the ranks of the row,
// that of choice c at c<<m.rest.
func (m *floodMover) likes(choice int, t uint32) (base uint32, ranks []uint32) {
	row := m.row(t)
	return m.state(row), m.ranks[m.whole(int(row), choice):]
}

// pour closes what the movers come from to best choices that are closed, until there is no
// more.
func (f *flood) pour(choice int) {
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
	for k, quiet := 0, 0; quiet < len(f.movers); k = (k + 1) % len(f.movers) {
		if quiet++; f.pull(&f.movers[k]) {
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

// pull closes whatever stands in a row with a best choice that is closed and is none itself;
// it reports whether that is anything.
func (f *flood) pull(m *floodMover) bool {
	for x, best := range m.best {
		f.hit[x] = f.closed[x] & best
	}
	for b := range int(m.bits) {
		flip(f.hit, int(m.shift)+b)
	}
	changed := uint64(0)
	for x, best := range m.best {
		fresh := f.hit[x] &^ best & f.open[x]
		f.open[x] &^= fresh
		f.closed[x] |= fresh
		changed |= fresh
	}
	return changed != 0
}

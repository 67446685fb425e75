package cube

import (
	"slices"

	"detente/effort"
	"detente/standoff"
)

// sweptField has the limits of one field, by class and row: what the others have chosen of that
// which goes both ways.
type sweptField struct {
	x       *sweep
	k       int
	lim     limits
	least   [concepts]*leasts // by concept
	reach   [concepts]*reach  // by concept; nil where all that can be reaches the least
	reaches []*reach          // those that are not nil
	vain    bool              // given up

	rows    []uint32   // by state of a class: its row
	spots   []uint32   // by own choice that goes both ways and row: where the rank is, twice, and in which half
	choices [][]uint64 // by own choice that goes both ways: the states of a class with it
}

// sweep returns by field those that have been swept, and nil for the others. It reports whether the
// budget was enough.
func (c *cube) sweep(want Wanted, budget *effort.Budget) ([]*sweptField, bool) {
	all := make([]*sweptField, len(c.fields))
	if !c.sweepable() || c.oneSided() {
		return all, true
	}
	x := newSweep(c)
	if x == nil {
		return all, true
	}
	want = withBase(want)
	var fields []*sweptField
	for k := range c.fields {
		if !c.free(k) { // where it is, there is a quicker way
			all[k] = x.field(k, want)
			fields = append(fields, all[k])
		}
	}
	ok := x.run(fields, budget)
	both(len(all), func(_, k int) {
		switch f := all[k]; {
		case f == nil:
		case f.vain:
			all[k] = nil
		default:
			f.end()
		}
	})
	return all, ok
}

// field returns a field for which limits are wanted.
func (x *sweep) field(k int, want Wanted) *sweptField {
	f := &sweptField{x: x, k: k}
	f.lay()
	for c := range concepts {
		if want[c] {
			f.lim[c] = make([]uint32, 1<<(x.c.n-x.movers[k].bits))
		}
	}
	for c := standoff.GMR; c <= standoff.SMR; c++ {
		if want[c] {
			f.add(c, want[improving(c)])
		}
	}
	f.survey()
	return f
}

// lay lays out what is the same for all classes.
func (f *sweptField) lay() {
	x, m := f.x, f.x.movers[f.k]
	f.rows, f.spots = make([]uint32, 1<<x.free), make([]uint32, 1<<x.free)
	f.choices = make([][]uint64, 1<<m.bits)
	for v := range f.choices {
		f.choices[v] = make([]uint64, x.words)
	}
	for s := range uint32(1) << x.free {
		v := f.own(s)
		f.rows[s] = s&(1<<m.shift-1) | s>>(m.shift+m.bits)<<m.shift
		f.spots[v<<(x.free-m.bits)|f.rows[s]] = place(s)<<1 | s&32>>5
		f.choices[v][s/64] |= 1 << (s % 64)
	}
}

// add adds GMR or SMR, and where it is wanted the concept that is the same by improvements only.
func (f *sweptField) add(c standoff.Concept, improved bool) {
	l := &leasts{f: f, escape: c == standoff.SMR, all: make([]uint32, 1<<(f.x.way+f.x.movers[f.k].bits))}
	f.least[c] = l
	if !f.x.c.full {
		f.reach[c] = newReach(f, l, false)
		f.reaches = append(f.reaches, f.reach[c])
	}
	if improved {
		f.reach[improving(c)] = newReach(f, l, true)
		f.reaches = append(f.reaches, f.reach[improving(c)])
	}
}

// own returns the own choice, of that which goes both ways, of a code.
func (f *sweptField) own(u uint32) uint32 {
	m := f.x.movers[f.k]
	return u >> m.shift & (1<<m.bits - 1)
}

// part returns the limits of a concept for a class.
func (f *sweptField) part(c standoff.Concept, class uint32) []uint32 {
	n := uint32(1) << (f.x.free - f.x.movers[f.k].bits)
	return f.lim[c][class*n:][:n]
}

// survey finds, for all classes, the greatest rank that the actor can move to and what the leasts
// begin with. The limits of SMR are, for the time being, the greatest ranks in each row where every
// state can be.
func (f *sweptField) survey() {
	first := standoff.Nash
	if f.x.c.full && f.lim[standoff.SMR] != nil {
		first = standoff.SMR
	}
	ranks := [2][]uint32{make([]uint32, 1<<f.x.free), make([]uint32, 1<<f.x.free)}
	halves(1<<f.x.way, 1, func(w, from, to int) {
		for class := uint32(from); class < uint32(to); class++ {
			f.read(class, ranks[w])
			best := f.part(first, class)
			for v := range len(ranks[w]) / len(best) {
				row := ranks[w][v*len(best):][:len(best)]
				raise(best, row)
				if l := f.least[standoff.GMR]; l != nil {
					l.of(class)[v] = leastThatCanBe(row)
				}
			}
		}
	})
	if first != standoff.Nash {
		copy(f.lim[standoff.Nash], f.lim[first])
	}
	f.widen(standoff.Nash)
}

// read reads the ranks of a class, by own choice and row.
func (f *sweptField) read(class uint32, to []uint32) {
	ranks := f.x.rank[f.k][class<<f.x.free/2:]
	for n, spot := range f.spots {
		to[n] = uint32(ranks[spot>>1] >> (spot & 1 << 5))
	}
}

// widen makes each limit the greatest among those of all that the actor can move to.
func (f *sweptField) widen(c standoff.Concept) {
	m := f.x.movers[f.k]
	widen(f.lim[c], f.x.free-m.bits+m.wayShift, m.wayBits)
}

// begin finds the least values of a class and what has them.
func (f *sweptField) begin(h *sweepHand, class uint32) {
	for c := standoff.GMR; c <= standoff.SMR; c++ {
		if f.least[c] == nil {
			continue
		}
		f.least[c].begin(h, class)
		for _, r := range []*reach{f.reach[c], f.reach[improving(c)]} {
			if r != nil {
				copy(r.part(class), h.first)
			}
		}
	}
}

// lift raises the limits of a class to what is reached.
func (f *sweptField) lift(h *sweepHand, class uint32) {
	for c := standoff.GMR; c <= standoff.SMR; c++ {
		if f.least[c] == nil {
			continue
		}
		if f.x.c.full {
			f.liftWhole(c, class)
		} else {
			f.liftByChoice(h, c, class)
			f.reach[c].raise(class, f.part(c, class))
		}
		if r := f.reach[improving(c)]; r != nil {
			r.raise(class, f.part(improving(c), class))
		}
	}
}

// liftWhole does so where every state can be and by any moves. What is reached is then no more than
// what the actor has, and no more than it can move to the same for all own choices.
func (f *sweptField) liftWhole(c standoff.Concept, class uint32) {
	lim, least := f.part(c, class), slices.Max(f.least[c].of(class))
	for r, best := range lim {
		lim[r] = least
		if c == standoff.SMR {
			lim[r] = min(least, best)
		}
	}
}

// liftByChoice does so for one own choice after the other, as if everything reached the least.
func (f *sweptField) liftByChoice(h *sweepHand, c standoff.Concept, class uint32) {
	f.read(class, h.rank)
	lim := f.part(c, class)
	for v, least := range f.least[c].of(class) {
		raiseTo(lim, h.rank[v*len(lim):][:len(lim)], least)
	}
}

// end raises the limits to what they are by other concepts and by other own choices. What reaches
// the least by improvements does so by any moves.
func (f *sweptField) end() {
	for c := standoff.GMR; c < concepts; c++ {
		if f.lim[c] == nil {
			continue
		}
		if c >= standoff.SEQ {
			raise(f.lim[c], f.lim[byAny(c)])
		}
		f.widen(c)
	}
}

// giveUp reports whether the field is not worth while.
func (f *sweptField) giveUp() bool {
	f.vain = f.lost(0) || f.lost(1)
	return f.vain
}

// lost reports whether the worker has found that.
func (f *sweptField) lost(worker int) bool {
	return slices.ContainsFunc(f.reaches, func(r *reach) bool { return r.lost[worker] })
}

// weights says, by option, what it adds to the place in the limits.
func (f *sweptField) weights() []uint32 {
	x, m := f.x, f.x.movers[f.k]
	weights := make([]uint32, x.c.n)
	for j, field := range x.c.fields {
		for d, o := range field.bits {
			switch {
			case d >= field.free:
				weights[o] = 1 << (x.free - m.bits + x.movers[j].wayShift + d - field.free)
			case j != f.k:
				weights[o] = f.rows[1<<(x.movers[j].shift+d)]
			}
		}
	}
	return weights
}

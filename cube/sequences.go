package cube

import (
	"cmp"
	"math/bits"
	"slices"

	"detente/standoff"
)

// Sequences of moves of the others in a slice are followed against their direction, from the
// least value up: a state has the value of the first from which it is come upon, and is gone on
// from once. That takes about as long as there are states, however long the sequences.

// sequences raises the limits to the least of the values that any moves of the others reach,
// or improvements only, or to what the actor has there if that is less. The actor's own
// choice stays as it is, and what cannot be counts as 0 in own.
type sequences interface {
	raise(choice int, values, own, lim []uint32, improving bool)
}

// newSequences prepares the slices of field k.
func (c *cube) newSequences(k int) sequences {
	var then sequences
	switch widest := c.widest(); {
	case widest <= 1<<7:
		then = newSequences(c, k, func(b bests) []uint8 { return b.b8 })
	case widest <= 1<<15:
		then = newSequences(c, k, func(b bests) []uint16 { return b.b16 })
	default:
		then = newSequences(c, k, func(b bests) []uint32 { return b.b32 })
	}
	if len(c.fields) > 2 && c.free(k) {
		return newFlood(c, k, then)
	}
	return then
}

func newSequences[T uint8 | uint16 | uint32](c *cube, k int, of func(bests) []T) sequences {
	switch {
	case len(c.fields) == 2:
		return newAlone(c, k, of)
	case c.widest() <= 32:
		return newNarrow[uint32](c, k)
	case c.widest() <= 64:
		return newNarrow[uint64](c, k)
	}
	return newWide(c, k, of)
}

// mover is one of the others: which part of the code of a state is its choice. The rest of
// the code is the number of the row.
type mover struct {
	field       int
	shift, bits uint8
	free, way   uint8
	low, mask   uint32 // the bits below the choice, and as many bits as it has
	before, own int    // in the rows of the field, the bits below the own choice of the slice, and of it
}

// movers returns the others of field k.
func (c *cube) movers(k int) []mover {
	var all []mover
	shift, before := 0, 0
	for _, f := range c.fields[:k] {
		before += len(f.bits)
	}
	for j, f := range c.fields {
		if j == k {
			continue
		}
		m := mover{field: j, shift: uint8(shift), bits: uint8(len(f.bits)), free: uint8(f.free), way: uint8(f.way), before: before, own: len(c.fields[k].bits)}
		m.low, m.mask = 1<<shift-1, 1<<len(f.bits)-1
		if j < k {
			m.before -= len(f.bits)
		}
		all = append(all, m)
		shift += len(f.bits)
	}
	return all
}

// row returns the number of the row that the state is in.
func (f *mover) row(t uint32) uint32 {
	return t&f.low | t>>(f.bits&31)&^f.low
}

// state returns the state of a row in which nothing is chosen.
func (f *mover) state(row uint32) uint32 {
	return row&f.low | row&^f.low<<(f.bits&31)
}

// choice returns what is chosen in the state.
func (f *mover) choice(t uint32) uint32 { return t >> (f.shift & 31) & f.mask }

// whole returns the number that a row of the slice has in the whole cube.
func (f *mover) whole(row, choice int) int {
	return row&(1<<f.before-1) | choice<<f.before | row>>f.before<<(f.before+f.own)
}

// side is a mover with how it likes its choices.
type side[T uint8 | uint16 | uint32] struct {
	mover
	all  func() []T // the rows of bests of the whole cube
	rows []T        // those with the own choice of the slice
}

// sides returns the others of field k.
func sides[T uint8 | uint16 | uint32](c *cube, k int, of func(bests) []T) []side[T] {
	var all []side[T]
	for _, m := range c.movers(k) {
		all = append(all, side[T]{mover: m, all: func() []T { return of(c.bests(m.field)) }})
	}
	return all
}

// gather copies the rows of bests with the own choice of the slice, which lie far apart:
// addresses that are a multiple of 4096 bytes apart would push each other out of the
// nearest memory.
func (f *side[T]) gather(choice int) {
	all, width := f.all(), 2<<f.bits
	if f.rows == nil {
		f.rows = make([]T, len(all)>>f.own)
	}
	for x := range len(f.rows) / width {
		copy(f.rows[x*width:][:width], all[f.whole(x, choice)*width:][:width])
	}
}

// likes returns the order of the choices in a row, and the level of each choice.
func (f *side[T]) likes(row uint32) (order, level []T) {
	both := f.rows[uint64(row)<<(f.bits+1):][:2<<f.bits]
	return both[:1<<f.bits], both[1<<f.bits:]
}

// rising is a slice whose states are come upon from the least value up.
type rising struct {
	values []uint32
	own    []uint32 // 0 for what cannot be
	lim    []uint32

	full      bool // every state can be
	improving bool // every move has to be an improvement for its mover

	open     standoff.Bits // what can be and has not been come upon yet
	some     []uint32      // the open states to be sorted
	order    []uint32      // those, roughly by their values
	first    []uint32      // where those of about the same value begin
	settling []uint32      // values on their way
}

// begin makes the slice ready, everything open that can be.
func (r *rising) begin(values, own, lim []uint32, improving bool) {
	r.values, r.own, r.lim, r.improving = values, own, lim, improving
	if !r.full {
		pack(r.open, own)
		return
	}
	for x := range r.open {
		r.open[x] = ^uint64(0) >> max(0, 64-len(own))
	}
}

// rise takes the open states from the least value up, the lowest eighth of the values first:
// by then most states have been come upon, and need no order.
func (r *rising) rise(take func(some []uint32, value uint32)) {
	least, most := r.least(), slices.Max(r.values) // what is not open may be more
	for part := 3; part >= 0 && least <= most; part -= 3 {
		r.sort(least, least+(most-least)>>part)
		from := uint32(0)
		for _, to := range r.first {
			r.takeAll(r.order[from:to], take)
			from = to
		}
	}
}

// takeAll takes those that are open by their values, equal ones together.
func (r *rising) takeAll(all []uint32, take func(some []uint32, value uint32)) {
	some := r.stillOpen(all)
	if len(some) > 1 {
		slices.SortFunc(some, func(a, b uint32) int { return cmp.Compare(r.values[a], r.values[b]) })
	}
	for from, to := 0, 0; from < len(some); from = to {
		value := r.values[some[from]]
		for to = from; to < len(some) && r.values[some[to]] == value; to++ {
		}
		if equal := r.stillOpen(some[from:to]); len(equal) > 0 {
			take(equal, value)
		}
	}
}

// stillOpen returns those of the states that are open, in their place.
func (r *rising) stillOpen(states []uint32) []uint32 {
	some := states[:0]
	for _, t := range states {
		if r.open.Has(standoff.State(t)) {
			some = append(some, t)
		}
	}
	return some
}

// least returns the least of the values of open states.
func (r *rising) least() uint32 {
	least := ^uint32(0)
	for x, open := range r.open {
		if open != 0 {
			least = min(least, leastIn(r.values[64*x:], open))
		}
	}
	return least
}

// leastIn returns the least of the values in the set.
func leastIn(values []uint32, set uint64) uint32 {
	least := ^uint32(0)
	if set == ^uint64(0) {
		for _, v := range values[:64] {
			least = min(least, v)
		}
		return least
	}
	for ; set != 0; set &= set - 1 {
		least = min(least, values[bits.TrailingZeros64(set)])
	}
	return least
}

// sort puts the open states of values from least up to most into order by the first bits of
// what they are above the least; the last bits are for those that are still open when their
// turn comes.
func (r *rising) sort(least, most uint32) {
	some := r.some[:0]
	r.each(func(t uint32) {
		if r.values[t] <= most {
			some = append(some, t)
		}
	})
	n := len(some)
	shift := max(0, bits.Len32(most-least)-max(0, bits.Len(uint(n))-2))
	r.first = append(r.first[:0], make([]uint32, (most-least)>>shift+2)...)
	for _, t := range some {
		r.first[(r.values[t]-least)>>shift+1]++
	}
	for d := range len(r.first) - 1 {
		r.first[d+1] += r.first[d]
	}
	r.some, r.order = some, slices.Grow(r.order[:0], n)[:n]
	for _, t := range some {
		at := &r.first[(r.values[t]-least)>>shift]
		r.order[*at] = t
		*at++
	}
}

// each calls do for every open state.
func (r *rising) each(do func(t uint32)) {
	for x, word := range r.open {
		for ; word != 0; word &= word - 1 {
			do(uint32(64*x + bits.TrailingZeros64(word)))
		}
	}
}

// note closes a state that has been come upon from one with the value.
func (r *rising) note(t, value uint32) {
	r.open[t/64] &^= 1 << (t % 64)
	r.lim[t] = max(r.lim[t], min(value, r.own[t]))
}

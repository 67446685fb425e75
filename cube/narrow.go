package cube

import (
	"math/bits"

	"detente/standoff"
)

// narrow follows sequences in a slice where nobody has more choices than a word has bits: of
// each row a word says what is open, and for each choice in it one says from where its mover
// would come. Where every option can be changed both ways all may settle in a few rounds.
type narrow[W uint32 | uint64] struct {
	rising
	sides   []narrowSide[W]
	settles bool // nothing goes one way
}

// narrowSide is a side whose rows are words.
type narrowSide[W uint32 | uint64] struct {
	side[uint8]
	open  []W      // by row
	from  []W      // by row: from where the side moves to something come upon
	queue []uint32 // the rows where it does
	worse []W      // by row and choice, in rows that were open: what is worse for the mover
	below []W      // by what is taken one way: the choices with no more of that
}

func newNarrow[W uint32 | uint64](c *cube, k int) *narrow[W] {
	n := &narrow[W]{settles: c.free(k)}
	n.full, n.open = c.full, standoff.NewBits(1<<c.rest(k))
	for _, f := range sides(c, k, func(b bests) []uint8 { return b.b8 }) {
		rows := 1 << (c.rest(k) - int(f.bits))
		s := narrowSide[W]{side: f, open: make([]W, rows), from: make([]W, rows), worse: make([]W, 1<<c.rest(k))}
		s.below = noMore[W](f)
		n.sides = append(n.sides, s)
	}
	return n
}

// noMore returns, by what is taken one way, the choices with no more of that.
func noMore[W uint32 | uint64](f side[uint8]) []W {
	sets := make([]W, 1<<f.way)
	for way := range sets {
		for choice := range 1 << f.bits {
			if choice>>f.free&^way == 0 {
				sets[way] |= 1 << choice
			}
		}
	}
	return sets
}

func (n *narrow[W]) raise(choice int, values, own, lim []uint32, improving bool) {
	n.begin(values, own, lim, improving)
	if improving && n.early(choice) {
		return
	}
	n.openRows()
	for k := range n.sides {
		if improving {
			n.sides[k].compare()
		}
	}
	n.rise(n.take)
}

// early gathers the rows for improvements, and reports whether all settles.
func (n *narrow[W]) early(choice int) bool {
	var all []*side[uint8]
	for k := range n.sides {
		n.sides[k].gather(choice)
		all = append(all, &n.sides[k].side)
	}
	return n.settles && n.settled(func(values []uint32) bool { return settle(all, values) })
}

// openRows makes all rows open where something can be.
func (n *narrow[W]) openRows() {
	for k := range n.sides {
		f := &n.sides[k]
		if n.full {
			for x := range f.open {
				f.open[x] = f.all()
			}
			continue
		}
		clear(f.open)
		n.each(func(t uint32) { f.open[f.row(t)] |= 1 << f.choice(t) })
	}
}

// all returns the set of all choices.
func (f *narrowSide[W]) all() W { return W(^uint64(0) >> (64 - 1<<f.bits)) }

// compare notes for each choice of the open rows what is worse.
func (f *narrowSide[W]) compare() {
	var of [64]W // by level: the choices there, then those that are worse
	for x, open := range f.open {
		if open == 0 {
			continue
		}
		_, level := f.likes(uint32(x))
		clear(of[:len(level)])
		for c, l := range level {
			of[l&63] |= 1 << (c & 63)
		}
		worse := W(0)
		for l := len(level) - 1; l >= 0; l-- {
			of[l&63], worse = worse, worse|of[l&63]
		}
		to := f.worse[x<<(f.bits&31):][:len(level)]
		for c, l := range level {
			to[c] = of[l&63]
		}
	}
}

// take notes states that have a value and all from which they are reached: the sides move in turn, until
// nobody has a row to move in.
func (n *narrow[W]) take(some []uint32, value uint32) {
	for _, t := range some {
		n.note(t, value)
		for k := range n.sides {
			n.arrive(k, t, 0, 1)
		}
	}
	for k, quiet := 0, 0; quiet < len(n.sides); k = (k + 1) % len(n.sides) {
		f := &n.sides[k]
		if quiet++; len(f.queue) > 0 {
			quiet = 1
		}
		for _, x := range f.queue {
			n.leave(k, x, value)
		}
		f.queue = f.queue[:0]
	}
}

// leave notes from where side k moves in a row. It does not move twice in a row: two of its
// moves are one.
func (n *narrow[W]) leave(k int, row, value uint32) {
	f := &n.sides[k]
	set := f.from[row] & f.open[row]
	f.from[row] = 0
	if set == 0 {
		return
	}
	f.open[row] &^= set
	t := f.state(row)
	for l := range n.sides {
		if l != k {
			n.arrive(l, t, f.shift, set)
		}
	}
	for ; set != 0; set &= set - 1 {
		n.note(t+uint32(bits.TrailingZeros64(uint64(set)))<<(f.shift&31), value)
	}
}

// arrive closes the states t + c<<shift for the choices c in the set, all of one side, in the
// rows of side k, and puts into its queue where it moves to them.
func (n *narrow[W]) arrive(k int, t uint32, shift uint8, set W) {
	f := &n.sides[k]
	row, choice := f.row(t), f.choice(t)
	if shift > f.shift {
		shift -= f.bits
	}
	bit, below := W(1)<<(choice&63), f.below[choice>>(f.free&31)]
	for ; set != 0; set &= set - 1 {
		x := row + uint32(bits.TrailingZeros64(uint64(set)))<<(shift&31)
		open := f.open[x] &^ bit
		f.open[x] = open
		from := open & below
		if from != 0 && n.improving {
			from &= f.worse[x<<(f.bits&31)|choice]
		}
		if from == 0 {
			continue
		}
		if f.from[x] == 0 {
			f.queue = append(f.queue, x)
		}
		f.from[x] |= from
	}
}

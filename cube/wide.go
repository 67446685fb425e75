package cube

import "detente/standoff"

// wide follows sequences in a slice where somebody has more choices than a word has bits.
// Whoever can improve to a state of a row does so from everything that its mover likes less.
// So each row is gone along once, from its worst end, whichever states of it are come upon
// and however often.
type wide[T uint8 | uint16 | uint32] struct {
	rising
	sides   []side[T]
	settles bool     // nothing goes one way
	queue   []uint32 // what has been come upon and not been gone on from
	left    [][]T    // by side, row and what is taken one way: how many choices may be open
}

func newWide[T uint8 | uint16 | uint32](c *cube, k int, of func(bests) []T) *wide[T] {
	w := &wide[T]{sides: sides(c, k, of), settles: c.free(k)}
	w.full, w.open = c.full, standoff.NewBits(1<<c.rest(k))
	for _, f := range w.sides {
		w.left = append(w.left, make([]T, 1<<(c.rest(k)-int(f.free))))
	}
	return w
}

func (w *wide[T]) raise(choice int, values, own, lim []uint32, improving bool) {
	w.begin(values, own, lim, improving)
	var all []*side[T]
	for k := range w.sides {
		f := &w.sides[k]
		f.gather(choice)
		all = append(all, f)
	}
	if improving && w.settles && w.settled(func(values []uint32) bool { return settle(all, values) }) {
		return
	}
	for k, f := range all {
		f.group()
		for x := range w.left[k] {
			w.left[k][x] = 1 << f.free
		}
	}
	w.rise(w.take)
}

// group puts choices with the same taken of what can only be taken together in the orders.
func (f *side[T]) group() {
	if f.way == 0 {
		return
	}
	next, before := make([]uint32, 1<<f.way), make([]T, 1<<f.bits)
	for x := range uint32(len(f.rows) >> (f.bits + 1)) {
		order, _ := f.likes(x)
		for w := range next {
			next[w] = uint32(w) << f.free
		}
		copy(before, order)
		for _, c := range before {
			at := &next[c>>f.free]
			order[*at] = c
			*at++
		}
	}
}

// take notes states that have a value, and all from which they are reached.
func (w *wide[T]) take(some []uint32, value uint32) {
	for _, t := range some {
		w.note(t, value)
	}
	w.queue = append(w.queue, some...)
	for len(w.queue) > 0 {
		last := len(w.queue) - 1
		t := w.queue[last]
		w.queue = w.queue[:last]
		for k := range w.sides {
			w.back(k, t, value)
		}
	}
}

// back notes the states from which side k moves to t.
func (w *wide[T]) back(k int, t, value uint32) {
	f := &w.sides[k]
	x, choice := f.row(t), f.choice(t)
	order, level := f.likes(x)
	here, way := level[choice], choice>>f.free
	base := t - choice<<f.shift
	for sub := way; ; sub = (sub - 1) & way { // with no more taken of what can only be taken
		left := &w.left[k][x<<f.way|sub]
		for ; *left > 0; *left-- {
			c := uint32(order[sub<<f.free|uint32(*left-1)])
			if w.improving && level[c] <= here {
				break
			}
			if s := base + c<<f.shift; w.open.Has(standoff.State(s)) {
				w.note(s, value)
				w.queue = append(w.queue, s)
			}
		}
		if sub == 0 {
			return
		}
	}
}

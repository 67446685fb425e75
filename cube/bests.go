package cube

import "math/bits"

// bests says how the mover of a field likes its own choices, whatever the others have
// chosen: for each choice of the rest a row of twice the field's width. Its first half are
// the choices, the best first, what cannot be last. The second half is by choice the level,
// from 0 for the best; equal ones have the same. One of the slices is used, the same in all fields of a
// cube, by the widest.
type bests struct {
	b8  []uint8
	b16 []uint16
	b32 []uint32
}

// lanes is how many rows are sorted side by side: a line of memory.
const lanes = 16

// network is the widest field that is sorted by a network of comparisons.
const network = 1 << 7

func newBests(widest, size int) bests {
	switch {
	case widest <= 1<<7:
		return bests{b8: make([]uint8, 2*size)}
	case widest <= 1<<15:
		return bests{b16: make([]uint16, 2*size)}
	}
	return bests{b32: make([]uint32, 2*size)}
}

// bests returns those of field k. They are sorted when first asked for: in many situations
// nothing asks.
func (c *cube) bests(k int) bests {
	c.order.Do(func() {
		for k := range c.fields {
			b := newBests(c.widest(), 1<<c.n)
			halves(1<<c.rest(k), lanes, func(_, r0, r1 int) { c.sortBests(b, k, r0, r1) })
			c.best = append(c.best, b)
		}
	})
	return c.best[k]
}

// sortBests fills the rows r0 up to r1 of field k, multiples of lanes or the end.
func (c *cube) sortBests(b bests, k, r0, r1 int) {
	switch {
	case b.b8 != nil:
		sortField(b.b8, c, k, r0, r1)
	case b.b16 != nil:
		sortField(b.b16, c, k, r0, r1)
	default:
		sortField(b.b32, c, k, r0, r1)
	}
}

func sortField[T uint8 | uint16 | uint32](out []T, c *cube, k, r0, r1 int) {
	if width := c.fields[k].width(); width > network {
		sortRows(out, c.ranks[k], width, c.rest(k), r0, r1)
	} else {
		sortLanes(out, c.ranks[k], width, c.rest(k), r0, r1)
	}
}

// key is what rows are sorted by, ascending: best first, states that cannot be last.
func key(rank uint32, choice int) uint64 { return uint64(^rank)<<32 | uint64(choice) }

// comparators returns the pairs of places that a merge sort of K. E. Batcher ("Sorting
// networks and their applications", 1968) compares, in order; width is a power of two.
func comparators(width int) [][2]int {
	var pairs [][2]int
	for p := 1; p < width; p *= 2 {
		for k := p; k >= 1; k /= 2 {
			for j := k % p; j+k < width; j += 2 * k {
				for i := j; i < j+k && i+k < width; i++ {
					if i/(2*p) == (i+k)/(2*p) {
						pairs = append(pairs, [2]int{i, i + k})
					}
				}
			}
		}
	}
	return pairs
}

// sortLanes sorts as many rows side by side as there are lanes, without a branch.
func sortLanes[T uint8 | uint16 | uint32](out []T, ranks []uint32, width, rest, r0, r1 int) {
	pairs := comparators(width)
	keys, row := make([][lanes]uint64, width), make([]uint64, width)
	for r := r0; r < r1; r += lanes {
		some := min(lanes, r1-r)
		for a := range keys {
			for l, u := range ranks[a<<rest|r:][:some] {
				keys[a][l] = key(u, a)
			}
		}
		for _, p := range pairs {
			exchange(&keys[p[0]], &keys[p[1]])
		}
		for l := range some {
			for k := range row {
				row[k] = keys[k][l]
			}
			write(out[(r+l)*2*width:][:2*width], row)
		}
	}
}

// write writes down a row of which the keys are sorted.
func write[T uint8 | uint16 | uint32](out []T, keys []uint64) {
	order, levels := out[:len(keys)], out[len(keys):]
	before, level := keys[0], T(0)
	for k, now := range keys {
		level += T((before>>32 - now>>32) >> 63)
		before = now
		order[k] = T(now)
		levels[uint32(now)] = level
	}
}

// exchange puts the lesser of two keys into x and the greater into y, in every lane.
func exchange(x, y *[lanes]uint64) {
	for l := 0; l < lanes; l += 4 {
		v0, v1, v2, v3 := x[l], x[l+1], x[l+2], x[l+3]
		w0, w1, w2, w3 := y[l], y[l+1], y[l+2], y[l+3]
		x[l], x[l+1], x[l+2], x[l+3] = min(v0, w0), min(v1, w1), min(v2, w2), min(v3, w3)
		y[l], y[l+1], y[l+2], y[l+3] = max(v0, w0), max(v1, w1), max(v2, w2), max(v3, w3)
	}
}

// sortRows sorts rows one by one, by digits of eight bits.
func sortRows[T uint8 | uint16 | uint32](out []T, ranks []uint32, width, rest, r0, r1 int) {
	keys, spare := make([]uint64, width), make([]uint64, width)
	for r := r0; r < r1; r++ {
		differ := uint64(0)
		for a := range keys {
			keys[a] = key(ranks[a<<rest|r], a)
			differ |= keys[a] ^ keys[0]
		}
		for shift := 32; shift < bits.Len64(differ); shift += 8 {
			var at [257]int
			for _, v := range keys {
				at[v>>shift&255+1]++
			}
			for d := range 255 {
				at[d+1] += at[d]
			}
			for _, v := range keys {
				d := v >> shift & 255
				spare[at[d]] = v
				at[d]++
			}
			keys, spare = spare, keys
		}
		write(out[r*2*width:][:2*width], keys)
	}
}

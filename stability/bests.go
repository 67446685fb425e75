package stability

import "math/bits"

// bests says in which order the mover of a field likes its own choices, whatever the others
// have chosen: for each choice of the rest a row of the field's width, the best first,
// choices that cannot be at the end. An entry is twice the choice, plus 1 where it is worse
// than the entry before it. One of the slices is used, by the width.
type bests struct {
	b8  []uint8
	b16 []uint16
	b32 []uint32
}

// lanes is how many rows are sorted side by side: a line of memory.
const lanes = 16

// network is the widest field that is sorted by a network of comparisons.
const network = 1 << 7

func newBests(width, size int) bests {
	switch {
	case width <= 1<<7:
		return bests{b8: make([]uint8, size)}
	case width <= 1<<15:
		return bests{b16: make([]uint16, size)}
	}
	return bests{b32: make([]uint32, size)}
}

// sortBests fills the rows r0 up to r1 of field k, multiples of lanes or the end.
func (c *cube) sortBests(k, r0, r1 int) {
	width, rest := c.fields[k].width(), c.rest(k)
	ranks := c.ranks[k]
	switch b := c.best[k]; {
	case width > network && b.b16 != nil:
		sortRows(b.b16, ranks, width, rest, r0, r1)
	case width > network:
		sortRows(b.b32, ranks, width, rest, r0, r1)
	default:
		sortLanes(b.b8, ranks, width, rest, r0, r1)
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
func sortLanes(out []uint8, ranks []uint32, width, rest, r0, r1 int) {
	pairs := comparators(width)
	keys := make([][lanes]uint64, width)
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
			row := out[(r+l)*width:][:width]
			before := uint64(0)
			for k := range row {
				now := keys[k][l]
				worse := uint8((before>>32 - now>>32) >> 63)
				row[k] = uint8(now)<<1 | worse
				before = now
			}
			row[0] &^= 1
		}
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
func sortRows[T uint16 | uint32](out []T, ranks []uint32, width, rest, r0, r1 int) {
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
		row := out[r*width:][:width]
		for k, v := range keys {
			row[k] = T(v) << 1
			if k > 0 && v>>32 != keys[k-1]>>32 {
				row[k] |= 1
			}
		}
	}
}

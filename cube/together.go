package cube

import "detente/standoff"

// together reports whether the others can move from every state of a slice to every other:
// then what they can do at worst is the same everywhere. It looks at 64 states at a time,
// and says no where an option can be changed one way only.
func (c *cube) together(k int, w *worker, own []uint32) bool {
	if !c.free(k) {
		return false
	}
	if c.full {
		return true
	}
	can, seen, next := w.seen[0], w.seen[1], w.seen[2]
	clear(seen)
	first := pack(can, own)
	if first < 0 {
		return true // nothing can be: nothing to say
	}
	seen.Add(standoff.State(first))
	count, all := 1, can.Count()
	for {
		before := count
		at := 0
		for j, f := range c.fields {
			if j == k {
				continue
			}
			copy(next, seen)
			for b := at; b < at+len(f.bits); b++ {
				flip(next, b)
			}
			at += len(f.bits)
			for x := range seen {
				seen[x] = next[x] & can[x]
			}
		}
		if count = seen.Count(); count == all {
			return true
		}
		if count == before {
			return false
		}
	}
}

// pack makes can the set of places where own is not 0, and returns the first, or -1.
func pack(can standoff.Bits, own []uint32) int {
	first := -1
	for x := range can {
		word := uint64(0)
		for r, u := range own[64*x : min(len(own), 64*x+64)] {
			word |= uint64(-int64(u)) >> 63 << r
		}
		can[x] = word
		if first < 0 && word != 0 {
			for r, u := range own[64*x:] {
				if u != 0 {
					first = 64*x + r
					break
				}
			}
		}
	}
	return first
}

// low are the first 64 codes in which bit b, below 6, is not set.
var low = [6]uint64{
	0x5555555555555555, 0x3333333333333333, 0x0f0f0f0f0f0f0f0f,
	0x00ff00ff00ff00ff, 0x0000ffff0000ffff, 0x00000000ffffffff,
}

// flip adds to the set what is a change of bit b away.
func flip(set standoff.Bits, b int) {
	if b < 6 {
		for x, v := range set {
			set[x] = v | v>>(1<<b)&low[b] | v&low[b]<<(1<<b)
		}
		return
	}
	step := 1 << (b - 6)
	for x := 0; x < len(set); x += 2 * step {
		for y := x; y < x+step; y++ {
			both := set[y] | set[y+step]
			set[y], set[y+step] = both, both
		}
	}
}

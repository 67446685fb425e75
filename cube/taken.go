package cube

// Where every state can be, what the others reach by any moves depends only on what they
// have taken of the options that can only be taken: they choose the rest at will, and can
// take more.

// taken says by the choice of the others of a field what they have taken of such options: by
// its bits above the first, that can be changed both ways, the sum of lo and hi.
type taken struct {
	sums
	same  int      // so many choices that follow one another have the same taken
	least []uint32 // by what is taken
}

// newTaken prepares the slices of field k.
func (c *cube) newTaken(k int) taken {
	var weights []uint32
	ways := 0
	for j, f := range c.fields {
		if j == k {
			continue
		}
		weights = append(weights, make([]uint32, f.free)...)
		for range f.way {
			weights = append(weights, 1<<ways)
			ways++
		}
	}
	both := 0
	for both < len(weights) && weights[both] == 0 {
		both++
	}
	return taken{newSums(weights[both:]), 1 << both, make([]uint32, 1<<ways)}
}

// raise raises the limits to the least of the values that the others reach, or to what the
// actor has there if that is less.
func (t *taken) raise(values, own, lim []uint32) {
	for x := range t.least {
		t.least[x] = ^uint32(0)
	}
	part := 0
	for _, hi := range t.hi {
		for _, lo := range t.lo {
			least := ^uint32(0)
			for _, v := range values[part:][:t.same] {
				least = min(least, v)
			}
			t.least[hi+lo] = min(t.least[hi+lo], least)
			part += t.same
		}
	}
	for bit := 1; bit < len(t.least); bit *= 2 {
		for x := range t.least {
			if x&bit == 0 {
				t.least[x] = min(t.least[x], t.least[x|bit])
			}
		}
	}
	part = 0
	for _, hi := range t.hi {
		for _, lo := range t.lo {
			raiseTo(lim[part:], own[part:][:t.same], t.least[hi+lo])
			part += t.same
		}
	}
}

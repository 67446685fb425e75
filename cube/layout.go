package cube

import (
	"sync"

	"detente/standoff"
)

// The states of a situation made of options are the corners of a cube, one dimension for
// each option. What the solver does for actor i, it does apart for each choice of i's own
// options, because the others cannot change them: that is a slice of the cube. So it keeps
// the ranks of actor i sorted by i's own choice first, in an array of its own, in which a
// slice is contiguous and small enough to stay close to the processor.
//
// Options that can be changed one way only are turned so that they can be taken and not
// given up: a state can then move to those with more of them.

// field is an actor that has options, with its place in the codes of the cube.
type field struct {
	actor int
	bits  []int // its options, as bits of the codes of the model; the free ones first
	free  int   // how many can be changed both ways
	way   int   // how many can be taken only, after turning
}

func (f field) width() int { return 1 << len(f.bits) }

// cube is a situation made of options, laid out for the solver.
type cube struct {
	model  *standoff.Model
	n      int            // options
	fields []field        // actors with options, in the order of the actors
	turned standoff.State // options that can be given up only
	full   bool           // every state can be

	// ranks are by field, in the layout of the field: its own choice a in the high bits, the
	// rest, that is the choices of the other fields in their order, in the low bits. They
	// are 1 above those of the model; 0 is a state that cannot be.
	ranks [][]uint32
	most  [][]uint32      // by field: the greatest rank of each row; nil where options go one way
	tops  []standoff.Bits // by field: the choices with it, row by row; nil where nothing asks
	best  []bests         // by field, when they have been asked for
	order sync.Once       // what does so first
	lim   limits          // room for those of one field
}

func newCube(m *standoff.Model) *cube {
	c := &cube{model: m, n: len(m.Options), full: m.Feasible == nil || m.Feasible.Count() == m.Size()}
	for i := range m.Actors {
		f := field{actor: i}
		for k, o := range m.Options {
			if o.Owner == i && o.Direction == standoff.Both {
				f.bits = append(f.bits, k)
				f.free++
			}
		}
		for k, o := range m.Options {
			if o.Owner == i && o.Direction != standoff.Both {
				f.bits = append(f.bits, k)
				f.way++
				if o.Direction == standoff.BackOnly {
					c.turned |= 1 << k
				}
			}
		}
		if len(f.bits) > 0 {
			c.fields = append(c.fields, f)
		}
	}
	return c
}

// widest returns the greatest number of choices of a field.
func (c *cube) widest() int {
	widest := 0
	for _, f := range c.fields {
		widest = max(widest, f.width())
	}
	return widest
}

// free reports whether the others of field k can change all their options both ways.
func (c *cube) free(k int) bool {
	for j, f := range c.fields {
		if j != k && f.way > 0 {
			return false
		}
	}
	return true
}

// rest returns how many options the others of field k have.
func (c *cube) rest(k int) int { return c.n - len(c.fields[k].bits) }

// places returns, for each bit of the layout of field k, the bit of the codes of the model.
func (c *cube) places(k int) []int {
	var at []int
	for j, f := range c.fields {
		if j != k {
			at = append(at, f.bits...)
		}
	}
	return append(at, c.fields[k].bits...)
}

// expand returns the sums of the weights of the bits that are set, for each code of as many
// bits as there are weights.
func expand(weights []uint32) []uint32 {
	sum := make([]uint32, 1, 1<<len(weights))
	for _, w := range weights {
		for _, s := range sum {
			sum = append(sum, s+w)
		}
	}
	return sum
}

// sums is what expand returns, in two tables: lo for the low bits, hi for those above.
type sums struct {
	lo, hi []uint32
	shift  int
}

func newSums(weights []uint32) sums {
	return newSumsAt(weights, (len(weights)+1)/2)
}

// newSumsAt is newSums with so many bits in lo.
func newSumsAt(weights []uint32, shift int) sums {
	return sums{lo: expand(weights[:shift]), hi: expand(weights[shift:]), shift: shift}
}

func (s sums) of(code int) uint32 {
	return s.lo[code&(1<<s.shift-1)] + s.hi[code>>s.shift]
}

// lay fills the part of the ranks of field k from own choice a0 up to a1. It goes by tiles
// of 16 by 16, so that neither side jumps over the memory.
func (c *cube) lay(k, a0, a1 int) {
	f := c.fields[k]
	rest := c.rest(k)
	weights := make([]uint32, c.n)
	for d, o := range c.places(k) {
		weights[d] = 1 << o
	}
	from := newSums(weights)
	across := expand(weights[:min(4, rest)])
	down := expand(weights[rest:][:min(4, len(f.bits))])
	for a := a0 &^ (len(down) - 1); a < a1; a += len(down) {
		for r := 0; r < 1<<rest; r += len(across) {
			base := from.of(a<<rest | r)
			for da, d := range down {
				if a+da >= a0 && a+da < a1 {
					at := (a+da)<<rest | r
					c.copyRow(c.ranks[k][at:at+len(across)], f.actor, base+d, across)
				}
			}
		}
	}
}

// copyRow copies ranks of the actor from the codes base plus each of the offsets.
func (c *cube) copyRow(to []uint32, actor int, base uint32, offsets []uint32) {
	rank, turned := c.model.Rank[actor], uint32(c.turned)
	if c.full {
		for x, o := range offsets {
			to[x] = rank[(base+o)^turned] + 1
		}
		return
	}
	can := c.model.Feasible
	for x, o := range offsets {
		s := (base + o) ^ turned
		to[x] = (rank[s] + 1) & -uint32(can[s/64]>>(s%64)&1)
	}
}

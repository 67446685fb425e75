package stability

// slice is how one field k of a cube looks at what the others do while its own choice
// stays as it is: an array of values, one for each choice of the rest. Fields that are far
// apart in it are moved a little, because addresses that are a multiple of 4096 bytes
// apart would push each other out of the nearest memory.
type slice struct {
	size   int // of the array, with what is skipped
	chunk  int // so many values stand together
	chunks []uint32
	passes []pass // one for each other field
}

// pass is how the moves of one other field run through a slice, row by row.
type pass struct {
	field     int
	width     int
	free, way int
	stride    uint32 // between two choices of the field that differ by 1
	lo, hi    []row  // the rows: one of lo plus one of hi
	best      bests
	own       uint32   // what the own choice of the slice adds to the place in best
	bestOf    []uint32 // the same of the choices of the other passes
}

// row says where a row begins, in the array of the slice and in bests.
type row struct{ at, best uint32 }

// page is how many values are 4096 bytes; line how many are moved by.
const (
	page = 1024
	line = 16
)

// newSlice lays out the slices of field k.
func (c *cube) newSlice(k int) *slice {
	s := &slice{chunk: 1 << c.rest(k)}
	place := make([]uint32, len(c.fields)) // by field: the distance of two choices
	next, packed := uint32(1), 1
	for j, f := range c.fields {
		if j == k {
			continue
		}
		if place[j] = next; next >= page {
			place[j] += line
			s.chunk = min(s.chunk, packed)
		}
		next = place[j] * uint32(f.width())
		packed *= f.width()
	}
	s.size = int(next)
	s.chunks = expand(c.weights(place, k, s.chunk))
	for j, f := range c.fields {
		if j != k {
			s.passes = append(s.passes, c.newPass(k, j, place, f))
		}
	}
	return s
}

// weights returns what each bit of the rest of field k, from the one worth first on, adds
// to the place in the array.
func (c *cube) weights(place []uint32, k, first int) []uint32 {
	var all []uint32
	worth := 1
	for j, f := range c.fields {
		if j == k {
			continue
		}
		for b := range f.bits {
			if worth >= first {
				all = append(all, place[j]<<b)
			}
			worth *= 2
		}
	}
	return all
}

func (c *cube) newPass(k, j int, place []uint32, f field) pass {
	p := pass{field: j, width: f.width(), free: f.free, way: f.way, stride: place[j], best: c.best[j]}
	var at, best []uint32
	bit := uint32(f.width()) // of the rest of j, times its width
	for l, g := range c.fields {
		if l == j {
			p.bestOf = append(p.bestOf, 0)
			continue
		}
		if l == k {
			p.own = bit
		} else {
			p.bestOf = append(p.bestOf, bit)
			for b := range g.bits {
				at = append(at, place[l]<<b)
				best = append(best, bit<<b)
			}
		}
		bit <<= len(g.bits)
	}
	half := (len(at) + 1) / 2
	p.lo = rows(at[:half], best[:half])
	p.hi = rows(at[half:], best[half:])
	return p
}

func rows(at, best []uint32) []row {
	x, y := expand(at), expand(best)
	all := make([]row, len(x))
	for k := range all {
		all[k] = row{x[k], y[k]}
	}
	return all
}

// load copies the values of one choice, in the layout of the field, into the array.
func (s *slice) load(to, from []uint32) {
	for k, at := range s.chunks {
		copy(to[at:][:s.chunk], from[k*s.chunk:])
	}
}

// reach lowers every value to the least that any moves of the others reach from it; values
// that are the greatest number are of states that cannot be, and stay.
func (s *slice) reach(g, least []uint32, full bool) {
	quiet := 0
	for quiet < len(s.passes) {
		for k := range s.passes {
			if s.passes[k].moves(g, least) {
				quiet = 1
			} else if quiet++; quiet >= len(s.passes) {
				return
			}
		}
		if full {
			return // where every state can be, each mover is needed once
		}
	}
}

// moves lets the field move once from everywhere; it reports whether a value became less.
func (p *pass) moves(g, least []uint32) bool {
	least = least[:1<<p.way]
	changed := uint32(0)
	for _, hi := range p.hi {
		for _, lo := range p.lo {
			g := g[hi.at+lo.at:]
			p.leasts(g, least)
			at, stride := uint64(0), uint64(p.stride)
			for _, l := range least {
				for range 1 << p.free {
					x := g[at]
					y := l
					if x == ^uint32(0) {
						y = x
					}
					g[at] = y
					changed |= x ^ y
					at += stride
				}
			}
		}
	}
	return changed != 0
}

// leasts makes least, by what is taken of the options that can only be taken, the least
// value of a row that can be moved to.
func (p *pass) leasts(g, least []uint32) {
	at, stride := uint64(0), uint64(p.stride)
	for w := range least {
		l := ^uint32(0)
		for range 1 << p.free {
			l = min(l, g[at])
			at += stride
		}
		least[w] = l
	}
	for bit := 1; bit < len(least); bit *= 2 {
		for w := range least {
			if w&bit == 0 {
				least[w] = min(least[w], least[w|bit])
			}
		}
	}
}

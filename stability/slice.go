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
	own       uint32 // what the own choice of the slice adds to the place in best
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
			continue
		}
		if l == k {
			p.own = bit
		} else {
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

// sequences lowers every value to the least that improvements of the others reach from it.
func (s *slice) sequences(f []uint32, own int, least []uint32) {
	quiet := 0
	for quiet < len(s.passes) {
		for k := range s.passes {
			if s.passes[k].improvements(f, own, least) {
				quiet = 1
			} else if quiet++; quiet >= len(s.passes) {
				return
			}
		}
	}
}

// improvements lets the field make one improvement from everywhere; it reports whether a
// value became less.
func (p *pass) improvements(f []uint32, own int, least []uint32) bool {
	from := uint32(own) * p.own
	switch {
	case p.best.b8 != nil && p.way == 0:
		return improve(f, p.best.b8[from:], p)
	case p.best.b8 != nil:
		return improveOneWay(f, p.best.b8[from:], p, least)
	case p.best.b16 != nil && p.way == 0:
		return improve(f, p.best.b16[from:], p)
	case p.best.b16 != nil:
		return improveOneWay(f, p.best.b16[from:], p, least)
	case p.way == 0:
		return improve(f, p.best.b32[from:], p)
	}
	return improveOneWay(f, p.best.b32[from:], p, least)
}

// improve goes down each row from the best choice to the worst: a value becomes the least
// of those that stand strictly before it.
func improve[T uint8 | uint16 | uint32](f []uint32, best []T, p *pass) bool {
	changed := uint32(0)
	for _, hi := range p.hi {
		for _, lo := range p.lo {
			changed |= improveRow(f[hi.at+lo.at:], best[hi.best+lo.best:][:p.width], uint64(p.stride))
		}
	}
	return changed != 0
}

// improveRow is improve for one row; the result is 0 where nothing changed. It stands
// alone so that all it needs stays in registers.
//
//go:noinline
func improveRow[T uint8 | uint16 | uint32](g []uint32, row []T, stride uint64) uint32 {
	changed := uint32(0)
	all, before := ^uint32(0), ^uint32(0) // the least so far, with and without ties
	for _, e := range row {
		at := uint64(e>>1) * stride
		x := g[at]
		if e&1 != 0 {
			before = all
		}
		all = min(all, x)
		y := min(x, before)
		g[at] = y
		changed |= x ^ y
	}
	return changed
}

// improveOneWay is improve where some options can only be taken: least holds, by what of
// these is taken, the least value among the choices with all of that and strictly before.
func improveOneWay[T uint8 | uint16 | uint32](f []uint32, best []T, p *pass, least []uint32) bool {
	stride := uint64(p.stride)
	changed := uint32(0)
	least = least[:1<<p.way]
	for _, hi := range p.hi {
		for _, lo := range p.lo {
			row := best[hi.best+lo.best:][:p.width]
			g := f[hi.at+lo.at:]
			for w := range least {
				least[w] = ^uint32(0)
			}
			ties := 0 // where the present ties begin
			for k, e := range row {
				if e&1 != 0 {
					for ; ties < k; ties++ {
						lower(least, int(row[ties]>>1)>>p.free, g[uint64(row[ties]>>1)*stride])
					}
				}
				at := uint64(e>>1) * stride
				x := g[at]
				y := min(x, least[e>>1>>p.free])
				g[at] = y
				changed |= x ^ y
			}
		}
	}
	return changed != 0
}

// lower writes the value down for everything that has no more than way.
func lower(least []uint32, way int, value uint32) {
	for sub := way; ; sub = (sub - 1) & way {
		least[sub] = min(least[sub], value)
		if sub == 0 {
			return
		}
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

package stability

// Sequences of improvements in a slice. One pass lets one field make one improvement from
// everywhere: it goes down each row from the best choice to the worst, and a value becomes
// the least of those that stand strictly before it. Passes follow each other until nothing
// changes. As the last changes are few, they are followed one by one instead.

// runner lets the others improve in one slice.
type runner struct {
	*slice
	values []uint32
	old    []uint32 // values before the present pass, or of the present row
	least  []uint32
	own    int
	queue  []change
}

// change is a value that became less by a move of one of the passes.
type change struct {
	at   uint32
	pass int
}

// sequences lowers every value to the least that improvements of the others reach from it.
func (r *runner) sequences(own int) {
	r.own = own
	m, quiet, noted := len(r.passes), 0, 0
	for n := 0; quiet < m; n++ {
		k := n % m
		changed := false
		if n < 2*m-1 {
			changed = r.pass(k)
		} else {
			changed = r.note(k)
			noted++
		}
		if quiet++; changed {
			quiet = 1
		}
		if noted < m-1 || m == 1 {
			continue
		}
		if len(r.queue) < len(r.values)/32 {
			r.follow()
			return
		}
		r.queue, noted = r.queue[:0], 0
	}
	r.queue = r.queue[:0]
}

// pass lets a field improve once from everywhere; it reports whether a value became less.
func (r *runner) pass(k int) bool {
	p := &r.passes[k]
	changed := uint32(0)
	for _, hi := range p.hi {
		for _, lo := range p.lo {
			changed |= r.row(p, hi.at+lo.at, hi.best+lo.best)
		}
	}
	return changed != 0
}

// note is pass, and puts what changed into the queue.
func (r *runner) note(k int) bool {
	p := &r.passes[k]
	copy(r.old, r.values)
	some := false
	for _, hi := range p.hi {
		for _, lo := range p.lo {
			if r.row(p, hi.at+lo.at, hi.best+lo.best) == 0 {
				continue
			}
			some = true
			for x := range uint32(p.width) {
				if at := hi.at + lo.at + x*p.stride; r.values[at] != r.old[at] {
					r.queue = append(r.queue, change{at, k})
				}
			}
		}
	}
	return some
}

// follow empties the queue: the rows of a change are gone through again by all fields but
// the one that made it. The fields that have seen a change already find nothing to do.
func (r *runner) follow() {
	for len(r.queue) > 0 {
		last := len(r.queue) - 1
		c := r.queue[last]
		r.queue = r.queue[:last]
		for k := range r.passes {
			if k != c.pass {
				r.again(k, c.at)
			}
		}
	}
}

// again goes through the row of field k in which a value stands.
func (r *runner) again(k int, at uint32) {
	p := &r.passes[k]
	base, best := at, uint32(0)
	left := at
	for j := len(r.passes) - 1; j >= 0; j-- { // the later fields are farther apart
		choice := left / r.passes[j].stride
		left -= choice * r.passes[j].stride
		if j == k {
			base -= choice * p.stride
		} else {
			best += choice * p.bestOf[j]
		}
	}
	old := r.old[:p.width]
	for x := range old {
		old[x] = r.values[base+uint32(x)*p.stride]
	}
	if r.row(p, base, best) == 0 {
		return
	}
	for x, v := range old {
		if at := base + uint32(x)*p.stride; r.values[at] != v {
			r.queue = append(r.queue, change{at, k})
		}
	}
}

// row goes through one row; the result is 0 where nothing changed.
func (r *runner) row(p *pass, at, best uint32) uint32 {
	g := r.values[at:]
	best += uint32(r.own) * p.own
	stride := uint64(p.stride)
	least := r.least[:1<<p.way]
	switch {
	case p.best.b8 != nil && p.way == 0:
		return improve(g, p.best.b8[best:][:p.width], stride)
	case p.best.b8 != nil:
		return improveOneWay(g, p.best.b8[best:][:p.width], stride, least, p.free)
	case p.best.b16 != nil && p.way == 0:
		return improve(g, p.best.b16[best:][:p.width], stride)
	case p.best.b16 != nil:
		return improveOneWay(g, p.best.b16[best:][:p.width], stride, least, p.free)
	case p.way == 0:
		return improve(g, p.best.b32[best:][:p.width], stride)
	}
	return improveOneWay(g, p.best.b32[best:][:p.width], stride, least, p.free)
}

// improve goes down a row where all options can be changed both ways; the result is 0
// where nothing changed. It stands alone so that all it needs stays in registers.
//
//go:noinline
func improve[T uint8 | uint16 | uint32](g []uint32, row []T, stride uint64) uint32 {
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
//
//go:noinline
func improveOneWay[T uint8 | uint16 | uint32](g []uint32, row []T, stride uint64, least []uint32, free int) uint32 {
	changed := uint32(0)
	for w := range least {
		least[w] = ^uint32(0)
	}
	ties := 0 // where the present ties begin
	for k, e := range row {
		if e&1 != 0 {
			for ; ties < k; ties++ {
				c := uint64(row[ties] >> 1)
				lower(least, int(c>>free), g[c*stride])
			}
		}
		at := uint64(e>>1) * stride
		x := g[at]
		y := min(x, least[e>>1>>free])
		g[at] = y
		changed |= x ^ y
	}
	return changed
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

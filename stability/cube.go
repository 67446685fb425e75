package stability

import (
	"sync"

	"detente/effort"
	"detente/standoff"
)

// limits are, for one field, by what it has taken of the options that can only be taken
// and by the choice of the rest, the least rank that is stable there: an actor stays where
// nothing that it can move to is worth more to it in the end. Ranks are 1 above those of
// the model, and 0 says that all are stable.
type limits [concepts][]uint32

// solveCube works out Nash, GMR, SMR, SEQ and, where asked for, SSEQ.
func solveCube(m *standoff.Model, want [concepts]bool, budget *effort.Budget) ([concepts][]standoff.Bits, bool) {
	c := newCube(m)
	var stable [concepts][]standoff.Bits
	for x := range want {
		if want[x] {
			stable[x] = c.feasible()
		}
	}
	c.prepare()
	for k := range c.fields {
		lim, ok := c.limits(k, want, budget)
		if !ok {
			return stable, false
		}
		c.judge(k, lim, &stable)
	}
	return stable, true
}

// feasible returns for each actor a set of the states that can be.
func (c *cube) feasible() []standoff.Bits {
	all := make([]standoff.Bits, len(c.model.Actors))
	for i := range all {
		all[i] = standoff.NewBits(c.model.Size())
		for w := range all[i] {
			all[i][w] = ^uint64(0)
		}
		if size := c.model.Size(); size < 64 {
			all[i][0] = 1<<size - 1
		}
		if !c.full {
			copy(all[i], c.model.Feasible)
		}
	}
	return all
}

// both does the parts of some work, two at a time; part p is done once, by worker w.
func both(parts int, do func(w, p int)) {
	if parts < 2 {
		for p := range parts {
			do(0, p)
		}
		return
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for p := 1; p < parts; p += 2 {
			do(1, p)
		}
	})
	for p := 0; p < parts; p += 2 {
		do(0, p)
	}
	wait.Wait()
}

// prepare lays out the ranks and sorts them.
func (c *cube) prepare() {
	size := 1 << c.n
	c.ranks = make([][]uint32, len(c.fields))
	c.best = make([]bests, len(c.fields))
	for k, f := range c.fields {
		c.ranks[k] = make([]uint32, size)
		c.best[k] = newBests(f.width(), size)
		halves(f.width(), 1, func(_, a0, a1 int) { c.lay(k, a0, a1) })
		if len(c.fields) > 1 {
			halves(1<<c.rest(k), lanes, func(_, r0, r1 int) { c.sortBests(k, r0, r1) })
		}
	}
}

// halves splits 0 to n in two parts, at a multiple of unit, and does both.
func halves(n, unit int, do func(w, from, to int)) {
	middle := n / 2 / unit * unit
	if middle == 0 {
		do(0, 0, n)
		return
	}
	both(2, func(w, p int) {
		if p == 0 {
			do(w, 0, middle)
		} else {
			do(w, middle, n)
		}
	})
}

// worker has the arrays that one goroutine needs for slices of a field.
type worker struct {
	slice *slice
	least []uint32
	run   *runner
	any   []uint32 // of any moves
	seen  [3][]uint64
	lim   limits
}

func (c *cube) newWorker(k int, s *slice, lim limits) *worker {
	way := 0
	for _, f := range c.fields {
		way = max(way, f.way)
	}
	w := &worker{slice: s, least: make([]uint32, 1<<way), lim: lim}
	w.run = &runner{slice: s, least: w.least, values: make([]uint32, s.size), old: make([]uint32, s.size)}
	w.any = make([]uint32, s.size)
	for x := range w.seen {
		w.seen[x] = standoff.NewBits(1 << c.rest(k))
	}
	return w
}

// batch is about how many states are worked on before the budget is asked.
const batch = 1 << 17

// limits works out what is stable for field k. It reports whether the budget was enough.
func (c *cube) limits(k int, want [concepts]bool, budget *effort.Budget) (limits, bool) {
	f, rest := c.fields[k], c.rest(k)
	var lim limits
	for x := range want {
		if (want[x] || Concept(x) == Nash) && Concept(x) < SIM {
			lim[x] = make([]uint32, 1<<(rest+f.way))
		}
	}
	c.escapes(k, lim[Nash])
	s := c.newSlice(k)
	workers := [2]*worker{c.newWorker(k, s, lim), nil}
	apart := lim // the second worker writes into limits of its own, if both would write to the same
	if f.way == 0 {
		for x := range apart {
			if x != int(Nash) && lim[x] != nil {
				apart[x] = make([]uint32, len(lim[x]))
			}
		}
	}
	workers[1] = c.newWorker(k, s, apart)
	for a := 0; a < f.width(); {
		some := min(max(2, batch>>rest), f.width()-a)
		if budget != nil && !budget.Spend(int64(some)<<rest) {
			return lim, false
		}
		both(some, func(w, p int) { c.solveSlice(k, f.turn(a+p), workers[w], want) })
		a += some
	}
	for x := GMR; x < SIM; x++ {
		if f.way == 0 {
			raise(lim[x], apart[x])
		}
		widen(lim[x], f.way, rest)
	}
	return lim, true
}

// turn puts the choices of a field in an order in which every second one has the same first
// option that can only be taken: two workers then never write to the same limits.
func (f field) turn(p int) int {
	if f.way == 0 {
		return p
	}
	free := 1<<f.free - 1
	return p>>1&free | p&1<<f.free | p>>(1+f.free)<<(1+f.free)
}

// raise makes the values of a the greater ones of both.
func raise(a, b []uint32) {
	for x, v := range b {
		a[x] = max(a[x], v)
	}
}

// widen makes each value the greatest among those with at least as much of the options
// that can only be taken: what can still be moved to.
func widen(lim []uint32, way, rest int) {
	if lim == nil {
		return
	}
	for bit := range way {
		for w := range 1 << way {
			if w>>bit&1 == 0 {
				raise(lim[w<<rest:][:1<<rest], lim[(w|1<<bit)<<rest:][:1<<rest])
			}
		}
	}
}

// escapes makes best the greatest rank that field k can move to.
func (c *cube) escapes(k int, best []uint32) {
	f, rest := c.fields[k], c.rest(k)
	halves(1<<rest, lanes, func(_, r0, r1 int) {
		for a := range f.width() {
			way := a >> f.free
			raise(best[way<<rest|r0:][:r1-r0], c.ranks[k][a<<rest|r0:][:r1-r0])
		}
	})
	widen(best, f.way, rest)
}

// solveSlice looks at own choice a of field k, and raises the limits.
func (c *cube) solveSlice(k, a int, w *worker, want [concepts]bool) {
	f, rest := c.fields[k], c.rest(k)
	own := c.ranks[k][a<<rest:][:1<<rest]
	base := a >> f.free << rest
	escape := w.lim[Nash][base:][:1<<rest]
	if want[GMR] || want[SMR] {
		c.anyMoves(k, w, own, escape, base)
	}
	if want[SEQ] {
		w.slice.load(w.run.values, own)
		w.run.sequences(a)
		w.slice.store(w.lim[SEQ][base:], w.run.values)
	}
	if want[SSEQ] {
		w.slice.loadWhere(w.run.values, escape, own, 0)
		w.run.sequences(a)
		w.slice.storeTo(w.lim[SSEQ][base:], w.run.values, own)
	}
}

// anyMoves raises the limits of GMR and SMR: what the actor has at worst after any moves
// of the others, and what it can escape to from there.
func (c *cube) anyMoves(k int, w *worker, own, escape []uint32, base int) {
	if c.together(k, w, own) {
		least, leastEscape := ^uint32(0), ^uint32(0)
		for r, u := range own {
			if u != 0 {
				least, leastEscape = min(least, u), min(leastEscape, escape[r])
			}
		}
		if w.lim[GMR] != nil {
			raiseTo(w.lim[GMR][base:], own, least)
		}
		if w.lim[SMR] != nil {
			raiseTo(w.lim[SMR][base:], own, leastEscape)
		}
		return
	}
	c.sweep(w, w.lim[GMR], own, own, base)
	c.sweep(w, w.lim[SMR], escape, own, base)
}

// sweep raises the limits to the least of the values that the others can reach.
func (c *cube) sweep(w *worker, lim, values, own []uint32, base int) {
	if lim == nil {
		return
	}
	w.slice.loadWhere(w.any, values, own, ^uint32(0))
	w.slice.reach(w.any, w.least, c.full)
	w.slice.storeTo(lim[base:], w.any, own)
}

// raiseTo raises the limits to value, or to what the actor has there if that is less: a move
// to something that is no improvement needs no sanction. What cannot be counts as 0.
func raiseTo(lim, own []uint32, value uint32) {
	lim = lim[:len(own)]
	for r, u := range own {
		lim[r] = max(lim[r], min(value, u))
	}
}

// loadWhere copies from into the array where own can be, and sets it to void elsewhere.
func (s *slice) loadWhere(to, from, own []uint32, void uint32) {
	for k, at := range s.chunks {
		part := to[at:][:s.chunk]
		own := own[k*s.chunk:][:s.chunk]
		for r, v := range from[k*s.chunk:][:s.chunk] {
			if own[r] == 0 {
				v = void
			}
			part[r] = v
		}
	}
}

// store raises the limits to the values of the array.
func (s *slice) store(lim, from []uint32) {
	for k, at := range s.chunks {
		raise(lim[k*s.chunk:][:s.chunk], from[at:][:s.chunk])
	}
}

// storeTo raises the limits to the values of the array, or to what the actor has there if
// that is less.
func (s *slice) storeTo(lim, from, own []uint32) {
	for k, at := range s.chunks {
		part := lim[k*s.chunk:][:s.chunk]
		own := own[k*s.chunk:][:s.chunk]
		for r, v := range from[at:][:s.chunk] {
			part[r] = max(part[r], min(v, own[r]))
		}
	}
}

// Package cube works out which states of a situation made of options are stable, for millions
// of states: Nash, GMR, SMR, SEQ and SSEQ as package stability defines them. The states are the
// corners of a cube, one dimension for each option, and most of the work is done for 64 of them
// at a time; see decisions 25, 32, 35 and 36.
//
// An actor stays where nothing that it can move to is worth more to it in the end: so for each
// actor the least rank that is stable is found, a limit, by its own choice as far as it cannot be
// taken back and by that of the others. Two ways lead there:
//
//   - slices: the cube is cut by the own choice of the actor, which the others cannot change, and
//     sequences of theirs are followed in each slice (sequences, narrow, wide, alone, search,
//     settle; flood where all can go back; taken and together by any moves);
//   - a sweep, where options go one way, over the classes of states with the same taken (sweep,
//     swept, leasts, reach).
//
// Then the ranks are held against the limits (judge).
package cube

import (
	"slices"
	"sync"

	"detente/effort"
	"detente/standoff"
)

// concepts is how many concepts are worked out here: Nash, GMR, SMR, SEQ and SSEQ.
const concepts = standoff.SSEQ + 1

// improving returns, for GMR and SMR, the concept that is the same by improvements only: SEQ and
// SSEQ.
func improving(c standoff.Concept) standoff.Concept { return c + standoff.SEQ - standoff.GMR }

// byAny is the way back from improving.
func byAny(c standoff.Concept) standoff.Concept { return c - standoff.SEQ + standoff.GMR }

// limits are, for one field, by what it has taken of the options that can only be taken
// and by the choice of the rest, the least rank that is stable there: an actor stays where
// nothing that it can move to is worth more to it in the end. Ranks are 1 above those of
// the model, and 0 says that all are stable.
type limits [concepts][]uint32

// Wanted says by concept whether it is asked for; Stable has by concept and actor the stable states, nil
// where it was not.
type (
	Wanted [standoff.Concepts]bool
	Stable [standoff.Concepts][]standoff.Bits
)

// Solve works out the concepts of this package that are wanted for a model made of options, which
// passes its Check; nil for the others. It reports whether the budget, which may be nil, was
// enough; states count as opened once for each actor that has options.
func Solve(m *standoff.Model, want Wanted, budget *effort.Budget) (Stable, bool) {
	c := newCube(m)
	var stable Stable
	for x := range concepts {
		if want[x] {
			stable[x] = c.feasible()
		}
	}
	swept, ok := c.sweep(want, budget)
	for k, f := range swept {
		if !ok {
			return stable, false
		}
		if f != nil {
			c.judge(k, f.lim, f.weights(), &stable)
			continue
		}
		var lim limits
		if lim, ok = c.limits(k, want, budget); ok {
			c.judge(k, lim, c.weights(k), &stable)
		}
	}
	return stable, ok
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

// prepare lays out the ranks and notes the greatest ones, once.
func (c *cube) prepare() {
	if c.ranks != nil {
		return
	}
	size := 1 << c.n
	c.ranks = make([][]uint32, len(c.fields))
	c.most, c.tops = make([][]uint32, len(c.fields)), make([]standoff.Bits, len(c.fields))
	for k, f := range c.fields {
		c.ranks[k] = make([]uint32, size)
		halves(f.width(), 1, func(_, a0, a1 int) { c.lay(k, a0, a1) })
		if f.way == 0 {
			c.addTops(k)
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

// worker has what one goroutine needs for slices of a field.
type worker struct {
	run   sequences
	taken taken
	seen  [3]standoff.Bits
	lim   limits
	full  bool     // every state can be
	floor []uint32 // by the own choice of options that can only be taken: no limit of GMR is less
}

func (c *cube) newWorker(k int, lim limits) *worker {
	w := &worker{run: c.newSequences(k), taken: c.newTaken(k), lim: lim, full: c.full}
	w.floor = make([]uint32, 1<<c.fields[k].way)
	for x := range w.seen {
		w.seen[x] = standoff.NewBits(1 << c.rest(k))
	}
	return w
}

// batch is about how many states are worked on before the budget is asked.
const batch = 1 << 17

// withBase adds to what is wanted Nash, and for a concept by improvements that by any moves.
func withBase(want Wanted) Wanted {
	want[standoff.Nash] = true
	want[standoff.GMR] = want[standoff.GMR] || want[standoff.SEQ]
	want[standoff.SMR] = want[standoff.SMR] || want[standoff.SSEQ]
	return want
}

// room makes room for the limits that are wanted, and for those that they begin with: of Nash,
// and under a limit by improvements the one by any moves. The room of the field before is used
// again.
func (c *cube) room(want Wanted, size int) limits {
	want = withBase(want)
	for x := range concepts {
		if want[x] {
			c.lim[x] = slices.Grow(c.lim[x][:0], size)[:size]
			clear(c.lim[x])
		}
	}
	return c.lim
}

// limits works out what is stable for field k. It reports whether the budget was enough.
func (c *cube) limits(k int, want Wanted, budget *effort.Budget) (limits, bool) {
	c.prepare()
	f, rest := c.fields[k], c.rest(k)
	lim := c.room(want, 1<<(rest+f.way))
	if c.most[k] != nil {
		lim[standoff.Nash] = c.most[k]
	} else {
		c.escapes(k, lim[standoff.Nash])
	}
	workers := [2]*worker{c.newWorker(k, lim), nil}
	apart := lim // the second worker writes into limits of its own, if both would write to the same
	if f.way == 0 {
		for x := range apart {
			if x != int(standoff.Nash) && lim[x] != nil {
				apart[x] = make([]uint32, len(lim[x]))
			}
		}
	}
	workers[1] = c.newWorker(k, apart)
	for a := 0; a < f.width(); {
		some := min(max(2, batch>>rest), f.width()-a)
		if budget != nil && !budget.Spend(int64(some)<<rest) {
			return lim, false
		}
		both(some, func(w, p int) { c.solveSlice(k, f.turn(a+p), workers[w]) })
		a += some
	}
	for x := standoff.GMR; x < concepts; x++ {
		if f.way == 0 {
			raise(lim[x], apart[x])
		}
		if x >= standoff.SEQ && lim[x] != nil {
			raise(lim[x], lim[byAny(x)])
		}
		widen(lim[x], rest, f.way)
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
	b = b[:len(a)]
	for x, v := range a {
		a[x] = max(v, b[x])
	}
}

// widen makes each value the greatest among those with at least as much of the options, from bit
// low on, that can only be taken: what can still be moved to.
func widen(lim []uint32, low, ways int) {
	for step := 1 << low; step < 1<<(low+ways); step *= 2 {
		for x := 0; x < len(lim); x += 2 * step {
			raise(lim[x:][:step], lim[x+step:][:step])
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
	widen(best, rest, f.way)
}

// solveSlice looks at own choice a of field k, and raises the limits.
func (c *cube) solveSlice(k, a int, w *worker) {
	f, rest := c.fields[k], c.rest(k)
	own := c.ranks[k][a<<rest:][:1<<rest]
	base := a >> f.free << rest
	escape := w.lim[standoff.Nash][base:][:1<<rest]
	c.anyMoves(k, a, w, own, escape, base)
	w.raise(a, standoff.SEQ, own, own, base)
	w.raise(a, standoff.SSEQ, escape, own, base)
}

// raise raises the limits of a concept, where it is wanted, to the least of the values that
// the others reach from each state, by improvements or by any moves.
func (w *worker) raise(a int, x standoff.Concept, values, own []uint32, base int) {
	if lim := w.lim[x]; lim != nil {
		w.run.raise(a, values, own, lim[base:][:len(own)], x == standoff.SEQ || x == standoff.SSEQ)
	}
}

// anyMoves raises the limits of GMR and SMR: what the actor has at worst after any moves
// of the others, and what it can escape to from there.
func (c *cube) anyMoves(k, a int, w *worker, own, escape []uint32, base int) {
	if c.together(k, w, own) {
		w.raiseAll(standoff.GMR, own, own, base)
		switch {
		case !c.full || c.fields[k].way > 0:
			w.raiseAll(standoff.SMR, escape, own, base)
		case a == 0: // whatever the own choice, the ways out are the same
			w.raiseAll(standoff.SMR, escape, escape, base)
		}
		return
	}
	w.raiseAny(a, standoff.GMR, own, own, base)
	w.raiseAny(a, standoff.SMR, escape, own, base)
}

// raiseAny raises the limits of a concept to the least of the values that the others reach by
// any moves.
func (w *worker) raiseAny(a int, x standoff.Concept, values, own []uint32, base int) {
	if lim := w.lim[x]; lim != nil && w.full {
		w.taken.raise(values, own, lim[base:][:len(own)])
		return
	}
	w.raise(a, x, values, own, base)
}

// raiseAll raises the limits of a concept to the least of the values, which the others reach
// from every state. Where every state can be and has no less, all limits were raised to the
// greatest such least before, and there is mostly nothing to do.
func (w *worker) raiseAll(x standoff.Concept, values, own []uint32, base int) {
	lim := w.lim[x]
	if lim == nil {
		return
	}
	least := leastOf(values, own)
	if w.full && x == standoff.GMR {
		floor := &w.floor[base/len(own)]
		if least <= *floor {
			return
		}
		*floor = least
	}
	raiseTo(lim[base:], own, least)
}

// leastOf returns the least of the values where own can be.
func leastOf(values, own []uint32) uint32 {
	least := ^uint32(0)
	values = values[:len(own)]
	for r, u := range own {
		least = min(least, values[r]|uint32((int64(u)-1)>>63))
	}
	return least
}

// raiseTo raises the limits to value, or to what the actor has there if that is less: a move
// to something that is no improvement needs no sanction. What cannot be counts as 0.
func raiseTo(lim, own []uint32, value uint32) {
	lim = lim[:len(own)]
	for r, u := range own {
		lim[r] = max(lim[r], min(value, u))
	}
}

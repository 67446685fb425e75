package cube

import (
	"cmp"
	"math/bits"
	"slices"
)

// reach is, for one actor, what sequences of moves of the others lead to: of any moves, or only of
// such that improve the state for whoever makes them.
type reach struct {
	f         *sweptField
	least     *leasts
	improving bool

	set    []uint64    // by code: what reaches the least of its class
	start  []uint32    // by class: where its part of single begins, twice, and by whom it was written
	single [2][]uint32 // by who wrote it: what other states that can be reach, in the order of their codes
	lost   [2]bool     // by who found it: much would have to be looked at one by one
}

func newReach(f *sweptField, l *leasts, improving bool) *reach {
	return &reach{f: f, least: l, improving: improving, set: make([]uint64, 1<<f.x.c.n/64), start: make([]uint32, 1<<f.x.way)}
}

// part returns the set of a class.
func (r *reach) part(class uint32) []uint64 {
	return r.set[class*r.f.x.words:][:r.f.x.words]
}

// serves puts into from what of a class with more reaches the least value of this class. It
// reports whether there may be such.
func (r *reach) serves(class, to uint32, from []uint64) bool {
	here, there := r.least.of(class), r.least.of(to)
	if slices.Equal(here, there) {
		copy(from, r.part(to))
		return true
	}
	clear(from)
	some := false
	for v, least := range there {
		if least != here[v] {
			continue
		}
		some = true
		for w, set := range r.part(to) {
			from[w] |= set & r.f.choices[v][w]
		}
	}
	return some
}

// close adds what comes to the set by moves within the class. It reports whether what is left can
// be looked at one by one.
func (r *reach) close(h *sweepHand, class uint32) bool {
	x := r.f.x
	left := r.left(class)
	for rounds, before := 0, left+1; 0 < left && left < before; rounds++ {
		if left > largeClass && rounds == mostRounds {
			return false
		}
		for j := range x.movers {
			if j != r.f.k {
				r.come(h, class, j)
			}
		}
		before, left = left, r.left(class)
	}
	return left <= largeClass || left*x.patience <= 1<<x.free
}

// come adds what the mover brings into the set by one move within the class.
func (r *reach) come(h *sweepHand, class uint32, j int) {
	x, set := r.f.x, r.part(class)
	words, m := x.words, x.movers[j]
	for change := uint32(1); change < 1<<m.bits; change++ {
		for w := range words {
			worse := x.possible(class*words + w)
			if r.improving {
				worse &= h.inner[j][change*words+w]
			}
			set[w] |= worse & changed(set, w, change<<m.shift)
		}
	}
}

// left returns how many states of the class that can be are not in the set.
func (r *reach) left(class uint32) int {
	n := 0
	for w := range r.f.x.words {
		n += bits.OnesCount64(r.open(class*r.f.x.words + w))
	}
	return n
}

// open returns the states of a word that can be and are not in the set.
func (r *reach) open(word uint32) uint64 { return r.f.x.possible(word) &^ r.set[word] }

// has reports whether the code is in the set.
func (r *reach) has(u uint32) bool { return r.set[u/64]>>(u%64)&1 != 0 }

// each calls do for the codes of the class that can be and are not in the set.
func (r *reach) each(class uint32, do func(u uint32)) {
	x := r.f.x
	for w := range x.words {
		for open := r.open(class*x.words + w); open != 0; open &= open - 1 {
			do(class<<x.free + 64*w + uint32(bits.TrailingZeros64(open)))
		}
	}
}

// finish works out what the states that are not in the set reach. It reports whether there have not
// been too many.
func (r *reach) finish(h *sweepHand, worker int, class uint32) bool {
	r.start[class] = uint32(len(r.single[worker])<<1 | worker)
	h.open, h.value = h.open[:0], h.value[:0]
	r.each(class, func(u uint32) { h.open = append(h.open, u) })
	for _, u := range h.open {
		h.value = append(h.value, r.beyond(class, u))
	}
	r.spread(h)
	r.single[worker] = append(r.single[worker], h.value...)
	return len(r.single[worker])*r.f.x.patience <= max(1<<r.f.x.c.n/firstPart, h.visited)
}

// beyond returns the least of the value of a code and of what is reached from where moves lead out
// of the class.
func (r *reach) beyond(class, u uint32) uint32 {
	x, least := r.f.x, r.least.value(u)
	inside := u & (1<<x.free - 1)
	for j, m := range x.movers {
		if j == r.f.k {
			continue
		}
		here := x.at(j, u)
		m.more(class, func(to uint32) {
			for change := range uint32(1) << m.bits {
				t := to<<x.free | inside ^ change<<m.shift
				if rank := x.at(j, t); rank > here || rank != 0 && !r.improving {
					least = min(least, r.reached(t))
				}
			}
		})
	}
	return least
}

// reached returns the least value that is reached from a code of a class that has been visited.
func (r *reach) reached(u uint32) uint32 {
	x := r.f.x
	if r.has(u) {
		return r.least.of(u >> x.free)[r.f.own(u)]
	}
	class := u >> x.free
	before := bits.OnesCount64(r.open(u/64) & (1<<(u%64) - 1))
	for w := class * x.words; w < u/64; w++ {
		before += bits.OnesCount64(r.open(w))
	}
	return r.singles(class)[before]
}

// singles returns what the states of the class reach that are not in the set; more may follow.
func (r *reach) singles(class uint32) []uint32 {
	start := r.start[class]
	return r.single[start&1][start>>1:]
}

// spread lowers the values of the open codes to those that moves within the class lead to: from
// the least up each goes back to all that come there.
func (r *reach) spread(h *sweepHand) {
	if len(h.open) < 2 {
		return
	}
	h.turn, h.done = h.turn[:0], h.done[:0]
	for n := range h.open {
		h.turn, h.done = append(h.turn, n), append(h.done, false)
	}
	slices.SortFunc(h.turn, func(a, b int) int { return cmp.Compare(h.value[a], h.value[b]) })
	for _, n := range h.turn {
		if h.done[n] {
			continue
		}
		h.done[n] = true
		h.queue = append(h.queue[:0], n)
		for next := 0; next < len(h.queue); next++ {
			r.back(h, h.open[h.queue[next]], h.value[n])
		}
	}
}

// back gives the value to all open codes that come to one of them.
func (r *reach) back(h *sweepHand, u, value uint32) {
	x := r.f.x
	for j, m := range x.movers {
		if j == r.f.k {
			continue
		}
		here := x.at(j, u)
		for change := uint32(1); change < 1<<m.bits; change++ {
			t := u ^ change<<m.shift
			if r.has(t) || r.improving && x.at(j, t) >= here {
				continue
			}
			if p, ok := slices.BinarySearch(h.open, t); ok && !h.done[p] {
				h.done[p], h.value[p] = true, value
				h.queue = append(h.queue, p)
			}
		}
	}
}

// raise raises the limits of a class to what the states reach that are not in the set, or to what
// the actor has there if that is less.
func (r *reach) raise(class uint32, lim []uint32) {
	f, next := r.f, 0
	r.each(class, func(u uint32) {
		to := &lim[f.rows[u&(1<<f.x.free-1)]]
		*to = max(*to, min(r.singles(class)[next], f.x.at(f.k, u)))
		next++
	})
}

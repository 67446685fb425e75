package cube

import "math/bits"

// sweepHand is what one goroutine needs to visit a class.
type sweepHand struct {
	first []uint64   // what has the least values of the class itself
	own   []uint32   // those values
	rank  []uint32   // those of the class for a field, by own choice and row
	inner [][]uint64 // by mover: by change and word, what the change improves within the class
	from  [][]uint64 // by reach: what of the class that moves lead to reaches the least of this one
	fresh []uint64   // by reach: what that may add to 64 states
	use   []int      // the reaches to which moves of a field may add something
	live  []int      // those of them for which there is something

	visited int // how many states

	open  []uint32 // codes that are looked at one by one
	value []uint32 // what they reach
	turn  []int    // those by their values
	done  []bool
	queue []int
}

func newSweepHand(x *sweep) *sweepHand {
	h := &sweepHand{rank: make([]uint32, 1<<x.free), first: make([]uint64, x.words)}
	for _, m := range x.movers {
		h.inner = append(h.inner, make([]uint64, x.words<<m.bits))
	}
	return h
}

// begin makes room for all reaches in a class.
func (h *sweepHand) begin(x *sweep) {
	h.visited += 1 << x.free
	for len(h.from) < len(x.reaches) {
		h.from, h.fresh = append(h.from, make([]uint64, x.words)), append(h.fresh, 0)
	}
}

// useOf finds the reaches to which moves of field k out of a class may add something.
func (h *sweepHand) useOf(x *sweep, k int, class uint32) {
	h.use = h.use[:0]
	for n, r := range x.reaches {
		if r.f.k != k && r.left(class) > 0 {
			h.use = append(h.use, n)
		}
	}
}

// leave adds to what is reached from a class by moves of field k to a class with more.
func (x *sweep) leave(h *sweepHand, k int, class, to uint32) {
	h.live = h.live[:0]
	for _, n := range h.use {
		if x.reaches[n].serves(class, to, h.from[n]) {
			h.live = append(h.live, n)
		}
	}
	if len(h.live) == 0 {
		return
	}
	m := x.movers[k]
	for change := range uint32(1) << m.bits {
		for w := range x.words {
			x.leaveBy(h, k, class, to, change<<m.shift, w)
		}
	}
}

// leaveBy does so for one change and 64 states.
func (x *sweep) leaveBy(h *sweepHand, k int, class, to, change, w uint32) {
	at := class*x.words + w
	improving, can := uint64(0), x.possible(at)
	for _, n := range h.live {
		r := x.reaches[n]
		h.fresh[n] = changed(h.from[n], w, change) & can &^ r.set[at]
		if r.improving {
			improving |= h.fresh[n]
		}
	}
	worse := uint64(0)
	if improving != 0 {
		worse = x.compare(k, class, to, change, w)
	}
	for _, n := range h.live {
		if r := x.reaches[n]; r.improving {
			r.set[at] |= h.fresh[n] & worse
		} else {
			r.set[at] |= h.fresh[n]
		}
	}
}

// compareWithin notes what the changes of field k improve within the class.
func (x *sweep) compareWithin(k int, class uint32, inner []uint64) {
	m, words := x.movers[k], x.words
	for change := uint32(1); change < 1<<m.bits; change++ {
		for w := range words {
			inner[change*words+w] = x.compare(k, class, class, change<<m.shift, w)
		}
	}
}

// compare returns which states of a word of the class are worth less to field k than what the
// change leads to in the other class.
func (x *sweep) compare(k int, class, to, change, w uint32) uint64 {
	here, there := x.rank[k][32*(class*x.words+w):], x.rank[k][32*(to*x.words+w^change>>6):]
	return compare64((*[32]uint64)(here), (*[32]uint64)(there), change)
}

// tops are the bits above two ranks, which no rank has.
const tops = 1<<63 | 1<<31

// compare64 compares 64 ranks with those that a change leads to.
func compare64(here, there *[32]uint64, change uint32) uint64 {
	word, turn := uint64(0), int(change&32)
	for i := range uint32(32) {
		noLess := (here[i] | tops) - bits.RotateLeft64(there[(i^change)&31], turn)
		word = word>>1 | noLess&tops
	}
	return ^word
}

// changed returns a word of the states from which the change leads into the set.
func changed(set []uint64, w, change uint32) uint64 {
	v := set[w^change>>6]
	for ; change&63 != 0; change &= change - 1 {
		b := bits.TrailingZeros32(change)
		v = v>>(1<<b)&low[b] | v&low[b]<<(1<<b)
	}
	return v
}

// upTo returns which of the ranks of a word are no more than most.
func (x *sweep) upTo(k int, word, most uint32) uint64 {
	set, twice := uint64(0), uint64(most)<<32|uint64(most)|tops
	for _, u := range (*[32]uint64)(x.rank[k][32*word:]) {
		set = set>>1 | (twice-u)&tops
	}
	return set
}

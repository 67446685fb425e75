package cube

import (
	"math/bits"
	"slices"

	"detente/standoff"
)

// leasts are, by class and own choice that goes both ways, the least of the values of the class and
// of all that the others can move to: no sequence leads to less.
type leasts struct {
	f      *sweptField
	escape bool // the values are what the actor can move to, not what it has
	all    []uint32
}

// of returns those of a class.
func (l *leasts) of(class uint32) []uint32 {
	n := uint32(1) << l.f.x.movers[l.f.k].bits
	return l.all[class*n:][:n]
}

// value returns the value of a code that can be, before any move.
func (l *leasts) value(u uint32) uint32 {
	f := l.f
	if l.escape {
		return f.part(standoff.Nash, u>>f.x.free)[f.rows[u&(1<<f.x.free-1)]]
	}
	return f.x.at(f.k, u)
}

// begin finds the least values of the class, and what has them itself. Those of the ranks are there
// from the survey, as far as the class itself goes.
func (l *leasts) begin(h *sweepHand, class uint32) {
	x, least := l.f.x, l.of(class)
	if l.escape {
		l.look(class)
	}
	own := append(h.own[:0], least...)
	h.own = own
	for j, m := range x.movers {
		if j != l.f.k {
			m.next(class, func(to uint32) {
				for v, more := range l.of(to) {
					least[v] = min(least[v], more)
				}
			})
		}
	}
	clear(h.first)
	for v := range least {
		if own[v] == least[v] {
			l.addFirst(h, class)
			return
		}
	}
}

// look finds the least of what the actor can move to.
func (l *leasts) look(class uint32) {
	f, least := l.f, l.of(class)
	if f.x.c.full { // the same for all own choices
		best := slices.Min(f.part(standoff.Nash, class))
		for v := range least {
			least[v] = best
		}
		return
	}
	for v := range least {
		least[v] = noRank
	}
	for w := range f.x.words {
		for can := f.x.possible(class*f.x.words + w); can != 0; can &= can - 1 {
			u := class<<f.x.free + 64*w + uint32(bits.TrailingZeros64(can))
			least[f.own(u)] = min(least[f.own(u)], l.value(u))
		}
	}
}

// addFirst notes what has the least values itself.
func (l *leasts) addFirst(h *sweepHand, class uint32) {
	x, least := l.f.x, l.of(class)
	most := slices.Max(least)
	for w := range h.first {
		set := l.noMore(class, uint32(w), most)
		for few := set; few != 0; few &= few - 1 {
			u := class<<x.free + 64*uint32(w) + uint32(bits.TrailingZeros64(few))
			if l.value(u) > least[l.f.own(u)] {
				set &^= few & -few
			}
		}
		h.first[w] = set
	}
}

// noMore returns the states of a word of the class that can be and whose value is no more than
// most, and maybe others.
func (l *leasts) noMore(class, w, most uint32) uint64 {
	word := class*l.f.x.words + w
	can := l.f.x.possible(word)
	if l.escape {
		return can
	}
	return l.f.x.upTo(l.f.k, word, most) & can
}

// noRank is more than any rank.
const noRank = 1<<31 - 1

// leastThatCanBe returns the least of the ranks that are not 0, or noRank.
func leastThatCanBe(ranks []uint32) uint32 {
	least := uint32(noRank - 1)
	for _, u := range ranks {
		least = min(least, u-1)
	}
	return least + 1
}

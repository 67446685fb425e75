package cube

import (
	"math/bits"
	"slices"

	"detente/standoff"
)

// judge takes from the sets, which hold every state that can be, those that are not stable
// for the actor of field k. The weights are, by option, what it adds to the place in the limits.
func (c *cube) judge(k int, lim limits, weights []uint32, stable *Stable) {
	f := c.fields[k]
	v := &verdicts{rank: c.model.Rank[f.actor], turned: int(c.turned)}
	for x, place := range expand(weights[:min(6, c.n)]) {
		v.within[x^v.turned&(1<<min(6, c.n)-1)] = place
	}
	if c.n > 6 {
		v.beyond = newSums(weights[6:])
	}
	for x := range concepts {
		if stable[x] != nil {
			v.sets = append(v.sets, limitedSet{lim[x], stable[x][f.actor], allSame(lim[x])})
		}
	}
	halves(len(v.rank), 64, func(_, from, to int) { v.judge(from, to) })
}

// weights says, by option, what it adds to the place in the limits of field k.
func (c *cube) weights(k int) []uint32 {
	f, rest := c.fields[k], c.rest(k)
	weights := make([]uint32, c.n)
	for d, o := range c.places(k) {
		switch {
		case d < rest:
			weights[o] = 1 << d
		case d >= rest+f.free:
			weights[o] = 1 << (d - f.free)
		}
	}
	return weights
}

// limitedSet is a set with the limits that its states have to reach.
type limitedSet struct {
	lim  []uint32
	set  standoff.Bits
	same bool // all limits are the same
}

// allSame reports whether all limits are the same.
func allSame(lim []uint32) bool {
	return !slices.ContainsFunc(lim, func(v uint32) bool { return v != lim[0] })
}

// verdicts compares the ranks of one actor with its limits.
type verdicts struct {
	sets   []limitedSet
	rank   []uint32
	turned int
	within [64]uint32 // by the low 6 bits of a code: what they add to the place in the limits
	beyond sums       // by the other bits
}

// judge looks at 64 states at a time, from from, a multiple of 64, up to to.
func (v *verdicts) judge(from, to int) {
	for s := from; s < to; s += 64 {
		place := uint32(0)
		if v.beyond.lo != nil {
			place = v.beyond.of((s ^ v.turned) >> 6)
		}
		ranks := v.rank[s:min(s+64, to)]
		for _, one := range v.sets {
			if one.same {
				one.set[s/64] &^= belowOne(ranks, one.lim[0])
			} else {
				one.set[s/64] &^= below(ranks, one.lim[place:], &v.within)
			}
		}
	}
}

// below returns which of the ranks, at most 64, are below their limits. It stands alone so that
// all it needs stays in registers.
//
//go:noinline
func below(ranks, lim []uint32, within *[64]uint32) uint64 {
	word := uint64(0)
	for x := len(ranks) - 1; x >= 0; x-- {
		_, is := bits.Sub64(uint64(ranks[x])+1, uint64(lim[within[x&63]]), 0)
		word, _ = bits.Add64(word, word, is)
	}
	return word
}

// belowOne is below where all limits are the same.
//
//go:noinline
func belowOne(ranks []uint32, limit uint32) uint64 {
	word := uint64(0)
	for x := len(ranks) - 1; x >= 0; x-- {
		_, is := bits.Sub64(uint64(ranks[x])+1, uint64(limit), 0)
		word, _ = bits.Add64(word, word, is)
	}
	return word
}

package stability

import "detente/standoff"

// judge takes from the sets, which hold every state that can be, those that are not stable
// for the actor of field k.
func (c *cube) judge(k int, lim limits, stable *[concepts][]standoff.Bits) {
	f, rest := c.fields[k], c.rest(k)
	weights := make([]uint32, c.n) // by option: what it adds to the place in the limits
	for d, o := range c.places(k) {
		switch {
		case d < rest:
			weights[o] = 1 << d
		case d >= rest+f.free:
			weights[o] = 1 << (d - f.free)
		}
	}
	at := newSums(weights)
	var sets limitedSets
	for x := range Concept(SIM) {
		if stable[x] != nil {
			sets = append(sets, limitedSet{lim[x], stable[x][f.actor]})
		}
	}
	rank := c.model.Rank[f.actor]
	halves(len(rank), 64, func(_, from, to int) { sets.judge(rank, uint32(c.turned), at, from, to) })
}

// limitedSet is a set with the limits that its states have to reach.
type limitedSet struct {
	lim []uint32
	set standoff.Bits
}

type limitedSets []limitedSet

// judge looks at 64 states at a time, from from, a multiple of 64, up to to.
func (l limitedSets) judge(rank []uint32, turned uint32, at sums, from, to int) {
	var places [64]uint32
	for s := from; s < to; s += 64 {
		ranks := rank[s:min(s+64, to)]
		for x := range ranks {
			places[x] = at.of(int(uint32(s+x) ^ turned))
		}
		for _, one := range l {
			word := uint64(0)
			for x, u := range ranks {
				below := (uint64(u) + 1 - uint64(one.lim[places[x&63]])) >> 63
				word |= below << (x & 63)
			}
			one.set[s/64] &^= word
		}
	}
}

package stability

import (
	"math/bits"

	"detente/standoff"
)

// In most slices nearly every state reaches the least value of all, where all options can be
// changed both ways. What does so is found row by row, before the few others are looked at
// one by one.

// flood closes what reaches the least value of the slice. The limits are not raised to it:
// they are no less than the limits by any moves, which reach it too.
func (n *narrow[W]) flood() {
	for _, t := range n.lowest() {
		for k := range n.sides {
			n.sides[k].close(t, 0, 1)
		}
	}
	for k, quiet := 0, 0; quiet < len(n.sides); k = (k + 1) % len(n.sides) {
		if quiet++; n.pull(k) {
			quiet = 1
		}
	}
	n.openLeft()
}

// lowest returns the states of the least value.
func (n *narrow[W]) lowest() []uint32 {
	least, order := ^uint32(0), n.order[:0]
	values := n.values[:len(n.own)]
	for t, u := range n.own {
		if v := values[t]; v > least || u == 0 {
			continue
		} else if v < least {
			least, order = v, order[:0]
		}
		order = append(order, uint32(t))
	}
	n.order = order
	return order
}

// pull closes what side k can improve from to something closed; it reports whether that is
// anything.
func (n *narrow[W]) pull(k int) bool {
	f := &n.sides[k]
	all := f.all()
	changed := false
	for x, open := range f.open {
		if open == 0 || open == all {
			continue
		}
		fresh := open &^ f.atLeastAsGood(uint32(x), open)
		if fresh == 0 {
			continue
		}
		f.open[x] = open &^ fresh
		changed = true
		for l := range n.sides {
			if l != k {
				n.sides[l].close(f.state(uint32(x)), f.shift, fresh)
			}
		}
	}
	return changed
}

// atLeastAsGood returns the choices that are liked no less than the best that is closed.
// What cannot be is at the end, and nothing is worse than that.
func (f *narrowSide[W]) atLeastAsGood(row uint32, open W) W {
	order, level := f.likes(row)
	set, k := W(0), 0
	for open>>order[k]&1 != 0 {
		set |= 1 << order[k]
		k++
	}
	for here := level[order[k]]; k < len(order) && level[order[k]] == here; k++ {
		set |= 1 << order[k]
	}
	return set
}

// openLeft puts together what is left open.
func (n *narrow[W]) openLeft() {
	clear(n.open)
	f := &n.sides[0]
	for x, open := range f.open {
		for ; open != 0; open &= open - 1 {
			n.open.Add(standoff.State(f.state(uint32(x)) + uint32(bits.TrailingZeros64(uint64(open)))<<f.shift))
		}
	}
}

package peak

import (
	"slices"

	"detente/order"
)

// mostCommitted is how many elements a stretch may have for the search to commit
// to it at once.
const mostCommitted = 256

// commit looks whether the set at hand, just completed by elements that could be
// taken at once, makes some set on the way to it superfluous. If so, whatever else
// follows from that set, and from those on the way to here, is given up.
//
// Let the way lead from s to t with every cost at most theta, and let t have, in
// every sum, the least of all closed sets w with s ⊆ w ⊆ t. Then whatever goes on
// from s can as well go on from t: where it would be at u, it is at t ∪ u, and
//
//	sum(t ∪ u) = sum(t) + sum(u) − sum(t ∩ u) ≤ sum(u),
//
// because t ∩ u lies between s and t. The same holds from every set on the way. So
// all of them lead to t alone, at this threshold and at every greater one. It
// takes the last element of the way to be one that raises no sum, which is why
// this is asked only after such an element.
//
// A set that was met from the way and not yet opened is forgotten, and may be met
// again, unless some set off the way relies on it.
func (d *side) commit(i int32) {
	a := len(d.trail)
	for a > 0 && noneMore(d.y, d.trail[a-1].sums) {
		a--
	}
	if a == len(d.trail) {
		return
	}
	t := d.space.members(d.pos)
	for ; a < len(d.trail); a++ {
		if d.settles(d.space.members(d.trail[a].pos), t) {
			d.settle(a, i)
			return
		}
	}
}

func noneMore(a, b []int64) bool {
	for r, x := range a {
		if x > b[r] {
			return false
		}
	}
	return true
}

// settles reports whether t has the least of every sum among the closed sets
// between s and t: whether no final part of the way adds to any sum.
func (d *side) settles(s, t order.Set) bool {
	way, n := order.NewSet(d.space.order.Len()), 0
	for k := range way {
		way[k] = s[k] ^ t[k]
	}
	if n = way.Len(); n > mostCommitted {
		return false
	}
	weight := make([]int64, d.space.order.Len())
	for r := range d.space.rows {
		for e := range way.All {
			weight[e] = d.space.rows[r].Delta[e]
			if !d.forward {
				weight[e] = -weight[e]
			}
		}
		if d.backing.MaxClosure(weight, way) > 0 {
			return false
		}
	}
	return true
}

// settle makes set i the only one that follows the sets of the trail from frame a
// on.
func (d *side) settle(a int, i int32) {
	d.commits++
	from := d.trail[a]
	kept := d.stack[:from.height]
	for _, w := range d.stack[from.height:] {
		if s := d.status.at(w.set); *s == onStack {
			*s = forgotten
		} else {
			kept = append(kept, waiting{w.set, int32(a)})
		}
	}
	d.stack = kept
	for _, f := range d.trail[a:] {
		d.follows[f.set] = i
		*d.status.at(f.set) = settled
	}
	d.trail = d.trail[:a]
}

// push puts the opened set on the trail.
func (d *side) push(i int32) {
	*d.status.at(i) = underWay
	f := frame{set: i, height: int32(len(d.stack))}
	if n := len(d.trail); n < cap(d.trail) { // take over what an earlier frame leaves
		old := d.trail[:n+1][n]
		f.pos, f.sums = old.pos[:0], old.sums[:0]
	}
	f.pos, f.sums = append(f.pos, d.pos...), append(f.sums, d.y...)
	d.trail = append(d.trail, f)
}

// wayBetween lists the elements that lead from one set to another that follows
// it, in the direction of the side.
func (d *side) wayBetween(from, to int32) []int {
	var back [][]int
	for i := to; i != from; i = *d.parent.at(i) {
		back = append(back, d.wayTo(i))
	}
	slices.Reverse(back)
	return slices.Concat(back...)
}

// wayTo lists the elements that lead to the set from its parent: those that could
// be taken at once, and then one that could not.
func (d *side) wayTo(i int32) []int {
	pos := make([]int32, len(d.space.chains))
	d.space.unpack(d.table.key(*d.parent.at(i)), pos)
	before := d.space.members(pos)
	d.space.unpack(d.table.key(i), pos)
	after := d.space.members(pos)
	var way, last []int
	for _, e := range d.sequence() {
		switch {
		case before.Has(e) == after.Has(e):
		case d.free[e]:
			way = append(way, e)
		default:
			last = append(last, e)
		}
	}
	return append(way, last...)
}

// sequence is an order of all elements in the direction of the side.
func (d *side) sequence() []int {
	all := slices.Clone(d.space.order.Sequence())
	if !d.forward {
		slices.Reverse(all)
	}
	return all
}

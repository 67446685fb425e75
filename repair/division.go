package repair

import (
	"math/big"
	"slices"

	"detente/order"
	"detente/peak"
)

// division is the question how few parts one step needs, whatever their sizes. For
// each set of other events the shares of the step at which all conditions hold are a
// range. The fewest parts are the fewest changes of the share on a way through the
// sets (a shortest path whose nodes are sets with ranges): the share that a part ends
// at is left open, within the range that all sets until the next part allow.
type division struct {
	*sums
	limit int

	labels []label
	bySet  map[string][]int32
	now    []int32 // with as many parts as are being looked at, newest last
	next   []int32 // with one part more
}

// label is a set that can be reached with so many parts, and the range within which
// the share of the step that they come to may lie.
type label struct {
	set      order.Set
	from     int32 // the label before, −1 at the beginning
	parts    int
	low, top peak.Share
}

var whole = peak.Share{Num: 1, Den: 1}

func newDivision(x *sums, limit int) *division {
	return &division{sums: x, limit: limit, bySet: map[string][]int32{}}
}

// allowed returns the shares of the step at which every condition holds when the
// other events of the set have been performed; false where there are none.
func (d *division) allowed(set order.Set) (low, top peak.Share, ok bool) {
	low, top = peak.Nothing, whole
	for i := range d.rows {
		left, own := d.rows[i].left(set), d.rows[i].own[0]
		switch {
		case own > 0 && left >= 0:
			top = peak.Least(top, peak.Share{Num: left, Den: own})
		case own < 0 && left < 0:
			low = peak.Greater(low, peak.Share{Num: -left, Den: -own})
		case left < 0:
			return low, top, false
		}
	}
	return low, top, !top.Less(low)
}

// fewest returns the label at which everything has been performed with the fewest
// parts, at most so many; nil where there is none. It is decided unless more sets
// had to be looked at than the limit allows.
func (d *division) fewest(most int) (end *label, decided bool) {
	nothing := order.NewSet(d.order.Len())
	low, _, ok := d.allowed(nothing)
	if !ok || peak.Nothing.Less(low) {
		return nil, true
	}
	d.reach(label{set: nothing, from: -1, low: peak.Nothing, top: peak.Nothing}, &d.now)
	for parts := 0; parts <= most; parts++ {
		for len(d.now) > 0 {
			i := d.now[len(d.now)-1]
			d.now = d.now[:len(d.now)-1]
			if l := &d.labels[i]; l.set.Len() == d.order.Len()-1 && l.top == whole {
				return l, true
			}
			if d.open(i); len(d.labels) > d.limit {
				return nil, false
			}
		}
		d.now, d.next = d.next, nil
	}
	return nil, true
}

// open reaches what is one event, or one part, further.
func (d *division) open(i int32) {
	l := d.labels[i]
	for e := range d.order.Len() {
		if e == d.cut[0] || l.set.Has(e) || !d.ready(l.set, e) {
			continue
		}
		set := l.set.Clone()
		set.Add(e)
		low, top, ok := d.allowed(set)
		low, top = peak.Greater(low, l.low), peak.Least(top, l.top)
		if d.order.Before(e).Has(d.cut[0]) {
			low = whole
		}
		if ok && !top.Less(low) {
			d.reach(label{set: set, from: i, parts: l.parts, low: low, top: top}, &d.now)
		}
	}
	if !d.ready(l.set, d.cut[0]) || !l.low.Less(whole) {
		return
	}
	if _, top, _ := d.allowed(l.set); l.top.Less(top) {
		d.reach(label{set: l.set, from: i, parts: l.parts + 1, low: l.low, top: top}, &d.next)
	}
}

// ready reports whether all other events that the event waits for are in the set.
func (d *division) ready(set order.Set, e int) bool {
	for b := range d.order.Before(e).All {
		if b != d.cut[0] && !set.Has(b) {
			return false
		}
	}
	return true
}

// reach keeps the label in the list, unless the set has been reached with no more parts and no
// narrower a range.
func (d *division) reach(l label, list *[]int32) {
	k := l.set.Key()
	for _, i := range d.bySet[k] {
		if o := &d.labels[i]; o.parts <= l.parts && !l.low.Less(o.low) && !o.top.Less(l.top) {
			return
		}
	}
	i := int32(len(d.labels))
	d.labels, d.bySet[k], *list = append(d.labels, l), append(d.bySet[k], i), append(*list, i)
}

// ranges returns, for each part on the way to the label, the range within which the
// share lies once it has been performed, so that whatever is chosen for one part
// leaves something to choose for the next: none begins below the one before it, and
// none ends above the one after it.
func (d *division) ranges(end *label) []cut {
	cuts := make([]cut, end.parts)
	for l := end; l.parts > 0; l = &d.labels[l.from] {
		if at := &cuts[l.parts-1]; at.top == (peak.Share{}) { // the last set before the next part
			*at = cut{l.low, l.top}
		}
	}
	cuts[len(cuts)-1] = cut{whole, whole}
	for i := len(cuts) - 2; i >= 0; i-- {
		cuts[i].top = peak.Least(cuts[i].top, cuts[i+1].top)
	}
	return cuts
}

// cut is a range of shares of a step.
type cut struct{ low, top peak.Share }

// mostEven is into how many equal pieces a step is divided at most to find sizes that
// are easy to say.
const mostEven = 1000

// roundest returns sizes of the parts, in the fewest equal pieces of the step of which
// each part has some number, or as they come where that is too many.
func roundest(cuts []cut) []*big.Rat {
	for pieces := int64(len(cuts)); pieces <= mostEven; pieces++ {
		if sizes := piecesOf(cuts, pieces); sizes != nil {
			return sizes
		}
	}
	var sizes []*big.Rat
	last := new(big.Rat)
	for _, c := range cuts {
		at := c.top.Rat()
		if low := c.low.Rat(); low.Cmp(last) > 0 {
			at = low
		}
		sizes, last = append(sizes, new(big.Rat).Sub(at, last)), at
	}
	return slices.DeleteFunc(sizes, func(x *big.Rat) bool { return x.Sign() == 0 })
}

// piecesOf returns sizes that are whole numbers of so many equal pieces, each part as
// small as can be; nil where there are none.
func piecesOf(cuts []cut, pieces int64) []*big.Rat {
	sizes, last := make([]*big.Rat, 0, len(cuts)), int64(0)
	for _, c := range cuts {
		at := c.low.Of(pieces)
		if low := (peak.Share{Num: at, Den: pieces}); low.Less(c.low) {
			at++
		}
		at = max(at, last+1)
		if c.top.Less(peak.Share{Num: at, Den: pieces}) {
			return nil
		}
		sizes, last = append(sizes, big.NewRat(at-last, 1)), at
	}
	return sizes
}

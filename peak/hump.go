package peak

import (
	"cmp"
	"slices"

	"detente/order"
)

// hump is a stretch of a sequence for one sum: how far the sum rises at most
// above where the stretch began, and how much it has changed at its end. The
// rise is at least 0 and at least the change.
type hump struct {
	rise, net int64
}

// then returns the stretch a followed by b.
func (a hump) then(b hump) hump { return hump{max(a.rise, a.net+b.rise), a.net + b.net} }

// back returns the stretch run backwards.
func (a hump) back() hump { return hump{a.rise - a.net, -a.net} }

// stretch is a hump and the elements it stands for, in their order.
type stretch struct {
	hump
	elements []int
}

// reversed returns the stretch run backwards.
func (s stretch) reversed() stretch {
	elements := slices.Clone(s.elements)
	slices.Reverse(elements)
	return stretch{s.back(), elements}
}

// humps splits a sequence into stretches that are worth doing as a whole: first
// those that take the sum down, each to a new low, by rising rises; then, counted
// from the end backwards, those that take the reversed sum down. In between lies
// the lowest point. Whatever else happens between two elements of a stretch can
// as well happen before or after it (Abdel-Wahab and Kameda 1978).
func humps(sequence []stretch) (down, up []stretch) {
	low, at, sum := int64(0), 0, int64(0)
	for i, h := range sequence {
		if sum += h.net; sum <= low {
			low, at = sum, i+1
		}
	}
	down = lows(sequence[:at])
	rest := make([]stretch, 0, len(sequence)-at)
	for _, h := range slices.Backward(sequence[at:]) {
		rest = append(rest, h.reversed())
	}
	return down, lows(rest)
}

// lows joins the elements of a sequence into stretches, each ending at a new low,
// until each rises further than the one before it.
func lows(sequence []stretch) []stretch {
	var all []stretch
	var now stretch
	for _, h := range sequence {
		now = stretch{now.then(h.hump), append(now.elements, h.elements...)}
		if now.net > 0 {
			continue
		}
		for n := len(all); n > 0 && all[n-1].rise >= now.rise; n = len(all) {
			now = stretch{all[n-1].then(now.hump), append(all[n-1].elements, now.elements...)}
			all = all[:n-1]
		}
		all = append(all, now)
		now = stretch{}
	}
	return all
}

// byRise orders stretches by how far they rise.
func byRise(a, b stretch) int { return cmp.Compare(a.rise, b.rise) }

// Humps orders the elements of a series-parallel order so that one sum, to which
// each element adds delta, rises as little as possible, and returns the order and
// the peak, at least 0. It is false when the order is not series-parallel. It
// takes O(n² log n) steps (the hump algorithm of Abdel-Wahab and Kameda 1978).
func Humps(o *order.Order, delta []int64) (sequence []int, peak int64, ok bool) {
	return HumpsOf(o, delta, nil)
}

// HumpsOf is Humps for elements that themselves rise on the way: while element e
// is being performed the sum is up to rise[e] above where it was before; at least
// max(0, delta[e]), which nil stands for.
func HumpsOf(o *order.Order, delta, rise []int64) (sequence []int, peak int64, ok bool) {
	part := o.Decompose()
	if !part.SeriesParallel() {
		return nil, 0, false
	}
	if rise == nil {
		rise = make([]int64, len(delta))
	}
	whole := hump{}
	for _, s := range bestOf(part, delta, rise) {
		sequence = append(sequence, s.elements...)
		whole = whole.then(s.hump)
	}
	return sequence, whole.rise, true
}

// bestOf returns a best order of the part as stretches, in their order.
func bestOf(p *order.Part, delta, rise []int64) []stretch {
	var down, up []stretch
	switch p.Shape {
	case order.Single:
		e := p.Elements[0]
		return []stretch{{hump{max(0, delta[e], rise[e]), delta[e]}, []int{e}}}
	case order.Series:
		var all []stretch
		for _, q := range p.Parts {
			all = append(all, bestOf(q, delta, rise)...)
		}
		down, up = humps(all)
	case order.Parallel:
		for _, q := range p.Parts {
			d, u := humps(bestOf(q, delta, rise))
			down, up = append(down, d...), append(up, u...)
		}
		slices.SortStableFunc(down, byRise)
		slices.SortStableFunc(up, byRise)
	}
	for _, s := range slices.Backward(up) {
		down = append(down, s.reversed())
	}
	return down
}

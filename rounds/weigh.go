package rounds

import "math/bits"

// weighing looks for weights of the limits that show that a domain holds no plan.
//
// For weights ≥ 0, every plan keeps Σ weight·(left side) ≤ Σ weight·(right side).
// The least left side over all ways of performing items that keep to the order and
// the domain is a minimum cut; if it is above the right side, there is no plan.
// Which weights show it is found by moving them against what the cuts violate.
// Floating-point numbers only steer that search: every weight asked about is a
// whole number, and the answer is exact. Products are rounded one by one, so that
// they are the same on every machine.
type weighing struct {
	s      *search
	net    *flow
	weight []float64 // by limit, what the search is at
	size   []float64 // by limit, the mean size of its terms
	unit   float64   // what a weight of 1 on a limit of that size stands for
	asked  []int64   // the weights asked about last
	cost   []int64   // by node: what performing the item by then weighs
	done   []int8    // by node: performed by then in the last cut
	mean   []float64 // by node: how often on the mean, of late
}

func newWeighing(s *search) *weighing {
	n := len(s.items) * s.k
	w := &weighing{
		s: s, weight: make([]float64, len(s.limits)), size: make([]float64, len(s.limits)), asked: make([]int64, len(s.limits)),
		cost: make([]int64, n), net: newFlow(s.items, s.k), done: make([]int8, n), mean: make([]float64, n),
	}
	for i, l := range s.limits {
		w.size[i] = max(1, float64(l.size)/float64(len(l.terms)))
		w.weight[i] = 1
	}
	w.measure()
	return w
}

// measure chooses the unit: fine enough for the limits with small terms, and for
// those with great ones as far as sums then still fit.
func (w *weighing) measure() {
	if len(w.size) == 0 {
		return
	}
	least, most := w.size[0], w.size[0]
	for _, s := range w.size {
		least, most = min(least, s), max(most, s)
	}
	w.unit = max(float64(least*(1<<20)), min(float64(most*(1<<8)), 1<<44))
}

// refutes looks for weights that show that the domain holds no plan, for that many
// cuts at most.
func (w *weighing) refutes(d domain, cuts int) bool {
	for n := range cuts {
		w.round()
		if over, ok := w.ask(d); !ok {
			return false
		} else if over > 0 {
			return true
		} else if !w.move(-over) {
			return false
		}
		w.average(n == 0)
	}
	return false
}

// round makes whole numbers of the weights, the greatest of which becomes 1, each
// in the measure of its limit.
func (w *weighing) round() {
	top := 0.0
	for _, x := range w.weight {
		top = max(top, x)
	}
	for i := range w.weight {
		if top == 0 {
			w.weight[i] = 1
		} else {
			w.weight[i] /= top
		}
		w.asked[i] = int64(float64(w.weight[i]*w.unit) / w.size[i])
	}
}

// ask returns by how much the least weighted sum is above what is allowed; false
// where the numbers are too great to be sure.
func (w *weighing) ask(d domain) (int64, bool) {
	clear(w.cost)
	allowed, total := int64(0), int64(0)
	for i, l := range w.s.limits {
		x := w.asked[i]
		if x == 0 {
			continue
		}
		if !grows(&total, x, l.most) || !grows(&total, x, l.size) {
			return 0, false
		}
		allowed += x * l.most
		for _, t := range l.terms {
			w.cost[w.s.node(t)] += x * t.times
		}
	}
	return w.least(d, allowed) - allowed, true
}

// node is the node of a term.
func (s *search) node(t term) int { return int(t.item)*s.k + int(t.round) }

// grows adds |x·y| to the total and reports whether it stays far below overflow.
func grows(total *int64, x, y int64) bool {
	hi, lo := bits.Mul64(uint64(x), uint64(max(y, -y)))
	if hi > 0 || lo > 1<<59 {
		return false
	}
	*total += int64(lo)
	return *total < 1<<59
}

// least is the least weighted sum over all ways of performing items that keep to
// the order and the domain; where it is above what is allowed, it may be less than
// that, but still above.
func (w *weighing) least(d domain, allowed int64) int64 {
	fixed := int64(0)
	for i := range w.s.items {
		for n := 1; n < w.s.k; n++ {
			at := i*w.s.k + n
			by := d.by(int32(i), int32(n))
			w.net.open[at] = by < 0
			if w.done[at] = max(0, by); by == 1 {
				fixed += w.cost[at]
			}
		}
	}
	before := w.net.visits
	gain := w.net.run(w.cost, fixed-allowed)
	for at := range w.done {
		if w.net.performed(at) {
			w.done[at] = 1
		}
	}
	w.s.effort(w.net.visits - before + int64(len(w.done)))
	return fixed - gain
}

// move changes the weights by what the last cut violates, gap being how much the
// weighted sum may still rise (Polyak 1969); false where it violates nothing.
func (w *weighing) move(gap int64) bool {
	norm := 0.0
	over := make([]float64, len(w.weight))
	for i, l := range w.s.limits {
		sum := -l.most
		for _, t := range l.terms {
			if w.done[w.s.node(t)] == 1 {
				sum += t.times
			}
		}
		over[i] = float64(sum) / w.size[i]
		if sum > 0 || w.weight[i] > 0 {
			norm += float64(over[i] * over[i])
		}
	}
	if norm == 0 {
		return false
	}
	step := float64(0.5*(float64(float64(gap)/w.unit)+0.1)) / norm
	for i := range w.weight {
		w.weight[i] = max(0, w.weight[i]+float64(step*over[i]))
	}
	return true
}

// average takes the last cut into the mean.
func (w *weighing) average(first bool) {
	const share = 0.1
	for at, v := range w.done {
		if first {
			w.mean[at] = float64(v)
		} else {
			w.mean[at] = float64(w.mean[at]*(1-share)) + float64(float64(v)*share)
		}
	}
}

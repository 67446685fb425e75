package rounds

import "math"

// relaxation is what the order and the limits ask of a domain when items may also be
// performed in part: a linear programme. Its variables say how much of each item has
// been performed by the end of each round.
//
// It has no natural cost, and without one a solution says little about which of its
// variables are hard to settle. So each is given one by lot: what settling a variable
// costs then tells how far it is from what the limits leave room for.
type relaxation struct {
	s     *search
	lp    *program
	base  *program  // what it is to go on from
	node  []int32   // by variable: its node
	of    []int32   // by node: its variable, or −1
	limit []int32   // by row: its limit, or −1
	size  []float64 // by row: what its limit is divided by
	// gain is, by variable, what settling it cost when it was last probed.
	gain []float64
}

const (
	// mostOpen is how many variables there may be: the table has the square of it.
	mostOpen = 1500
	// inOne is how many entries of the table are looked at while one arc is elsewhere:
	// they lie side by side.
	inOne = 8
)

// relax returns the relaxation of the domain.
func (s *search) relax(d domain) *relaxation {
	x := &relaxation{s: s, of: make([]int32, len(s.items)*s.k)}
	for i := range s.items {
		for n := range s.k {
			at := i*s.k + n
			if x.of[at] = -1; n > 0 && d.by(int32(i), int32(n)) < 0 {
				x.of[at] = int32(len(x.node))
				x.node = append(x.node, int32(at))
			}
		}
	}
	rows, most := x.orderRows(nil, nil)
	rows, most = x.limitRows(d, rows, most)
	cost, lot := make([]float64, len(x.node)), dice(1)
	for v := range cost {
		cost[v] = float64(lot.roll(1<<20))/(1<<19) - 1
	}
	x.lp, x.base = newProgram(cost, rows, most), newProgram(cost, rows, most)
	x.gain = make([]float64, len(x.node))
	for v := range x.gain {
		x.gain[v] = math.Inf(1)
	}
	return x
}

// orderRows adds a row for each arc of the order: what has been performed by a round
// has been by the next, and what it waits for before.
func (x *relaxation) orderRows(rows []sum, most []float64) ([]sum, []float64) {
	k := x.s.k
	arc := func(later, earlier int) {
		if u, v := x.of[later], x.of[earlier]; u >= 0 && v >= 0 {
			rows, most = append(rows, sum{[]int32{u, v}, []float64{1, -1}}), append(most, 0)
			x.limit, x.size = append(x.limit, -1), append(x.size, 1)
		}
	}
	for i, it := range x.s.items {
		for n := 1; n < k; n++ {
			if n+1 < k {
				arc(i*k+n, i*k+n+1)
			}
			for _, w := range it.waits {
				if by := n - w.rounds(); by > 0 {
					arc(i*k+n, w.item*k+by)
				}
			}
		}
	}
	return rows, most
}

// limitRows adds a row for each limit, in the measure of its greatest term.
func (x *relaxation) limitRows(d domain, rows []sum, most []float64) ([]sum, []float64) {
	for i, l := range x.s.limits {
		var row sum
		size := int64(0)
		for _, t := range l.terms {
			switch d.by(t.item, t.round) {
			case 1:
				l.most -= t.times
			case -1:
				row.at, row.times = append(row.at, x.of[x.s.node(t)]), append(row.times, float64(t.times))
				size = max(size, t.times, -t.times)
			}
		}
		if size == 0 {
			continue
		}
		for j := range row.times {
			row.times[j] /= float64(size)
		}
		rows, most = append(rows, row), append(most, float64(l.most)/float64(size))
		x.limit, x.size = append(x.limit, int32(i)), append(x.size, float64(size))
	}
	return rows, most
}

// solve looks for a solution in the domain, which lies within that of the relaxation.
// Where there is none, the weights asked about last show it, exactly.
func (x *relaxation) solve(d domain) outcome {
	for v, at := range x.node {
		x.lp.low[v], x.lp.high[v] = 0, 1
		switch d.by(x.standsFor(at)) {
		case 1:
			x.lp.low[v] = 1
		case 0:
			x.lp.high[v] = 0
		}
	}
	for range 2 {
		if o := x.run(); o != impossible || x.refutes(d) {
			return o
		}
		x.lp.remake()
	}
	return unsettled
}

// run solves the programme, looking up now and then whether the search may go on.
func (x *relaxation) run() outcome {
	const atOnce = 1 << 24 // some hundredths of a second
	for {
		before := x.lp.work
		o := x.lp.solve(before + min(atOnce, x.s.budget.Left()*grain*inOne))
		if x.s.effort((x.lp.work - before) / inOne); o != unsettled || x.s.spent {
			return o
		}
	}
}

// standsFor is the item and the round of a node.
func (x *relaxation) standsFor(at int32) (item, round int32) {
	k := int32(x.s.k)
	return at / k, at % k
}

// refutes asks about the weights for which the programme is impossible.
func (x *relaxation) refutes(d domain) bool {
	w := x.s.weighing
	clear(w.weight)
	x.lp.reasons(func(row int, times float64) {
		if i := x.limit[row]; i >= 0 {
			w.weight[i] = times / x.size[row] * w.size[i]
		}
	})
	w.round()
	over, ok := w.ask(d)
	return ok && over > 0
}

// isOpen reports whether the variable is neither 0 nor 1.
func (x *relaxation) isOpen(v int) bool {
	const near = 1e-6
	return x.lp.value[v] > near && x.lp.value[v] < 1-near
}

// rounded is the domain's plan in which everything is performed that the solution
// performs for the greater part; nil where that holds no plan.
func (x *relaxation) rounded(d domain) [][]int {
	c := d.clone()
	for i := range x.s.items {
		n := d.first[i]
		for n < d.last[i] && x.lp.value[x.of[i*x.s.k+n]] < 0.5 {
			n++
		}
		c.first[i], c.last[i] = n, n
	}
	if !x.s.narrow(c) {
		return nil
	}
	plan := x.s.plan(c, x.s.k)
	if !x.s.p.passes(plan) {
		return nil
	}
	return plan
}

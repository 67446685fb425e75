package rounds

// flow finds the least weighted sum over all ways of performing items that keep to
// the order: a minimum cut (Picard 1976), and again and again a slightly different
// one.
//
// A node stands for an item performed by the end of a round; an arc leads to what
// that takes. What a node weighs below 0 is a surplus, what it weighs above 0 a
// lack, and surpluses are moved along the arcs to where something lacks: forward
// without limit, backward as far as something was moved forward before. What can be
// moved nowhere is what the best choice gains, and the nodes from which nothing
// that lacks can be reached are that choice (Hochbaum 2008). Whatever has been moved
// along arcs is a good beginning also for other weights, so that it is kept.
type flow struct {
	first []int32 // by node: its first arc; the last entry is the number of arcs
	to    []int32 // by arc
	moved []int64 // by arc
	back  []int32 // by node: the first of its entries in into
	into  []int32 // arcs that lead to the node
	from  []int32 // by entry of into: where the arc comes from

	open   []bool  // by node: whether it takes part
	excess []int64 // by node: surplus above 0, lack below
	level  []int32 // by node: how many arcs lie between it and what lacks, or −1
	queue  []int32
	visits int64 // arcs looked at so far
}

// newFlow returns a flow with the nodes and arcs of all items in k rounds.
func newFlow(items []item, k int) *flow {
	n := len(items) * k
	f := &flow{open: make([]bool, n), excess: make([]int64, n), level: make([]int32, n)}
	degree := make([]int32, n+1)
	for i, it := range items {
		for r := range k {
			f.first = append(f.first, int32(len(f.to)))
			if r == 0 {
				continue
			}
			if r+1 < k {
				f.to = append(f.to, int32(i*k+r+1))
			}
			for _, w := range it.waits {
				if by := r - w.rounds(); by > 0 {
					f.to = append(f.to, int32(w.item*k+by))
				}
			}
		}
	}
	f.first = append(f.first, int32(len(f.to)))
	f.moved = make([]int64, len(f.to))
	for _, v := range f.to {
		degree[v+1]++
	}
	f.back = degree
	for v := range n {
		f.back[v+1] += f.back[v]
	}
	f.turn(n)
	return f
}

// turn lists the arcs by where they lead.
func (f *flow) turn(n int) {
	f.into, f.from = make([]int32, len(f.to)), make([]int32, len(f.to))
	next := append([]int32(nil), f.back...)
	for u := range n {
		for a := f.first[u]; a < f.first[u+1]; a++ {
			v := f.to[a]
			f.into[next[v]], f.from[next[v]] = a, int32(u)
			next[v]++
		}
	}
}

// run returns the most that can be gained among the open nodes, each of which
// costs as much; it may stop early once that is seen to be less than enough, and
// then returns something less than enough that is not below the most. All costs
// together are below 2^60.
func (f *flow) run(cost []int64, enough int64) int64 {
	if f.begin(cost); f.surplus() > 1<<60 {
		clear(f.moved)
		f.begin(cost)
	}
	for {
		if gain := f.surplus(); gain < enough || !f.layer() {
			return gain
		}
		f.wave()
	}
}

// begin works out what every node has too much of, and too little.
func (f *flow) begin(cost []int64) {
	for v, open := range f.open {
		if open {
			f.excess[v] = -cost[v]
		}
	}
	for u, open := range f.open {
		for a := f.first[u]; a < f.first[u+1]; a++ {
			switch v := f.to[a]; {
			case f.moved[a] == 0:
			case open && f.open[v]:
				f.excess[u] -= f.moved[a]
				f.excess[v] += f.moved[a]
			default:
				f.moved[a] = 0
			}
		}
	}
	f.visits += int64(len(f.to))
}

func (f *flow) surplus() int64 {
	sum := int64(0)
	for v, open := range f.open {
		if open && f.excess[v] > 0 {
			sum += f.excess[v]
		}
	}
	return sum
}

// layer numbers the nodes by how far what lacks is from them, and reports whether
// any surplus can be moved.
func (f *flow) layer() bool {
	f.queue = f.queue[:0]
	for v, open := range f.open {
		f.level[v] = -1
		if open && f.excess[v] < 0 {
			f.level[v] = 0
			f.queue = append(f.queue, int32(v))
		}
	}
	some := false
	for at := 0; at < len(f.queue); at++ {
		v := f.queue[at]
		some = some || f.excess[v] > 0
		for j := f.back[v]; j < f.back[v+1]; j++ {
			f.reach(f.from[j], v)
		}
		for a := f.first[v]; a < f.first[v+1]; a++ {
			if f.moved[a] > 0 {
				f.reach(f.to[a], v)
			}
		}
		f.visits += int64(f.back[v+1] - f.back[v] + f.first[v+1] - f.first[v])
	}
	return some
}

func (f *flow) reach(u, from int32) {
	if f.open[u] && f.level[u] < 0 {
		f.level[u] = f.level[from] + 1
		f.queue = append(f.queue, u)
	}
}

// wave moves every surplus one level down, from the highest level to the lowest
// (Tarjan 1984).
func (f *flow) wave() {
	for k := len(f.queue) - 1; k >= 0; k-- {
		u := f.queue[k]
		if f.excess[u] > 0 && f.level[u] > 0 {
			f.discharge(u)
		}
	}
}

func (f *flow) discharge(u int32) {
	below := f.level[u] - 1
	for j := f.back[u]; j < f.back[u+1] && f.excess[u] > 0; j++ {
		if a := f.into[j]; f.moved[a] > 0 && f.open[f.from[j]] && f.level[f.from[j]] == below {
			x := min(f.excess[u], f.moved[a])
			f.moved[a] -= x
			f.excess[u] -= x
			f.excess[f.from[j]] += x
		}
	}
	for a := f.first[u]; a < f.first[u+1] && f.excess[u] > 0; a++ {
		if v := f.to[a]; f.open[v] && f.level[v] == below {
			x := f.excess[u]
			f.moved[a] += x
			f.excess[u] = 0
			f.excess[v] += x
		}
	}
	f.visits += int64(f.back[u+1] - f.back[u] + f.first[u+1] - f.first[u])
}

// performed reports whether the node belongs to the best choice; only after run did
// not stop early.
func (f *flow) performed(v int) bool { return f.open[v] && f.level[v] < 0 }

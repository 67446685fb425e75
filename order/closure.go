package order

import "math"

// MaxClosure returns the greatest total weight of a part of within that is
// closed in it: that holds, with each element, all elements of within that come
// before it. The empty part counts, so that the result is at least 0. The sum of
// all |weight| must be below 2^60.
func (o *Order) MaxClosure(weight []int64, within Set) int64 {
	_, total := o.Heaviest(weight, within)
	return total
}

// Heaviest returns a part of within that is closed in it and has the greatest
// total weight, and that weight.
//
// Elements are taken outright while they cost nothing and nothing keeps them;
// what then remains is a minimum cut (Picard 1976).
func (o *Order) Heaviest(weight []int64, within Set) (Set, int64) {
	taken, rest, total := o.takeFree(weight, within)
	if anyPositive(weight, rest) {
		more, gains := o.heaviestByCut(weight, rest)
		taken.Union(more)
		total += gains
	}
	return taken, total
}

// takeFree takes elements of non-negative weight as long as everything before
// them in within has been taken: some best closed part holds them all.
func (o *Order) takeFree(weight []int64, within Set) (taken, rest Set, total int64) {
	taken, rest = NewSet(o.n), within.Clone()
	for changed := true; changed; {
		changed = false
		for i := range rest.All {
			if weight[i] >= 0 && !rest.Meets(o.before[i]) {
				total += weight[i]
				taken.Add(i)
				rest.Remove(i)
				changed = true
			}
		}
	}
	return taken, rest, total
}

func anyPositive(weight []int64, s Set) bool {
	for i := range s.All {
		if weight[i] > 0 {
			return true
		}
	}
	return false
}

// heaviestByCut: source → positive elements → what they need → negative
// elements → sink; the best closed part is what the source still reaches when
// the flow is greatest.
func (o *Order) heaviestByCut(weight []int64, within Set) (Set, int64) {
	members := within.Members()
	at := make(map[int]int, len(members))
	for k, i := range members {
		at[i] = k + 2
	}
	f := newFlow(len(members) + 2)
	gains := int64(0)
	for _, i := range members {
		switch w := weight[i]; {
		case w > 0:
			gains += w
			f.add(0, at[i], w)
		case w < 0:
			f.add(at[i], 1, -w)
		}
		for j := range o.before[i].All {
			if within.Has(j) {
				f.add(at[i], at[j], math.MaxInt64/4)
			}
		}
	}
	total := gains - f.run(0, 1)
	best := NewSet(o.n)
	for k, i := range members {
		if f.level[k+2] >= 0 {
			best.Add(i)
		}
	}
	return best, total
}

// flow is a network for Dinic's maximum flow (1970).
type flow struct {
	arcs  []arc
	out   [][]int
	level []int
	next  []int
}

type arc struct {
	to   int
	room int64
}

func newFlow(n int) *flow {
	return &flow{out: make([][]int, n), level: make([]int, n), next: make([]int, n)}
}

func (f *flow) add(from, to int, room int64) {
	f.out[from] = append(f.out[from], len(f.arcs))
	f.arcs = append(f.arcs, arc{to, room})
	f.out[to] = append(f.out[to], len(f.arcs))
	f.arcs = append(f.arcs, arc{from, 0})
}

func (f *flow) run(source, sink int) int64 {
	total := int64(0)
	for f.layer(source, sink) {
		clear(f.next)
		for {
			pushed := f.push(source, sink, math.MaxInt64/4)
			if pushed == 0 {
				break
			}
			total += pushed
		}
	}
	return total
}

func (f *flow) layer(source, sink int) bool {
	for i := range f.level {
		f.level[i] = -1
	}
	f.level[source] = 0
	queue := []int{source}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, a := range f.out[v] {
			if to := f.arcs[a].to; f.arcs[a].room > 0 && f.level[to] < 0 {
				f.level[to] = f.level[v] + 1
				queue = append(queue, to)
			}
		}
	}
	return f.level[sink] >= 0
}

// push sends flow along one path of the layers. Its depth is that of the
// layers: at most the longest chain of the order and two.
func (f *flow) push(v, sink int, room int64) int64 {
	if v == sink {
		return room
	}
	for ; f.next[v] < len(f.out[v]); f.next[v]++ {
		a := f.out[v][f.next[v]]
		to := f.arcs[a].to
		if f.arcs[a].room == 0 || f.level[to] != f.level[v]+1 {
			continue
		}
		if sent := f.push(to, sink, min(room, f.arcs[a].room)); sent > 0 {
			f.arcs[a].room -= sent
			f.arcs[a^1].room += sent
			return sent
		}
	}
	return 0
}

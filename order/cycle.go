package order

import "slices"

// The functions of this file take a directed graph as adjacency lists: next[v]
// are the nodes that v leads to, each at most once. None of them recurses, so
// that chains of any length are safe.

// Components returns, for each node, the number of its strongly connected
// component, and how many there are (Tarjan 1972). Components are numbered so
// that every arrow leads to the same or a greater number.
func Components(next [][]int) (of []int, count int) {
	n := len(next)
	all := make([]int, 6*n)
	t := &tarjan{
		next: next, of: all[:n:n], index: all[n : 2*n], low: all[2*n : 3*n], at: all[3*n : 4*n],
		open: all[4*n : 4*n : 5*n], path: all[5*n : 5*n],
	}
	for v := range next {
		if t.index[v] == 0 {
			t.visit(v)
		}
	}
	for v := range t.of {
		t.of[v] = t.count - 1 - t.of[v]
	}
	return t.of, t.count
}

// tarjan is a search with a path of its own instead of the call stack.
type tarjan struct {
	next           [][]int
	of, index, low []int // index counts from 1; 0 is not yet seen
	at             []int // how many arrows of the node have been taken
	open, path     []int
	seen, count    int
}

func (t *tarjan) visit(root int) {
	t.enter(root)
	for len(t.path) > 0 {
		v := t.path[len(t.path)-1]
		if t.at[v] == len(t.next[v]) {
			t.leave(v)
			continue
		}
		w := t.next[v][t.at[v]]
		t.at[v]++
		switch {
		case t.index[w] == 0:
			t.enter(w)
		case t.of[w] < 0:
			t.low[v] = min(t.low[v], t.index[w])
		}
	}
}

func (t *tarjan) enter(v int) {
	t.seen++
	t.index[v], t.low[v], t.of[v] = t.seen, t.seen, -1
	t.open = append(t.open, v)
	t.path = append(t.path, v)
}

func (t *tarjan) leave(v int) {
	t.path = t.path[:len(t.path)-1]
	if len(t.path) > 0 {
		above := t.path[len(t.path)-1]
		t.low[above] = min(t.low[above], t.low[v])
	}
	if t.low[v] != t.index[v] {
		return
	}
	for {
		w := t.open[len(t.open)-1]
		t.open = t.open[:len(t.open)-1]
		t.of[w] = t.count
		if w == v {
			break
		}
	}
	t.count++
}

// ShortestCycle returns the nodes of a shortest cycle, beginning with its
// smallest, or nil when the graph has none. Of several shortest ones it is the
// one that sorts first, provided that every next[v] is sorted.
//
// The search stops following arrows after about work of them once it has a cycle
// in hand, and returns the shortest it has seen; followed says how many it took.
func ShortestCycle(next [][]int, work int) (best []int, followed int) {
	c := newCycleSearch(next)
	for v := range next {
		if !c.alive[v] {
			continue
		}
		if found := c.through(v, len(best)); found != nil {
			best = found
		}
		c.drop(v)
		if len(best) == 1 || best != nil && c.taken > work {
			break
		}
	}
	return best, c.taken
}

// cycleSearch takes the nodes one by one: the cycles through a node are looked
// at once, then the node is dropped with all that can be on no cycle without it.
type cycleSearch struct {
	next, back [][]int
	alive      []bool
	in, out    []int // arrows among the nodes alive
	from       []int // by node: where the search came from
	dist       []int // by node: the distance, valid where stamp says so
	stamp      []int
	taken      int
}

func newCycleSearch(next [][]int) *cycleSearch {
	n := len(next)
	c := &cycleSearch{
		next: next, back: make([][]int, n), alive: make([]bool, n), in: make([]int, n), out: make([]int, n),
		from: make([]int, n), dist: make([]int, n), stamp: make([]int, n),
	}
	for v := range next {
		c.alive[v] = true
		c.stamp[v] = -1
		c.out[v] = len(next[v])
		for _, w := range next[v] {
			c.back[w] = append(c.back[w], v)
			c.in[w]++
		}
	}
	for v := range next {
		if c.alive[v] && (c.in[v] == 0 || c.out[v] == 0) {
			c.drop(v)
		}
	}
	return c
}

// drop takes v out, and every node that then has nothing before it or nothing
// behind it.
func (c *cycleSearch) drop(v int) {
	c.alive[v] = false
	gone := []int{v}
	for len(gone) > 0 {
		v := gone[len(gone)-1]
		gone = gone[:len(gone)-1]
		gone = c.loosen(gone, c.next[v], c.in)
		gone = c.loosen(gone, c.back[v], c.out)
	}
}

func (c *cycleSearch) loosen(gone, neighbours, degree []int) []int {
	for _, w := range neighbours {
		if degree[w]--; c.alive[w] && degree[w] == 0 {
			c.alive[w] = false
			gone = append(gone, w)
		}
	}
	return gone
}

// through returns a shortest cycle through v among the nodes alive, shorter
// than below where below is not 0; nil when there is none.
func (c *cycleSearch) through(v, below int) []int {
	c.stamp[v], c.dist[v] = v, 0
	queue := []int{v}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		if below > 0 && c.dist[u]+1 >= below {
			return nil
		}
		c.taken += len(c.next[u])
		for _, w := range c.next[u] {
			if w == v {
				return c.path(v, u)
			}
			if c.alive[w] && c.stamp[w] != v {
				c.stamp[w], c.dist[w], c.from[w] = v, c.dist[u]+1, u
				queue = append(queue, w)
			}
		}
	}
	return nil
}

func (c *cycleSearch) path(v, u int) []int {
	var nodes []int
	for ; u != v; u = c.from[u] {
		nodes = append(nodes, u)
	}
	nodes = append(nodes, v)
	slices.Reverse(nodes)
	return nodes
}

package plan

import (
	"container/heap"
	"slices"

	"detente/order"
)

// box is the conditions on a state, by row: low ≤ x ≤ high.
type box struct {
	low, high []int64
}

func newBox(rows int) box {
	b := box{make([]int64, rows), make([]int64, rows)}
	for r := range rows {
		b.low[r], b.high[r] = -maxSum, maxSum
	}
	return b
}

func (b box) clone() box {
	return box{append([]int64(nil), b.low...), append([]int64(nil), b.high...)}
}

// side says which way a level pushes the sums.
type side int

const (
	above side = iota // a level of temptation: sums above a bound count
	below             // a level of exposure: sums below a bound count
)

// level is one objective: the smallest worst share by which a sum passes its
// bound, over the rows that count and all states met.
type level struct {
	name string
	side side
	// bound is the sum that costs nothing; counts says for which rows.
	bound  []int64
	counts []bool
}

// climb finds an order of all moves that stays in the box and whose worst cost
// at the level is least.
//
// It is a bottleneck path over the closed sets, best first on the worst cost so
// far and last in, first out within it: the first threshold at which all moves
// are performed is the least one, and every set that was put aside proves it.
type climb struct {
	g     *game
	box   box
	level level
	// allowed, where given, is one more condition on the state after each move.
	allowed func(x []int64) bool
	work    *work

	table  *setTable
	parent []int32 // the move that led to a set, by number; -1 for the first
	cost   []share // the least cost at which a set has been met
	opened []bool
	free   []bool // moves that are taken as soon as they come up
	aside  shareHeap
	put    int // sets ever put aside
	stack  []int32
	set    order.Set // scratch
	x      []int64   // scratch: the sums of the set being opened
}

// found is the result of a climb.
type found struct {
	path []int // the moves in order; nil when there is none within the box
	cost share
	// proved: no order does better, or (without a path) none exists; otherwise
	// no order does better than bound.
	proved bool
	bound  share
}

func newClimb(g *game, b box, l level, w *work, allowed func(x []int64) bool) *climb {
	c := &climb{g: g, box: b, level: l, work: w, allowed: allowed, table: newSetTable(len(g.moves)), set: order.NewSet(len(g.moves)), x: make([]int64, len(g.rows))}
	c.free = make([]bool, len(g.moves))
	for m := range g.moves {
		c.free[m] = c.harmless(m)
	}
	return c
}

// harmless reports whether the move raises no sum that has a ceiling and lowers
// none that has a floor. Taking such a move at once makes no later state worse:
// it may be moved to the front of any order that performs it later.
func (c *climb) harmless(m int) bool {
	for r := range c.g.rows {
		ceiling := c.box.high[r] < maxSum || c.level.counts[r] && c.level.side == above
		floor := c.box.low[r] > -maxSum || c.level.counts[r] && c.level.side == below
		if ceiling && c.g.moves[m].up[r] > 0 || floor && c.g.moves[m].down[r] < 0 {
			return false
		}
	}
	return c.allowed == nil
}

// run searches until the threshold is known or the work runs out.
func (c *climb) run() found {
	start := order.NewSet(len(c.g.moves))
	clear(c.x)
	zero := make([]int64, len(c.g.rows))
	if !c.admits(zero, zero) || c.allowed != nil && !c.allowed(zero) {
		return found{proved: true}
	}
	threshold := c.price(zero, zero)
	c.meet(start, -1, threshold, threshold)
	for {
		for len(c.stack) > 0 {
			i := c.stack[len(c.stack)-1]
			c.stack = c.stack[:len(c.stack)-1]
			if c.table.at(i).Len() == len(c.g.moves) {
				return found{path: c.pathTo(i), cost: threshold, proved: true, bound: threshold}
			}
			if !c.work.spend(c.level.name, threshold, c.table.len()) || c.bytes() > maxBytes {
				return found{cost: threshold, bound: threshold}
			}
			c.expand(i, threshold)
		}
		if len(c.aside) == 0 {
			return found{proved: true}
		}
		top := heap.Pop(&c.aside).(asideSet)
		if !c.opened[top.set] {
			threshold = greater(threshold, top.cost)
			c.push(top.set)
		}
	}
}

// bytes is the memory that the sets take; each has a parent, a cost and a flag.
func (c *climb) bytes() int { return c.table.bytes() + 21*cap(c.parent) + 32*cap(c.aside) }

// meet notes that the set can be reached at the cost by its last move.
func (c *climb) meet(s order.Set, by int, cost, threshold share) {
	i, isNew := c.table.add(s)
	if isNew {
		c.parent, c.cost, c.opened = append(c.parent, int32(by)), append(c.cost, cost), append(c.opened, false)
	} else if c.opened[i] || !cost.less(c.cost[i]) {
		return
	}
	c.parent[i], c.cost[i] = int32(by), cost
	if threshold.less(cost) {
		c.put++
		heap.Push(&c.aside, asideSet{set: i, cost: cost, age: c.put})
		return
	}
	c.push(i)
}

func (c *climb) push(i int32) {
	c.opened[i] = true
	c.stack = append(c.stack, i)
}

// expand meets every set one move further. The sums are added up anew for each
// set, which is cheaper than keeping them.
func (c *climb) expand(i int32, threshold share) {
	copy(c.set, c.table.at(i))
	clear(c.x)
	for m := range c.set.All {
		for r, d := range c.g.moves[m].delta {
			c.x[r] += d
		}
	}
	if m, ok := c.freeMove(); ok {
		c.step(m, threshold)
		return
	}
	// Backwards, so that the move that stands first in the text is opened first.
	seq := c.g.order.Sequence()
	for k := len(seq) - 1; k >= 0; k-- {
		if m := seq[k]; !c.set.Has(m) && c.set.Covers(c.g.order.Before(m)) {
			c.step(m, threshold)
		}
	}
}

func (c *climb) freeMove() (int, bool) {
	for m, free := range c.free {
		if free && !c.set.Has(m) && c.set.Covers(c.g.order.Before(m)) {
			return m, true
		}
	}
	return 0, false
}

func (c *climb) step(m int, threshold share) {
	mv := &c.g.moves[m]
	if !c.admits(mv.up, mv.down) || c.allowed != nil && !c.g.allowsAll(c.allowed, c.x, mv.events) {
		return
	}
	cost := greater(c.price(mv.up, mv.down), threshold)
	c.set.Add(m)
	c.meet(c.set, m, cost, threshold)
	c.set.Remove(m)
}

// admits reports whether the box holds the sums from x+down to x+up.
func (c *climb) admits(up, down []int64) bool {
	for r, x := range c.x {
		if x+up[r] > c.box.high[r] || x+down[r] < c.box.low[r] {
			return false
		}
	}
	return true
}

// price returns the worst share by which the sums from x+down to x+up pass
// their bounds.
func (c *climb) price(up, down []int64) share {
	worst := nothing
	for r, x := range c.x {
		if !c.level.counts[r] {
			continue
		}
		if by := c.level.passes(r, x+up[r], x+down[r]); by > 0 {
			worst = greater(worst, share{by, c.g.rows[r].unit})
		}
	}
	return worst
}

// passes returns by how much a sum that reaches up to high and down to low
// passes the bound of the row.
func (l level) passes(r int, high, low int64) int64 {
	if l.side == above {
		return high - l.bound[r]
	}
	return l.bound[r] - low
}

// allowsAll asks allowed about every state that performing the events in one
// round from the sums x on can meet. Rounds of more than 16 events, which can
// meet too many states to write out, it does not allow.
func (g *game) allowsAll(allowed func(x []int64) bool, x []int64, events []int) bool {
	if len(events) > 16 {
		return false
	}
	for _, y := range g.met(events) {
		for r := range y {
			y[r] += x[r]
		}
		if !allowed(y) {
			return false
		}
	}
	return true
}

func (c *climb) pathTo(i int32) []int {
	s := c.table.at(i).Clone()
	path := []int{} // never nil: nothing to perform is a path too
	for {
		j, _ := c.table.add(s)
		m := c.parent[j]
		if m < 0 {
			break
		}
		path = append(path, int(m))
		s.Remove(int(m))
	}
	slices.Reverse(path)
	return path
}

// asideSet is a met set that costs more than the threshold.
type asideSet struct {
	set  int32
	cost share
	age  int
}

// shareHeap holds the cheapest on top; of equals the one met last.
type shareHeap []asideSet

func (h shareHeap) Len() int { return len(h) }

func (h shareHeap) Less(i, j int) bool {
	if k := h[i].cost.compare(h[j].cost); k != 0 {
		return k < 0
	}
	return h[i].age > h[j].age
}

func (h shareHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h *shareHeap) Push(x any) { *h = append(*h, x.(asideSet)) }

func (h *shareHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

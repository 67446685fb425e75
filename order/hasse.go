package order

import "slices"

// Direct returns, for each element, what it waits for directly: its predecessors
// with nothing in between (the covering relation, as a Hasse diagram draws it),
// in the order of the sequence, the last one first. It must not be changed.
func (o *Order) Direct() [][]int {
	o.once.Do(func() { o.direct = o.covering() })
	return o.direct
}

func (o *Order) covering() [][]int {
	direct := make([][]int, o.n)
	beneath := NewSet(o.n) // the direct predecessors found so far, and what comes before them
	for at, i := range o.sequence {
		clear(beneath)
		for _, j := range slices.Backward(o.sequence[:at]) {
			if beneath.Covers(o.before[i]) {
				break
			}
			if o.before[i].Has(j) && !beneath.Has(j) {
				direct[i] = append(direct[i], j)
				beneath.Union(o.before[j])
				beneath.Add(j)
			}
		}
	}
	return direct
}

// manyElements is up to how many elements a cover by the fewest chains is looked
// for; beyond it the chains found by walking upwards will do.
const manyElements = 2000

// Chains covers the elements by chains, each listed from below, every element in
// one of them, in the order of their first elements. Up to 2000 elements there
// are as few as possible, as many as the greatest number of elements of which
// none waits for another (Dilworth 1950); they are found as a greatest matching
// of elements with elements above them (Fulkerson 1956).
func (o *Order) Chains() [][]int {
	c := newChainCover(o)
	c.walk()
	if o.n <= manyElements {
		for i := range o.n {
			if c.above[i] < 0 {
				c.free.fill()
				c.extend(i)
			}
		}
	}
	return c.chains()
}

// chainCover links each element to the next one of its chain.
type chainCover struct {
	o            *Order
	above, below []int // −1 for none
	free         Set   // elements not yet tried in this round
}

func newChainCover(o *Order) *chainCover {
	c := &chainCover{o: o, above: make([]int, o.n), below: make([]int, o.n), free: NewSet(o.n)}
	for i := range o.n {
		c.above[i], c.below[i] = -1, -1
	}
	return c
}

func (s Set) fill() {
	for k := range s {
		s[k] = ^uint64(0)
	}
}

// walk links elements to what waits for them directly, which keeps the parts of
// a step in one chain.
func (c *chainCover) walk() {
	for j, direct := range c.o.Direct() {
		for _, i := range direct {
			if c.above[i] < 0 && c.below[j] < 0 {
				c.above[i], c.below[j] = j, i
			}
		}
	}
}

// extend finds something above i for its chain to go on with, if need be by
// giving the element below it something else to go on with.
func (c *chainCover) extend(i int) bool {
	after := c.o.after[i]
	for k := range after {
		for w := after[k] & c.free[k]; w != 0; w = after[k] & c.free[k] {
			j := lowest(k, w)
			c.free.Remove(j)
			if c.below[j] < 0 || c.extend(c.below[j]) {
				c.above[i], c.below[j] = j, i
				return true
			}
		}
	}
	return false
}

func (c *chainCover) chains() [][]int {
	var chains [][]int
	for i := range c.o.n {
		if c.below[i] >= 0 {
			continue
		}
		var chain []int
		for j := i; j >= 0; j = c.above[j] {
			chain = append(chain, j)
		}
		chains = append(chains, chain)
	}
	return chains
}

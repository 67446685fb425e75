package conflict

import (
	"cmp"
	"slices"

	"detente/order"
)

// circleWork bounds the edges that all searches for shortest circles follow;
// when they are used up, each search is content with its first find. It is far
// more than texts of hundreds of steps need.
const circleWork = 10_000_000

// cycles returns circles that share no edge, shortest first.
func cycles(knots []*knot) []Cycle {
	var all []Cycle
	work := circleWork
	for _, k := range knots {
		c := circles{knot: k, work: &work, gone: make([]bool, len(k.edges)), goneBundle: make([]bool, len(k.bundles))}
		for range MaxCycles {
			circle := c.shortest()
			if circle == nil {
				break
			}
			c.take(circle)
			all = append(all, Cycle{Edges: k.edgesOf(circle)})
		}
	}
	slices.SortStableFunc(all, func(a, b Cycle) int { return cmp.Compare(len(a.Edges), len(b.Edges)) })
	return all[:min(len(all), MaxCycles)]
}

// circles takes one circle after another out of a knot.
type circles struct {
	*knot
	gone, goneBundle []bool
	work             *int // left
}

func (c *circles) take(circle []hop) {
	for _, h := range circle {
		if h.edge != none {
			c.gone[h.edge] = true
		} else {
			c.goneBundle[h.bundle] = true
		}
	}
}

// shortest prefers a circle of edges alone to one of the same length through a
// bundle.
func (c *circles) shortest() []hop {
	plain := c.shortestPlain()
	if mixed := c.shortestMixed(); mixed != nil && (plain == nil || len(mixed) < len(plain)) {
		return mixed
	}
	return plain
}

// shortestPlain returns a shortest circle of edges alone.
func (c *circles) shortestPlain() []hop {
	next := make([][]int, len(c.events))
	for i, e := range c.edges {
		if !c.gone[i] {
			next[e.before] = append(next[e.before], e.after)
		}
	}
	for v := range next {
		slices.Sort(next[v])
		next[v] = slices.Compact(next[v])
	}
	nodes, followed := order.ShortestCycle(next, *c.work)
	*c.work -= followed
	var circle []hop
	for i, v := range nodes {
		circle = append(circle, c.hop(v, nodes[(i+1)%len(nodes)]))
	}
	return circle
}

// hop returns the first edge left from one event to another: the text's own
// before the demands, these in the order of the text.
func (c *circles) hop(from, to int) hop {
	for _, e := range c.out[from] {
		if !c.gone[e] && c.edges[e].after == to {
			return hop{from, to, e, none}
		}
	}
	panic("conflict: a circle over an edge that is not there")
}

// shortestMixed returns a shortest circle that leads through a bundle and has a
// strict edge in it: for each bundle, the shortest such way from one of its
// events to one of them.
func (c *circles) shortestMixed() []hop {
	var best []hop
	for _, b := range c.tiedBundles() {
		w := c.walk(c.bundles[b].events, nil, func(e int) bool { return !c.gone[e] }, func(b int) bool { return !c.goneBundle[b] })
		for _, end := range c.bundles[b].events {
			if d := w.dist[1][end]; d != none && (best == nil || d < len(best)) {
				circle := w.path(end, 1)
				if start := circle[0].from; start != end {
					circle = append(circle, hop{end, start, none, b})
				}
				if best == nil || len(circle) < len(best) {
					best = circle
				}
			}
		}
		if *c.work -= len(c.events) + len(c.edges); *c.work < 0 && best != nil {
			break
		}
	}
	return best
}

// tiedBundles returns the bundles left from which some way with a strict edge
// leads back to them.
func (c *circles) tiedBundles() []int {
	if len(c.bundles) == 0 {
		return nil
	}
	next := make([][]int, len(c.events)+len(c.bundles))
	for i, e := range c.edges {
		if !c.gone[i] {
			next[e.before] = append(next[e.before], e.after)
		}
	}
	for b, bundle := range c.bundles {
		if c.goneBundle[b] {
			continue
		}
		hub := len(c.events) + b
		next[hub] = bundle.events
		for _, e := range bundle.events {
			next[e] = append(next[e], hub)
		}
	}
	of, count := order.Components(next)
	parted := make([]bool, count)
	for i, e := range c.edges {
		if !c.gone[i] && e.strict && of[e.before] == of[e.after] {
			parted[of[e.before]] = true
		}
	}
	var tied []int
	for b := range c.bundles {
		if hub := len(c.events) + b; !c.goneBundle[b] && parted[of[hub]] {
			tied = append(tied, b)
		}
	}
	return tied
}

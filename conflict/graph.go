package conflict

import (
	"slices"

	"detente/agreement"
	"detente/order"
)

// graph is who waits for whom in a course.
type graph struct {
	course *agreement.Course
	edges  []edge
	// out[e] are the edges that leave event e, and bundles[e] the bundles that
	// hold it.
	out, bundles [][]int
	// wanted[b] is the number of the demand of course.Bundles[b].
	wanted []int
	// waitedFor is, by event, what it waits for directly; nil until asked for.
	waitedFor [][]int
}

// edge is a reason to wait: course.Edges[id], with what the search needs to
// know of it. demand is its number among the demands asked for, or hard. A
// strict edge parts its ends into two rounds.
type edge struct {
	id, before, after int
	demand            int
	strict            bool
}

// hard is the demand of an edge that is nobody's demand but the text's own.
const hard = -1

// all counts every demand.
func all(int) bool { return true }

func newGraph(c *agreement.Course) *graph {
	number := map[*agreement.Demand]int{nil: hard}
	for i, d := range c.Asked {
		number[d] = i
	}
	return numbered(c, func(i int) int { return number[c.Edges[i].Demand] }, func(b int) int { return number[c.Bundles[b].Demand] })
}

// numbered is the graph of the course in which each edge and each bundle has the
// number that the functions give it, in the place of its demand.
func numbered(c *agreement.Course, ofEdge, ofBundle func(index int) int) *graph {
	n := len(c.Events)
	g := &graph{course: c, out: make([][]int, n), bundles: make([][]int, n)}
	g.edges = make([]edge, 0, len(c.Edges))
	for i, e := range c.Edges {
		// A reason given twice, as by before(a, b, a, b), is one reason.
		known := func(k int) bool { return g.edges[k].after == e.After && g.edges[k].demand == ofEdge(i) }
		if !slices.ContainsFunc(g.out[e.Before], known) {
			g.out[e.Before] = append(g.out[e.Before], len(g.edges))
			g.edges = append(g.edges, edge{id: i, before: e.Before, after: e.After, demand: ofEdge(i), strict: strict(c, e)})
		}
	}
	for b, bundle := range c.Bundles {
		g.wanted = append(g.wanted, ofBundle(b))
		for _, e := range bundle.Events {
			g.bundles[e] = append(g.bundles[e], b)
		}
	}
	return g
}

// strict reports whether the ends of the edge cannot share a round: they have
// different performers, or the first is an exchange, whose holder releases it
// at the end of its round.
func strict(c *agreement.Course, e agreement.Edge) bool {
	before, after := c.Events[e.Before], c.Events[e.After]
	return before.Performer != after.Performer || before.Exchange != nil
}

// waiting returns the events that cannot come up when those given cannot: what
// waits for them, directly or not, and what is wanted together with it. The
// events given are not among them.
func (g *graph) waiting(events []int) []int {
	if len(events) == 0 {
		return nil
	}
	seen, opened := make([]bool, len(g.out)), make([]bool, len(g.wanted))
	var reached []int
	visit := func(e int) {
		if !seen[e] {
			seen[e] = true
			reached = append(reached, e)
		}
	}
	for _, e := range events {
		visit(e)
	}
	given := len(reached)
	for i := 0; i < len(reached); i++ {
		for _, o := range g.out[reached[i]] {
			visit(g.edges[o].after)
		}
		for _, b := range g.bundles[reached[i]] {
			if opened[b] {
				continue
			}
			opened[b] = true
			for _, e := range g.course.Bundles[b].Events {
				visit(e)
			}
		}
	}
	behind := reached[given:]
	slices.Sort(behind)
	return behind
}

// waits is the graph of the edges alone.
func (g *graph) waits(counted func(demand int) bool) [][]int {
	pairs := make([][2]int, 0, len(g.edges))
	for _, e := range g.edges {
		if counted(e.demand) {
			pairs = append(pairs, [2]int{e.before, e.after})
		}
	}
	return order.Following(len(g.out), pairs)
}

// rounds is the graph of all that ties rounds to one another: the edges, and
// one node more for each bundle, which leads to its events and back.
func (g *graph) rounds(counted func(demand int) bool) [][]int {
	next := g.waits(counted)
	for b, bundle := range g.course.Bundles {
		next = append(next, nil)
		if !counted(g.wanted[b]) {
			continue
		}
		hub := len(next) - 1
		next[hub] = bundle.Events
		for _, e := range bundle.Events {
			next[e] = append(next[e], hub)
		}
	}
	return next
}

// knotted returns the groups of events that wait for one another when only the
// demands counted are taken into account, each in the order of the text, and
// the groups in the order of their first event. None: the demands can be met.
//
// A circle through a bundle is none as long as all of it fits into one round,
// that is, without a strict edge; a circle of edges alone always is one.
func (g *graph) knotted(counted func(demand int) bool) [][]int {
	waits, waitCount := order.Components(g.waits(counted))
	if onItself := func(e edge) bool { return e.before == e.after }; len(g.wanted) == 0 && waitCount == len(g.out) && !slices.ContainsFunc(g.edges, onItself) {
		return nil
	}
	rounds, roundCount := order.Components(g.rounds(counted))
	tied, circular := make([]bool, roundCount), make([]bool, waitCount)
	for _, e := range g.edges {
		if !counted(e.demand) {
			continue
		}
		if e.strict && rounds[e.before] == rounds[e.after] {
			tied[rounds[e.before]] = true
		}
		if waits[e.before] == waits[e.after] {
			circular[waits[e.before]] = true
		}
	}
	number := map[int]int{}
	var groups [][]int
	for e := range g.out {
		key := rounds[e]
		switch {
		case tied[key]:
		case circular[waits[e]]:
			key = roundCount + waits[e]
		default:
			continue
		}
		i, ok := number[key]
		if !ok {
			i = len(groups)
			number[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

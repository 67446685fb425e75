package conflict

import "slices"

// Unlocks says what an open move lets follow: next are the events that wait for
// nothing else and are not stuck, so that they can come as soon as the move has
// been made; nearer are those that wait for it and for something else besides.
// Both are in the order of the text.
func (a *Analysis) Unlocks(event int) (next, nearer []int) {
	for _, i := range a.graph.out[event] {
		after := a.graph.edges[i].after
		if _, stuck := slices.BinarySearch(a.Stuck, after); !stuck && a.graph.waitsOnlyFor(after, event) {
			next = append(next, after)
		} else {
			nearer = append(nearer, after)
		}
	}
	slices.Sort(next)
	slices.Sort(nearer)
	return slices.Compact(next), slices.Compact(nearer)
}

// waitsOnlyFor reports whether all that the event waits for directly is that one.
func (g *graph) waitsOnlyFor(event, only int) bool {
	return !slices.ContainsFunc(g.in(event), func(before int) bool { return before != only })
}

// in returns the events that the event waits for directly.
func (g *graph) in(event int) []int {
	if g.waitedFor == nil {
		g.waitedFor = make([][]int, len(g.out))
		for _, e := range g.edges {
			g.waitedFor[e.after] = append(g.waitedFor[e.after], e.before)
		}
	}
	return g.waitedFor[event]
}

package conflict

import (
	"slices"

	"detente/agreement"
)

// Waits is who waits for whom in a course when some of the reasons to wait are
// left out. Reasons are left out by lines: whoever asks gives each edge and each
// bundle of the course the number of the line of text that it comes from.
type Waits struct{ graph *graph }

// Background is the line of what is never left out.
const Background = hard

// NewWaits returns the waits of the course; edge and bundle give the line of
// course.Edges[i] and course.Bundles[i], at least 0, or [Background].
func NewWaits(c *agreement.Course, edge, bundle func(i int) int) *Waits {
	return &Waits{numbered(c, edge, bundle)}
}

// Circle returns a shortest circle among the lines that count, and those that it
// leads through, ascending. It is false where the events can be put into rounds.
func (w *Waits) Circle(counts func(line int) bool) (circle Cycle, lines []int, found bool) {
	knots := w.graph.knots(func(line int) bool { return line == Background || counts(line) })
	if len(knots) == 0 {
		return Cycle{}, nil, false
	}
	k := knots[0]
	work := circleWork
	c := circles{knot: k, work: &work, gone: make([]bool, len(k.edges)), goneBundle: make([]bool, len(k.bundles))}
	hops := c.shortest()
	for _, h := range hops {
		line := Background
		if h.edge != none {
			line = k.edges[h.edge].demand
		} else {
			line = k.bundles[h.bundle].demand
		}
		if line != Background {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return Cycle{Edges: k.edgesOf(hops)}, slices.Compact(lines), true
}

// Groups returns sets of lines such that the lines of every circle lie in one of
// them; each ascending, and no line in two unless circles in different places
// lead through it.
func (w *Waits) Groups() [][]int {
	var groups [][]int
	for _, k := range w.graph.knots(all) {
		var lines []int
		for _, e := range k.edges {
			lines = append(lines, e.demand)
		}
		for _, b := range k.bundles {
			lines = append(lines, b.demand)
		}
		slices.Sort(lines)
		lines = slices.DeleteFunc(slices.Compact(lines), func(line int) bool { return line == Background })
		groups = append(groups, lines)
	}
	return groups
}

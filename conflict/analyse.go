package conflict

import (
	"cmp"
	"slices"

	"detente/agreement"
)

// Analyse says what stands in the way of the course, and what does not. Its
// work is bounded whatever the size of the course: see [Analysis] for what may
// then be missing. The same course gives the same analysis.
func Analyse(c *agreement.Course) *Analysis {
	g := newGraph(c)
	knots := g.knots(all)
	a := &Analysis{Course: c, Cycles: cycles(knots), graph: g}
	var refused bool
	a.Refused, refused = g.refused()
	a.Stuck = g.stuck(knots)
	a.Open = g.open(a.Stuck)
	a.Conflicts, a.Complete = g.conflicts(knots)
	a.Complete = a.Complete && refused
	a.Corrections, a.CorrectionsComplete = g.corrections(a.Conflicts, a.Complete)
	return a
}

// Waiting returns the events that wait for those given, directly or not, and
// those wanted together with what waits; in the order of the text. The events
// given are not among them.
func (a *Analysis) Waiting(events ...int) []int { return a.graph.waiting(events) }

// maxWaiting bounds the waiting events that the refusals list in all.
const maxWaiting = 1_000_000

// refused lists the refusals by demand, with what waits for each; false where
// there are too many to list.
func (g *graph) refused() ([]Refused, bool) {
	var list []Refused
	listed := 0
	refusals := g.course.Refusals
	for i := 0; i < len(refusals); {
		d := refusals[i].Demand
		first := refusals[i]
		var events []int
		for ; i < len(refusals) && refusals[i].Demand == d; i++ {
			events = append(events, refusals[i].Event)
		}
		r := Refused{Refusal: first, Waiting: g.waiting(events), graph: g}
		list = append(list, r)
		if listed += len(g.out); listed > maxWaiting || len(list) == MaxConflicts {
			return list, i == len(refusals)
		}
	}
	return list, true
}

func (g *graph) stuck(knots []*knot) []int {
	var causes []int
	for _, k := range knots {
		causes = append(causes, k.events...)
	}
	for _, r := range g.course.Refusals {
		causes = append(causes, r.Event)
	}
	stuck := append(causes, g.waiting(causes)...)
	slices.Sort(stuck)
	return slices.Compact(stuck)
}

// open returns the events that wait for nothing and can stand in a first round,
// with all that is wanted together with them and what that waits for in turn.
func (g *graph) open(stuck []int) []int {
	waits := make([]bool, len(g.out))
	late := slices.Clone(stuck)
	for _, e := range g.edges {
		waits[e.after] = true
		if e.strict {
			late = append(late, e.after)
		}
	}
	for _, e := range append(late, g.waiting(late)...) {
		waits[e] = true
	}
	var open []int
	for e := range waits {
		if !waits[e] {
			open = append(open, e)
		}
	}
	return open
}

// conflicts lists the minimal conflicts.
func (g *graph) conflicts(knots []*knot) ([]Conflict, bool) {
	if len(knots) > 0 {
		for _, k := range g.knots(func(d int) bool { return d == hard }) {
			// The text's own preconditions conflict; with them every set of demands does.
			work := circleWork
			c := circles{knot: k, work: &work, gone: make([]bool, len(k.edges))}
			return []Conflict{{Edges: k.edgesOf(c.shortestPlain())}}, true
		}
	}
	list := refusing(g.course)
	circles, complete := minimal(knots)
	for _, c := range circles {
		list = append(list, candidate{demands: c.demands, circle: &c})
	}
	list = smallest(list)
	if !complete {
		list = g.irreducible(list)
	}
	if len(list) > MaxConflicts {
		list, complete = list[:MaxConflicts], false
	}
	return g.told(list), complete
}

// candidate is a set of demands that cannot all be met, and why.
type candidate struct {
	demands []int // by number, ascending
	circle  *found
	refusal *agreement.Refusal
}

// refusing lists the demands that refuse a step of the text: each cannot be met
// whatever the others say, since the text contains the step.
func refusing(c *agreement.Course) []candidate {
	number := map[*agreement.Demand]int{}
	for i, d := range c.Asked {
		number[d] = i
	}
	var list []candidate
	for i, r := range c.Refusals {
		if i == 0 || c.Refusals[i-1].Demand != r.Demand {
			list = append(list, candidate{demands: []int{number[r.Demand]}, refusal: &c.Refusals[i]})
		}
	}
	return list
}

// smallest sorts the candidates and leaves out those that hold another.
func smallest(list []candidate) []candidate {
	slices.SortStableFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(len(a.demands), len(b.demands)), slices.Compare(a.demands, b.demands))
	})
	// A candidate that holds another holds its first demand.
	byFirst := map[int][][]int{}
	return slices.DeleteFunc(list, func(c candidate) bool {
		for _, d := range c.demands {
			for _, kept := range byFirst[d] {
				if within(kept, c.demands) {
					return true
				}
			}
		}
		byFirst[c.demands[0]] = append(byFirst[c.demands[0]], c.demands)
		return false
	})
}

// within reports whether all of part is in whole, both ascending.
func within(part, whole []int) bool {
	for _, d := range part {
		if _, ok := slices.BinarySearch(whole, d); !ok {
			return false
		}
	}
	return true
}

// irreducibleWork bounds the edges and events looked at to prove that conflicts
// of an incomplete list are minimal.
const irreducibleWork = 20_000_000

// irreducible leaves out candidates that are not proved minimal: where the list
// is incomplete, something smaller may be missing from it.
func (g *graph) irreducible(list []candidate) []candidate {
	work := 0
	return slices.DeleteFunc(list, func(c candidate) bool {
		if len(c.demands) == 1 {
			return false
		}
		for _, left := range c.demands {
			if work += len(g.out) + len(g.edges); work > irreducibleWork {
				return true
			}
			rest := func(d int) bool {
				_, in := slices.BinarySearch(c.demands, d)
				return d == hard || in && d != left
			}
			if len(g.knotted(rest)) > 0 {
				return true
			}
		}
		return false
	})
}

// told turns the candidates into conflicts with their circles.
func (g *graph) told(list []candidate) []Conflict {
	var conflicts []Conflict
	for _, c := range list {
		told := Conflict{Refusal: c.refusal}
		for _, d := range c.demands {
			told.Demands = append(told.Demands, g.course.Asked[d])
		}
		if c.circle != nil {
			k := c.circle.knot
			told.Edges = k.edgesOf(k.join(c.circle.items))
		}
		conflicts = append(conflicts, told)
	}
	return conflicts
}

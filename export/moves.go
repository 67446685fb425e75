package export

import (
	"cmp"
	"errors"
	"slices"

	"detente/agreement"
	"detente/order"
)

// moves are the events of a course, drawn together where demands want them in
// one round: what an order of steps takes one after the other.
type moves struct {
	course *agreement.Course
	order  *order.Order // of the events
	groups [][]int      // the events of each move, in an order that meets the preconditions
	of     []int        // the move of each event
}

var errCircle = errors.New("the preconditions and demands of the course go in a circle")

// newMoves returns the moves of the course, in the order of their first event.
// It fails where the preconditions go in a circle.
//
// The events of a bundle are one move, and with them all that lies between two
// of them, or on a circle through several bundles: the strong components of the
// waiting graph in which each bundle is a circle.
func newMoves(c *agreement.Course) (*moves, error) {
	m := &moves{course: c}
	pairs := make([][2]int, 0, len(c.Edges))
	next := make([][]int, len(c.Events))
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
		next[e.Before] = append(next[e.Before], e.After)
	}
	var ok bool
	if m.order, ok = order.New(len(c.Events), pairs); !ok {
		return nil, errCircle
	}
	for _, b := range c.Bundles {
		for i, e := range b.Events {
			next[e] = append(next[e], b.Events[(i+1)%len(b.Events)])
		}
	}
	m.group(next)
	return m, nil
}

func (m *moves) group(next [][]int) {
	component, count := order.Components(next)
	number := slices.Repeat([]int{-1}, count)
	for e, k := range component {
		if number[k] < 0 {
			number[k] = len(m.groups)
			m.groups = append(m.groups, nil)
		}
		m.of = append(m.of, number[k])
		m.groups[number[k]] = append(m.groups[number[k]], e)
	}
	for i, g := range m.groups {
		m.groups[i] = m.arranged(g)
	}
}

// arranged returns the events in an order that meets the preconditions.
func (m *moves) arranged(events []int) []int {
	rank := make([]int, m.order.Len())
	for k, e := range m.order.Sequence() {
		rank[e] = k
	}
	return slices.SortedFunc(slices.Values(events), func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
}

// waits returns the pairs of moves of which the first comes before the second,
// each once, in the order of the text.
func (m *moves) waits() [][2]int {
	var pairs [][2]int
	seen := map[[2]int]bool{}
	for _, e := range m.course.Edges {
		if p := [2]int{m.of[e.Before], m.of[e.After]}; p[0] != p[1] && !seen[p] {
			seen[p] = true
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// heaviest returns what has been performed of the events, which are performed at
// once, at the moment with the greatest sum of weights: of each performer's own
// the heaviest part that meets the preconditions, for nobody waits for anybody.
// Weights are by event.
func (m *moves) heaviest(events []int, weight []int64) (done order.Set, sum int64) {
	done = order.NewSet(m.order.Len())
	for _, own := range m.hands(events) {
		part, w := m.order.Heaviest(weight, own)
		done.Union(part)
		sum += w
	}
	return done, sum
}

// hands splits events that are performed at once by who performs them.
func (m *moves) hands(events []int) []order.Set {
	at := map[string]int{}
	var sets []order.Set
	for _, e := range events {
		p := m.course.Events[e].Performer
		if _, ok := at[p]; !ok {
			at[p] = len(sets)
			sets = append(sets, order.NewSet(m.order.Len()))
		}
		sets[at[p]].Add(e)
	}
	return sets
}

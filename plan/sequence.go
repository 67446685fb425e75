package plan

import (
	"slices"

	"detente/order"
	"detente/peak"
)

// sequencing is a level as package peak sees it: elements that change sums.
//
// An element is a move. Where a move goes up on the way before it comes down, as
// bundles can, it becomes two: the first raises the sum to the most that is met,
// the second brings it back. The second raises nothing, so that no best order
// puts anything between the two that it could not put elsewhere.
type sequencing struct {
	problem peak.Problem
	moves   int // elements from here on are second halves
}

// watch is one row of the game as one row of the sequencing, seen from the side
// on which it is limited.
type watch struct {
	row  int
	side side
	cap  int64
	unit int64 // 0: the cap may not be passed
}

// sequencing asks for the order of moves that stays in the box and costs least at
// the level. Known is an order that stays in the box, or nil.
func (g *game) sequencing(b box, l level, known []int, allowed func(x []int64) bool) sequencing {
	watches := g.watches(b, l)
	s := sequencing{moves: len(g.moves)}
	split := g.splits(watches)
	s.problem.Order = g.halvedOrder(split)
	for _, w := range watches {
		s.problem.Rows = append(s.problem.Rows, g.halvedRow(w, split))
	}
	if allowed != nil {
		s.admit(g, allowed)
	}
	s.problem.Known = slices.Grow(s.problem.Known, len(known))
	for _, m := range known {
		if s.problem.Known = append(s.problem.Known, m); split[m] > 0 {
			s.problem.Known = append(s.problem.Known, split[m])
		}
	}
	return s
}

// path returns the moves in the order of a sequence of elements.
func (s *sequencing) path(sequence []int) []int {
	path := []int{} // never nil: nothing to perform is a path too
	for _, e := range sequence {
		if e < s.moves {
			path = append(path, e)
		}
	}
	return path
}

// watches lists the limits that some state can pass, and what the level prices.
func (g *game) watches(b box, l level) []watch {
	var all []watch
	for r, row := range g.rows {
		if g.passes(r, above, b.high[r]) {
			all = append(all, watch{r, above, b.high[r], 0})
		}
		if g.passes(r, below, b.low[r]) {
			all = append(all, watch{r, below, -b.low[r], 0})
		}
		switch {
		case !l.counts[r] || !g.passes(r, l.side, l.bound[r]):
		case l.side == above:
			all = append(all, watch{r, above, l.bound[r], row.unit})
		default:
			all = append(all, watch{r, below, -l.bound[r], row.unit})
		}
	}
	return all
}

// rise returns how far the move raises the watched sum on the way, at least 0, and
// by how much it changes it.
func (w watch) rise(m *move) (rise, net int64) {
	if w.side == above {
		return max(0, m.up[w.row]), m.delta[w.row]
	}
	return max(0, -m.down[w.row]), -m.delta[w.row]
}

// splits returns, by move, the number of its second half; 0 where it has none.
func (g *game) splits(watches []watch) []int {
	split := make([]int, len(g.moves))
	next := len(g.moves)
	for m := range g.moves {
		for _, w := range watches {
			if rise, net := w.rise(&g.moves[m]); rise > max(0, net) {
				split[m] = next
				next++
				break
			}
		}
	}
	return split
}

// halves lists the elements of a move.
func halves(m int, split []int) []int {
	if split[m] > 0 {
		return []int{m, split[m]}
	}
	return []int{m}
}

// halvedOrder is the order of the elements: what waits for a move waits for both
// its halves.
func (g *game) halvedOrder(split []int) *order.Order {
	n := len(g.moves)
	if !slices.ContainsFunc(split, func(half int) bool { return half > 0 }) {
		return g.order
	}
	var pairs [][2]int
	for m, direct := range g.order.Direct() {
		for _, before := range direct {
			for _, half := range halves(before, split) {
				pairs = append(pairs, [2]int{half, m})
			}
		}
		if split[m] > 0 {
			pairs = append(pairs, [2]int{m, split[m]})
			n++
		}
	}
	o, ok := order.New(n, pairs)
	if !ok {
		panic("plan: halves of moves wait for one another in a circle")
	}
	return o
}

func (g *game) halvedRow(w watch, split []int) peak.Row {
	row := peak.Row{Cap: w.cap, Unit: w.unit, Delta: make([]int64, 0, len(g.moves))}
	for m := range g.moves {
		rise, net := w.rise(&g.moves[m])
		if split[m] == 0 {
			rise = net
		}
		row.Delta = append(row.Delta, rise)
	}
	for m := range g.moves {
		if split[m] > 0 {
			rise, net := w.rise(&g.moves[m])
			row.Delta = append(row.Delta, net-rise)
		}
	}
	return row
}

// admit adds one more condition on every state met. It is asked about the sums of
// words, which are watched from here on without a limit; they change with the
// first half of a move, so that what is asked about is a state that can be met.
func (s *sequencing) admit(g *game, allowed func(x []int64) bool) {
	first := len(s.problem.Rows)
	for _, r := range g.inWords {
		delta := make([]int64, s.problem.Order.Len())
		for m := range g.moves {
			delta[m] = g.moves[m].delta[r]
		}
		s.problem.Rows = append(s.problem.Rows, peak.Row{Delta: delta, Cap: g.furthest(r, above)})
	}
	x := make([]int64, len(g.rows))
	s.problem.Admits = func(before []int64, element int) bool {
		if element >= s.moves {
			return true
		}
		for k, r := range g.inWords {
			x[r] = before[first+k]
		}
		return g.allowsAll(allowed, x, g.moves[element].events)
	}
}

// allowsAll asks allowed about every state that performing the events in one
// round from the sums x on can meet. It is asked about the sums of words only.
// A round that can meet too many states to be written out it does not allow, and
// notes that: what is then found is no proof that there is nothing better.
func (g *game) allowsAll(allowed func(x []int64) bool, x []int64, events []int) bool {
	met, ok := g.met(events, g.inWords)
	if !ok {
		g.coarse.Store(true)
		return false
	}
	y := slices.Clone(x)
	for _, by := range met {
		for k, r := range g.inWords {
			y[r] = x[r] + by[k]
		}
		if !allowed(y) {
			return false
		}
	}
	return true
}

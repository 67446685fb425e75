package peak

import "detente/order"

// Evidence is what shows that no order costs less than the bound: the sets that
// one side of the search opened. From its end one comes from each of them only to
// others of them, to sets that cost at least the bound, or to sets from which the
// other end cannot be reached for less, as one of the lines shows; and none of
// them is the other end. It can be checked without searching.
type Evidence struct {
	// Bound is what every order costs at least; TooMuch where none is allowed.
	Bound Share
	// Forward says that the sets are reached from the empty set; otherwise from
	// the full one, by undoing.
	Forward bool
	// Pairs are pairs of elements of which the first may as well come before the
	// second; see interchange.
	Pairs [][2]int
	// Chains cover the elements, in the order with the pairs.
	Chains [][]int
	// Lines are the weights, by row, of the sums whose way along the chains alone
	// is bound to pass what the bound allows.
	Lines [][]int64

	// Corridor, where given, shows it alone.
	Corridor *Corridor

	side  *side  // nil where one of the two ends itself costs as much as the bound
	brink *brink // or where every step from an end does
}

// Step is one set of the evidence.
type Step struct {
	// Set is a closed set that was opened.
	Set order.Set
	// Way, where the search committed itself, leads from the set, in the direction
	// of the side, to the only set that needs to be looked at.
	Way []int
}

// Size is how many sets Steps yields.
func (e *Evidence) Size() int {
	n := 0
	if e.brink != nil {
		n = 1
	}
	if e.side != nil {
		for i := range e.side.table.n {
			if *e.side.status.at(i) >= underWay {
				n++
			}
		}
	}
	return n
}

// Steps yields the sets that were opened. Those that no way leads to any more, once
// the search had committed itself, are among them.
func (e *Evidence) Steps(yield func(Step) bool) {
	if e.brink != nil {
		yield(Step{Set: e.brink.set})
	}
	if e.side == nil {
		return
	}
	pos := make([]int32, len(e.side.space.chains))
	for i := range e.side.table.n {
		if *e.side.status.at(i) < underWay {
			continue
		}
		e.side.space.unpack(e.side.table.key(i), pos)
		s := Step{Set: e.side.space.members(pos)}
		if follows, ok := e.side.follows[i]; ok {
			s.Way = e.side.wayBetween(i, follows)
		}
		if !yield(s) {
			return
		}
	}
}

// evidence says what the bound rests on.
func (s *solver) evidence() *Evidence {
	g := s.ground
	e := &Evidence{Bound: s.proved, Forward: true, Corridor: g.corridor, side: g.spent, brink: g.brink}
	switch {
	case g.brink != nil:
		e.Forward = !g.brink.atEnd
		return e
	case g.corridor != nil:
		return e
	case g.spent != nil:
		e.Forward = g.spent.forward
	}
	if s.space == nil {
		return e
	}
	e.Chains = s.space.chains
	for i, direct := range s.space.order.Direct() {
		for _, j := range direct {
			if !s.problem.Order.Before(i).Has(j) {
				e.Pairs = append(e.Pairs, [2]int{j, i})
			}
		}
	}
	if s.bound == nil {
		return e
	}
	for i, l := range s.bound.lines {
		if s.ahead.probe.useful[i] || s.back.probe.useful[i] {
			e.Lines = append(e.Lines, l.weights)
		}
	}
	return e
}

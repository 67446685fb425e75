package proof

import (
	"errors"
	"fmt"
	"slices"

	"detente/order"
	"detente/rounds"
)

// ends are the two lists of sets of a refutation, being checked.
type ends struct {
	c *cases
	// b says in which round each group stands at the earliest and at the latest, by
	// the order alone.
	b bounds
	// rank lists the groups, each behind all it waits for.
	rank []int
	// into are, by group, the gaps before it, and from those after it.
	into, from [][]gap
}

func newEnds(c *cases, b bounds) *ends {
	w := &ends{c: c, b: b, rank: c.ranked(), into: make([][]gap, len(c.group)), from: make([][]gap, len(c.group))}
	for _, g := range c.waits {
		w.into[g.b], w.from[g.a] = append(w.into[g.b], g), append(w.from[g.a], g)
	}
	return w
}

// surrounded checks that the lists of sets lead nowhere but where they say, and that
// a plan would have to come through a set of both.
func (c *cases) surrounded(r *rounds.Refutation, b bounds) error {
	if !c.drawOrder(b) {
		return nil
	}
	c.room = c.rooms()
	w := newEnds(c, b)
	ahead, err := w.list(r.Ahead, false, w.after)
	if err != nil {
		return err
	}
	back, err := w.list(r.Back, true, w.before)
	if err != nil {
		return err
	}
	if closedList(r.Ahead) || closedList(r.Back) {
		if closedList(r.Ahead) && ahead[c.start(true).Key()] > 0 || !closedList(r.Ahead) && back[c.start(false).Key()] > 0 {
			return errors.New("a list that is to lead nowhere leads to the other end")
		}
		return nil
	}
	if len(r.Ahead)+len(r.Back)-2 < c.k {
		return fmt.Errorf("the lists of sets are about fewer than %d rounds", c.k)
	}
	for s := range ahead {
		if back[s] > 0 {
			return errors.New("the lists of sets have a set in common")
		}
	}
	return nil
}

// start is where a list begins: with nothing performed, or from behind with everything.
func (c *cases) start(behind bool) order.Set {
	s := order.NewSet(len(c.of))
	for e := 0; behind && e < len(c.of); e++ {
		s.Add(e)
	}
	return s
}

// closedList reports whether nothing more can be reached beyond the list.
func closedList(layers [][]order.Set) bool {
	return len(layers) > 0 && len(layers[len(layers)-1]) == 0
}

// list checks that from every set of the list, those by the last number of rounds
// apart, one more round leads only to sets of the list, in its place or before it, and
// to sets that leave too much for the other rounds. A list from behind begins with the
// whole set. It returns, by set, its number of rounds + 1.
func (w *ends) list(layers [][]order.Set, behind bool, round func(s order.Set, more int, to func(order.Set) error) error) (map[string]int, error) {
	start := w.c.start(behind)
	place := map[string]int{}
	for n, sets := range layers {
		for _, s := range sets {
			if len(s) != len(start) {
				return nil, errors.New("a set of the lists has the wrong length")
			}
			if place[s.Key()] == 0 {
				place[s.Key()] = n + 1
			}
		}
	}
	if place[start.Key()] != 1 {
		return nil, errors.New("a list of sets does not begin at its end of the plan")
	}
	for n, sets := range layers[:len(layers)-1] {
		for _, s := range sets {
			err := round(s, n+1, func(t order.Set) error {
				if at := place[t.Key()]; (at == 0 || at > n+2) && !w.c.isTooMuch(t, behind, w.c.k-n-1) {
					return fmt.Errorf("from a set of %d events a round leads to one of %d that is not listed", s.Len(), t.Len())
				}
				return nil
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return place, nil
}

// ranked lists the groups so that each stands behind all it waits for.
func (c *cases) ranked() []int {
	depth, rank := make([]int, len(c.group)), make([]int, len(c.group))
	for moved := true; moved; {
		moved = false
		for _, w := range c.waits {
			if depth[w.b] <= depth[w.a] {
				depth[w.b], moved = depth[w.a]+1, true
			}
		}
	}
	for g := range rank {
		rank[g] = g
	}
	slices.SortStableFunc(rank, func(g, h int) int { return depth[g] - depth[h] })
	return rank
}

// after tells to of every set that one round leads to from s, being the round of
// that number, unless what is left is then too late.
func (w *ends) after(s order.Set, number int, to func(order.Set) error) error {
	var fill func(at int, round []int) error
	fill = func(at int, round []int) error {
		if at == len(w.rank) {
			if len(round) == 0 {
				return nil
			}
			return to(w.with(s, round))
		}
		g := w.rank[at]
		done := s.Has(w.c.group[g][0])
		if !done && w.ready(s, round, g) {
			if more := append(slices.Clip(round), g); w.allowed(s, more) {
				if err := fill(at+1, more); err != nil {
					return err
				}
			}
		}
		if !done && w.b.last[g] <= number {
			return nil
		}
		return fill(at+1, round)
	}
	return fill(0, nil)
}

// ready reports whether the group may stand in the round after s.
func (w *ends) ready(s order.Set, round []int, g int) bool {
	for _, gap := range w.into[g] {
		if !s.Has(w.c.group[gap.a][0]) && (gap.rounds > 0 || !slices.Contains(round, gap.a)) {
			return false
		}
	}
	return true
}

// before tells to of every set from which one round leads to s, with so many rounds
// from there to the end, unless there are then too few before it.
func (w *ends) before(s order.Set, left int, to func(order.Set) error) error {
	var fill func(at int, round []int) error
	fill = func(at int, round []int) error {
		if at < 0 {
			if len(round) == 0 {
				return nil
			}
			return to(w.without(s, round))
		}
		g := w.rank[at]
		done := s.Has(w.c.group[g][0])
		if done && w.free(s, round, g) {
			if more := append(slices.Clip(round), g); w.allowed(w.without(s, more), more) {
				if err := fill(at-1, more); err != nil {
					return err
				}
			}
		}
		if done && w.b.first[g] > w.c.k-left {
			return nil
		}
		return fill(at-1, round)
	}
	return fill(len(w.rank)-1, nil)
}

// free reports whether the group may stand in the round that leads to s: nothing
// that waits for it has been performed before.
func (w *ends) free(s order.Set, round []int, g int) bool {
	for _, gap := range w.from[g] {
		if s.Has(w.c.group[gap.b][0]) && (gap.rounds > 0 || !slices.Contains(round, gap.b)) {
			return false
		}
	}
	return true
}

func (w *ends) with(s order.Set, round []int) order.Set {
	s = s.Clone()
	for _, g := range round {
		for _, e := range w.c.group[g] {
			s.Add(e)
		}
	}
	return s
}

func (w *ends) without(s order.Set, round []int) order.Set {
	s = s.Clone()
	for _, g := range round {
		for _, e := range w.c.group[g] {
			s.Remove(e)
		}
	}
	return s
}

// allowed reports whether the round keeps all limits when the set has been performed
// before it. A round that passes one passes it with more groups as well, in front of
// it or behind.
func (w *ends) allowed(s order.Set, round []int) bool {
	var events []int
	for _, g := range round {
		events = append(events, w.c.group[g]...)
	}
	for _, row := range w.c.p.Rows {
		at := int64(0)
		for e := range s.All {
			at += row.Delta[e]
		}
		if at+w.c.reach(row.Delta, events) > row.High || at-w.c.reach(opposite(row.Delta), events) < row.Low {
			return false
		}
	}
	return true
}

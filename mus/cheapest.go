package mus

import (
	"slices"

	"detente/effort"
	"detente/order"
)

// Correction is a set of members to give up.
type Correction struct {
	// Members are those to give up, ascending. Without them the others hold
	// together; with any one of them they do not.
	Members []int
	// Proved says that no correction costs less.
	Proved bool
}

// Cheapest returns the correction that gives up as few members of those that are
// to go last as can be, and then as little weight. Only members of free are given
// up; nil stands for all members.
//
// There is none where all members hold together as they are (an empty correction,
// proved), or where the members that stay do not hold (nil). It is false when the
// budget was spent before one was found, or that there is none.
func Cheapest(p Problem, free []int, b *effort.Budget) (correction *Correction, found bool) {
	s := newSearch(p, b)
	return s.cheapest(free, nil)
}

// cheapest is Cheapest with conflicts known beforehand.
func (s *search) cheapest(free []int, known [][]int) (*Correction, bool) {
	all := s.members()
	if free == nil {
		free = all
	}
	free = slices.Sorted(slices.Values(free))
	fixed := without(all, free)
	sets := restricted(known, free)
	if slices.ContainsFunc(sets, func(c []int) bool { return len(c) == 0 }) {
		return nil, true
	}
	var rest []int // free members that are known to hold with the fixed ones
	s.budget.Keep(s.budget.Left() / 3)
	for {
		hit, ok := s.cheapestHit(sets)
		if !ok {
			break
		}
		a, ok := s.ask(fixed, without(free, hit))
		if !ok {
			break
		}
		if a.Holds {
			s.budget.Keep(0)
			return &Correction{Members: hit, Proved: !s.unsure}, true
		}
		more, left, ok := s.disjoint(fixed, without(free, hit), a)
		if more == nil {
			if ok {
				s.budget.Keep(0)
				return nil, true // what stays does not hold whatever is given up
			}
			break
		}
		sets = append(sets, more...)
		if ok && len(left) >= len(rest) {
			rest = append([]int{}, left...)
		}
	}
	s.budget.Keep(0)
	if rest == nil {
		return nil, false
	}
	grown := s.grown(fixed, rest, free)
	return &Correction{Members: grown}, grown != nil
}

// restricted returns what of each set is in free, the sets each once.
func restricted(sets [][]int, free []int) [][]int {
	var all [][]int
	for _, set := range sets {
		part := []int{}
		for _, m := range set {
			if _, in := slices.BinarySearch(free, m); in {
				part = append(part, m)
			}
		}
		all = append(all, part)
	}
	return minimalSets(all)
}

// cheapestHit returns the cheapest set that meets all sets; false when the work
// allowed for that did not do.
func (s *search) cheapestHit(sets [][]int) (hit []int, ok bool) {
	hits, _ := order.CheapestHittingSets(sets, s.cost, 1)
	if len(hits) == 0 {
		return nil, false
	}
	return hits[0], true
}

// disjoint finds conflicts among the members tried, none of which share a free
// member: each is taken out, and the rest is asked again until it holds. It
// returns them as far as they are free, and the free members that are left, which
// hold. No conflicts, and true, where one of them has no free member.
func (s *search) disjoint(fixed, tried []int, a Answer) (conflicts [][]int, left []int, ok bool) {
	for !a.Holds {
		conflict, done := s.shrinkFree(fixed, tried, a.Core)
		if !done {
			return conflicts, nil, false
		}
		if len(conflict) == 0 {
			return nil, nil, true
		}
		conflicts = append(conflicts, conflict)
		tried = without(tried, conflict)
		if a, done = s.ask(fixed, tried); !done {
			return conflicts, nil, false
		}
	}
	return conflicts, tried, true
}

// shrinkFree returns a minimal set of the free members of the core that does not
// hold together with the fixed ones.
func (s *search) shrinkFree(fixed, free, core []int) ([]int, bool) {
	core = slices.Sorted(slices.Values(core))
	var candidates []int
	for _, m := range free {
		if _, in := slices.BinarySearch(core, m); in {
			candidates = append(candidates, m)
		}
	}
	if len(candidates) == 0 {
		return nil, true
	}
	if len(fixed) > 0 {
		if a, ok := s.ask(fixed); !ok || !a.Holds {
			return nil, ok
		}
	}
	conflict, ok := s.quickXplain(fixed, false, s.preferred(candidates))
	slices.Sort(conflict)
	return conflict, ok
}

// grown takes back one by one what the free members left do not hold already,
// those that are to go last first; what cannot be taken back is a correction. It
// is nil when the budget is spent.
func (s *search) grown(fixed, left, free []int) []int {
	kept := slices.Clone(left)
	aside := without(free, left)
	aside = s.preferred(aside)
	slices.Reverse(aside)
	var out []int
	for _, m := range aside {
		a, ok := s.ask(fixed, kept, []int{m})
		if !ok {
			return nil
		}
		if a.Holds {
			kept = append(kept, m)
		} else {
			out = append(out, m)
		}
	}
	slices.Sort(out)
	return out
}

package order

import (
	"cmp"
	"container/heap"
	"slices"
)

// hittingWork bounds how often HittingSets looks at one of its sets. It counts
// work, not time, so that the answer does not depend on the machine.
const hittingWork = 10_000_000

// HittingSets returns the minimal sets that meet every one of the given sets:
// those with the fewest grave elements first, then the smallest, then in the
// order of the elements, which are small numbers. Of no sets the empty set is
// the one that meets them all; an empty set cannot be met.
//
// It returns at most limit sets, the first ones, and whether these are all. The
// search is best-first; a partial set is given up as soon as one of its elements
// is not needed for any set met so far (Murakami and Uno 2014, "Efficient
// algorithms for dualizing large-scale hypergraphs").
func HittingSets(sets [][]int, grave func(element int) bool, limit int) (hits [][]int, complete bool) {
	return CheapestHittingSets(sets, func(e int) [2]int {
		if grave(e) {
			return [2]int{1, 1}
		}
		return [2]int{0, 1}
	}, limit)
}

// CheapestHittingSets is [HittingSets] where each element has a cost: a set costs
// the sums of both figures of its elements, and the sets of least cost come first,
// compared by the first figure and then by the second. No figure is negative.
func CheapestHittingSets(sets [][]int, cost func(element int) [2]int, limit int) (hits [][]int, complete bool) {
	s := &hitting{sets: sets, mark: make([]uint8, elements(sets)), cost: cost}
	s.push(&partial{})
	for len(s.heap) > 0 {
		if s.work > hittingWork {
			return s.sorted(hits), false
		}
		p := heap.Pop(&s.heap).(*partial)
		open := s.open(p)
		if open == nil {
			if len(hits) == limit {
				return s.sorted(hits), false
			}
			hits = append(hits, slices.Sorted(slices.Values(p.chosen)))
			continue
		}
		s.branch(p, open)
	}
	return s.sorted(hits), true
}

// elements returns a number above all elements of the sets.
func elements(sets [][]int) int {
	n := 0
	for _, set := range sets {
		for _, e := range set {
			n = max(n, e+1)
		}
	}
	return n
}

// hitting is the state of one search.
type hitting struct {
	sets [][]int
	cost func(int) [2]int
	heap partialHeap
	mark []uint8 // by element, while a partial set is looked at
	work int     // how often a set has been looked at
}

// partial is a set on the way: chosen elements, and those that this branch
// leaves to others. cost is a lower bound on every hitting set that grows from it.
type partial struct {
	chosen, barred []int
	cost           [2]int
}

const (
	markChosen = 1 + iota
	markNeeded
	markBarred
	markUsed
)

// open returns the allowed elements of the unmet set that leaves the fewest
// choices, or nil when every set is met.
func (s *hitting) open(p *partial) []int {
	s.read(p)
	var least []int
	for _, set := range s.sets {
		if s.met(set) {
			continue
		}
		if allowed := s.allowed(set); least == nil || len(allowed) < len(least) {
			least = allowed
		}
	}
	return least
}

func (s *hitting) read(p *partial) {
	clear(s.mark)
	for _, e := range p.barred {
		s.mark[e] = markBarred
	}
	for _, e := range p.chosen {
		s.mark[e] = markChosen
	}
}

func (s *hitting) met(set []int) bool {
	return slices.ContainsFunc(set, func(e int) bool { return s.mark[e] == markChosen })
}

// allowed never returns nil: an unmet set with nothing left is a dead branch.
func (s *hitting) allowed(set []int) []int {
	allowed := []int{}
	for _, e := range set {
		if m := s.mark[e]; m != markBarred {
			allowed = append(allowed, e)
		}
	}
	return allowed
}

// branch takes each allowed element in turn and bars those before it, so that
// no set is met twice.
func (s *hitting) branch(p *partial, allowed []int) {
	for i, e := range allowed {
		s.push(&partial{
			chosen: append(slices.Clone(p.chosen), e),
			barred: append(slices.Clone(p.barred), allowed[:i]...),
		})
	}
}

// push keeps the partial set unless one of its elements is needless or some set
// can no longer be met.
func (s *hitting) push(p *partial) {
	s.read(p)
	s.work += len(s.sets)
	if s.allNeeded(p) && s.bound(p) {
		heap.Push(&s.heap, p)
	}
}

// allNeeded reports whether each chosen element alone meets some set.
func (s *hitting) allNeeded(p *partial) bool {
	needed := 0
	for _, set := range s.sets {
		if e, one := s.only(set); one && s.mark[e] == markChosen {
			s.mark[e] = markNeeded
			needed++
		}
	}
	for _, e := range p.chosen {
		s.mark[e] = markChosen
	}
	return needed == len(p.chosen)
}

// only returns the chosen element of the set when there is exactly one.
func (s *hitting) only(set []int) (int, bool) {
	found, n := 0, 0
	for _, e := range set {
		if m := s.mark[e]; m == markChosen || m == markNeeded {
			found = e
			n++
		}
	}
	return found, n == 1
}

// bound sets the cost: of what is chosen, and of the cheapest element of each of a
// family of unmet sets that share no allowed element. Each figure has a family of
// its own: that of the first is of sets whose every allowed element has some.
func (s *hitting) bound(p *partial) bool {
	p.cost = s.sum(p.chosen)
	var unmet [][]int
	for _, set := range s.sets {
		if s.met(set) {
			continue
		}
		allowed := s.allowed(set)
		if len(allowed) == 0 {
			return false
		}
		unmet = append(unmet, allowed)
	}
	p.cost[1] += s.disjoint(unmet, 1)
	unmet = slices.DeleteFunc(unmet, func(set []int) bool { return s.least(set, 0) == 0 })
	s.read(p)
	p.cost[0] += s.disjoint(unmet, 0)
	return true
}

// disjoint adds up one figure of the cheapest elements of sets that share none.
func (s *hitting) disjoint(sets [][]int, figure int) int {
	n := 0
	for _, set := range sets {
		if slices.ContainsFunc(set, func(e int) bool { return s.mark[e] == markUsed }) {
			continue
		}
		n += s.least(set, figure)
		for _, e := range set {
			s.mark[e] = markUsed
		}
	}
	return n
}

func (s *hitting) least(set []int, figure int) int {
	least := s.cost(set[0])[figure]
	for _, e := range set {
		least = min(least, s.cost(e)[figure])
	}
	return least
}

func (s *hitting) sum(set []int) (cost [2]int) {
	for _, e := range set {
		c := s.cost(e)
		cost[0], cost[1] = cost[0]+c[0], cost[1]+c[1]
	}
	return cost
}

func (s *hitting) sorted(hits [][]int) [][]int {
	slices.SortFunc(hits, func(a, b []int) int {
		x, y := s.sum(a), s.sum(b)
		return cmp.Or(slices.Compare(x[:], y[:]), cmp.Compare(len(a), len(b)), slices.Compare(a, b))
	})
	return hits
}

// partialHeap holds the partial sets, the least cost on top; of equal cost the
// one that is furthest on, then the one whose elements come first.
type partialHeap []*partial

func (h partialHeap) Len() int      { return len(h) }
func (h partialHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h partialHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	return cmp.Or(
		slices.Compare(a.cost[:], b.cost[:]),
		cmp.Compare(len(b.chosen), len(a.chosen)),
		slices.Compare(a.chosen, b.chosen),
	) < 0
}

// Push and Pop are those of container/heap.
func (h *partialHeap) Push(x any) { *h = append(*h, x.(*partial)) }

// Pop takes the last one.
func (h *partialHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

package conflict

import (
	"cmp"
	"math"
	"slices"
)

// found is a circle of items of one knot, on the way to a conflict.
type found struct {
	knot    *knot
	items   []item
	demands []int // each once, ascending
}

// minimal lists the circles of items that hold no smaller one, over all knots,
// and whether these are all. Every minimal conflict is among them: a set of
// demands that cannot be met has some such circle.
//
// Small knots come first, so that a large one does not use up their work.
func minimal(knots []*knot) (circles []found, complete bool) {
	complete = true
	work := 0
	bySize := slices.SortedStableFunc(slices.Values(knots), func(a, b *knot) int { return cmp.Compare(len(a.edges), len(b.edges)) })
	for _, k := range bySize {
		items := k.items()
		setUp := len(items) * (len(k.events) + len(k.edges) + len(items))
		if len(items) > maxItems || work+setUp > conflictMax {
			complete = false
			continue
		}
		work += setUp
		s := newSearch(k, items, &work)
		complete = s.run() && complete
		circles = append(circles, s.circles...)
	}
	return circles, complete
}

// search lists the circles of one knot's items, those with the fewest items
// first. It walks from each item along links to items of greater number, never
// where the walk so far already holds or could be cut down to a circle of its
// own (chordless cycles; compare Dias, Castonguay, Longo and Jradi 2015,
// "Efficient enumeration of chordless cycles").
type search struct {
	knot    *knot
	items   []item
	links   [][]link
	next    [][]int // the items that each leads to
	alone   []bool  // items whose demand is a conflict alone
	toStart [][]int // by start: links from each item back to it, over items not before it
	plain   bool    // there are no bundles, so that every circle counts

	path    []int
	strict  []int // by place on the path: strict items and links up to there
	bundles []int // by place on the path: bundles up to there
	longest int   // the most items a circle may have in this pass
	known   int   // circles of this size and below are known
	longer  int   // the least size that this pass did not look at

	seen    map[string]bool
	circles []found
	work    *int
}

func newSearch(k *knot, items []item, work *int) *search {
	s := &search{
		knot: k, items: items, links: k.links(items), next: make([][]int, len(items)), alone: make([]bool, len(items)),
		toStart: make([][]int, len(items)), plain: len(k.bundles) == 0, seen: map[string]bool{}, work: work,
	}
	for i := range items {
		for j := range items {
			if s.links[i][j] != apart {
				s.next[i] = append(s.next[i], j)
			}
		}
	}
	return s
}

// run deepens the search until no circle can be longer; false when it had to
// stop before.
func (s *search) run() bool {
	for s.longest = 1; s.longest < math.MaxInt; s.longest = s.longer {
		s.longer = math.MaxInt
		for start := range s.items {
			if s.alone[start] {
				continue
			}
			s.push(start)
			done := s.extend()
			s.pop()
			if !done {
				return false
			}
		}
		s.known = s.longest
		s.markAlone()
	}
	return true
}

// markAlone takes the items of demands that are a conflict alone out of all
// longer circles.
func (s *search) markAlone() {
	if s.known != 1 {
		return
	}
	alone := map[int]bool{}
	for _, c := range s.circles {
		alone[c.demands[0]] = true
	}
	for i, t := range s.items {
		s.alone[i] = alone[t.demand]
	}
}

func (s *search) push(i int) {
	strict, bundles := 0, 0
	if n := len(s.path); n > 0 {
		strict, bundles = s.strict[n-1], s.bundles[n-1]
		if s.links[s.path[n-1]][i] == parted {
			strict++
		}
	}
	if s.items[i].strict {
		strict++
	}
	if s.items[i].bundle != none {
		bundles++
	}
	s.path, s.strict, s.bundles = append(s.path, i), append(s.strict, strict), append(s.bundles, bundles)
}

func (s *search) pop() {
	n := len(s.path) - 1
	s.path, s.strict, s.bundles = s.path[:n], s.strict[:n], s.bundles[:n]
}

// extend records the circle that closes the path, or lengthens the path; false
// when the search has to stop.
func (s *search) extend() bool {
	last := s.path[len(s.path)-1]
	if s.closes(0) {
		return s.record()
	}
	for _, j := range s.next[last] {
		if *s.work++; *s.work > conflictMax {
			return false
		}
		if j <= s.path[0] || s.alone[j] || slices.Contains(s.path, j) || s.tooLong(j) {
			continue
		}
		s.push(j)
		done := s.chorded() || s.extend()
		s.pop()
		if !done {
			return false
		}
	}
	return true
}

// closes reports whether the path from place m on is a circle that cannot be
// one round: it leads through no bundle, or has a strict edge.
func (s *search) closes(m int) bool {
	end := len(s.path) - 1
	l := s.links[s.path[end]][s.path[m]]
	if l == apart {
		return false
	}
	bundles, strict := s.bundles[end], s.strict[end]
	if m > 0 {
		bundles -= s.bundles[m-1]
		strict -= s.strict[m-1]
		if s.links[s.path[m-1]][s.path[m]] == parted {
			strict--
		}
	}
	return bundles == 0 || strict > 0 || l == parted
}

// chorded reports whether the last item makes the path hold a circle of its
// own, or lets a shorter path do the same.
func (s *search) chorded() bool {
	end := len(s.path) - 1
	last := s.path[end]
	*s.work += len(s.path)
	if s.closes(end) {
		return true
	}
	for m := range end {
		if m > 0 && s.closes(m) {
			return true
		}
		l := s.links[s.path[m]][last]
		if m == end-1 || l == apart {
			continue
		}
		if s.plain || s.strict[m] > 0 || l == parted || s.items[last].strict {
			return true
		}
	}
	return false
}

// tooLong reports whether no circle of this pass can go on to item j, and keeps
// in mind the size that would be needed.
func (s *search) tooLong(j int) bool {
	back := s.distances(s.path[0])[j]
	if back == none {
		return true
	}
	size := len(s.path) + back
	if size > s.longest {
		s.longer = min(s.longer, size)
	}
	return size > s.longest
}

// distances returns how many links lead from each item back to the start, over
// items of no smaller number.
func (s *search) distances(start int) []int {
	if s.toStart[start] != nil {
		return s.toStart[start]
	}
	dist := slices.Repeat([]int{none}, len(s.items))
	dist[start] = 0
	queue := []int{start}
	for len(queue) > 0 {
		j := queue[0]
		queue = queue[1:]
		*s.work += len(s.items) - start
		for i := start; i < len(s.items); i++ {
			if dist[i] == none && s.links[i][j] != apart {
				dist[i] = dist[j] + 1
				queue = append(queue, i)
			}
		}
	}
	s.toStart[start] = dist
	return dist
}

// record notes the path as a circle; false when there are enough.
func (s *search) record() bool {
	if len(s.path) <= s.known {
		return true
	}
	var c found
	c.knot = s.knot
	for _, i := range s.path {
		c.items = append(c.items, s.items[i])
		c.demands = append(c.demands, s.items[i].demand)
	}
	slices.Sort(c.demands)
	c.demands = slices.Compact(c.demands)
	if key := keyOf(c.demands); !s.seen[key] {
		s.seen[key] = true
		s.circles = append(s.circles, c)
	}
	return len(s.circles) <= MaxConflicts
}

func keyOf(demands []int) string {
	var b []byte
	for _, d := range demands {
		b = append(b, byte(d), byte(d>>8), byte(d>>16), byte(d>>24))
	}
	return string(b)
}

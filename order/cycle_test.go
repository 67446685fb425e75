package order

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawGraph draws a directed graph of up to most nodes, self-loops included.
func drawGraph(t *rapid.T, most int) [][]int {
	n := rapid.IntRange(0, most).Draw(t, "n")
	next := make([][]int, n)
	for v := range next {
		for w := range n {
			if rapid.IntRange(0, 3).Draw(t, "arrow") == 0 {
				next[v] = append(next[v], w)
			}
		}
	}
	return next
}

// cycles lists all elementary cycles by walking every path: the dumb way.
func cycles(next [][]int) [][]int {
	var all [][]int
	var walk func(path []int)
	walk = func(path []int) {
		for _, w := range next[path[len(path)-1]] {
			switch {
			case w == path[0]:
				all = append(all, slices.Clone(path))
			case w > path[0] && !slices.Contains(path, w):
				walk(append(slices.Clone(path), w))
			}
		}
	}
	for v := range next {
		walk([]int{v})
	}
	return all
}

// reaches is the transitive closure by Warshall's algorithm.
func reaches(next [][]int) [][]bool {
	r := make([][]bool, len(next))
	for v := range next {
		r[v] = make([]bool, len(next))
		for _, w := range next[v] {
			r[v][w] = true
		}
	}
	for k := range r {
		for i := range r {
			for j := range r {
				r[i][j] = r[i][j] || r[i][k] && r[k][j]
			}
		}
	}
	return r
}

func TestShortestCycleByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		next := drawGraph(t, 6)
		all := cycles(next)
		slices.SortFunc(all, func(a, b []int) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
		var want []int
		if len(all) > 0 {
			want = all[0]
		}
		if got, _ := ShortestCycle(next, 1<<30); !slices.Equal(got, want) {
			t.Fatalf("%v: got %v, want %v", next, got, want)
		}
	})
}

func TestShortestCycleKeepsToItsWork(t *testing.T) {
	// A triangle 5-6-7 stands behind a ring of five: with no work left after the
	// first find, the ring is what is known.
	next := [][]int{{1}, {2}, {3}, {4}, {0}, {6}, {7}, {5}}
	if got, _ := ShortestCycle(next, 0); !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Errorf("got %v", got)
	}
	if got, _ := ShortestCycle(next, 1000); !slices.Equal(got, []int{5, 6, 7}) {
		t.Errorf("got %v", got)
	}
}

func TestComponentsByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		next := drawGraph(t, 7)
		of, count := Components(next)
		r := reaches(next)
		for v := range next {
			if of[v] < 0 || of[v] >= count {
				t.Fatalf("%v: component %d of %d", next, of[v], count)
			}
			for w := range next {
				if same := v == w || r[v][w] && r[w][v]; same != (of[v] == of[w]) {
					t.Fatalf("%v: nodes %d and %d: components %v", next, v, w, of)
				}
				if r[v][w] && of[v] > of[w] {
					t.Fatalf("%v: an arrow back from component %d to %d", next, of[v], of[w])
				}
			}
		}
	})
}

func TestReachingByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		next := drawGraph(t, 7)
		r := reaches(next)
		weight := make([]int, len(next))
		for v := range weight {
			weight[v] = rapid.IntRange(0, 3).Draw(t, "weight")
		}
		for v, got := range Reaching(next, weight) {
			want := 0
			for w := range next {
				if w != v && r[v][w] {
					want += weight[w]
				}
			}
			if got != want {
				t.Fatalf("%v: node %d reaches %d, got %d", next, v, want, got)
			}
		}
	})
}

func TestLongChains(t *testing.T) {
	const n = 100_000
	next := make([][]int, n)
	for v := range n - 1 {
		next[v] = []int{v + 1}
	}
	if got, _ := ShortestCycle(next, 0); got != nil {
		t.Fatalf("a chain has no cycle, got one of %d", len(got))
	}
	next[n-1] = []int{0}
	if got, _ := ShortestCycle(next, 0); len(got) != n {
		t.Errorf("the ring has %d nodes, got %d", n, len(got))
	}
	if _, count := Components(next); count != 1 {
		t.Errorf("the ring has %d components", count)
	}
}

func TestReachingAcrossBlocks(t *testing.T) {
	const n = 1000
	next := make([][]int, n)
	for v := range n - 1 {
		next[v] = []int{v + 1}
	}
	for v, got := range Reaching(next, slices.Repeat([]int{1}, n)) {
		if got != n-1-v {
			t.Fatalf("node %d of a chain of %d reaches %d", v, n, got)
		}
	}
}

func subset(a, b []int) bool {
	return !slices.ContainsFunc(a, func(x int) bool { return !slices.Contains(b, x) })
}

// hittingSetsSlow tries all subsets.
func hittingSetsSlow(sets [][]int, n int, grave func(int) bool) [][]int {
	var hits [][]int
	for mask := range 1 << n {
		var h []int
		for e := range n {
			if mask>>e&1 == 1 {
				h = append(h, e)
			}
		}
		misses := slices.ContainsFunc(sets, func(set []int) bool {
			return !slices.ContainsFunc(set, func(e int) bool { return slices.Contains(h, e) })
		})
		if !misses {
			hits = append(hits, h)
		}
	}
	minimal := slices.DeleteFunc(slices.Clone(hits), func(h []int) bool {
		return slices.ContainsFunc(hits, func(g []int) bool { return len(g) < len(h) && subset(g, h) })
	})
	return (&hitting{cost: func(e int) [2]int { return cost([]int{e}, grave) }}).sorted(minimal)
}

func TestHittingSetsByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 6
		sets := rapid.SliceOfN(rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, 4, rapid.ID), 0, 6).Draw(t, "sets")
		graves := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, "grave")
		grave := func(e int) bool { return graves[e] }
		want := hittingSetsSlow(sets, n, grave)
		got, complete := HittingSets(sets, grave, 1000)
		if !complete || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%v: got %v, want %v", sets, got, want)
		}
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		first, all := HittingSets(sets, grave, limit)
		if len(first) != min(limit, len(want)) || all != (len(want) <= limit) {
			t.Fatalf("%v: the first %d of %d are %v, all %v", sets, limit, len(want), first, all)
		}
		for i, h := range first {
			if !slices.ContainsFunc(want, func(w []int) bool { return slices.Equal(w, h) }) {
				t.Fatalf("%v is not minimal", h)
			}
			if a, b := cost(h, grave), cost(want[i], grave); a != b {
				t.Fatalf("%v: number %d costs %v, want %v", sets, i, a, b)
			}
		}
	})
}

func cost(set []int, grave func(int) bool) [2]int {
	c := [2]int{0, len(set)}
	for _, e := range set {
		if grave(e) {
			c[0]++
		}
	}
	return c
}

// Twenty independent pairs have 2^20 minimal hitting sets; the first thousand
// come without looking at the others.
func TestHittingSetsStopAtTheLimit(t *testing.T) {
	var sets [][]int
	for k := range 20 {
		sets = append(sets, []int{2 * k, 2*k + 1})
	}
	hits, complete := HittingSets(sets, func(e int) bool { return e%2 == 0 }, 1000)
	if len(hits) != 1000 || complete {
		t.Fatalf("%d hitting sets, complete %v", len(hits), complete)
	}
	if c := cost(hits[0], func(e int) bool { return e%2 == 0 }); c != [2]int{0, 20} {
		t.Errorf("the first one costs %v", c)
	}
}

// With weights: of all minimal hitting sets those of the least sums come first.
func TestCheapestHittingSetsByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 6
		sets := rapid.SliceOfN(rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, 4, rapid.ID), 0, 6).Draw(t, "sets")
		graves := rapid.SliceOfN(rapid.IntRange(0, 2), n, n).Draw(t, "grave")
		weights := rapid.SliceOfN(rapid.IntRange(0, 5), n, n).Draw(t, "weight")
		price := func(e int) [2]int { return [2]int{graves[e], weights[e]} }
		s := &hitting{cost: price}
		want := s.sorted(hittingSetsSlow(sets, n, func(int) bool { return false }))
		if got, complete := CheapestHittingSets(sets, price, 1000); !complete || !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%v: got %v, want %v", sets, got, want)
		}
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		first, _ := CheapestHittingSets(sets, price, limit)
		for i, h := range first {
			if s.sum(h) != s.sum(want[i]) {
				t.Fatalf("%v: number %d costs %v, want %v", sets, i, s.sum(h), s.sum(want[i]))
			}
		}
	})
}

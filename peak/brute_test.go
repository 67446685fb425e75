package peak

import (
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
	"detente/internal/long"
	"detente/order"
)

func plenty() *effort.Budget { return &effort.Budget{Limit: 1 << 40} }

// brute is the dumb version: the least worst cost over all orders, by closed
// sets in ascending order of their bits; false where none is allowed.
func brute(p Problem) (Share, bool) {
	n := p.Order.Len()
	best := make([]*Share, 1<<n)
	for set := range best {
		if set == 0 {
			best[0] = bruteCost(p, 0)
			continue
		}
		for e := range n {
			before := set &^ (1 << e)
			if set>>e&1 == 0 || best[before] == nil || !bruteReady(p.Order, before, e) {
				continue
			}
			if p.Admits != nil && !p.Admits(bruteSums(p, before), e) {
				continue
			}
			here := bruteCost(p, set)
			if here == nil {
				continue
			}
			if c := Greater(*best[before], *here); best[set] == nil || c.Less(*best[set]) {
				best[set] = &c
			}
		}
	}
	if best[1<<n-1] == nil {
		return TooMuch, false
	}
	return *best[1<<n-1], true
}

func bruteReady(o *order.Order, set, e int) bool {
	for i := range o.Len() {
		if o.Before(e).Has(i) && set>>i&1 == 0 {
			return false
		}
	}
	return true
}

func bruteSums(p Problem, set int) []int64 {
	sums := make([]int64, len(p.Rows))
	for r, row := range p.Rows {
		for e, d := range row.Delta {
			if set>>e&1 == 1 {
				sums[r] += d
			}
		}
	}
	return sums
}

func bruteCost(p Problem, set int) *Share {
	if c, ok := p.costAt(bruteSums(p, set)); ok {
		return &c
	}
	return nil
}

// drawProblem draws a problem of up to n elements and four rows.
func drawProblem(t *rapid.T, n int) Problem {
	n = rapid.IntRange(0, n).Draw(t, "n")
	chance := rapid.SampledFrom([]int{0, 5, 15, 30, 60}).Draw(t, "percent")
	var pairs [][2]int
	for j := range n {
		for i := range j {
			if rapid.IntRange(0, 99).Draw(t, "before?") < chance {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	o, _ := order.New(n, pairs)
	p := Problem{Order: o}
	lean := rapid.Int64Range(-6, 6).Draw(t, "lean")
	for range rapid.IntRange(1, 4).Draw(t, "rows") {
		row := Row{Delta: make([]int64, n), Cap: rapid.Int64Range(-5, 12).Draw(t, "cap"), Unit: rapid.Int64Range(1, 30).Draw(t, "unit")}
		if rapid.IntRange(0, 2).Draw(t, "hard?") == 0 {
			row.Unit = 0
		}
		for e := range n {
			row.Delta[e] = rapid.Int64Range(-9, 9).Draw(t, "delta") + lean
			if rapid.IntRange(0, 3).Draw(t, "nothing?") == 0 {
				row.Delta[e] = 0
			}
		}
		p.Rows = append(p.Rows, row)
	}
	if rapid.IntRange(0, 5).Draw(t, "again?") == 0 { // the same the other way round
		row := p.Rows[0]
		row.Delta = make([]int64, n)
		for e := range n {
			row.Delta[e] = -p.Rows[0].Delta[e]
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// checkResult holds a result against the answer of brute force, and the sequence
// against its own figures.
func checkResult(t interface{ Fatalf(string, ...any) }, p Problem, r Result, want Share, exists bool) {
	if !r.Proved {
		t.Fatalf("not proved: %+v", r)
	}
	if (r.Sequence != nil) != exists {
		t.Fatalf("an order is found: %v; one exists: %v", r.Sequence != nil, exists)
	}
	if !exists {
		return
	}
	checkSequence(t, p, r)
	if r.Worst.Compare(want) != 0 || r.Bound.Compare(want) != 0 {
		t.Fatalf("worst %v, bound %v, want %v", r.Worst, r.Bound, want)
	}
}

func checkSequence(t interface{ Fatalf(string, ...any) }, p Problem, r Result) {
	done := order.NewSet(p.Order.Len())
	for _, e := range r.Sequence {
		if done.Has(e) || !done.Covers(p.Order.Before(e)) {
			t.Fatalf("%v does not keep to the order at %d", r.Sequence, e)
		}
		done.Add(e)
	}
	cost, ok := p.Cost(r.Sequence)
	if done.Len() != p.Order.Len() || !ok || cost.Compare(r.Worst) != 0 {
		t.Fatalf("%v costs %v, %v; told is %v", r.Sequence, cost, ok, r.Worst)
	}
}

func TestSolveAgreesWithBruteForce(t *testing.T) {
	long.Checks(t, 3000, 100_000)
	commits, interchanged := int64(0), 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 12)
		want, exists := brute(p)
		checkResult(t, p, Solve(p, "", plenty()), want, exists)
		s := newSolver(p, "", plenty())
		s.alone = true // most problems of this size never come to it otherwise
		checkResult(t, p, s.run(), want, exists)
		if s.ahead != nil {
			commits += s.ahead.commits + s.back.commits
			if s.space.order != p.Order {
				interchanged++
			}
		}
	})
	if commits == 0 || interchanged == 0 {
		t.Errorf("%d commitments and %d orders with pairs that may change places: they are not tested", commits, interchanged)
	}
	t.Logf("%d commitments, %d orders with pairs that may change places", commits, interchanged)
}

package order

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestNew(t *testing.T) {
	o, ok := New(4, [][2]int{{3, 1}, {1, 0}})
	if !ok {
		t.Fatal("a chain is an order")
	}
	if got := o.Sequence(); !slices.Equal(got, []int{2, 3, 1, 0}) {
		t.Errorf("sequence is %v", got)
	}
	if got := o.Before(0).Members(); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("before 0 comes %v", got)
	}
	if got := o.After(3).Members(); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("after 3 comes %v", got)
	}
	for _, circle := range [][][2]int{{{0, 0}}, {{0, 1}, {1, 0}}, {{0, 1}, {1, 2}, {2, 0}}} {
		if _, ok := New(3, circle); ok {
			t.Errorf("%v is a circle, not an order", circle)
		}
	}
}

func TestCountClosed(t *testing.T) {
	for _, c := range []struct {
		n     int
		pairs [][2]int
		want  int
	}{
		{0, nil, 1},
		{3, nil, 8},
		{5, [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 4}}, 6}, // a chain of k has k+1
		{4, [][2]int{{0, 1}, {2, 3}}, 9},
	} {
		o, _ := New(c.n, c.pairs)
		if got := o.CountClosed(1000); got != c.want {
			t.Errorf("%d elements, %v: %d closed sets, want %d", c.n, c.pairs, got, c.want)
		}
	}
	o, _ := New(20, nil)
	if got := o.CountClosed(500); got != 500 {
		t.Errorf("a limit of 500 gives %d", got)
	}
}

// drawOrder draws an order whose pairs go from smaller to greater numbers.
func drawOrder(t *rapid.T, most int) *Order {
	n := rapid.IntRange(1, most).Draw(t, "n")
	var pairs [][2]int
	for range rapid.IntRange(0, 2*n).Draw(t, "pairs") {
		a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
		if a != b {
			pairs = append(pairs, [2]int{min(a, b), max(a, b)})
		}
	}
	o, ok := New(n, pairs)
	if !ok {
		t.Fatal("pairs that only go up are no circle")
	}
	return o
}

// MaxClosure against the definition: every part, closed or not.
func TestMaxClosureByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t, 9)
		weight := rapid.SliceOfN(rapid.Int64Range(-9, 9), o.n, o.n).Draw(t, "weight")
		within := NewSet(o.n)
		for i := range o.n {
			if rapid.Bool().Draw(t, "within") {
				within.Add(i)
			}
		}
		if got, want := o.MaxClosure(weight, within), maxClosureSlow(o, weight, within); got != want {
			t.Fatalf("MaxClosure is %d, the definition says %d", got, want)
		} else if sure, most := o.Between(weight, within); want < sure || most < want || sure < 0 {
			t.Fatalf("MaxClosure is %d, not between %d and %d", want, sure, most)
		}
		part, total := o.Heaviest(weight, within)
		for i := range part.All {
			total -= weight[i]
		}
		if total != 0 || !closedIn(o, part, within) {
			t.Fatalf("Heaviest names %v, which is not closed or weighs something else", part.Members())
		}
	})
}

func TestClosedWithinByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t, 8)
		within := Set{rapid.Uint64Range(0, 1<<o.n-1).Draw(t, "within")}
		want := 0
		for part := range uint64(1) << o.n {
			if closedIn(o, Set{part}, within) {
				want++
			}
		}
		got := map[uint64]bool{}
		parts, _ := o.ClosedWithin(within, 1<<16)
		for _, p := range parts {
			if !closedIn(o, p, within) {
				t.Fatalf("%v is not closed in %v", p.Members(), within.Members())
			}
			got[p[0]] = true
		}
		if len(got) != want {
			t.Fatalf("%d parts, the definition says %d", len(got), want)
		}
	})
}

func closedIn(o *Order, part, within Set) bool {
	for i := range part.All {
		if !within.Has(i) || !covers(part, o.before[i], within) {
			return false
		}
	}
	return true
}

func maxClosureSlow(o *Order, weight []int64, within Set) int64 {
	best := int64(0)
	for bitsOf := range uint64(1) << o.n {
		part := Set{bitsOf}
		if !within.Covers(part) {
			continue
		}
		sum, closed := int64(0), true
		for i := range part.All {
			sum += weight[i]
			for j := range o.before[i].All {
				closed = closed && (!within.Has(j) || part.Has(j))
			}
		}
		if closed {
			best = max(best, sum)
		}
	}
	return best
}

func TestSequenceMeetsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t, 80)
		done := NewSet(o.n)
		for _, i := range o.Sequence() {
			if !done.Covers(o.Before(i)) {
				t.Fatalf("%d comes up before %v", i, o.Before(i).Members())
			}
			done.Add(i)
		}
		if done.Len() != o.n || !o.Closed(done) {
			t.Fatal("the sequence leaves elements out")
		}
	})
}

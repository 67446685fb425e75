package order

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// What waits directly is enough to give the whole order again, and nothing in it
// can be left out.
func TestDirect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t, 12)
		var pairs [][2]int
		for i, direct := range o.Direct() {
			for _, j := range direct {
				pairs = append(pairs, [2]int{j, i})
				for k := range o.Len() {
					if o.Before(i).Has(k) && o.After(j).Has(k) {
						t.Fatalf("%d stands between %d and %d", k, j, i)
					}
				}
			}
		}
		again, _ := New(o.Len(), pairs)
		for i := range o.Len() {
			if !equal(again.Before(i), o.Before(i)) {
				t.Fatalf("before %d: %v, want %v", i, again.Before(i).Members(), o.Before(i).Members())
			}
		}
	})
}

func equal(a, b Set) bool { return a.Covers(b) && b.Covers(a) }

// The chains cover every element once, ascend, and are as many as the greatest
// set of elements none of which waits for another, found by trying all sets.
func TestChainsAreFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t, 11)
		chains := o.Chains()
		var all []int
		for _, c := range chains {
			for k := 1; k < len(c); k++ {
				if !o.Before(c[k]).Has(c[k-1]) {
					t.Fatalf("chain %v does not ascend", c)
				}
			}
			all = append(all, c...)
		}
		slices.Sort(all)
		for i, x := range all {
			if i != x {
				t.Fatalf("chains %v do not hold every element once", chains)
			}
		}
		if len(all) != o.Len() || len(chains) != width(o) {
			t.Fatalf("%d chains for %d elements, want %d", len(chains), o.Len(), width(o))
		}
	})
}

func width(o *Order) int {
	most := 0
	for mask := range 1 << o.Len() {
		var free []int
		for i := range o.Len() {
			if mask>>i&1 == 1 {
				free = append(free, i)
			}
		}
		if len(free) > most && unrelated(o, free) {
			most = len(free)
		}
	}
	return most
}

func unrelated(o *Order, all []int) bool {
	for _, i := range all {
		for _, j := range all {
			if o.Before(i).Has(j) {
				return false
			}
		}
	}
	return true
}

// The parts of a step stay in one chain where that costs none.
func TestChainsKeepParts(t *testing.T) {
	o, _ := New(6, [][2]int{{0, 1}, {1, 2}, {3, 4}, {4, 5}})
	if got := o.Chains(); len(got) != 2 || !slices.Equal(got[0], []int{0, 1, 2}) || !slices.Equal(got[1], []int{3, 4, 5}) {
		t.Errorf("chains %v", got)
	}
}

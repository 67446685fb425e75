package order

import (
	"testing"

	"pgregory.net/rapid"
)

// Putting the parts together again gives the order; tangled parts hold an N: four
// elements a < b > c < d that are not otherwise related (Valdes, Tarjan and Lawler).
func TestDecompose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t, 9)
		p := o.Decompose()
		checkPart(t, o, p)
		if p.SeriesParallel() == holdsN(o) {
			t.Fatalf("series-parallel is %v, holding an N is %v", p.SeriesParallel(), holdsN(o))
		}
	})
}

func checkPart(t *rapid.T, o *Order, p *Part) {
	n := 0
	for k, q := range p.Parts {
		n += len(q.Elements)
		checkPart(t, o, q)
		for l, r := range p.Parts {
			for _, i := range q.Elements {
				for _, j := range r.Elements {
					if l != k && o.Before(j).Has(i) != (p.Shape == Series && k < l) {
						t.Fatalf("%d and %d in parts %d and %d of shape %v", i, j, k, l, p.Shape)
					}
				}
			}
		}
	}
	if p.Shape != Single && p.Shape != Tangled && n != len(p.Elements) {
		t.Fatalf("parts hold %d of %d elements", n, len(p.Elements))
	}
}

func holdsN(o *Order) bool {
	less := func(i, j int) bool { return o.Before(j).Has(i) }
	for a := range o.n {
		for b := range o.n {
			for c := range o.n {
				for d := range o.n {
					if a != c && b != d && less(a, b) && less(c, b) && less(c, d) && unrelated(o, []int{a, c}) && unrelated(o, []int{b, d}) && unrelated(o, []int{a, d}) {
						return true
					}
				}
			}
		}
	}
	return false
}

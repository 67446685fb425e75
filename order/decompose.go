package order

import (
	"cmp"
	"slices"
)

// Shape says how a part of an order is put together.
type Shape int

// The shapes of parts.
const (
	Single   Shape = iota // one element
	Series                // its parts come one after the other
	Parallel              // its parts have nothing to do with one another
	Tangled               // neither: it has no smaller parts
)

// Part is a node of the decomposition of an order into series and parallel parts.
type Part struct {
	Shape Shape
	// Elements are those of the part, in ascending order.
	Elements []int
	// Parts are the parts of a series, first to last, or of a parallel one, in
	// the order of their smallest elements.
	Parts []*Part
}

// SeriesParallel reports whether the part holds nothing tangled, so that its
// order is series-parallel (Valdes, Tarjan and Lawler 1982).
func (p *Part) SeriesParallel() bool {
	if p.Shape == Tangled {
		return false
	}
	return !slices.ContainsFunc(p.Parts, func(q *Part) bool { return !q.SeriesParallel() })
}

// Decompose takes the order apart: into parts that have nothing to do with one
// another, or else into parts of which all of one comes before all of the next,
// and so on within each. An order without elements is an empty series.
func (o *Order) Decompose() *Part {
	all := NewSet(o.n)
	for i := range o.n {
		all.Add(i)
	}
	if o.n == 0 {
		return &Part{Shape: Series}
	}
	return o.decompose(all)
}

func (o *Order) decompose(set Set) *Part {
	p := &Part{Shape: Single, Elements: set.Members()}
	if len(p.Elements) == 1 {
		return p
	}
	for _, shape := range []Shape{Parallel, Series} {
		if sets := o.split(set, shape); len(sets) > 1 {
			p.Shape = shape
			for _, s := range sets {
				p.Parts = append(p.Parts, o.decompose(s))
			}
			return p
		}
	}
	p.Shape = Tangled
	return p
}

// split returns the components of the set: for parallel parts, elements that are
// comparable belong together; for a series, those that are not.
func (o *Order) split(set Set, shape Shape) []Set {
	var sets []Set
	left := set.Clone()
	for i := range set.All {
		if left.Has(i) {
			sets = append(sets, o.component(i, left, shape))
		}
	}
	if shape == Series {
		slices.SortFunc(sets, func(a, b Set) int { return cmp.Compare(o.height(a, set), o.height(b, set)) })
	}
	return sets
}

// component takes out of left everything that belongs together with i.
func (o *Order) component(i int, left Set, shape Shape) Set {
	found := NewSet(o.n)
	left.Remove(i)
	for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
		j := queue[0]
		found.Add(j)
		for k := range left {
			related := o.before[j][k] | o.after[j][k]
			if shape == Series {
				related = ^related
			}
			w := related & left[k]
			left[k] &^= w
			for ; w != 0; w &= w - 1 {
				queue = append(queue, lowest(k, w))
			}
		}
	}
	return found
}

// height is how many elements of the set come before those of the part.
func (o *Order) height(part, set Set) int {
	most := 0
	for i := range part.All {
		n := 0
		for k := range set {
			n += Set{o.before[i][k] & set[k]}.Len()
		}
		most = max(most, n)
	}
	return most
}

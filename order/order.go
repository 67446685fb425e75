// Package order reasons about finite partial orders: what must come before what.
//
// The elements are 0 … n-1. A set of elements is closed when it holds, with each
// of its elements, everything that comes before it: the closed sets (the ideals
// of the order) are the situations an agreement can be in.
package order

import (
	"slices"
	"sync"
)

// Order is a strict partial order, transitively closed.
type Order struct {
	n int
	// before[i] is everything that comes before i; after[i] what comes after it.
	before, after []Set
	sequence      []int

	once   sync.Once // for direct, which not everybody asks for
	direct [][]int
}

// New returns the least partial order in which a comes before b for every pair
// {a, b}, or false when the pairs go in a circle.
func New(n int, pairs [][2]int) (*Order, bool) {
	o := &Order{n: n, before: newSets(n), after: newSets(n)}
	next := Following(n, pairs)
	waits := make([]int, n)
	for _, p := range pairs {
		waits[p[1]]++
	}
	o.sequence = sequence(next, waits)
	if len(o.sequence) < n {
		return nil, false
	}
	for _, a := range o.sequence {
		for _, b := range next[a] {
			o.before[b].Union(o.before[a])
			o.before[b].Add(a)
		}
	}
	for _, a := range slices.Backward(o.sequence) {
		for _, b := range next[a] {
			o.after[a].Union(o.after[b])
			o.after[a].Add(b)
		}
	}
	return o, true
}

// newSets returns n empty sets that have room for as many elements, side by side.
func newSets(n int) []Set {
	sets, words := make([]Set, n), (n+63)/64
	all := make(Set, n*words)
	for i := range sets {
		sets[i] = all[i*words:][:words:words]
	}
	return sets
}

// Following returns, by element, the second elements of the pairs it is the first of.
func Following(n int, pairs [][2]int) [][]int {
	next, count := make([][]int, n), make([]int, n)
	for _, p := range pairs {
		count[p[0]]++
	}
	all := make([]int, len(pairs))
	for i, k := range count {
		next[i], all = all[:0:k], all[k:]
	}
	for _, p := range pairs {
		next[p[0]] = append(next[p[0]], p[1])
	}
	return next
}

// sequence lists the elements so that each stands behind all it waits for, the
// smallest number first among those that are free (Kahn 1962). Elements on or
// behind a circle are missing from it.
func sequence(next [][]int, waits []int) []int {
	var free minHeap
	seq := make([]int, 0, len(waits))
	for i, w := range waits {
		if w == 0 {
			free.push(i)
		}
	}
	for len(free) > 0 {
		a := free.pop()
		seq = append(seq, a)
		for _, b := range next[a] {
			if waits[b]--; waits[b] == 0 {
				free.push(b)
			}
		}
	}
	return seq
}

// Reversed returns the order read backwards.
func (o *Order) Reversed() *Order {
	r := &Order{n: o.n, before: o.after, after: o.before, sequence: slices.Clone(o.sequence)}
	slices.Reverse(r.sequence)
	return r
}

// Len returns the number of elements.
func (o *Order) Len() int { return o.n }

// Before returns everything that comes before i. The set must not be changed.
func (o *Order) Before(i int) Set { return o.before[i] }

// After returns everything that comes after i. The set must not be changed.
func (o *Order) After(i int) Set { return o.after[i] }

// Sequence returns the elements in an order that meets all pairs, the smallest
// number first wherever there is a choice. The slice must not be changed.
func (o *Order) Sequence() []int { return o.sequence }

// Closed reports whether the set holds, with each element, all that comes before it.
func (o *Order) Closed(s Set) bool {
	for i := range s.All {
		if !s.Covers(o.before[i]) {
			return false
		}
	}
	return true
}

// ClosedWithin returns every part of within that is closed in it: that holds,
// with each element, all elements of within that come before it. There can be
// 2^n of them: false where there are more than most.
func (o *Order) ClosedWithin(within Set, most int) ([]Set, bool) {
	parts := []Set{NewSet(o.n)}
	for _, i := range o.sequence {
		if !within.Has(i) {
			continue
		}
		if len(parts) > most {
			return nil, false
		}
		for _, p := range parts { // those without i; each may get a twin with it
			if covers(p, o.before[i], within) {
				twin := p.Clone()
				twin.Add(i)
				parts = append(parts, twin)
			}
		}
	}
	return parts, len(parts) <= most
}

// covers reports whether s holds all members of t that are in within.
func covers(s, t, within Set) bool {
	for k := range s {
		if t[k]&within[k]&^s[k] != 0 {
			return false
		}
	}
	return true
}

// CountClosed returns the number of closed sets, or limit when there are more.
func (o *Order) CountClosed(limit int) int {
	seen := map[string]bool{}
	stack := []Set{NewSet(o.n)}
	seen[stack[0].Key()] = true
	for len(stack) > 0 && len(seen) < limit {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for i := range o.n {
			if s.Has(i) || !s.Covers(o.before[i]) {
				continue
			}
			t := s.Clone()
			t.Add(i)
			if k := t.Key(); !seen[k] {
				seen[k] = true
				stack = append(stack, t)
			}
		}
	}
	return min(len(seen), limit)
}

// minHeap is a heap of numbers, the smallest on top.
type minHeap []int

func (h *minHeap) push(x int) {
	*h = append(*h, x)
	for i := len(*h) - 1; i > 0; {
		up := (i - 1) / 2
		if (*h)[up] <= (*h)[i] {
			break
		}
		(*h)[up], (*h)[i] = (*h)[i], (*h)[up]
		i = up
	}
}

func (h *minHeap) pop() int {
	old := *h
	top := old[0]
	old[0] = old[len(old)-1]
	*h = old[:len(old)-1]
	for i := 0; ; {
		least := i
		for _, down := range [2]int{2*i + 1, 2*i + 2} {
			if down < len(*h) && (*h)[down] < (*h)[least] {
				least = down
			}
		}
		if least == i {
			return top
		}
		(*h)[least], (*h)[i] = (*h)[i], (*h)[least]
		i = least
	}
}

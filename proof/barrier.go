// Package proof checks what the searches claim, and trusts none of them: it reads
// their evidence step by step and accepts or refuses it. It shares no tables,
// bounds or shortcuts with them, and prefers plain code to quick code.
//
// That nothing better exists is shown by a barrier: from one end, all ways lead
// only to sets that are listed, or that cost at least what is claimed, or from
// which the other end is out of reach for less ([Barrier]). That a number of rounds
// is not enough is shown by cases, each of which is impossible ([Rounds]).
package proof

import (
	"errors"
	"fmt"

	"detente/order"
	"detente/peak"
)

// Barrier checks that every order of the problem's elements costs at least the
// bound of the evidence. It takes time in proportion to the sets of the evidence.
func Barrier(p peak.Problem, e *peak.Evidence) error {
	if e == nil {
		return errors.New("there is no evidence")
	}
	if e.Corridor != nil {
		return corridor(p, e)
	}
	b, err := newBarrier(p, e)
	if err != nil {
		return err
	}
	return b.walk()
}

// barrier is a check under way.
type barrier struct {
	p     peak.Problem
	e     *peak.Evidence
	order *order.Order // with the pairs of the evidence
	way   *order.Order // the same, seen in the direction of the evidence
	lines []line
	steps map[string]peak.Step
	todo  []order.Set
	seen  map[string]bool
}

func newBarrier(p peak.Problem, e *peak.Evidence) (*barrier, error) {
	b := &barrier{p: p, e: e, steps: map[string]peak.Step{}, seen: map[string]bool{}}
	if p.Admits != nil && (!e.Forward || len(e.Pairs) > 0) {
		return nil, errors.New("what is admitted depends on what came before, so that nothing may change places")
	}
	if err := b.addPairs(); err != nil {
		return nil, err
	}
	if err := b.addLines(); err != nil {
		return nil, err
	}
	for s := range e.Steps {
		b.steps[s.Set.Key()] = s
	}
	return b, nil
}

// addPairs takes in the pairs of the evidence, each of which must be right.
func (b *barrier) addPairs() error {
	o := b.p.Order
	var pairs [][2]int
	for i := range o.Len() {
		for j := range o.Before(i).All {
			pairs = append(pairs, [2]int{j, i})
		}
	}
	for _, pair := range b.e.Pairs {
		if !b.mayComeFirst(pair[0], pair[1]) {
			return fmt.Errorf("element %d need not be able to come before %d", pair[0], pair[1])
		}
	}
	var ok bool
	if b.order, ok = order.New(o.Len(), append(pairs, b.e.Pairs...)); !ok {
		return errors.New("the pairs of the evidence go in a circle")
	}
	b.way = b.order
	if !b.e.Forward {
		b.way = b.order.Reversed()
	}
	return nil
}

// mayComeFirst reports whether i and j, where they stand the wrong way round, can
// always change places without any sum rising; of equals the smaller number is
// to come first, so that no two pairs contradict each other.
func (b *barrier) mayComeFirst(i, j int) bool {
	o := b.p.Order
	if !o.Before(j).Covers(o.Before(i)) || !o.After(i).Covers(o.After(j)) || o.Before(i).Has(j) {
		return false
	}
	same := true
	for _, row := range b.p.Rows {
		if row.Delta[i] > row.Delta[j] {
			return false
		}
		same = same && row.Delta[i] == row.Delta[j]
	}
	return !same || i < j
}

// walk follows all ways from the end where the evidence begins.
func (b *barrier) walk() error {
	start, goal := order.NewSet(b.p.Order.Len()), order.NewSet(b.p.Order.Len())
	for i := range b.p.Order.Len() {
		goal.Add(i)
	}
	if b.enough(goal) {
		return nil
	}
	if !b.e.Forward {
		start, goal = goal, start
	}
	if b.enough(start) || b.outOfReach(start) {
		return nil
	}
	for b.add(start); len(b.todo) > 0; {
		s := b.todo[len(b.todo)-1]
		b.todo = b.todo[:len(b.todo)-1]
		if err := b.step(s, goal); err != nil {
			return err
		}
	}
	return nil
}

func (b *barrier) add(s order.Set) {
	if k := s.Key(); !b.seen[k] {
		b.seen[k] = true
		b.todo = append(b.todo, s)
	}
}

// step checks that from the set one comes nowhere but where the evidence says.
func (b *barrier) step(s, goal order.Set) error {
	full := b.closed(s)
	if same(full, goal) {
		return errors.New("an order that costs less leads from one end to the other")
	}
	listed, ok := b.steps[s.Key()]
	if !ok {
		return fmt.Errorf("from a set of %d elements nothing more is shown", s.Len())
	}
	if to, ok := b.committed(full, s, listed.Way); ok {
		b.add(to)
		return nil
	}
	if err := b.children(full); err != nil && !b.outOfReach(s) {
		return err
	}
	return nil
}

// children checks every set one element further.
func (b *barrier) children(full order.Set) error {
	var next []order.Set
	for e := range b.p.Order.Len() {
		if !b.comes(full, e) || b.p.Admits != nil && !b.p.Admits(b.sums(full), e) {
			continue
		}
		s := b.with(full, e)
		if b.enough(s) {
			continue
		}
		if _, ok := b.steps[s.Key()]; !ok && !b.outOfReach(s) {
			return fmt.Errorf("from a set of %d elements one comes, by element %d, to one of which nothing is shown", full.Len(), e)
		} else if ok {
			next = append(next, s)
		}
	}
	for _, s := range next {
		b.add(s)
	}
	return nil
}

// comes reports whether the element can come next, in the direction of the evidence.
func (b *barrier) comes(s order.Set, e int) bool {
	if !b.e.Forward {
		return s.Has(e) && !s.Meets(b.order.After(e))
	}
	return !s.Has(e) && s.Covers(b.order.Before(e))
}

// with returns the set with the element performed, or undone.
func (b *barrier) with(s order.Set, e int) order.Set {
	s = s.Clone()
	if b.e.Forward {
		s.Add(e)
	} else {
		s.Remove(e)
	}
	return s
}

// closed takes every element that raises no sum as soon as it can come: whatever
// takes it later can as well take it now.
func (b *barrier) closed(s order.Set) order.Set {
	if b.p.Admits != nil {
		return s
	}
	for again := true; again; {
		again = false
		for e := range b.p.Order.Len() {
			if b.comes(s, e) && b.harmless(e) {
				s = b.with(s, e)
				again = true
			}
		}
	}
	return s
}

func (b *barrier) harmless(e int) bool {
	for _, row := range b.p.Rows {
		if b.change(row, e) > 0 {
			return false
		}
	}
	return true
}

// change is what the element adds to the row's sum in the direction of the evidence.
func (b *barrier) change(row peak.Row, e int) int64 {
	if b.e.Forward {
		return row.Delta[e]
	}
	return -row.Delta[e]
}

// committed checks a commitment: from the set the way leads, at less than the
// bound, to another that has, in every sum, the least of all closed sets between
// the two. It returns that set.
func (b *barrier) committed(full, s order.Set, way []int) (order.Set, bool) {
	if len(way) == 0 || b.p.Admits != nil {
		return nil, false
	}
	at := s
	for _, e := range way {
		if !b.comes(at, e) {
			return nil, false
		}
		if at = b.with(at, e); b.enough(at) {
			return nil, false
		}
	}
	to := b.closed(at)
	between := order.NewSet(b.p.Order.Len())
	for k := range between {
		if between[k] = full[k] ^ to[k]; b.e.Forward && full[k]&^to[k] != 0 || !b.e.Forward && to[k]&^full[k] != 0 {
			return nil, false
		}
	}
	for _, row := range b.p.Rows {
		if !b.paidFor(between.Members(), row) {
			return nil, false
		}
	}
	return at, true
}

// paidFor reports whether no final part of the elements, performed in the
// direction of the evidence, adds to the row's sum: whether everything that an
// element adds can be set off against what elements after it take away. It pushes
// each addition, piece by piece, along paths to such elements (Ford and Fulkerson
// 1956).
func (b *barrier) paidFor(elements []int, row peak.Row) bool {
	m := &market{b: b, elements: elements, room: map[int]int64{}, paid: map[[2]int]int64{}}
	for _, e := range elements {
		m.room[e] = max(0, -b.change(row, e))
	}
	for _, e := range elements {
		for need := b.change(row, e); need > 0; {
			got := m.pay(e, need)
			if got == 0 {
				return false
			}
			need -= got
		}
	}
	return true
}

// market sets additions off against reductions.
type market struct {
	b        *barrier
	elements []int
	room     map[int]int64    // what is left of a reduction
	paid     map[[2]int]int64 // how much of an addition has been set off against a reduction
}

// pay finds room for up to need of what e adds, rearranging what has been set off
// before if it must, and returns how much it found.
func (m *market) pay(e int, need int64) int64 {
	from, queue := map[int]int{}, []int{e} // reductions reached, and by which addition
	via := map[int]int{e: -1}              // additions reached, and from which reduction
	for ; len(queue) > 0; queue = queue[1:] {
		a := queue[0]
		for _, r := range m.elements {
			if _, seen := from[r]; seen || !m.b.way.After(a).Has(r) {
				continue
			}
			from[r] = a
			if m.room[r] > 0 {
				return m.rearrange(r, need, from, via)
			}
			for _, o := range m.elements {
				if _, seen := via[o]; !seen && m.paid[[2]int{o, r}] > 0 {
					via[o] = r
					queue = append(queue, o)
				}
			}
		}
	}
	return 0
}

// rearrange moves what the path from the reduction r back to its addition allows.
func (m *market) rearrange(r int, need int64, from, via map[int]int) int64 {
	got := min(need, m.room[r])
	for a := from[r]; via[a] >= 0; a = from[via[a]] {
		got = min(got, m.paid[[2]int{a, via[a]}])
	}
	m.room[r] -= got
	for a := from[r]; ; a = from[r] {
		m.paid[[2]int{a, r}] += got
		if via[a] < 0 {
			return got
		}
		r = via[a]
		m.paid[[2]int{a, r}] -= got
	}
}

// enough reports whether the set costs at least the bound.
func (b *barrier) enough(s order.Set) bool {
	for r, x := range b.sums(s) {
		row := b.p.Rows[r]
		switch by := x - row.Cap; {
		case by <= 0:
		case row.Unit == 0:
			return true
		case !(peak.Share{Num: by, Den: row.Unit}).Less(b.e.Bound):
			return true
		}
	}
	return b.e.Bound.Num == 0
}

func (b *barrier) sums(s order.Set) []int64 {
	sums := make([]int64, len(b.p.Rows))
	for r, row := range b.p.Rows {
		for e := range s.All {
			sums[r] += row.Delta[e]
		}
	}
	return sums
}

func same(s, t order.Set) bool { return s.Covers(t) && t.Covers(s) }

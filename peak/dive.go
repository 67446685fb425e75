package peak

import (
	"slices"

	"detente/order"
)

// dive puts elements at the beginning or the end of an order, one after the other,
// and takes nothing back: of those that cost no more than the threshold, always the
// one that leaves the sums most room. It proves nothing, and most of the time it is
// all that is needed: an easy problem, or one whose difficulty the threshold already
// tells, is solved at a glance.
type dive struct {
	s    *solver
	caps []int64 // what the threshold allows, by row
	// waits and holds are how many elements each still has before it, or behind it.
	waits, holds []int32
	placed       []bool
	first, last  []int   // what can be placed at the beginning, and at the end
	x, y         []int64 // the sums at the beginning, and at the end
	front, back  []int   // back from the last element on
}

// firstDives is how many dives there may be however little is opened.
const firstDives = 8

// dives look for an order at the threshold, from both ends, the first and the last:
// once for each threshold, as long as they take no more than the search itself.
func (s *solver) dives() {
	n := int64(s.problem.Order.Len())
	if s.alone || s.dived == s.proved || s.diving > firstDives*n+s.opened() {
		return
	}
	s.dived = s.proved
	d := s.diver()
	for r := range d.caps {
		d.caps[r] = s.problem.Rows[r].allowed(s.proved)
	}
	for _, e := range s.beamEnds() {
		if !s.done() {
			d.reset()
			d.run(e)
		}
	}
}

// diver returns the one dive, which is made when it is first needed.
func (s *solver) diver() *dive {
	if s.dive == nil {
		s.dive = newDive(s)
	}
	return s.dive
}

func newDive(s *solver) *dive {
	n, rows := s.problem.Order.Len(), len(s.problem.Rows)
	counts, sums, lists := make([]int32, 2*n), make([]int64, 3*rows), make([]int, 4*n)
	return &dive{
		s: s, waits: counts[:n], holds: counts[n:], placed: make([]bool, n),
		caps: sums[:rows], x: sums[rows : 2*rows], y: sums[2*rows:],
		front: lists[:0:n], back: lists[n : n : 2*n], first: lists[2*n : 2*n : 3*n], last: lists[3*n : 3*n],
	}
}

// reset begins anew, with nothing placed.
func (d *dive) reset() {
	clear(d.placed)
	d.front, d.back = d.front[:0], d.back[:0]
	for r := range d.caps {
		d.x[r], d.y[r] = 0, d.s.total[r]
	}
	d.first, d.last = d.first[:0], d.last[:0]
	for e, direct := range d.s.problem.Order.Direct() {
		d.waits[e], d.holds[e] = int32(len(direct)), int32(len(d.s.next[e]))
		d.offer(e)
	}
}

// offer lists the element where it can be placed at once.
func (d *dive) offer(e int) {
	if d.waits[e] == 0 {
		d.first = append(d.first, e)
	}
	if d.holds[e] == 0 {
		d.last = append(d.last, e)
	}
}

// run goes on until everything is placed, or nothing more can be.
func (d *dive) run(at ends) {
	n := len(d.placed)
	d.s.diving += int64(n)
	d.s.budget.Spend(int64(n))
	for k := range n {
		atEnd := at == fromEnd || at == fromBoth && k%2 == 1
		e := d.best(atEnd)
		if e < 0 {
			return
		}
		d.place(e, atEnd)
	}
	slices.Reverse(d.back)
	d.s.try(append(d.front, d.back...))
}

// best returns the element to be placed next, −1 where there is none: one that
// raises no sum, else the one that presses the least on the limits.
func (d *dive) best(atEnd bool) int {
	best, least := -1, int64(0)
	for _, e := range d.ready(atEnd) {
		if d.s.problem.Admits != nil && !d.s.problem.Admits(d.x, e) {
			continue
		}
		press, free, ok := d.press(e, atEnd)
		switch {
		case !ok:
		case free:
			return e
		case best < 0 || press < least || press == least && e < best:
			best, least = e, press
		}
	}
	return best
}

// ready lists what can be placed at one end.
func (d *dive) ready(atEnd bool) []int {
	list := &d.first
	if atEnd {
		list = &d.last
	}
	*list = slices.DeleteFunc(*list, func(e int) bool { return d.placed[e] })
	return *list
}

// press says how little room the element would leave, whether it raises no sum, and
// whether it passes no limit.
func (d *dive) press(e int, atEnd bool) (press int64, free, ok bool) {
	sums, sign := d.x, int64(1)
	if atEnd {
		sums, sign = d.y, -1
	}
	free = d.s.problem.Admits == nil
	for r := range d.caps {
		by := sign * d.s.problem.Rows[r].Delta[e]
		room := d.caps[r] - sums[r] - by
		if room < 0 {
			return 0, false, false
		}
		free = free && by <= 0
		press += d.s.scales[r].press(room)
	}
	return press, free, true
}

func (d *dive) place(e int, atEnd bool) {
	d.placed[e] = true
	rows := d.s.problem.Rows
	if atEnd {
		d.back = append(d.back, e)
		for r := range rows {
			d.y[r] -= rows[r].Delta[e]
		}
		for _, i := range d.s.problem.Order.Direct()[e] {
			if d.holds[i]--; d.holds[i] == 0 {
				d.last = append(d.last, i)
			}
		}
		return
	}
	d.front = append(d.front, e)
	for r := range rows {
		d.x[r] += rows[r].Delta[e]
	}
	for _, i := range d.s.next[e] {
		if d.waits[i]--; d.waits[i] == 0 {
			d.first = append(d.first, i)
		}
	}
}

// successors lists, by element, what waits for it directly.
func successors(o *order.Order) [][]int {
	pairs := make([][2]int, 0, o.Len())
	for e, direct := range o.Direct() {
		for _, i := range direct {
			pairs = append(pairs, [2]int{i, e})
		}
	}
	return order.Following(o.Len(), pairs)
}

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
	x, y         []int64 // the sums at the beginning, and at the end
	front, back  []int   // back from the last element on
}

// dives look for an order at the threshold, from both ends, the first and the last.
func (s *solver) dives() {
	if s.dived == s.proved {
		return
	}
	s.dived = s.proved
	for _, e := range s.beamEnds() {
		if !s.done() {
			newDive(s).run(e)
		}
	}
}

func newDive(s *solver) *dive {
	n, rows := s.problem.Order.Len(), s.problem.Rows
	d := &dive{
		s: s, caps: make([]int64, len(rows)), waits: make([]int32, n), holds: make([]int32, n),
		placed: make([]bool, n), x: make([]int64, len(rows)), y: make([]int64, len(rows)),
		front: make([]int, 0, n), back: make([]int, 0, n),
	}
	for r := range rows {
		d.caps[r] = rows[r].allowed(s.proved)
		for _, by := range rows[r].Delta {
			d.y[r] += by
		}
	}
	for e, direct := range s.problem.Order.Direct() {
		d.waits[e] = int32(len(direct))
		for _, i := range direct {
			d.holds[i]++
		}
	}
	return d
}

// run goes on until everything is placed, or nothing more can be.
func (d *dive) run(at ends) {
	n := len(d.placed)
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

// best returns the element to be placed next, −1 where there is none: the first
// that raises no sum, else the one that presses the least on the limits.
func (d *dive) best(atEnd bool) int {
	best, least := -1, int64(0)
	for e, placed := range d.placed {
		if placed || !d.ready(e, atEnd) {
			continue
		}
		press, free, ok := d.press(e, atEnd)
		switch {
		case !ok:
		case free:
			return e
		case best < 0 || press < least:
			best, least = e, press
		}
	}
	return best
}

func (d *dive) ready(e int, atEnd bool) bool {
	if atEnd {
		return d.holds[e] == 0
	}
	return d.waits[e] == 0 && (d.s.problem.Admits == nil || d.s.problem.Admits(d.x, e))
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
			d.holds[i]--
		}
		return
	}
	d.front = append(d.front, e)
	for r := range rows {
		d.x[r] += rows[r].Delta[e]
	}
	for _, i := range d.s.next[e] {
		d.waits[i]--
	}
}

// successors lists, by element, what waits for it directly.
func successors(o *order.Order) [][]int {
	next := make([][]int, o.Len())
	for e, direct := range o.Direct() {
		for _, i := range direct {
			next[i] = append(next[i], e)
		}
	}
	return next
}

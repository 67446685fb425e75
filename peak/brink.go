package peak

import "detente/order"

// brink is an end from which every step costs something: the first that raises a
// sum, or the last, seen from behind. What raises no sum is taken before, since
// whatever takes it later can as well take it now. Where the difficulty of an order
// lies in how it begins or ends, as it mostly does where trust is what is short, this
// tells the threshold without a search.
type brink struct {
	atEnd bool
	set   order.Set // the closed set at that end
}

// brinks raises the threshold to what the cheapest step from either end costs. Where
// what may be performed depends on what came before, nothing may be taken out of
// turn, and the search itself has to see.
func (s *solver) brinks() {
	if s.problem.Admits != nil || s.alone {
		return
	}
	for _, atEnd := range []bool{false, true} {
		if at := s.diver().brink(atEnd); s.proved.Less(Least(at, s.cost)) {
			var all []int
			if atEnd {
				all = s.problem.Order.Sequence()
			}
			s.prove(at, ground{brink: &brink{atEnd, order.SetOf(s.problem.Order.Len(), all...)}})
		}
	}
}

// brink returns what the end itself costs, or the cheapest step from it if that is
// more.
func (d *dive) brink(atEnd bool) Share {
	d.reset()
	sums, sign := d.x, int64(1)
	if atEnd {
		sums, sign = d.y, -1
	}
	end, _ := d.s.problem.costAt(sums)
	for {
		least, free := TooMuch, -1
		ready := d.ready(atEnd)
		for _, e := range ready {
			cost, raises := d.after(sums, e, sign)
			if !raises {
				free = e
				break
			}
			least = Least(least, cost)
		}
		switch {
		case len(ready) == 0:
			return end
		case free < 0:
			return Greater(end, least)
		}
		d.place(free, atEnd)
	}
}

// after returns what the sums cost once the element has been added to them, or taken
// away, and whether that raises one of them.
func (d *dive) after(sums []int64, e int, sign int64) (cost Share, raises bool) {
	cost = Nothing
	for r := range d.s.problem.Rows {
		row := &d.s.problem.Rows[r]
		by := sign * row.Delta[e]
		raises = raises || by > 0
		switch over := sums[r] + by - row.Cap; {
		case over <= 0:
		case row.Unit == 0:
			cost = TooMuch
		default:
			cost = Greater(cost, Share{over, row.Unit})
		}
	}
	return cost, raises
}

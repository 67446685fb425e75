package cube

import "detente/standoff"

// search follows improvements one state after the other, by the ranks, where all options can be
// changed both ways: that is slow, but needs nothing else, and serves where few are left.
type search struct {
	rising
	sides []ranked
	queue []uint32 // what has been closed, to be gone on from
}

// ranked is a mover with its ranks.
type ranked struct {
	mover
	ranks []uint32 // of the field, in its layout
	rest  int      // of the field
}

func (c *cube) newSearch(k int) search {
	var s search
	s.full, s.open = c.full, standoff.NewBits(1<<c.rest(k))
	for _, m := range c.movers(k) {
		s.sides = append(s.sides, ranked{m, c.ranks[m.field], c.rest(m.field)})
	}
	return s
}

// riseBy takes the open states from the least value up, each with all that improve to it.
func (s *search) riseBy(choice int) {
	s.rise(func(some []uint32, value uint32) {
		s.queue = append(s.queue[:0], some...)
		s.spread(choice, len(s.own), value)
	})
}

// spread closes what is in the queue and what improves to it, directly or by what has been
// closed, until that is as much as enough; it reports whether it is all.
func (s *search) spread(choice, enough int, value uint32) bool {
	for _, t := range s.queue {
		s.note(t, value)
	}
	for done := 0; done < len(s.queue); done++ {
		if len(s.queue) > enough {
			return false
		}
		for k := range s.sides {
			s.back(&s.sides[k], choice, s.queue[done], value)
		}
	}
	return true
}

// back closes what the mover improves from to the state.
func (s *search) back(f *ranked, choice int, to, value uint32) {
	base, ranks := f.likes(choice, to)
	here := ranks[f.choice(to)<<f.rest]
	for c := range f.mask + 1 {
		if t := base + c<<f.shift; s.open.Has(standoff.State(t)) && ranks[c<<f.rest] < here {
			s.note(t, value)
			s.queue = append(s.queue, t)
		}
	}
}

// reaches reports whether somebody improves from the state to something closed. What cannot be
// is no improvement.
func (s *search) reaches(choice int, from uint32) bool {
	for k := range s.sides {
		f := &s.sides[k]
		base, ranks := f.likes(choice, from)
		here := ranks[f.choice(from)<<f.rest]
		for c := range f.mask + 1 {
			if ranks[c<<f.rest] > here && !s.open.Has(standoff.State(base+c<<f.shift)) {
				return true
			}
		}
	}
	return false
}

// likes returns the first state of the row that the state is in, and the ranks of the row,
// that of choice c at c<<f.rest.
func (f *ranked) likes(choice int, t uint32) (base uint32, ranks []uint32) {
	row := f.row(t)
	return f.state(row), f.ranks[f.whole(int(row), choice):]
}

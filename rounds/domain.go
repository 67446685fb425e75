package rounds

// domain is what is known of each item: the first and the last round in which it
// may stand.
type domain struct {
	first, last []int
}

func (d domain) clone() domain {
	return domain{append([]int(nil), d.first...), append([]int(nil), d.last...)}
}

// part is the one or the other part of the domain: in which the item has been performed
// by the end of the round, or in which it is performed later.
func (d domain) part(at split, by bool) domain {
	c := d.clone()
	if by {
		c.last[at.item] = at.round
	} else {
		c.first[at.item] = at.round + 1
	}
	return c
}

// keep makes the domain as narrow as the other.
func (d domain) keep(c domain) {
	copy(d.first, c.first)
	copy(d.last, c.last)
}

// open is in how many rounds it is open, all items together, whether they have been
// performed by then.
func (d domain) open() int {
	n := 0
	for i, f := range d.first {
		n += d.last[i] - f
	}
	return n
}

// settled reports whether every item has its round.
func (d domain) settled() bool {
	for i, f := range d.first {
		if f != d.last[i] {
			return false
		}
	}
	return true
}

// by tells whether the item has been performed by the end of the round: 1 or 0, or
// −1 where that is open.
func (d domain) by(item, round int32) int8 {
	switch {
	case int(round) >= d.last[item]:
		return 1
	case int(round) < d.first[item]:
		return 0
	}
	return -1
}

// narrow draws conclusions until there are none left: from what waits for what,
// from the limits, from the days. It is false when an item has no round left or a
// limit is passed whatever else is chosen.
func (s *search) narrow(d domain) bool {
	for {
		s.changed = false
		s.effort(s.terms)
		if !s.narrowOrder(d) || !s.narrowLimits(d) || !s.narrowDays(d) {
			return false
		}
		if !s.changed {
			return true
		}
	}
}

// narrowOrder sees to it that what waits comes later.
func (s *search) narrowOrder(d domain) bool {
	for i := range s.items {
		for _, w := range s.items[i].waits {
			d.first[i] = max(d.first[i], d.first[w.item]+w.rounds())
		}
	}
	for i := len(s.items) - 1; i >= 0; i-- {
		for _, w := range s.items[i].followers {
			d.last[i] = min(d.last[i], d.last[w.item]-w.rounds())
		}
		if d.first[i] > d.last[i] {
			return false
		}
	}
	return true
}

// rounds is how many rounds later what waits stands at least.
func (w wait) rounds() int {
	if w.strict {
		return 1
	}
	return 0
}

// narrowLimits sees to it that no limit is passed by what is certain together with
// one item more.
func (s *search) narrowLimits(d domain) bool {
	for i := range s.limits {
		l := &s.limits[i]
		least := int64(0)
		for _, t := range l.terms {
			if v := d.by(t.item, t.round); v == 1 || v < 0 && t.times < 0 {
				least += t.times
			}
		}
		if least > l.most {
			return false
		}
		for _, t := range l.terms {
			if room := l.most - least; (t.times > room || -t.times > room) && d.by(t.item, t.round) < 0 {
				s.exclude(d, t)
			}
		}
	}
	for i, f := range d.first {
		if f > d.last[i] {
			return false
		}
	}
	return true
}

// exclude settles a term the way that costs nothing.
func (s *search) exclude(d domain, t term) {
	s.changed = true
	if t.times > 0 {
		d.first[t.item] = max(d.first[t.item], int(t.round)+1)
	} else {
		d.last[t.item] = min(d.last[t.item], int(t.round))
	}
}

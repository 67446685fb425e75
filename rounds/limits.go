package rounds

import "detente/order"

// limit says that a weighted count of performed items stays within a bound: the
// most that a row's sum can be in one round, or its least. An item counts for a
// round when it has been performed by the end of that round.
type limit struct {
	row   int
	upper bool
	round int
	terms []term
	size  int64 // Σ |term|
	most  int64 // Σ term·(performed by then) ≤ most
}

// term counts an item once it has been performed by the end of the round.
type term struct {
	item, round int32
	times       int64
}

// limits writes down what the rows ask of k rounds.
//
// In round n the sum can become what it was before, plus what each performer's own
// events add at most. Events that raise it, and before which the performer has none
// in the same round that lower it, can all be performed before anything else: they
// count by the end of round n. Everything else counts by the end of round n−1. This
// is exact where no performer's own chain goes down before it goes up; elsewhere it
// asks for less than is needed, and whole plans are looked at again ([Problem.Keeps]).
func (s *search) addLimits() {
	for r, row := range s.p.Rows {
		if row.High < Unlimited {
			s.addLimit(r, true, row.High)
		}
		if row.Low > -Unlimited {
			s.addLimit(r, false, -row.Low)
		}
	}
	s.touching = make([][]touch, len(s.items))
	for i, l := range s.limits {
		s.terms += int64(len(l.terms))
		for _, t := range l.terms {
			s.touching[t.item] = append(s.touching[t.item], touch{i, t.round, float64(max(t.times, -t.times))})
		}
	}
}

func (s *search) addLimit(r int, upper bool, most int64) {
	delta := s.p.Rows[r].Delta
	if !upper {
		delta = negated(delta)
	}
	early := s.p.early(delta)
	for n := 1; n <= s.k; n++ {
		l := limit{row: r, upper: upper, round: n, most: most}
		for i, it := range s.items {
			now, before := int64(0), int64(0)
			for _, e := range it.events {
				if early.Has(e) {
					now += delta[e]
				} else {
					before += delta[e]
				}
			}
			s.count(&l, i, n, now)
			s.count(&l, i, n-1, before)
		}
		if l.binds() {
			s.limits = append(s.limits, l)
		}
	}
}

// count adds a term, or what it comes to where that is certain.
func (s *search) count(l *limit, item, round int, times int64) {
	switch {
	case times == 0 || round == 0:
	case round == s.k:
		l.most -= times
	default:
		l.terms = append(l.terms, term{int32(item), int32(round), times})
		l.size += max(times, -times)
	}
}

// binds reports whether the limit can be passed at all.
func (l *limit) binds() bool {
	most := int64(0)
	for _, t := range l.terms {
		most += max(0, t.times)
	}
	return most > l.most
}

func negated(delta []int64) []int64 {
	out := make([]int64, len(delta))
	for i, d := range delta {
		out[i] = -d
	}
	return out
}

// early are the events that add something and that their performer can perform
// before any of its own that take something away.
func (p *Problem) early(delta []int64) order.Set {
	early := order.NewSet(p.Order.Len())
	for e, d := range delta {
		if d > 0 && !p.heldUp(e, delta) {
			early.Add(e)
		}
	}
	return early
}

// heldUp reports whether in one round the performer of e may have to take
// something away before e.
func (p *Problem) heldUp(e int, delta []int64) bool {
	for a := range p.Order.Before(e).All {
		if delta[a] < 0 && p.mayShare(a, e) {
			return true
		}
	}
	return false
}

// mayShare reports whether a and e, of which a comes first, may be of one round.
func (p *Problem) mayShare(a, e int) bool {
	if p.strict(a, e) {
		return false
	}
	for m := range p.Order.After(a).All {
		if p.Order.Before(e).Has(m) && (p.strict(a, m) || p.strict(m, e)) {
			return false
		}
	}
	return true
}

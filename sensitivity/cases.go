package sensitivity

import (
	"math/big"

	"detente/moments"
	"detente/order"
)

// maxLockers is how many events that make parts of one step permanent one round
// may have: each doubles the cases.
const maxLockers = 8

// open is all the moments of a round at which the same share of a step is still
// not the party's for good.
type open struct {
	lacks *big.Rat // κ; > 0
	where moments.Where
	all   bool // where is the whole round
}

// cases cuts the moments of a plan up by the share of the step that the party has
// not got for good: only what performs parts of it and what makes them permanent
// changes that. It returns false where there are too many cases.
func (s *survey) cases(units []int) (all []open, known bool) {
	own, matter := s.events(units)
	var lacks *big.Rat
	add := func(c open) {
		if c.lacks.Sign() > 0 {
			all = append(all, c)
		}
	}
	for round := min(1, s.rounds.Len()); round <= s.rounds.Len(); round++ {
		here := s.in(matter, round)
		if here.Len() == 0 {
			if lacks == nil {
				lacks = s.lacks(units, s.rounds.Begins(round))
			}
			add(open{lacks, moments.Where{Round: round}, true})
			continue
		}
		lacks = nil
		if here.Len()-s.in(own, round).Len() > maxLockers {
			return nil, false
		}
		parts, ok := s.rounds.Order().ClosedWithin(here, 1<<16)
		if !ok {
			return nil, false
		}
		for _, part := range parts {
			add(open{s.lacks(units, s.after(round, part)), s.split(round, here, part), false})
		}
	}
	return all, true
}

// events returns the events that perform the units, and with them those that
// make permanent what could be taken back.
func (s *survey) events(units []int) (own, matter order.Set) {
	n := len(s.course.Events)
	own, matter = order.NewSet(n), order.NewSet(n)
	add := func(set order.Set, unit int) {
		if e := s.course.EventOf(unit); e >= 0 {
			set.Add(e)
		}
	}
	for _, u := range units {
		add(own, u)
		performed := order.SetOf(len(s.course.Units), u)
		if l, ok := s.LockedBy(u); ok && s.Lacks(u, performed).Sign() > 0 {
			add(matter, l)
		}
	}
	matter.Union(own)
	return own, matter
}

// in returns the events of the set that stand in the round.
func (s *survey) in(events order.Set, round int) order.Set {
	here := order.NewSet(len(s.course.Events))
	for e := range s.rounds.In(round).All {
		if events.Has(e) {
			here.Add(e)
		}
	}
	return here
}

// after returns the units performed when, of the round, the events are.
func (s *survey) after(round int, events order.Set) order.Set {
	state := s.rounds.Begins(round).Clone()
	for e := range events.All {
		for _, u := range s.course.Events[e].Units {
			state.Add(u)
		}
	}
	return state
}

// split says at which moments of the round, of the events here, just those of the
// part have been performed.
func (s *survey) split(round int, here, part order.Set) moments.Where {
	o := s.rounds.Order()
	w := moments.Where{Round: round, Performed: part.Clone(), Missing: order.NewSet(o.Len())}
	for e := range here.All {
		if part.Has(e) {
			w.Performed.Union(o.Before(e))
			continue
		}
		w.Missing.Add(e)
		w.Missing.Union(o.After(e))
	}
	return w
}

// lacks returns κ: the mean, over the units, of what the party has not got for
// good, each weighed by what it is of the step.
func (s *survey) lacks(units []int, state order.Set) *big.Rat {
	sum := new(big.Rat)
	even := s.course.Units[units[0]].Share == nil
	for _, u := range units {
		x := s.Lacks(u, state)
		if !even {
			x = new(big.Rat).Mul(x, s.part(u))
		}
		sum.Add(sum, x)
	}
	if even {
		sum.Quo(sum, big.NewRat(int64(len(units)), 1))
	}
	return sum
}

// part is what the unit is of its step.
func (s *survey) part(unit int) *big.Rat {
	u := s.course.Units[unit]
	if u.Share != nil {
		return u.Share
	}
	return big.NewRat(1, int64(u.Step.PartCount()))
}

// worst returns the worst moment of a case in sum k.
func (s *survey) worst(k int, c open) moments.Moment {
	if c.all {
		return s.whole[k][c.where.Round]
	}
	return s.Worst(k, c.where)
}

// Package moments looks at the moments that a plan can meet and finds the worst
// of them.
//
// In a round every performer performs its own steps, waiting for nobody. So a
// round that begins at the state s can meet each state s ∪ ⋃ D_q, where D_q is
// any part of q's steps of the round that is closed under the order. What a party
// holds adds up over steps, so that the worst of these many moments is the sum of
// one maximum for each performer, and each of those a heaviest closed part of an
// order (Picard 1976; see package order). That stays so when some steps are
// taken as performed and others as not: which is how one asks about the moments
// at which a step is due to be performed, or has been performed and another not.
//
// A party that counts in words has one sum for each word: the size of what it
// holds if its strongest words down to that one weighed 1 and the weaker ones
// nothing. What holds in each of these sums holds whatever the words weigh
// (package worth).
package moments

import (
	"math/big"

	"detente/agreement"
	"detente/order"
	"detente/worth"
)

// Rounds are the rounds of a plan.
type Rounds struct {
	course *agreement.Course
	order  *order.Order
	hands  [][]order.Set // by round, from 1: what each performer has to perform
	before []order.Set   // by round: the units performed when it begins
}

// New reads the rounds of a plan: the events of each, as the plan lists them. It
// returns false when the preconditions of the course go in a circle; no plan has
// rounds then.
func New(c *agreement.Course, rounds [][]int) (*Rounds, bool) {
	pairs := make([][2]int, 0, len(c.Edges))
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	o, ok := order.New(len(c.Events), pairs)
	if !ok {
		return nil, false
	}
	done := order.NewSet(len(c.Units))
	for u := range c.Units {
		if c.EventOf(u) < 0 {
			done.Add(u)
		}
	}
	r := &Rounds{course: c, order: o, hands: [][]order.Set{nil}, before: []order.Set{done}}
	for _, events := range rounds {
		r.add(events)
	}
	return r, true
}

func (r *Rounds) add(events []int) {
	var hands []order.Set
	at := map[string]int{}
	last := len(r.before) - 1
	begins := r.before[last].Clone()
	for _, hand := range r.hands[last] {
		r.perform(begins, hand)
	}
	for _, e := range events {
		p := r.course.Events[e].Performer
		if _, ok := at[p]; !ok {
			at[p] = len(hands)
			hands = append(hands, order.NewSet(len(r.course.Events)))
		}
		hands[at[p]].Add(e)
	}
	r.hands, r.before = append(r.hands, hands), append(r.before, begins)
}

func (r *Rounds) perform(units, events order.Set) {
	for e := range events.All {
		for _, u := range r.course.Events[e].Units {
			units.Add(u)
		}
	}
}

// Len returns the number of rounds. They are counted from 1; round 0 is the
// moment before the first.
func (r *Rounds) Len() int { return len(r.hands) - 1 }

// Order returns the order of the events.
func (r *Rounds) Order() *order.Order { return r.order }

// Begins returns the units that have been performed when the round begins. The
// set must not be changed.
func (r *Rounds) Begins(round int) order.Set { return r.before[round] }

// In returns the events of the round.
func (r *Rounds) In(round int) order.Set {
	all := order.NewSet(len(r.course.Events))
	for _, hand := range r.hands[round] {
		all.Union(hand)
	}
	return all
}

// Where says which moments of a round are looked at: those at which the events
// Performed have been performed and the events Missing have not. Both may be
// nil. What comes before a performed event must be in Performed as far as it is in
// the round; what waits for a missing one must be in Missing, unless it is
// to count as performed without it.
type Where struct {
	Round              int
	Performed, Missing order.Set
}

// Moment is a state of a plan.
type Moment struct {
	Round int
	// Units are those performed by then, those done before the plan included.
	Units order.Set
	// Excess is how much the party would gain by leaving then over what leaving
	// costs it; in words, the size of it in one of the sums.
	Excess *big.Rat
}

// Party is one party's sums over the rounds of a plan.
type Party struct {
	*worth.Account
	rounds *Rounds
	sums   []sum // one, or one for each word
}

// sum is one way of measuring what the party holds.
type sum struct {
	kept   []*big.Rat // by event
	weight []int64    // the same in a common fraction
	before []*big.Rat // by round: the excess when it begins
}

// Of returns the sums of one party. The account must be of the same course, and
// its worths such that package plan can add them up exactly.
func (r *Rounds) Of(a *worth.Account) *Party {
	p := &Party{Account: a, rounds: r}
	kept := make([]worth.Vector, len(r.course.Events))
	for e, event := range r.course.Events {
		kept[e] = a.Holds(order.SetOf(len(r.course.Units), event.Units...)).Prefixes()
	}
	for k, start := range a.Excess(r.before[0]).Prefixes() {
		s := sum{before: []*big.Rat{start}}
		for e := range kept {
			s.kept = append(s.kept, kept[e][k])
		}
		s.weight = whole(s.kept)
		for round := 1; round <= r.Len(); round++ {
			s.before = append(s.before, s.after(r, round-1))
		}
		p.sums = append(p.sums, s)
	}
	return p
}

// after returns the excess when the round is over.
func (s *sum) after(r *Rounds, round int) *big.Rat {
	total := new(big.Rat).Set(s.before[round])
	for _, hand := range r.hands[round] {
		for e := range hand.All {
			total.Add(total, s.kept[e])
		}
	}
	return total
}

// whole returns the numbers in units of their common fraction. The planner keeps
// every such sum below 2^60, or makes no plan.
func whole(all []*big.Rat) []int64 {
	unit := big.NewInt(1)
	for _, x := range all {
		gcd := new(big.Int).GCD(nil, nil, unit, x.Denom())
		unit.Mul(unit, new(big.Int).Quo(x.Denom(), gcd))
	}
	out, sizes := make([]int64, len(all)), new(big.Int)
	for i, x := range all {
		n := new(big.Int).Mul(x.Num(), new(big.Int).Quo(unit, x.Denom()))
		sizes.Add(sizes, new(big.Int).Abs(n))
		out[i] = n.Int64()
	}
	if sizes.BitLen() > 60 {
		panic("moments: worths that no plan could be made of")
	}
	return out
}

// Sums returns how many sums there are: 1 for a party that counts in numbers, one
// for each word of its scale otherwise.
func (p *Party) Sums() int { return len(p.sums) }

// Worst returns a moment, of those asked for, at which the party's excess is
// greatest in sum k, from 0.
func (p *Party) Worst(k int, w Where) Moment {
	s := &p.sums[k]
	m := Moment{Round: w.Round, Units: p.rounds.before[w.Round].Clone(), Excess: new(big.Rat).Set(s.before[w.Round])}
	for _, hand := range p.rounds.hands[w.Round] {
		performed := p.heaviest(s, hand, w)
		for e := range performed.All {
			m.Excess.Add(m.Excess, s.kept[e])
		}
		p.rounds.perform(m.Units, performed)
	}
	return m
}

// heaviest returns the part of the hand that brings the party most, with all that
// is to be performed and nothing that is to be missing.
func (p *Party) heaviest(s *sum, hand order.Set, w Where) order.Set {
	performed, free := order.NewSet(p.rounds.order.Len()), order.NewSet(p.rounds.order.Len())
	for e := range hand.All {
		switch {
		case w.Performed != nil && w.Performed.Has(e):
			performed.Add(e)
		case w.Missing == nil || !w.Missing.Has(e):
			free.Add(e)
		}
	}
	best, _ := p.rounds.order.Heaviest(s.weight, free)
	performed.Union(best)
	return performed
}

// Holds reports whether at every moment of the plan the party gains by leaving at
// most what leaving costs it, whatever its words weigh.
func (p *Party) Holds() bool {
	for k := range p.sums {
		for round := range p.rounds.hands {
			if p.Worst(k, Where{Round: round}).Excess.Sign() > 0 {
				return false
			}
		}
	}
	return true
}

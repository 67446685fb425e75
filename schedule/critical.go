package schedule

import (
	"fmt"
	"slices"

	"detente/agreement"
)

// LegKind says what takes the days of a leg.
type LegKind string

// The kinds of legs.
const (
	Released  LegKind = "not_before" // the event does not begin before its day
	Takes     LegKind = "takes"      // the event is performed
	Confirmed LegKind = "confirmed"  // the event is confirmed
	PutOff    LegKind = "put_off"    // the round is put off, to meet a limit that counts from a step
)

// Leg is one stretch of the chain that decides when a plan is over.
type Leg struct {
	Kind  LegKind
	Event int // for PutOff, the one that the limit counts from
	Round int // from 0
	Days  int // at least 1
	// Reason says it in a clause, with its place in the text.
	Reason Reason
	Demand *agreement.Demand // nil where no demand asks for it
}

// Critical returns the chain that decides on which day the rounds are over, from
// the beginning to the end, on the days that Timetable gives them: by the longest
// durations. The days of the legs sum to the day on which the last round is over.
// Shorten nothing on the chain, and the plan ends no earlier. What takes no time
// is left out; of several such chains it is the one that reaches back furthest.
func (s *Schedule) Critical(rounds [][]int) []Leg {
	t, _ := s.Timetable(rounds)
	var legs []Leg
	for r := len(rounds) - 1; r >= 0; r-- {
		back, begins := s.within(rounds[r], r, t)
		legs = append(legs, back...)
		if !begins {
			break
		}
		before := 0
		if r > 0 {
			before = t.RoundEnd[r-1]
		}
		if days := t.RoundStart[r] - before; days > 0 {
			legs = append(legs, s.putOff(rounds, r, days, t))
		}
	}
	slices.Reverse(legs)
	return legs
}

// within returns the legs of one round, last first, and whether they reach back
// to its beginning; otherwise they begin with a day before which nothing moves.
func (s *Schedule) within(events []int, r int, t Times) (legs []Leg, begins bool) {
	add := func(kind LegKind, e, days int, why Reason, d *agreement.Demand) {
		if days > 0 {
			legs = append(legs, Leg{kind, e, r, days, why, d})
		}
	}
	e, until := s.lastOf(events, t), t.RoundEnd[r]
	for e >= 0 {
		add(Confirmed, e, until-t.End[e], s.confirming(e), nil)
		add(Takes, e, s.takes[e], s.taking(e), nil)
		start := t.End[e] - s.takes[e]
		if start == t.RoundStart[r] {
			return legs, true
		}
		next, declared := s.heldBy(e, start, events, t)
		if next < 0 {
			why, d := s.releasing(e, start)
			add(Released, e, start, why, d)
			return legs, false
		}
		e, until = next, start
		if declared {
			until = t.End[next]
		}
	}
	return legs, true
}

// lastOf returns an event of the round with whose confirmation it is over; -1 for
// a round without events.
func (s *Schedule) lastOf(events []int, t Times) int {
	last := -1
	for _, e := range events {
		if last < 0 || t.End[e]+s.confirm[e] > t.End[last]+s.confirm[last] {
			last = e
		}
	}
	return last
}

// heldBy returns the event of the same round for which e waits until the day
// start, and whether it waits for its declaration only; -1 for none.
func (s *Schedule) heldBy(e, start int, events []int, t Times) (before int, declared bool) {
	for _, w := range s.waits[e] {
		ready := t.End[w.event]
		if !w.declared {
			ready += s.confirm[w.event]
		}
		if ready == start && slices.Contains(events, w.event) {
			return w.event, w.declared
		}
	}
	return -1, false
}

// putOff is the leg of a round that begins later than the one before it is over.
func (s *Schedule) putOff(rounds [][]int, r, days int, t Times) Leg {
	leg := Leg{Kind: PutOff, Event: -1, Round: r, Days: days}
	leg.Reason.Text = fmt.Sprintf("round %d begins %s later than it could", r+1, dayCount(days))
	for _, l := range s.limits {
		if l.From >= 0 && roundOf(rounds, l.From) == r && t.End[l.To] == t.End[l.From]+l.Days {
			leg.Event, leg.Demand, leg.Reason.Place = l.From, l.Demand, l.Place
			leg.Reason.Text += fmt.Sprintf(", so that %s is performed at most %s after %s%s",
				s.course.Label(l.To), dayCount(l.Days), s.course.Label(l.From), wanted(l.Demand))
			break
		}
	}
	return leg
}

// releasing says why the event does not begin before the day.
func (s *Schedule) releasing(event, day int) (Reason, *agreement.Demand) {
	for _, r := range s.releases {
		if r.event == event && r.day == day {
			return Reason{s.released(r), r.place}, r.demand
		}
	}
	panic(fmt.Sprintf("schedule: event %d begins on day %d, and nothing keeps it from beginning before", event, day))
}

func (s *Schedule) released(r release) string {
	return fmt.Sprintf("%s does not begin before %s%s", s.course.Label(r.event), s.Date(r.day), wanted(r.demand))
}

func (s *Schedule) taking(event int) Reason {
	takes, place := s.duration(event)
	return Reason{s.course.Label(event) + " takes " + span(takes), place}
}

func (s *Schedule) confirming(event int) Reason {
	days, place := s.confirmation(event)
	return Reason{fmt.Sprintf("%s is confirmed, %s later", s.course.Label(event), dayCount(days)), place}
}

// Owners returns whose the leg is, as the method Owners of a network does for a line.
func (s *Schedule) Owners(l Leg) []string {
	return s.owners(origin{l.Event, l.Demand, l.Kind == Confirmed})
}

func (s *Schedule) owners(x origin) []string {
	var names []string
	if x.demand != nil {
		if x.demand.Of.Given {
			names = append(names, x.demand.Of.V.ID)
		}
		return names
	}
	if x.event < 0 {
		return nil
	}
	for _, u := range s.course.Events[x.event].Units {
		step := s.course.Units[u].Step
		by := step.By
		if x.confirms {
			by = step.VerifiedBy
		}
		for _, r := range by {
			if !slices.Contains(names, r.ID) {
				names = append(names, r.ID)
			}
		}
	}
	return names
}

package schedule

import "slices"

// Behind returns, by event, how many days at least lie between the end of from
// and the end of the event, by the chains that lead from the one to the other;
// -1 where none does. The sequence is that of [Schedule.Earliest].
func (s *Schedule) Behind(from int, sequence []int) []int {
	days := make([]int, len(s.takes))
	for e := range days {
		days[e] = -1
	}
	days[from] = 0
	for _, e := range sequence {
		for _, w := range s.waits[e] {
			if e == from || days[w.event] < 0 {
				continue
			}
			ready := days[w.event]
			if !w.declared {
				ready += s.confirm[w.event]
			}
			days[e] = max(days[e], ready+s.takes[e])
		}
	}
	return days
}

// Days are what the schedule says about single events, whatever the rounds.
type Days struct {
	// Takes and Confirm are the days that each event takes at most, and until it
	// is confirmed; Release is the first day on which it may begin.
	Takes, Confirm, Release []int
	// Earliest is the first day on which each can have been performed; After how
	// many days at least pass between that it has been performed and the end of any
	// plan, its own confirmation included.
	Earliest, After []int
	// Links are, by event, what it waits for, and how many days at least pass
	// between that and its beginning.
	Links [][]Wait
}

// Wait says that an event begins no earlier than some days after Event has been
// performed: the days until that is confirmed, or none where its declaration will do.
type Wait struct {
	Event, Days int
}

// Days returns what the schedule says about single events. The sequence is that of
// [Schedule.Earliest].
func (s *Schedule) Days(sequence []int) Days {
	d := Days{Takes: s.takes, Confirm: s.confirm, Release: s.release, After: slices.Clone(s.confirm), Links: make([][]Wait, len(s.takes))}
	d.Earliest, _ = s.Earliest(sequence)
	for _, e := range slices.Backward(sequence) {
		for _, w := range s.waits[e] {
			days := 0
			if !w.declared {
				days = s.confirm[w.event]
			}
			d.Links[e] = append(d.Links[e], Wait{w.event, days})
			d.After[w.event] = max(d.After[w.event], days+s.takes[e]+d.After[e])
		}
	}
	return d
}

// LeastEnd returns a day before which no plan is over. The sequence is that of
// [Schedule.Earliest].
func (s *Schedule) LeastEnd(sequence []int) int {
	end, _ := s.Earliest(sequence)
	least := 0
	for e, day := range end {
		least = max(least, day+s.confirm[e])
	}
	return least
}

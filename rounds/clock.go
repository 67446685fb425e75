package rounds

// Clock bounds the days of a plan. It knows enough to see early that a plan takes
// too long; whether a whole plan keeps its dates is asked of Accepts.
type Clock struct {
	// Takes, Confirm and Release are, by event, the days it takes, the days until
	// it is confirmed, and the first day on which it may begin.
	Takes, Confirm, Release []int
	// Earliest is, by event, the first day on which it can have been performed at
	// all, and After how many days at least pass between the day on which it has
	// been performed and the end of the plan, Confirm included.
	Earliest, After []int
	// Due is, by event, the last day on which it may have been performed; NoDay
	// where there is none.
	Due []int
	// End is the last day on which the plan may be over; NoDay where there is none.
	End int
}

// NoDay stands for no day at all.
const NoDay = int(^uint(0) >> 1)

// pairs lists events of which the second cannot be of an earlier round than the
// first: if it were, the first would be performed after its due date, or the plan
// would not be over in time.
func (c *Clock) pairs() [][2]int {
	if c == nil {
		return nil
	}
	var pairs [][2]int
	for a := range c.Takes {
		latest := NoDay // the last day on which the round of a may begin
		if c.Due[a] != NoDay {
			latest = c.Due[a] - c.Takes[a]
		}
		if c.End != NoDay {
			latest = min(latest, c.End-c.After[a]-c.Takes[a])
		}
		for b := range c.Takes {
			if a != b && c.Earliest[b]+c.Confirm[b] > latest {
				pairs = append(pairs, [2]int{a, b})
			}
		}
	}
	return pairs
}

// narrowDays sees to it that due dates can still be kept and the plan can be over
// in time.
func (s *search) narrowDays(d domain) bool {
	c := s.p.Clock
	if c == nil {
		return true
	}
	begins, ends := s.days(d)
	for i, it := range s.items {
		for _, e := range it.events {
			for d.first[i] <= d.last[i] && c.Due[e] != NoDay && max(begins[d.last[i]], c.Release[e])+c.Takes[e] > c.Due[e] {
				d.last[i]--
				s.changed = true
			}
		}
		if d.first[i] > d.last[i] {
			return false
		}
	}
	return c.End == NoDay || s.overInTime(d, ends)
}

// days returns, by round, a day before which it cannot begin, and one before which
// it cannot be over.
func (s *search) days(d domain) (begins, ends []int) {
	c := s.p.Clock
	begins, ends = make([]int, s.k+2), make([]int, s.k+2)
	fixed := make([][]int, s.k+2)
	for i, it := range s.items {
		if d.first[i] == d.last[i] {
			fixed[d.first[i]] = append(fixed[d.first[i]], it.events...)
		}
		for _, e := range it.events {
			at := d.last[i]
			ends[at] = max(ends[at], c.Earliest[e]+c.Confirm[e])
		}
	}
	for n := 1; n <= s.k; n++ {
		begins[n] = ends[n-1]
		ends[n] = max(ends[n], begins[n])
		for _, e := range fixed[n] {
			ends[n] = max(ends[n], max(begins[n], c.Release[e])+c.Takes[e]+c.Confirm[e])
		}
	}
	return begins, ends
}

// overInTime reports whether what must follow each round still fits before the end.
func (s *search) overInTime(d domain, ends []int) bool {
	c := s.p.Clock
	after := make([]int, s.k+2)
	for i, it := range s.items {
		for _, e := range it.events {
			after[d.first[i]-1] = max(after[d.first[i]-1], c.Takes[e]+c.After[e])
		}
	}
	longest := make([]int, s.k+2)
	for i, it := range s.items {
		if d.first[i] == d.last[i] {
			for _, e := range it.events {
				longest[d.first[i]] = max(longest[d.first[i]], c.Takes[e]+c.Confirm[e])
			}
		}
	}
	for n := s.k; n >= 0; n-- {
		after[n] = max(after[n], after[n+1]+longest[n+1])
		if ends[n]+after[n] > c.End {
			return false
		}
	}
	return true
}

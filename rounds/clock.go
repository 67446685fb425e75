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
	// Links are, by event, what it waits for.
	Links [][]Link
	// Due is, by event, the last day on which it may have been performed; NoDay
	// where there is none.
	Due []int
	// End is the last day on which the plan may be over; NoDay where there is none.
	End int
}

// Link says that an event begins no earlier than some days after another, which
// comes before it in the order, has been performed.
type Link struct {
	After, Days int
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
	begins, done := s.days(d)
	for i, it := range s.items {
		for _, e := range it.events {
			if done[e] > c.Due[e] {
				return false
			}
			for d.first[i] <= d.last[i] && c.Due[e] != NoDay && max(begins[d.last[i]], c.Release[e])+c.Takes[e] > c.Due[e] {
				d.last[i]--
				s.changed = true
			}
		}
		if d.first[i] > d.last[i] {
			return false
		}
	}
	return c.End == NoDay || s.overInTime(d, begins, done)
}

// days returns, by round, a day before which it cannot begin, and by event one
// before which it cannot have been performed. Where every item has its round, they
// are the days themselves.
func (s *search) days(d domain) (begins, done []int) {
	c := s.p.Clock
	begins, done = make([]int, s.k+2), make([]int, len(c.Takes))
	for n := 1; n <= s.k; n++ {
		for _, e := range s.sequence {
			i := s.of[e]
			if d.first[i] == n {
				done[e] = c.Takes[e] + s.readyAt(e, begins[n], done)
			}
			if d.last[i] == n {
				begins[n+1] = max(begins[n+1], done[e]+c.Confirm[e])
			}
		}
		begins[n+1] = max(begins[n+1], begins[n])
	}
	return begins, done
}

// readyAt is the day on which e can begin in a round that begins on that day.
func (s *search) readyAt(e, day int, done []int) int {
	c := s.p.Clock
	day = max(day, c.Release[e], c.Earliest[e]-c.Takes[e])
	for _, l := range c.Links[e] {
		day = max(day, done[l.After]+l.Days)
	}
	return day
}

// overInTime sees to it that what must follow each round, and each event, still
// fits before the end, wherever it stands.
func (s *search) overInTime(d domain, begins, done []int) bool {
	c := s.p.Clock
	rest := s.rest(d)
	for n := 0; n <= s.k; n++ {
		if begins[n+1]+rest[n] > c.End {
			return false
		}
	}
	for e, i := range s.of {
		if done[e]+max(c.After[e], c.Confirm[e]+rest[d.last[i]]) > c.End {
			return false
		}
		over := func(n int) bool {
			return max(begins[n], c.Release[e])+c.Takes[e]+c.Confirm[e]+rest[n] > c.End
		}
		for ; d.first[i] <= d.last[i] && over(d.first[i]); d.first[i]++ {
			s.changed = true
		}
		for ; d.first[i] <= d.last[i] && over(d.last[i]); d.last[i]-- {
			s.changed = true
		}
		if d.first[i] > d.last[i] {
			return false
		}
	}
	return true
}

// rest returns, by round, how many days at least follow its end: what stands in
// some of the rounds from n to m makes those take as long as it does.
func (s *search) rest(d domain) []int {
	c := s.p.Clock
	rest, length := make([]int, s.k+2), make([]int, len(c.Takes))
	starting := make([][]int, s.k+2)
	for _, e := range s.sequence {
		n := d.first[s.of[e]]
		starting[n] = append(starting[n], e)
		length[e] = c.Takes[e] + s.behind(e, n, d, length)
	}
	for n := s.k; n >= 1; n-- {
		rest[n-1] = rest[n]
		for _, e := range starting[n] {
			rest[n-1] = max(rest[n-1], c.Takes[e]+c.After[e], length[e]+c.Confirm[e]+rest[d.last[s.of[e]]])
		}
	}
	return rest
}

// behind is how long e waits at least, from the beginning of its round, for what is
// certain to stand in that round before it; 0 where its round is not certain.
func (s *search) behind(e, n int, d domain, length []int) int {
	days := 0
	for _, l := range s.p.Clock.Links[e] {
		if j := s.of[l.After]; d.last[s.of[e]] == n && d.first[j] == n && d.last[j] == n {
			days = max(days, length[l.After]+l.Days)
		}
	}
	return days
}

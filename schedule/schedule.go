// Package schedule puts rounds on days: how long each step takes, when it may
// start, when it is due, and which due dates an order of rounds does not meet.
//
// Days are counted from the beginning of the agreement (day 0). Durations that
// nobody controls count at their longest: a plan that meets its dates then meets
// them in every case. A duration that the text leaves open counts as 0 days, so
// that every date computed here is "at the earliest".
//
// Where durations are ranges, the longest is not always the worst: a step that
// has to follow another within some days may come too late when the other one is
// done early. [Schedule.Network] puts rounds into a temporal network, and
// [Network.Controllable] says whether all dates can be met whatever the durations
// come out as, by somebody who learns of them as they end.
package schedule

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// Schedule is the time side of a course.
type Schedule struct {
	course *agreement.Course
	begins calendar.Day
	dated  bool // the agreement says when it begins

	takes, confirm []int // by event, days
	release        []int // by event, the first day on which it may start
	releases       []release
	// waits[e] are the events that e waits for, and whether for their
	// declaration only.
	waits [][]wait
	// Limits are all conditions on time, those of due dates first.
	limits []Limit
}

type wait struct {
	event    int
	declared bool
}

// release keeps an event from starting before a day.
type release struct {
	event, day int
	demand     *agreement.Demand // nil where the step itself says so
	place      diag.Place
}

// Limit is one condition on time: event To ends at most Days days after event
// From ends, or after the beginning when From is -1.
type Limit struct {
	From, To int
	Days     int
	// Due is the date where the limit is one.
	Due    calendar.Day
	Demand *agreement.Demand // nil where the step itself says so
	Place  diag.Place
}

// New reads the time side of the course. Due dates count only where the
// agreement says when it begins; so do dates before which a step may not start.
func New(c *agreement.Course) *Schedule {
	n := len(c.Events)
	s := &Schedule{
		course: c, takes: make([]int, n), confirm: make([]int, n), release: make([]int, n), waits: make([][]wait, n),
		begins: c.Agreement.Begins.V, dated: c.Agreement.Begins.Given,
	}
	for e, event := range c.Events {
		for _, u := range event.Units {
			s.addUnit(e, u)
		}
	}
	for _, d := range c.Asked {
		s.addDemand(d)
	}
	for _, k := range c.Clocks {
		s.limits = append(s.limits, Limit{From: k.From, To: k.To, Days: k.Days, Demand: k.Demand, Place: k.Place})
	}
	for _, e := range c.Edges {
		s.waits[e.After] = append(s.waits[e.After], wait{e.Before, e.Declared})
	}
	return s
}

func (s *Schedule) addUnit(event, unit int) {
	u := s.course.Units[unit]
	s.takes[event] = max(s.takes[event], u.Step.Takes.V.Max)
	if len(u.Step.VerifiedBy) > 0 {
		s.confirm[event] = max(s.confirm[event], u.Step.VerifyIn.V)
	}
	if w := u.Step.NotBefore; w.Given {
		s.addRelease(event, w.V, nil, w.Place)
	}
	lastPart := u.Part == 0 || u.Part == u.Step.PartCount()
	if w := u.Step.Due; w.Given && lastPart {
		s.addDue(event, w.V, nil, w.Place)
	}
}

func (s *Schedule) addDemand(d *agreement.Demand) {
	if d.Kind == agreement.Within {
		s.addWithin(d)
	}
	if d.Kind != agreement.By && d.Kind != agreement.NotBefore {
		return
	}
	units := s.course.UnitsOf(d.Steps[0])
	for k, u := range units {
		switch e := s.course.EventOf(u); {
		case e < 0:
		case d.Kind == agreement.NotBefore:
			s.addRelease(e, d.When, d, d.That)
		case k == len(units)-1:
			s.addDue(e, d.When, d, d.That)
		}
	}
}

// addWithin makes a due date of the days after something that has been performed
// on a known day. Among events it is a clock of the course.
func (s *Schedule) addWithin(d *agreement.Demand) {
	on, done := s.course.Done(d.Steps[0])
	units := s.course.UnitsOf(d.Steps[1])
	if !done || !on.Given || len(units) == 0 {
		return
	}
	if e := s.course.EventOf(units[len(units)-1]); e >= 0 {
		s.addDue(e, agreement.When{Span: calendar.On(on.V.Add(d.Days))}, d, d.That)
	}
}

// addRelease keeps the event from starting before the last day that the text
// can mean, so that no reading of it is offended.
func (s *Schedule) addRelease(event int, w agreement.When, d *agreement.Demand, place diag.Place) {
	if span, ok := s.course.Resolve(w); ok && s.dated {
		day := span.Last.Sub(s.begins)
		s.release[event] = max(s.release[event], day)
		s.releases = append(s.releases, release{event, day, d, place})
	}
}

// addDue makes the first day that the text can mean the due date.
func (s *Schedule) addDue(event int, w agreement.When, d *agreement.Demand, place diag.Place) {
	if span, ok := s.course.Resolve(w); ok && s.dated {
		s.limits = append(s.limits, Limit{
			From: -1, To: event, Days: span.First.Sub(s.begins), Due: span.First, Demand: d, Place: place,
		})
	}
}

// Limits returns all conditions on time. The slice must not be changed.
func (s *Schedule) Limits() []Limit { return s.limits }

// Free reports whether time cannot rule out any order.
func (s *Schedule) Free() bool { return len(s.limits) == 0 }

// Unlimited returns the same schedule without conditions on time.
func (s *Schedule) Unlimited() *Schedule {
	free := *s
	free.limits = nil
	return &free
}

// PutOff returns the same schedule with each condition on time relaxed by its
// number of days, in the order of Limits.
func (s *Schedule) PutOff(days []int) *Schedule {
	relaxed := *s
	relaxed.limits = slices.Clone(s.limits)
	for i := range relaxed.limits {
		relaxed.limits[i].Days += days[i]
	}
	return &relaxed
}

// LeastLate returns, by limit, how many days late it must be passed whatever the
// rounds, because of what its event waits for alone; 0 where that says nothing.
// The sequence is that of [Schedule.Earliest].
func (s *Schedule) LeastLate(sequence []int) []int {
	end, _ := s.Earliest(sequence)
	late := make([]int, len(s.limits))
	for i, l := range s.limits {
		if l.From < 0 {
			late[i] = max(0, end[l.To]-l.Days)
		}
	}
	return late
}

// LateBy returns by how many days the rounds, each on its earliest day, pass the
// limit that they pass by most; 0 when they pass none.
func (s *Schedule) LateBy(rounds [][]int) int {
	t := s.lay(rounds, make([]int, len(rounds)))
	most := 0
	for _, l := range s.limits {
		if !t.met(l) {
			from := 0
			if l.From >= 0 {
				from = t.End[l.From]
			}
			most = max(most, t.End[l.To]-from-l.Days)
		}
	}
	return most
}

// Delayable reports whether it never helps to start a round later than one can:
// true unless some limit counts from a step.
func (s *Schedule) Delayable() bool {
	for _, l := range s.limits {
		if l.From >= 0 {
			return false
		}
	}
	return true
}

// Dated reports whether days can be told as dates.
func (s *Schedule) Dated() bool { return s.dated }

// Date returns the date of a day of the schedule.
func (s *Schedule) Date(day int) calendar.Day { return s.begins.Add(day) }

// Times are the days of a list of rounds.
type Times struct {
	// RoundStart and RoundEnd are by round; End is by event, -1 for those in no round.
	RoundStart, RoundEnd []int
	End                  []int
}

// Timetable puts the rounds on their earliest days. A round starts when the one
// before it has ended; it ends when all of it is performed and confirmed. Steps
// of one round run side by side, except that a step waits for those of its own
// performer that come before it. Where limits count from steps, rounds are
// started later if that meets them. It returns the limits that cannot be met;
// the times are then the earliest, those limits set aside.
func (s *Schedule) Timetable(rounds [][]int) (Times, []Limit) {
	delay := make([]int, len(rounds)) // the earliest start that the limits force
	t := s.lay(rounds, delay)
	// Each pass moves at least one round later; a round that is moved more often
	// than there are rounds and limits is driven by a circle that nothing ends.
	for range (len(rounds) + 1) * (len(s.limits) + 1) {
		if !s.postpone(rounds, t, delay) {
			break
		}
		t = s.lay(rounds, delay)
	}
	if missed := s.missed(t); len(missed) > 0 {
		t = s.lay(rounds, make([]int, len(rounds)))
		return t, s.missed(t)
	}
	return t, nil
}

// postpone raises the delay of the round of each From that ends too early for
// its To, and reports whether anything moved.
func (s *Schedule) postpone(rounds [][]int, t Times, delay []int) bool {
	moved := false
	for _, l := range s.limits {
		if l.From < 0 || t.met(l) {
			continue
		}
		from, to := roundOf(rounds, l.From), roundOf(rounds, l.To)
		if to > from { // within one round, or backwards, waiting does not help
			delay[from] = max(delay[from], t.RoundStart[from]+t.End[l.To]-l.Days-t.End[l.From])
			moved = true
		}
	}
	return moved
}

func roundOf(rounds [][]int, event int) int {
	for r, events := range rounds {
		for _, e := range events {
			if e == event {
				return r
			}
		}
	}
	return -1
}

// met reports whether the limit holds, as far as its events have a time.
func (t Times) met(l Limit) bool {
	switch {
	case t.End[l.To] < 0:
		return true
	case l.From < 0:
		return t.End[l.To] <= l.Days
	}
	return t.End[l.From] < 0 || t.End[l.To] <= t.End[l.From]+l.Days
}

func (s *Schedule) missed(t Times) []Limit {
	var missed []Limit
	for _, l := range s.limits {
		if !t.met(l) {
			missed = append(missed, l)
		}
	}
	return missed
}

func (s *Schedule) lay(rounds [][]int, delay []int) Times {
	t := Times{End: make([]int, len(s.takes))}
	for e := range t.End {
		t.End[e] = -1
	}
	now := 0
	for r, events := range rounds {
		now = max(now, delay[r])
		t.RoundStart = append(t.RoundStart, now)
		now = s.Round(now, events, t.End)
		t.RoundEnd = append(t.RoundEnd, now)
	}
	return t
}

// Round performs the events of one round from the day start on, notes in end
// when each is performed, and returns the day on which all is confirmed. The
// events may stand in any sequence.
func (s *Schedule) Round(start int, events []int, end []int) int {
	for _, e := range events {
		end[e] = -1
	}
	over := start
	for left := len(events); left > 0; {
		before := left
		for _, e := range events {
			if end[e] >= 0 {
				continue
			}
			if day, ok := s.startOf(e, start, events, end); ok {
				end[e] = max(day, s.release[e]) + s.takes[e]
				over = max(over, end[e]+s.confirm[e])
				left--
			}
		}
		if left == before {
			panic(fmt.Sprintf("schedule: events %v of one round wait for one another", events))
		}
	}
	return over
}

// startOf returns the first day for e in a round that begins on the day start,
// and false while something of the same round that it waits for has no end.
func (s *Schedule) startOf(e, start int, events, end []int) (int, bool) {
	day := start
	for _, w := range s.waits[e] {
		inRound := false
		for _, other := range events {
			inRound = inRound || other == w.event
		}
		switch {
		case !inRound:
		case end[w.event] < 0:
			return 0, false
		case w.declared:
			day = max(day, end[w.event])
		default:
			day = max(day, end[w.event]+s.confirm[w.event])
		}
	}
	return day, true
}

// Earliest returns, by event, the first day on which it can be performed when
// nothing but what it waits for holds it up, and the event it waited for last
// (-1 for none). The course must be free of circles; sequence lists its events
// so that each stands behind all it waits for.
func (s *Schedule) Earliest(sequence []int) (end, last []int) {
	end, last = make([]int, len(s.takes)), make([]int, len(s.takes))
	for _, e := range sequence {
		day := s.release[e]
		last[e] = -1
		for _, w := range s.waits[e] {
			ready := end[w.event]
			if !w.declared {
				ready += s.confirm[w.event]
			}
			if ready > day || ready == day && last[e] < 0 {
				day, last[e] = max(day, ready), w.event
			}
		}
		end[e] = day + s.takes[e]
	}
	return end, last
}

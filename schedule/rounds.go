package schedule

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// RoundNetwork is the temporal network of a plan's rounds. Its nodes are the
// beginning and end of each round, and the beginning and performance of each
// event in them; what a step takes is a link.
type RoundNetwork struct {
	lines
	// Start and End are, by round, the nodes of its beginning and its end.
	Start, End []int
	// Begun and Performed are, by event, the nodes of its beginning and its
	// performance; -1 for events in no round.
	Begun, Performed []int

	round []int // by event, or -1
}

// Network returns the temporal network of a plan's rounds.
//
// It means by rounds what [Schedule.Timetable] means: a round begins when the one
// before it is over at the earliest, and is over when all of it is performed and
// confirmed; a step begins when its round does at the earliest, not before its
// day, and after what it waits for within its round. On longest durations the
// earliest days of the two are the same. In one thing the network is wider: a
// step may also begin later than it could, on its own, where Timetable, to meet a
// limit that counts from a step, starts the round later as a whole.
//
// The days from performance to confirmation count in full: to wait them out is
// always possible and never too little.
func (s *Schedule) Network(rounds [][]int) *RoundNetwork {
	none := slices.Repeat([]int{-1}, len(s.takes))
	p := &RoundNetwork{
		lines: lines{Network: NewNetwork("the beginning"), schedule: s, limits: s.limits},
		Begun: slices.Clone(none), Performed: slices.Clone(none), round: slices.Clone(none),
	}
	for r, events := range rounds {
		p.addRound(r, events)
	}
	for _, e := range s.course.Edges {
		if r := p.round[e.After]; r >= 0 && r == p.round[e.Before] {
			p.addWait(e)
		}
	}
	for _, r := range s.releases {
		if p.round[r.event] >= 0 && r.day > 0 {
			p.add(origin{event: r.event, demand: r.demand}, Edge{From: p.Begun[r.event], To: 0, Days: -r.day, Reason: Reason{s.released(r), r.place}})
		}
	}
	for _, l := range s.limits {
		p.limit = append(p.limit, p.addLimit(l))
	}
	return p
}

// nobody is the origin of what follows from the rounds alone.
var nobody = origin{event: -1}

// wanted names the demand that a line comes from; nothing where the text itself
// says so.
func wanted(d *agreement.Demand) string {
	if d == nil {
		return ""
	}
	return fmt.Sprintf(" (demand %q)", d.ID)
}

func (p *RoundNetwork) addRound(r int, events []int) {
	start := p.AddNode(fmt.Sprintf("the beginning of round %d", r+1))
	end := p.AddNode(fmt.Sprintf("the end of round %d", r+1))
	p.Start, p.End = append(p.Start, start), append(p.End, end)
	if r > 0 {
		text := fmt.Sprintf("round %d begins when round %d is over", r+1, r)
		p.add(nobody, Edge{From: start, To: p.End[r-1], Reason: Reason{Text: text}})
	}
	for _, e := range events {
		p.addEvent(r, e)
	}
	if len(events) == 0 {
		text := fmt.Sprintf("round %d is over after it begins", r+1)
		p.add(nobody, Edge{From: end, To: start, Reason: Reason{Text: text}})
	}
}

func (p *RoundNetwork) addEvent(r, e int) {
	label := p.label(e)
	p.round[e] = r
	p.Begun[e], p.Performed[e] = p.AddNode("the beginning of "+label), p.AddNode("the performance of "+label)
	text := fmt.Sprintf("%s is performed in round %d", label, r+1)
	p.add(nobody, Edge{From: p.Begun[e], To: p.Start[r], Reason: Reason{Text: text}})

	takes, _ := p.schedule.duration(e)
	p.link(origin{event: e}, Link{From: p.Begun[e], To: p.Performed[e], Least: takes.Min, Most: takes.Max, Reason: p.schedule.taking(e)})

	days, place := p.schedule.confirmation(e)
	of := nobody
	if days > 0 {
		of = origin{event: e, confirms: true}
	}
	text = fmt.Sprintf("round %d is over when %s is performed%s", r+1, label, confirmed(days))
	p.add(of, Edge{From: p.End[r], To: p.Performed[e], Days: -days, Reason: Reason{text, place}})
}

func span(d agreement.Days) string {
	if d.Min == d.Max {
		return dayCount(d.Max)
	}
	return fmt.Sprintf("%d to %s", d.Min, dayCount(d.Max))
}

func confirmed(days int) string {
	if days == 0 {
		return ""
	}
	return fmt.Sprintf(" and confirmed, %s later", dayCount(days))
}

// duration is how long the event takes, and where the text says so: of the steps
// of an exchange, the one that may take longest.
func (s *Schedule) duration(event int) (takes agreement.Days, place diag.Place) {
	for _, u := range s.course.Events[event].Units {
		t := s.course.Units[u].Step.Takes
		if t.Given && (t.V.Max > takes.Max || !place.Known()) {
			place = t.Place
		}
		takes.Min, takes.Max = max(takes.Min, t.V.Min), max(takes.Max, t.V.Max)
	}
	return takes, place
}

// confirmation is how many days after it is performed the event is confirmed, and
// where the text says so.
func (s *Schedule) confirmation(event int) (days int, place diag.Place) {
	for _, u := range s.course.Events[event].Units {
		if step := s.course.Units[u].Step; len(step.VerifiedBy) > 0 && step.VerifyIn.V > days {
			days, place = step.VerifyIn.V, step.VerifyIn.Place
		}
	}
	return days, place
}

// addWait lets an event wait for another one of its round.
func (p *RoundNetwork) addWait(e agreement.Edge) {
	days := 0
	if !e.Declared {
		days = p.schedule.confirm[e.Before]
	}
	text := fmt.Sprintf("%s waits until %s is performed%s%s", p.label(e.After), p.label(e.Before), confirmed(days), wanted(e.Demand))
	p.add(origin{event: e.After, demand: e.Demand}, Edge{From: p.Begun[e.After], To: p.Performed[e.Before], Days: -days, Reason: Reason{text, e.Place}})
}

// addLimit adds a condition on time and returns the number of its edge; -1 where
// it speaks of an event in no round.
func (p *RoundNetwork) addLimit(l Limit) int {
	if p.round[l.To] < 0 || l.From >= 0 && p.round[l.From] < 0 {
		return -1
	}
	from, text := 0, fmt.Sprintf("%s is due on %s", p.label(l.To), l.Due)
	if l.From >= 0 {
		from = p.Performed[l.From]
		text = fmt.Sprintf("%s is due at most %s after %s", p.label(l.To), dayCount(l.Days), p.label(l.From))
	}
	return p.add(origin{event: l.To, demand: l.Demand}, Edge{From: from, To: p.Performed[l.To], Days: l.Days, Reason: Reason{text + wanted(l.Demand), l.Place}})
}

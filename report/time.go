package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/conflict"
	"detente/plan"
	"detente/schedule"
)

// Critical is the chain that decides on which day the plan shown is over: the
// days of its legs sum to that day.
type Critical struct {
	Day  int     `json:"day"`
	On   *string `json:"on"` // the date, null where the text does not say when it begins
	Legs []Leg   `json:"legs"`
}

// Leg is one stretch of that chain.
type Leg struct {
	// Kind is one of the words of package schedule: not_before, takes, confirmed,
	// put_off.
	Kind  string   `json:"kind"`
	Round int      `json:"round"`
	Steps []string `json:"steps"`
	Days  int      `json:"days"`
	Text  string   `json:"text"` // a clause without a full stop
	// Owners are who performs the steps or confirms them, or whose demand it is.
	Owners []string `json:"owners"`
	Place  *Place   `json:"place"`
}

// Date is a condition on time, and what it leaves or what breaks it.
type Date struct {
	Step string `json:"step"`
	// After is the step that Within, the most days allowed, counts from; both are
	// null for a due date, and Due is for anything else.
	After  *string  `json:"after"`
	Within *int     `json:"within"`
	Due    *string  `json:"due"`
	Demand *string  `json:"demand"` // null where the step itself says so
	Owners []string `json:"owners"`
	Place  *Place   `json:"place"`
	// Ends is the day on which the plan shown performs the step, by the longest
	// durations, and On its date, null as for Critical.
	Ends int     `json:"ends"`
	On   *string `json:"on"`
	// Spare is by how many days the condition could be tightened; less than 0, by
	// how many it has to be loosened at least; null where nothing limits it.
	Spare *int `json:"spare"`
	// Judgement is promised, late_start, longest, luck or never; met or missed
	// where the plan is too large to look beyond the days shown.
	Judgement string `json:"judgement"`
	Text      string `json:"text"`
	// Breaks is, for longest, luck and never, the chain that breaks it.
	Breaks []Link `json:"breaks"`
}

// Link is one line of a chain that breaks a date.
type Link struct {
	Text   string   `json:"text"` // a clause without a full stop
	Owners []string `json:"owners"`
	Place  *Place   `json:"place"` // null for what follows from the rounds alone
}

// reaction is how many days pass until others act on what has happened.
const reaction = 1

// mostTimed is up to how many steps of a plan its dates are looked into beyond
// the days that are shown: more would take seconds.
const mostTimed = 150

// clock is a plan with its days.
type clock struct {
	*plan.Result
	sched  *schedule.Schedule
	rounds [][]int
	times  schedule.Times
	late   []schedule.Limit // those that the days shown do not meet
}

// time says what decides the end, and what each condition on time leaves.
func (p *Plan) time(r *plan.Result) {
	p.Dates = []Date{}
	if len(r.Rounds) == 0 {
		return
	}
	c := newClock(r)
	p.Critical = c.critical()
	p.Dates = append(p.Dates, c.dates()...)
}

func newClock(r *plan.Result) clock {
	c := clock{Result: r, sched: schedule.New(r.Course)}
	for _, round := range r.Rounds {
		c.rounds = append(c.rounds, round.Events)
	}
	c.times, c.late = c.sched.Timetable(c.rounds)
	return c
}

func (c clock) date(on int) *string {
	if !c.sched.Dated() {
		return nil
	}
	return day(c.sched.Date(on))
}

func (c clock) critical() *Critical {
	end := c.times.RoundEnd[len(c.rounds)-1]
	out := &Critical{Day: end, On: c.date(end), Legs: []Leg{}}
	for _, l := range c.sched.Critical(c.rounds) {
		leg := Leg{
			Kind: string(l.Kind), Round: l.Round + 1, Steps: []string{}, Days: l.Days, Text: l.Reason.Text,
			Owners: list(c.sched.Owners(l)), Place: place(l.Reason.Place),
		}
		if l.Event >= 0 {
			leg.Steps = c.Course.UnitNames(l.Event)
		}
		out.Legs = append(out.Legs, leg)
	}
	return out
}

// dates tells every condition on time on steps of the plan, those of due dates
// first, else in the order of the text.
func (c clock) dates() []Date {
	var all []Date
	if len(c.Course.Events) > mostTimed {
		for _, l := range c.sched.Limits() {
			if c.planned(l) {
				all = append(all, c.shown(l))
			}
		}
		return all
	}
	network := c.sched.Network(c.rounds)
	for _, m := range network.Margins(reaction) {
		if c.planned(m.Limit) {
			all = append(all, c.margin(network, m))
		}
	}
	return all
}

// planned reports whether the plan performs what the limit is about.
func (c clock) planned(l schedule.Limit) bool {
	return c.times.End[l.To] >= 0 && (l.From < 0 || c.times.End[l.From] >= 0)
}

// newDate is what there is to say of a limit whatever it leaves.
func (c clock) newDate(l schedule.Limit) Date {
	end := c.times.End[l.To]
	out := Date{Step: c.step(l, l.To), Owners: []string{}, Place: place(l.Place), Ends: end, On: c.date(end), Breaks: []Link{}}
	if l.From < 0 {
		out.Due = day(l.Due)
	} else {
		after := c.step(l, l.From)
		out.After, out.Within = &after, &l.Days
	}
	if l.Demand != nil {
		out.Demand = &l.Demand.ID
		if l.Demand.Of.Given {
			out.Owners = append(out.Owners, l.Demand.Of.V.ID)
		}
	} else {
		for _, u := range c.Course.Events[l.To].Units {
			if s := c.Course.Units[u].Step; s.Due.Place == l.Place {
				out.Owners = actors(s)
			}
		}
	}
	return out
}

// step names the step of an event that the limit is about: of an exchange the one
// that the limit names.
func (c clock) step(l schedule.Limit, event int) string { return stepOf(c.Course, l, event) }

func stepOf(c *agreement.Course, l schedule.Limit, event int) string {
	names := c.UnitNames(event)
	for k, u := range c.Events[event].Units {
		s := c.Units[u].Step
		if l.Demand == nil && event == l.To && s.Due.Given && s.Due.Place == l.Place {
			return names[k]
		}
		if l.Demand == nil {
			continue
		}
		for _, x := range l.Demand.Steps {
			if x.ID == s.ID {
				return names[k]
			}
		}
	}
	return names[len(names)-1]
}

// shown says what the days shown leave to a limit, and looks no further.
func (c clock) shown(l schedule.Limit) Date {
	out := c.newDate(l)
	spare := l.Days - c.times.End[l.To]
	if l.From >= 0 {
		spare += c.times.End[l.From]
	}
	out.Spare = &spare
	switch {
	case spare < 0:
		out.Judgement = "missed"
	case c.sched.Delayable(): // then the longest durations are the worst
		out.Judgement = "promised"
	default:
		out.Judgement = "met"
	}
	out.Text = c.sentence(l, out)
	return out
}

// margin says what a limit leaves whatever the durations come out as.
func (c clock) margin(network *schedule.RoundNetwork, m schedule.Margin) Date {
	out := c.newDate(m.Limit)
	if m.Slack != schedule.Unbounded {
		out.Spare = &m.Slack
	}
	out.Judgement = c.judgement(m)
	out.Text = c.sentence(m.Limit, out)
	if m.Conflict == nil {
		return out
	}
	told := map[string]bool{}
	for _, pass := range m.Conflict.Passes {
		if text := network.Tell(pass); !told[text] {
			told[text] = true
			out.Breaks = append(out.Breaks, Link{text, list(network.Owners(pass)), place(network.Reason(pass).Place)})
		}
		if other, ok := network.Limit(pass); ok && other != m.Limit && !told[other.Place.String()] {
			told[other.Place.String()] = true
			out.Text += fmt.Sprintf(" This is so while %s.", c.condition(other))
		}
	}
	return out
}

func (c clock) judgement(m schedule.Margin) string {
	met := true
	for _, l := range c.late {
		met = met && l != m.Limit
	}
	switch {
	case m.Conflict == nil && met:
		return "promised"
	case m.Conflict == nil:
		return "late_start"
	case m.Conflict.Certain:
		return "never"
	case met:
		return "longest"
	}
	return "luck"
}

// condition says a limit as a clause, with whose it is.
func (c clock) condition(l schedule.Limit) string {
	text := fmt.Sprintf("%s is due on %s", c.step(l, l.To), l.Due)
	if l.From >= 0 {
		text = fmt.Sprintf("%s is due at most %s after %s", c.step(l, l.To), Days(l.Days), c.step(l, l.From))
	}
	if l.Demand != nil {
		text += fmt.Sprintf(" (demand %q of %s)", l.Demand.ID, conflict.Owner(c.Course, l.Demand))
	}
	return text
}

// sentence says what the limit leaves, or by how much it is not met.
func (c clock) sentence(l schedule.Limit, d Date) string {
	text := c.condition(l)
	spare := ", and has any number of days to spare"
	if d.Spare != nil {
		spare = fmt.Sprintf(", and has %s to spare", Days(*d.Spare))
	}
	switch d.Judgement {
	case "promised":
		return text + spare + "."
	case "met":
		return text + spare + " on the days shown."
	case "missed":
		return fmt.Sprintf("%s, and on the days shown it is missed by %s.", text, Days(-*d.Spare))
	case "late_start":
		return fmt.Sprintf("%s. On the days shown, on which a round begins as a whole, it is missed; where %s begins later than its round, it is met%s.", text, c.step(l, l.From), spare)
	case "longest":
		text += ". On the days shown, on which everything takes its longest, that is met; it cannot be promised, because durations may come out otherwise."
	case "luck":
		text += ", and that cannot be promised: it is met only if something takes less than its longest."
	case "never":
		text += ", and that cannot be met by these rounds, however short everything comes out."
	}
	return text + fmt.Sprintf(" It could be promised with %s more: %s.", Days(-*d.Spare), c.loosened(l, -*d.Spare))
}

// loosened says the limit with so many days more.
func (c clock) loosened(l schedule.Limit, days int) string {
	if l.From < 0 {
		return fmt.Sprintf("due on %s", l.Due.Add(days))
	}
	return "at most " + Days(l.Days+days)
}

// Days says a number of days.
func Days(n int) string {
	switch n {
	case 0:
		return "no day"
	case 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// mostNamed is how many steps a sentence on what is not given names.
const mostNamed = 5

// timed says what the days of the plan rest on.
func timed(r *plan.Result) []string {
	if len(r.Rounds) == 0 {
		return nil
	}
	sched := schedule.New(r.Course)
	if sched.Free() && r.Rounds[len(r.Rounds)-1].Ends == 0 {
		return nil
	}
	var said []string
	if ranged(r.Course) {
		said = append(said, "A range of days counts at its longest on the days shown.")
		if !sched.Free() {
			said[0] += " What is said of a date holds whatever the durations come out as, for those who learn on the day itself that a step has been performed, and act on it from the next day on."
		}
	}
	if len(r.Course.Events) > mostTimed && !sched.Delayable() {
		said = append(said, fmt.Sprintf("The plan has more than %d steps: what its dates leave is said for the days shown, and not for whatever the durations may come out as.", mostTimed))
	}
	return append(said, earliestOnly(r, sched)...)
}

// earliestOnly says that days are at the earliest where durations are not given.
func earliestOnly(r *plan.Result, sched *schedule.Schedule) []string {
	open := unknown(r.Course)
	if len(open) == 0 {
		return nil
	}
	said, each := and(open), "which counts as no day"
	if more := len(open) - mostNamed; more > 0 {
		said = fmt.Sprintf("%s and %d more", strings.Join(open[:mostNamed], ", "), more)
	}
	if len(open) > 1 {
		each = "and each counts as no day"
	}
	if !sched.Free() {
		each += "; a date may have less to spare than is said"
	}
	return []string{fmt.Sprintf("All days are at the earliest: how long it takes is not given for %s, %s.", said, each)}
}

// ranged reports whether something in the plan takes a range of days.
func ranged(c *agreement.Course) bool {
	for u, unit := range c.Units {
		if d := unit.Step.Takes.V; d.Min < d.Max && c.EventOf(u) >= 0 {
			return true
		}
	}
	return false
}

// unknown names the steps still to be performed whose duration is not given.
func unknown(c *agreement.Course) []string {
	var names []string
	for u, unit := range c.Units {
		if c.EventOf(u) >= 0 && !unit.Step.Takes.Given && !slices.Contains(names, unit.Step.ID) {
			names = append(names, unit.Step.ID)
		}
	}
	return names
}

package report

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/conflict"
	"detente/schedule"
)

// Time is what the dates and durations of a text leave, without a plan:
// "detente.time/1".
type Time struct {
	Format    string   `json:"format"`
	Input     string   `json:"input"`
	Agreement string   `json:"agreement"`
	Title     string   `json:"title"`
	Private   []string `json:"private"`
	Without   []string `json:"without"`
	Performed []Taken  `json:"performed"`

	// Rule is how days are counted, Zone the time zone in which the text means them,
	// null where it names none; Begins is day 0, null where the text does not say.
	Rule   string  `json:"rule"`
	Zone   *string `json:"zone"`
	Begins *string `json:"begins"`
	// Reaction is how many days pass until others act on what has happened.
	Reaction int `json:"reaction"`

	// Verdict is promised, reading, luck, never or undated, and Text says it.
	Verdict string `json:"verdict"`
	Text    string `json:"text"`
	// Exact says whether what the dates have to spare holds whatever the durations
	// come out as; otherwise it is what the longest durations leave.
	Exact bool `json:"exact"`

	Dates    []Due       `json:"dates"`
	Steps    []StepDays  `json:"steps"`
	Critical *TimeChain  `json:"critical"` // null where nothing takes time
	Anchors  []AnchorDay `json:"anchors"`
	Endings  []Ending    `json:"endings"`
	Instants []Instant   `json:"instants"`
	Open     []OpenTime  `json:"open"`
	Actors   []Named     `json:"actors"`
}

// Named is an actor with what people call it.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Day is a day: how many days after the beginning, and its date. The first is null
// where the text does not say when it begins but has dates, the second where it has
// neither.
type Day struct {
	Day *int    `json:"day"`
	On  *string `json:"on"`
}

// TimeChain is a chain of lines that decides a day.
type TimeChain struct {
	Ends  Day         `json:"ends"`
	Lines []ChainLine `json:"lines"`
}

// ChainLine is one line of a chain whose days add up.
type ChainLine struct {
	Text string `json:"text"` // a clause without a full stop
	// Days are what it adds, and Until the day after it; days after where the chain
	// begins, if that is not the beginning of the agreement.
	Days   int      `json:"days"`
	Until  Day      `json:"until"`
	Owners []string `json:"owners"`
	Place  *Place   `json:"place"`
}

// StepDays are the days of a step, of a part of one, or of an exchange.
type StepDays struct {
	Steps    []string `json:"steps"`
	Exchange *string  `json:"exchange"`
	Owners   []string `json:"owners"`
	Place    *Place   `json:"place"`
	// Takes is how many days it takes, at least and at most; null where that is not given.
	Takes *Range `json:"takes"`
	// Soonest is the first day on which it can begin if durations come out as one
	// would choose, Counted the first that can be counted on, Latest the last on which
	// everything can still be promised; null where the text gives no such day.
	Soonest *Day `json:"soonest"`
	Counted *Day `json:"counted"`
	Latest  *Day `json:"latest"`
	// Done is the first day on which it can be counted on as performed.
	Done *Day `json:"done"`
	// Slack is by how many days it may begin later than Counted; null where nothing
	// limits it, and where Follows: its day follows something whose length nobody
	// controls, so that no day can be given for it beforehand.
	Slack    *int `json:"slack"`
	Follows  bool `json:"follows"`
	Critical bool `json:"critical"` // it stands in the chain that decides the end
}

// Range is a number of days at least and at most.
type Range struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// Due is a condition on time, and what it leaves or what breaks it.
type Due struct {
	Step   string   `json:"step"`
	After  *string  `json:"after"`
	Within *int     `json:"within"`
	Due    *string  `json:"due"`
	Demand *string  `json:"demand"`
	Owners []string `json:"owners"`
	Place  *Place   `json:"place"`
	// Done is the first day on which the step can be counted on as performed.
	Done *Day `json:"done"`
	// Slack is by how many days the condition could be tightened; less than 0, by how
	// many it has to be loosened at least; null where nothing limits it.
	Slack *int `json:"slack"`
	// Judgement is promised, reading (promised in some readings of the dates only),
	// luck or never.
	Judgement string `json:"judgement"`
	Text      string `json:"text"`
	// From names the day that the chain counts from, where that is not the beginning.
	From *string `json:"from"`
	// Chain is what breaks it, and Short by how many days; [] where it holds.
	Chain []ChainLine `json:"chain"`
	Short int         `json:"short"`
	// Both says that the chain has a duration at its shortest, and so tells what a day
	// fixed beforehand would have to bear.
	Both bool `json:"both"`
	// Deciders are durations each of which alone, cut short, would let it be promised.
	Deciders []Decider `json:"deciders"`
}

// Decider is a duration that decides whether a date is met.
type Decider struct {
	Steps []string `json:"steps"`
	Most  int      `json:"most"` // in days; it may take longer by the text
}

// OpenTime is something of which no day can be told.
type OpenTime struct {
	Text  string  `json:"text"`
	Step  *string `json:"step"`
	Place *Place  `json:"place"`
}

// NewTime says what the time of a course leaves.
func NewTime(input string, c *agreement.Course) Time {
	a := c.Agreement
	x := chronicle{o: schedule.OfText(c, false).Outlook(reaction), c: c}
	t := Time{
		Format: TimeFormat, Input: input, Agreement: a.ID.ID, Title: a.Title.String(),
		Private: list(a.Private), Without: demandNames(c.SetAside), Performed: NewTaken(c),
		Rule: calendar.Rule, Reaction: reaction, Exact: x.o.Exact,
		Dates: []Due{}, Steps: []StepDays{}, Anchors: []AnchorDay{}, Endings: []Ending{}, Instants: []Instant{}, Open: []OpenTime{}, Actors: []Named{},
	}
	if a.Zone.Given {
		t.Zone = &a.Zone.V
	}
	if a.Begins.Given {
		t.Begins = day(a.Begins.V)
	}
	for _, p := range a.Actors {
		t.Actors = append(t.Actors, Named{p.ID, p.Label()})
	}
	for i := range x.o.Margins {
		t.Dates = append(t.Dates, x.due(i))
	}
	t.Critical = x.critical()
	for e := range c.Events {
		t.Steps = append(t.Steps, x.step(e))
	}
	t.Anchors = append(t.Anchors, x.anchors()...)
	endings, untold := x.endings()
	t.Endings = append(t.Endings, endings...)
	t.Instants = append(t.Instants, instants(a)...)
	t.Open = append(t.Open, x.open(untold)...)
	t.judge(x.o)
	return t
}

// judge sums the dates up.
func (t *Time) judge(o *schedule.Outlook) {
	worst := map[string]int{}
	for _, d := range t.Dates {
		worst[d.Judgement]++
	}
	n := len(t.Dates)
	switch {
	case n == 0:
		t.Verdict, t.Text = "undated", "The text sets no date that could be missed."
	case worst["never"] > 0:
		t.Verdict = "never"
		t.Text = fmt.Sprintf("Not every date can be met: %d of %d cannot, however short everything comes out.", worst["never"], n)
	case worst["luck"] > 0:
		t.Verdict = "luck"
		t.Text = fmt.Sprintf("Every date can be met, and not every one can be promised: %s only if durations come out well.", someOf(worst["luck"], n, "is met", "are met"))
	case worst["reading"] > 0:
		t.Verdict = "reading"
		t.Text = fmt.Sprintf("Not every date can be promised in each reading of the text: %s in some readings only.", someOf(worst["reading"], n, "can be kept", "can be kept"))
	default:
		t.Verdict, t.Text = "promised", "Every date can be promised, whatever the durations come out as."
	}
	if !o.Begins && n > 0 {
		t.Text += " The text does not say when it begins: what is said holds for a beginning that is early enough."
	}
}

func someOf(k, n int, one, many string) string {
	if k == 1 {
		return fmt.Sprintf("1 of %d %s", n, one)
	}
	return fmt.Sprintf("%d of %d %s", k, n, many)
}

// chronicle is an outlook being told.
type chronicle struct {
	o    *schedule.Outlook
	c    *agreement.Course
	kind *schedule.Outlook // the kinder reading, once it is asked for
	on   map[int]bool      // by event, whether it is on the critical chain
}

// at is a day of the network.
func (x *chronicle) at(days int) Day {
	var d Day
	if x.o.Begins || !x.o.Dated {
		d.Day = &days
	}
	if x.o.Dated {
		d.On = day(x.o.Date(days))
	}
	return d
}

// first is the day of a node where the text gives one.
func (x *chronicle) first(node int, days []int) *Day {
	if days[node] == schedule.Unbounded || !x.o.Timed(node) {
		return nil
	}
	d := x.at(days[node])
	return &d
}

// line tells one line of a chain, with the day until which it leads: from the
// beginning where dated, else from where the chain begins.
func (x *chronicle) line(p schedule.Pass, days, until int, fromZero bool) ChainLine {
	l := ChainLine{Text: x.o.Tell(p), Days: days, Until: Day{Day: &until}, Owners: list(x.o.Owners(p)), Place: place(x.o.Reason(p).Place)}
	if fromZero {
		l.Until = x.at(until)
	}
	return l
}

func (x *chronicle) critical() *TimeChain {
	x.on = map[int]bool{}
	node, over := x.o.Over()
	if over == 0 || !x.o.Timed(node) {
		return nil
	}
	d := &TimeChain{Ends: x.at(over), Lines: []ChainLine{}}
	until := 0
	for _, p := range x.o.Chain(node) {
		until -= p.Days
		if t := (schedule.Told{Pass: p, Days: -p.Days, Day: until}); !t.Silent() {
			d.Lines = append(d.Lines, x.line(p, t.Days, t.Day, true))
		}
		x.on[x.o.EventAt(p.From)] = true
	}
	if !x.o.Begins && x.o.Dated && len(d.Lines) > 0 {
		d.Lines[0].Days = 0 // it is the first date
	}
	return d
}

func (x *chronicle) step(e int) StepDays {
	event := x.c.Events[e]
	begun := x.o.Begun[e]
	s := StepDays{
		Steps: x.c.UnitNames(e), Owners: []string{}, Critical: x.on[e],
		Soonest: x.first(begun, x.o.Soonest), Counted: x.first(begun, x.o.Counted), Done: x.first(x.o.Performed[e], x.o.Counted),
	}
	if event.Exchange != nil {
		s.Exchange = &event.Exchange.ID
	}
	for k, u := range event.Units {
		step := x.c.Units[u].Step
		if k == 0 {
			s.Place = place(step.Place)
		}
		for _, who := range actors(step) {
			if !slices.Contains(s.Owners, who) {
				s.Owners = append(s.Owners, who)
			}
		}
		if step.Takes.Given {
			if s.Takes == nil {
				s.Takes = &Range{}
			}
			s.Takes.Least, s.Takes.Most = max(s.Takes.Least, step.Takes.V.Min), max(s.Takes.Most, step.Takes.V.Max)
		}
	}
	if latest := x.o.Latest[begun]; latest != schedule.Unbounded {
		d := x.at(latest)
		s.Latest = &d
		if slack := latest - x.o.Counted[begun]; slack < 0 {
			s.Follows = true
		} else if s.Counted != nil {
			s.Slack = &slack
		}
	}
	return s
}

// open lists what no day follows from, and what days are at the earliest only.
func (x *chronicle) open(more []schedule.Loose) []OpenTime {
	var all []OpenTime
	for _, l := range slices.Concat(x.o.Loose, more) {
		all = append(all, OpenTime{l.Text, textOrNil(l.Step), place(l.Place)})
	}
	if len(x.o.Begun) == 0 {
		return all
	}
	if !x.o.Begins {
		all = append(all, OpenTime{Text: "The text does not say when it begins: begins = …, or -on DATE."})
	}
	if names := unknown(x.c); len(names) > 0 {
		said, each := and(names), "it counts as no day"
		if len(names) > mostNamed {
			said = and(append(slices.Clone(names[:mostNamed]), fmt.Sprintf("%d more", len(names)-mostNamed)))
		}
		if len(names) > 1 {
			each = "each counts as no day"
		}
		all = append(all, OpenTime{Text: fmt.Sprintf("How long it takes is not given for %s: %s, and days are at the earliest.", said, each)})
	}
	return all
}

// condition says a limit as a clause.
func (x *chronicle) condition(l schedule.Limit) string {
	step := stepOf(x.c, l, l.To)
	text := fmt.Sprintf("%s is due on %s", step, l.Due)
	if l.From >= 0 {
		text = fmt.Sprintf("%s is due at most %s after %s", step, Days(l.Days), stepOf(x.c, l, l.From))
		if l.Days < 0 {
			text = fmt.Sprintf("%s is due at least %s before %s", step, Days(-l.Days), stepOf(x.c, l, l.From))
		}
	}
	if l.Demand != nil {
		text += fmt.Sprintf(" (demand %q of %s)", l.Demand.ID, conflict.Owner(x.c, l.Demand))
	}
	return text
}

package schedule

import (
	"fmt"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// TextNetwork is the temporal network of the text itself, without a plan: what
// every plan has to keep to. Its nodes are the beginning, the performance and the
// confirmation of each event, and the beginning and end of what demands want in
// one round; each of its lines carries its reason and its place.
//
// Day 0 is the beginning of the agreement. Where the text does not say when it
// begins but has dates, day 0 lies so far before all of them that it holds nothing
// up; where it has neither, days are counted from a beginning without a date.
type TextNetwork struct {
	lines
	// Begun, Performed and Confirmed are, by event, its nodes. The last two are the
	// same node where a confirmation takes no time, or nobody confirms.
	Begun, Performed, Confirmed []int
	// Dated: days can be told as dates. Begins: the text says from which day on.
	Dated, Begins bool
	// Loose is what the text says of time and what cannot be counted, in its order.
	Loose []Loose
	// Circles is how many waits are left out because they close circles.
	Circles int

	zero  calendar.Day
	kind  bool
	group []int // by event: which of the rounds that demands want, or -1
	waits []pending
	dates resolver

	circle diag.Place // of the first wait that is left out
	aside  []string   // the demands whose waits are left out
}

// Loose is something of the text that no day follows from.
type Loose struct {
	Text  string // a sentence
	Place diag.Place
	Step  string // the step it concerns, or ""
}

// pending is an edge that lets something wait, until it is known to close no circle.
type pending struct {
	of    origin
	edge  Edge
	asked bool // by a demand
}

// farBefore is how many days day 0 lies before all dates of a text that does not say
// when it begins: more than all durations of any text that people write.
const farBefore = 1 << 29

// OfText returns the temporal network of the text. A date with several readings
// counts by each: what is due is due on the first of its days, what is to wait
// waits for the last. With kind it is the other way round, so that what cannot be
// met then cannot be met in any reading.
//
// Where waits close a circle, which is a matter of order and not of days, those that
// demands ask for are left out, on all sides; of the text's own waits only those that
// close a circle by themselves. It is noted as loose.
// Without the conditions that [Outlook.Margins] lists, the network can always be
// carried out.
func OfText(c *agreement.Course, kind bool) *TextNetwork {
	s := New(c)
	p := &TextNetwork{
		lines: lines{Network: NewNetwork("the beginning"), schedule: s}, kind: kind,
		Begins: s.dated, zero: s.begins, dates: newResolver(c),
	}
	p.setZero()
	for e := range c.Events {
		p.addEvent(e)
	}
	p.addGroups()
	p.addWaits()
	p.addReleases()
	p.addPending()
	p.addLimits()
	return p
}

// Date returns the date of a day of the network, where days are dated.
func (p *TextNetwork) Date(day int) calendar.Day { return p.zero.Add(day) }

// Course returns the course whose network it is.
func (p *TextNetwork) Course() *agreement.Course { return p.schedule.course }

// setZero finds a day before all dates where the text does not say when it begins.
func (p *TextNetwork) setZero() {
	p.Dated = p.Begins
	if p.Begins {
		return
	}
	note := func(w agreement.When) {
		at, ok := p.dates.resolve(w)
		if ok && at.Step == "" && (!p.Dated || at.Span.First < p.zero) {
			p.zero, p.Dated = at.Span.First, true
		}
	}
	for _, s := range p.Course().Agreement.Steps {
		for _, w := range []agreement.Opt[agreement.When]{s.Due, s.NotBefore} {
			if w.Given {
				note(w.V)
			}
		}
	}
	for _, d := range p.Course().Asked {
		if d.Kind == agreement.By || d.Kind == agreement.NotBefore {
			note(d.When)
		}
		if on, done := p.withinDone(d); done {
			note(agreement.When{Span: calendar.On(on)})
		}
	}
	p.zero = p.zero.Add(-farBefore)
}

func (p *TextNetwork) addEvent(e int) {
	label := p.label(e)
	begun, performed := p.AddNode("the beginning of "+label), p.AddNode("the performance of "+label)
	takes, place := p.schedule.duration(e)
	why := p.schedule.taking(e)
	if !place.Known() && takes.Max == 0 {
		why = Reason{Text: fmt.Sprintf("how long %s takes is not given, and counts as no day", label)}
	}
	p.link(origin{event: e}, Link{From: begun, To: performed, Least: takes.Min, Most: takes.Max, Reason: why})
	confirmed := performed
	if days := p.schedule.confirm[e]; days > 0 {
		confirmed = p.AddNode("the confirmation of " + label)
		p.link(origin{event: e, confirms: true}, Link{From: performed, To: confirmed, Least: days, Most: days, Reason: p.schedule.confirming(e)})
	}
	p.Begun, p.Performed, p.Confirmed = append(p.Begun, begun), append(p.Performed, performed), append(p.Confirmed, confirmed)
}

// wait lets node after lie at least so many days behind node before.
func (p *TextNetwork) wait(of origin, after, before, days int, why Reason) {
	p.waits = append(p.waits, pending{of, Edge{From: after, To: before, Days: -days, Reason: why}, of.demand != nil})
}

// addWaits lets events wait for those that come before them.
func (p *TextNetwork) addWaits() {
	for _, e := range p.Course().Edges {
		until, how := p.Confirmed[e.Before], "confirmed"
		if e.Declared || p.Confirmed[e.Before] == p.Performed[e.Before] {
			until, how = p.Performed[e.Before], "performed"
		}
		text := fmt.Sprintf("%s waits until %s is %s%s", p.label(e.After), p.label(e.Before), how, wanted(e.Demand))
		p.wait(origin{event: e.After, demand: e.Demand}, p.Begun[e.After], until, 0, Reason{text, e.Place})
	}
}

// addReleases keeps events from beginning before their days.
func (p *TextNetwork) addReleases() {
	c := p.Course()
	for e, event := range c.Events {
		for _, u := range event.Units {
			if s := c.Units[u].Step; s.NotBefore.Given {
				p.addRelease(e, s.NotBefore.V, nil, s.NotBefore.Place, s.ID)
			}
		}
	}
	for _, d := range c.Asked {
		if d.Kind != agreement.NotBefore {
			continue
		}
		for _, u := range c.UnitsOf(d.Steps[0]) {
			if e := c.EventOf(u); e >= 0 {
				p.addRelease(e, d.When, d, d.That, d.Steps[0].ID)
			}
		}
	}
}

func (p *TextNetwork) addRelease(e int, w agreement.When, d *agreement.Demand, place diag.Place, step string) {
	at, ok := p.dates.resolve(w)
	of := origin{event: e, demand: d}
	switch {
	case !ok:
		p.loose(place, step, "%s is not to begin before a day that cannot be told: %s has no date.", step, p.dates.undated(w))
	case at.Step != "":
		base := p.eventOf(at.Step)
		if base == e {
			p.loose(place, step, "%s is not to begin before a day that counts from itself.", step)
			return
		}
		text := fmt.Sprintf("%s does not begin before %s%s", p.label(e), counted(at.Days, p.label(base)), wanted(d))
		p.wait(of, p.Begun[e], p.Performed[base], at.Days, Reason{text, place})
	default:
		on := at.Span.Last
		if p.kind {
			on = at.Span.First
		}
		text := fmt.Sprintf("%s does not begin before %s%s%s", p.label(e), on, p.how(w, at.Span), wanted(d))
		if days := on.Sub(p.zero); days > 0 {
			p.wait(of, p.Begun[e], 0, days, Reason{text, place})
		}
	}
}

// how says in a few words where a day of the text comes from.
func (p *TextNetwork) how(w agreement.When, span calendar.Span) string {
	text := ""
	if w.Base != nil {
		text = ", " + counted(w.Days, w.Base.ID)
	}
	if !span.Certain() {
		text += fmt.Sprintf(", which can be read as any day from %s to %s", span.First, span.Last)
	}
	return text
}

// counted is "30 days after signing", or "the day of signing".
func counted(days int, from string) string {
	switch {
	case days == 0:
		return "the day of " + from
	case days < 0:
		return fmt.Sprintf("%s before %s", dayCount(-days), from)
	}
	return fmt.Sprintf("%s after %s", dayCount(days), from)
}

// addLimits adds the conditions on time, those of the steps first.
func (p *TextNetwork) addLimits() {
	c := p.Course()
	for _, s := range c.Agreement.Steps {
		if e := p.eventOf(s.ID); s.Due.Given && e >= 0 {
			p.addDue(e, s.Due.V, nil, s.Due.Place, s.ID)
		}
	}
	for _, d := range c.Asked {
		if d.Kind != agreement.By && d.Kind != agreement.Within {
			continue
		}
		e := p.lastEvent(d.Steps[len(d.Steps)-1])
		switch on, done := p.withinDone(d); {
		case e < 0: // performed
		case d.Kind == agreement.By:
			p.addDue(e, d.When, d, d.That, d.Steps[0].ID)
		case done:
			p.addDue(e, agreement.When{Span: calendar.On(on.Add(d.Days))}, d, d.That, d.Steps[1].ID)
		default:
			if from := p.lastEvent(d.Steps[0]); from >= 0 && from != e {
				p.addLimit(Limit{From: from, To: e, Days: d.Days, Demand: d, Place: d.That}, "")
			} else if from < 0 {
				p.loose(d.That, d.Steps[1].ID, "%s is due %s%s, and the day of that is not known.", d.Steps[1], counted(d.Days, d.Steps[0].ID), wanted(d))
			}
		}
	}
}

// withinDone returns the day from which a demand counts days, where that has been
// performed on a known day.
func (p *TextNetwork) withinDone(d *agreement.Demand) (calendar.Day, bool) {
	if d.Kind != agreement.Within {
		return 0, false
	}
	on, done := p.Course().Done(d.Steps[0])
	return on.V, done && on.Given
}

func (p *TextNetwork) addDue(e int, w agreement.When, d *agreement.Demand, place diag.Place, step string) {
	at, ok := p.dates.resolve(w)
	switch {
	case !ok:
		p.loose(place, step, "%s is due on a day that cannot be told: %s has no date.", step, p.dates.undated(w))
	case at.Step != "":
		if base := p.eventOf(at.Step); base != e {
			p.addLimit(Limit{From: base, To: e, Days: at.Days, Demand: d, Place: place}, "")
		} else {
			p.loose(place, step, "%s is due on a day that counts from itself.", step)
		}
	default:
		on := at.Span.First
		if p.kind {
			on = at.Span.Last
		}
		p.addLimit(Limit{From: -1, To: e, Days: on.Sub(p.zero), Due: on, Demand: d, Place: place}, p.how(w, at.Span))
	}
}

// addLimit adds a condition on time; how says where its day comes from.
func (p *TextNetwork) addLimit(l Limit, how string) {
	from, text := 0, fmt.Sprintf("%s is due on %s%s", p.label(l.To), l.Due, how)
	if l.From >= 0 {
		from = p.Performed[l.From]
		text = fmt.Sprintf("%s is due at most %s after %s", p.label(l.To), dayCount(l.Days), p.label(l.From))
		if l.Days < 0 {
			text = fmt.Sprintf("%s is due at least %s before %s", p.label(l.To), dayCount(-l.Days), p.label(l.From))
		}
	}
	p.limits = append(p.limits, l)
	p.limit = append(p.limit, p.add(origin{event: l.To, demand: l.Demand}, Edge{From: from, To: p.Performed[l.To], Days: l.Days, Reason: Reason{text + wanted(l.Demand), l.Place}}))
}

func (p *TextNetwork) loose(place diag.Place, step, format string, args ...any) {
	p.Loose = append(p.Loose, Loose{fmt.Sprintf(format, args...), place, step})
}

// eventOf returns the event of the last part of a step; -1 where it is performed.
func (p *TextNetwork) eventOf(step string) int {
	return p.lastEvent(agreement.StepRef{Ref: agreement.Ref{ID: step}})
}

func (p *TextNetwork) lastEvent(r agreement.StepRef) int {
	units := p.Course().UnitsOf(r)
	if len(units) == 0 {
		return -1
	}
	return p.Course().EventOf(units[len(units)-1])
}

package report

import (
	"fmt"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/schedule"
)

// AnchorDay is the day of an anchor or a meeting.
type AnchorDay struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // anchor or meeting
	Text string `json:"text"`
	// First and Last are the days that it can mean, the same where it is certain;
	// null where no day can be told.
	First *string `json:"first"`
	Last  *string `json:"last"`
	// From is what it counts from, and Days how many; null where the text gives the day.
	From  *string `json:"from"`
	Days  *int    `json:"days"`
	How   string  `json:"how"` // a sentence
	Place *Place  `json:"place"`
}

// Ending is something that ends some day unless it is renewed.
type Ending struct {
	Step *string `json:"step"` // null for the agreement itself
	// Ends is the last day of the effect, Decide the last for notice or for the
	// decision to renew, null where the text gives no days for that.
	Ends   Day  `json:"ends"`
	Decide *Day `json:"decide"`
	// Earliest says that the day counts from something still to be performed.
	Earliest  bool     `json:"earliest"`
	RenewedBy []string `json:"renewed_by"`
	Renewals  int      `json:"renewals"`
	Why       string   `json:"why"` // a clause without a full stop
	Text      string   `json:"text"`
	Place     *Place   `json:"place"`
	Late      []Late   `json:"late"`
}

// Late is a step that begins, or is performed or due, after what it rests on ended.
type Late struct {
	Steps   []string `json:"steps"`
	On      Day      `json:"on"`
	Certain bool     `json:"certain"` // however short everything comes out
	Text    string   `json:"text"`
	Place   *Place   `json:"place"`
}

// Instant is a date that the text writes as an instant.
type Instant struct {
	Written string `json:"written"`
	What    string `json:"what"`
	// Day is the day that it counts as, Zoned the one that it has in the zone of the
	// agreement, null where that is not known.
	Day   string  `json:"day"`
	Zoned *string `json:"zoned"`
	Text  string  `json:"text"`
	Place *Place  `json:"place"`
}

// anchors tells the days of anchors and meetings.
func (x *chronicle) anchors() []AnchorDay {
	var all []AnchorDay
	for _, a := range x.c.Agreement.Anchors {
		d := AnchorDay{Name: a.ID, Kind: "anchor", Text: a.Text.String(), Place: place(a.Place)}
		x.dated(&d, a.Date)
		all = append(all, d)
	}
	for _, m := range x.c.Agreement.Meetings {
		d := AnchorDay{Name: m.ID, Kind: "meeting", Text: m.Text.String(), Place: place(m.Place)}
		first, last := m.From, m.To
		if !first.Given {
			first = last
		}
		if !last.Given {
			last = first
		}
		d.How = fmt.Sprintf("No day is given for %s.", m.ID)
		if first.Given {
			d.First, d.Last = day(first.V), day(last.V)
			d.How = fmt.Sprintf("%s is on %s; days that count from it count from its last.", m.ID, calendar.Span{First: first.V, Last: last.V})
		}
		all = append(all, d)
	}
	return all
}

// dated says which day an anchor is, and how it is counted.
func (x *chronicle) dated(d *AnchorDay, date agreement.Opt[agreement.When]) {
	if !date.Given {
		d.How = fmt.Sprintf("No day is given for %s.", d.Name)
		return
	}
	if base := date.V.Base; base != nil {
		d.From, d.Days = &base.ID, &date.V.Days
	}
	m, rests, ok := x.o.Resolve(date.V)
	switch {
	case !ok:
		d.How = fmt.Sprintf("No day can be told for %s: %s has no date.", d.Name, rests)
		return
	case m.Step != "":
		d.How = fmt.Sprintf("%s is %s after %s is performed.", d.Name, Days(m.Days), m.Step)
		return
	}
	d.First, d.Last = day(m.Span.First), day(m.Span.Last)
	switch base := date.V.Base; {
	case base == nil && m.Span.Certain():
		d.How = fmt.Sprintf("%s is on %s.", d.Name, m.Span.First)
	case base == nil:
		d.How = fmt.Sprintf("%s can be read as any day from %s to %s.", d.Name, m.Span.First, m.Span.Last)
	default:
		from, _, _ := x.o.Resolve(agreement.When{Base: base})
		d.How = fmt.Sprintf("%s is on %s: %s (%s).", d.Name, m.Span, counted(date.V.Days, base.ID), from.Span)
	}
}

// counted is "90 days after resolution".
func counted(days int, from string) string {
	switch {
	case days == 0:
		return "the day of " + from
	case days < 0:
		return fmt.Sprintf("%s before %s", Days(-days), from)
	}
	return fmt.Sprintf("%s after %s", Days(days), from)
}

// endings lists what ends unless it is renewed.
func (x *chronicle) endings() ([]Ending, []schedule.Loose) {
	ends, untold := x.o.Expiries()
	var all []Ending
	for _, e := range ends {
		out := Ending{Ends: x.at(e.Ends), Earliest: e.Earliest, RenewedBy: []string{}, Renewals: e.Renewals, Why: e.Why.Text, Place: place(e.Why.Place), Late: []Late{}}
		if e.Step != nil {
			out.Step = &e.Step.ID
			for _, r := range e.Step.RenewedBy {
				out.RenewedBy = append(out.RenewedBy, r.ID)
			}
		}
		if e.Decide.Given {
			d := x.at(e.Decide.V)
			out.Decide = &d
		}
		for _, l := range e.Outlived {
			out.Late = append(out.Late, x.late(e, l))
		}
		out.Text = x.ending(e)
		all = append(all, out)
	}
	return all, untold
}

// ending says "the effect of relief ends on D unless renewed; the decision is due by D".
func (x *chronicle) ending(e schedule.Expiry) string {
	what := "The agreement"
	if e.Step != nil {
		what = "The effect of " + e.Step.ID
	}
	on := x.say(e.Ends)
	text := fmt.Sprintf("%s ends on %s unless it is renewed", what, on)
	switch {
	case e.Earliest:
		text = fmt.Sprintf("%s ends on %s, if what it counts from is performed on the first day that can be counted on, unless it is renewed", what, on)
	case e.Ends < 0 && x.o.Begins:
		text = fmt.Sprintf("%s ended on %s unless it was renewed", what, on)
	}
	if e.Step != nil && len(e.Step.RenewedBy) > 0 {
		var names []string
		for _, r := range e.Step.RenewedBy {
			names = append(names, x.c.Agreement.Actor(r.ID).Label())
		}
		text += " by " + and(names)
	}
	if e.Decide.Given {
		text += fmt.Sprintf("; notice or the decision is due by %s, %s before", x.say(e.Decide.V), Days(e.Ends-e.Decide.V))
	}
	text += "."
	switch {
	case e.Renewals == 1:
		text += " To hold until the agreement ends it has to be renewed once at least."
	case e.Renewals > 1:
		text += fmt.Sprintf(" To hold until the agreement ends it has to be renewed %d times at least.", e.Renewals)
	}
	return text
}

func (x *chronicle) say(days int) string {
	if !x.o.Dated {
		return fmt.Sprintf("day %d", days)
	}
	return x.o.Date(days).String()
}

// late says what comes after the end.
func (x *chronicle) late(e schedule.Expiry, l schedule.Outlived) Late {
	what := "the agreement"
	does := "is performed"
	if e.Step != nil {
		what, does = "the effect of "+e.Step.ID+", which it waits for,", "begins"
	}
	names := strings.Join(x.c.UnitNames(l.Event), ", ")
	text := fmt.Sprintf("%s %s on %s at the earliest that can be counted on, after %s has ended.", names, does, x.say(l.Day), what)
	if l.Certain {
		text = fmt.Sprintf("%s %s on %s at the earliest, after %s has ended.", names, does, x.say(l.Day), what)
	}
	if l.Due {
		text = fmt.Sprintf("%s is due on %s, after %s has ended.", names, x.say(l.Day), what)
	}
	return Late{x.c.UnitNames(l.Event), x.at(l.Day), l.Certain, text, place(l.Place)}
}

// instants tells the dates that are written as instants.
func instants(a *agreement.Agreement) []Instant {
	var all []Instant
	for _, i := range a.Instants {
		out := Instant{Written: i.String(), What: i.What, Day: i.Day().String(), Place: place(i.Place)}
		out.Text = fmt.Sprintf("%s (%s) counts as %s, its day at its own offset", i.String(), i.What, i.Day())
		switch {
		case i.Zoned.Given && i.Zoned.V == i.Day():
			out.Zoned = day(i.Zoned.V)
			out.Text += fmt.Sprintf(", and so it is in the zone of the agreement, %s.", a.Zone.V)
		case i.Zoned.Given:
			out.Zoned = day(i.Zoned.V)
			out.Text += fmt.Sprintf("; in the zone of the agreement, %s, it belongs to %s.", a.Zone.V, i.Zoned.V)
		case a.Zone.Given:
			out.Text += fmt.Sprintf("; the zone of the agreement, %s, is not known here.", a.Zone.V)
		default:
			out.Text += "; the agreement names no zone."
		}
		all = append(all, out)
	}
	return all
}

package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/schedule"
)

// due tells a condition on time.
func (x *chronicle) due(i int) Due {
	m := x.o.Margins[i]
	l := m.Limit
	d := Due{
		Step: stepOf(x.c, l, l.To), Owners: []string{}, Place: place(l.Place), Chain: []ChainLine{}, Deciders: []Decider{},
		Done: x.first(x.o.Performed[l.To], x.o.Counted), Judgement: "promised",
	}
	if l.From < 0 {
		d.Due = day(l.Due)
	} else {
		after := stepOf(x.c, l, l.From)
		d.After, d.Within = &after, &l.Days
	}
	if l.Demand != nil {
		d.Demand = &l.Demand.ID
		if l.Demand.Of.Given {
			d.Owners = append(d.Owners, l.Demand.Of.V.ID)
		}
	} else {
		for _, u := range x.c.Events[l.To].Units {
			if s := x.c.Units[u].Step; s.Due.Given && s.Due.Place == l.Place {
				d.Owners = actors(s)
			}
		}
	}
	if m.Slack != schedule.Unbounded {
		d.Slack = &m.Slack
	}
	if m.Conflict != nil {
		x.broken(&d, i)
	}
	d.Text = x.sentence(d, i)
	return d
}

// broken tells what breaks the condition, in days that add up.
func (x *chronicle) broken(d *Due, i int) {
	m := x.o.Margins[i]
	d.Judgement, d.Short = x.judgement(i), m.Conflict.Short
	d.Both = m.Conflict.Both()
	told := x.o.Forward(m.Conflict)
	fromZero := len(told) > 0 && told[0].Pass.To == 0
	if len(told) > 0 && !fromZero {
		from := x.o.Name(told[0].Pass.To)
		d.From = &from
	}
	for _, t := range told {
		if t.Silent() {
			continue
		}
		d.Chain = append(d.Chain, x.line(t.Pass, t.Days, t.Day, fromZero))
	}
	x.fromFirstDate(d.Chain, fromZero)
	if m.Conflict.Folded {
		for _, p := range m.Conflict.Passes {
			d.Chain = append(d.Chain, ChainLine{Text: x.o.Tell(p), Owners: list(x.o.Owners(p)), Place: place(x.o.Reason(p).Place)})
		}
	}
	for _, k := range x.o.Deciders(i) {
		d.Deciders = append(d.Deciders, Decider{x.c.UnitNames(k.Event), k.Most})
	}
}

// fromFirstDate lets a chain count from its first date where the text does not say
// when it begins: the days before that mean nothing.
func (x *chronicle) fromFirstDate(chain []ChainLine, fromZero bool) {
	if x.o.Begins || !x.o.Dated || !fromZero || len(chain) == 0 {
		return
	}
	chain[len(chain)-1].Days += chain[0].Days
	chain[0].Days = 0
}

func (x *chronicle) judgement(i int) string {
	if x.kind == nil {
		x.kind = x.o.Kindly()
	}
	switch m := x.o.Margins[i]; {
	case x.kind.Margins[i].Conflict == nil:
		return "reading"
	case m.Conflict.Certain && x.kind.Margins[i].Conflict.Certain:
		return "never"
	}
	return "luck"
}

// sentence says what the condition leaves, or by how much it is not met.
func (x *chronicle) sentence(d Due, i int) string {
	m := x.o.Margins[i]
	text := x.condition(m.Limit)
	switch {
	case d.Judgement == "promised" && d.Slack == nil:
		return text + ", and nothing could make that too early."
	case d.Judgement == "promised" && x.o.Exact:
		return fmt.Sprintf("%s, and has %s to spare.", text, Days(*d.Slack))
	case d.Judgement == "promised":
		return fmt.Sprintf("%s, and has %s to spare by the longest durations.", text, Days(*d.Slack))
	case d.Judgement == "never":
		text += ", and that cannot be met, however short everything comes out."
	case d.Judgement == "reading":
		text += ", and that can be promised in some readings of the dates only."
	case x.o.AtOnce(i):
		text += ", and that cannot be promised: it is met only by somebody who acts on the very day on which something is performed, and who learns of it acts from the next day on."
	default:
		text += ", and that cannot be promised: it is met only if durations come out well."
	}
	if how := deciding(d.Deciders); how != "" {
		text += " " + how
	}
	text += fmt.Sprintf(" It could be promised with %s more: ", Days(-*d.Slack))
	if m.Limit.From < 0 {
		text += fmt.Sprintf("due on %s.", m.Limit.Due.Add(-*d.Slack))
	} else {
		text += fmt.Sprintf("at most %s.", Days(m.Limit.Days-*d.Slack))
	}
	return text + x.beside(d, m)
}

// deciding says which durations decide.
func deciding(all []Decider) string {
	var each []string
	for _, k := range all {
		each = append(each, fmt.Sprintf("%s takes at most %s", strings.Join(k.Steps, ", "), Days(k.Most)))
	}
	if len(each) == 0 {
		return ""
	}
	return fmt.Sprintf("It is met, whatever else comes out, if %s.", strings.Join(each, ", or if "))
}

// beside names the other conditions that stand in the chain.
func (x *chronicle) beside(d Due, m schedule.Margin) string {
	var others []string
	for _, p := range m.Conflict.Passes {
		if other, ok := x.o.Limit(p); ok && other != m.Limit {
			if text := x.condition(other); !slices.Contains(others, text) {
				others = append(others, text)
			}
		}
	}
	if len(others) == 0 {
		return ""
	}
	return fmt.Sprintf(" This is so while %s.", strings.Join(others, " and "))
}

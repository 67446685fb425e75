package demands

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
	"detente/order"
	"detente/schedule"
)

// days is what the lines of the text say about days: for each event when it
// begins and when it is performed, what waits for what, and the dates. The rounds
// of a plan, which may make more wait than the text does, are not in it.
type days struct {
	course *agreement.Course
	// strict has every duration at its longest, and of each date the reading that
	// asks most; kind leaves durations to choose, and has the reading that asks
	// least. Their edges are the same but for the days.
	strict, kind *schedule.Network
	term         []int // by edge, or none
	lines        []Line
	links        []Line // by link
}

// Line is one line of the text in a chain about days.
type Line struct {
	// Text is the line in words, as a clause without a full stop.
	Text string
	// Term is the number of the term, or -1 for what nobody can give up here.
	Term  int
	Place diag.Place
}

func begun(event int) int     { return 1 + 2*event }
func performed(event int) int { return 2 + 2*event }

// newDays draws the network; nil where the text sets no condition on days.
func newDays(all *collection, ofEdge []int) *days {
	c := all.course
	s := schedule.New(c)
	if s.Free() {
		return nil
	}
	d := &days{course: c, strict: schedule.NewNetwork("the beginning"), kind: schedule.NewNetwork("the beginning")}
	for e := range c.Events {
		d.addEvent(s, e)
	}
	for i, e := range c.Edges {
		d.addWait(s, e, ofEdge[i])
	}
	for _, l := range s.Limits() {
		d.addLimit(l, all.ofLimit(l))
	}
	if s.Dated() {
		d.addReleases(all)
	}
	d.strict = d.strict.AtLongest()
	return d
}

func (d *days) addEvent(s *schedule.Schedule, e int) {
	label := d.course.Label(e)
	for _, n := range []*schedule.Network{d.strict, d.kind} {
		n.AddNode("the beginning of " + label)
		n.AddNode("the performance of " + label)
	}
	takes, place := s.Duration(e)
	link := schedule.Link{From: begun(e), To: performed(e), Least: takes.Min, Most: takes.Max}
	d.strict.AddLink(link)
	d.kind.AddLink(link)
	text := fmt.Sprintf("%s takes %s", label, dayCount(takes.Max))
	if takes.Min < takes.Max {
		text = fmt.Sprintf("%s may take %s", label, dayCount(takes.Max))
	}
	d.links = append(d.links, Line{text, none, place})
}

func dayCount(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// add adds an edge with its days in the strict and in the kind reading.
func (d *days) add(from, to, strict, kind int, l Line) {
	d.strict.AddEdge(schedule.Edge{From: from, To: to, Days: strict})
	d.kind.AddEdge(schedule.Edge{From: from, To: to, Days: kind})
	d.term, d.lines = append(d.term, l.Term), append(d.lines, l)
}

func (d *days) addWait(s *schedule.Schedule, e agreement.Edge, term int) {
	confirmed, _ := s.Confirmation(e.Before)
	if e.Declared {
		confirmed = 0
	}
	text := fmt.Sprintf("%s waits for %s", d.course.Units[e.Then].Name(), d.course.Units[e.First].Name())
	if confirmed > 0 {
		text += fmt.Sprintf(" and %s more until it is confirmed", dayCount(confirmed))
	}
	d.add(begun(e.After), performed(e.Before), -confirmed, -confirmed, Line{text, term, e.Place})
}

func (d *days) addLimit(l schedule.Limit, term int) {
	from, kind, text := 0, l.Days, ""
	switch {
	case l.From >= 0:
		from = performed(l.From)
		text = fmt.Sprintf("%s is due at most %s after %s", d.course.Label(l.To), dayCount(l.Days), d.course.Label(l.From))
	default:
		text = fmt.Sprintf("%s is due on %s", d.course.Label(l.To), l.Due)
		if last := d.lastReading(l); last > l.Due {
			kind += last.Sub(l.Due)
			text = fmt.Sprintf("%s is due between %s and %s, as the date is read", d.course.Label(l.To), l.Due, last)
		}
	}
	d.add(from, performed(l.To), l.Days, kind, Line{text, term, l.Place})
}

// lastReading is the last day that a due date can mean.
func (d *days) lastReading(l schedule.Limit) calendar.Day {
	last := l.Due
	look := func(w agreement.When) {
		if span, ok := d.course.Resolve(w); ok && span.First == l.Due {
			last = max(last, span.Last)
		}
	}
	if l.Demand != nil {
		if l.Demand.Kind == agreement.By {
			look(l.Demand.When)
		}
		return last
	}
	for _, u := range d.course.Events[l.To].Units {
		if s := d.course.Units[u].Step; s.Due.Given && s.Due.Place == l.Place {
			look(s.Due.V)
		}
	}
	return last
}

// addReleases adds the days before which steps are not to begin.
func (d *days) addReleases(all *collection) {
	c := d.course
	for e, event := range c.Events {
		for _, u := range event.Units {
			if s := c.Units[u].Step; s.NotBefore.Given {
				if _, ok := c.Resolve(s.NotBefore.V); ok {
					d.addRelease(e, s.NotBefore.V, Line{Term: all.ofDate(NotBefore, s, s.NotBefore.Place), Place: s.NotBefore.Place})
				}
			}
		}
	}
	for _, x := range c.Asked {
		if x.Kind != agreement.NotBefore {
			continue
		}
		for _, u := range c.UnitsOf(x.Steps[0]) {
			if e := c.EventOf(u); e >= 0 {
				d.addRelease(e, x.When, Line{Term: all.demand[x], Place: x.That})
			}
		}
	}
}

func (d *days) addRelease(e int, w agreement.When, l Line) {
	span, ok := d.course.Resolve(w)
	if !ok {
		return
	}
	begins := d.course.Agreement.Begins.V
	l.Text = fmt.Sprintf("%s does not begin before %s", d.course.Label(e), span.Last)
	if span.First < span.Last {
		l.Text += fmt.Sprintf(" (%s in another reading)", span.First)
	}
	strict, kind := max(0, span.Last.Sub(begins)), max(0, span.First.Sub(begins))
	d.add(begun(e), 0, -strict, -kind, l)
}

// clash returns a chain that cannot be met with these terms, by the longest
// durations; nil where the days can be met.
func (d *days) clash(in []bool) *schedule.Conflict { return d.part(d.strict, in).Clash() }

func (d *days) part(n *schedule.Network, in []bool) *schedule.Network {
	return n.Part(func(edge int) bool { return d.term[edge] == none || in[d.term[edge]] })
}

// termsOf returns the terms that the chain uses, each once.
func (d *days) termsOf(chain *schedule.Conflict) []int {
	var terms []int
	for _, p := range chain.Passes {
		if p.Use == schedule.Required && d.term[p.Line] != none {
			terms = append(terms, d.term[p.Line])
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// groups are sets of terms whose lines can be on one chain that closes a circle.
func (d *days) groups() [][]int {
	next := make([][]int, d.strict.Len())
	tie := func(a, b int) { next[a] = append(next[a], b) }
	for _, e := range d.strict.Edges() {
		tie(e.From, e.To)
	}
	for _, l := range d.strict.Links() {
		tie(l.From, l.To)
		tie(l.To, l.From)
	}
	for v := 1; v < len(next); v++ {
		tie(v, 0) // no node lies before the beginning
	}
	of, count := order.Components(next)
	sets := make([][]int, count)
	for i, e := range d.strict.Edges() {
		if n := d.term[i]; n != none && of[e.From] == of[e.To] {
			sets[of[e.From]] = append(sets[of[e.From]], n)
		}
	}
	return slices.DeleteFunc(sets, func(s []int) bool { return len(s) == 0 })
}

// show tells a chain of the terms that cannot be met; false where there is none.
func (d *days) show(in []bool, c *Conflict) bool {
	found := d.clash(in)
	if found == nil {
		return false
	}
	c.Short, c.Certain = found.Short, d.part(d.kind, in).Clash() != nil
	for _, p := range found.Passes {
		switch {
		case p.Use == schedule.Required:
			c.Chain = append(c.Chain, d.lines[p.Line])
		case p.Use == schedule.Beginning:
			c.Chain = append(c.Chain, Line{Text: fmt.Sprintf("all begins on %s", d.course.Agreement.Begins.V), Term: none, Place: d.course.Agreement.Begins.Place})
		case p.Days != 0:
			c.Chain = append(c.Chain, d.links[p.Line])
		}
	}
	return true
}

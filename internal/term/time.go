package term

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"detente/report"
)

// mostSteps is up to how many rows the table of steps has on a page.
const mostSteps = 40

// Time sets what the dates of a text leave for people.
func (p Page) Time(r report.Time) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, r.Private)
	s.gap()
	s.para(timeInk(r.Verdict), "", r.Text)
	s.setAside(r.Without)
	s.taken(r.Performed)
	s.para(plain, "", basis(r))
	c := timeCast{name: map[string]string{}}
	for _, a := range r.Actors {
		c.name[a.ID] = a.Name
	}
	s.unpromised(c, r)
	s.dueTable(r)
	s.stepTable(r)
	s.decidesTheEnd(c, r)
	s.endings(c, r)
	s.anchors(r)
	s.instants(r)
	s.openTime(r)
	return s.b.String()
}

func timeInk(verdict string) ink {
	switch verdict {
	case "promised":
		return good
	case "never", "luck", "reading":
		return bad
	}
	return strong
}

// basis says how days are counted.
func basis(r report.Time) string {
	text := "Days: " + r.Rule + "."
	if r.Zone != nil {
		text += fmt.Sprintf(" They are meant in the zone %s.", *r.Zone)
	} else {
		text += " The text names no time zone."
	}
	if r.Begins != nil {
		text += fmt.Sprintf(" Day 0 is %s.", *r.Begins)
	}
	return text + fmt.Sprintf(" Who learns that a step has been performed acts on it %s later at the earliest.", count(r.Reaction, "day"))
}

// timeCast names actors.
type timeCast struct{ name map[string]string }

func (c timeCast) who(owners []string) string {
	var names []string
	for _, o := range owners {
		names = append(names, c.name[o])
	}
	return strings.Join(names, ", ")
}

// on writes a day for people.
func on(d *report.Day) string {
	switch {
	case d == nil:
		return "-"
	case d.On != nil:
		return *d.On
	}
	return fmt.Sprintf("day %d", *d.Day)
}

// unpromised tells the dates that cannot be promised, each with its chain.
func (s *sheet) unpromised(c timeCast, r report.Time) {
	var all []report.Due
	for _, d := range r.Dates {
		if d.Judgement != "promised" {
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		return
	}
	s.heading(bad, "What cannot be promised")
	for i, d := range all[:min(len(all), mostBroken)] {
		if i > 0 {
			s.gap()
		}
		text := d.Text
		if d.Place != nil {
			text += " [" + where(*d.Place) + "]"
		}
		s.para(bad, "* ", text)
		s.chain(c, r.Begins, d)
	}
	if more := len(all) - mostBroken; more > 0 {
		s.para(bad, "* ", fmt.Sprintf("%s more cannot be promised; -json says why.", count(more, "date")))
	}
}

// chain tells line by line how the days add up.
func (s *sheet) chain(c timeCast, begins *string, d report.Due) {
	switch {
	case len(d.Chain) == 0:
		return
	case d.Both && d.From != nil:
		s.para(plain, "  ", "A day fixed beforehand would have to bear the shortest and the longest:")
		s.chainLine(c, report.ChainLine{Text: *d.From}, fmt.Sprintf("%-12s", "day 0"))
	case d.From != nil:
		s.chainLine(c, report.ChainLine{Text: *d.From}, fmt.Sprintf("%-12s", "day 0"))
	case begins != nil:
		s.chainLine(c, report.ChainLine{Text: "the beginning"}, fmt.Sprintf("%-12s", *begins))
	}
	for i, l := range d.Chain {
		if i == len(d.Chain)-1 && l.Until.Day != nil || i == len(d.Chain)-1 && l.Until.On != nil {
			s.chainLine(c, l, "            ")
			s.para(plain, "              ", fmt.Sprintf("= %s too early", count(d.Short, "day")))
			continue
		}
		s.chainLine(c, l, fmt.Sprintf("%-12s", when(l)))
	}
}

// when is the day until which a line leads.
func when(l report.ChainLine) string {
	switch {
	case l.Until.On != nil:
		return *l.Until.On
	case l.Until.Day != nil:
		return fmt.Sprintf("day %d", *l.Until.Day)
	}
	return ""
}

func (s *sheet) chainLine(c timeCast, l report.ChainLine, day string) {
	text := l.Text
	if who := c.who(l.Owners); who != "" {
		text += " (" + who + ")"
	}
	if l.Place != nil {
		text += " [" + where(*l.Place) + "]"
	}
	s.para(plain, "  "+day+"  ", text)
}

// dueTable sets the dates that hold, those with the least to spare first.
func (s *sheet) dueTable(r report.Time) {
	rows := slices.Clone(r.Dates)
	if len(rows) == 0 {
		return
	}
	slices.SortStableFunc(rows, func(a, b report.Due) int {
		switch {
		case a.Slack == nil || b.Slack == nil:
			return btoi(a.Slack == nil) - btoi(b.Slack == nil)
		}
		return *a.Slack - *b.Slack
	})
	s.heading(strong, "Dates")
	const day, left = 12, 14
	due := min(24, s.width()*3/10)
	what := s.width() - due - day - left - 6
	set := func(a, b, c, d string) string {
		return pad(a, what) + "  " + pad(b, due) + "  " + pad(c, day) + "  " + d
	}
	s.line(strong, set("What", "Due", "At earliest", "To spare"))
	s.line(faint, strings.Repeat("-", s.width()))
	for _, d := range rows[:min(len(rows), mostSteps)] {
		first, second := wrap(d.Step, what), wrap(dueBy(d), due)
		for i := range max(len(first), len(second)) {
			c, spare := "", ""
			if i == 0 {
				c, spare = on(d.Done), toSpare(d.Slack)
			}
			s.line(plain, set(at(first, i), at(second, i), c, spare))
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
	s.more(len(rows), "row")
	if !r.Exact {
		s.para(plain, "", "What there is to spare is said for the longest durations: the text has too many steps to look further.")
	}
}

func dueBy(d report.Due) string {
	switch {
	case d.Due != nil:
		return *d.Due
	case *d.Within == 0:
		return "with " + *d.After
	}
	return fmt.Sprintf("%s after %s", report.Days(*d.Within), *d.After)
}

func toSpare(slack *int) string {
	switch {
	case slack == nil:
		return "no limit"
	case *slack < 0:
		return "lacks " + report.Days(-*slack)
	case *slack == 0:
		return "none"
	}
	return report.Days(*slack)
}

func (s *sheet) more(rows int, what string) {
	if more := rows - mostSteps; more > 0 {
		s.para(plain, "", fmt.Sprintf("And %s more; -json has all.", count(more, what)))
	}
}

// stepTable sets the days on which each step can begin.
func (s *sheet) stepTable(r report.Time) {
	if len(r.Steps) == 0 {
		return
	}
	s.heading(strong, "Steps: first and last day to begin")
	const day, long, left = 10, 9, 9
	what := s.width() - 2*day - long - left - 8
	set := func(a, b, c, d, e string) string {
		return pad(a, what) + "  " + pad(b, long) + "  " + pad(c, day) + "  " + pad(d, day) + "  " + e
	}
	s.line(strong, set("Step", "Days", "First", "Last", "To spare"))
	s.line(faint, strings.Repeat("-", s.width()))
	for _, x := range r.Steps[:min(len(r.Steps), mostSteps)] {
		names := strings.Join(x.Steps, ", ")
		if x.Exchange != nil {
			names = "exchange " + *x.Exchange + ": " + names
		}
		if x.Critical {
			names += " *"
		}
		for i, name := range wrap(names, what) {
			if i > 0 {
				s.line(plain, name)
				continue
			}
			s.line(plain, set(name, takes(x.Takes), on(x.Counted), on(x.Latest), slackOf(x)))
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
	s.more(len(r.Steps), "step")
	s.para(plain, "", "First: the day that can be counted on, with everything before it at its longest. Last: the last day on which every date that can be promised still can be, whatever the durations come out as. A star stands by what decides the end.")
	if slices.ContainsFunc(r.Steps, func(x report.StepDays) bool { return x.Follows }) {
		s.para(plain, "", "\"follows\": the step has to keep close to something whose length nobody controls, so that its day cannot be fixed beforehand.")
	}
}

func takes(r *report.Range) string {
	switch {
	case r == nil:
		return "-"
	case r.Least == r.Most:
		return strconv.Itoa(r.Most)
	}
	return fmt.Sprintf("%d-%d", r.Least, r.Most)
}

func slackOf(x report.StepDays) string {
	switch {
	case x.Follows:
		return "follows"
	case x.Latest == nil:
		return "no limit"
	case x.Slack == nil:
		return "-"
	}
	return toSpare(x.Slack)
}

// decidesTheEnd tells the critical chain.
func (s *sheet) decidesTheEnd(c timeCast, r report.Time) {
	if r.Critical == nil {
		return
	}
	s.heading(strong, "What decides the end")
	s.para(plain, "", fmt.Sprintf("By the longest durations everything can be over on %s at the earliest:", on(&r.Critical.Ends)))
	var lines []report.ChainLine
	for _, l := range r.Critical.Lines {
		if l.Days != 0 || len(lines) == 0 {
			lines = append(lines, l)
		}
	}
	if more := len(lines) - mostSteps; more > 0 {
		s.para(plain, "  ", fmt.Sprintf("after %s that -json has,", count(more, "earlier line")))
		lines = lines[more:]
	}
	for _, l := range lines {
		s.chainLine(c, l, fmt.Sprintf("%-12s", when(l)))
	}
}

// endings tells what ends unless it is renewed.
func (s *sheet) endings(_ timeCast, r report.Time) {
	if len(r.Endings) == 0 {
		return
	}
	s.heading(strong, "What ends unless it is renewed")
	for _, e := range r.Endings {
		text := e.Text
		if e.Why != "" {
			text += " " + strings.ToUpper(e.Why[:1]) + e.Why[1:] + "."
		}
		if e.Place != nil {
			text += " [" + where(*e.Place) + "]"
		}
		s.para(plain, "- ", text)
		for _, l := range e.Late {
			s.para(open, "  ! ", l.Text)
		}
	}
}

// anchors tells the days that the text names, and how they are counted.
func (s *sheet) anchors(r report.Time) {
	if len(r.Anchors) == 0 {
		return
	}
	s.heading(strong, "Days that the text names")
	for _, a := range r.Anchors {
		s.para(plain, "- ", a.How)
	}
}

func (s *sheet) instants(r report.Time) {
	if len(r.Instants) == 0 {
		return
	}
	s.heading(strong, "Instants, and the day they belong to")
	for _, i := range r.Instants {
		s.para(plain, "- ", i.Text)
	}
}

func (s *sheet) openTime(r report.Time) {
	if len(r.Open) == 0 {
		return
	}
	s.heading(open, "What cannot be told yet")
	for _, x := range r.Open {
		text := x.Text
		if x.Place != nil {
			text += " [" + where(*x.Place) + "]"
		}
		s.para(plain, "- ", text)
	}
}

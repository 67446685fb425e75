package term

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// The page is short; the record has everything.
const (
	mostRounds = 8 // rounds of the chain that decides the end
	mostDates  = 8 // rows of the table of dates
	mostBroken = 3 // dates that cannot be promised, with what breaks them
)

// dates says what decides when the plan is over, and which dates can be promised
// with how many days to spare. In short, only the dates that are tightest.
func (s *sheet) dates(r report.Plan) {
	over := r.Critical != nil && r.Critical.Day > 0 && !s.short
	if !over && len(r.Dates) == 0 {
		return
	}
	s.heading(strong, "Dates")
	if over {
		s.critical(*r.Critical)
	}
	rows := dateRows(r.Dates)
	if s.short {
		rows = tightest(rows)
	}
	s.dateTable(rows, over)
	s.broken(newCast(r), r.Dates)
}

// critical tells the chain round by round; of many rounds those that take longest.
func (s *sheet) critical(c report.Critical) {
	on := fmt.Sprintf("day %d", c.Day)
	if c.On != nil {
		on = fmt.Sprintf("%s (day %d)", *c.On, c.Day)
	}
	s.para(plain, "", "By the longest durations the plan is over on "+on+". What decides the end:")
	said, days, until := map[int][]string{}, map[int]int{}, map[int]int{}
	var rounds []int
	sum := 0
	for _, l := range c.Legs {
		if !slices.Contains(rounds, l.Round) {
			rounds = append(rounds, l.Round)
		}
		said[l.Round] = append(said[l.Round], l.Text)
		sum += l.Days
		days[l.Round] += l.Days
		until[l.Round] = sum
	}
	told := slices.Clone(rounds)
	slices.SortStableFunc(told, func(a, b int) int { return cmp.Compare(days[b], days[a]) })
	told = told[:min(len(told), mostRounds)]
	for _, k := range rounds {
		if slices.Contains(told, k) {
			s.para(plain, "- ", fmt.Sprintf("Round %d, until day %d: %s.", k, until[k], strings.Join(said[k], "; ")))
		}
	}
	if more := len(rounds) - len(told); more > 0 {
		s.para(plain, "- ", fmt.Sprintf("%s more, which take less; -json has all.", count(more, "round")))
	}
}

// dateRow is one row of the table: dates of which the same is to be said.
type dateRow struct {
	report.Date
	steps []string
}

// dateRows lists the dates, those that cannot be promised first, then those with
// the least to spare.
func dateRows(dates []report.Date) []dateRow {
	var rows []dateRow
	for _, d := range dates {
		same := slices.IndexFunc(rows, func(o dateRow) bool {
			return by(o.Date) == by(d) && performed(o.Date) == performed(d) && spare(o.Date) == spare(d)
		})
		switch {
		case same < 0:
			rows = append(rows, dateRow{d, []string{d.Step}})
		case !slices.Contains(rows[same].steps, d.Step):
			rows[same].steps = append(rows[same].steps, d.Step)
		}
	}
	slices.SortStableFunc(rows, func(a, b dateRow) int {
		switch {
		case a.Spare == nil || b.Spare == nil:
			return cmp.Compare(btoi(a.Spare == nil), btoi(b.Spare == nil))
		}
		return cmp.Compare(*a.Spare, *b.Spare)
	})
	return rows
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// tightest are the rows that cannot be promised, and those with the least to spare.
func tightest(rows []dateRow) []dateRow {
	n := 0
	for n < len(rows) && (rows[n].Spare != nil && *rows[n].Spare < 0 || spare(rows[n].Date) == spare(rows[0].Date)) {
		n++
	}
	return rows[:max(n, min(1, len(rows)))]
}

// by says when something is due.
func by(d report.Date) string {
	switch {
	case d.Due != nil:
		return *d.Due
	case *d.Within == 0:
		return "with " + *d.After
	}
	return fmt.Sprintf("%s after %s", report.Days(*d.Within), *d.After)
}

func performed(d report.Date) string {
	if d.On != nil {
		return *d.On
	}
	return fmt.Sprintf("day %d", d.Ends)
}

// spare says what a date leaves; a star stands by what cannot be promised.
func spare(d report.Date) string {
	switch {
	case d.Spare == nil:
		return "no limit"
	case *d.Spare < 0:
		return "lacks " + report.Days(-*d.Spare) + " *"
	case *d.Spare == 0:
		return "none"
	}
	return report.Days(*d.Spare)
}

// dateTable sets the table; gap where something stands above it.
func (s *sheet) dateTable(rows []dateRow, gap bool) {
	if len(rows) == 0 {
		return
	}
	if gap {
		s.gap()
	}
	rows, more := rows[:min(len(rows), mostDates)], len(rows)-mostDates
	left := len("To spare")
	for _, row := range rows {
		left = max(left, len(spare(row.Date)))
	}
	const on = 10
	due := min(24, s.width()*3/10)
	what := s.width() - due - on - left - 6
	set := func(a, b, c, d string) string {
		return pad(a, what) + "  " + pad(b, due) + "  " + pad(c, on) + "  " + d
	}
	s.line(strong, set("What", "Due", "Performed", "To spare"))
	s.line(faint, strings.Repeat("-", s.width()))
	for _, row := range rows {
		steps, until := wrap(strings.Join(row.steps, ", "), what), wrap(by(row.Date), due)
		for i := range max(len(steps), len(until)) {
			c, d := "", ""
			if i == 0 {
				c, d = performed(row.Date), spare(row.Date)
			}
			s.line(plain, set(at(steps, i), at(until, i), c, d))
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
	if more > 0 {
		s.para(plain, "", fmt.Sprintf("And %s more, with more to spare; -json has all.", count(more, "row")))
	}
}

// broken tells the dates that cannot be promised, and outside a short page what
// breaks them.
func (s *sheet) broken(c cast, dates []report.Date) {
	var all []report.Date
	for _, d := range dates {
		if d.Judgement == "late_start" {
			s.para(plain, "- ", d.Text)
		}
		if d.Spare != nil && *d.Spare < 0 {
			all = append(all, d)
		}
	}
	for _, d := range all[:min(len(all), mostBroken)] {
		s.para(bad, "* ", d.Text)
		if s.short {
			continue
		}
		for _, l := range d.Breaks {
			if l.Place != nil {
				s.para(plain, "  - ", c.link(l))
			}
		}
	}
	if more := len(all) - mostBroken; more > 0 {
		s.para(bad, "* ", fmt.Sprintf("%s more cannot be promised; -json says why.", count(more, "date")))
	}
}

// link is one line of what breaks a date, with whose it is and where.
func (c cast) link(l report.Link) string {
	text := l.Text
	var who []string
	for _, o := range l.Owners {
		who = append(who, c.name[o])
	}
	demand, isDemand := strings.CutSuffix(text, `")`)
	switch {
	case len(who) == 0:
	case isDemand:
		text = demand + `" of ` + strings.Join(who, ", ") + ")"
	default:
		text += " (" + strings.Join(who, ", ") + ")"
	}
	return text + " [" + where(*l.Place) + "]"
}

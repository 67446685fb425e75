package agreement

import (
	"slices"
	"strings"

	"detente/calendar"
	"detente/syntax"
)

// maxHolidays is how many holidays an agreement may list.
const maxHolidays = 1000

// weekend reads the days of rest of the working week: from none to six.
func (r *reader) weekend(e syntax.Expr) Opt[[]calendar.Weekday] {
	const fix = "Write the days in a list, such as [friday, saturday]."
	if e.Kind != syntax.List {
		r.expected("a list of days of the week", e, fix)
		return Opt[[]calendar.Weekday]{}
	}
	rest := []calendar.Weekday{}
	for _, item := range e.Items[:min(len(e.Items), 8)] {
		c := r.code(item)
		i := slices.IndexFunc(calendar.Weekdays, func(n string) bool { return strings.ToLower(n) == c.Text })
		switch {
		case c.Kind != syntax.Name:
			r.expected("a list of days of the week", c, fix)
		case c.Index != nil || c.Field != "" || i < 0:
			r.add(codeUnknown, c.Place, fix, "%s says %s, which is not a day of the week.", r.where, short(c.Text))
		case slices.Contains(rest, calendar.Weekday(i)):
			r.add(codeTwice, c.Place, "Keep one.", "%s names %s twice.", r.where, c.Text)
		default:
			rest = append(rest, calendar.Weekday(i))
		}
	}
	if len(rest) > 6 {
		r.add(codeRange, e.Place, "Leave one day to work on.", "%s names every day of the week.", r.where)
		return Opt[[]calendar.Weekday]{}
	}
	return Opt[[]calendar.Weekday]{V: rest, Given: true, Place: e.Place}
}

// holidays reads single days on which nobody works.
func (r *reader) holidays(e syntax.Expr) []calendar.Day {
	if len(list(e)) > maxHolidays {
		r.add(codeTooLarge, e.Place, "List those of the months that matter.", "%s has more than %d days.", r.where, maxHolidays)
		return nil
	}
	var days []calendar.Day
	for _, item := range list(e) {
		d := r.day(item)
		switch {
		case !d.Given:
		case slices.Contains(days, d.V):
			r.add(codeTwice, item.Place, "Keep one.", "%s names %s twice.", r.where, d.V)
		default:
			days = append(days, d.V)
		}
	}
	slices.Sort(days)
	return days
}

package calendar

import (
	"slices"
	"strings"
)

// Weekday is a day of the week, from Monday (0) to Sunday (6).
type Weekday int

// Weekdays are the names of the days of the week, Monday first.
var Weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

// String returns the English name, "Monday".
func (w Weekday) String() string { return Weekdays[w] }

// Weekday returns the day of the week. 1970-01-01 was a Thursday.
func (d Day) Weekday() Weekday { return Weekday(((int(d)+3)%7 + 7) % 7) }

// Week says on which days people work. The zero value is a week without a day
// of rest; see [MondayToFriday].
type Week struct {
	Rest     []Weekday // the days of rest of every week
	Holidays []Day     // single days on which nobody works
}

// MondayToFriday is the week where a text says nothing else, without holidays:
// none are invented.
func MondayToFriday() Week { return Week{Rest: []Weekday{5, 6}} }

// Works reports whether the day is a working day.
func (w Week) Works(d Day) bool {
	return !slices.Contains(w.Rest, d.Weekday()) && !slices.Contains(w.Holidays, d)
}

// Between returns the number of working days after one day and before another,
// neither counted; 0 where there is no day between them.
func (w Week) Between(after, before Day) int {
	days := before.Sub(after) - 1
	if days <= 0 {
		return 0
	}
	working := 0
	for wd := range Weekday(7) {
		if slices.Contains(w.Rest, wd) {
			continue
		}
		// The first such day after the one day, and one more each week.
		first := int(wd-after.Add(1).Weekday()+7) % 7
		if first < days {
			working += 1 + (days-1-first)/7
		}
	}
	for i, h := range w.Holidays {
		if h > after && h < before && !slices.Contains(w.Rest, h.Weekday()) && !slices.Contains(w.Holidays[:i], h) {
			working--
		}
	}
	return working
}

// String names the working days: "Monday to Friday", or "Sunday to Thursday";
// a list where they do not stand in a row.
func (w Week) String() string {
	var works [7]bool
	n := 0
	for wd := range Weekday(7) {
		if works[wd] = !slices.Contains(w.Rest, wd); works[wd] {
			n++
		}
	}
	switch n {
	case 0:
		return "no day of the week"
	case 7:
		return "every day of the week"
	}
	for wd := range Weekday(7) {
		if last, row := w.row(works, wd, n); row {
			if n == 1 {
				return wd.String()
			}
			return wd.String() + " to " + last.String()
		}
	}
	var names []string
	for wd, working := range works {
		if working {
			names = append(names, Weekday(wd).String())
		}
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// row reports whether the n working days stand in a row from wd on, and the last.
func (w Week) row(works [7]bool, wd Weekday, n int) (last Weekday, ok bool) {
	for i := range n {
		last = (wd + Weekday(i)) % 7
		if !works[last] {
			return 0, false
		}
	}
	return last, true
}

// Package calendar counts in whole days.
//
// Agreements speak of days, and quarrels start where the counting rule was left
// unsaid. The rule here is fixed and printed with every result: the day of the
// event is not counted, so "within 30 days of 1 March" ends on 31 March.
// Days are those of the proleptic Gregorian calendar; an instant carries its
// zone and belongs to the day it has there. The package knows no "now".
package calendar

import (
	"fmt"
	"time"
)

// Rule is the day-count rule in words, for printing with results.
const Rule = "the day of the event is not counted"

// Day is one calendar day, as the number of days since 1970-01-01.
type Day int

// The range of days that can be written: years 1 to 9999.
const (
	MinDay Day = -719162
	MaxDay Day = 2932896
)

// Parse reads a day "2019-02-28" or an instant with its zone,
// "2024-08-01T17:00+03:00" (seconds may be given), and returns the day it
// belongs to in that zone. Years run from 0001 to 9999.
func Parse(s string) (Day, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00"} {
		t, err := time.Parse(layout, s)
		if err == nil && t.Year() >= 1 {
			return Of(t.Year(), t.Month(), t.Day()), nil
		}
	}
	return 0, fmt.Errorf("%q is not a date: write the day as YYYY-MM-DD, or an instant with its zone as YYYY-MM-DDThh:mm+hh:mm", s)
}

// Of returns the day of a year, month and day of the month.
func Of(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// String returns the day as "2019-02-28".
func (d Day) String() string {
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}

// Add returns the day n days later (earlier when n is negative).
func (d Day) Add(n int) Day { return d + Day(n) }

// Sub returns the number of days from e to d.
func (d Day) Sub(e Day) int { return int(d - e) }

// Span is a range of days, both included. A date that is certain has
// First == Last; one that the text leaves to several readings spans them all.
type Span struct {
	First, Last Day
}

// On returns the span of a single day.
func On(d Day) Span { return Span{First: d, Last: d} }

// Certain reports whether the span is a single day.
func (s Span) Certain() bool { return s.First == s.Last }

// Add shifts the span by n days.
func (s Span) Add(n int) Span { return Span{First: s.First.Add(n), Last: s.Last.Add(n)} }

// String returns "2015-03-01", or "2015-03-01 to 2015-03-03".
func (s Span) String() string {
	if s.Certain() {
		return s.First.String()
	}
	return s.First.String() + " to " + s.Last.String()
}

package calendar

import "time"

// YearOf returns the calendar year that the day lies in.
func YearOf(d Day) Span {
	year := time.Unix(int64(d)*86400, 0).UTC().Year()
	return Span{First: Of(year, time.January, 1), Last: Of(year, time.December, 31)}
}

// MonthOf returns the calendar month that the day lies in.
func MonthOf(d Day) Span {
	year, month, _ := time.Unix(int64(d)*86400, 0).UTC().Date()
	return Span{First: Of(year, month, 1), Last: Of(year, month+1, 1).Add(-1)}
}

package calendar

import (
	"strings"
	"testing"
)

// Each day lies in its year and its month, as its own digits say, and so do the
// first and the last day of these, and the days beside them do not.
func TestYearAndMonth(t *testing.T) {
	for _, d := range []string{"0001-01-01", "1900-02-28", "2000-02-29", "2024-02-29", "2025-10-18", "1969-12-31", "1970-01-01", "9998-12-31"} {
		day, err := Parse(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			span   Span
			digits int
		}{{YearOf(day), 4}, {MonthOf(day), 7}} {
			same := func(e Day) bool { return strings.HasPrefix(e.String(), d[:c.digits]) }
			if !same(c.span.First) || !same(c.span.Last) || same(c.span.Last.Add(1)) || d != "0001-01-01" && same(c.span.First.Add(-1)) {
				t.Errorf("of %s: %s", d, c.span)
			}
		}
	}
}

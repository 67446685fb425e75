package calendar

import (
	"testing"

	"pgregory.net/rapid"
)

func TestWeekday(t *testing.T) {
	for date, want := range map[string]string{
		"1970-01-01": "Thursday", "2019-02-06": "Wednesday", "2019-02-27": "Wednesday", "2000-02-29": "Tuesday",
		"1969-12-31": "Wednesday", "0001-01-01": "Monday", "1953-07-27": "Monday",
	} {
		d, err := Parse(date)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Weekday().String(); got != want {
			t.Errorf("%s is a %s, want %s", date, got, want)
		}
	}
}

func TestWeekSays(t *testing.T) {
	for _, c := range []struct {
		rest []Weekday
		want string
	}{
		{[]Weekday{5, 6}, "Monday to Friday"},
		{[]Weekday{4, 5}, "Sunday to Thursday"},
		{nil, "every day of the week"},
		{[]Weekday{6}, "Monday to Saturday"},
		{[]Weekday{2, 6}, "Monday, Tuesday, Thursday, Friday and Saturday"},
		{[]Weekday{0, 1, 2, 3, 4, 5}, "Sunday"},
		{[]Weekday{0, 1, 2, 3, 4, 5, 6}, "no day of the week"},
	} {
		if got := (Week{Rest: c.rest}).String(); got != c.want {
			t.Errorf("%v: %q, want %q", c.rest, got, c.want)
		}
	}
}

// The three weeks before Hanoi: 21 days, of which 14 are working days that lie
// between the two.
func TestWorkingDays(t *testing.T) {
	from, _ := Parse("2019-02-06")
	to, _ := Parse("2019-02-27")
	if n := MondayToFriday().Between(from, to); n != 14 {
		t.Errorf("%d working days", n)
	}
}

// Counting day by day gives the same.
func TestBetweenIsCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start := Day(rapid.IntRange(-800, 20000).Draw(t, "start"))
		days := rapid.IntRange(-3, 60).Draw(t, "days")
		var w Week
		for wd := range Weekday(7) {
			if rapid.Bool().Draw(t, "rest") {
				w.Rest = append(w.Rest, wd)
			}
		}
		for range rapid.IntRange(0, 6).Draw(t, "holidays") {
			w.Holidays = append(w.Holidays, start.Add(rapid.IntRange(-2, 62).Draw(t, "holiday")))
		}
		want := 0
		for d := start.Add(1); d < start.Add(days); d = d.Add(1) {
			if w.Works(d) {
				want++
			}
		}
		if got := w.Between(start, start.Add(days)); got != want {
			t.Fatalf("%v, %d days from %v: %d, want %d", w, days, start, got, want)
		}
	})
}

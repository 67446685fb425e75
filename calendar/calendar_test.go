package calendar

import "testing"

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"2019-02-28", "2019-02-28"},
		{"2024-02-29", "2024-02-29"},
		{"2024-08-01T17:00+03:00", "2024-08-01"},
		{"2025-09-27T20:00:00-04:00", "2025-09-27"},
		{"2025-09-28T00:00Z", "2025-09-28"},
		{"0001-01-01", "0001-01-01"},
		{"9999-12-31", "9999-12-31"},
	} {
		d, err := Parse(c.in)
		if err != nil || d.String() != c.want {
			t.Errorf("Parse(%q) = %v, %v; want %s", c.in, d, err, c.want)
		}
	}
	for _, in := range []string{"", "2019", "2019-02-29", "28.02.2019", "2019-2-28", "2019-02-28T10:00", "0000-01-01"} {
		if d, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", in, d)
		}
	}
}

func TestLimits(t *testing.T) {
	if MinDay.String() != "0001-01-01" || MaxDay.String() != "9999-12-31" {
		t.Errorf("limits are %v and %v", MinDay, MaxDay)
	}
}

// Counts that the sources of the real cases print or that follow from them.
func TestDayCounts(t *testing.T) {
	day := func(s string) Day {
		d, err := Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		what     string
		from, to string
		days     int
	}{
		{"from the news report to the Hanoi summit", "2019-02-06", "2019-02-27", 21},
		{"from the last test to 5 February 2019", "2017-11-29", "2019-02-05", 433},
		{"Adoption Day, 90 days after resolution 2231", "2015-07-20", "2015-10-18", 90},
		{"signing to closing", "2022-01-18", "2023-10-13", 633},
		{"shutdown of Yongbyon, days late", "2007-04-14", "2007-07-14", 91},
		{"declaration of 2008, days late", "2007-12-31", "2008-06-26", 178},
		{"sixty-day phase", "2007-02-13", "2007-04-14", 60},
	} {
		if got := day(c.to).Sub(day(c.from)); got != c.days {
			t.Errorf("%s: %d days, want %d", c.what, got, c.days)
		}
		if got := day(c.from).Add(c.days); got != day(c.to) {
			t.Errorf("%s: ends %v, want %s", c.what, got, c.to)
		}
	}
}

func TestSpan(t *testing.T) {
	a, _ := Parse("2015-02-15")
	s := Span{First: a.Add(14), Last: a.Add(16)}
	if s.Certain() || s.String() != "2015-03-01 to 2015-03-03" {
		t.Errorf("span is %v", s)
	}
	if s := On(a).Add(14); !s.Certain() || s.String() != "2015-03-01" {
		t.Errorf("span is %v", s)
	}
}

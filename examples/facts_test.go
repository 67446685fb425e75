package examples_test

import (
	"fmt"
	"slices"
	"testing"

	"detente/agreement"
	"detente/calendar"
	"detente/internal/files"
	"detente/internal/zones"
	"detente/report"
	"detente/syntax"
)

// timeOf says what the dates of an example leave; on is a day to begin on, or "".
func timeOf(t *testing.T, path, on string) report.Time {
	t.Helper()
	text, err := files.Load([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	var trees []*syntax.File
	for _, f := range text.Files {
		tree, _ := syntax.Parse(f.Name, f.Src)
		trees = append(trees, tree)
	}
	a, found := agreement.Read(trees)
	if found.HasErrors() {
		t.Fatal(found)
	}
	zones.Attach(a)
	if on != "" {
		a.Begins = agreement.Opt[calendar.Day]{V: date(t, on), Given: true}
	}
	return report.NewTime(text.Hash, agreement.NewCourse(a, agreement.Asking{}))
}

func date(t *testing.T, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anchorDay(t *testing.T, r report.Time, name string) string {
	t.Helper()
	for _, a := range r.Anchors {
		if a.Name == name && *a.First == *a.Last {
			return *a.First
		} else if a.Name == name {
			return *a.First + " to " + *a.Last
		}
	}
	t.Fatalf("no anchor %s", name)
	return ""
}

// Days that the documents print, or that follow from them, as the examples give them.
func TestAnchorsOfTheExamples(t *testing.T) {
	for _, c := range []struct{ path, anchor, day string }{
		{"jcpoa-2015", "adoption", "2015-10-18"},
		{"jcpoa-2015", "arms_end", "2020-10-18"},
		{"jcpoa-2015", "transition", "2023-10-18"},
		{"jcpoa-2015", "termination", "2025-10-18"},
		{"minsk-ii-2015", "ceasefire_day", "2015-02-15"},
		{"minsk-ii-2015", "withdrawal_end", "2015-03-01 to 2015-03-03"},
		{"good-friday-1998", "arms_goal", "2000-05-22"},
		{"good-friday-1998", "devolution_day", "1999-12-02"},
		{"six-party-2007", "day_30", "2007-03-15"},
		{"six-party-2007", "day_60", "2007-04-14"},
		{"six-party-2007", "year_end", "2007-12-31"},
		{"company-sale-2023", "release_day", "2025-01-13"},
		{"company-sale-2023", "last_claim_day", "2025-01-12 to 2025-01-13"},
		{"ankara-exchange-2024", "exchange_day", "2024-08-01"},
		{"hanoi-2019", "hanoi", "2019-02-27 to 2019-02-28"},
	} {
		if got := anchorDay(t, timeOf(t, c.path, ""), c.anchor); got != c.day {
			t.Errorf("%s: %s is on %s, want %s", c.path, c.anchor, got, c.day)
		}
	}
}

// Numbers of days between days of the examples and what happened.
func TestDayCountsOfTheExamples(t *testing.T) {
	jcpoa, minsk, irish := timeOf(t, "jcpoa-2015", ""), timeOf(t, "minsk-ii-2015", ""), timeOf(t, "good-friday-1998", "")
	korea, sale, hanoi := timeOf(t, "six-party-2007", ""), timeOf(t, "company-sale-2023", ""), timeOf(t, "hanoi-2019", "")
	for _, c := range []struct {
		what     string
		from, to string
		days     int
	}{
		{"Adoption Day after the resolution", anchorDay(t, jcpoa, "resolution"), anchorDay(t, jcpoa, "adoption"), 90},
		{"Implementation Day after Adoption Day", anchorDay(t, jcpoa, "adoption"), "2016-01-16", 90},
		{"the last useful notice before Termination Day, by the shortest path of a dispute", "2025-08-14", anchorDay(t, jcpoa, "termination"), 15 + 15 + 5 + 30},
		{"the notice of August 2025 to the end of its thirty days", "2025-08-28", "2025-09-27", 30},
		{"the resolution on the territory, due after the signature", anchorDay(t, minsk, "signature"), "2015-03-14", 30},
		{"the withdrawal, fourteen days after the ceasefire", anchorDay(t, minsk, "ceasefire_day"), "2015-03-01", 14},
		{"two years after the referendums", anchorDay(t, irish, "referendums"), anchorDay(t, irish, "arms_goal"), 731},
		{"the executive, from devolution to suspension", anchorDay(t, irish, "devolution_day"), "2000-02-11", 71},
		{"the shutdown, after day 60", anchorDay(t, korea, "day_60"), "2007-07-14", 91},
		{"the declaration, after the end of the year", anchorDay(t, korea, "year_end"), "2008-06-26", 178},
		{"the closing, before the outside date", anchorDay(t, sale, "closing_day"), anchorDay(t, sale, "outside_date"), 5},
		{"the closing, after the signing", "2022-01-18", anchorDay(t, sale, "closing_day"), 633},
		{"the negotiators' three weeks", *hanoi.Begins, "2019-02-27", 21},
	} {
		if got := date(t, c.to).Sub(date(t, c.from)); got != c.days {
			t.Errorf("%s: %d days from %s to %s, want %d", c.what, got, c.from, c.to, c.days)
		}
	}
	if got := date(t, "2008-06-26").Add(45).String(); got != "2008-08-10" {
		t.Errorf("delisting, 45 days after its notice, on %s", got)
	}
	// Eight in the evening in New York is midnight in London: day 30 ends on two days.
	at, _ := calendar.ParseInstant("2025-09-27T20:00-04:00")
	if at.Day().String() != "2025-09-27" || at.DayAt(0).String() != "2025-09-28" {
		t.Errorf("%s is on %s, and at Greenwich on %s", at, at.Day(), at.DayAt(0))
	}
}

// The remedy dies with the resolution: the last useful notice is 30 days before. The
// waivers have to be renewed, or they end long before what waits for them.
func TestEndingsOfTheNuclearAgreement(t *testing.T) {
	r := timeOf(t, "jcpoa-2015", "")
	if len(r.Endings) != 2 {
		t.Fatalf("%d things end", len(r.Endings))
	}
	resolution, waivers := r.Endings[0], r.Endings[1]
	if *resolution.Step != "resolution_2231" || *resolution.Ends.On != "2025-10-18" || *resolution.Decide.On != "2025-09-18" || resolution.Earliest {
		t.Errorf("the resolution: %+v", resolution)
	}
	// Implementation Day by the longest durations is that of the case: 16 January 2016.
	if *waivers.Step != "us_relief" || *waivers.Ends.On != "2016-05-15" || !waivers.Earliest || !slices.Equal(waivers.RenewedBy, []string{"usa"}) {
		t.Errorf("the waivers: %+v", waivers)
	}
	if len(waivers.Late) != 1 || !slices.Equal(waivers.Late[0].Steps, []string{"transition_relief"}) || !waivers.Late[0].Certain {
		t.Errorf("what waits for the waivers: %+v", waivers.Late)
	}
	// On the day of the notice there were 21 days left; a month later it was too late.
	for on, want := range map[string]int{"2025-08-28": 21, "2025-09-19": -1} {
		if got := *timeOf(t, "jcpoa-2015", on).Endings[0].Decide.Day; got != want {
			t.Errorf("on %s, notice is due on day %d, want %d", on, got, want)
		}
	}
}

// What each example's dates come to, and what decides it.
func TestTimeOfTheExamples(t *testing.T) {
	for path, want := range map[string]string{
		"jcpoa-2015": "promised", "minsk-ii-2015": "promised", "good-friday-1998": "promised", "company-sale-2023": "promised",
		"ankara-exchange-2024": "promised", "hanoi-2019": "undated", "six-party-2007": "never",
		"six-party-2007/1-initial-actions.deal": "promised",
	} {
		r := timeOf(t, path, "")
		if r.Verdict != want {
			t.Errorf("%s: %s (%s)", path, r.Verdict, r.Text)
		}
		adds(t, path, r)
	}
	// Eight weeks do not do for three times forty days.
	korea := timeOf(t, "six-party-2007", "")
	for _, d := range korea.Dates {
		if last := d.Step == "disablement[3]"; last != (d.Judgement == "never") || last && (d.Short != 31 || *d.Slack != -196) {
			t.Errorf("%s: %s", d.Step, d.Text)
		}
	}
	// The first of the readings of the withdrawal counts: 1 March, and the ceasefire
	// has no day to spare before it.
	minsk := timeOf(t, "minsk-ii-2015", "")
	for _, d := range minsk.Dates {
		if d.Step == "heavy_weapons" && (*d.Due != "2015-03-01" || *d.Slack != 0) {
			t.Errorf("the withdrawal: %s", d.Text)
		}
	}
	if len(minsk.Instants) != 1 || *minsk.Instants[0].Zoned != "2015-02-15" {
		t.Errorf("midnight in Kyiv: %+v", minsk.Instants)
	}
	// Begun in July 2007, phase one is late, as it was: day 60 has passed.
	late := timeOf(t, "six-party-2007/1-initial-actions.deal", "2007-07-14")
	for _, d := range late.Dates {
		if d.Step == "shutdown" && (d.Judgement != "never" || *d.Slack != -91) {
			t.Errorf("the shutdown: %s", d.Text)
		}
	}
}

// adds checks that the days of each chain add up.
func adds(t *testing.T, path string, r report.Time) {
	t.Helper()
	sum := func(lines []report.ChainLine) int {
		days := 0
		for _, l := range lines {
			days += l.Days
		}
		return days
	}
	if r.Critical != nil && sum(r.Critical.Lines) != *r.Critical.Ends.Day {
		t.Errorf("%s: what decides the end adds up to %d, not %d", path, sum(r.Critical.Lines), *r.Critical.Ends.Day)
	}
	for _, d := range r.Dates {
		if sum(d.Chain) != d.Short {
			t.Errorf("%s: %s: %d days, not %d", path, d.Text, sum(d.Chain), d.Short)
		}
	}
	for _, s := range r.Steps {
		if s.Latest != nil && s.Latest.Day != nil && s.Counted != nil && s.Slack != nil && *s.Latest.Day-*s.Counted.Day != *s.Slack {
			t.Errorf("%s: %v", path, fmt.Sprint(s.Steps, *s.Slack))
		}
	}
}

package term

import (
	"fmt"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"

	"detente/report"
)

func due(step, on string, spare int) report.Date {
	return report.Date{Step: step, Due: &on, On: ptr("2019-03-01"), Spare: &spare, Judgement: "promised", Text: step + "."}
}

func TestDatesOnAPage(t *testing.T) {
	p := samplePlan()
	p.Critical = &report.Critical{Day: 80, On: ptr("2019-05-19"), Legs: []report.Leg{
		{Kind: "not_before", Round: 1, Days: 5, Text: "relief[1] does not begin before 2019-03-05"},
		{Kind: "takes", Round: 1, Days: 25, Text: "relief[1] takes 20 to 25 days"},
		{Kind: "takes", Round: 2, Days: 50, Text: "relief[2] takes 20 to 50 days"},
	}}
	late := due("remains", "2019-02-01", -28)
	late.Judgement, late.Text = "luck", "remains is late."
	late.Breaks = []report.Link{
		{Text: "round 2 begins when round 1 is over"},
		{Text: `remains is due on 2019-02-01 (demand "soon")`, Owners: []string{"usa"}, Place: &report.Place{File: "hanoi.deal", Line: 12}},
		{Text: "remains takes 3 days", Owners: []string{"dprk", "unsc"}, Place: &report.Place{File: "hanoi.deal", Line: 13}},
	}
	within := report.Date{Step: "aid", After: ptr("remains"), Within: ptr(1), Ends: 4, Judgement: "late_start", Text: "aid waits.", Spare: ptr(0)}
	free := report.Date{Step: "aid", After: ptr("relief"), Within: ptr(0), Ends: 4, Judgement: "promised"}
	p.Dates = []report.Date{due("declare", "2019-03-09", 8), due("inspect", "2019-03-09", 8), late, within, free}
	page := Page{Width: 80}.Plan(p)
	for _, want := range []string{
		"\nDates\n-----\nBy the longest durations the plan is over on 2019-05-19 (day 80). What decides\nthe end:\n",
		"\n- Round 1, until day 30: relief[1] does not begin before 2019-03-05; relief[1]\n  takes 20 to 25 days.\n- Round 2, until day 80: relief[2]",
		"\nremains                    2019-02-01                2019-03-01  lacks 28 days *\n" +
			"aid                        1 day after remains       day 4       none\n" +
			"declare, inspect           2019-03-09                2019-03-01  8 days\n" +
			"aid                        with relief               day 4       no limit\n",
		"\n- aid waits.\n* remains is late.\n  - remains is due on 2019-02-01 (demand \"soon\" of United States)\n    [hanoi.deal:12]\n" +
			"  - remains takes 3 days (North Korea, UN Security Council) [hanoi.deal:13]\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page\n%s", want, page)
		}
	}
	*p.Dates[2].Spare = -100_000
	for _, line := range strings.Split(Page{Width: minWidth}.Plan(p), "\n") {
		if lipgloss.Width(line) > minWidth {
			t.Errorf("%q is wider than %d", line, minWidth)
		}
	}
	brief := Page{Width: 80}.Brief(report.Findings{}, &p, nil)
	_, brief, _ = strings.Cut(brief, "\nDates\n")
	if strings.Contains(brief, "What decides") || strings.Contains(brief, "declare, inspect") || strings.Contains(brief, "remains takes 3 days") || !strings.Contains(brief, "* remains is late.") {
		t.Errorf("the short page says\n%s", brief)
	}
}

func TestManyDates(t *testing.T) {
	p := samplePlan()
	p.Critical = &report.Critical{}
	for k := range 20 {
		p.Critical.Day += k + 1
		p.Critical.Legs = append(p.Critical.Legs, report.Leg{Round: k + 1, Days: k + 1, Text: fmt.Sprintf("s%d takes %d days", k, k+1)})
		d := due(fmt.Sprintf("s%d", k), fmt.Sprintf("2019-04-%02d", k+1), 5-k)
		p.Dates = append(p.Dates, d)
	}
	page := Page{Width: 80}.Plan(p)
	for _, want := range []string{
		"plan is over on day 210.", "- Round 13, until day 91: s12 takes 13 days.\n", "- 12 rounds more, which take less; -json has all.\n",
		"\nAnd 12 rows more, with more to spare; -json has all.\n", "* 11 dates more cannot be promised; -json says why.\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page\n%s", want, page)
		}
	}
	if strings.Contains(page, "Round 12,") {
		t.Error("a round that takes less is told")
	}
}

// Nothing is said of time where the text says nothing of it.
func TestNoDates(t *testing.T) {
	p := samplePlan()
	p.Critical = &report.Critical{}
	if page := (Page{Width: 80}).Plan(p); strings.Contains(page, "\nDates\n") {
		t.Error(page)
	}
}

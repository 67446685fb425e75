package term

import (
	"fmt"

	"detente/report"
)

func ptr[T any](v T) *T { return &v }

func one(step string, by []string, gains ...string) report.Event {
	return report.Event{Steps: []report.Performed{{Name: step, Step: step, Of: 1, By: by, Gains: gains}}}
}

func part(step string, k, of int, by string, gains ...string) report.Event {
	name := step
	if k > 0 {
		name = fmt.Sprintf("%s[%d]", step, k)
	}
	return report.Event{Steps: []report.Performed{{Name: name, Step: step, Part: k, Of: of, By: []string{by}, Gains: gains}}}
}

func round(starts, ends int, from, to string, t, e [2]report.Share, events ...report.Event) report.Round {
	return report.Round{
		Starts: starts, Ends: ends, From: &from, To: &to, Events: events,
		Temptation: map[string]report.Share{"usa": t[0], "dprk": t[1]},
		Exposure:   map[string]report.Share{"usa": e[0], "dprk": e[1]},
	}
}

// samplePlan is a plan with everything that the picture can hold: two parties
// and two others, parts, a joint step, an exchange, a step that nobody is named
// to perform.
func samplePlan() report.Plan {
	usa, dprk, unsc := []string{"usa"}, []string{"dprk"}, "unsc"
	exchange := report.Event{
		Exchange: ptr("handover"), HeldBy: ptr("iaea"),
		Steps: []report.Performed{one("remains", dprk, "usa").Steps[0], one("aid", usa, "dprk").Steps[0]},
	}
	return report.Plan{
		Agreement: "hanoi-2019", Title: "Denuclearisation and a new relationship",
		Verdict: "self_enforcing", Proved: true, ConflictsComplete: true, CorrectionsComplete: true,
		Summary: "This order holds: at no moment does anybody gain by walking away. The furthest anybody is below where it started is 12.5% of what United States gains, in round 2.",
		Reasons: []string{"Every one of the 41 moments that the plan can meet was looked at: the least anybody would lose by leaving is 3% of what it gains by the agreement, in round 3."},
		Assumed: []string{"Days: the day of the event is not counted."},
		Actors: []report.Actor{
			{ID: "usa", Name: "United States"},
			{ID: "dprk", Name: "North Korea"},
			{ID: "unsc", Name: "UN Security Council", Third: true},
			{ID: "iaea", Name: "IAEA", Third: true},
			{ID: "rok", Name: "South Korea", Third: true},
		},
		Steps: []report.Step{
			{Name: "hostages", Text: "Release the detainees", Done: ptr("2018-05-09")},
			{Name: "exercises", Text: "Suspend the large exercises", Place: &report.Place{File: "examples/hanoi-2019/hanoi.deal", Line: 61}},
			{Name: "relief", Text: "Suspend the five resolutions of 2016 and 2017, one at a time, each for the articles that touch the civilian economy", Place: &report.Place{File: "examples/hanoi-2019/hanoi.deal", Line: 93}},
		},
		Rounds: []report.Round{
			round(0, 30, "2019-02-28", "2019-03-30", [2]report.Share{-0.6, -0.2}, [2]report.Share{0.05, 0.125},
				one("exercises", usa, "dprk"), one("test_halt_in_writing", dprk, "usa"), one("liaison_offices", []string{"usa", "dprk"}, "usa", "dprk")),
			round(30, 75, "2019-03-30", "2019-05-14", [2]report.Share{-0.5, 0.0004}, [2]report.Share{0.125, 0},
				part("relief", 1, 5, unsc, "dprk"), part("relief", 2, 5, unsc, "dprk"), one("declare", dprk, "usa"), one("inspect", []string{"iaea"})),
			round(75, 75, "2019-05-14", "2019-05-14", [2]report.Share{0, 0.125}, [2]report.Share{0, 0}, exchange),
			round(75, 80, "2019-05-14", "2019-05-19", [2]report.Share{-0.03, -0.03}, [2]report.Share{0, 0},
				part("relief", 3, 5, unsc, "dprk", "usa"), one("humanitarian_exemptions_in_full", []string{"unsc"}, "dprk"), one("troop_costs", nil, "usa")),
		},
	}
}

func sourceLine(file string, line int) (string, bool) {
	lines := map[int]string{
		112: "  that   = before(dismantle, relief)   # the position of 31 January",
		130: "  that   = before(relief, dismantle)",
	}
	text, ok := lines[line]
	return text, ok && file == "examples/hanoi-2019/hanoi.deal"
}

func sampleFindings() report.Findings {
	at := func(line, column, end int) *report.Place {
		return &report.Place{File: "examples/hanoi-2019/hanoi.deal", Line: line, Column: column, End: report.Point{Line: line, Column: end}}
	}
	return report.Findings{
		Agreement: "hanoi-2019", Title: "Denuclearisation and a new relationship",
		Counts: report.Counts{Errors: 1, Warnings: 3, Notes: 1},
		Findings: []report.Finding{
			{
				Code: "D101", Severity: "error",
				Summary: "Each waits for the other: relief waits for dismantle, and dismantle waits for relief.",
				Detail:  "relief waits for dismantle by demand us_first of United States.\ndismantle waits for relief by demand parallel of North Korea.",
				Place:   at(112, 12, 37), Places: []report.Place{*at(112, 12, 37), *at(130, 12, 37)},
				Owners: []string{"usa", "dprk"}, Steps: []string{"relief", "dismantle"},
				Fix: "Set one of the demands aside, or cut a step into parts.",
			},
			{Code: "D202", Title: "No date", Severity: "warning", Steps: []string{"relief"}, Summary: "relief has no date.", Place: at(93, 6, 14), Fix: "Give it a due date.", Weight: 4},
			{Code: "D202", Title: "No date", Severity: "warning", Steps: []string{"exercises"}, Summary: "exercises has no date.", Place: at(61, 6, 17), Fix: "Give it a due date."},
			{Code: "D203", Severity: "warning", Summary: "Nobody is named to verify declare.", Place: at(70, 6, 15), Fix: "Name who verifies it."},
			{Code: "D105", Severity: "note", Summary: "Two moves are open: exercises, liaison_offices."},
		},
		Private: []string{"usa.private.deal"},
		Without: []string{"troops_out"},
	}
}

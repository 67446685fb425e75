package term

import (
	"strings"
	"testing"

	"detente/repair"
	"detente/report"
)

func sampleRepairs() report.Plan {
	r := samplePlan()
	r.Verdict = "too_exposed"
	r.Repairs = []report.Repair{
		{
			Kind: "parts", Summary: "Perform relief in 6 parts.", Agree: []string{"unsc", "dprk"}, Least: true, Verdict: "self_enforcing",
			Changes: []report.Change{
				{Of: "relief", Attribute: "parts", From: ptr("5"), To: ptr("6")},
				{Of: "relief", Attribute: "takes", From: ptr("[10, 20]"), To: ptr("[9, 17]")},
			},
			Length: &report.Length{Rounds: 12}, Exposure: &report.Figure{Share: 0.0004},
		},
		{
			Kind: "exposure", Summary: "Let North Korea be up to 5 below where it started, instead of 4.", Agree: []string{"dprk"}, Verdict: "needs_stake",
			Changes: []report.Change{{Of: "dprk", Attribute: "max_exposure", From: ptr("4"), To: ptr("5")}},
			Length:  &report.Length{Rounds: 3}, Exposure: &report.Figure{Share: 1.5},
		},
	}
	why := "Even after the last step United States would gain by leaving; no order changes that."
	r.RepairKinds = []report.RepairKind{
		{Kind: "parts", Decided: true},
		{Kind: "exchange", Decided: true, Why: why},
		{Kind: "precondition", Decided: true, Why: why},
		{Kind: "lock"},
		{Kind: "exposure", Decided: true},
	}
	return r
}

func TestRepairs(t *testing.T) {
	for _, width := range []int{60, 80, 100} {
		s := Page{Width: width}.sheet()
		s.repairs(sampleRepairs())
		got := s.b.String()
		for _, line := range strings.Split(got, "\n") {
			if len(line) > width {
				t.Errorf("a line of %d cells on a page of %d: %q", len(line), width, line)
			}
		}
		if width == 80 {
			golden(t, "repairs.txt", got)
		}
	}
}

// Where nobody looked for repairs, nothing is said.
func TestNoRepairs(t *testing.T) {
	s := Page{}.sheet()
	s.repairs(samplePlan())
	if got := s.b.String(); got != "" {
		t.Errorf("%q", got)
	}
}

// Every kind of repair has a name for people.
func TestKindsOfRepairsHaveNames(t *testing.T) {
	for _, k := range repair.Kinds() {
		if kindOfRepair[string(k)] == "" {
			t.Errorf("%s has no name", k)
		}
	}
}

package term

import (
	"fmt"
	"strings"
	"testing"

	"detente/report"
)

func verified(name, party, judgement string, needed, stated *report.Chance) report.Verification {
	step, _, _ := strings.Cut(name, "[")
	return report.Verification{Name: name, Step: step, Party: party, Judgement: judgement, Needed: needed, Detects: stated}
}

func chance(x report.Chance) *report.Chance { return &x }

// sampleChecks is a plan with all that can be said of verification and worths.
func sampleChecks() report.Plan {
	p := samplePlan()
	p.Rounds = append(p.Rounds, round(80, 80, "2019-05-19", "2019-05-19", [2]report.Share{}, [2]report.Share{}, part("yongbyon", 1, 2, "dprk", "usa"), part("yongbyon", 2, 2, "dprk", "usa")))
	p.Verification = []report.Verification{
		verified("exercises", "usa", "unstated", chance(0.1), nil),
		verified("yongbyon[1]", "dprk", "enough", chance(0.25), chance(0.9)),
		verified("yongbyon[2]", "dprk", "enough", chance(1.0/3), chance(0.9)),
		verified("declare", "dprk", "too_small", chance(0.2), chance(0.05)),
		verified("liaison_offices", "usa", "unverified", chance(0.5), nil),
		verified("liaison_offices", "dprk", "unverified", chance(0.5), nil),
		verified("troops", "usa", "never_enough", nil, chance(1)),
		verified("inspect", "usa", "nothing_saved", chance(0), chance(1)),
	}
	p.Verification[3].Words = true
	p.Sampling = []report.Sampling{
		{Step: "yongbyon", Party: "dprk", Occasions: 5, Enough: 2, Each: 0.4},
		{Step: "relief", Party: "usa", Occasions: 2, Enough: 2, Each: 0.9},
	}
	limit := func(step string, cost bool, stated, at string, included bool) report.WorthLimit {
		return report.WorthLimit{Step: step, Cost: cost, Stated: stated, Limit: ptr(at), Included: included, End: "leaves"}
	}
	p.Tolerances = []report.Tolerance{
		{Party: "usa", Holds: true, Worths: []report.WorthLimit{
			limit("yongbyon", false, "10", "28/3", true), limit("exercises", true, "1", "1", true),
			limit("declare", false, "3", "2", false), limit("relief", true, "2", "9", false),
		}},
		{Party: "dprk"},
		{Party: "rok", Holds: true, Worths: []report.WorthLimit{{Step: "declare", Stated: "minor", End: "nothing"}}},
		{Party: "iaea", Holds: true},
	}
	return p
}

func TestVerificationPage(t *testing.T) {
	page := Page{}.Plan(sampleChecks())
	_, page, _ = strings.Cut(page, "\nVerification\n")
	page, _, _ = strings.Cut(page, "\nThe steps\n")
	golden(t, "verification.txt", page)
}

// A long list is cut, and says so; what is too small is never cut off by it.
func TestLongVerification(t *testing.T) {
	p := samplePlan()
	for k := range 12 {
		p.Verification = append(p.Verification, verified(fmt.Sprintf("step%d", k), "usa", "unstated", chance(report.Chance(k+1)/20), nil))
	}
	p.Verification[0].Judgement, p.Verification[0].Detects = "too_small", chance(0.01)
	page := Page{}.Plan(p)
	for _, want := range []string{"step0 ", "step11 ", "And 4 rows more"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if strings.Contains(page, "step4 ") {
		t.Error("the list is not cut")
	}
}

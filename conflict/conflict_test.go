package conflict

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"detente/agreement"
)

func analyse(a *agreement.Agreement) *Analysis {
	return Analyse(agreement.NewCourse(a, agreement.Asking{}))
}

// hanoi is the core of the case the project began from: relief and weapons
// demand each other first, two more steps hang behind, three are free.
func hanoi() *agreement.Agreement {
	return &agreement.Agreement{
		Steps: []*agreement.Step{
			step("exercises", "usa"), step("relief", "unsc"), step("weapons", "dprk"),
			step("yongbyon", "dprk"), step("end_sanctions", "unsc", "weapons"), step("halt", "dprk"),
		},
		Demands: []*agreement.Demand{
			demand("complete_first", agreement.Before, "weapons", "relief"),
			demand("in_parallel", agreement.Before, "relief", "weapons"),
			demand("relief_first", agreement.Before, "relief", "yongbyon"),
		},
	}
}

func TestHanoi(t *testing.T) {
	a := analyse(hanoi())
	if len(a.Cycles) != 1 || edgeNames(a.Course, a.Cycles[0].Edges) != "relief<weapons (in_parallel), weapons<relief (complete_first)" {
		t.Errorf("cycles: %v", a.Cycles)
	}
	same(t, "stuck", eventNames(a.Course, a.Stuck), []string{"relief", "weapons", "yongbyon", "end_sanctions"})
	same(t, "open", eventNames(a.Course, a.Open), []string{"exercises", "halt"})
	same(t, "behind", eventNames(a.Course, a.Waiting(a.Cycles[0].Edges[0].Before, a.Cycles[0].Edges[0].After)), []string{"yongbyon", "end_sanctions"})
	same(t, "conflicts", conflictNames(a), []string{"complete_first in_parallel"})
	if got := correctionNames(a); !slices.Equal(got, []string{"complete_first", "in_parallel"}) {
		t.Errorf("corrections %v", got)
	}
	if !a.Blocked() {
		t.Error("not blocked")
	}
}

func TestRedLinesGoLast(t *testing.T) {
	text := hanoi()
	text.Demands[0].Firm = true
	if got := correctionNames(analyse(text)); !slices.Equal(got, []string{"in_parallel", "complete_first"}) {
		t.Errorf("corrections %v", got)
	}
}

func TestOneExchangeIsNoCircle(t *testing.T) {
	text := hanoi()
	text.Exchanges = []*agreement.Exchange{exchange("handover", "swiss", "relief", "weapons")}
	a := analyse(text)
	if a.Blocked() || len(a.Conflicts) > 0 {
		t.Errorf("stuck: %v", eventNames(a.Course, a.Stuck))
	}
	if !slices.Contains(eventNames(a.Course, a.Open), "exchange handover (relief, weapons)") {
		t.Errorf("open: %v", eventNames(a.Course, a.Open))
	}
}

func TestTheTextsOwnPreconditionsConflict(t *testing.T) {
	text := hanoi()
	text.Steps[5].After = []agreement.StepRef{ref("exercises")}
	text.Steps[0].After = []agreement.StepRef{ref("halt")}
	a := analyse(text)
	if len(a.Conflicts) != 1 || len(a.Conflicts[0].Demands) != 0 || edgeNames(a.Course, a.Conflicts[0].Edges) != "exercises<halt, halt<exercises" {
		t.Errorf("conflicts: %+v", a.Conflicts)
	}
	if len(a.Corrections) != 0 || !a.Complete || !a.CorrectionsComplete {
		t.Errorf("no demand set aside resolves this: %v", correctionNames(a))
	}
	if len(a.Cycles) != 2 {
		t.Errorf("%d circles, want that of the text and that of the demands", len(a.Cycles))
	}
}

func TestWhatIsWantedTogetherIsOneRound(t *testing.T) {
	for _, tt := range []struct {
		name      string
		steps     []*agreement.Step
		conflicts []string
		circle    string
	}{
		{
			"other performers in between",
			[]*agreement.Step{step("a", "p"), step("x", "q", "a"), step("b", "p", "x")},
			[]string{"at_once"},
			"a<x, x<b, b<a (at_once)",
		},
		{
			"one after the other by different performers",
			[]*agreement.Step{step("a", "p"), step("b", "q", "a")},
			[]string{"at_once"},
			"a<b, b<a (at_once)",
		},
		{
			"one after the other by one performer fits into a round",
			[]*agreement.Step{step("a", "p"), step("x", "p", "a"), step("b", "p", "x")},
			nil, "",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := analyse(&agreement.Agreement{Steps: tt.steps, Demands: []*agreement.Demand{demand("at_once", agreement.Together, "a", "b")}})
			same(t, "conflicts", conflictNames(a), tt.conflicts)
			if a.Blocked() != (len(tt.conflicts) > 0) {
				t.Errorf("stuck: %v", eventNames(a.Course, a.Stuck))
			}
			if tt.circle != "" && edgeNames(a.Course, a.Conflicts[0].Edges) != tt.circle {
				t.Errorf("circle %s, want %s", edgeNames(a.Course, a.Conflicts[0].Edges), tt.circle)
			}
		})
	}
}

// Two bundles can lock together what neither would alone.
func TestTwoBundles(t *testing.T) {
	text := &agreement.Agreement{
		Steps: []*agreement.Step{step("a1", "p"), step("a2", "q", "a1"), step("b1", "p"), step("b2", "q", "b1")},
		Demands: []*agreement.Demand{
			demand("first", agreement.Together, "a2", "b1"),
			demand("second", agreement.Together, "b2", "a1"),
		},
	}
	a := analyse(text)
	same(t, "conflicts", conflictNames(a), []string{"first second"})
	for _, s := range text.Steps {
		s.By[0].ID = "p"
	}
	if a := analyse(text); a.Blocked() {
		t.Errorf("one performer takes all four in one round: stuck %v", eventNames(a.Course, a.Stuck))
	}
}

func TestRefusal(t *testing.T) {
	text := &agreement.Agreement{
		Steps: []*agreement.Step{step("disable", "dprk", "delist"), step("delist", "usa"), step("protocol", "dprk"), step("oil", "usa")},
		Demands: []*agreement.Demand{
			demand("verify_first", agreement.Before, "protocol", "delist"),
			demand("no_protocol", agreement.Exclude, "protocol"),
			demand("protocol_needed", agreement.Include, "protocol"),
		},
	}
	a := analyse(text)
	if len(a.Refused) != 1 || a.Refused[0].Refusal.Demand.ID != "no_protocol" {
		t.Fatalf("refused: %+v", a.Refused)
	}
	same(t, "waiting", eventNames(a.Course, a.Refused[0].Waiting), []string{"disable", "delist"})
	same(t, "stuck", eventNames(a.Course, a.Stuck), []string{"disable", "delist", "protocol"})
	same(t, "open", eventNames(a.Course, a.Open), []string{"oil"})
	// The text holds the step, so that the refusal conflicts with it alone; the
	// demand that it be kept adds nothing.
	same(t, "conflicts", conflictNames(a), []string{"no_protocol"})
	same(t, "corrections", correctionNames(a), []string{"no_protocol"})
}

func TestRefusalOfAStepInParts(t *testing.T) {
	text := &agreement.Agreement{
		Steps:   []*agreement.Step{step("relief", "usa"), step("next", "dprk", "relief")},
		Demands: []*agreement.Demand{demand("none_of_it", agreement.Exclude, "relief")},
	}
	text.Steps[0].Parts = agreement.Opt[int]{V: 3, Given: true}
	a := analyse(text)
	if len(a.Refused) != 1 {
		t.Fatalf("%d refusals, want one for the demand", len(a.Refused))
	}
	same(t, "waiting", eventNames(a.Course, a.Refused[0].Waiting), []string{"next"})
	same(t, "conflicts", conflictNames(a), []string{"none_of_it"})
}

func TestPartsGoInOrder(t *testing.T) {
	text := &agreement.Agreement{
		Steps:   []*agreement.Step{step("relief", "usa")},
		Demands: []*agreement.Demand{{Name: agreement.Name{ID: "backwards"}, Kind: agreement.Before}},
	}
	text.Steps[0].Parts = agreement.Opt[int]{V: 3, Given: true}
	last, first := ref("relief"), ref("relief")
	last.Part, first.Part = 3, 1
	text.Demands[0].Steps = []agreement.StepRef{last, first}
	a := analyse(text)
	same(t, "conflicts", conflictNames(a), []string{"backwards"})
	if got := edgeNames(a.Course, a.Conflicts[0].Edges); got != "relief[1]<relief[2], relief[2]<relief[3], relief[3]<relief[1] (backwards)" {
		t.Errorf("circle %s", got)
	}
}

func TestNothingToDo(t *testing.T) {
	a := analyse(&agreement.Agreement{})
	if a.Blocked() || len(a.Open) != 0 || !a.Complete || !a.CorrectionsComplete || len(a.Corrections) != 0 {
		t.Errorf("%+v", a)
	}
}

// The large texts below are shapes in which a careless search drowns. Each is
// given a bound on time many times above what it takes.
func TestLargeTexts(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	chain := func(n int) []*agreement.Step {
		steps := []*agreement.Step{step("s0", "p")}
		for i := 1; i < n; i++ {
			steps = append(steps, step(fmt.Sprintf("s%d", i), fmt.Sprintf("p%d", i%7), fmt.Sprintf("s%d", i-1)))
		}
		return steps
	}
	free := func(n int) []*agreement.Step {
		var steps []*agreement.Step
		for i := range n {
			steps = append(steps, step(fmt.Sprintf("s%d", i), fmt.Sprintf("p%d", i%7)))
		}
		return steps
	}
	before := func(i, x, y int) *agreement.Demand {
		return demand(fmt.Sprintf("d%d", i), agreement.Before, fmt.Sprintf("s%d", x), fmt.Sprintf("s%d", y))
	}
	for _, tt := range []struct {
		name     string
		text     func() *agreement.Agreement
		complete bool
		check    func(t *testing.T, a *Analysis)
	}{
		{"600 steps in a chain, 200 demands against it", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: chain(600)}
			for i := range 200 {
				a.Demands = append(a.Demands, before(i, 599-i, i))
			}
			return a
		}, true, func(t *testing.T, a *Analysis) {
			if len(a.Conflicts) != 200 || len(a.Corrections) != 1 {
				t.Errorf("%d conflicts, %d corrections", len(a.Conflicts), len(a.Corrections))
			}
		}},
		{"a ring of 600 demands", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: free(600)}
			for i := range 600 {
				a.Demands = append(a.Demands, before(i, i, (i+1)%600))
			}
			return a
		}, true, func(t *testing.T, a *Analysis) {
			if len(a.Conflicts) != 1 || len(a.Conflicts[0].Demands) != 600 || len(a.Corrections) != 600 {
				t.Errorf("%d conflicts, %d corrections", len(a.Conflicts), len(a.Corrections))
			}
		}},
		{"fifteen who trust nobody", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: free(15)}
			for x := range 15 {
				for y := range 15 {
					if x != y {
						a.Demands = append(a.Demands, before(len(a.Demands), x, y))
					}
				}
			}
			return a
		}, false, func(t *testing.T, a *Analysis) {
			if len(a.Conflicts) != MaxConflicts || len(a.Conflicts[104].Demands) != 2 || len(a.Conflicts[105].Demands) != 3 {
				t.Errorf("%d conflicts, the pairs not first", len(a.Conflicts))
			}
			// 105 demands have to go, one of each pair; grown sets are minimal.
			if len(a.Corrections) == 0 || len(a.Corrections[0]) != 105 {
				t.Errorf("%d corrections", len(a.Corrections))
			}
		}},
		{"300 pairs", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: free(600)}
			for i := range 300 {
				a.Demands = append(a.Demands, before(2*i, 2*i, 2*i+1), before(2*i+1, 2*i+1, 2*i))
			}
			return a
		}, true, func(t *testing.T, a *Analysis) {
			if len(a.Conflicts) != 300 || len(a.Cycles) != MaxCycles || a.CorrectionsComplete || len(a.Corrections) == 0 || len(a.Corrections[0]) != 300 {
				t.Errorf("%d conflicts, %d cycles, %d corrections", len(a.Conflicts), len(a.Cycles), len(a.Corrections))
			}
		}},
		{"20,000 steps in a chain with one demand against it", func() *agreement.Agreement {
			return &agreement.Agreement{Steps: chain(20_000), Demands: []*agreement.Demand{before(0, 19_999, 0)}}
		}, true, func(t *testing.T, a *Analysis) {
			if len(a.Cycles) != 1 || len(a.Cycles[0].Edges) != 20_000 || len(a.Conflicts) != 1 {
				t.Errorf("%d cycles, %d conflicts", len(a.Cycles), len(a.Conflicts))
			}
		}},
		{"10,000 steps in a chain, 10,000 demands against it", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: chain(10_000)}
			for i := range 10_000 {
				a.Demands = append(a.Demands, before(i, (i*7919)%10_000, (i*104_729)%10_000))
			}
			return a
		}, false, func(t *testing.T, a *Analysis) {
			if len(a.Cycles) != MaxCycles {
				t.Errorf("%d cycles", len(a.Cycles))
			}
		}},
		{"10,000 refusals in a chain", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: chain(10_000)}
			for i := range 10_000 {
				a.Demands = append(a.Demands, demand(fmt.Sprintf("d%d", i), agreement.Exclude, fmt.Sprintf("s%d", i)))
			}
			return a
		}, false, func(t *testing.T, a *Analysis) {
			if len(a.Conflicts) != MaxConflicts {
				t.Errorf("%d conflicts", len(a.Conflicts))
			}
		}},
		{"2,000 bundles over a chain", func() *agreement.Agreement {
			a := &agreement.Agreement{Steps: chain(4000)}
			for i := range 2000 {
				a.Demands = append(a.Demands, demand(fmt.Sprintf("d%d", i), agreement.Together, fmt.Sprintf("s%d", i), fmt.Sprintf("s%d", (i*1237)%4000)))
			}
			return a
		}, false, func(t *testing.T, a *Analysis) {
			if len(a.Cycles) != MaxCycles {
				t.Errorf("%d cycles", len(a.Cycles))
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			a := analyse(tt.text())
			took := time.Since(start)
			t.Logf("%v", took)
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if a.Complete != tt.complete {
				t.Errorf("complete is %v", a.Complete)
			}
			tt.check(t, a)
		})
	}
}

package conflict

import (
	"fmt"
	"strings"
	"testing"

	"detente/agreement"
	"detente/diag"
)

func place(line int) diag.Place {
	return diag.Place{File: "examples/hanoi/hanoi.deal", Start: diag.Pos{Line: line, Column: 3}}
}

func owned(d *agreement.Demand, owner string, line int) *agreement.Demand {
	d.Of = agreement.Opt[agreement.Ref]{V: agreement.Ref{ID: owner}, Given: true}
	d.That = place(line)
	return d
}

func called(id, label string) *agreement.Actor {
	return &agreement.Actor{Name: agreement.Name{ID: id}, Title: agreement.Text{By: map[string]string{"": label}}}
}

func TestDeadlockSentence(t *testing.T) {
	text := hanoi()
	text.Actors = []*agreement.Actor{called("usa", "United States"), called("dprk", "North Korea")}
	owned(text.Demands[0], "usa", 88)
	owned(text.Demands[1], "dprk", 95)
	a := analyse(text)
	want := `Deadlock: relief waits for weapons (demand "complete_first" of United States, hanoi.deal:88) and weapons waits for relief (demand "in_parallel" of North Korea, hanoi.deal:95).`
	if got := a.Cycles[0].Sentence(a.Course); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestOtherReasonsToWait(t *testing.T) {
	a := &agreement.Agreement{Steps: []*agreement.Step{step("end", "p"), step("relief", "q", "end"), step("alone", "q", "alone")}}
	a.Steps[0].Locks = []agreement.StepRef{ref("relief")}
	a.Steps[0].Locks[0].Place, a.Steps[1].After[0].Place = place(4), place(9)
	found := analyse(a)
	for i, want := range []string{
		"Deadlock: alone waits for itself (precondition in the text).",
		"Deadlock: end waits for relief (it makes that permanent, hanoi.deal:4) and relief waits for end (precondition in the text, hanoi.deal:9).",
	} {
		if got := found.Cycles[i].Sentence(found.Course); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestTogetherSentence(t *testing.T) {
	a := &agreement.Agreement{
		Steps:     []*agreement.Step{step("a", "p"), step("b", "q", "c"), step("c", "p"), step("d", "q")},
		Exchanges: []*agreement.Exchange{exchange("swap", "host", "a", "c")},
		Demands:   []*agreement.Demand{owned(demand("at_once", agreement.Together, "a", "b"), "p", 7)},
	}
	found := analyse(a)
	want := `Deadlock: a in exchange swap is wanted in one round with b (demand "at_once" of p, hanoi.deal:7) and b waits for c in exchange swap (precondition in the text).`
	if got := found.Cycles[0].Sentence(found.Course); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDeadEndSentence(t *testing.T) {
	text := &agreement.Agreement{
		Actors: []*agreement.Actor{called("usa", "United States"), called("dprk", "North Korea")},
		Steps:  []*agreement.Step{step("disable", "dprk", "delist"), step("delist", "usa"), step("protocol", "dprk"), step("offer", "")},
		Demands: []*agreement.Demand{
			owned(demand("verify_first", agreement.Before, "protocol", "delist"), "usa", 50),
			owned(demand("no_protocol", agreement.Exclude, "protocol"), "dprk", 60),
			owned(demand("not_that_either", agreement.Exclude, "delist"), "dprk", 70),
			demand("nor_that", agreement.Exclude, "offer"),
		},
	}
	a := analyse(text)
	for i, want := range []string{
		`Dead end: disable waits for delist (precondition in the text), delist waits for protocol (demand "verify_first" of United States, hanoi.deal:50) and North Korea, who performs protocol, asks that it not be performed (demand "no_protocol", hanoi.deal:60).`,
		`Dead end: disable waits for delist (precondition in the text) and North Korea asks that delist, which United States performs, not be performed (demand "not_that_either", hanoi.deal:70).`,
		`Dead end: an owner not named asks that offer not be performed (demand "nor_that").`,
	} {
		if got := a.Refused[i].Sentence(a.Course); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestPartsAreToldInShort(t *testing.T) {
	whole, part, last := ref("relief"), ref("relief"), ref("relief")
	part.Part, last.Part = 2, 4
	other := ref("weapons")
	for _, tt := range []struct {
		name           string
		first, second  []agreement.StepRef
		want           string
		weaponsInParts bool
	}{
		{
			"the whole on both sides",
			[]agreement.StepRef{whole, other},
			[]agreement.StepRef{other, whole},
			"Deadlock: weapons waits for relief (one) and relief waits for weapons (two).", true,
		},
		{
			"the whole on one side",
			[]agreement.StepRef{part, other},
			[]agreement.StepRef{other, whole},
			"Deadlock: weapons waits for relief[2] (one) and relief waits for weapons (two).", false,
		},
		{
			"parts on both sides",
			[]agreement.StepRef{last, other},
			[]agreement.StepRef{other, part},
			"Deadlock: weapons waits for relief[4] (one), relief[4] comes after relief[2] (parts are taken in order) and relief[2] waits for weapons (two).", false,
		},
		{
			"parts of one step alone",
			[]agreement.StepRef{last, part},
			[]agreement.StepRef{whole, other},
			"Deadlock: relief[2] waits for relief[4] (one) and relief[4] comes after relief[2] (parts are taken in order).", false,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := &agreement.Agreement{Steps: []*agreement.Step{step("relief", "p"), step("weapons", "q")}}
			a.Steps[0].Parts = agreement.Opt[int]{V: 4, Given: true}
			a.Steps[1].Parts = agreement.Opt[int]{V: 3, Given: tt.weaponsInParts}
			for i, steps := range [][]agreement.StepRef{tt.first, tt.second} {
				d := demand([]string{"one", "two"}[i], agreement.Before)
				d.Steps = steps
				a.Demands = append(a.Demands, d)
			}
			found := analyse(a)
			got := found.Cycles[0].Sentence(found.Course)
			got = strings.NewReplacer(`demand "one" of an owner not named`, "one", `demand "two" of an owner not named`, "two").Replace(got)
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestLongCirclesAreToldInShort(t *testing.T) {
	a := &agreement.Agreement{}
	const n = 40
	for i := range n {
		a.Steps = append(a.Steps, step(fmt.Sprintf("s%d", i), "p", fmt.Sprintf("s%d", (i+1)%n)))
	}
	found := analyse(a)
	got := found.Cycles[0].Sentence(found.Course)
	if strings.Count(got, "waits for") != maxClauses || !strings.HasSuffix(got, "and so on, through 32 more, back to s0.") {
		t.Error(got)
	}
}

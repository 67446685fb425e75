package report

import (
	"encoding/json"
	"flag"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/conflict"
	"detente/diag"
	"detente/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	p := filepath.Join("testdata", name)
	if *update {
		if os.Getenv("CI") == "true" {
			t.Fatal("-update is refused where CI=true: nobody would read the difference")
		}
		if err := os.WriteFile(p, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is not what is written today (-update rewrites it):\n%s", p, got)
	}
}

func at(line int) diag.Place {
	return diag.Place{File: "deal.deal", Start: diag.Pos{Line: line, Column: 3, Byte: line * 40}, End: diag.Pos{Line: line, Column: 12, Byte: line*40 + 9}}
}

func name(id string, line int) agreement.Name { return agreement.Name{ID: id, Place: at(line)} }

func ref(id string) agreement.Ref { return agreement.Ref{ID: id, Place: at(99)} }

func given[T any](v T) agreement.Opt[T] { return agreement.Opt[T]{V: v, Given: true} }

func number(n int64) agreement.Amount {
	return agreement.Amount{Lo: big.NewRat(n, 1), Hi: big.NewRat(n, 1)}
}

func text(s string) agreement.Text { return agreement.Text{By: map[string]string{"": s}} }

// sample is a small agreement: two parties, an outsider, a step in parts, one
// that is done, an exchange, two demands that block each other.
func sample() *agreement.Agreement {
	step := func(id string, line int, by string, gains, costs string, n int64) *agreement.Step {
		s := &agreement.Step{Name: name(id, line), By: []agreement.Ref{ref(by)}, Text: text("Text of " + id)}
		if gains != "" {
			s.Worths = append(s.Worths, agreement.Worth{Party: ref(gains), Amount: number(n)})
		}
		if costs != "" {
			s.Worths = append(s.Worths, agreement.Worth{Party: ref(costs), Amount: number(1), Cost: true})
		}
		return s
	}
	relief := step("relief", 20, "council", "south", "north", 10)
	relief.Parts = given(2)
	dismantle := step("dismantle", 30, "south", "north", "south", 10)
	release := step("release", 40, "south", "north", "", 3)
	release.Done = given(calendar.Day(17000))
	before := func(id, of string, line int, a, b string) *agreement.Demand {
		return &agreement.Demand{
			Name: name(id, line), Of: given(ref(of)), Kind: agreement.Before, That: at(line + 1),
			Steps: []agreement.StepRef{{Ref: ref(a)}, {Ref: ref(b)}},
		}
	}
	exchange := &agreement.Exchange{Name: name("handover", 70), Steps: []agreement.StepRef{{Ref: ref("aid")}, {Ref: ref("remains")}}, HeldBy: given(ref("council"))}
	return &agreement.Agreement{
		ID: name("sample", 1), Title: text("A <sample> & more"), Begins: given(calendar.Day(18000)),
		Actors: []*agreement.Actor{
			{Name: name("north", 2), Title: text("North"), BreachCost: given(number(2))},
			{Name: name("south", 5)},
			{Name: name("council", 8), Title: text("The Council"), Third: true},
		},
		Steps: []*agreement.Step{
			relief, dismantle, release,
			step("aid", 50, "north", "south", "north", 2), step("remains", 60, "south", "north", "south", 2),
		},
		Exchanges: []*agreement.Exchange{exchange},
		Demands:   []*agreement.Demand{before("all_first", "north", 80, "dismantle", "relief"), before("relief_first", "south", 90, "relief", "dismantle")},
	}
}

// planned is a result for the sample with everything that a result can hold.
// The figures are made up: a record passes on what it is given.
func planned(asking agreement.Asking) *plan.Result {
	a := sample()
	c := agreement.NewCourse(a, asking)
	north, south := a.Actors[0], a.Actors[1]
	shares := func(x, y *big.Rat) map[*agreement.Actor]*big.Rat {
		return map[*agreement.Actor]*big.Rat{north: x, south: y}
	}
	return &plan.Result{
		Course: c, Verdict: plan.NeedsStake, Opened: 42,
		Excess:   &plan.Figure{Share: big.NewRat(1, 3), Party: north, Worth: "10/3", Round: 1, Performed: []string{"relief[1]"}, Proved: true},
		Exposure: &plan.Figure{Share: big.NewRat(1, 8), Party: south, Worth: "2.5", Round: 2, Bound: big.NewRat(1, 10)},
		Length:   &plan.Length{Rounds: 2, Bound: 1},
		Rounds: []plan.Round{
			{Events: []int{0, 3}, Temptation: shares(big.NewRat(1, 3), big.NewRat(-1, 4)), Exposure: shares(new(big.Rat), big.NewRat(1, 10)), Ends: 30},
			{Events: []int{1, 2}, Temptation: shares(big.NewRat(1, 10), big.NewRat(-1, 7)), Exposure: shares(new(big.Rat), big.NewRat(1, 8)), Starts: 30, Ends: 45},
		},
		Kept:     []plan.Kept{{Party: south, Worth: "4", Units: []string{"dismantle"}}},
		Lateness: []plan.Missed{{Unit: "aid", Due: 18020, Ends: 18045}},
		Deciding: &plan.Comparison{Party: south, Left: "major", Right: "2 minor", Round: 2},
		Reasons:  []string{"A reason."},
	}
}

func TestPlanRecord(t *testing.T) {
	r := planned(agreement.Asking{Without: []string{"all_first"}})
	golden(t, "plan.json", JSON(NewPlan("sha256:00", r, nil)))
}

func blocked() *plan.Result {
	c := agreement.NewCourse(sample(), agreement.Asking{})
	parts, allFirst, reliefFirst := c.Edges[0], c.Edges[1], c.Edges[2]
	demands := []*agreement.Demand{allFirst.Demand, reliefFirst.Demand}
	return &plan.Result{
		Course: c, Verdict: plan.Blocked, Proved: true,
		Conflicts: &conflict.Analysis{
			Course: c, Complete: true, CorrectionsComplete: true, Open: []int{3},
			Conflicts:   []conflict.Conflict{{Demands: demands, Edges: []agreement.Edge{reliefFirst, allFirst, parts}}},
			Corrections: [][]*agreement.Demand{demands[:1], demands[1:]},
		},
	}
}

func TestBlockedRecord(t *testing.T) {
	aside := planned(agreement.Asking{Without: []string{"all_first", "relief_first"}})
	golden(t, "blocked.json", JSON(NewPlan("sha256:00", blocked(), aside)))
}

func TestRefusedRecord(t *testing.T) {
	a := sample()
	d := &agreement.Demand{Name: name("never", 100), Of: given(ref("south")), Kind: agreement.Exclude, That: at(101), Steps: []agreement.StepRef{{Ref: ref("aid")}}}
	a.Demands = []*agreement.Demand{d}
	c := agreement.NewCourse(a, agreement.Asking{})
	got := newConflict(c, conflict.Conflict{Demands: a.Demands, Refusal: &c.Refusals[0]})
	if !strings.Contains(got.Summary, "never") || *got.Refused != "aid" || len(got.Places) != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestFindingsRecord(t *testing.T) {
	found := diag.List{
		{Code: "D101", Severity: diag.Error, Summary: "a < b", Place: at(4), Places: []diag.Place{at(4), {}}, Steps: []string{"a"}, Owners: []string{"north"}, Fix: "Do this.", Weight: 3},
		{Code: "D105", Severity: diag.Note, Summary: "nowhere in particular"},
	}
	a := sample()
	a.Private = []string{"north.private.deal"}
	golden(t, "findings.json", JSON(NewFindings("sha256:00", a, []string{"all_first"}, found)))
}

// A list that has nothing in it is [], in every record and however deep.
func TestListsAreNeverNull(t *testing.T) {
	empty := &plan.Result{Course: agreement.NewCourse(&agreement.Agreement{}, agreement.Asking{}), Verdict: plan.Blocked, Conflicts: &conflict.Analysis{}}
	for _, record := range []any{
		NewFindings("", &agreement.Agreement{}, nil, diag.List{{}}),
		NewPlan("", empty, empty),
		NewPlan("", blocked(), planned(agreement.Asking{})),
	} {
		noNil(t, reflect.ValueOf(record), reflect.TypeOf(record).Name())
	}
}

func noNil(t *testing.T, v reflect.Value, path string) {
	t.Helper()
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			t.Errorf("%s is null", path)
		}
		for i := range v.Len() {
			noNil(t, v.Index(i), path+"[]")
		}
	case reflect.Map:
		if v.IsNil() {
			t.Errorf("%s is null", path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			noNil(t, v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			noNil(t, v.Elem(), path)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		share *big.Rat
		want  string
	}{
		{new(big.Rat), "0%"},
		{big.NewRat(1, 8), "12.5%"},
		{big.NewRat(-1, 8), "12.5%"},
		{big.NewRat(1, 3), "33.3%"},
		{big.NewRat(1, 1), "100%"},
		{big.NewRat(1, 1000), "0.1%"},
		{big.NewRat(1, 1001), "under 0.1%"},
		{big.NewRat(-1, 1<<40), "under 0.1%"},
		{big.NewRat(25, 1), "2500%"},
	} {
		if got := share(c.share).Percent(); got != c.want {
			t.Errorf("%v is %s, want %s", c.share, got, c.want)
		}
	}
}

// A share is the double nearest to the fraction, and its JSON reads back as it.
func TestShareRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := big.NewRat(rapid.Int64().Draw(t, "numerator"), rapid.Int64Range(1, 1<<62).Draw(t, "denominator"))
		b, err := json.Marshal(share(x))
		if err != nil {
			t.Fatal(err)
		}
		var back float64
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if want, _ := x.Float64(); back != want {
			t.Fatalf("%v is written %s and read as %v", x, b, back)
		}
	})
	huge, _ := new(big.Rat).SetString("1e400")
	if _, err := json.Marshal(share(huge)); err != nil {
		t.Errorf("a huge share is not JSON: %v", err)
	}
}

// Every verdict has its sentence, with or without figures.
func TestSummaries(t *testing.T) {
	verdicts := []plan.Verdict{plan.NoGain, plan.Blocked, plan.TooExposed, plan.Late, plan.NeedsStake, plan.Depends, plan.SelfEnforcing}
	seen := map[string]plan.Verdict{}
	for _, v := range verdicts {
		full := planned(agreement.Asking{})
		full.Verdict, full.Overrun = v, full.Exposure
		for _, r := range []*plan.Result{full, {Course: full.Course, Verdict: v}} {
			s := summary(r)
			if !strings.HasSuffix(s, ".") || strings.Contains(s, "%!") {
				t.Errorf("%s: %q", v, s)
			}
			if other, ok := seen[s]; ok && other != v {
				t.Errorf("%s and %s have the same sentence %q", v, other, s)
			}
			seen[s] = v
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("an unknown verdict has a sentence")
		}
	}()
	summary(&plan.Result{Verdict: "?"})
}

// Nothing is claimed of those who do not say what the steps are worth to them.
func TestSilentParties(t *testing.T) {
	a := sample()
	holds := func() string {
		return summary(&plan.Result{Course: agreement.NewCourse(a, agreement.Asking{}), Verdict: plan.SelfEnforcing})
	}
	if s := holds(); !strings.HasPrefix(s, "This order holds: ") {
		t.Errorf("said %s", s)
	}
	a.Actors = append(a.Actors, &agreement.Actor{Name: name("silent", 9)})
	if s := holds(); !strings.HasPrefix(s, "This order holds as far as can be said: ") {
		t.Errorf("said %s", s)
	}
	for _, s := range a.Steps {
		s.Worths = nil
	}
	if s := holds(); !strings.Contains(s, "Whether it holds cannot be said") {
		t.Errorf("said %s", s)
	}
	a.Steps = nil
	if s := holds(); s != "Nothing is left to be performed." {
		t.Errorf("said %s", s)
	}
}

// What is not proved is never called so.
func TestProofIsNotOverstated(t *testing.T) {
	r := planned(agreement.Asking{})
	if said := strings.Join(assumed(r), " "); strings.Contains(said, "Proved") {
		t.Errorf("said %s", said)
	}
	for _, v := range []plan.Verdict{plan.NeedsStake, plan.TooExposed, plan.Late} {
		r.Verdict, r.Proved = v, true
		r.Excess = &plan.Figure{Share: big.NewRat(1, 3), Bound: big.NewRat(1, 9)}
		r.Overrun = r.Excess
		if s := summary(r); strings.Contains(s, "so far") {
			t.Errorf("%s: said %s", v, s)
		}
		r.Proved, r.Excess.Bound = false, new(big.Rat)
		if s := summary(r); !strings.Contains(s, "so far") {
			t.Errorf("%s: said %s", v, s)
		}
	}
	r.Proved = true
	if said := strings.Join(assumed(r), " "); !strings.Contains(said, "Proved") {
		t.Errorf("said %s", said)
	}
}

func TestAssumed(t *testing.T) {
	a := sample()
	word := agreement.Amount{Word: "major"}
	a.Actors[1].BreachCost = given(word)
	a.Steps[1].Worths[0].Amount.Hi = big.NewRat(12, 1)
	r := &plan.Result{Course: agreement.NewCourse(a, agreement.Asking{})}
	said := strings.Join(assumed(r), "\n")
	for _, want := range []string{calendar.Rule, "in words by south:", "given by North:", "own unit"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in:\n%s", want, said)
		}
	}
	if strings.Contains(said, "words by North") || strings.Contains(said, "North and south") {
		t.Errorf("said of the wrong party:\n%s", said)
	}
}

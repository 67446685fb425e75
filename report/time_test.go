package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/plan"
)

const timedDeal = `
agreement "timed" {
  begins = "2026-03-02"
}
party "north" {}
party "south" {}
third_party "bank" {}
step "a" {
  by    = north
  takes = [2, 6]
}
step "b" {
  by          = south
  after       = [a]
  takes       = %s
  verified_by = bank
  verify_in   = 3
%s
}
step "c" {
  by    = north
  after = [b]
}
%s
`

func timed1(t *testing.T, takes, more, demand string) Plan {
	t.Helper()
	return NewPlan("", read(t, fmt.Sprintf(timedDeal, takes, more, demand)), nil)
}

const soon = `demand "soon" {
  of   = north
  that = within(%d, %s)
}`

func TestDates(t *testing.T) {
	for _, x := range []struct {
		name, takes, more, demand string
		judgement                 string
		spare                     int
		text, breaks              string
	}{
		{
			"due", "[1, 5]", `due = "2026-03-20"`, "", "promised", 7,
			"b is due on 2026-03-20, and has 7 days to spare.", "",
		},
		{
			"at the shortest only", "[1, 5]", `due = "2026-03-10"`, "", "luck", -3,
			"b is due on 2026-03-10, and that cannot be promised: it is met only if something takes less than its longest. It could be promised with 3 days more: due on 2026-03-13.",
			"b is due on 2026-03-10/b takes 1 to 5 days, and may take all 5 days/a takes 2 to 6 days, and may take all 6 days",
		},
		{
			"never", "[8, 9]", `due = "2026-03-10"`, "", "never", -7,
			"b is due on 2026-03-10, and that cannot be met by these rounds, however short everything comes out. It could be promised with 7 days more: due on 2026-03-17.",
			"a takes 2 to 6 days",
		},
		{
			"within, at the longest only", "[1, 5]", "", fmt.Sprintf(soon, 5, "a, b"), "longest", -1,
			`b is due at most 5 days after a (demand "soon" of north). On the days shown, on which everything takes its longest, that is met; it cannot be promised, because durations may come out otherwise. It could be promised with 1 day more: at most 6 days.`,
			"a takes 2 to 6 days, and may take no more than 2 days",
		},
		{
			"within, a day more", "[1, 5]", "", fmt.Sprintf(soon, 6, "a, b"), "promised", 0,
			`b is due at most 6 days after a (demand "soon" of north), and has no day to spare.`, "",
		},
		{
			"within, in the other order", "[1, 5]", "", fmt.Sprintf(soon, 6, "c, a"), "promised", 99,
			`a is due at most 6 days after c (demand "soon" of north), and has any number of days to spare.`, "",
		},
	} {
		p := timed1(t, x.takes, x.more, x.demand)
		if len(p.Dates) != 1 {
			t.Fatalf("%s: %d dates", x.name, len(p.Dates))
		}
		d := p.Dates[0]
		spare := 99 // for any number
		if d.Spare != nil {
			spare = *d.Spare
		}
		if d.Judgement != x.judgement || spare != x.spare || d.Text != x.text {
			t.Errorf("%s: %s, %d to spare: %s", x.name, d.Judgement, spare, d.Text)
		}
		var told []string
		for _, l := range d.Breaks {
			told = append(told, l.Text)
		}
		for _, want := range strings.Split(x.breaks, "/") {
			if want != "" && !slices.Contains(told, want) || x.breaks == "" && len(told) > 0 {
				t.Errorf("%s: %q is not all of %q", x.name, told, want)
			}
		}
	}
}

func TestCriticalRecord(t *testing.T) {
	p := timed1(t, "[1, 5]", `not_before = "2026-03-12"`, "")
	if p.Critical.Day != 18 || *p.Critical.On != "2026-03-20" || p.End.Day != 18 {
		t.Errorf("%+v", p.Critical)
	}
	told := ""
	for _, l := range p.Critical.Legs {
		told += fmt.Sprintf("%s of round %d, %d days: %s (%s)\n", l.Kind, l.Round, l.Days, l.Text, strings.Join(l.Owners, ", "))
	}
	want := `not_before of round 2, 10 days: b does not begin before 2026-03-12 (south)
takes of round 2, 5 days: b takes 1 to 5 days (south)
confirmed of round 2, 3 days: b is confirmed, 3 days later (bank)
`
	if told != want {
		t.Errorf("%s", told)
	}
	if got := strings.Join(p.Assumed, "\n"); !strings.Contains(got, "All days are at the earliest: how long it takes is not given for c, which counts as no day.") {
		t.Errorf("%s", got)
	}
}

// A date that breaks only beside another says so, and whose both are.
func TestDatesThatBreakTogether(t *testing.T) {
	p := timed1(t, "[1, 5]", `not_before = "2026-03-20"`, `
demand "early" {
  of   = south
  that = by(a, "2026-03-10")
}
`+fmt.Sprintf(soon, 10, "a, b"))
	early, late := p.Dates[0], p.Dates[1]
	if early.Judgement != "promised" || early.Owners[0] != "south" || *early.Demand != "early" || *early.Spare != 2 {
		t.Errorf("%+v", early)
	}
	if late.Judgement != "luck" && late.Judgement != "never" || !strings.HasSuffix(late.Text, `This is so while a is due on 2026-03-10 (demand "early" of south).`) || late.Owners[0] != "north" {
		t.Errorf("%+v", late)
	}
}

// Where a round begins as a whole the date is missed; a alone can begin later.
func TestADateForALateStart(t *testing.T) {
	step := func(id string, line, takes int) *agreement.Step {
		return &agreement.Step{Name: name(id, line), By: []agreement.Ref{ref("north")}, Takes: given(agreement.Days{Min: takes, Max: takes})}
	}
	a := &agreement.Agreement{
		Actors: []*agreement.Actor{{Name: name("north", 1), Title: text("North")}},
		Steps:  []*agreement.Step{step("a", 10, 1), step("long", 20, 20), step("b", 30, 1)},
		Demands: []*agreement.Demand{{
			Name: name("soon", 90), Of: given(ref("north")), Kind: agreement.Within, Days: 5, That: at(91), Steps: []agreement.StepRef{{Ref: ref("a")}, {Ref: ref("b")}},
		}},
	}
	d := recordOf(a, []plan.Round{{Events: []int{0, 1}}, {Events: []int{2}}}).Dates[0]
	want := `b is due at most 5 days after a (demand "soon" of North). On the days shown, on which a round begins as a whole, it is missed; where a begins later than its round, it is met, and has 4 days to spare.`
	if d.Judgement != "late_start" || d.Text != want || d.On != nil || d.Due != nil || *d.After != "a" || *d.Within != 5 {
		t.Errorf("%+v", d)
	}
}

// drawTimed draws a plan in rounds with days: ranges, confirmations, first days,
// and due dates far enough to be met.
func drawTimed(t *rapid.T) (*agreement.Agreement, []plan.Round) {
	const begins = 18000
	a := &agreement.Agreement{Begins: given(calendar.Day(begins)), Actors: []*agreement.Actor{{Name: name("north", 1)}, {Name: name("south", 2)}}}
	var rounds []plan.Round
	for k := range rapid.IntRange(1, 6).Draw(t, "steps") {
		s := &agreement.Step{Name: name(fmt.Sprintf("s%d", k), 10*k), By: []agreement.Ref{ref(rapid.SampledFrom([]string{"north", "south"}).Draw(t, "by"))}}
		least := rapid.IntRange(0, 5).Draw(t, "least")
		s.Takes = given(agreement.Days{Min: least, Max: least + rapid.IntRange(0, 5).Draw(t, "range")})
		if rapid.Bool().Draw(t, "verified") {
			s.VerifiedBy, s.VerifyIn = []agreement.Ref{ref("south")}, given(rapid.IntRange(0, 4).Draw(t, "verify_in"))
		}
		if rapid.Bool().Draw(t, "not_before?") {
			s.NotBefore = given(agreement.When{Span: calendar.On(begins + calendar.Day(rapid.IntRange(0, 40).Draw(t, "not_before")))})
		}
		if rapid.Bool().Draw(t, "due?") {
			s.Due = agreement.Opt[agreement.When]{V: agreement.When{Span: calendar.On(begins + 100)}, Given: true, Place: at(10*k + 1)}
		}
		a.Steps = append(a.Steps, s)
		if k == 0 || rapid.Bool().Draw(t, "next round") {
			rounds = append(rounds, plan.Round{})
		}
		rounds[len(rounds)-1].Events = append(rounds[len(rounds)-1].Events, k)
	}
	return a, rounds
}

func recordOf(a *agreement.Agreement, rounds []plan.Round) Plan {
	p := Plan{}
	p.time(&plan.Result{Course: agreement.NewCourse(a, agreement.Asking{}), Rounds: rounds})
	return p
}

// walked is the day on which the rounds are over and each step is performed, by
// walking the days one by one.
func walked(a *agreement.Agreement, rounds []plan.Round) (over int, ends []int) {
	ends = make([]int, len(a.Steps))
	for _, r := range rounds {
		begin := over
		for _, e := range r.Events {
			s, on := a.Steps[e], begin
			for s.NotBefore.Given && a.Begins.V.Add(on) < s.NotBefore.V.Span.Last {
				on++
			}
			for range s.Takes.V.Max {
				on++
			}
			ends[e] = on
			if len(s.VerifiedBy) > 0 {
				on += s.VerifyIn.V
			}
			over = max(over, on)
		}
	}
	return over, ends
}

func TestDatesByWalking(t *testing.T) {
	dates, legs := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		a, rounds := drawTimed(t)
		p := recordOf(a, rounds)
		over, ends := walked(a, rounds)
		sum := 0
		for _, l := range p.Critical.Legs {
			sum += l.Days
			legs++
		}
		if p.Critical.Day != over || sum != over {
			t.Fatalf("over on day %d, walked %d, legs sum to %d", p.Critical.Day, over, sum)
		}
		for i, d := range p.Dates {
			dates++
			k := slices.IndexFunc(a.Steps, func(s *agreement.Step) bool { return s.ID == d.Step })
			if d.Judgement != "promised" || *d.Spare != 100-ends[k] || d.Ends != ends[k] {
				t.Fatalf("%s is performed on day %d: %+v", d.Step, ends[k], d)
			}
			// put forward by what it has to spare it is kept, by a day more it is not
			due := &a.Steps[k].Due.V.Span
			*due = calendar.On(due.Last.Add(-*d.Spare))
			if got := recordOf(a, rounds).Dates[i]; got.Judgement != "promised" || *got.Spare != 0 {
				t.Fatalf("put forward by %d days: %+v", *d.Spare, got)
			}
			*due = calendar.On(due.Last.Add(-1))
			if got := recordOf(a, rounds).Dates[i]; got.Judgement != "luck" && got.Judgement != "never" || *got.Spare != -1 || len(got.Breaks) == 0 {
				t.Fatalf("put forward by a day more: %+v", got)
			}
			*due = calendar.On(due.Last.Add(*d.Spare + 1))
		}
	})
	if dates == 0 || legs == 0 {
		t.Errorf("%d dates, %d legs", dates, legs)
	}
}

// Limits from step to step: allowed as many days less as it has to spare, or as
// many more as it lacks, it is promised to the day.
func TestWithinToTheDay(t *testing.T) {
	count := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, rounds := drawTimed(t)
		for _, s := range a.Steps {
			s.Due.Given = false
		}
		if len(a.Steps) < 2 {
			return
		}
		d := &agreement.Demand{Name: name("soon", 90), Of: given(ref("north")), Kind: agreement.Within, Days: rapid.IntRange(0, 30).Draw(t, "within"), That: at(91)}
		d.Steps = []agreement.StepRef{{Ref: ref("s0")}, {Ref: ref(a.Steps[len(a.Steps)-1].ID)}}
		a.Demands = []*agreement.Demand{d}
		got := recordOf(a, rounds).Dates[0]
		count[got.Judgement]++
		if got.Spare == nil {
			return
		}
		spare := *got.Spare
		if promised := got.Judgement == "promised" || got.Judgement == "late_start"; promised != (spare >= 0) || promised != (len(got.Breaks) == 0) {
			t.Fatalf("%+v", got)
		}
		if d.Days -= spare; d.Days < 0 { // performed before what it counts from
			return
		}
		if after := recordOf(a, rounds).Dates[0]; *after.Spare != 0 {
			t.Fatalf("with %d days less: %+v", spare, after)
		}
		d.Days--
		if after := recordOf(a, rounds).Dates[0]; *after.Spare != -1 {
			t.Fatalf("with %d days less: %+v", spare+1, after)
		}
	})
	if count["promised"] == 0 || count["never"] == 0 { // the others are rarer, and are tried above
		t.Errorf("only %v", count)
	}
}

// A plan of many steps: what its due dates leave is exact still; what a limit from
// step to step leaves is said of the days shown.
func TestDatesOfALargePlan(t *testing.T) {
	a := &agreement.Agreement{Begins: given(calendar.Day(18000)), Actors: []*agreement.Actor{{Name: name("north", 1)}}}
	var rounds []plan.Round
	for k := range mostTimed + 1 {
		s := &agreement.Step{Name: name(fmt.Sprintf("s%d", k), 10*k), By: []agreement.Ref{ref("north")}, Takes: given(agreement.Days{Min: 1, Max: 2})}
		if k < 2 {
			s.Due = agreement.Opt[agreement.When]{V: agreement.When{Span: calendar.On(18003)}, Given: true, Place: at(10*k + 1)}
		}
		a.Steps = append(a.Steps, s)
		rounds = append(rounds, plan.Round{Events: []int{k}})
	}
	p := recordOf(a, rounds)
	if x, y := p.Dates[0], p.Dates[1]; x.Judgement != "promised" || *x.Spare != 1 || y.Judgement != "missed" || *y.Spare != -1 || !strings.HasSuffix(y.Text, "and on the days shown it is missed by 1 day.") {
		t.Errorf("%+v\n%+v", x, y)
	}
	a.Demands = []*agreement.Demand{{Name: name("soon", 90), Kind: agreement.Within, Days: 5, That: at(91), Steps: []agreement.StepRef{{Ref: ref("s3")}, {Ref: ref("s4")}}}}
	if x := recordOf(a, rounds).Dates[2]; x.Judgement != "met" || *x.Spare != 3 || !strings.HasSuffix(x.Text, ", and has 3 days to spare on the days shown.") {
		t.Errorf("%+v", x)
	}
}

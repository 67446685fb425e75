package schedule

import (
	"slices"
	"testing"

	"detente/agreement"
	"detente/calendar"
)

func day(s string) calendar.Day {
	d, err := calendar.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func on(s string) agreement.Opt[agreement.When] {
	return agreement.Opt[agreement.When]{V: agreement.When{Span: calendar.On(day(s))}, Given: true}
}

func ref(id string) agreement.StepRef { return agreement.StepRef{Ref: agreement.Ref{ID: id}} }

func step(id, by string, takes int, after ...string) *agreement.Step {
	s := &agreement.Step{Name: agreement.Name{ID: id}, By: []agreement.Ref{{ID: by}}}
	s.Takes = agreement.Opt[agreement.Days]{V: agreement.Days{Min: takes, Max: takes}, Given: true}
	for _, a := range after {
		s.After = append(s.After, ref(a))
	}
	return s
}

func course(begins string, steps ...*agreement.Step) *agreement.Agreement {
	a := &agreement.Agreement{Steps: steps}
	if begins != "" {
		a.Begins = agreement.Opt[calendar.Day]{V: day(begins), Given: true}
	}
	return a
}

func verified(s *agreement.Step, days int) *agreement.Step {
	s.VerifiedBy = []agreement.Ref{{ID: "iaea"}}
	s.VerifyIn = agreement.Opt[int]{V: days, Given: true}
	return s
}

func schedule(a *agreement.Agreement) *Schedule {
	return New(agreement.NewCourse(a, agreement.Asking{}))
}

func TestRoundsFollowOneAnother(t *testing.T) {
	s := schedule(course("2019-03-01", verified(step("a", "p", 10), 30), step("b", "q", 20), step("c", "q", 5, "b")))
	times, missed := s.Timetable([][]int{{0, 1, 2}})
	if len(missed) != 0 || !slices.Equal(times.End, []int{10, 20, 25}) || times.RoundEnd[0] != 40 {
		t.Errorf("one round: ends %v, over on %v", times.End, times.RoundEnd)
	}
	times, _ = s.Timetable([][]int{{0}, {2, 1}})
	if !slices.Equal(times.RoundStart, []int{0, 40}) || times.End[2] != 65 {
		t.Errorf("two rounds: start %v, ends %v", times.RoundStart, times.End)
	}
	if got := s.Date(40).String(); got != "2019-04-10" {
		t.Errorf("day 40 is %s", got)
	}
}

func TestDeclaredWaitsForTheDeclarationOnly(t *testing.T) {
	b := step("b", "p", 5, "a")
	a := course("2019-03-01", verified(step("a", "p", 10), 30), b)
	if end, _ := schedule(a).Earliest([]int{0, 1}); end[1] != 45 {
		t.Errorf("b ends on day %d, want 45", end[1])
	}
	b.After[0].Declared = true
	end, last := schedule(a).Earliest([]int{0, 1})
	if end[1] != 15 || last[1] != 0 {
		t.Errorf("after the declaration b ends on day %d (waits for %d), want 15", end[1], last[1])
	}
}

func TestDueDatesAndReleases(t *testing.T) {
	a, b := step("a", "p", 10), step("b", "q", 10)
	b.Due, b.NotBefore = on("2019-03-21"), on("2019-03-06")
	s := schedule(course("2019-03-01", a, b))
	if times, missed := s.Timetable([][]int{{0, 1}}); len(missed) != 0 || times.End[1] != 15 {
		t.Errorf("side by side b ends on day %d and misses %v", times.End[1], missed)
	}
	if _, missed := s.Timetable([][]int{{0}, {1}}); len(missed) != 0 {
		t.Errorf("20 days after 1 March is 21 March, so nothing is missed; got %v", missed)
	}
	a.Takes.V.Max = 11
	s = schedule(course("2019-03-01", a, b))
	_, missed := s.Timetable([][]int{{0}, {1}})
	if len(missed) != 1 || missed[0].Due.String() != "2019-03-21" {
		t.Errorf("one day too many: missed %v", missed)
	}
	if s := schedule(course("", a, b)); !s.Free() || s.Dated() {
		t.Error("without a beginning no due date can be missed")
	}
}

func TestDelayMeetsALimitBetweenSteps(t *testing.T) {
	a, b := step("a", "p", 1), step("b", "q", 1)
	b.NotBefore = on("2019-03-31")
	text := course("2019-03-01", a, b)
	text.Demands = []*agreement.Demand{{Name: agreement.Name{ID: "soon"}, Kind: agreement.Within, Days: 5, Steps: []agreement.StepRef{ref("a"), ref("b")}}}
	s := schedule(text)
	times, missed := s.Timetable([][]int{{0}, {1}})
	if len(missed) != 0 || times.End[0] != 26 || times.End[1] != 31 || s.Delayable() {
		t.Errorf("a is delayed to be within five days of b: ends %v, missed %v", times.End, missed)
	}
	a.Due = on("2019-03-10")
	if _, missed := schedule(text).Timetable([][]int{{0}, {1}}); len(missed) == 0 {
		t.Error("a cannot both be done by 10 March and within five days of b")
	}
}

// A demand that counts days from what has been performed is a due date.
func TestWithinDaysOfAPerformedStep(t *testing.T) {
	a, b := step("a", "p", 1), step("b", "q", 3)
	text := course("2019-03-01", a, b)
	text.Demands = []*agreement.Demand{{Name: agreement.Name{ID: "soon"}, Kind: agreement.Within, Days: 5, Steps: []agreement.StepRef{ref("a"), ref("b")}}}
	for day, missed := range map[string]int{"2019-02-27": 0, "2019-02-26": 1} {
		done, err := calendar.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		on := agreement.Opt[calendar.Day]{V: done, Given: true}
		taken := agreement.NewCourse(text, agreement.Asking{Performed: []agreement.Performance{{StepRef: ref("a"), On: on}}})
		_, late := New(taken).Timetable([][]int{{0}})
		a.Done = on
		_, written := schedule(text).Timetable([][]int{{0}})
		a.Done.Given = false
		if len(late) != missed || len(written) != missed {
			t.Errorf("a on %s: missed %v, with done written %v", day, late, written)
		}
	}
	unknown := agreement.NewCourse(text, agreement.Asking{Performed: []agreement.Performance{{StepRef: ref("a")}}})
	if !New(unknown).Free() {
		t.Error("a day that nobody gave sets a due date")
	}
}

package schedule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/internal/long"
)

const begins = calendar.Day(737000)

func opt[T any](v T) agreement.Opt[T] { return agreement.Opt[T]{V: v, Given: true} }

func onDay(n int) agreement.Opt[agreement.When] {
	return opt(agreement.When{Span: calendar.On(begins.Add(n))})
}

// drawPlan draws an agreement and rounds for it: durations (ranges where ranged),
// confirmations, releases, due dates, and limits from step to step where within.
func drawPlan(t *rapid.T, steps int, ranged, within bool) (*agreement.Agreement, [][]int) {
	a := &agreement.Agreement{Begins: opt(begins)}
	round, last := make([]int, steps), 0
	for i := range steps {
		takes := rapid.IntRange(0, 9).Draw(t, "takes")
		s := step(fmt.Sprintf("s%d", i), rapid.SampledFrom([]string{"p", "q", "r"}).Draw(t, "by"), takes)
		if ranged {
			s.Takes.V.Max += rapid.IntRange(0, 6).Draw(t, "width")
		}
		if d := rapid.IntRange(-5, 5).Draw(t, "verify_in"); d > 0 {
			verified(s, d)
		}
		for j, before := range a.Steps {
			if rapid.IntRange(0, 3).Draw(t, "after?") > 0 {
				continue
			}
			r := ref(before.ID)
			r.Declared = rapid.Bool().Draw(t, "declared")
			s.After = append(s.After, r)
			if before.By[0].ID == s.By[0].ID {
				round[i] = max(round[i], round[j])
			} else {
				round[i] = max(round[i], round[j]+1)
			}
		}
		round[i] += rapid.IntRange(0, 1).Draw(t, "later")
		last = max(last, round[i])
		if rapid.Bool().Draw(t, "not_before?") && (!within || i == steps-1) {
			s.NotBefore = onDay(rapid.SampledFrom([]int{-3, 0, 10, 20, 40, 60}).Draw(t, "not_before"))
		}
		if rapid.Bool().Draw(t, "due?") && !within {
			s.Due = onDay(rapid.IntRange(0, 90).Draw(t, "due"))
		}
		a.Steps = append(a.Steps, s)
	}
	if within {
		for k := range rapid.IntRange(1, 2).Draw(t, "limits") {
			from, to := 0, steps-1
			if k > 0 {
				from, to = rapid.IntRange(0, steps-1).Draw(t, "from"), rapid.IntRange(0, steps-1).Draw(t, "to")
			}
			a.Demands = append(a.Demands, &agreement.Demand{
				Name: agreement.Name{ID: fmt.Sprintf("d%d", k)}, Kind: agreement.Within, Days: rapid.SampledFrom([]int{0, 5, 10, 20, 30}).Draw(t, "within"),
				Steps: []agreement.StepRef{ref(a.Steps[from].ID), ref(a.Steps[to].ID)},
			})
		}
	}
	rounds := make([][]int, last+1)
	for i, r := range round {
		rounds[r] = append(rounds[r], i)
	}
	return a, rounds
}

// holds returns an edge or link that the days of Timetable do not meet.
func (p *RoundNetwork) holds(rounds [][]int, times Times) string {
	day := make([]int, p.Len())
	for r := range rounds {
		day[p.Start[r]], day[p.End[r]] = times.RoundStart[r], times.RoundEnd[r]
		for _, e := range rounds[r] {
			day[p.Performed[e]] = times.End[e]
			day[p.Begun[e]] = times.End[e] - p.schedule.takes[e]
		}
	}
	for _, e := range p.Edges() {
		if day[e.To]-day[e.From] > e.Days {
			return e.Reason.Text
		}
	}
	return ""
}

// On fixed durations the network says what Timetable says: the same days where no
// round is put off for a limit; where one is, its days meet the network, which
// has none later.
func TestNetworkAgreesWithTimetable(t *testing.T) {
	long.Checks(t, 3_000, 20_000)
	count := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		within := rapid.Bool().Draw(t, "within?")
		a, rounds := drawPlan(t, rapid.IntRange(1, 8).Draw(t, "steps"), false, within)
		s := schedule(a)
		times, missed := s.Timetable(rounds)
		p := s.Network(rounds)
		w, conflict := p.Consistent()
		switch {
		case len(missed) > 0 && s.Delayable() && conflict == nil:
			t.Fatalf("missed %+v, but the network is consistent\n%v", missed, p)
		case len(missed) > 0:
			count["missed"]++
			return
		case conflict != nil:
			t.Fatalf("nothing is missed, but %+v\n%v", conflict, p)
		}
		if line := p.holds(rounds, times); line != "" {
			t.Fatalf("the timetable does not meet %q\n%v", line, p)
		}
		putOff := !slices.Equal(times.End, s.lay(rounds, make([]int, len(rounds))).End)
		count[fmt.Sprintf("put off %v", putOff)]++
		for r := range rounds {
			start, end := w.Earliest[p.Start[r]], w.Earliest[p.End[r]]
			if start > times.RoundStart[r] || end > times.RoundEnd[r] || !putOff && (start != times.RoundStart[r] || end != times.RoundEnd[r]) {
				t.Fatalf("round %d is on %d to %d, in the timetable on %d to %d\n%v", r, start, end, times.RoundStart[r], times.RoundEnd[r], p)
			}
		}
		for e := range times.End {
			if got := w.Earliest[p.Performed[e]]; got > times.End[e] || !putOff && got != times.End[e] {
				t.Fatalf("event %d is performed on %d, in the timetable on %d\n%v", e, got, times.End[e], p)
			}
		}
	})
	if len(count) != 3 {
		t.Errorf("only %v", count)
	}
	t.Log(count)
}

// Where no limit counts from a step, the longest durations are the worst: the
// plan is controllable, whatever the reaction time, when Timetable misses nothing.
func TestDueDatesAreWorstAtTheLongest(t *testing.T) {
	long.Checks(t, 500, 20_000)
	count := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, rounds := drawPlan(t, rapid.IntRange(1, 8).Draw(t, "steps"), true, false)
		s := schedule(a)
		times, missed := s.Timetable(rounds)
		p := s.Network(rounds)
		c := p.Controllable(rapid.IntRange(0, 3).Draw(t, "reaction"))
		count[c.Conflict == nil]++
		if (c.Conflict == nil) != (len(missed) == 0) {
			t.Fatalf("missed %+v, conflict %+v\n%v", missed, c.Conflict, p)
		}
		for i, m := range p.Margins(1) {
			if l := s.limits[i]; m.Limit != l || m.Slack != l.Days-times.End[l.To] || (m.Conflict == nil) != (m.Slack >= 0) {
				t.Fatalf("%+v has the margin %+v where the event ends on %d\n%v", l, m, times.End[l.To], p)
			}
		}
		if len(missed) > 0 {
			return
		}
		for e, v := range p.Begun {
			if day := c.Latest[v]; day < times.End[e]-s.takes[e] {
				t.Fatalf("event %d may begin on %d at the latest, but begins on %d\n%v", e, day, times.End[e]-s.takes[e], p)
			}
		}
	})
	if count[true] == 0 || count[false] == 0 {
		t.Errorf("only %v", count)
	}
}

// Margins are by definition the last days that the limits can be moved by.
func TestMargins(t *testing.T) {
	long.Checks(t, 200, 5_000)
	negative := 0
	rapid.Check(t, func(t *rapid.T) {
		a, rounds := drawPlan(t, rapid.IntRange(1, 6).Draw(t, "steps"), true, true)
		s := schedule(a)
		p := s.Network(rounds)
		reaction := rapid.IntRange(0, 1).Draw(t, "reaction")
		margins := p.Margins(reaction)
		kept := p.Network
		for i, m := range margins {
			if m.Slack < 0 {
				kept = kept.without(line{false, p.limit[i]})
				negative++
			}
		}
		if !kept.controllable(reaction) {
			t.Fatalf("not controllable within %+v\n%v", margins, p)
		}
		for i, m := range margins {
			e := p.limit[i]
			base := kept.with(line{false, e})
			days := m.Limit.Days - m.Slack
			if m.Slack == Unbounded {
				days = -1000
			}
			if !base.withDays(e, days).controllable(reaction) || m.Slack != Unbounded && base.withDays(e, days-1).controllable(reaction) {
				t.Fatalf("limit %d: %d days is not the margin\n%v", i, m.Slack, p)
			}
			if (m.Conflict == nil) != (m.Slack >= 0) {
				t.Fatalf("limit %d: a margin of %d days with %+v", i, m.Slack, m.Conflict)
			}
		}
	})
	if negative == 0 {
		t.Error("every limit was met")
	}
}

// The critical chain adds up to the day on which the plan ends, on the days of
// Timetable, and shortening nothing on it ends the plan no earlier.
func TestCriticalChain(t *testing.T) {
	long.Checks(t, 6_000, 60_000)
	kinds := map[LegKind]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, rounds := drawPlan(t, rapid.IntRange(1, 8).Draw(t, "steps"), true, rapid.Bool().Draw(t, "within?"))
		s := schedule(a)
		legs := s.Critical(rounds)
		times, _ := s.Timetable(rounds)
		end := times.RoundEnd[len(rounds)-1]
		days, on := 0, map[int]bool{}
		for i, l := range legs {
			days += l.Days
			kinds[l.Kind]++
			if l.Days < 1 || l.Reason.Text == "" || i > 0 && (l.Round < legs[i-1].Round || l.Kind == Released) {
				t.Fatalf("leg %d: %+v of %+v", i, l, legs)
			}
			if l.Kind == PutOff && (l.Event < 0 || s.Delayable()) {
				t.Fatalf("put off for nothing: %+v", l)
			}
			on[l.Event] = true
		}
		if days != end {
			t.Fatalf("the plan is over on day %d, but the chain adds up to %d: %+v", end, days, legs)
		}
		for i := range a.Steps {
			if !on[i] {
				a.Steps[i].Takes.V, a.Steps[i].VerifyIn.V = agreement.Days{}, 0
			}
		}
		after := schedule(a)
		times, _ = after.Timetable(rounds)
		if got := times.RoundEnd[len(rounds)-1]; s.Delayable() && got != end {
			t.Fatalf("over on day %d, and on %d when nothing on the chain is shortened: %+v", end, got, legs)
		}
	})
	t.Log(kinds)
	if delete(kinds, PutOff); len(kinds) != 3 { // a round put off is rare, and has a test of its own
		t.Errorf("only %v", kinds)
	}
}

// Steps a of the first round and b of the second; b is due at most 5 days after a,
// which the longest durations meet to the day.
func following() *agreement.Agreement {
	a, b := step("a", "p", 2), step("b", "q", 1)
	a.Takes.V.Max, b.Takes.V.Max = 6, 5
	text := course("2019-03-01", a, b)
	text.Demands = []*agreement.Demand{{
		Name: agreement.Name{ID: "soon"}, Kind: agreement.Within, Days: 5, Steps: []agreement.StepRef{ref("a"), ref("b")},
	}}
	return text
}

func TestAPlanThatCannotPromise(t *testing.T) {
	s := schedule(following())
	rounds := [][]int{{0}, {1}}
	if _, missed := s.Timetable(rounds); len(missed) > 0 {
		t.Fatalf("on longest durations %+v is missed", missed)
	}
	p := s.Network(rounds)
	if c := p.Controllable(0).Conflict; c != nil {
		t.Errorf("who sees a performed and begins b on the day: %+v", c)
	}
	c := p.Controllable(1).Conflict
	if c == nil || c.Certain {
		t.Fatalf("who begins b on the day after a: %+v", c)
	}
	var told []string
	for _, pass := range c.Passes {
		told = append(told, p.Tell(pass))
	}
	got := strings.Join(told, "\n")
	for _, want := range []string{
		`b is due at most 5 days after a (demand "soon")`,
		"a takes 2 to 6 days, and may take no more than 2 days",
		"a takes 2 to 6 days, and may take all 6 days",
		"b takes 1 to 5 days, and may take all 5 days",
		"round 2 begins when round 1 is over",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not told in\n%s", want, got)
		}
	}
	if m := p.Margins(1); len(m) != 1 || m[0].Slack != -1 || m[0].Conflict == nil {
		t.Errorf("a day more is enough: %+v", m)
	}
	if m := p.Margins(0); m[0].Slack != 0 || m[0].Conflict != nil {
		t.Errorf("to the day: %+v", m)
	}
}

// In this the network is wider than Timetable, which starts a round late only as
// a whole: a alone is begun late, beside c, so that b follows it in time.
func TestAStepMayBeginLaterThanItsRound(t *testing.T) {
	a, c, b := step("a", "p", 1), step("c", "q", 20), step("b", "q", 1)
	text := course("2019-03-01", a, c, b)
	text.Demands = []*agreement.Demand{{
		Name: agreement.Name{ID: "soon"}, Kind: agreement.Within, Days: 5, Steps: []agreement.StepRef{ref("a"), ref("b")},
	}}
	s := schedule(text)
	rounds := [][]int{{0, 1}, {2}}
	if _, missed := s.Timetable(rounds); len(missed) != 1 {
		t.Errorf("the timetable misses %+v", missed)
	}
	p := s.Network(rounds)
	w, conflict := p.Consistent()
	if conflict != nil || w.Earliest[p.Begun[0]] != 15 || w.Earliest[p.End[0]] != 20 {
		t.Errorf("%+v, conflict %+v", w, conflict)
	}
}

func TestCriticalChainIsTold(t *testing.T) {
	a, b, c := verified(step("a", "p", 10), 30), step("b", "q", 20), step("c", "q", 5, "b")
	c.NotBefore = on("2019-04-20")
	told := func(rounds [][]int, steps ...*agreement.Step) string {
		s := schedule(course("2019-03-01", steps...))
		text := ""
		for _, l := range s.Critical(rounds) {
			text += fmt.Sprintf("%d: %s: %d days (%s, %s)\n", l.Round+1, l.Reason.Text, l.Days, l.Kind, strings.Join(s.Owners(l), ", "))
		}
		return text
	}
	rounds := [][]int{{0, 1}, {2}}
	want := "2: c does not begin before 2019-04-20: 50 days (not_before, q)\n2: c takes 5 days: 5 days (takes, q)\n"
	if got := told(rounds, a, b, c); got != want {
		t.Errorf("%s", got)
	}
	c.NotBefore.Given = false
	want = "1: a takes 10 days: 10 days (takes, p)\n1: a is confirmed, 30 days later: 30 days (confirmed, iaea)\n2: c takes 5 days: 5 days (takes, q)\n"
	if got := told(rounds, a, b, c); got != want {
		t.Errorf("%s", got)
	}
	if got := told(nil, a, b, c); got != "" {
		t.Errorf("without rounds: %s", got)
	}
}

// A round that begins late so that what follows is in time: b, not before the
// 50th day, follows a within 5, so that c of the first round comes late too.
func TestCriticalChainOfARoundPutOff(t *testing.T) {
	a, c, b, d := step("a", "p", 1), step("c", "q", 20), step("b", "q", 1, "a"), step("d", "q", 10, "c")
	b.NotBefore = on("2019-04-20")
	text := course("2019-03-01", a, c, b, d)
	text.Demands = []*agreement.Demand{{
		Name: agreement.Name{ID: "soon"}, Kind: agreement.Within, Days: 25, Steps: []agreement.StepRef{ref("a"), ref("b")},
	}}
	s := schedule(text)
	var told []string
	for _, l := range s.Critical([][]int{{0, 1}, {2, 3}}) {
		told = append(told, fmt.Sprintf("%d %s", l.Days, l.Reason.Text))
	}
	want := `25 round 1 begins 25 days later than it could, so that b is performed at most 25 days after a (demand "soon"); 20 c takes 20 days; 10 d takes 10 days`
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("%s", got)
	}
}

// An exchange takes as long as the longest of its steps; events in no round, and
// limits on them, are left out.
func TestNetworkOfAnExchange(t *testing.T) {
	a, b := step("a", "p", 4), step("b", "q", 2)
	a.Takes.V.Max, b.Takes.V.Max = 5, 9
	left := step("left", "p", 1)
	left.Due = on("2019-03-02")
	text := course("2019-03-01", a, b, left)
	text.Exchanges = []*agreement.Exchange{{Name: agreement.Name{ID: "x"}, Steps: []agreement.StepRef{ref("a"), ref("b")}}}
	p := schedule(text).Network([][]int{{0}})
	if l := p.Links(); len(l) != 1 || l[0].Least != 4 || l[0].Most != 9 {
		t.Errorf("links %+v", l)
	}
	if m := p.Margins(1); len(m) != 1 || m[0].Slack != Unbounded || p.Performed[1] != -1 {
		t.Errorf("margins %+v", m)
	}
}

func TestRoundsInACircle(t *testing.T) {
	a, b := step("a", "p", 1, "b"), step("b", "p", 1, "a")
	b.Due = on("2019-04-01")
	p := schedule(course("2019-03-01", a, b)).Network([][]int{{0, 1}})
	if c := p.Controllable(1).Conflict; c == nil || !c.Certain || c.Short != 2 {
		t.Errorf("a and b wait for each other: %+v", c)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	p.Margins(1)
}

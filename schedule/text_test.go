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

func textOf(a *agreement.Agreement, kind bool) *TextNetwork {
	return OfText(agreement.NewCourse(a, agreement.Asking{}), kind)
}

// drawText draws an agreement with everything that the network of a text knows:
// parts, exchanges, confirmations, ranges, dates that count from anchors with
// several readings and from steps, and every kind of demand.
func drawText(t *rapid.T, steps int) *agreement.Agreement {
	a := &agreement.Agreement{}
	if rapid.IntRange(0, 5).Draw(t, "begins?") > 0 {
		a.Begins = opt(begins)
	}
	first := begins.Add(rapid.IntRange(-5, 60).Draw(t, "anchor"))
	a.Anchors = []*agreement.Anchor{
		{Name: agreement.Name{ID: "a"}, Date: opt(agreement.When{Span: calendar.Span{First: first, Last: first.Add(rapid.IntRange(0, 4).Draw(t, "readings"))}})},
		{Name: agreement.Name{ID: "b"}, Date: opt(agreement.When{Base: &agreement.Ref{ID: "a"}, Days: rapid.IntRange(-9, 30).Draw(t, "after")})},
		{Name: agreement.Name{ID: "c"}, Date: opt(agreement.When{Base: &agreement.Ref{ID: "s0"}, Days: rapid.IntRange(0, 30).Draw(t, "after")})},
		{Name: agreement.Name{ID: "d"}},
	}
	when := func() agreement.When {
		base := rapid.SampledFrom([]string{"", "a", "b", "c", "d", "s0"}).Draw(t, "base")
		days := rapid.IntRange(0, 60).Draw(t, "day")
		if base == "" {
			return agreement.When{Span: calendar.On(begins.Add(days))}
		}
		return agreement.When{Base: &agreement.Ref{ID: base}, Days: days}
	}
	for i := range steps {
		takes := rapid.IntRange(0, 9).Draw(t, "takes")
		s := step(fmt.Sprintf("s%d", i), rapid.SampledFrom([]string{"p", "q", "r"}).Draw(t, "by"), takes)
		s.Takes.V.Max += rapid.SampledFrom([]int{0, 0, 3, 9}).Draw(t, "width")
		if d := rapid.IntRange(-5, 5).Draw(t, "verify_in"); d > 0 {
			verified(s, d)
		}
		if i > 0 && rapid.IntRange(0, 5).Draw(t, "parts?") == 0 {
			s.Parts = opt(rapid.IntRange(1, 3).Draw(t, "parts"))
		}
		if rapid.IntRange(0, 9).Draw(t, "done?") == 0 {
			s.Done = opt(begins.Add(rapid.IntRange(-20, 5).Draw(t, "done")))
		}
		for _, before := range a.Steps {
			if rapid.IntRange(0, 3).Draw(t, "after?") == 0 {
				r := ref(before.ID)
				r.Declared = rapid.Bool().Draw(t, "declared")
				s.After = append(s.After, r)
			}
		}
		if rapid.IntRange(0, 3).Draw(t, "not_before?") == 0 {
			s.NotBefore = opt(when())
		}
		if rapid.IntRange(0, 2).Draw(t, "due?") == 0 {
			s.Due = opt(when())
		}
		a.Steps = append(a.Steps, s)
	}
	if steps > 3 && rapid.IntRange(0, 3).Draw(t, "exchange?") == 0 {
		a.Exchanges = []*agreement.Exchange{{Name: agreement.Name{ID: "x"}, Steps: []agreement.StepRef{ref("s1"), ref("s3")}}}
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "demands") {
		x, y := rapid.IntRange(0, steps-1).Draw(t, "x"), rapid.IntRange(0, steps-1).Draw(t, "y")
		d := &agreement.Demand{Name: agreement.Name{ID: fmt.Sprintf("d%d", k)}, Of: opt(agreement.Ref{ID: "p"}), Steps: []agreement.StepRef{ref(a.Steps[x].ID)}}
		d.Kind = rapid.SampledFrom([]agreement.DemandKind{agreement.Before, agreement.Together, agreement.Within, agreement.By, agreement.NotBefore}).Draw(t, "kind")
		switch d.Kind {
		case agreement.By, agreement.NotBefore:
			d.When = when()
		default:
			d.Steps = append(d.Steps, ref(a.Steps[y].ID))
			d.Days = rapid.IntRange(0, 20).Draw(t, "within")
		}
		a.Demands = append(a.Demands, d)
	}
	return a
}

// What is said of a text: whether it can be carried out, margins, and days.
func said(o *Outlook) string {
	s := fmt.Sprintln(len(o.Loose), o.Dated, o.Begins)
	for _, m := range o.Margins {
		s += fmt.Sprintln(m.Limit.From, m.Limit.To, m.Slack, m.Conflict == nil || m.Conflict.Certain)
	}
	for e := range o.Begun {
		for _, v := range []int{o.Begun[e], o.Performed[e], o.Confirmed[e]} {
			s += fmt.Sprint(o.Soonest[v], o.Counted[v], o.Latest[v], o.Timed(v), ";")
		}
	}
	return s
}

// Any text has an outlook: without its conditions it can be carried out, the days
// lie in their order, and the kinder reading leaves no less.
func TestEveryTextHasAnOutlook(t *testing.T) {
	long.Checks(t, 2_000, 30_000)
	count := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := drawText(t, rapid.IntRange(1, 7).Draw(t, "steps"))
		reaction := rapid.IntRange(0, 2).Draw(t, "reaction")
		p := textOf(a, false)
		dates, limits := p.limitLines()
		if bare := p.without(append(dates, limits...)...); !bare.controllable(reaction) {
			t.Fatalf("not controllable without conditions\n%v", bare)
		}
		o := p.Outlook(reaction)
		broken, certain := o.Broken()
		count[fmt.Sprintf("broken %v, certain %v", broken, certain)]++
		if len(p.Loose) > 0 {
			count["loose"]++
		}
		for v := range o.Soonest {
			if o.Soonest[v] > o.Counted[v] || o.Soonest[v] > o.Latest[v] {
				t.Fatalf("node %d: soonest %d, counted %d, latest %d\n%v", v, o.Soonest[v], o.Counted[v], o.Latest[v], p)
			}
			days := 0
			for _, pass := range o.Chain(v) {
				days -= pass.Days
			}
			if days != o.Counted[v] {
				t.Fatalf("the chain of node %d is %d days long, not %d\n%v", v, days, o.Counted[v], p)
			}
		}
		kind := textOf(a, true).Outlook(reaction)
		if kindly, _ := kind.Broken(); kindly && !broken && p.Begins {
			t.Fatalf("broken in the kinder reading only\n%v", p)
		}
	})
	t.Log(count)
	for _, k := range []string{"broken false, certain false", "broken true, certain false", "broken true, certain true", "loose"} {
		if count[k] == 0 {
			t.Errorf("no case of %s: %v", k, count)
		}
	}
}

// On fixed durations and without conditions, a step is performed at the earliest
// when its longest chain is over.
func TestTextAgreesWithTheLongestChain(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	rapid.Check(t, func(t *rapid.T) {
		a, _ := drawPlan(t, rapid.IntRange(1, 8).Draw(t, "steps"), true, false)
		for _, s := range a.Steps {
			s.Due = agreement.Opt[agreement.When]{}
		}
		s := schedule(a)
		var sequence []int
		for e := range a.Steps {
			sequence = append(sequence, e)
		}
		end, _ := s.Earliest(sequence)
		o := textOf(a, false).Outlook(1)
		for e := range end {
			if o.Counted[o.Performed[e]] != end[e] {
				t.Fatalf("event %d is performed on %d, by the longest chain on %d\n%v", e, o.Counted[o.Performed[e]], end[e], o.Network)
			}
		}
	})
}

// The network of the text is part of the network of every plan: a plan that can be
// promised shows that the text can, and no plan is earlier than the text allows.
func TestNoPlanBeatsTheText(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	count := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		a, rounds := drawPlan(t, rapid.IntRange(1, 8).Draw(t, "steps"), true, rapid.Bool().Draw(t, "within"))
		if rapid.Bool().Draw(t, "together?") {
			var names []agreement.StepRef
			for _, e := range rounds[rapid.IntRange(0, len(rounds)-1).Draw(t, "round")] {
				names = append(names, ref(a.Steps[e].ID))
			}
			if len(names) > 1 {
				a.Demands = append(a.Demands, &agreement.Demand{Name: agreement.Name{ID: "t"}, Kind: agreement.Together, Steps: names})
				count["together"]++
			}
		}
		plan, text := schedule(a).Network(rounds), textOf(a, false)
		w, _ := plan.Consistent()
		v, _ := text.Consistent()
		count[fmt.Sprintf("text %v, plan %v", text.controllable(1), plan.controllable(1))]++
		if w != nil && v == nil || plan.controllable(1) && !text.controllable(1) {
			t.Fatalf("the plan can be kept, and the text cannot\n%v\n%v", plan.Network, text.Network)
		}
		if w == nil {
			return
		}
		for e := range text.Begun {
			if v.Earliest[text.Performed[e]] > w.Earliest[plan.Performed[e]] || v.Latest[text.Performed[e]] < w.Latest[plan.Performed[e]] {
				t.Fatalf("event %d lies on %d to %d in the plan, and on %d to %d in the text\n%v", e,
					w.Earliest[plan.Performed[e]], w.Latest[plan.Performed[e]], v.Earliest[text.Performed[e]], v.Latest[text.Performed[e]], plan.Network)
			}
		}
	})
	t.Log(count)
	if len(count) != 4 {
		t.Errorf("only %v", count)
	}
}

// shifted is the agreement with all its days moved.
func shifted(a *agreement.Agreement, days int) *agreement.Agreement {
	b := *a
	b.Begins.V = a.Begins.V.Add(days)
	b.Anchors, b.Steps, b.Demands = nil, nil, nil
	move := func(w agreement.When) agreement.When {
		if w.Base == nil {
			w.Span = w.Span.Add(days)
		}
		return w
	}
	for _, x := range a.Anchors {
		y := *x
		y.Date.V = move(x.Date.V)
		b.Anchors = append(b.Anchors, &y)
	}
	for _, s := range a.Steps {
		r := *s
		r.Due.V, r.NotBefore.V, r.Done.V = move(s.Due.V), move(s.NotBefore.V), s.Done.V.Add(days)
		b.Steps = append(b.Steps, &r)
	}
	for _, d := range a.Demands {
		r := *d
		r.When = move(d.When)
		b.Demands = append(b.Demands, &r)
	}
	return &b
}

// The same text a hundred days later says the same.
func TestAllDaysCanBeMoved(t *testing.T) {
	long.Checks(t, 500, 10_000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawText(t, rapid.IntRange(1, 6).Draw(t, "steps"))
		one, other := said(textOf(a, false).Outlook(1)), said(textOf(shifted(a, 100), false).Outlook(1))
		if one != other {
			t.Fatalf("moved by a hundred days, the text says\n%s\ninstead of\n%s", other, one)
		}
	})
}

// A longer duration, an earlier due date, a later day before which nothing begins
// and one more wait never leave more, and never make a broken text whole.
func TestTighterIsNeverBetter(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	changed := 0
	rapid.Check(t, func(t *rapid.T) {
		a := drawText(t, rapid.IntRange(2, 6).Draw(t, "steps"))
		a.Begins = opt(begins)
		before := textOf(a, false)
		s := a.Steps[rapid.IntRange(0, len(a.Steps)-1).Draw(t, "step")]
		days := rapid.IntRange(1, 9).Draw(t, "days")
		change := rapid.IntRange(0, 3).Draw(t, "change")
		switch change {
		case 0: // a range that is wider leaves more to luck
			s.Takes.V.Max += days
		case 1:
			if s.Due.Given && s.Due.V.Base == nil {
				s.Due.V.Span = s.Due.V.Span.Add(-days)
			}
		case 2:
			if s.NotBefore.Given && s.NotBefore.V.Base == nil {
				s.NotBefore.V.Span = s.NotBefore.V.Span.Add(days)
			}
		case 3:
			if s != a.Steps[0] {
				s.After = append(s.After, ref(a.Steps[0].ID))
			}
		}
		after := textOf(a, false)
		if after.Circles > 0 {
			return // what closes a circle is left out
		}
		if after.controllable(1) && !before.controllable(1) {
			t.Fatalf("tighter, it can be promised\n%v\n%v", before, after)
		}
		if !before.controllable(1) || !after.controllable(1) {
			return
		}
		one, other := before.Outlook(1), after.Outlook(1)
		for i := range one.Margins {
			if other.Margins[i].Slack > one.Margins[i].Slack {
				t.Fatalf("condition %d leaves %d, and before %d\n%v\n%v", i, other.Margins[i].Slack, one.Margins[i].Slack, before, after)
			}
		}
		for e := range one.Begun {
			if other.Latest[other.Begun[e]] > one.Latest[one.Begun[e]] || change > 0 && other.Soonest[other.Begun[e]] < one.Soonest[one.Begun[e]] {
				t.Fatalf("event %d has more room\n%v\n%v", e, before, after)
			}
			if one.Latest[one.Begun[e]] != other.Latest[other.Begun[e]] {
				changed++
			}
		}
	})
	if changed == 0 {
		t.Error("no latest day changed")
	}
}

// Deciding durations are the longest that still help, found by trying each.
func TestDeciders(t *testing.T) {
	long.Checks(t, 500, 10_000)
	found, none := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		a := drawText(t, rapid.IntRange(1, 6).Draw(t, "steps"))
		o := textOf(a, false).Outlook(1)
		for i, m := range o.Margins {
			decides := map[int]int{}
			for _, d := range o.Deciders(i) {
				decides[d.Event] = d.Most
			}
			if m.Conflict == nil || m.Conflict.Certain {
				if len(decides) > 0 {
					t.Fatalf("condition %d has no duration that decides it: %v", i, decides)
				}
				continue
			}
			n := o.kept.with(line{false, o.limit[i]})
			for l, link := range n.links {
				best := -1
				for most := link.Least; most < link.Most; most++ {
					if n.withMost(l, most).controllable(1) {
						best = most
					}
				}
				got, ok := decides[o.source[l].event]
				if o.source[l].confirms || link.Least == link.Most {
					continue
				}
				if ok != (best >= 0) || ok && got != best {
					t.Fatalf("condition %d: event %d decides with %d (%v), want %d\n%v", i, o.source[l].event, got, ok, best, n)
				}
				if ok {
					found++
				} else {
					none++
				}
			}
		}
	})
	if found == 0 || none == 0 {
		t.Errorf("%d durations decide, %d do not", found, none)
	}
}

// Told forward, the days of a conflict add up to what it is short, and its last
// line is a condition on time.
func TestConflictsAddUp(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		o := textOf(drawText(t, rapid.IntRange(1, 7).Draw(t, "steps")), false).Outlook(1)
		for _, m := range o.Margins {
			if m.Conflict == nil || m.Conflict.Folded {
				continue
			}
			told++
			day, node := 0, -1
			for _, x := range o.Forward(m.Conflict) {
				if node >= 0 && x.Pass.To != node {
					t.Fatalf("%+v does not hang together\n%v", m.Conflict, o.Network)
				}
				node = x.Pass.From
				if day += x.Days; day != x.Day {
					t.Fatalf("%+v adds up to %d, told as %d", m.Conflict, day, x.Day)
				}
			}
			all := o.Forward(m.Conflict)
			last := all[len(all)-1]
			if _, ok := o.Limit(last.Pass); !ok || last.Pass.From != all[0].Pass.To || day != m.Conflict.Short {
				t.Fatalf("%+v ends with %q, %d days short\n%v", m.Conflict, o.Tell(last.Pass), day, o.Network)
			}
		}
	})
	if told == 0 {
		t.Error("nothing was told")
	}
}

func TestTheTextIsTold(t *testing.T) {
	a := course("2026-03-01", step("lists", "p", 10), step("posts", "q", 20, "lists"), step("lane", "p", 5, "posts"))
	a.Steps[0].Takes.V = agreement.Days{Min: 10, Max: 15}
	verified(a.Steps[0], 3)
	a.Anchors = []*agreement.Anchor{{Name: agreement.Name{ID: "thaw"}, Date: opt(agreement.When{Span: calendar.Span{First: day("2026-04-01"), Last: day("2026-04-05")}})}}
	a.Steps[1].Due = opt(agreement.When{Base: &agreement.Ref{ID: "thaw"}, Days: 5})
	a.Steps[2].NotBefore = opt(agreement.When{Base: &agreement.Ref{ID: "posts"}, Days: 2})
	o := textOf(a, false).Outlook(1)
	m := o.Margins[0]
	if m.Conflict == nil || m.Conflict.Certain || m.Slack != -2 {
		t.Fatalf("%+v", m)
	}
	var told []string
	for _, x := range o.Forward(m.Conflict) {
		told = append(told, fmt.Sprintf("%d=%d %s", x.Days, x.Day, o.Tell(x.Pass)))
	}
	want := []string{
		"0=0 the beginning of lists does not lie before the beginning",
		"15=15 lists takes 10 to 15 days, and may take all 15 days",
		"3=18 lists is confirmed, 3 days later",
		"0=18 posts waits until lists is confirmed",
		"20=38 posts takes 20 days",
		"-36=2 posts is due on 2026-04-06, 5 days after thaw, which can be read as any day from 2026-04-06 to 2026-04-10",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told as\n%s", strings.Join(told, "\n"))
	}
	if d := o.Deciders(0); len(d) != 1 || d[0] != (Decider{0, 13}) {
		t.Errorf("decided by %v", d)
	}
	if kind := textOf(a, true).Outlook(1); kind.Margins[0].Slack != 2 {
		t.Errorf("in the kinder reading, %+v", kind.Margins[0])
	}
	// The posts are performed on day 38 at the latest, and the lane opens no less
	// than two days later.
	if _, over := o.Over(); over != 38+2+5 {
		t.Errorf("over on day %d", over)
	}
}

// Without a beginning, days are those that dates give.
func TestATextThatDoesNotBegin(t *testing.T) {
	a := course("", step("a", "p", 3), step("b", "q", 4, "a"))
	o := textOf(a, false).Outlook(1)
	if o.Dated || o.Begins || !o.Timed(o.Begun[1]) || o.Counted[o.Performed[1]] != 7 {
		t.Errorf("without dates: %s", said(o))
	}
	a.Steps[0].NotBefore = on("2026-05-01")
	a.Steps = append(a.Steps, step("c", "p", 2))
	a.Steps[1].Due = on("2026-05-05")
	o = textOf(a, false).Outlook(1)
	if o.Begins || !o.Timed(o.Performed[1]) || o.Timed(o.Begun[2]) || o.Date(o.Counted[o.Performed[1]]) != day("2026-05-08") {
		t.Errorf("with dates: %s", said(o))
	}
	if m := o.Margins[0]; m.Slack != -3 || !m.Conflict.Certain {
		t.Errorf("due three days too early: %+v", m)
	}
	// Nothing before the due date is dated: it could lie as early as one likes.
	a.Steps[0].NotBefore = agreement.Opt[agreement.When]{}
	if o = textOf(a, false).Outlook(1); o.Margins[0].Slack != Unbounded || o.Date(o.Latest[o.Begun[0]]) != day("2026-04-28") {
		t.Errorf("with a due date alone: %+v, %s", o.Margins, said(o))
	}
}

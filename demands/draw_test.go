package demands

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/conflict"
	"detente/diag"
	"detente/plan"
	"detente/syntax"
)

// readable reads a text; false where it has errors of form.
func readable(text string) (*agreement.Agreement, bool) {
	tree, found := syntax.Parse("x.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	return a, !found.HasErrors() && !more.HasErrors()
}

// parse reads a text that must be free of errors of form.
func parse(t interface{ Fatalf(string, ...any) }, text string) *agreement.Agreement {
	tree, found := syntax.Parse("x.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	for _, f := range append(found, more...) {
		if f.Severity == diag.Error {
			t.Fatalf("%s: %s\n%s", f.Place, f.Summary, text)
		}
	}
	return a
}

// drawText writes a small agreement with everything that terms are made of: two
// parties and a third one, steps that wait, take days, have dates and are in parts,
// an exchange, limits, demands of every form.
func drawText(t *rapid.T) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	n := rapid.IntRange(1, 4).Draw(t, "steps")
	pick := func(label string) string { return fmt.Sprintf("s%d", rapid.IntRange(0, n-1).Draw(t, label)) }
	chance := func(of int, label string) bool { return rapid.IntRange(1, of).Draw(t, label) == of }
	day := func(label string) string { return fmt.Sprintf("2030-01-%02d", rapid.IntRange(1, 25).Draw(t, label)) }
	if !chance(5, "undated") {
		line("agreement \"a\" {\n  begins = \"2030-01-01\"\n}")
	}
	for _, p := range []string{"p", "q"} {
		line("party %q {\n  walk_away = -60", p) // so that everybody gains by the whole
		if chance(2, "limited") {
			line("  max_exposure = %d", rapid.IntRange(0, 6).Draw(t, "limit"))
		}
		line("}")
	}
	line("third_party \"z\" {}")
	line("anchor \"late\" {\n  date = [%q, \"2030-01-28\"]\n}", day("reading"))
	for i := range n {
		by := rapid.SampledFrom([]string{"p", "p", "q", "q", "z"}).Draw(t, "by")
		line("step \"s%d\" {\n  by = %s", i, by)
		switch by {
		case "p":
			line("  costs = { p = %d }\n  gains = { q = 9 }", rapid.IntRange(1, 4).Draw(t, "cost"))
		case "q":
			line("  costs = { q = %d }\n  gains = { p = 9 }", rapid.IntRange(1, 4).Draw(t, "cost"))
		}
		var after []string
		for j := range n {
			if j < i && chance(3, "after") || j != i && chance(30, "odd") {
				name := fmt.Sprintf("s%d", j)
				if chance(6, "declared") {
					name += ".declared"
				}
				after = append(after, name)
			}
		}
		if len(after) > 0 {
			line("  after = [%s]", strings.Join(after, ", "))
		}
		if chance(2, "takes") {
			line("  takes = [%d, %d]", rapid.IntRange(1, 4).Draw(t, "least"), rapid.IntRange(4, 9).Draw(t, "most"))
		}
		if chance(4, "verified") {
			line("  verified_by = z\n  verify_in = %d", rapid.IntRange(0, 4).Draw(t, "verify"))
		}
		if n < 4 && chance(6, "parts") {
			line("  parts = 2")
		}
		switch rapid.IntRange(0, 9).Draw(t, "date") {
		case 0, 1, 2:
			line("  due = %q", day("due"))
		case 3:
			line("  due = after(late, -10)")
		case 4:
			line("  due = after(%s, %d)", pick("base"), rapid.IntRange(0, 9).Draw(t, "days"))
		case 5:
			line("  not_before = %q", day("release"))
		}
		if chance(12, "done") {
			line("  done = \"2030-01-01\"")
		}
		line("}")
	}
	if n > 2 && chance(4, "exchange") {
		line("exchange \"x\" {\n  steps = [s0, s%d]\n  held_by = z\n}", n-1)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "demands") {
		x, y := pick("x"), pick("y")
		form := rapid.SampledFrom([]string{
			"before(%[1]s, %[2]s)", "before(%[1]s, %[2]s)", "before(%[1]s, %[2]s)", "together(%[1]s, %[2]s)",
			"within(%[3]d, %[1]s, %[2]s)", "by(%[1]s, %[4]q)", "not_before(%[1]s, %[4]q)", "exclude(%[1]s)", "include(%[1]s)",
		}).Draw(t, "form")
		if strings.HasPrefix(form, "within") && x == y || strings.HasPrefix(form, "exclude") && chance(2, "rarely") {
			form = "before(%[1]s, %[2]s)"
		}
		that := fmt.Sprintf(form+"%[5]s", x, y, rapid.IntRange(0, 9).Draw(t, "within"), day("day"), "")
		line("demand \"d%d\" {\n  of = %s\n  that = %s\n  firm = %v\n  weight = %d\n}", i,
			rapid.SampledFrom([]string{"p", "q", "z"}).Draw(t, "of"), that, chance(3, "firm"), rapid.IntRange(1, 3).Draw(t, "weight"))
	}
	return b.String()
}

// rewritten is the agreement in which only the terms that are in stand.
func rewritten(an *Analysis, in []bool) *agreement.Agreement {
	a := *an.Course.Agreement
	a.Steps, a.Actors, a.Demands = nil, nil, nil
	for _, s := range an.Course.Agreement.Steps {
		one := *s
		a.Steps = append(a.Steps, &one)
	}
	for _, p := range an.Course.Agreement.Actors {
		one := *p
		a.Actors = append(a.Actors, &one)
	}
	for n, t := range an.Terms {
		switch {
		case t.Kind == Demand && in[n]:
			a.Demands = append(a.Demands, t.Demand)
		case t.Kind == Demand || in[n]:
		case t.Kind == Precondition:
			s := a.Step(t.Step.ID)
			s.After = slices.DeleteFunc(slices.Clone(s.After), func(r agreement.StepRef) bool { return r.ID == t.For.ID && r.Declared == t.For.Declared })
		case t.Kind == Due:
			a.Step(t.Step.ID).Due = agreement.Opt[agreement.When]{}
		case t.Kind == NotBefore:
			a.Step(t.Step.ID).NotBefore = agreement.Opt[agreement.When]{}
		case t.Kind == MaxExposure:
			a.Actor(t.Party.ID).MaxExposure = agreement.Opt[agreement.Amount]{}
		}
	}
	return &a
}

// holds says the same as the theories in the dumbest way: is the rewritten
// agreement blocked, do its days run in a circle, is it too exposed?
func holds(t *rapid.T, a *agreement.Agreement) bool {
	c := agreement.NewCourse(a, agreement.Asking{})
	if conflict.Analyse(c).Blocked() || !daysHold(c) {
		return false
	}
	r, err := plan.Find(a, plan.Options{Levels: 2})
	if err != nil || !r.Proved || r.Verdict == plan.NoGain {
		t.Fatalf("%v %+v", err, r)
	}
	return r.Verdict != plan.TooExposed
}

// daysHold works out the greatest difference of any two points in time, by the
// longest durations and the strictest reading (Floyd and Warshall).
func daysHold(c *agreement.Course) bool {
	const far = 1 << 20
	n := 1 + 2*len(c.Events)
	most := make([][]int, n) // most[x][y]: y lies at most so many days after x
	for x := range most {
		most[x] = slices.Repeat([]int{far}, n)
		most[x][x], most[x][0] = 0, 0
	}
	least := func(x, y, days int) { most[y][x] = min(most[y][x], -days) }
	confirm := make([]int, len(c.Events))
	dated := c.Agreement.Begins.Given
	days := func(w agreement.When) (first, last int, ok bool) {
		span, ok := c.Resolve(w)
		return span.First.Sub(c.Agreement.Begins.V), span.Last.Sub(c.Agreement.Begins.V), ok && dated
	}
	for e, event := range c.Events {
		takes := 0
		for _, u := range event.Units {
			s := c.Units[u].Step
			takes = max(takes, s.Takes.V.Max)
			if len(s.VerifiedBy) > 0 {
				confirm[e] = max(confirm[e], s.VerifyIn.V)
			}
			if _, last, ok := days(s.NotBefore.V); ok && s.NotBefore.Given {
				least(0, begun(e), last)
			}
			first, _, ok := days(s.Due.V)
			if s.Due.Given && c.Units[u].Part == s.PartCount() || s.Due.Given && c.Units[u].Part == 0 {
				if ok {
					most[0][performed(e)] = min(most[0][performed(e)], first)
				}
			}
		}
		least(begun(e), performed(e), takes)
		most[begun(e)][performed(e)] = min(most[begun(e)][performed(e)], takes)
	}
	for _, e := range c.Edges {
		wait := confirm[e.Before]
		if e.Declared {
			wait = 0
		}
		least(performed(e.Before), begun(e.After), wait)
	}
	for _, k := range c.Clocks {
		most[performed(k.From)][performed(k.To)] = min(most[performed(k.From)][performed(k.To)], k.Days)
	}
	for _, d := range c.Asked {
		units := c.UnitsOf(d.Steps[0])
		for k, u := range units {
			e := c.EventOf(u)
			first, last, ok := days(d.When)
			switch {
			case !ok || e < 0:
			case d.Kind == agreement.By && k == len(units)-1:
				most[0][performed(e)] = min(most[0][performed(e)], first)
			case d.Kind == agreement.NotBefore:
				least(0, begun(e), last)
			}
		}
		if on, done := c.Done(d.Steps[0]); d.Kind == agreement.Within && done && on.Given && dated {
			to := c.UnitsOf(d.Steps[1])
			if e := c.EventOf(to[len(to)-1]); e >= 0 {
				most[0][performed(e)] = min(most[0][performed(e)], on.V.Add(d.Days).Sub(c.Agreement.Begins.V))
			}
		}
	}
	for k := range n {
		for x := range n {
			for y := range n {
				most[x][y] = min(most[x][y], most[x][k]+most[k][y])
			}
		}
	}
	for x := range n {
		if most[x][x] < 0 {
			return false
		}
	}
	return true
}

// names writes sets of terms by their names.
func names(an *Analysis, sets [][]int) []string {
	var all []string
	for _, set := range sets {
		var of []string
		for _, n := range set {
			of = append(of, an.Terms[n].Name())
		}
		all = append(all, strings.Join(of, " "))
	}
	return all
}

func terms(conflicts []Conflict) [][]int {
	var sets [][]int
	for _, c := range conflicts {
		sets = append(sets, c.Terms)
	}
	return sets
}

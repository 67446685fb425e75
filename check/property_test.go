package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/conflict"
	"detente/diag"
	"detente/syntax"
	"detente/worth"
)

// drawText draws a text with a bit of everything that the language has.
func drawText(t *rapid.T) string {
	var b strings.Builder
	maybe := func(n int) bool { return rapid.IntRange(0, n).Draw(t, "maybe") == 0 }
	pick := func(names ...string) string { return rapid.SampledFrom(names).Draw(t, "pick") }
	day := func() string {
		return fmt.Sprintf("2026-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
	}
	n := rapid.IntRange(1, 6).Draw(t, "steps")
	step := func() string { return fmt.Sprintf("s%d", rapid.IntRange(0, n-1).Draw(t, "step")) }
	when := func() string {
		if maybe(1) {
			return `"` + day() + `"`
		}
		return fmt.Sprintf("after(%s, %d)", pick("anchored", "open_day", "meeting_day", step()), rapid.IntRange(0, 40).Draw(t, "days"))
	}
	if !maybe(3) {
		fmt.Fprintf(&b, "agreement \"drawn\" {\n  begins = \"%s\"\n}\n", day())
	}
	for _, p := range []string{"usa", "dprk"} {
		fmt.Fprintf(&b, "party \"%s\" {\n  name = \"The %s\"\n", p, p)
		if maybe(1) {
			fmt.Fprintf(&b, "  breach_cost = %d\n", rapid.IntRange(0, 5).Draw(t, "cost"))
		}
		if maybe(2) {
			fmt.Fprintf(&b, "  walk_away = %d\n", rapid.IntRange(-3, 8).Draw(t, "outside"))
		}
		b.WriteString("}\n")
	}
	b.WriteString("third_party \"iaea\" {\n}\nthird_party \"unsc\" {\n}\nanchor \"open_day\" {\n}\nmeeting \"meeting_day\" {\n  to = \"2026-05-05\"\n}\n")
	fmt.Fprintf(&b, "anchor \"anchored\" {\n  date = [\"2026-03-01\", \"2026-03-0%d\"]\n}\n", rapid.IntRange(1, 3).Draw(t, "last"))
	for i := range n {
		fmt.Fprintf(&b, "step \"s%d\" {\n", i)
		if !maybe(5) {
			fmt.Fprintf(&b, "  by = [%s]\n", pick("usa", "dprk", "usa", "dprk", "unsc", "iaea", "usa, dprk"))
		}
		if maybe(3) {
			fmt.Fprintf(&b, "  text = \"Step %d\"\n", i)
		}
		if maybe(5) {
			fmt.Fprintf(&b, "  parts = %d\n", rapid.IntRange(1, 3).Draw(t, "parts"))
		}
		if !maybe(3) {
			fmt.Fprintf(&b, "  gains = { %s = %d }\n", pick("usa", "dprk"), rapid.IntRange(0, 5).Draw(t, "worth"))
		}
		if maybe(1) {
			fmt.Fprintf(&b, "  costs = { %s = [%d, 4] }\n", pick("usa", "dprk"), rapid.IntRange(0, 4).Draw(t, "worth"))
		}
		if maybe(2) {
			fmt.Fprintf(&b, "  undo = 0.%d\n", rapid.IntRange(0, 9).Draw(t, "undo"))
		}
		if maybe(1) && i > 0 {
			fmt.Fprintf(&b, "  after = [s%d]\n", rapid.IntRange(0, i-1).Draw(t, "after"))
		}
		if maybe(2) {
			fmt.Fprintf(&b, "  takes = [%d, 40]\n", rapid.IntRange(0, 40).Draw(t, "takes"))
		}
		if maybe(2) {
			fmt.Fprintf(&b, "  due = %s\n", when())
		}
		if maybe(5) {
			fmt.Fprintf(&b, "  not_before = %s\n", when())
		}
		if maybe(6) {
			fmt.Fprintf(&b, "  done = \"%s\"\n", day())
		}
		if maybe(1) {
			fmt.Fprintf(&b, "  verified_by = [%s]\n  verify_in = 7\n", pick("usa", "iaea"))
		}
		b.WriteString("}\n")
	}
	if n > 2 && maybe(2) {
		fmt.Fprintf(&b, "exchange \"swap\" {\n  steps = [s0, s%d]\n%s}\n", n-1, pick("", "  held_by = iaea\n"))
	}
	for i := range rapid.IntRange(0, 5).Draw(t, "demands") {
		fmt.Fprintf(&b, "demand \"d%d\" {\n", i)
		if !maybe(4) {
			fmt.Fprintf(&b, "  of = %s\n", pick("usa", "dprk"))
		}
		x, y := step(), step()
		fmt.Fprintf(&b, "  that = %s\n", pick(
			"before("+x+", "+y+")", "before("+x+", "+y+")", "before("+x+", "+y+")", "together("+x+", "+y+")", "within(9, "+x+", "+y+")",
			"by("+x+", "+when()+")", "not_before("+x+", "+when()+")", "include("+x+")", "exclude("+x+")"))
		if maybe(2) {
			b.WriteString("  firm = true\n")
		}
		if maybe(5) {
			b.WriteString("  dropped = \"2026-01-31\"\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func read(t *rapid.T, text string) *agreement.Agreement {
	tree, found := syntax.Parse("drawn.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		t.Skip(lines(found)) // some drawn texts contradict themselves in form
	}
	return a
}

var loaded = regexp.MustCompile(`(?i)\b(breach|opponent|concession|scor(e|es|ed|ing)|violat|fault)\w*`)

// Every finding is fit to be shown: a whole sentence in neutral words, with real
// places, and only names that the text has.
func TestFindingsAreWellMade(t *testing.T) {
	raised := map[diag.Code]int{}
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		a := read(t, text)
		for _, f := range Run(a, agreement.Asking{}) {
			raised[f.Code]++
			gravest, ok := Severity(f.Code)
			said := strings.ReplaceAll(f.Summary+f.Detail+f.Fix, "breach_cost", "cost")
			switch {
			case !ok || f.Severity < gravest:
				t.Errorf("%s is %s", f.Code, f.Severity)
			case !strings.HasSuffix(f.Summary, ".") || strings.Contains(f.Summary, "\n") || strings.Contains(said, "  ") || strings.Contains(said, "%!"):
				t.Errorf("%s is no plain sentence: %q", f.Code, f.Summary)
			case loaded.MatchString(said):
				t.Errorf("%s uses %q", f.Code, loaded.FindString(said))
			case !f.Place.Known() && f.Code != "D304" && f.Code != "D205":
				t.Errorf("%s has no place: %s", f.Code, f.Summary)
			case slices.ContainsFunc(f.Places, func(p diag.Place) bool { return !p.Known() }):
				t.Errorf("%s has a place that is none", f.Code)
			case slices.ContainsFunc(f.Steps, func(s string) bool { return a.Step(s) == nil }):
				t.Errorf("%s names steps %v", f.Code, f.Steps)
			case slices.ContainsFunc(f.Owners, func(s string) bool { return a.Actor(s) == nil }):
				t.Errorf("%s names owners %v", f.Code, f.Owners)
			case twice(f.Steps) || twice(f.Owners):
				t.Errorf("%s names somebody twice: %v, %v", f.Code, f.Steps, f.Owners)
			}
		}
		if t.Failed() {
			t.Fatal(text)
		}
	})
	if len(raised) < 20 {
		t.Errorf("the drawn texts raise only %d codes: the test looks at too little", len(raised))
	}
}

func twice(names []string) bool {
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return true
		}
	}
	return false
}

// A text is stuck exactly when a deadlock or a dead end is an error in it.
func TestStuckIsSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		a := read(t, text)
		stuck := slices.ContainsFunc(Run(a, agreement.Asking{}), func(f diag.Finding) bool {
			return f.Severity == diag.Error && (f.Code == "D101" || f.Code == "D102")
		})
		if got := conflict.Analyse(agreement.NewCourse(a, agreement.Asking{})).Blocked(); got != stuck {
			t.Fatalf("blocked %v, said %v:\n%s", got, stuck, text)
		}
	})
}

// What D402 says of a party is what its account of the whole course says.
func TestNoGainByTheAccounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		a := read(t, text)
		var want, got []string
		for _, account := range worth.Accounts(agreement.NewCourse(a, agreement.Asking{})) {
			if account.NoGain() {
				want = append(want, account.Party.ID)
			}
		}
		for _, f := range Run(a, agreement.Asking{}) {
			if f.Code == "D402" {
				got = append(got, f.Owners...)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("D402 for %v, want %v:\n%s", got, want, text)
		}
	})
}

// D301, by definition: over chains of preconditions, found by walking them all.
func TestLateByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("agreement \"drawn\" {\n  begins = \"2026-03-01\"\n}\nparty \"p\" {\n}\nparty \"q\" {\n}\n")
		begins, _ := calendar.Parse("2026-03-01")
		type drawn struct{ min, max, confirm, due, release, after int }
		var steps []drawn
		for i := range rapid.IntRange(1, 5).Draw(t, "steps") {
			s := drawn{min: rapid.IntRange(0, 9).Draw(t, "min"), due: rapid.IntRange(0, 40).Draw(t, "due"), release: rapid.IntRange(0, 15).Draw(t, "release"), after: rapid.IntRange(-1, i-1).Draw(t, "after")}
			s.max = s.min + rapid.IntRange(0, 5).Draw(t, "more")
			s.confirm = rapid.IntRange(0, 4).Draw(t, "confirm")
			fmt.Fprintf(&b, "step \"s%d\" {\n  by = %s\n  takes = [%d, %d]\n  verified_by = p\n  verify_in = %d\n  due = \"%s\"\n  not_before = \"%s\"\n",
				i, rapid.SampledFrom([]string{"p", "q"}).Draw(t, "by"), s.min, s.max, s.confirm, begins.Add(s.due), begins.Add(s.release))
			if s.after >= 0 {
				fmt.Fprintf(&b, "  after = [s%d]\n", s.after)
			}
			b.WriteString("}\n")
			steps = append(steps, s)
		}
		var end func(i int, longest bool) int
		end = func(i int, longest bool) int {
			s := steps[i]
			start, takes := s.release, s.min
			if longest {
				takes = s.max
			}
			if s.after >= 0 {
				start = max(start, end(s.after, longest)+steps[s.after].confirm)
			}
			return start + takes
		}
		want := map[string]diag.Severity{}
		for i, s := range steps {
			switch {
			case end(i, false) > s.due:
				want[fmt.Sprintf("s%d", i)] = diag.Error
			case end(i, true) > s.due:
				want[fmt.Sprintf("s%d", i)] = diag.Warning
			}
		}
		got := map[string]diag.Severity{}
		for _, f := range Run(read(t, b.String()), agreement.Asking{}) {
			if f.Code == "D301" {
				got[f.Steps[0]] = f.Severity
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("got %v, want %v:\n%s", got, want, b.String())
		}
	})
}

// The order of the blocks in the text changes no finding about a single step.
func TestShufflingBlocks(t *testing.T) {
	block := regexp.MustCompile(`(?ms)^\w+ "\w+" \{\n.*?^\}\n`)
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		blocks := block.FindAllString(text, -1)
		shuffled := strings.Join(rapid.Permutation(blocks).Draw(t, "order"), "")
		if got, want := gist(read(t, shuffled)), gist(read(t, text)); got != want {
			t.Fatalf("shuffled:\n%s\nbefore:\n%s\n%s", got, want, text)
		}
	})
}

// gist is what the findings say without their places, order, and choice among
// equals: which circles are told, which chain, and which of the conditions on time
// that stand against one another is told as the one that gives way, depends on what
// comes first. That some do does not, unless D107 tells it of some of them already.
func gist(a *agreement.Agreement) string {
	var all []string
	clash, unkept := false, false
	for _, f := range Run(a, agreement.Asking{}) {
		clash = clash || f.Code == "D107"
		switch f.Code {
		case "D101", "D102", "D401":
			continue
		case "D305":
			unkept = true
			continue
		}
		slices.Sort(f.Steps)
		slices.Sort(f.Owners)
		all = append(all, fmt.Sprint(f.Code, f.Severity, f.Steps, f.Owners, f.Weight))
	}
	if unkept && !clash {
		all = append(all, "D305")
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

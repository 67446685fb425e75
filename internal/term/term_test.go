package term

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"

	"detente/report"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares with a file of testdata, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	p := filepath.Join("testdata", name)
	if *update {
		if os.Getenv("CI") == "true" {
			t.Fatal("-update is refused where CI=true: nobody would read the difference")
		}
		if err := os.WriteFile(p, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what is set today (-update rewrites it):\n%s", p, got)
	}
}

func TestPlanPage(t *testing.T) {
	golden(t, "plan80.txt", Page{}.Plan(samplePlan()))
	golden(t, "plan100.txt", Page{Width: 100}.Plan(samplePlan()))
	golden(t, "plan60.txt", Page{Width: 60}.Plan(samplePlan()))
}

func TestBlockedPage(t *testing.T) {
	aside := samplePlan()
	aside.Without = []string{"us_first", "parallel"}
	blocked := report.Plan{
		Agreement: aside.Agreement, Title: aside.Title, Verdict: "blocked",
		Summary:   "No order of the steps meets every precondition and every demand.",
		Conflicts: []report.Conflict{{Summary: "Deadlock: another circle."}},
		Reasons:   []string{"Deadlock: relief waits for dismantle (demand us_first of United States, hanoi.deal:112) and dismantle waits for relief (demand parallel of North Korea, hanoi.deal:130)."},

		Corrections: [][]string{{"us_first"}, {"parallel", "other"}},
		OpenMoves:   []string{"exercises", "liaison_offices"},
		SetAside:    &aside,
	}
	golden(t, "blocked.txt", Page{}.Plan(blocked))
}

func TestFindingsPage(t *testing.T) {
	golden(t, "findings.txt", Page{Line: sourceLine}.Findings(sampleFindings()))
	found := sampleFindings()
	found.Findings, found.Counts, found.Private = nil, report.Counts{}, nil
	golden(t, "nothing.txt", Page{}.Findings(found))
}

func TestBriefPage(t *testing.T) {
	plan := samplePlan()
	page := Page{Line: sourceLine}.Brief(sampleFindings(), &plan, nil)
	if n := strings.Count(page, sampleFindings().Title); n != 1 {
		t.Errorf("the title stands %d times on the page", n)
	}
	for _, want := range []string{"Stands in the way", "D202  No date: relief, exercises.", "(3 warnings)", "The order of the steps", "Round 4"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	if strings.Contains(page, "Give it a due date") {
		t.Errorf("the page is not brief:\n%s", page)
	}
	if page := (Page{}).Brief(sampleFindings(), nil, nil); !strings.Contains(page, "until the text is repaired") {
		t.Errorf("a page without a plan does not say why:\n%s", page)
	}
}

// What the findings have said of a blocked agreement is not said again.
func TestBlockedBrief(t *testing.T) {
	plan := report.Plan{Verdict: "blocked", Summary: "No order.", Reasons: []string{"Deadlock: a circle."}, OpenMoves: []string{"talks"}, Corrections: [][]string{{"us_first"}}}
	page := Page{}.Brief(sampleFindings(), &plan, nil)
	if strings.Contains(page, "Deadlock: a circle.") || strings.Contains(page, "meanwhile") || !strings.Contains(page, "- us_first") {
		t.Errorf("the page is\n%s", page)
	}
}

func TestMarkdownPage(t *testing.T) {
	got := Page{Width: 60}.Markdown("# D101: deadlock\n\nEach waits for the other, and\nnobody can `begin`, whatever anybody does, unless one of them lets go.\n\n- one\n  more\n- two\n\n## What it means\n\n```hcl\nstep \"a\" {\n\tby = b\n}\n```\n")
	want := `D101: deadlock
==============

Each waits for the other, and nobody can begin, whatever
anybody does, unless one of them lets go.

- one more
- two

What it means
-------------

    step "a" {
        by = b
    }
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// One way to clear the way is told as one, several as several.
func TestCorrections(t *testing.T) {
	plan := report.Plan{Verdict: "blocked", Corrections: [][]string{{"us_first"}}, ConflictsComplete: true, CorrectionsComplete: true}
	if page := (Page{}).Plan(plan); !strings.Contains(page, "Of the demands, this would have to be set aside") {
		t.Errorf("the page is\n%s", page)
	}
	plan.CorrectionsComplete = false
	if page := (Page{}).Plan(plan); !strings.Contains(page, "Each of these alone") {
		t.Errorf("the page is\n%s", page)
	}
}

// Korean takes two cells a character: columns and carets stay in line.
func TestWideCharacters(t *testing.T) {
	p := samplePlan()
	p.Actors[0].Name, p.Actors[1].Name, p.Actors[2].Name = "미국", "조선민주주의인민공화국", "유엔 안전보장이사회"
	p.Rounds[0].Events[0] = one("훈련_중단", []string{"usa"}, "dprk")
	p.Rounds[1].Events[2] = one("핵_신고", []string{"dprk"}, "usa")
	golden(t, "korean.txt", Page{}.Plan(p))
	page := Page{}.Plan(p)
	for _, line := range strings.Split(page[strings.Index(page, "The same as a picture"):], "\n") {
		if cut, ok := strings.CutSuffix(line, "o"); ok && strings.Contains(line, "핵_신고") && lipgloss.Width(cut) != 78 {
			t.Errorf("the column of the right is at %d, want 78: %s", lipgloss.Width(cut), line)
		}
	}
}

func TestCaret(t *testing.T) {
	for _, c := range []struct {
		line       string
		at, end    int
		want, mark string
	}{
		{"\tthat = before(a, b)", 9, 21, "that = before(a, b)", "before(a, b)"},
		{`  name = "북한"   # 주석`, 10, 14, `name = "북한"   # 주석`, `"북한"`},
		{"  cafe\u0301 = x", 10, 11, "cafe\u0301 = x", "x"},
		{"x", 1, 1, "x", "x"},
		{"short", 90, 99, "short", " "},
		{strings.Repeat("a", 90) + " target " + strings.Repeat("b", 90), 92, 98, "target", "target"},
		{strings.Repeat("z", 300), 1, 301, "zz", ""},
	} {
		s := Page{Line: func(string, int) (string, bool) { return c.line, true }}.sheet()
		s.caret(report.Place{File: "f", Line: 7, Column: c.at, End: report.Point{Line: 7, Column: c.end}})
		lines := strings.Split(s.b.String(), "\n")
		if len(lines) != 3 || !strings.Contains(lines[0], c.want) {
			t.Errorf("%q is shown as\n%s", c.line, s.b.String())
			continue
		}
		i := strings.Index(lines[1], "^")
		from, to := lipgloss.Width(lines[1][:i]), lipgloss.Width(lines[1])
		if c.mark == "" {
			continue
		}
		j := strings.Index(lines[0], c.mark)
		if c.mark == " " {
			j = len(lines[0])
		}
		if got := lipgloss.Width(lines[0][:j]); got != from || to-from != max(1, lipgloss.Width(strings.TrimSpace(c.mark))) {
			t.Errorf("marked from %d to %d:\n%s", from, to, s.b.String())
		}
	}
}

// Nothing on a page acts on the terminal, whatever the text holds.
func TestNothingActsOnTheTerminal(t *testing.T) {
	evil := "\x1b[2J\x1b]0;title\x07\u202eabc\u2066\x9b1m\r\x00"
	found := sampleFindings()
	found.Title, found.Private = evil, []string{evil}
	for i := range found.Findings {
		found.Findings[i].Summary, found.Findings[i].Detail, found.Findings[i].Fix = evil, evil, evil
		if found.Findings[i].Place != nil {
			found.Findings[i].Place.File = evil
		}
	}
	p := samplePlan()
	p.Title, p.Summary, p.Reasons, p.Actors[0].Name, p.Steps[1].Text = evil, evil, []string{evil}, evil, evil
	p.Rounds[0].Events[0].Steps[0].Step = evil
	line := func(string, int) (string, bool) { return evil, true }
	for _, text := range []string{Page{Line: line}.Findings(found), Page{}.Plan(p), Page{Line: line}.Brief(found, &p, nil)} {
		for _, r := range text {
			if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%U is on the page", r)
			}
		}
	}
}

func TestColour(t *testing.T) {
	if page := (Page{Colour: true}).Findings(sampleFindings()); !strings.Contains(page, "\x1b[") {
		t.Error("a page with colour has none")
	}
	if page := (Page{}).Plan(samplePlan()); strings.Contains(page, "\x1b") {
		t.Error("a page without colour has some")
	}
}

// Whatever the plan and the width, no line is longer than the page, and every
// step of the plan is on it.
func TestPagesKeepTheirWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(minWidth, 130).Draw(t, "width")
		p := drawPlan(t)
		page := Page{Width: width}.Plan(p)
		for _, line := range strings.Split(page, "\n") {
			if lipgloss.Width(line) > width {
				t.Fatalf("%d cells on a page of %d: %q\n%s", lipgloss.Width(line), width, line, page)
			}
		}
		flat := strings.Join(strings.Fields(page), "")
		for _, r := range p.Rounds {
			for _, e := range r.Events {
				for _, u := range e.Steps {
					if lipgloss.Width(u.Step) < 12 && !strings.Contains(flat, u.Step) {
						t.Fatalf("%s is not on the page:\n%s", u.Step, page)
					}
				}
			}
		}
	})
}

func drawPlan(t *rapid.T) report.Plan {
	p := report.Plan{Verdict: "self_enforcing", Summary: "A sentence.", ConflictsComplete: true}
	var ids []string
	for i := range rapid.IntRange(1, 8).Draw(t, "actors") {
		a := report.Actor{ID: string(rune('a' + i)), Third: i > 1 && rapid.Bool().Draw(t, "third")}
		a.Name = rapid.SampledFrom([]string{"North", "조선민주주의인민공화국", "The Secretariat of the Implementation Commission", "x"}).Draw(t, "name")
		p.Actors = append(p.Actors, a)
		ids = append(ids, a.ID)
	}
	some := func(max int) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, min(max, len(ids)), rapid.ID[string]).Draw(t, "some")
	}
	n := 0
	for range rapid.IntRange(0, 4).Draw(t, "rounds") {
		r := report.Round{Temptation: map[string]report.Share{"a": -0.5}, Exposure: map[string]report.Share{"a": 0}}
		for range rapid.IntRange(1, 3).Draw(t, "events") {
			e := report.Event{}
			if rapid.Bool().Draw(t, "exchange") {
				e.Exchange = ptr("exchange_of_everything")
			}
			for range 1 + len(some(1)) {
				n++
				id := rapid.SampledFrom([]string{"s", "대사관", "a_name_that_is_much_too_long_for_any_column_of_this_page_"}).Draw(t, "step") + string(rune('A'+n%26)) + strings.Repeat("x", n/26)
				e.Steps = append(e.Steps, report.Performed{Step: id, Of: 1, By: some(2), Gains: some(3)})
				if e.Exchange == nil {
					break
				}
			}
			r.Events = append(r.Events, e)
		}
		p.Rounds = append(p.Rounds, r)
	}
	return p
}

func TestWrap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("ab _-한국\u0301 "))).Draw(t, "text")
		width := rapid.IntRange(4, 20).Draw(t, "width")
		lines := wrap(text, width)
		for _, l := range lines {
			if lipgloss.Width(l) > width {
				t.Fatalf("%q is wider than %d", l, width)
			}
		}
		if got, want := strings.Join(strings.Fields(strings.Join(lines, "")), ""), strings.Join(strings.Fields(text), ""); got != want {
			t.Fatalf("%q became %q", want, got)
		}
	})
}

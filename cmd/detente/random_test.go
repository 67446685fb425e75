package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"

	"detente/internal/term"
	"detente/report"
)

// Whatever an agreement holds: it can be read, what it says is the same each
// time, the records are records, the pages keep their width, and no plan fails
// to stand up to being worked out again.
func TestRandomAgreements(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := []byte(drawAgreement(rt))
		say := func(args ...string) []byte { return story(t, text, append(args, "-")...) }
		if err := isRecord(say("check", "-json"), &report.Findings{}); err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
		var p report.Plan
		planned := say("plan", "-json")
		if err := isRecord(planned, &p); err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
		if again := say("plan", "-json"); !bytes.Equal(again, planned) {
			rt.Fatalf("not the same twice:\n%s\n%s\n%s", text, planned, again)
		}
		page := string(say("brief"))
		for _, line := range strings.Split(page, "\n") {
			if lipgloss.Width(line) > term.DefaultWidth {
				rt.Fatalf("%d cells: %q\n%s", lipgloss.Width(line), line, text)
			}
		}
		if !strings.Contains(strings.Join(strings.Fields(page), " "), p.Summary) {
			rt.Fatalf("the page does not say %q:\n%s", p.Summary, page)
		}
		if neat := say("fmt"); !bytes.Equal(neat, story(t, neat, "fmt", "-")) {
			rt.Fatalf("formatted twice it is another:\n%s", neat)
		}
		if t.Failed() {
			rt.Fatalf("for the text\n%s", text)
		}
	})
}

// drawAgreement writes an agreement at random: most are planned, some are stuck.
func drawAgreement(t *rapid.T) string {
	var b strings.Builder
	parties := []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(t, "parties")]
	words := rapid.SliceOfN(rapid.Bool(), len(parties), len(parties)).Draw(t, "words")
	amount := func(i int) string {
		if words[i] {
			return rapid.SampledFrom([]string{"vital", "major", "moderate", "minor", "slight"}).Draw(t, "word")
		}
		n := rapid.IntRange(0, 12).Draw(t, "number")
		if rapid.Bool().Draw(t, "range") {
			return fmt.Sprintf("[%d, %d.5]", n, n)
		}
		return fmt.Sprint(n)
	}
	if rapid.Bool().Draw(t, "begins") {
		b.WriteString("agreement \"random\" {\n  title = \"At random\"\n  begins = \"2030-01-01\"\n}\n")
	}
	for i, p := range parties {
		fmt.Fprintf(&b, "party %q {\n  name = \"Party %s\"\n", p, p)
		for _, attr := range []string{"breach_cost", "max_exposure"} {
			if rapid.IntRange(0, 2).Draw(t, attr) == 0 {
				fmt.Fprintf(&b, "  %s = %s\n", attr, amount(i))
			}
		}
		b.WriteString("}\n")
	}
	b.WriteString("third_party \"z\" {\n  name = \"제3자\"\n}\n")
	n := rapid.IntRange(1, 6).Draw(t, "steps")
	for i := range n {
		drawStep(t, &b, i, parties, amount)
	}
	if n > 3 && rapid.Bool().Draw(t, "exchange") {
		b.WriteString("exchange \"x\" {\n  steps = [s0, s1]\n  held_by = z\n}\n")
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "demands") {
		who := rapid.Permutation(seq(n)).Draw(t, "demanded")
		of := rapid.SampledFrom(parties).Draw(t, "of")
		form := rapid.SampledFrom([]string{"before(s%d, s%d)", "together(s%d, s%d)", "within(20, s%d, s%d)"}).Draw(t, "form")
		if n > 1 {
			fmt.Fprintf(&b, "demand \"d%d\" {\n  of = %s\n  that = %s\n}\n", i, of, fmt.Sprintf(form, who[0], who[1]))
		}
	}
	return b.String()
}

func drawStep(t *rapid.T, b *strings.Builder, i int, parties []string, amount func(int) string) {
	fmt.Fprintf(b, "step \"s%d\" {\n", i)
	if by := rapid.SampledFrom(append([]string{"", "z", "[a, z]"}, parties...)).Draw(t, "by"); by != "" {
		fmt.Fprintf(b, "  by = %s\n", by)
	}
	for _, attr := range []string{"gains", "costs"} {
		if k := rapid.IntRange(-1, len(parties)-1).Draw(t, attr); k >= 0 {
			fmt.Fprintf(b, "  %s = { %s = %s }\n", attr, parties[k], amount(k))
		}
	}
	for _, attr := range []string{"parts = 3", "undo = 0.5", "undo = full", "takes = [2, 9]", "due = \"2030-02-01\"", "done = \"2029-05-05\""} {
		if rapid.IntRange(0, 5).Draw(t, attr) == 0 && !strings.Contains(lastBlock(b), attr[:4]) {
			fmt.Fprintf(b, "  %s\n", attr)
		}
	}
	if i > 0 && rapid.Bool().Draw(t, "after") {
		fmt.Fprintf(b, "  after = [s%d]\n", rapid.IntRange(0, i-1).Draw(t, "which"))
	}
	b.WriteString("}\n")
}

func lastBlock(b *strings.Builder) string { return b.String()[strings.LastIndex(b.String(), "step"):] }

func seq(n int) []int {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	return s
}

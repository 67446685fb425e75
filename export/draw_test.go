package export_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/plan"
	"detente/syntax"
)

// taste says what the drawn agreements may hold.
type taste struct {
	steps, units int // at most
	dates        bool
}

// drawText writes an agreement at random: two or three parties, in numbers, with
// ranges, or in words; parts, undo, locks, steps done, preconditions, exchanges,
// bundles, limits of exposure. Most draws are planned; few are blocked.
func drawText(t *rapid.T, like taste) string {
	var b strings.Builder
	if like.dates {
		b.WriteString("agreement \"random\" {\n  begins = \"2030-01-01\"\n}\n")
	}
	parties := []string{"a", "b", "c"}[:rapid.IntRange(2, 3).Draw(t, "parties")]
	inWords := make([]bool, len(parties))
	amount := func(i int, most int) string {
		if inWords[i] {
			return rapid.SampledFrom([]string{"great", "fair", "small"}).Draw(t, "word")
		}
		x := rapid.IntRange(0, most).Draw(t, "tenths")
		if rapid.IntRange(0, 9).Draw(t, "range") == 0 {
			return fmt.Sprintf("[%d.%d, %d]", x/10, x%10, x/10+1)
		}
		return fmt.Sprintf("%d.%d", x/10, x%10)
	}
	for i, p := range parties {
		inWords[i] = rapid.IntRange(0, 3).Draw(t, "words") == 0
		fmt.Fprintf(&b, "party %q {\n  name = \"Party %s\"\n", p, strings.ToUpper(p))
		if inWords[i] {
			b.WriteString("  scale = [great, fair, small]\n")
		}
		if rapid.IntRange(0, 3).Draw(t, "breach_cost") > 0 {
			fmt.Fprintf(&b, "  breach_cost = %s\n", amount(i, 60))
		}
		if rapid.IntRange(0, 3).Draw(t, "max_exposure") == 0 {
			fmt.Fprintf(&b, "  max_exposure = %s\n", amount(i, 60))
		}
		if rapid.IntRange(0, 5).Draw(t, "walk_away") == 0 && !inWords[i] {
			fmt.Fprintf(&b, "  walk_away = %d\n", rapid.IntRange(-2, 2).Draw(t, "outside"))
		}
		b.WriteString("}\n")
	}
	b.WriteString("third_party \"z\" {}\n")
	drawSteps(t, &b, like, parties, amount)
	return b.String()
}

func drawSteps(t *rapid.T, b *strings.Builder, like taste, parties []string, amount func(int, int) string) {
	n := rapid.IntRange(1, like.steps).Draw(t, "steps")
	parts := make([]int, n)
	left := like.units - n
	for i := range n {
		by := rapid.IntRange(-1, len(parties)).Draw(t, "by")
		fmt.Fprintf(b, "step \"s%d\" {\n", i)
		switch {
		case by == len(parties):
			b.WriteString("  by = z\n")
		case by >= 0 && rapid.IntRange(0, 9).Draw(t, "jointly") == 0:
			fmt.Fprintf(b, "  by = [%s, z]\n", parties[by])
		case by >= 0:
			fmt.Fprintf(b, "  by = %s\n", parties[by])
		}
		var gains, costs []string
		for k, p := range parties {
			switch {
			case rapid.IntRange(0, 5).Draw(t, "silent") == 0:
			case k == by || rapid.IntRange(0, 9).Draw(t, "bears") == 0:
				costs = append(costs, p+" = "+amount(k, 50))
			default:
				gains = append(gains, p+" = "+amount(k, 100))
			}
		}
		for what, all := range [][]string{gains, costs} {
			if len(all) > 0 {
				fmt.Fprintf(b, "  %s = { %s }\n", []string{"gains", "costs"}[what], strings.Join(all, ", "))
			}
		}
		parts[i] = 1
		if k := min(rapid.IntRange(-2, 3).Draw(t, "parts"), left+1); k > 1 {
			parts[i], left = k, left-k+1
			fmt.Fprintf(b, "  %s\n", rapid.SampledFrom([]string{
				fmt.Sprintf("parts = %d", k), fmt.Sprintf("sizes = [%s]", strings.Join([]string{"3", "1", "2"}[:k], ", ")),
			}).Draw(t, "sizes"))
		}
		if q := rapid.IntRange(-4, 4).Draw(t, "undo"); q > 0 {
			fmt.Fprintf(b, "  undo = %d.%d\n", q/4, 25*(q%4))
		}
		if i > 0 {
			drawWaits(t, b, i, parts)
		}
		if like.dates && rapid.IntRange(0, 2).Draw(t, "due") == 0 {
			fmt.Fprintf(b, "  takes = %d\n  due = \"2030-01-%02d\"\n", rapid.IntRange(1, 6).Draw(t, "takes"), rapid.IntRange(2, 28).Draw(t, "due"))
		}
		b.WriteString("}\n")
	}
	if n > 1 {
		drawGroups(t, b, n)
	}
}

func drawWaits(t *rapid.T, b *strings.Builder, i int, parts []int) {
	var after []string
	for k := range i {
		if rapid.IntRange(0, 4).Draw(t, "after") == 0 {
			r := fmt.Sprintf("s%d", k)
			if parts[k] > 1 && rapid.Bool().Draw(t, "of a part") {
				r += fmt.Sprintf("[%d]", rapid.IntRange(1, parts[k]).Draw(t, "part"))
			}
			after = append(after, r)
		}
	}
	if len(after) > 0 {
		fmt.Fprintf(b, "  after = [%s]\n", strings.Join(after, ", "))
	}
	switch rapid.IntRange(0, 11).Draw(t, "locks or done") {
	case 0:
		if i == len(parts)-1 { // a step is locked once
			fmt.Fprintf(b, "  locks = [s%d]\n", rapid.IntRange(0, i-1).Draw(t, "locked"))
		}
	case 1:
		b.WriteString("  done = \"2029-12-01\"\n")
	}
}

func drawGroups(t *rapid.T, b *strings.Builder, n int) {
	pair := func() (int, int) {
		i := rapid.IntRange(0, n-2).Draw(t, "one")
		return i, rapid.IntRange(i+1, n-1).Draw(t, "other")
	}
	if rapid.IntRange(0, 3).Draw(t, "exchange") == 0 {
		i, j := pair()
		held := ""
		if rapid.Bool().Draw(t, "held") {
			held = "  held_by = z\n"
		}
		fmt.Fprintf(b, "exchange \"x\" {\n  steps = [s%d, s%d]\n%s}\n", i, j, held)
	}
	for k := range rapid.IntRange(0, 2).Draw(t, "demands") {
		i, j := pair()
		form := rapid.SampledFrom([]string{"together", "before"}).Draw(t, "form")
		fmt.Fprintf(b, "demand \"d%d\" {\n  of = a\n  that = %s(s%d, s%d)\n}\n", k, form, i, j)
	}
}

// fataler is what a test and a property have in common.
type fataler interface {
	Fatalf(format string, args ...any)
}

func read(t fataler, texts ...string) *agreement.Agreement {
	var trees []*syntax.File
	for i, text := range texts {
		tree, found := syntax.Parse(fmt.Sprintf("%d.deal", i), []byte(text))
		if found.HasErrors() {
			t.Fatalf("%v\n%s", found, text)
		}
		trees = append(trees, tree)
	}
	a, found := agreement.Read(trees)
	if found.HasErrors() {
		t.Fatalf("%v\n%s", found, texts)
	}
	return a
}

func find(t fataler, a *agreement.Agreement, without ...string) *plan.Result {
	r, err := plan.Find(a, plan.Options{Asking: agreement.Asking{Without: without}})
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	if err := plan.Verify(a, r); err != nil {
		t.Fatalf("Verify: %v", err)
	}
	return r
}

// drawPlan draws an agreement that has a plan, and plans it.
func drawPlan(t *rapid.T, like taste) (*plan.Result, string) {
	text := drawText(t, like)
	r := find(t, read(t, text))
	if r.Verdict == plan.Blocked || r.Verdict == plan.NoGain {
		t.Skip(r.Verdict)
	}
	return r, text
}

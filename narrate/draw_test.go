package narrate

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/plan"
	"detente/syntax"
)

// planned reads a text and plans it.
func planned(t interface{ Fatalf(string, ...any) }, text string, asking agreement.Asking) *plan.Result {
	tree, found := syntax.Parse("drawn.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		t.Fatalf("%v in\n%s", found, text)
	}
	r, err := plan.Find(a, plan.Options{Asking: asking})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// drawText draws a small agreement with a bit of everything that a plan can hold:
// parts, undo, locks, an exchange, ranges, words, stakes, limits, dates, demands.
func drawText(t *rapid.T) string {
	var b strings.Builder
	maybe := func(n int) bool { return rapid.IntRange(0, n).Draw(t, "maybe") == 0 }
	pick := func(names ...string) string { return rapid.SampledFrom(names).Draw(t, "pick") }
	b.WriteString("agreement \"drawn\" {\n  begins = \"2030-01-01\"\n}\n")
	parties := []string{"east", "west"}
	if maybe(2) {
		parties = append(parties, "south")
	}
	words := map[string]bool{}
	amount := func(p string) string {
		if words[p] {
			return pick("vital", "major", "minor")
		}
		lo := rapid.IntRange(0, 9).Draw(t, "amount")
		if maybe(4) {
			return fmt.Sprintf("[%d, %d.5]", lo, lo+1)
		}
		return fmt.Sprint(lo)
	}
	for _, p := range parties {
		words[p] = maybe(3)
		fmt.Fprintf(&b, "party \"%s\" {\n  scale = [vital, major, minor]\n", p)
		if maybe(1) {
			fmt.Fprintf(&b, "  breach_cost = %s\n", amount(p))
		}
		if maybe(4) {
			fmt.Fprintf(&b, "  max_exposure = %s\n", amount(p))
		}
		if maybe(5) && !words[p] {
			b.WriteString("  walk_away = 1\n")
		}
		b.WriteString("}\n")
	}
	b.WriteString("third_party \"bank\" {\n}\n")
	n := rapid.IntRange(2, 5).Draw(t, "steps")
	for i := range n {
		by := pick(append(parties, parties...)...)
		if maybe(7) {
			by = "bank"
		}
		fmt.Fprintf(&b, "step \"s%d\" {\n  by = %s\n", i, by)
		var gains, costs []string
		for _, p := range parties {
			switch {
			case p == by:
				costs = append(costs, fmt.Sprintf("%s = %s", p, amount(p)))
			case maybe(3):
			case words[p]:
				gains = append(gains, fmt.Sprintf("%s = %s", p, pick("vital", "vital", "major")))
			default:
				gains = append(gains, fmt.Sprintf("%s = 1%s", p, pick("1", "2", "5.25", "7")))
			}
		}
		fmt.Fprintf(&b, "  gains = { %s }\n  costs = { %s }\n", strings.Join(gains, ", "), strings.Join(costs, ", "))
		if maybe(3) {
			fmt.Fprintf(&b, "  parts = %d\n", rapid.IntRange(2, 3).Draw(t, "parts"))
		}
		if maybe(2) {
			fmt.Fprintf(&b, "  undo = 0.%d\n", rapid.IntRange(1, 9).Draw(t, "undo"))
		}
		if i > 0 && maybe(2) {
			fmt.Fprintf(&b, "  after = [s%d]\n", rapid.IntRange(0, i-1).Draw(t, "after"))
		}
		if i == n-1 && maybe(2) {
			b.WriteString("  locks = [s0]\n")
		}
		if maybe(3) {
			fmt.Fprintf(&b, "  takes = %d\n", rapid.IntRange(1, 9).Draw(t, "takes"))
		}
		if maybe(3) {
			fmt.Fprintf(&b, "  due = \"2030-01-%02d\"\n", rapid.IntRange(5, 30).Draw(t, "due"))
		}
		b.WriteString("}\n")
	}
	if n > 3 && maybe(2) {
		b.WriteString("exchange \"swap\" {\n  steps = [s1, s2]\n  held_by = bank\n}\n")
	}
	if maybe(2) {
		fmt.Fprintf(&b, "demand \"d\" {\n  of = east\n  that = %s(s0, s%d)\n}\n", pick("before", "together"), n-1)
	}
	return b.String()
}

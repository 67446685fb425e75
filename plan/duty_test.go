package plan

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
	"detente/syntax"
)

// lasting is one thing of a drawn text: a step, or what can be written as a duty
// and as a step that can be taken back as a whole.
type lasting struct {
	duty       bool
	by         int
	gain, cost int
	after      []string // names of steps
	from       int      // day of March, 0 for none
	id, takes  string
}

func drawLasting(t *rapid.T) []lasting {
	var all []lasting
	for i := range rapid.IntRange(1, 6).Draw(t, "things") {
		x := lasting{id: fmt.Sprint("x", i), duty: rapid.Bool().Draw(t, "duty")}
		x.by, x.gain, x.cost = rapid.IntRange(0, 1).Draw(t, "by"), rapid.IntRange(0, 9).Draw(t, "gain"), rapid.IntRange(0, 9).Draw(t, "cost")
		for _, y := range all {
			// What a duty rests on is written as what the step waits for; on other
			// duties it rests without waiting for them.
			if rapid.IntRange(0, 3).Draw(t, "after") == 0 && (!x.duty || !y.duty) {
				x.after = append(x.after, y.id)
			}
		}
		if x.duty {
			x.from = rapid.IntRange(0, 20).Draw(t, "from")
		} else {
			x.takes = fmt.Sprintf("  takes = %d\n", rapid.IntRange(0, 5).Draw(t, "takes"))
		}
		all = append(all, x)
	}
	return all
}

// written is the text, with its duties written as such or as steps.
func written(all []lasting, duties bool, more string) string {
	var b strings.Builder
	b.WriteString("agreement \"x\" {\n  begins = \"2026-03-01\"\n}\nparty \"p0\" {\n  breach_cost = 3\n}\nparty \"p1\" {\n  breach_cost = 2\n}\n")
	for _, x := range all {
		kind, waits, from := "step", "after", "not_before"
		if x.duty && duties {
			kind, waits, from = "duty", "while", "from"
		}
		fmt.Fprintf(&b, "%s %q {\n  by = p%d\n  gains = { p%d = %d }\n  costs = { p%d = %d }\n%s", kind, x.id, x.by, 1-x.by, x.gain, x.by, x.cost, x.takes)
		if len(x.after) > 0 {
			fmt.Fprintf(&b, "  %s = [%s]\n", waits, strings.Join(x.after, ", "))
		}
		if x.from > 0 {
			fmt.Fprintf(&b, "  %s = \"2026-03-%02d\"\n", from, x.from)
		}
		if x.duty && !duties {
			b.WriteString("  undo = full\n")
		}
		b.WriteString("}\n")
	}
	return b.String() + more
}

// beside is what has no place in a plan: a duty that says no worth, a quota, a
// procedure about what is there.
const beside = `
duty "calm" {
  by    = p0
  until = agreement
  while = [x0]
}
quota "visits" {
  at_most = 3
  per     = year
}
procedure "recall" {
  may_start  = [p0, p1]
  about      = [x0, calm]
  takes_back = [x0]
  suspends   = [calm]
  stage "talks" {
    days      = 15
    if_silent = takes_effect
  }
}
`

// A duty that says what it is worth is planned as the step that can be taken back
// as a whole, and what has no place in a plan changes none.
func TestDutiesAreStepsThatCanBeTakenBack(t *testing.T) {
	long.Checks(t, 2000, 20_000)
	planned := 0
	rapid.Check(t, func(t *rapid.T) {
		all := drawLasting(t)
		steps, duties, more := told(t, written(all, false, "")), told(t, written(all, true, "")), told(t, written(all, true, beside))
		if steps != duties {
			t.Fatalf("as steps\n%s\nas duties\n%s", steps, duties)
		}
		if duties != more {
			t.Fatalf("without\n%s\nwith what has no place in a plan\n%s", duties, more)
		}
		if strings.Contains(steps, "round 2") {
			planned++
		}
	})
	if planned < 10 {
		t.Errorf("only %d plans of more than one round", planned)
	}
}

// told plans the text, verifies, and writes the plan with its figures.
func told(t *rapid.T, text string) string {
	tree, found := syntax.Parse("a.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		t.Fatalf("%v\n%s", found, text)
	}
	r := find(t, a, Options{})
	s := describe(r)
	for _, round := range r.Rounds {
		for _, p := range a.Parties() {
			s += fmt.Sprintln(p.ID, round.Temptation[p], round.Exposure[p])
		}
	}
	return s
}

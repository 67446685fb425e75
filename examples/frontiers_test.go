package examples_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"detente/agreement"
	"detente/plan"
)

var update = flag.Bool("update", false, "rewrite frontiers.golden")

// frontierLimit leaves Hanoi open, so that its bounds are recorded too, and proves
// the others.
const frontierLimit = 1_000_000

// Both frontiers of every example, each plan verified: in rounds, and in days.
func TestFrontiers(t *testing.T) {
	if *update && os.Getenv("CI") == "true" {
		t.Fatal("-update is refused where CI=true: nobody would read the difference")
	}
	var b strings.Builder
	for _, folder := range folders(t) {
		// As people see it: where demands block one another, with those set aside.
		o := newOutcome(t, folder, &expectedCase{})
		o.plan(t, agreement.Asking{})
		r, err := plan.Find(o.agreement, plan.Options{Asking: agreement.Asking{Without: o.aside}, Frontier: true, Limit: frontierLimit})
		if err != nil {
			t.Fatal(err)
		}
		if err := plan.Verify(o.agreement, r); err != nil {
			t.Errorf("%s: %v", folder, err)
		}
		fmt.Fprintf(&b, "%s: %s, over on day %d", folder, r.Verdict, r.End.Day)
		if s := r.Soonest; s != nil {
			fmt.Fprintf(&b, "; none before day %d", s.Bound)
		}
		b.WriteString("\n")
		for _, q := range r.Frontier {
			fmt.Fprintf(&b, "  rounds %2d  exposure %s%s\n", len(q.Rounds), q.Exposure.Share.FloatString(4), bounds(q))
		}
		for _, q := range r.Days {
			fmt.Fprintf(&b, "  day %4d in %2d rounds  exposure %s%s\n", q.End.Day, len(q.Rounds), q.Exposure.Share.FloatString(4), bounds(q))
		}
	}
	const golden = "frontiers.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := mustRead(t, golden); want != b.String() {
		t.Errorf("%s is not what is found today (-update rewrites it):\n%s", golden, b.String())
	}
}

// bounds says what is known of a pair that is not proved.
func bounds(q plan.Point) string {
	if q.Proved {
		return ""
	}
	text := ""
	if q.Exposure.Bound != nil {
		text = fmt.Sprintf("  (at least %s", q.Exposure.Bound.FloatString(4))
	}
	if q.End != nil {
		text += fmt.Sprintf(", none before day %d", q.End.Bound)
	}
	return text + ")"
}

package state

import (
	"os"
	"strings"
	"testing"

	"detente/act"
)

// The page of the rules has a row for every kind of act and every word for a step.
func TestSpec(t *testing.T) {
	b, err := os.ReadFile("../docs/spec/state.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, k := range act.Kinds() {
		if strings.Count(page, "\n| `"+string(k)+"` |") != 1 {
			t.Errorf("docs/spec/state.md has not one row for the act %s", k)
		}
	}
	for _, s := range Statuses() {
		if !strings.Contains(page, "\n| `"+string(s)+"` |") {
			t.Errorf("docs/spec/state.md has no row for the status %s", s)
		}
	}
	if !strings.Contains(page, "the 30 days since") || ComebackDays != 30 {
		t.Errorf("docs/spec/state.md tells other days than %d until lost keys count as lost", ComebackDays)
	}
}

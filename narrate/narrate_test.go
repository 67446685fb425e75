package narrate

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/internal/families"
	"detente/plan"
)

const twoSwaps = `
party "east" { 
  breach_cost = 5 
}
party "west" { 
  breach_cost = 5 
}
step "maps" { 
  by    = east
  gains = { west = 4 } 
  costs = { east = 1 } 
}
step "fuel" { 
  by    = west
  parts = 3
  after = [maps]
  gains = { east = 4 } 
  costs = { west = 1 } 
}
step "note" { by = east }
`

// A plan that puts a step later than it need be: the reading says that it could
// come earlier, and of parts in a row that the first could.
func TestWhatCouldComeEarlier(t *testing.T) {
	r := planned(t, strings.ReplaceAll(twoSwaps, " \n", "\n"), agreement.Asking{})
	at := func(name string) int {
		for e := range r.Course.Events {
			if r.Course.Label(e) == name {
				return e
			}
		}
		t.Fatalf("there is no %s", name)
		return -1
	}
	rounds := [][]int{{at("maps")}, {at("fuel[1]")}, {at("fuel[2]"), at("fuel[3]"), at("note")}}
	r.Rounds = nil
	for _, events := range rounds {
		r.Rounds = append(r.Rounds, plan.Round{Events: events})
	}
	r.Exposure.Share = big.NewRat(1, 1)
	var said []string
	for _, x := range Tell(r).Rounds[2].Reasons {
		said = append(said, string(x.Kind)+": "+x.Text)
	}
	want := []string{
		"free: fuel[2] could as well come one round earlier: no figure of the plan would be greater.",
		"free: note could as well come one round earlier: no figure of the plan would be greater.",
	}
	if !slices.Equal(said, want) {
		t.Errorf("told:\n%s", strings.Join(said, "\n"))
	}
}

// A result without a plan has nothing to tell.
func TestNothingToTell(t *testing.T) {
	for _, text := range []string{
		"party \"p\" {}\nstep \"a\" {\n  by = p\n  costs = { p = 1 }\n}\n",
		"party \"p\" {}\nstep \"a\" {\n  by = p\n}\nstep \"b\" {\n  by = p\n}\ndemand \"d\" {\n  that = before(a, b)\n}\ndemand \"e\" {\n  that = before(b, a)\n}\n",
		"party \"p\" {}\n",
	} {
		if n := Tell(planned(t, text, agreement.Asking{})); len(n.Rounds) != 0 || n.Danger != nil {
			t.Errorf("%q tells %+v", text, n)
		}
	}
}

// The same plan is told in the same words each time.
func TestToldTheSame(t *testing.T) {
	f, err := families.Named("locks")
	if err != nil {
		t.Fatal(err)
	}
	r, err := plan.Find(f.Draw(14, 3, 1), plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	first := words(Tell(r))
	for range 5 {
		if again := words(Tell(r)); again != first {
			t.Fatalf("told:\n%s\nand then:\n%s", first, again)
		}
	}
	if !strings.Contains(first, "\n") {
		t.Error("nothing is told")
	}
}

func words(n Narrative) string {
	var b strings.Builder
	for _, round := range n.Rounds {
		for _, x := range round.Reasons {
			b.WriteString(x.Text + "\n")
		}
		for _, s := range round.Sides {
			b.WriteString(s.Text + "\n")
		}
	}
	if n.Danger != nil {
		b.WriteString(n.Danger.Text + "\n" + n.Danger.Change + "\n")
	}
	return b.String()
}

// Telling a large plan takes a small part of the time of finding it.
func BenchmarkTell(b *testing.B) {
	f, err := families.Named("plain")
	if err != nil {
		b.Fatal(err)
	}
	r, err := plan.Find(f.Draw(120, 4, 1), plan.Options{Limit: 20000})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Tell(r)
	}
}

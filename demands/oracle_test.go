package demands

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/effort"
	"detente/mus"
	"detente/plan"
)

// mixedOracle is the section mixed of testdata/oracles/conflicts.json, see
// ORIGIN.md there: wishes about the order of four steps, limits of exposure, and
// wishes that a party never gain more than 5 by leaving.
type mixedOracle struct {
	Steps []struct {
		ID, Owner string
		U         map[string]int
	}
	Soft     []string
	Expected struct{ MUS, MCS [][]string }
}

func readMixed(t *testing.T) mixedOracle {
	t.Helper()
	b, err := os.ReadFile("../testdata/oracles/conflicts.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Mixed mixedOracle }
	if err := json.Unmarshal(b, &file); err != nil || len(file.Mixed.Soft) != 8 {
		t.Fatalf("%d wishes, %v", len(file.Mixed.Soft), err)
	}
	return file.Mixed
}

// text writes the agreement in which these wishes stand. Without nowalk_d5 leaving
// costs a party more than anything could bring it.
func (o mixedOracle) text(stands func(wish string) bool) string {
	var b strings.Builder
	for _, p := range []string{"A", "B"} {
		fmt.Fprintf(&b, "party %q {\n", p)
		least := ""
		for _, w := range o.Soft {
			if limit, ok := strings.CutPrefix(w, p+":exposure<="); ok && stands(w) && (least == "" || limit < least) {
				least = limit
			}
		}
		if least != "" {
			fmt.Fprintf(&b, "  max_exposure = %s\n", least)
		}
		cost := 1000
		if stands(p + ":nowalk_d5") {
			cost = 5
		}
		fmt.Fprintf(&b, "  breach_cost = %d\n}\n", cost)
	}
	for _, s := range o.Steps {
		other := map[string]string{"A": "B", "B": "A"}[s.Owner]
		fmt.Fprintf(&b, "step %q {\n  by = %s\n  costs = { %s = %d }\n  gains = { %s = %d }\n}\n", s.ID, s.Owner, s.Owner, -s.U[s.Owner], other, s.U[other])
	}
	for i, w := range o.Soft {
		owner, wish, _ := strings.Cut(w, ":")
		if first, then, ok := strings.Cut(wish, "<"); ok && stands(w) && !strings.Contains(wish, "<=") {
			fmt.Fprintf(&b, "demand \"d%d\" {\n  of = %s\n  that = before(%s, %s)\n}\n", i, owner, first, then)
		}
	}
	return b.String()
}

// wish is the oracle's name of a term.
func (o mixedOracle) wish(x Term) string {
	if x.Party != nil {
		return fmt.Sprintf("%s:exposure<=%s", x.Party.ID, x.Party.MaxExposure.V.Lo.RatString())
	}
	return fmt.Sprintf("%s:%s<%s", x.Demand.Of.V.ID, x.Demand.Steps[0].ID, x.Demand.Steps[1].ID)
}

func written(sets [][]string) []string {
	var all []string
	for _, set := range sets {
		set = slices.Sorted(slices.Values(set))
		all = append(all, strings.Join(set, " "))
	}
	slices.Sort(all)
	return all
}

// The three wishes that can be no terms here, or are in no conflict, are left out:
// the analysis finds all of the oracle's sets. With A's wider limit, those without
// the narrower one.
func TestMixedOracle(t *testing.T) {
	o := readMixed(t)
	for _, limit := range []string{"A:exposure<=4", "A:exposure<=5"} {
		an := Analyse(parse(t, o.text(func(w string) bool {
			return !strings.HasSuffix(w, "nowalk_d5") && (w == limit || !strings.HasPrefix(w, "A:exposure"))
		})), Options{})
		if !an.Complete || !an.GiveUpComplete || an.Unsure {
			t.Errorf("%s: not complete", limit)
		}
		wishes := func(sets [][]int) []string {
			var all [][]string
			for _, set := range sets {
				var of []string
				for _, n := range set {
					of = append(of, o.wish(an.Terms[n]))
				}
				all = append(all, of)
			}
			return written(all)
		}
		mus := slices.DeleteFunc(slices.Clone(o.Expected.MUS), func(set []string) bool {
			return limit != "A:exposure<=4" && slices.Contains(set, "A:exposure<=4")
		})
		if got := wishes(terms(an.Conflicts)); !slices.Equal(got, written(mus)) {
			t.Errorf("%s: conflicts %q, want %q", limit, got, written(mus))
		}
		if got := wishes(an.GiveUp); limit == "A:exposure<=4" && !slices.Equal(got, written(o.Expected.MCS)) {
			t.Errorf("to give up %q, want %q", got, written(o.Expected.MCS))
		}
	}
}

// All eight wishes, temptation among them, with the planner for an oracle.
func TestMixedOracleByThePlanner(t *testing.T) {
	o := readMixed(t)
	p := mus.Problem{Members: slices.Repeat([]mus.Member{{Weight: 1}}, len(o.Soft)), Ask: func(in []bool) mus.Answer {
		a := parse(t, o.text(func(w string) bool { return in[slices.Index(o.Soft, w)] }))
		r, err := plan.Find(a, plan.Options{Asking: agreement.Asking{}})
		if err != nil {
			t.Fatal(err)
		}
		return mus.Answer{Holds: r.Verdict == plan.SelfEnforcing}
	}}
	l := mus.Enumerate(p, mus.Most{Conflicts: 100, Corrections: 100}, &effort.Budget{Limit: 10_000})
	wishes := func(sets [][]int) []string {
		var all [][]string
		for _, set := range sets {
			var of []string
			for _, n := range set {
				of = append(of, o.Soft[n])
			}
			all = append(all, of)
		}
		return written(all)
	}
	if got := wishes(l.Conflicts); !l.ConflictsComplete || !slices.Equal(got, written(o.Expected.MUS)) {
		t.Errorf("conflicts %q, want %q", got, written(o.Expected.MUS))
	}
	if got := wishes(l.Corrections); !l.CorrectionsComplete || !slices.Equal(got, written(o.Expected.MCS)) {
		t.Errorf("corrections %q, want %q", got, written(o.Expected.MCS))
	}
}

// Any text that can be read is looked at without a panic, within the effort.
func FuzzAnalyse(f *testing.F) {
	f.Add("party \"p\" { max_exposure = 1 }\nstep \"a\" { by = p\n costs = { p = 3 } }\nstep \"b\" { gains = { p = 5 } }\ndemand \"d\" { of = p\n that = before(a, b) }\n")
	f.Add("agreement \"x\" { begins = \"2030-01-01\" }\nstep \"a\" { due = \"2030-01-02\"\n takes = 9\n after = [b] }\nstep \"b\" { parts = 3 }\ndemand \"d\" { that = within(3, a, b) }\n")
	f.Add("step \"a\" {}\nstep \"b\" { locks = [a] }\ndemand \"d\" { that = together(a, b) }\ndemand \"e\" { that = exclude(a)\n weight = 3 }\n")
	f.Fuzz(func(t *testing.T, text string) {
		a, ok := readable(text)
		if !ok || len(a.Steps) > 100 {
			return
		}
		an := Analyse(a, Options{Questions: 200, States: 10_000})
		for _, c := range an.Conflicts {
			if s := an.Sentence(c); !strings.HasSuffix(s, ".") {
				t.Fatalf("no sentence: %q", s)
			}
		}
	})
}

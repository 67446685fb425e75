package sensitivity

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/families"
	"detente/plan"
)

const swap = `
party "east" { breach_cost = 2 }
party "west" { breach_cost = 2 }
step "maps" {
  by    = east
  costs = { east = 1 }
  gains = { west = 4 }
}
step "fuel" {
  by    = west
  costs = { west = 1 }
  gains = { east = 4 }
  after = [maps]
}
`

func planned(t *testing.T, text string) *plan.Result {
	t.Helper()
	r, err := plan.Find(parse(t, text), plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// When the maps are there, west is tempted by the fuel, which costs it 1 and could
// cost it 2. What the others are worth is limited by what each gains on the whole, 3.
func TestLimits(t *testing.T) {
	var got []string
	for _, p := range Limits(planned(t, swap)) {
		for _, l := range p.Limits {
			got = append(got, fmt.Sprintf("%s %s %s to %s %v %s %d", p.Account.Party.ID, l.Step.ID, l.Stated[0].RatString(), l.BreakEven.RatString(), l.Included, l.End, l.Moment.Round))
		}
	}
	want := []string{
		"east maps -1 to -4 false no_gain 0", "east fuel 4 to 1 false no_gain 0",
		"west maps 4 to 1 false no_gain 0", "west fuel -1 to -2 true leaves 1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOff(t *testing.T) {
	for _, p := range Limits(planned(t, swap)) {
		for k, want := range []string{map[string]string{"east": "3", "west": "3/4"}[p.Account.Party.ID], map[string]string{"east": "3/4", "west": "1"}[p.Account.Party.ID]} {
			if got := p.Limits[k].Off(); got.Cmp(rat(want)) != 0 {
				t.Errorf("%s: %s can be off by %v of itself, want %s", p.Account.Party.ID, p.Limits[k].Step.ID, got, want)
			}
		}
	}
	if (Limit{}).Off() != nil {
		t.Error("what has no limit can be off by something")
	}
}

// Where the plan does not hold for a party, or there is none, nothing is said.
func TestNoLimits(t *testing.T) {
	all := Limits(planned(t, strings.ReplaceAll(swap, "{ breach_cost = 2 }", "{}")))
	if len(all) != 2 || !all[0].Holds || all[1].Holds || len(all[1].Limits) > 0 {
		t.Errorf("got %v", all)
	}
	if all := Limits(planned(t, "party \"a\" {}\nstep \"s\" {\n  by    = a\n  costs = { a = 1 }\n}\n")); all != nil {
		t.Errorf("%d parties without a plan", len(all))
	}
	circle := parse(t, "step \"a\" { after = [b] }\nstep \"b\" { after = [a] }\n")
	if all := Limits(&plan.Result{Course: agreement.NewCourse(circle, agreement.Asking{})}); all != nil {
		t.Errorf("%d parties in a circle", len(all))
	}
}

// Ten parts, each made permanent by a step of its own, all in one round.
func TestManyCasesAreNotWorkedOut(t *testing.T) {
	var b strings.Builder
	b.WriteString("party \"a\" { breach_cost = 100 }\nthird_party \"z\" {}\nstep \"s\" {\n  by    = a\n  parts = 10\n  undo  = 0.5\n  costs = { a = 1 }\n}\n")
	for k := range 10 {
		fmt.Fprintf(&b, "step \"l%d\" {\n  by    = a\n  gains = { a = 1 }\n  locks = [s[%d]]\n}\n", k, k+1)
	}
	all := Limits(planned(t, b.String()))
	if l := all[0].Limits[0]; l.End != Unknown || l.BreakEven != nil {
		t.Errorf("worked out: %v", l)
	}
	if l := all[0].Limits[1]; l.End == Unknown {
		t.Error("a step that locks is not worked out")
	}
}

// For whom a plan holds agrees with its verdict.
func TestHoldsAgreesWithTheVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }
		a := parse(t, families.Mixed(choose))
		r, err := plan.Find(a, plan.Options{})
		if err != nil || plan.Verify(a, r) != nil {
			t.Skip("no plan that stands up")
		}
		all := true
		for _, p := range Limits(r) {
			all = all && p.Holds
		}
		switch r.Verdict {
		case plan.SelfEnforcing:
			if !all {
				t.Fatal("self-enforcing, and does not hold for everybody")
			}
		case plan.NeedsStake, plan.Depends:
			if all {
				t.Fatalf("%s, and holds for everybody", r.Verdict)
			}
		default:
		}
	})
}

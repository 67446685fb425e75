package repair

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/plan"
	"detente/worth"
)

// draw is a small agreement in numbers that mostly does not hold by itself.
func draw(t *rapid.T) *agreement.Agreement {
	var b strings.Builder
	parties := []string{"a", "b", "c"}[:rapid.IntRange(2, 3).Draw(t, "parties")]
	for _, p := range parties {
		fmt.Fprintf(&b, "party %q {\n", p)
		if x := rapid.IntRange(0, 4).Draw(t, "stake"); x > 0 {
			fmt.Fprintf(&b, "breach_cost = %d\n", x)
		}
		if x := rapid.IntRange(0, 8).Draw(t, "limit"); x > 4 {
			fmt.Fprintf(&b, "max_exposure = %d\n", x-4)
		}
		b.WriteString("}\n")
	}
	n := rapid.IntRange(2, 4).Draw(t, "steps")
	for i := range n {
		by := parties[i%len(parties)]
		var gains, after []string
		for _, p := range parties {
			if x := rapid.IntRange(2, 9).Draw(t, "gain"); p != by && x > 3 {
				gains = append(gains, fmt.Sprintf("%s = %d", p, x))
			}
		}
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
				after = append(after, fmt.Sprintf("s%d", j))
			}
		}
		fmt.Fprintf(&b, "step \"s%d\" {\nby = %s\ncosts = { %s = %d }\ngains = { %s }\nafter = [%s]\n", i, by, by,
			rapid.IntRange(1, 4).Draw(t, "cost"), strings.Join(gains, ", "), strings.Join(after, ", "))
		if rapid.IntRange(0, 3).Draw(t, "undo") == 0 {
			b.WriteString("undo = 0.5\n")
		}
		b.WriteString("}\n")
	}
	return agreed(t, b.String())
}

// dumb asks the planner about one agreement.
func dumb(t *rapid.T, a *agreement.Agreement, g goal) bool {
	r, err := plan.Find(a, plan.Options{})
	if err != nil || !r.Proved {
		t.Fatal(err, r.Proved)
	}
	return reached(r, g)
}

// Every repair is the smallest of its kind, and where there is none there is none:
// a second search tries everything in turn, without bounds and short cuts.
func TestFindAgainstTryingEverything(t *testing.T) {
	counts := map[Kind]int{}
	for range 3 { // so that every kind comes up
		rapid.Check(t, func(t *rapid.T) { tryEverything(t, counts) })
	}
	t.Log(counts)
	for _, k := range Kinds() {
		if counts[k] == 0 {
			t.Errorf("no repair of kind %s was ever found", k)
		}
	}
}

// tryEverything looks for the repairs of one agreement twice.
func tryEverything(t *rapid.T, counts map[Kind]int) {
	a := draw(t)
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := Find(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !Repairable(r.Verdict) && all != nil {
		t.Fatalf("repairs of a plan that is %s", r.Verdict)
	}
	for _, o := range all {
		if o.Decided {
			counts[o.Kind] += len(o.Repairs)
			compare(t, a, r.Verdict == plan.TooExposed, o)
		}
	}
}

// compare holds an outcome against the dumb search.
func compare(t *rapid.T, a *agreement.Agreement, exposed bool, o Outcome) {
	g := holds
	var want []string
	for {
		want = everything(t, a, o.Kind, g)
		if len(want) > 0 || g == cleared || !exposed {
			break
		}
		g = cleared
	}
	var got []string
	for _, r := range o.Repairs {
		if reached(r.Plan, holds) != (g == holds) {
			t.Fatalf("%s %v: %s", o.Kind, r.Changes, r.Plan.Verdict)
		}
		got = append(got, told(r))
	}
	if len(want) > 0 != (len(got) > 0) {
		t.Fatalf("%s (%v): found %q (%s), there is %q", o.Kind, g, got, o.Why, want)
	}
	for i, x := range got {
		if o.Repairs[i].Least && !slices.Contains(want, x) && len(o.Repairs[i].Parties) < 2 && len(o.Repairs[i].Changes) < 2 {
			t.Fatalf("%s: found %q, there is %q", o.Kind, x, want)
		}
	}
	if len(got) == 0 && o.Why == "" {
		t.Fatalf("%s: nothing, and no reason", o.Kind)
	}
}

func told(r Repair) string {
	c := r.Changes[0]
	if c.Attribute == "after" {
		return c.Of + ".after without " + c.From
	}
	return c.Of + "." + c.Attribute + " = " + c.To
}

// everything lists the smallest changes of the kind that reach the goal.
func everything(t *rapid.T, a *agreement.Agreement, k Kind, g goal) []string {
	switch k {
	case Stake, Exposure:
		return allBars(t, a, k, g)
	case Parts:
		return allParts(t, a, g)
	case Undo:
		return allUndos(t, a, g)
	case Exchange, Lock, Precondition:
	}
	var all []string
	try := func(change string, b *agreement.Agreement) {
		if dumb(t, b, g) {
			all = append(all, change)
		}
	}
	for i, x := range a.Steps {
		for j, y := range a.Steps {
			switch {
			case k == Exchange && i < j:
				try("exchange.steps = "+x.ID+", "+y.ID, withExchange(a, x.ID, y.ID))
			case k == Lock && i != j && x.Undo.Given:
				try(y.ID+".locks = "+x.ID, withLock(a, y.ID, x.ID))
			}
		}
		for j, r := range x.After {
			if k == Precondition {
				try(x.ID+".after without "+r.ID, withoutAfter(a, x.ID, j))
			}
		}
	}
	return all
}

// allBars goes up by halves, the finest there are in these texts.
func allBars(t *rapid.T, a *agreement.Agreement, k Kind, g goal) []string {
	attribute := map[Kind]string{Stake: "breach_cost", Exposure: "max_exposure"}[k]
	with := func(a *agreement.Agreement, id string, x *big.Rat) *agreement.Agreement {
		return withActor(a, id, func(p *agreement.Actor) {
			if k == Stake {
				p.BreachCost = given(number(x), p.Place)
			} else {
				p.MaxExposure = given(number(x), p.Place)
			}
		})
	}
	enough := big.NewRat(1000, 1)
	var all []string
	together, many := a, 0
	for _, p := range a.Actors {
		if k == Exposure && !p.MaxExposure.Given || !worthAnything(a, p.ID) {
			continue
		}
		together, many = with(together, p.ID, enough), many+1
		if !dumb(t, with(a, p.ID, enough), g) {
			continue
		}
		x := big.NewRat(1, 2)
		for !dumb(t, with(a, p.ID, x), g) {
			x = new(big.Rat).Add(x, big.NewRat(1, 2))
		}
		all = append(all, p.ID+"."+attribute+" = "+worth.Number(x))
	}
	if len(all) == 0 && many > 1 && dumb(t, together, g) {
		all = append(all, "together")
	}
	return all
}

func worthAnything(a *agreement.Agreement, party string) bool {
	return slices.ContainsFunc(a.Steps, func(s *agreement.Step) bool {
		return slices.ContainsFunc(s.Worths, func(w agreement.Worth) bool { return w.Party.ID == party })
	})
}

func allParts(t *rapid.T, a *agreement.Agreement, g goal) []string {
	var all []string
	for k := 2; k <= MaxCut && len(all) == 0; k++ {
		for _, x := range a.Steps {
			if dumb(t, withParts(a, x.ID, k), g) {
				all = append(all, fmt.Sprintf("%s.parts = %d", x.ID, k))
			}
		}
	}
	for k := 2; k <= MaxCut && len(all) == 0; k++ {
		together := a
		for _, x := range a.Steps {
			together = withParts(together, x.ID, k)
		}
		if dumb(t, together, g) {
			all = append(all, "together")
		}
	}
	return all
}

// allUndos comes down through every share at which something can change.
func allUndos(t *rapid.T, a *agreement.Agreement, g goal) []string {
	var all []string
	for _, s := range a.Steps {
		if !s.Undo.Given {
			continue
		}
		var shares []*big.Rat
		for _, w := range s.Worths {
			v := w.Amount.Lo.Num().Int64()
			for k := range v { // below a half, in units of 1/2v
				shares = append(shares, big.NewRat(k, 2*v))
			}
		}
		slices.SortFunc(shares, func(x, y *big.Rat) int { return y.Cmp(x) })
		for _, x := range shares {
			if dumb(t, withUndo(a, s.ID, x), g) {
				all = append(all, s.ID+".undo = "+worth.Number(x))
				break
			}
		}
	}
	return all
}

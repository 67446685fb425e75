package repair

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/amendment"
	"detente/internal/long"
	"detente/plan"
	"detente/worth"
)

// draw is a small agreement that mostly does not hold by itself, in numbers or in
// words.
func draw(t *rapid.T) *agreement.Agreement {
	var b strings.Builder
	parties := []string{"a", "b", "c"}[:rapid.IntRange(2, 3).Draw(t, "parties")]
	words := map[string]bool{}
	amount := func(party string, x, great int) string {
		switch {
		case !words[party]:
			return strconv.Itoa(x)
		case x >= great:
			return "great"
		}
		return "small"
	}
	for _, p := range parties {
		words[p] = rapid.IntRange(0, 4).Draw(t, "words") == 0
		fmt.Fprintf(&b, "party %q {\nscale = [great, small]\n", p)
		if x := rapid.IntRange(0, 4).Draw(t, "stake"); x > 0 {
			fmt.Fprintf(&b, "breach_cost = %s\n", amount(p, x, 3))
		}
		if x := rapid.IntRange(0, 8).Draw(t, "limit"); x > 4 {
			fmt.Fprintf(&b, "max_exposure = %s\n", amount(p, x-4, 3))
		}
		b.WriteString("}\n")
	}
	n := rapid.IntRange(2, 4).Draw(t, "steps")
	for i := range n {
		by := parties[i%len(parties)]
		var gains, after []string
		for _, p := range parties {
			if x := rapid.IntRange(2, 9).Draw(t, "gain"); p != by && x > 3 {
				gains = append(gains, fmt.Sprintf("%s = %s", p, amount(p, x, 5)))
			}
		}
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "edge") == 0 {
				after = append(after, fmt.Sprintf("s%d", j))
			}
		}
		fmt.Fprintf(&b, "step \"s%d\" {\nby = %s\ncosts = { %s = %s }\ngains = { %s }\nafter = [%s]\n", i, by, by,
			amount(by, rapid.IntRange(1, 4).Draw(t, "cost"), 4), strings.Join(gains, ", "), strings.Join(after, ", "))
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
	long.Checks(t, 500, 2500)
	rapid.Check(t, func(t *rapid.T) { tryEverything(t, counts) })
	t.Log(counts)
	for _, k := range Kinds() {
		// Here nobody has a unit, and sizes seldom matter; see their own tests.
		if k != Payments && k != Sizes && counts[k] == 0 {
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
			if o.Kind == Sizes { // there are too many; see TestSizesAgainstTryingMany
				continue
			}
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
	case Exchange, Lock, Precondition, Payments, Sizes:
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
				try("exchange.steps = "+x.ID+", "+y.ID, amendment.WithExchange(a, amendment.Unused(a, exchangeName), "", amendment.RefTo(x.ID), amendment.RefTo(y.ID)))
			case k == Lock && i != j && x.Undo.Given:
				try(y.ID+".locks = "+x.ID, amendment.WithLock(a, y.ID, x.ID))
			}
		}
		for j, r := range x.After {
			if k == Precondition {
				try(x.ID+".after without "+r.ID, amendment.WithoutAfter(a, x.ID, j))
			}
		}
	}
	return all
}

// allBars goes up by halves, the finest there are in these texts, or by words.
func allBars(t *rapid.T, a *agreement.Agreement, k Kind, g goal) []string {
	attribute := map[Kind]string{Stake: "breach_cost", Exposure: "max_exposure"}[k]
	with := func(a *agreement.Agreement, id string, x agreement.Amount) *agreement.Agreement {
		return amendment.WithActor(a, id, func(p *agreement.Actor) {
			if k == Stake {
				p.BreachCost = amendment.Given(x, p.Place)
			} else {
				p.MaxExposure = amendment.Given(x, p.Place)
			}
		})
	}
	var all []string
	together, many := a, 0
	for _, p := range a.Actors {
		if k == Exposure && !p.MaxExposure.Given || !worthAnything(a, p.ID) {
			continue
		}
		ladder := rungs(a, p)
		enough := ladder[len(ladder)-1]
		together, many = with(together, p.ID, enough), many+1
		if !dumb(t, with(a, p.ID, enough), g) {
			continue
		}
		for _, x := range ladder {
			if dumb(t, with(a, p.ID, x), g) {
				all = append(all, p.ID+"."+attribute+" = "+amendment.Written(amendment.Given(x, p.Place)))
				break
			}
		}
	}
	if len(all) == 0 && many > 1 && dumb(t, together, g) {
		all = append(all, "together")
	}
	return all
}

// rungs are the amounts that come into question for a party, the last of them
// more than enough where there is any.
func rungs(a *agreement.Agreement, p *agreement.Actor) []agreement.Amount {
	var all []agreement.Amount
	if inWords(a, p) {
		return append(all, agreement.Amount{Word: "small"}, agreement.Amount{Word: "great"})
	}
	for halves := range int64(120) {
		all = append(all, amendment.Number(big.NewRat(halves+1, 2)))
	}
	return all
}

func inWords(a *agreement.Agreement, p *agreement.Actor) bool {
	for _, s := range a.Steps {
		for _, w := range s.Worths {
			if w.Party.ID == p.ID {
				return w.Amount.IsWord()
			}
		}
	}
	return false
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
			if dumb(t, amendment.WithParts(a, x.ID, k), g) {
				all = append(all, fmt.Sprintf("%s.parts = %d", x.ID, k))
			}
		}
	}
	for k := 2; k <= MaxCut && len(all) == 0; k++ {
		together := a
		for _, x := range a.Steps {
			together = amendment.WithParts(together, x.ID, k)
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
			v := int64(1) // a word
			if !w.Amount.IsWord() {
				v = w.Amount.Lo.Num().Int64()
			}
			for k := range v { // below a half, in units of 1/2v
				shares = append(shares, big.NewRat(k, 2*v))
			}
		}
		slices.SortFunc(shares, func(x, y *big.Rat) int { return y.Cmp(x) })
		for _, x := range shares {
			if dumb(t, amendment.WithUndo(a, s.ID, x), g) {
				all = append(all, s.ID+".undo = "+worth.Number(x))
				break
			}
		}
	}
	return all
}

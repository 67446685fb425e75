package demands

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/conflict"
	"detente/internal/long"
)

// The lists are those of looking at every subset of the terms, each put to the
// planner and to the plainest arithmetic of days.
func TestAnalyseIsBruteForce(t *testing.T) {
	long.Checks(t, 100, 10_000)
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		an := Analyse(parse(t, text), Options{})
		if len(an.Terms) > 9 {
			t.Skip("too many subsets")
		}
		if !an.Complete || !an.GiveUpComplete || an.Unsure {
			t.Fatalf("not complete:\n%s", text)
		}
		conflicts, giveUp := subsets(t, an)
		if got := names(an, terms(an.Conflicts)); !slices.Equal(got, names(an, conflicts)) {
			t.Fatalf("conflicts %q, want %q:\n%s", got, names(an, conflicts), text)
		}
		if got := names(an, an.GiveUp); !slices.Equal(got, names(an, giveUp)) {
			t.Fatalf("to give up %q, want %q:\n%s", got, names(an, giveUp), text)
		}
		sound(t, an, text)
		for _, x := range an.Alone {
			aloneHolds(t, an, x, giveUp)
		}
	})
}

// subsets lists by looking at every subset of the terms.
func subsets(t *rapid.T, an *Analysis) (conflicts, giveUp [][]int) {
	n := len(an.Terms)
	hold := make([]bool, 1<<n)
	for mask := range hold {
		in := make([]bool, n)
		for m := range n {
			in[m] = mask>>m&1 == 1
		}
		hold[mask] = holds(t, rewritten(an, in))
	}
	minimal := func(mask int, bad func(int) bool) bool {
		for m := range n {
			if mask>>m&1 == 1 && bad(mask&^(1<<m)) {
				return false
			}
		}
		return bad(mask)
	}
	for mask := range hold {
		var set []int
		for m := range n {
			if mask>>m&1 == 1 {
				set = append(set, m)
			}
		}
		if minimal(mask, func(x int) bool { return !hold[x] }) {
			conflicts = append(conflicts, set)
		}
		if mask > 0 && minimal(mask, func(x int) bool { return hold[(len(hold)-1)&^x] }) {
			giveUp = append(giveUp, set)
		}
	}
	slices.SortFunc(conflicts, func(a, b []int) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	slices.SortFunc(giveUp, func(a, b []int) int {
		x, y := price(an, a), price(an, b)
		return cmp.Or(slices.Compare(x[:], y[:]), cmp.Compare(len(a), len(b)), slices.Compare(a, b))
	})
	return conflicts, giveUp
}

func price(an *Analysis, set []int) (p [2]int) {
	for _, n := range set {
		c := an.cost(n)
		p[0], p[1] = p[0]+c[0], p[1]+c[1]
	}
	return p
}

// sound looks whether each conflict is told by exactly its own terms.
func sound(t *rapid.T, an *Analysis, text string) {
	for _, c := range an.Conflicts {
		var told []int
		add := func(n int) {
			if n >= 0 && !slices.Contains(told, n) {
				told = append(told, n)
			}
		}
		for n, x := range an.Terms {
			for _, e := range c.Circle {
				if x.Kind == Demand && e.Demand == x.Demand || x.Kind == Precondition && e.Kind == agreement.ByAfter && e.Place == x.Place {
					add(n)
				}
			}
			if c.Refusal != nil && x.Demand == c.Refusal.Demand {
				add(n)
			}
			if len(c.Exposed) > 0 && slices.Contains(c.Terms, n) {
				add(n)
			}
		}
		for _, l := range c.Chain {
			add(l.Term)
		}
		slices.Sort(told)
		if !slices.Equal(told, c.Terms) {
			t.Fatalf("%q tells %q:\n%s", an.Sentence(c), names(an, [][]int{told, c.Terms}), text)
		}
		if s := an.Sentence(c); s == "" || strings.Contains(s, "%!") || !strings.HasSuffix(s, ".") {
			t.Fatalf("sentence %q", s)
		}
	}
	if an.Found() && an.Terms != nil && len(an.Conflicts[0].Terms) > 0 {
		firm := func(set []int) bool { return slices.ContainsFunc(set, func(n int) bool { return an.Terms[n].Firm() }) }
		if firm(an.Conflicts[an.First].Terms) && slices.ContainsFunc(an.Conflicts, func(c Conflict) bool { return !firm(c.Terms) }) {
			t.Fatalf("the first conflict holds a red line, and not all do:\n%s", text)
		}
	}
}

// aloneHolds compares what somebody could do alone with the sets to give up.
func aloneHolds(t *rapid.T, an *Analysis, x Alone, giveUp [][]int) {
	own := an.ownedBy(x.Who)
	var least [][]int
	for _, set := range giveUp {
		if !slices.ContainsFunc(set, func(n int) bool { return !slices.Contains(own, n) }) {
			least = append(least, set)
		}
	}
	if x.Enough != (len(least) > 0) || !x.Least {
		t.Fatalf("%+v is enough, %d sets", x, len(least))
	}
	if x.Enough && price(an, x.GiveUp) != price(an, least[0]) {
		t.Fatalf("%v is not the least: %v", x.GiveUp, least[0])
	}
	left := 0
	for _, c := range an.Conflicts {
		if !slices.ContainsFunc(c.Terms, func(n int) bool { return slices.Contains(x.GiveUp, n) }) {
			left++
		}
	}
	if left != x.Left {
		t.Fatalf("%d conflicts are left, not %d", left, x.Left)
	}
}

// Where nothing but the order matters, and the text stands, the lists are those of
// walking circles.
func TestAgreesWithWalkingCircles(t *testing.T) {
	long.Checks(t, 100, 10_000)
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		a := parse(t, text)
		for _, s := range a.Steps {
			s.Due, s.NotBefore = agreement.Opt[agreement.When]{}, agreement.Opt[agreement.When]{}
		}
		for _, p := range a.Actors {
			p.MaxExposure = agreement.Opt[agreement.Amount]{}
		}
		for _, d := range a.Demands {
			d.Weight = agreement.Opt[int]{}
		}
		a.Demands = slices.DeleteFunc(a.Demands, func(d *agreement.Demand) bool {
			return d.Kind == agreement.By || d.Kind == agreement.NotBefore || d.Kind == agreement.Within
		})
		an := Analyse(a, Options{TextStands: true})
		walked := conflict.Analyse(agreement.NewCourse(a, agreement.Asking{}))
		var conflicts, corrections []string
		for _, c := range walked.Conflicts {
			conflicts = append(conflicts, ids(c.Demands))
		}
		for _, c := range walked.Corrections {
			corrections = append(corrections, ids(c))
		}
		if got := names(an, terms(an.Conflicts)); !slices.Equal(got, conflicts) {
			t.Fatalf("conflicts %q, walking finds %q:\n%s", got, conflicts, text)
		}
		if got := names(an, an.GiveUp); !slices.Equal(got, corrections) {
			t.Fatalf("to give up %q, walking finds %q:\n%s", got, corrections, text)
		}
	})
}

func ids(demands []*agreement.Demand) string {
	var names []string
	for _, d := range demands {
		names = append(names, d.ID)
	}
	return strings.Join(names, " ")
}

// Other names make no difference.
func TestRenaming(t *testing.T) {
	long.Checks(t, 100, 10_000)
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		rename := strings.NewReplacer("s0", "zeta", "s1", "alpha", "s2", "mid", "s3", "beta", "d0", "wish", "d1", "claim", "d2", "ask", "d3", "hope")
		one, other := Analyse(parse(t, text), Options{}), Analyse(parse(t, rename.Replace(text)), Options{})
		var renamed []string
		for _, s := range names(one, append(terms(one.Conflicts), one.GiveUp...)) {
			renamed = append(renamed, rename.Replace(s))
		}
		if got := names(other, append(terms(other.Conflicts), other.GiveUp...)); !slices.Equal(got, renamed) {
			t.Fatalf("%q, renamed %q:\n%s", renamed, got, text)
		}
	})
}

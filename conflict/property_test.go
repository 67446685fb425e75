package conflict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
)

// drawAgreement draws up to five steps of two parties and a third party, with
// preconditions, an exchange, parts, and up to five demands.
func drawAgreement(t *rapid.T) *agreement.Agreement {
	a := &agreement.Agreement{}
	n := rapid.IntRange(1, 5).Draw(t, "steps")
	id := func(i int) string { return fmt.Sprintf("s%d", i) }
	pick := func(label string) string { return id(rapid.IntRange(0, n-1).Draw(t, label)) }
	for i := range n {
		s := step(id(i), rapid.SampledFrom([]string{"p", "p", "q", "third"}).Draw(t, "by"))
		for j := range n {
			// Mostly forward, so that the text itself seldom goes in a circle.
			if most := 7; j < i && rapid.IntRange(0, 3).Draw(t, "after") == 0 || rapid.IntRange(0, most*n*n).Draw(t, "odd") == 0 {
				s.After = append(s.After, ref(id(j)))
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "done") == 0 {
			s.Done.Given = true
		}
		if n < 4 && rapid.IntRange(0, 4).Draw(t, "parts") == 0 {
			s.Parts = agreement.Opt[int]{V: 2, Given: true}
		}
		a.Steps = append(a.Steps, s)
	}
	if n > 2 && rapid.IntRange(0, 3).Draw(t, "exchange") == 0 {
		a.Exchanges = append(a.Exchanges, exchange("x", rapid.SampledFrom([]string{"third", ""}).Draw(t, "holder"), id(0), id(n-1)))
	}
	kinds := []agreement.DemandKind{agreement.Before, agreement.Before, agreement.Before, agreement.Together, agreement.Together, agreement.Exclude, agreement.Include, agreement.Within}
	for i := range rapid.IntRange(0, 5).Draw(t, "demands") {
		d := demand(fmt.Sprintf("d%d", i), rapid.SampledFrom(kinds).Draw(t, "kind"), pick("a"), pick("b"))
		if d.Kind == agreement.Exclude && rapid.Bool().Draw(t, "rarely") {
			d.Kind = agreement.Before
		}
		if rapid.IntRange(0, 2).Draw(t, "third") == 0 {
			d.Steps = append(d.Steps, ref(pick("c")))
		}
		d.Firm = rapid.Bool().Draw(t, "firm")
		a.Demands = append(a.Demands, d)
	}
	return a
}

// without is the course with the demands of the mask set aside.
func without(a *agreement.Agreement, mask int) *agreement.Course {
	var aside []string
	for i, d := range a.Demands {
		if mask>>i&1 == 1 {
			aside = append(aside, d.ID)
		}
	}
	return agreement.NewCourse(a, agreement.Asking{Without: aside})
}

// ordered reports, by trying every assignment of rounds, whether the events of
// the set can be performed in rounds as the model page says.
func ordered(c *agreement.Course, in []bool) bool {
	round := make([]int, len(c.Events))
	var try func(e int) bool
	try = func(e int) bool {
		if e == len(round) {
			return allowed(c, in, round)
		}
		for round[e] = range len(round) {
			if try(e + 1) {
				return true
			}
			if !in[e] {
				break
			}
		}
		return false
	}
	return try(0)
}

// allowed looks at one assignment: what comes before is in an earlier round,
// or, by the same performer and not an exchange, earlier in the same round;
// bundles are in one round; refused events and what lacks its precondition is
// not in the set.
func allowed(c *agreement.Course, in []bool, round []int) bool {
	sameRound := map[[2]int]bool{}
	for _, e := range c.Edges {
		if !in[e.After] {
			continue
		}
		one := c.Events[e.Before].Performer == c.Events[e.After].Performer && c.Events[e.Before].Exchange == nil
		switch {
		case !in[e.Before], round[e.Before] > round[e.After], round[e.Before] == round[e.After] && !one:
			return false
		case round[e.Before] == round[e.After]:
			sameRound[[2]int{e.Before, e.After}] = true
		}
	}
	for k := range in {
		for i := range in {
			for j := range in {
				if sameRound[[2]int{i, k}] && sameRound[[2]int{k, j}] {
					sameRound[[2]int{i, j}] = true
				}
			}
		}
	}
	for i := range in {
		if sameRound[[2]int{i, i}] {
			return false
		}
	}
	for _, b := range c.Bundles {
		for _, e := range b.Events {
			if in[e] != in[b.Events[0]] || in[e] && round[e] != round[b.Events[0]] {
				return false
			}
		}
	}
	return !slices.ContainsFunc(c.Refusals, func(r agreement.Refusal) bool { return in[r.Event] })
}

func everything(c *agreement.Course) []bool { return slices.Repeat([]bool{true}, len(c.Events)) }

// minimalMasks keeps the masks that hold no other.
func minimalMasks(masks []int) []int {
	return slices.DeleteFunc(slices.Clone(masks), func(m int) bool {
		return slices.ContainsFunc(masks, func(o int) bool { return o != m && o&m == o })
	})
}

func maskName(a *agreement.Agreement, mask int) string {
	var names []string
	for i, d := range a.Demands {
		if mask>>i&1 == 1 {
			names = append(names, d.ID)
		}
	}
	return setName(names)
}

// show writes the agreement for messages.
func show(a *agreement.Agreement) string {
	var b strings.Builder
	ids := func(refs []agreement.StepRef) (names []string) {
		for _, r := range refs {
			names = append(names, r.ID)
		}
		return names
	}
	for _, s := range a.Steps {
		fmt.Fprintf(&b, "%s by %v after %v done %v parts %d\n", s.ID, s.By[0].ID, ids(s.After), s.Done.Given, s.PartCount())
	}
	for _, x := range a.Exchanges {
		fmt.Fprintf(&b, "exchange %v held by %q\n", ids(x.Steps), x.HeldBy.V.ID)
	}
	for _, d := range a.Demands {
		fmt.Fprintf(&b, "%s: %s%v firm %v\n", d.ID, d.Kind, ids(d.Steps), d.Firm)
	}
	return b.String()
}

func TestAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t)
		got := Analyse(without(a, 0))
		if !got.Complete || !got.CorrectionsComplete {
			t.Fatalf("not complete:\n%s", show(a))
		}
		full := 1<<len(a.Demands) - 1
		var impossible, corrections []int
		for mask := 0; mask <= full; mask++ {
			c := without(a, full&^mask)
			if ordered(c, everything(c)) {
				corrections = append(corrections, full&^mask)
			} else {
				impossible = append(impossible, mask)
			}
		}
		var mus, mcs []string
		for _, m := range minimalMasks(impossible) {
			mus = append(mus, maskName(a, m))
		}
		if len(impossible) > 0 { // Corrections is empty where nothing is to be set aside
			for _, m := range minimalMasks(corrections) {
				mcs = append(mcs, maskName(a, m))
			}
		}
		same(t, "conflicts", conflictNames(got), mus)
		same(t, "corrections", correctionNames(got), mcs)
		same(t, "stuck", eventNames(got.Course, got.Stuck), slowStuck(got.Course))
		same(t, "open", eventNames(got.Course, got.Open), slowOpen(got.Course))
		if t.Failed() {
			t.Fatal(show(a))
		}
	})
}

// slowStuck lists the events that are in no set that can be performed.
func slowStuck(c *agreement.Course) []string {
	can := make([]bool, len(c.Events))
	for mask := range 1 << len(c.Events) {
		in := make([]bool, len(c.Events))
		for e := range in {
			in[e] = mask>>e&1 == 1
		}
		if ordered(c, in) {
			for e := range in {
				can[e] = can[e] || in[e]
			}
		}
	}
	var stuck []string
	for e := range can {
		if !can[e] {
			stuck = append(stuck, c.Label(e))
		}
	}
	return stuck
}

// slowOpen lists the events that wait for nothing and that some first round holds.
func slowOpen(c *agreement.Course) []string {
	first := make([]int, len(c.Events))
	var open []string
	for e := range c.Events {
		waits := slices.ContainsFunc(c.Edges, func(x agreement.Edge) bool { return x.After == e })
		for mask := range 1 << len(c.Events) {
			in := make([]bool, len(c.Events))
			for i := range in {
				in[i] = mask>>i&1 == 1
			}
			if !waits && in[e] && allowed(c, in, first) {
				open = append(open, c.Label(e))
				break
			}
		}
	}
	return open
}

func TestConflictsAreProved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t)
		got := Analyse(without(a, 0))
		for _, x := range got.Conflicts {
			for _, left := range x.Demands {
				rest := slices.DeleteFunc(slices.Clone(x.Demands), func(d *agreement.Demand) bool { return d == left })
				only := *a
				only.Demands = rest
				if c := agreement.NewCourse(&only, agreement.Asking{}); !ordered(c, everything(c)) {
					t.Fatalf("%s does not need %s:\n%s", demandNames(x.Demands), left.ID, show(a))
				}
			}
			if x.Refusal != nil {
				if x.Refusal.Demand != x.Demands[0] || len(x.Demands) != 1 || len(x.Edges) > 0 {
					t.Fatalf("a refusal is the conflict of its one demand: %+v", x)
				}
				continue
			}
			checkCircle(t, got.Course, x.Edges)
			var on []*agreement.Demand
			for _, e := range x.Edges {
				if e.Demand != nil && !slices.Contains(on, e.Demand) {
					on = append(on, e.Demand)
				}
			}
			if demandNames(on) != demandNames(x.Demands) {
				t.Fatalf("the circle %s is through %s, the conflict is %s:\n%s", edgeNames(got.Course, x.Edges), demandNames(on), demandNames(x.Demands), show(a))
			}
		}
	})
}

// checkCircle proves a circle: it closes, and it leads through no bundle or has
// an edge that parts two rounds.
func checkCircle(t *rapid.T, c *agreement.Course, edges []agreement.Edge) {
	bundled, parts := false, false
	for i, e := range edges {
		if next := edges[(i+1)%len(edges)]; e.After != next.Before {
			t.Fatalf("no circle: %s", edgeNames(c, edges))
		}
		if e.Demand != nil && e.Demand.Kind == agreement.Together {
			bundled = true
			if !slices.ContainsFunc(c.Bundles, func(b agreement.Bundle) bool {
				return b.Demand == e.Demand && slices.Contains(b.Events, e.Before) && slices.Contains(b.Events, e.After)
			}) {
				t.Fatalf("no bundle holds %s", edgeNames(c, []agreement.Edge{e}))
			}
			continue
		}
		parts = parts || strict(c, e)
		if !slices.ContainsFunc(c.Edges, func(x agreement.Edge) bool { return x == e }) {
			t.Fatalf("the course has no edge %s", edgeNames(c, []agreement.Edge{e}))
		}
	}
	if len(edges) == 0 || bundled && !parts {
		t.Fatalf("no circle of waiting: %s", edgeNames(c, edges))
	}
}

func TestCyclesShareNoEdgeAndTheFirstIsShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t)
		got := Analyse(without(a, 0))
		used := map[agreement.Edge]bool{}
		for i, x := range got.Cycles {
			checkCircle(t, got.Course, x.Edges)
			for _, e := range x.Edges {
				if used[e] {
					t.Fatalf("%s is on two circles:\n%s", edgeNames(got.Course, []agreement.Edge{e}), show(a))
				}
				used[e] = true
			}
			if i > 0 && len(got.Cycles[i-1].Edges) > len(x.Edges) {
				t.Fatalf("a longer circle comes first:\n%s", show(a))
			}
		}
		least := slowShortest(got.Course)
		if len(got.Cycles) == 0 && least > 0 || len(got.Cycles) > 0 && len(got.Cycles[0].Edges) != least {
			t.Fatalf("a shortest circle has %d edges, got %d circles:\n%s", least, len(got.Cycles), show(a))
		}
		if got.Blocked() != !ordered(got.Course, everything(got.Course)) {
			t.Fatalf("blocked is %v:\n%s", got.Blocked(), show(a))
		}
	})
}

// slowShortest returns the length of a shortest circle of waiting, or 0, by
// walking every path.
func slowShortest(c *agreement.Course) int {
	type arrow struct {
		to            int
		strict, joins bool
	}
	next := make([][]arrow, len(c.Events))
	for _, e := range c.Edges {
		next[e.Before] = append(next[e.Before], arrow{to: e.After, strict: strict(c, e)})
	}
	for _, b := range c.Bundles {
		for _, x := range b.Events {
			for _, y := range b.Events {
				if x != y {
					next[x] = append(next[x], arrow{to: y, joins: true})
				}
			}
		}
	}
	least := 0
	var walk func(path []int, strict, joins bool)
	walk = func(path []int, strict, joins bool) {
		for _, w := range next[path[len(path)-1]] {
			strict, joins := strict || w.strict, joins || w.joins
			switch {
			case w.to == path[0] && (strict || !joins):
				if least == 0 || len(path) < least {
					least = len(path)
				}
			case !slices.Contains(path, w.to):
				walk(append(slices.Clone(path), w.to), strict, joins)
			}
		}
	}
	for e := range c.Events {
		walk([]int{e}, false, false)
	}
	return least
}

// Conflicts and corrections are each other's minimal hitting sets.
func TestDuality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t)
		got := Analyse(without(a, 0))
		var conflicts, corrections []int
		for _, x := range got.Conflicts {
			conflicts = append(conflicts, maskOf(a, x.Demands))
		}
		if len(conflicts) == 0 || slices.Contains(conflicts, 0) {
			return
		}
		for _, x := range got.Corrections {
			corrections = append(corrections, maskOf(a, x))
		}
		slices.Sort(conflicts)
		slices.Sort(corrections)
		if hits := slowHits(a, conflicts); !slices.Equal(hits, corrections) {
			t.Fatalf("corrections %b, hitting sets of the conflicts %b:\n%s", corrections, hits, show(a))
		}
		if hits := slowHits(a, corrections); !slices.Equal(hits, conflicts) {
			t.Fatalf("conflicts %b, hitting sets of the corrections %b:\n%s", conflicts, hits, show(a))
		}
		firm := func(ds []*agreement.Demand) int {
			return len(slices.DeleteFunc(slices.Clone(ds), func(d *agreement.Demand) bool { return !d.Firm }))
		}
		if !slices.IsSortedFunc(got.Corrections, func(x, y []*agreement.Demand) int {
			return cmp.Or(cmp.Compare(firm(x), firm(y)), cmp.Compare(len(x), len(y)))
		}) {
			t.Fatalf("red lines are not last:\n%s", show(a))
		}
	})
}

func maskOf(a *agreement.Agreement, demands []*agreement.Demand) int {
	mask := 0
	for _, d := range demands {
		mask |= 1 << slices.Index(a.Demands, d)
	}
	return mask
}

func slowHits(a *agreement.Agreement, sets []int) []int {
	var hits []int
	for mask := range 1 << len(a.Demands) {
		if !slices.ContainsFunc(sets, func(s int) bool { return s&mask == 0 }) {
			hits = append(hits, mask)
		}
	}
	return minimalMasks(hits)
}

// Neither names nor the order of the demands in the text changes what conflicts.
func TestRenamingAndShuffling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t)
		want := Analyse(without(a, 0))
		b := *a
		b.Demands = rapid.Permutation(a.Demands).Draw(t, "order")
		got := Analyse(without(&b, 0))
		same(t, "conflicts", conflictNames(got), conflictNames(want))
		same(t, "corrections", correctionNames(got), correctionNames(want))
		same(t, "stuck", eventNames(got.Course, got.Stuck), eventNames(want.Course, want.Stuck))

		renamed := renameAll(a, "z")
		named := Analyse(without(renamed, 0))
		if !slices.Equal(named.Stuck, want.Stuck) || !slices.Equal(named.Open, want.Open) {
			t.Errorf("names change what is stuck or open")
		}
		back := func(all []string) (names []string) {
			for _, s := range all {
				names = append(names, strings.ReplaceAll(s, "z", ""))
			}
			return names
		}
		if !slices.Equal(back(conflictNames(named)), conflictNames(want)) || !slices.Equal(back(correctionNames(named)), correctionNames(want)) {
			t.Errorf("names change what conflicts")
		}
		if t.Failed() {
			t.Fatal(show(a))
		}
	})
}

// renameAll puts a letter before every name.
func renameAll(a *agreement.Agreement, letter string) *agreement.Agreement {
	b := &agreement.Agreement{}
	refs := func(from []agreement.StepRef) (to []agreement.StepRef) {
		for _, r := range from {
			r.ID = letter + r.ID
			to = append(to, r)
		}
		return to
	}
	for _, s := range a.Steps {
		t := *s
		t.ID, t.After = letter+s.ID, refs(s.After)
		t.By = []agreement.Ref{{ID: letter + s.By[0].ID}}
		b.Steps = append(b.Steps, &t)
	}
	for _, x := range a.Exchanges {
		y := *x
		y.Steps = refs(x.Steps)
		if y.HeldBy.Given {
			y.HeldBy.V.ID = letter + x.HeldBy.V.ID
		}
		b.Exchanges = append(b.Exchanges, &y)
	}
	for _, d := range a.Demands {
		e := *d
		e.ID, e.Steps = letter+d.ID, refs(d.Steps)
		b.Demands = append(b.Demands, &e)
	}
	return b
}

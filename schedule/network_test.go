package schedule

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/diag"
	"detente/internal/long"
)

// distances is the dumb second version of Consistent: Floyd and Warshall's
// shortest paths among all nodes, with links as if somebody chose their days;
// false when there is a circle of less than 0 days.
func distances(n *Network) ([][]int, bool) {
	d := make([][]int, n.Len())
	for v := range d {
		d[v] = slices.Repeat([]int{Unbounded}, n.Len())
		d[v][v], d[v][0] = 0, 0
	}
	for _, e := range n.edges {
		d[e.From][e.To] = min(d[e.From][e.To], e.Days)
	}
	for _, l := range n.links {
		d[l.From][l.To] = min(d[l.From][l.To], l.Most)
		d[l.To][l.From] = min(d[l.To][l.From], -l.Least)
	}
	for k := range d {
		for i := range d {
			for j := range d {
				if d[i][k] != Unbounded && d[k][j] != Unbounded {
					d[i][j] = min(d[i][j], d[i][k]+d[k][j])
				}
			}
		}
	}
	for v := range d {
		if d[v][v] < 0 {
			return nil, false
		}
	}
	return d, true
}

// drawLarger draws a network too large for the game, with or without last days.
func drawLarger(t *rapid.T, links int) *Network {
	n := NewNetwork("0")
	for range rapid.IntRange(1, 6).Draw(t, "nodes") {
		n.AddNode("X")
	}
	for range links {
		from := rapid.IntRange(0, n.Len()-1).Draw(t, "from")
		least := rapid.IntRange(0, 5).Draw(t, "least")
		n.AddLink(Link{From: from, To: n.AddNode("C"), Least: least, Most: least + rapid.IntRange(0, 6).Draw(t, "width")})
	}
	for range rapid.IntRange(0, 3*n.Len()).Draw(t, "edges") {
		from, to := rapid.IntRange(0, n.Len()-1).Draw(t, "from"), rapid.IntRange(0, n.Len()-1).Draw(t, "to")
		if from != to {
			n.AddEdge(Edge{From: from, To: to, Days: rapid.IntRange(-4, 14).Draw(t, "days")})
		}
	}
	return n
}

func TestConsistentAgreesWithAllShortestPaths(t *testing.T) {
	long.Checks(t, 2_000, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(0, 4).Draw(t, "links"))
		d, ok := distances(n)
		w, conflict := n.Consistent()
		if ok != (conflict == nil) || ok != (w != nil) {
			t.Fatalf("consistent %v, all shortest paths say %v\n%v", conflict == nil, ok, n)
		}
		if !ok {
			return
		}
		slack := w.Slack()
		for v := range d {
			if w.Earliest[v] != -d[v][0] || w.Latest[v] != d[0][v] {
				t.Fatalf("node %d lies on %d to %d, want %d to %d\n%v", v, w.Earliest[v], w.Latest[v], -d[v][0], d[0][v], n)
			}
		}
		for i, e := range n.edges {
			if want := sum(e.Days, d[e.To][e.From]); slack[i] != want || w.slackOf(e) != want {
				t.Fatalf("edge %d has a slack of %d, want %d\n%v", i, slack[i], want, n)
			}
		}
	})
}

func TestWithoutLinksControllableIsConsistent(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, 0)
		w, conflict := n.Consistent()
		// The reduction alone, which does not ask Consistent first.
		if got := n.controllable(rapid.IntRange(0, 2).Draw(t, "reaction")); got != (conflict == nil) {
			t.Fatalf("controllable %v, conflict %+v\n%v", got, conflict, n)
		}
		if c := n.Controllable(1); conflict == nil && !slices.Equal(c.Latest, w.Latest) {
			t.Fatalf("latest days are %v, want %v\n%v", c.Latest, w.Latest, n)
		}
	})
}

// What is not consistent is not controllable, as the reduction alone finds; what
// is controllable with a slower reaction is so with a faster one.
func TestControllableIsStricter(t *testing.T) {
	long.Checks(t, 1_000, 30_000)
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(0, 5).Draw(t, "links"))
		_, conflict := n.Consistent()
		slow := rapid.IntRange(1, 3).Draw(t, "reaction")
		if n.controllable(0) && conflict != nil || n.controllable(slow) && !n.controllable(slow-1) {
			t.Fatalf("consistent %v; controllable at once %v, in %d days %v, in %d days %v\n%v",
				conflict == nil, n.controllable(0), slow-1, n.controllable(slow-1), slow, n.controllable(slow), n)
		}
		if !n.AtLongest().controllable(slow) && n.controllable(slow) {
			t.Fatalf("controllable, but not where nature picks the longest\n%v", n)
		}
	})
}

// Looser edges, narrower links and fewer lines never do harm.
func TestLooserIsNeverWorse(t *testing.T) {
	long.Checks(t, 1_000, 30_000)
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(1, 5).Draw(t, "links"))
		reaction := rapid.IntRange(0, 2).Draw(t, "reaction")
		if !n.controllable(reaction) {
			return
		}
		if len(n.edges) > 0 {
			i := rapid.IntRange(0, len(n.edges)-1).Draw(t, "edge")
			if !n.withDays(i, n.edges[i].Days+rapid.IntRange(1, 9).Draw(t, "looser")).controllable(reaction) {
				t.Fatalf("not controllable with a looser edge %d\n%v", i, n)
			}
			if !n.without(line{false, i}).controllable(reaction) {
				t.Fatalf("not controllable without edge %d\n%v", i, n)
			}
		}
		i := rapid.IntRange(0, len(n.links)-1).Draw(t, "link")
		if !n.without(line{true, i}).controllable(reaction) {
			t.Fatalf("not controllable without link %d\n%v", i, n)
		}
		l := &n.links[i]
		l.Least = rapid.IntRange(l.Least, l.Most).Draw(t, "least")
		l.Most = rapid.IntRange(l.Least, l.Most).Draw(t, "most")
		if !n.controllable(reaction) {
			t.Fatalf("not controllable with a narrower link %d\n%v", i, n)
		}
	})
}

// A conflict is one: its walk hangs together and falls short, each line of it is
// needed, and all the others are not.
func TestConflictsAreConflicts(t *testing.T) {
	long.Checks(t, 2_000, 50_000)
	kinds := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(0, 5).Draw(t, "links"))
		reaction := rapid.IntRange(0, 2).Draw(t, "reaction")
		c := n.Controllable(reaction).Conflict
		if c == nil {
			return
		}
		kinds[c.Certain]++
		walks(t, n, c)
		if _, ok := distances(n); ok == c.Certain {
			t.Fatalf("told as certain: %v\n%v", c.Certain, n)
		}
		alone := n.only(c.lines())
		if alone.controllable(reaction) {
			t.Fatalf("%+v is controllable alone\n%v", c, n)
		}
		for _, l := range c.lines() {
			part := alone.without(l)
			if part.inconsistency() != nil || !c.Certain && !part.controllable(reaction) {
				t.Fatalf("%+v does not need %+v\n%v", c, l, n)
			}
		}
		for i := range n.edges {
			if l := (line{false, i}); !slices.Contains(c.lines(), l) && n.without(l).controllable(reaction) {
				t.Fatalf("%+v needs edge %d\n%v", c, i, n)
			}
		}
		if again := n.Controllable(reaction).Conflict; !reflect.DeepEqual(c, again) {
			t.Fatalf("%+v, then %+v\n%v", c, again, n)
		}
	})
	if kinds[true] == 0 || kinds[false] == 0 {
		t.Errorf("certain: %v", kinds)
	}
}

// walks checks that the passes are those of the lines, in a circle, short by what
// the conflict says.
func walks(t *rapid.T, n *Network, c *Conflict) {
	days := 0
	for k, p := range c.Passes {
		days += p.Days
		if next := c.Passes[(k+1)%len(c.Passes)]; p.To != next.From {
			t.Fatalf("%+v does not lead to %+v\n%v", p, next, n)
		}
		var want Pass
		switch p.Use {
		case Required:
			e := n.edges[p.Line]
			want = Pass{e.From, e.To, e.Days, Required, p.Line}
		case Beginning:
			want = Pass{p.From, 0, 0, Beginning, -1}
		case Short, AtMost:
			l := n.links[p.Line]
			want = Pass{l.From, l.To, map[Use]int{Short: l.Least, AtMost: l.Most}[p.Use], p.Use, p.Line}
		case AtLeast, Long:
			l := n.links[p.Line]
			want = Pass{l.To, l.From, map[Use]int{AtLeast: -l.Least, Long: -l.Most}[p.Use], p.Use, p.Line}
		}
		if p != want {
			t.Fatalf("pass %+v, want %+v\n%v", p, want, n)
		}
	}
	if c.Folded || c.Short < 1 || days != -c.Short {
		t.Fatalf("%+v sums to %d days\n%v", c, days, n)
	}
}

// Told once per line, a conflict has the same lines.
func TestFoldedConflicts(t *testing.T) {
	long.Checks(t, 500, 10_000)
	folded := 0
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(1, 5).Draw(t, "links"))
		full, once := newReduction(n, 1), newReduction(n, 1)
		once.most = 0
		a, b := full.conflict(), once.conflict()
		if a == nil {
			return
		}
		folded++
		inFull := a.lines()
		same := len(inFull) == len(b.lines())
		for _, l := range b.lines() {
			same = same && slices.Contains(inFull, l)
		}
		if !same || !b.Folded || a.Short != b.Short {
			t.Fatalf("in full %+v, folded %+v\n%v", a, b, n)
		}
	})
	if folded == 0 {
		t.Error("no conflict was folded")
	}
}

// The latest days are the last ones that can be asked for.
func TestLatestDays(t *testing.T) {
	long.Checks(t, 1_000, 30_000)
	bounded := 0
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(1, 5).Draw(t, "links"))
		reaction := rapid.IntRange(0, 2).Draw(t, "reaction")
		latest := n.Controllable(reaction).Latest
		for v, day := range latest {
			if v == 0 && day != 0 || day == Unbounded && !notBefore(n, v, 1000).controllable(reaction) {
				t.Fatalf("the latest day of node %d is not %d\n%v", v, day, n)
			}
			if day == Unbounded {
				continue
			}
			bounded++
			if !notBefore(n, v, day).controllable(reaction) || notBefore(n, v, day+1).controllable(reaction) {
				t.Fatalf("node %d: day %d is not the latest\n%v", v, day, n)
			}
		}
	})
	if bounded == 0 {
		t.Error("nothing was bounded")
	}
}

func notBefore(n *Network, node, day int) *Network {
	more := n.part()
	more.edges = append(slices.Clone(n.edges), Edge{From: node, To: 0, Days: -day})
	more.noEdge = append(more.noEdge, false)
	return more
}

// A link of certain days is known before it ends; one that begins at an uncertain
// end is nature's all the same.
func TestCertainLinks(t *testing.T) {
	n := NewNetwork("0")
	a, c, x := n.AddNode("a"), n.AddNode("c"), n.AddNode("x")
	n.AddLink(Link{From: a, To: c, Least: 4, Most: 4})
	n.AddEdge(Edge{From: c, To: x, Days: -1})
	n.AddEdge(Edge{From: x, To: c, Days: 1})
	if c := n.Controllable(1).Conflict; c != nil {
		t.Errorf("x on the day before a certain end: %+v", c)
	}
	n.links[0].Most = 5
	if n.Controllable(1).Conflict == nil {
		t.Error("x on the day before an uncertain end")
	}

	n = NewNetwork("0")
	a, c = n.AddNode("a"), n.AddNode("c")
	n.AddLink(Link{From: a, To: c, Least: 1, Most: 3})
	n.AddLink(Link{From: c, To: n.AddNode("d")})
	if c := n.Controllable(1).Conflict; c != nil {
		t.Errorf("d follows c at once, by itself: %+v", c)
	}
}

func TestConflictsAreTold(t *testing.T) {
	n := NewNetwork("the beginning")
	a, c, x := n.AddNode("start of a"), n.AddNode("end of a"), n.AddNode("x")
	n.AddLink(Link{From: a, To: c, Least: 2, Most: 6, Reason: Reason{"a takes 2 to 6 days", diag.Place{File: "f"}}})
	n.AddEdge(Edge{From: c, To: x, Days: 1})
	n.AddEdge(Edge{From: x, To: c, Days: -1, Reason: Reason{Text: "x follows a"}})
	n.AddEdge(Edge{From: 0, To: x, Days: 400})
	if c := n.Controllable(1).Conflict; c != nil {
		t.Fatalf("x a day after a: %+v", c)
	}
	conflict := n.Controllable(2).Conflict
	if conflict == nil || conflict.Certain || conflict.Short != 4 {
		t.Fatalf("x a day after a, for somebody who learns of it in two: %+v", conflict)
	}
	var told []string
	for _, p := range conflict.Passes {
		told = append(told, n.Tell(p))
	}
	want := "a takes 2 to 6 days, and may take no more than 2 days; x lies at most 1 day after end of a; x follows a; a takes 2 to 6 days, and may take all 6 days"
	if got := strings.Join(told, "; "); got != want {
		t.Errorf("told as %s\nwant %s", got, want)
	}
	if n.Reason(conflict.Passes[0]).Place.File != "f" {
		t.Error("the place is lost")
	}

	n = NewNetwork("the beginning")
	x = n.AddNode("x")
	n.AddEdge(Edge{From: 0, To: x, Days: -1})
	_, conflict = n.Consistent()
	if conflict == nil || !conflict.Certain || conflict.Short != 1 || n.Tell(conflict.Passes[1]) != "x does not lie before the beginning" {
		t.Errorf("before the zero point: %+v", conflict)
	}
}

// Of circles through one node, the one of fewest passes is told.
func TestTheShortestCircleIsTold(t *testing.T) {
	const nodes = 60
	n := NewNetwork("0")
	for range nodes {
		n.AddNode("X")
	}
	for v := 1; v <= nodes; v++ {
		n.AddEdge(Edge{From: v, To: v%nodes + 1, Days: -5})
	}
	short := n.AddEdge(Edge{From: 31, To: 30, Days: 4})
	_, c := n.Consistent()
	if c == nil || c.Short != 1 || !slices.Contains(c.lines(), line{false, short}) || len(c.Passes) != 2 {
		t.Errorf("told as %+v", c)
	}
}

// A circle of more lines than are worth trying one by one is told as it is.
func TestALongCircle(t *testing.T) {
	const steps = 600
	n := NewNetwork("0")
	last := 0
	for range steps {
		a, c := n.AddNode("A"), n.AddNode("C")
		n.AddEdge(Edge{From: a, To: last, Days: 0})
		n.AddLink(Link{From: a, To: c, Least: 1, Most: 3})
		last = c
	}
	due := n.AddEdge(Edge{From: 0, To: last, Days: 3*steps - 1})
	c := n.Controllable(1).Conflict
	if c == nil || c.Certain || c.Folded || c.Short != 1 || len(c.Passes) != 2*steps+1 {
		t.Error("the conflict of the longest durations is not the whole chain")
	}
	n.edges[due].Days = steps - 1
	if c := n.Controllable(1).Conflict; c == nil || !c.Certain || c.Short != 1 || len(c.Passes) != 2*steps+1 {
		t.Error("the conflict of the shortest durations is not the whole chain")
	}
	n.edges[due].Days = 3 * steps
	if c := n.Controllable(1); c.Conflict != nil || c.Latest[1] != 0 {
		t.Error("in time, but not controllable, or not to be begun on day 0")
	}
}

func TestNetworksThatCannotBe(t *testing.T) {
	for name, build := range map[string]func(n *Network){
		"no such node":    func(n *Network) { n.AddEdge(Edge{From: 0, To: 9}) },
		"too far":         func(n *Network) { n.AddEdge(Edge{From: 0, To: 1, Days: farthest + 1}) },
		"most below":      func(n *Network) { n.AddLink(Link{From: 1, To: 2, Least: 2, Most: 1}) },
		"less than none":  func(n *Network) { n.AddLink(Link{From: 1, To: 2, Least: -1, Most: 1}) },
		"zero as an end":  func(n *Network) { n.AddLink(Link{From: 1, To: 0}) },
		"two ends in one": func(n *Network) { n.AddLink(Link{From: 1, To: 2}); n.AddLink(Link{From: 0, To: 2}) },
		"its own end":     func(n *Network) { n.AddLink(Link{From: 1, To: 1}) },
		"a circle":        func(n *Network) { n.AddLink(Link{From: 1, To: 2}); n.AddLink(Link{From: 2, To: 1}) },
		"react before":    func(n *Network) { n.Controllable(-1) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			n := NewNetwork("0")
			n.AddNode("1")
			n.AddNode("2")
			build(n)
		}()
	}
}

package schedule

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
)

// drawNetwork draws a network of up to so many links, as many other nodes, and a
// few edges; each node is to lie at most last days after the zero point, so that
// the game on it has an end.
func drawNetwork(t *rapid.T, links, nodes, last int) *Network {
	n := NewNetwork("0")
	for i := range rapid.IntRange(0, nodes).Draw(t, "nodes") {
		n.AddNode(fmt.Sprintf("X%d", i))
	}
	for i := range rapid.IntRange(min(1, links), links).Draw(t, "links") {
		from := rapid.IntRange(-3, n.Len()-1).Draw(t, "from")
		if from < 0 {
			from = n.AddNode(fmt.Sprintf("A%d", i))
		}
		least := rapid.IntRange(0, 3).Draw(t, "least")
		most := least + rapid.IntRange(0, 3).Draw(t, "width")
		n.AddLink(Link{From: from, To: n.AddNode(fmt.Sprintf("C%d", i)), Least: least, Most: most})
	}
	for v := 1; v < n.Len(); v++ {
		n.AddEdge(Edge{From: 0, To: v, Days: last - rapid.IntRange(0, 1).Draw(t, "early")})
	}
	if n.Len() == 1 {
		return n
	}
	for range rapid.IntRange(0, n.Len()+2).Draw(t, "edges") {
		from, to := rapid.IntRange(0, n.Len()-1).Draw(t, "from"), rapid.IntRange(0, n.Len()-1).Draw(t, "to")
		if from != to {
			n.AddEdge(Edge{From: from, To: to, Days: rapid.IntRange(-2, 3).Draw(t, "days")})
		}
	}
	return n
}

func (n *Network) String() string {
	s := ""
	for _, e := range n.edges {
		s += fmt.Sprintf("%s − %s ≤ %d\n", n.names[e.To], n.names[e.From], e.Days)
	}
	for _, l := range n.links {
		s += fmt.Sprintf("%s − %s in [%d, %d]\n", n.names[l.To], n.names[l.From], l.Least, l.Most)
	}
	return s
}

func TestControllableAgreesWithTheGame(t *testing.T) {
	long.Checks(t, 5_000, 200_000)
	count := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		n := drawNetwork(t, 3, 2, rapid.IntRange(3, 7).Draw(t, "last"))
		reaction := rapid.IntRange(0, 1).Draw(t, "reaction")
		got, want := n.Controllable(reaction).Conflict == nil, winnable(n, reaction, 8)
		if got != want {
			t.Fatalf("with a reaction time of %d: controllable %v, the game says %v\n%v", reaction, got, want, n)
		}
		w, _ := n.Consistent()
		count[fmt.Sprintf("reaction %d, links %v, consistent %v, controllable %v", reaction, len(n.links) > 0, w != nil, got)]++
	})
	for _, k := range slices.Sorted(maps.Keys(count)) {
		t.Logf("%6d %s", count[k], k)
	}
}

package schedule

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
)

// The latest days are those of the game: asked for one of them, those who carry
// the network out still win whatever nature does, and a day later they do not.
func TestLatestDaysAgreeWithTheGame(t *testing.T) {
	long.Checks(t, 2_000, 60_000)
	count := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		last := rapid.IntRange(3, 7).Draw(t, "last")
		n := drawNetwork(t, 2, 2, last)
		reaction := rapid.IntRange(0, 1).Draw(t, "reaction")
		latest := n.Controllable(reaction).Latest
		for v, day := range latest {
			if v == 0 {
				continue
			}
			if day > last { // each node has a last day
				t.Fatalf("node %d may be left until %d\n%v", v, day, n)
			}
			count[fmt.Sprintf("reaction %d, a link ends there %v", reaction, n.ends[v] >= 0)]++
			if !winnable(notBefore(n, v, day), reaction, 8) || winnable(notBefore(n, v, day+1), reaction, 8) {
				t.Fatalf("with a reaction time of %d, node %d: by the game, day %d is not the latest\n%v", reaction, v, day, n)
			}
		}
	})
	t.Log(count)
	if len(count) != 4 {
		t.Errorf("only %v", count)
	}
}

// Seen from its end, a network without links has its earliest days for the latest
// and its latest for the earliest.
func TestReversed(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	whole := 0
	rapid.Check(t, func(t *rapid.T) {
		const last = 40
		n := drawLarger(t, 0)
		back := NewNetwork("0")
		for range n.Len() - 1 {
			back.AddNode("X")
		}
		end := back.AddNode("end") // the zero point, seen from the end
		at := func(v int) int {
			if v == 0 {
				return end
			}
			return v
		}
		back.AddEdge(Edge{From: 0, To: end, Days: last})
		back.AddEdge(Edge{From: end, To: 0, Days: -last})
		for v := 1; v < n.Len(); v++ {
			n.AddEdge(Edge{From: 0, To: v, Days: last})
			back.AddEdge(Edge{From: v, To: end, Days: last})
			back.AddEdge(Edge{From: end, To: v, Days: 0})
		}
		for _, e := range n.edges {
			back.AddEdge(Edge{From: at(e.To), To: at(e.From), Days: e.Days})
		}
		w, _ := n.Consistent()
		b, _ := back.Consistent()
		if (w == nil) != (b == nil) {
			t.Fatalf("consistent one way only\n%v", n)
		}
		if w == nil {
			return
		}
		whole++
		for v := 1; v < n.Len(); v++ {
			if w.Earliest[v] != last-b.Latest[v] || w.Latest[v] != last-b.Earliest[v] {
				t.Fatalf("node %d lies on %d to %d, and backwards on %d to %d\n%v", v, w.Earliest[v], w.Latest[v], b.Earliest[v], b.Latest[v], n)
			}
		}
	})
	if whole == 0 {
		t.Error("nothing was consistent")
	}
}

// Twice as long all through, a network is twice as long all through: edges, links
// and reaction time.
func TestScaled(t *testing.T) {
	long.Checks(t, 1_000, 20_000)
	rapid.Check(t, func(t *rapid.T) {
		n := drawLarger(t, rapid.IntRange(1, 5).Draw(t, "links"))
		reaction := rapid.IntRange(0, 2).Draw(t, "reaction")
		times := rapid.IntRange(2, 5).Draw(t, "times")
		m := *n
		m.edges, m.links = slices.Clone(n.edges), slices.Clone(n.links)
		for i := range m.edges {
			m.edges[i].Days *= times
		}
		for i := range m.links {
			m.links[i].Least, m.links[i].Most = times*m.links[i].Least, times*m.links[i].Most
		}
		one, many := n.Controllable(reaction), m.Controllable(times*reaction)
		if (one.Conflict == nil) != (many.Conflict == nil) {
			t.Fatalf("controllable %v, scaled by %d %v\n%v", one.Conflict == nil, times, many.Conflict == nil, n)
		}
		for v := range one.Latest {
			if d := one.Latest[v]; d != Unbounded && many.Latest[v] != times*d || d == Unbounded && many.Latest[v] != d {
				t.Fatalf("node %d may be left until %d, scaled by %d until %d\n%v", v, d, times, many.Latest[v], n)
			}
		}
	})
}

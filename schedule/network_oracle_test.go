package schedule

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// stnu is an instance of testdata/oracles/stnu.json, see ORIGIN.md there.
type stnu struct {
	ID         string
	Nodes      []string
	Edges      [][3]any          `json:"requirement_edges"`
	Links      [][4]any          `json:"contingent_links"`
	Windows    map[string][2]int `json:"expected_windows"`
	Controlled bool              `json:"expected_dynamically_controllable"`
}

func (s stnu) network() *Network {
	n := NewNetwork(s.Nodes[0])
	node := map[any]int{s.Nodes[0]: 0}
	for _, name := range s.Nodes[1:] {
		node[name] = n.AddNode(name)
	}
	days := func(x any) int { return int(x.(float64)) }
	for _, e := range s.Edges {
		n.AddEdge(Edge{From: node[e[0]], To: node[e[1]], Days: days(e[2])})
	}
	for _, l := range s.Links {
		n.AddLink(Link{From: node[l[0]], Least: days(l[1]), Most: days(l[2]), To: node[l[3]]})
	}
	return n
}

func oracle(t *testing.T) []stnu {
	t.Helper()
	b, err := os.ReadFile("../testdata/oracles/stnu.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Instances []stnu }
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Instances) != 10 {
		t.Fatalf("%d instances", len(all.Instances))
	}
	return all.Instances
}

func TestOracle(t *testing.T) {
	// With a reaction time of a day: what has to be on the very day of an end, or
	// begun on it, cannot be.
	inADay := map[string]bool{"T05_same_instant": false, "T09_second_waits": false}
	for _, s := range oracle(t) {
		n := s.network()
		if c := n.Controllable(0); (c.Conflict == nil) != s.Controlled || winnable(n, 0, 12) != s.Controlled {
			t.Errorf("%s: conflict %+v, the game says %v", s.ID, c.Conflict, winnable(n, 0, 12))
		}
		want, ok := inADay[s.ID]
		if !ok {
			want = s.Controlled
		}
		if c := n.Controllable(1); (c.Conflict == nil) != want || winnable(n, 1, 12) != want {
			t.Errorf("%s, with a reaction time of a day: conflict %+v, the game says %v", s.ID, c.Conflict, winnable(n, 1, 12))
		}
		for name, days := range s.Windows {
			w, _ := n.Consistent()
			v := slices.Index(s.Nodes, name)
			if w.Earliest[v] != days[0] || w.Latest[v] != days[1] {
				t.Errorf("%s: %s lies on %d to %d, want %v", s.ID, name, w.Earliest[v], w.Latest[v], days)
			}
		}
	}
}

package rounds

import (
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
)

// What the flow says the best choice gains, against every choice; again and again
// with other costs and other open nodes, so that it begins with what was moved.
func TestFlowByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 4)
		s := newSearch(p, rapid.IntRange(2, 4).Draw(t, "rounds"), &effort.Budget{})
		if s.items == nil || s.k < 2 {
			return
		}
		f := newFlow(s.items, s.k)
		for range 5 {
			cost := make([]int64, len(f.open))
			for v := range cost {
				cost[v] = rapid.Int64Range(-9, 9).Draw(t, "cost")
				f.open[v] = v%s.k > 0 && rapid.IntRange(0, 9).Draw(t, "open?") > 0
			}
			most := mostGain(f, cost)
			if gain := f.run(cost, 0); gain != most {
				t.Fatalf("the best choice gains %d, want %d", gain, most)
			}
			gain := int64(0)
			for v := range cost {
				if f.performed(v) {
					gain -= cost[v]
				}
			}
			if gain != most {
				t.Fatalf("the choice gains %d, the best %d", gain, most)
			}
			enough := most + rapid.Int64Range(-5, 5).Draw(t, "enough")
			if gain := f.run(cost, enough); gain < most || gain >= enough && gain != most {
				t.Fatalf("at least %d asked for: %d, and the best choice gains %d", enough, gain, most)
			}
		}
	})
}

func mostGain(f *flow, cost []int64) int64 {
	var nodes []int
	for v, open := range f.open {
		if open {
			nodes = append(nodes, v)
		}
	}
	most := int64(0)
	for choice := range 1 << len(nodes) {
		gain, chosen := int64(0), make([]bool, len(cost))
		for k, v := range nodes {
			if choice>>k&1 == 1 {
				chosen[v] = true
				gain -= cost[v]
			}
		}
		if gain > most && closed(f, chosen) {
			most = gain
		}
	}
	return most
}

func closed(f *flow, chosen []bool) bool {
	for u, in := range chosen {
		for a := f.first[u]; in && a < f.first[u+1]; a++ {
			if v := f.to[a]; f.open[v] && !chosen[v] {
				return false
			}
		}
	}
	return true
}

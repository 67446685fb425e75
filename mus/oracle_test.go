package mus

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"detente/order"
)

// The section order_demands of testdata/oracles/conflicts.json, see ORIGIN.md
// there: pairs [x, y] say that x comes before y, and hold together when they go in
// no circle. Nothing to give up is written [[]] there.
func TestOrderDemandsOracle(t *testing.T) {
	b, err := os.ReadFile("../testdata/oracles/conflicts.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Orders []struct {
			ID       string
			Steps    []string
			Before   [][2]string
			Expected struct {
				Mus, Mcs   [][][2]string
				MinMcsSize int `json:"min_mcs_size"`
			}
		} `json:"order_demands"`
	}
	if err := json.Unmarshal(b, &file); err != nil || len(file.Orders) != 4 {
		t.Fatalf("%d instances, %v", len(file.Orders), err)
	}
	for _, o := range file.Orders {
		t.Run(o.ID, func(t *testing.T) {
			p := Problem{Members: slices.Repeat([]Member{{Weight: 1}}, len(o.Before)), Ask: func(in []bool) Answer {
				var pairs [][2]int
				for i, x := range o.Before {
					if in[i] {
						pairs = append(pairs, [2]int{slices.Index(o.Steps, x[0]), slices.Index(o.Steps, x[1])})
					}
				}
				_, holds := order.New(len(o.Steps), pairs)
				return Answer{Holds: holds}
			}}
			l := Enumerate(p, Most{100, 100}, budget(plenty))
			if !l.ConflictsComplete || !l.CorrectionsComplete {
				t.Error("not complete")
			}
			want := func(sets [][][2]string) (all [][]int) {
				for _, set := range sets {
					var members []int
					for _, x := range set {
						members = append(members, slices.Index(o.Before, x))
					}
					slices.Sort(members)
					if len(members) > 0 {
						all = append(all, members)
					}
				}
				return sorted(all)
			}
			if got := fmt.Sprint(l.Conflicts); got != fmt.Sprint(want(o.Expected.Mus)) {
				t.Errorf("conflicts %s, want %v", got, want(o.Expected.Mus))
			}
			if got := fmt.Sprint(sorted(slices.Clone(l.Corrections))); got != fmt.Sprint(want(o.Expected.Mcs)) {
				t.Errorf("corrections %s, want %v", got, want(o.Expected.Mcs))
			}
			if c, found := Cheapest(p, nil, budget(plenty)); !found || !c.Proved || len(c.Members) != o.Expected.MinMcsSize {
				t.Errorf("the cheapest is %+v, want %d members", c, o.Expected.MinMcsSize)
			}
		})
	}
}

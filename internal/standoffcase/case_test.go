package standoffcase

import (
	"testing"

	"detente/standoff"
)

// TestMovesAreThoseOfTheFiles compares the moves that follow from the options, their
// directions and what can be with the lists in the files.
func TestMovesAreThoseOfTheFiles(t *testing.T) {
	all := All()
	if len(all) != 11 {
		t.Errorf("%d cases, want 11", len(all))
	}
	for _, c := range all {
		for i, name := range c.Actors {
			listed := map[[2]standoff.State]bool{}
			for _, move := range c.Moves[name] {
				listed[[2]standoff.State{c.State(move[0]), c.State(move[1])}] = true
			}
			count := 0
			for s := range standoff.State(c.Model().Size()) {
				for _, to := range c.Model().Successors(i, s) {
					count++
					if !listed[[2]standoff.State{s, to}] {
						t.Errorf("%s, %s: the move from %d to %d is not in the file", c.ID, name, s, to)
					}
				}
			}
			if count != len(listed) {
				t.Errorf("%s, %s: %d moves, the file has %d", c.ID, name, count, len(listed))
			}
		}
	}
}

func TestLargeAndGames(t *testing.T) {
	if g := GATT(); g.Model.Feasible.Count() != 138240 || g.Feasible != 138240 {
		t.Errorf("%d states can be, the file says %d; want 138240", g.Model.Feasible.Count(), g.Feasible)
	}
	if games := Games(); len(games) != 78 {
		t.Errorf("%d games, want 78", len(games))
	}
}

// TestElmiraCoalesced: the twelve states of Elmira become the nine of the literature when
// those in which Uniroyal abandons are one.
func TestElmiraCoalesced(t *testing.T) {
	nine, twelve := Get("elmira-9"), Get("elmira-12")
	m, into, err := twelve.Model().Coalesce([][]standoff.State{{8, 9, 24, 25}})
	if err != nil {
		t.Fatal(err)
	}
	// s1 delay, s2 modify and delay, s3 accept, s4 modify and accept, s5 to s8 the same with
	// LG insisting, s9 abandon.
	same := map[string]standoff.State{"s1": 2, "s2": 3, "s3": 4, "s4": 5, "s5": 18, "s6": 19, "s7": 20, "s8": 21, "s9": 8}
	if len(m.States) != 9 {
		t.Fatalf("%d states, want 9", len(m.States))
	}
	for i := range nine.Actors {
		for id, code := range same {
			for id2, code2 := range same {
				from, to := into[code], into[code2]
				if nine.Actors[i] == "Uniroyal" && (id == "s2" && (id2 == "s3" || id2 == "s7") || id2 == "s2" && (id == "s3" || id == "s7")) {
					continue // here the two sources differ; see testdata/README.md
				}
				if better := m.Rank[i][from] > m.Rank[i][to]; better != (nine.Model().Rank[i][nine.State(id)] > nine.Model().Rank[i][nine.State(id2)]) {
					t.Errorf("%s: %s and %s are ranked another way", nine.Actors[i], id, id2)
				}
				if got, want := can(m, i, from, to), can(nine.Model(), i, nine.State(id), nine.State(id2)); got != want {
					t.Errorf("%s from %s to %s: %v, want %v", nine.Actors[i], id, id2, got, want)
				}
			}
		}
	}
}

func can(m *standoff.Model, actor int, from, to standoff.State) bool {
	for _, t := range m.Successors(actor, from) {
		if t == to {
			return true
		}
	}
	return false
}

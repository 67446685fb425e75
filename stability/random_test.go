package stability

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"detente/internal/long"
	"detente/internal/standoffcase"
	"detente/standoff"
)

// agree fails where a solver says something else than the plain search.
func agree(t *testing.T, m *standoff.Model, seed uint64, which []Concept) {
	t.Helper()
	got := Analyse(m, Options{Concepts: which})
	for _, c := range which {
		want := Plain(m, c)
		for i := range m.Actors {
			if s, ok := same(got.Stable(c, i), want[i]); !ok {
				t.Fatalf("seed %d: %v, actor %d, state %b: quick says %v, plain %v\n%+v", seed, c, i, s, got.Stable(c, i).Has(s), want[i].Has(s), m)
			}
		}
	}
}

func TestOptionsAgreeWithPlain(t *testing.T) {
	for seed, r := range standoffcase.Seeds(long.Mode(), 3000, 70000, 1) {
		m := standoffcase.DrawOptions(r, 2+r.IntN(4), 1+r.IntN(6))
		agree(t, m, seed, []Concept{Nash, GMR, SMR, SEQ, SSEQ})
	}
}

// drawGraph draws an explicit graph: few or many moves, in general neither transitive nor
// reversible.
func drawGraph(r *rand.Rand, actors, states int) *standoff.Model {
	var who, where []string
	moves := make([][][2]standoff.State, actors)
	for i := range actors {
		who = append(who, fmt.Sprint("actor ", i))
		for range r.IntN(3 * states) {
			from, to := standoff.State(r.IntN(states)), standoff.State(r.IntN(states))
			if from != to {
				moves[i] = append(moves[i], [2]standoff.State{from, to})
			}
		}
	}
	for s := range states {
		where = append(where, fmt.Sprint("state ", s))
	}
	m, err := standoff.NewGraph(who, where, moves)
	if err != nil {
		panic(err)
	}
	if r.IntN(4) == 0 {
		m.Feasible = standoff.NewBits(states)
		for s := range states {
			if s == 0 || r.IntN(5) > 0 {
				m.Feasible.Add(standoff.State(s))
			}
		}
	}
	standoffcase.DrawRanks(r, m)
	return m
}

func TestGraphsAgreeWithPlain(t *testing.T) {
	for seed, r := range standoffcase.Seeds(long.Mode(), 2000, 30000, 2) {
		agree(t, drawGraph(r, 2+r.IntN(4), 1+r.IntN(24)), seed, []Concept{Nash, GMR, SMR, SEQ, SSEQ, SIM, SIMAny})
	}
}

func TestSimultaneousAgreesWithPlain(t *testing.T) {
	for seed, r := range standoffcase.Seeds(long.Mode(), 1000, 10000, 3) {
		agree(t, standoffcase.DrawOptions(r, 2+r.IntN(3), 1+r.IntN(5)), seed, []Concept{SIM, SIMAny})
	}
}

// Actors with so many options that their choices are more than the bits of a word, against
// the definitions.
func TestManyOptionsAgreeWithPlain(t *testing.T) {
	for seed, r := range standoffcase.Seeds(long.Mode(), 6, 100, 12) {
		m := standoffcase.DrawOptions(r, 3, 9)
		for k := range m.Options {
			m.Options[k].Owner = []int{1, 1, 1, 1, 1, 1, 1, int(seed) % 3, 2}[k]
		}
		agree(t, m, seed, []Concept{Nash, GMR, SMR, SEQ, SSEQ})
	}
}

// Situations in which options go one way, so many that they are swept, or nearly.
func TestOneWayAgreesWithPlain(t *testing.T) {
	for seed, r := range standoffcase.Seeds(long.Mode(), 40, 300, 14) {
		agree(t, standoffcase.DrawOneWay(r, 7+r.IntN(2)), seed, []Concept{Nash, GMR, SMR, SEQ, SSEQ})
	}
}

package stability

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"detente/standoff"
)

var long = flag.Bool("long", false, "compare many more random situations with the plain search")

// drawOptions draws a situation made of options. Every kind of difficulty has its share:
// ties, states that cannot be, options that can be changed one way only.
func drawOptions(r *rand.Rand, actors, options int) *standoff.Model {
	m := &standoff.Model{}
	for i := range actors {
		m.Actors = append(m.Actors, fmt.Sprint("actor ", i))
	}
	oneWay := r.IntN(3) == 0
	for k := range options {
		o := standoff.Option{Name: fmt.Sprint("option ", k), Owner: r.IntN(actors)}
		if oneWay {
			o.Direction = standoff.Direction(r.IntN(3))
		}
		m.Options = append(m.Options, o)
	}
	if r.IntN(2) == 0 {
		m.Feasible = standoff.NewBits(m.Size())
		share := r.Float64()
		m.Feasible.Add(standoff.State(r.IntN(m.Size())))
		for s := range m.Size() {
			if r.Float64() < share {
				m.Feasible.Add(standoff.State(s))
			}
		}
	}
	drawRanks(r, m)
	return m
}

// drawRanks draws ranks: all different, or with few or many ties.
func drawRanks(r *rand.Rand, m *standoff.Model) {
	m.Rank = nil
	for range m.Actors {
		most := []int{1, 2, 4, m.Size(), 1 << 30}[r.IntN(5)]
		rank := make([]uint32, m.Size())
		for s := range rank {
			rank[s] = uint32(r.IntN(most))
		}
		m.Rank = append(m.Rank, rank)
	}
}

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
	runs := uint64(3000)
	if *long {
		runs = 70000
	}
	for seed := range runs {
		r := rand.New(rand.NewPCG(seed, 1))
		m := drawOptions(r, 2+r.IntN(4), 1+r.IntN(6))
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
	drawRanks(r, m)
	return m
}

func TestGraphsAgreeWithPlain(t *testing.T) {
	runs := uint64(2000)
	if *long {
		runs = 30000
	}
	for seed := range runs {
		r := rand.New(rand.NewPCG(seed, 2))
		agree(t, drawGraph(r, 2+r.IntN(4), 1+r.IntN(24)), seed, []Concept{Nash, GMR, SMR, SEQ, SSEQ, SIM, SIMAny})
	}
}

func TestSimultaneousAgreesWithPlain(t *testing.T) {
	runs := uint64(1000)
	if *long {
		runs = 10000
	}
	for seed := range runs {
		r := rand.New(rand.NewPCG(seed, 3))
		agree(t, drawOptions(r, 2+r.IntN(3), 1+r.IntN(5)), seed, []Concept{SIM, SIMAny})
	}
}

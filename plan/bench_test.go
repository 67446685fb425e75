package plan

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"detente/agreement"
)

// family draws agreements of one kind, the same for the same seed: each step is
// performed by one party at a cost of 1 to 10 and is worth up to 20 to another.
type family struct {
	name    string
	steps   int
	parties int
	// after is the chance, in percent, that a step waits for one of the eight before it.
	after int
	// stake is the breach cost of each party.
	stake int64
	undo  bool
}

func (f family) draw(seed uint64) *agreement.Agreement {
	r := rand.New(rand.NewPCG(seed, 1))
	a := &agreement.Agreement{}
	for i := range f.parties {
		a.Actors = append(a.Actors, &agreement.Actor{
			Name: name(fmt.Sprintf("p%d", i)), BreachCost: agreement.Opt[agreement.Amount]{V: exactly(f.stake), Given: true},
		})
	}
	for i := range f.steps {
		by := r.IntN(f.parties)
		other := (by + 1 + r.IntN(f.parties-1)) % f.parties
		s := &agreement.Step{Name: name(fmt.Sprintf("s%d", i)), By: []agreement.Ref{refTo(a.Actors[by].ID)}}
		s.Worths = []agreement.Worth{
			{Party: refTo(a.Actors[other].ID), Amount: exactly(1 + r.Int64N(20))},
			{Party: refTo(a.Actors[by].ID), Cost: true, Amount: exactly(1 + r.Int64N(10))},
		}
		if f.undo && r.IntN(3) == 0 {
			s.Undo = agreement.Opt[*big.Rat]{V: big.NewRat(1+r.Int64N(4), 4), Given: true}
		}
		for j := max(0, i-8); j < i; j++ {
			if r.IntN(100) < f.after {
				s.After = append(s.After, stepRef(fmt.Sprintf("s%d", j)))
			}
		}
		a.Steps = append(a.Steps, s)
	}
	return a
}

// families are agreements of up to about two million closed sets.
var families = []family{
	{name: "free", steps: 20, parties: 2, stake: 3},
	{name: "free", steps: 20, parties: 4, stake: 3},
	{name: "sparse", steps: 30, parties: 2, after: 10, stake: 3},
	{name: "sparse", steps: 30, parties: 3, after: 10, stake: 3},
	{name: "undo", steps: 30, parties: 3, after: 10, stake: 20, undo: true},
	{name: "medium", steps: 60, parties: 3, after: 25, stake: 5},
}

func BenchmarkFind(b *testing.B) {
	for _, f := range families {
		b.Run(fmt.Sprintf("%s/steps=%d/parties=%d", f.name, f.steps, f.parties), func(b *testing.B) {
			opened, proved := int64(0), 0
			for i := range b.N {
				r, err := Find(f.draw(uint64(i%5)), Options{})
				if err != nil {
					b.Fatal(err)
				}
				opened += r.Opened
				if r.Proved {
					proved++
				}
			}
			b.ReportMetric(float64(opened)/float64(b.N), "opened/op")
			b.ReportMetric(float64(proved)/float64(b.N), "proved/op")
		})
	}
}

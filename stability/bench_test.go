package stability

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"

	"detente/standoff"
)

// benchModel is a situation of four actors who share the options evenly.
func benchModel(options, actors int, directions []standoff.Direction, infeasible bool) *standoff.Model {
	r := rand.New(rand.NewPCG(1, uint64(options)))
	m := &standoff.Model{}
	for i := range actors {
		m.Actors = append(m.Actors, fmt.Sprint("actor ", i))
	}
	for k := range options {
		m.Options = append(m.Options, standoff.Option{Name: fmt.Sprint("option ", k), Owner: k * actors / options, Direction: directions[k%len(directions)]})
	}
	if infeasible { // some pairs of options exclude each other, as in most published situations
		never := standoff.Formula{Op: standoff.Or}
		for range options / 3 {
			a, b := r.IntN(options), r.IntN(options)
			never.Parts = append(never.Parts, standoff.Formula{Op: standoff.And, Parts: []standoff.Formula{{Option: a}, {Option: b}}})
		}
		m.Feasible = standoff.Formula{Op: standoff.Not, Parts: []standoff.Formula{never}}.Set(options)
	}
	for range actors {
		rank := make([]uint32, m.Size())
		for s := range rank {
			rank[s] = uint32(s)
		}
		r.Shuffle(len(rank), func(a, b int) { rank[a], rank[b] = rank[b], rank[a] })
		m.Rank = append(m.Rank, rank)
	}
	return m
}

func BenchmarkCube(b *testing.B) {
	free := []standoff.Direction{standoff.Both}
	mixed := []standoff.Direction{standoff.Both, standoff.Once, standoff.BackOnly}
	for _, kind := range []struct {
		name       string
		directions []standoff.Direction
		infeasible bool
	}{{"free", free, false}, {"infeasible", free, true}, {"oneway", mixed, false}, {"oneway-infeasible", mixed, true}} {
		for _, options := range []int{12, 16, 20, 24} {
			b.Run(fmt.Sprintf("%s/options=%d", kind.name, options), func(b *testing.B) {
				m := benchModel(options, 4, kind.directions, kind.infeasible)
				measure(b, m.Size(), func() { Analyse(m, Options{}) })
			})
		}
	}
}

// measure reports how many states are solved per second, and per second of processor time:
// what one core does, whoever else uses the machine.
func measure(b *testing.B, states int, do func()) {
	b.ReportAllocs()
	before := busy()
	for b.Loop() {
		do()
	}
	all := float64(states) * float64(b.N) / 1e6
	b.ReportMetric(all/b.Elapsed().Seconds(), "Mstates/s")
	b.ReportMetric(all/(busy()-before), "Mstates/core-s")
}

// busy is the processor time of this process so far, in seconds.
func busy() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// BenchmarkPlain is the search that follows the definitions word by word, all four concepts.
func BenchmarkPlain(b *testing.B) {
	for _, options := range []int{6, 8, 10} {
		b.Run(fmt.Sprintf("options=%d", options), func(b *testing.B) {
			m := benchModel(options, 4, []standoff.Direction{standoff.Both}, false)
			measure(b, m.Size(), func() {
				for _, c := range Four {
					Plain(m, c)
				}
			})
		})
	}
}

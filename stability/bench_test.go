package stability

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"

	"detente/internal/standoffcase"
	"detente/standoff"
)

// mixed lets options go both ways, one way, the other.
var mixed = []standoff.Direction{standoff.Both, standoff.Once, standoff.BackOnly}

func BenchmarkCube(b *testing.B) {
	free := []standoff.Direction{standoff.Both}
	for _, kind := range []struct {
		name       string
		directions []standoff.Direction
		infeasible bool
	}{{"free", free, false}, {"infeasible", free, true}, {"oneway", mixed, false}, {"oneway-infeasible", mixed, true}} {
		for _, options := range []int{12, 16, 20, 24} {
			b.Run(fmt.Sprintf("%s/options=%d", kind.name, options), func(b *testing.B) {
				m := standoffcase.Shared(options, 4, kind.directions, kind.infeasible)
				measure(b, m.Size(), func() { Analyse(m, Options{}) })
			})
		}
	}
}

// BenchmarkOptions is of rankings by one option after the other, where options go one way: a hard
// case for limits by improvements.
func BenchmarkOptions(b *testing.B) {
	for _, options := range []int{16, 20} {
		for _, without := range []int{0, options / 2} {
			b.Run(fmt.Sprintf("options=%d/without=%d", options, without), func(b *testing.B) {
				m := standoffcase.Shared(options, 4, mixed, false)
				r := rand.New(rand.NewPCG(7, uint64(options)))
				for i := range m.Rank {
					m.Rank[i] = standoffcase.ByOptions(r, options, without)
				}
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
			m := standoffcase.Shared(options, 4, []standoff.Direction{standoff.Both}, false)
			measure(b, m.Size(), func() {
				for _, c := range Four {
					Plain(m, c)
				}
			})
		})
	}
}

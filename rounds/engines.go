package rounds

import (
	"sync"

	"detente/effort"
)

// engines are the searches for the fewest rounds, and how far they are.
type engines struct {
	walk                  *walk
	both, weighs, relaxes climber
}

func newEngines(p *Problem) *engines {
	return &engines{
		walk: newWalk(p), both: climber{p: p, by: byBoth}, weighs: climber{p: p, by: byWeights}, relaxes: climber{p: p, by: byRelaxation},
	}
}

// end drops all that has not come to an end.
func (e *engines) end() {
	e.both.end()
	e.weighs.end()
	e.relaxes.end()
}

// choose is which two are to go on: the walk and the branching, or where the walk will
// not come to an end two ways to branch. Rounds are dealt before it is branched, so that
// both ways would begin alike.
func (e *engines) choose(f Fewest, left int64) [2]func(Fewest, *effort.Budget) Fewest {
	if !e.walk.p.Opaque && e.walk.isHopeless(len(f.Rounds)-1, left) {
		return [2]func(Fewest, *effort.Budget) Fewest{e.weighs.run, e.relaxes.run}
	}
	return [2]func(Fewest, *effort.Budget) Fewest{e.walk.run, e.both.run}
}

// search lets two searches go on, each with half of the part, until one of them leaves
// nothing open.
func (f *Fewest) search(e *engines, part, b *effort.Budget) {
	half := part.Left()/2 + 1
	budgets := []*effort.Budget{part.Part(half), part.Part(half)}
	race := effort.NewRace(budgets...)
	found := make([]Fewest, 2)
	from := *f
	var all sync.WaitGroup
	for k, run := range e.choose(from, b.Left()) {
		all.Go(func() {
			if found[k] = run(from, budgets[k]); !found[k].isOpen() {
				race.Finish(k)
			}
		})
	}
	all.Wait()
	if first := race.Winner(); first >= 0 {
		found = found[first : first+1]
	}
	for _, g := range found {
		f.learn(g)
	}
	b.Spend(race.Opened())
}

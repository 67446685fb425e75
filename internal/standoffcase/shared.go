package standoffcase

import (
	"fmt"
	"math/rand/v2"

	"detente/standoff"
)

// Shared makes a situation at random, the same for the same arguments: the actors share the
// options evenly, which take turns in having the directions, and no rank comes twice. Where
// infeasible is set some pairs of options exclude each other, as in most published situations.
func Shared(options, actors int, directions []standoff.Direction, infeasible bool) *standoff.Model {
	r := rand.New(rand.NewPCG(1, uint64(options)))
	m := &standoff.Model{}
	for i := range actors {
		m.Actors = append(m.Actors, fmt.Sprint("actor ", i))
	}
	for k := range options {
		m.Options = append(m.Options, standoff.Option{Name: fmt.Sprint("option ", k), Owner: k * actors / options, Direction: directions[k%len(directions)]})
	}
	if infeasible {
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

package check

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/worth"
)

// account is how the party counts the steps given, each taken as a whole; nil
// where they say nothing of what they are worth to it.
func (t *text) account(p *agreement.Actor, steps ...*agreement.Step) *worth.Account {
	alone := &agreement.Agreement{Actors: []*agreement.Actor{p}}
	for _, s := range steps {
		alone.Steps = append(alone.Steps, &agreement.Step{Name: s.Name, Worths: s.Worths})
	}
	if all := worth.Accounts(agreement.NewCourse(alone, agreement.Asking{})); len(all) > 0 {
		return all[0]
	}
	return nil
}

// mostValued returns, of the steps named, the one that stands highest with those
// to whom they are worth something, gains and costs alike. Each party ranks them
// in its own unit; ranks are added, worths of two parties never. It is nil
// unless the step is worth something to two parties.
func (t *text) mostValued(names []string) *agreement.Step {
	if len(names) > maxListed {
		return nil
	}
	var steps []*agreement.Step
	var parties []string
	for _, id := range names {
		steps = append(steps, t.step[id])
		for _, w := range t.step[id].Worths {
			parties = add(parties, w.Party.ID)
		}
	}
	ranks, valued := make([]int, len(steps)), make([]int, len(steps))
	for _, id := range parties {
		for i, size := range t.sizes(t.actor[id], steps) {
			if size.rank > 0 {
				valued[i]++
			}
			ranks[i] += size.rank
		}
	}
	var best *agreement.Step
	most := 0
	for i, s := range steps {
		if valued[i] > 1 && ranks[i] > most {
			best, most = s, ranks[i]
		}
	}
	return best
}

// sized is a step's size to one party, and how many of the steps it outranks,
// counted from 1; 0 for a step worth nothing.
type sized struct {
	size *big.Rat
	rank int
}

func (t *text) sizes(p *agreement.Actor, steps []*agreement.Step) []sized {
	all := make([]sized, len(steps))
	a := t.account(p, steps...)
	if a == nil {
		return all
	}
	for i := range steps {
		all[i].size = new(big.Rat).Abs(a.Reference(a.Middle[i]))
	}
	for i, x := range all {
		if x.size.Sign() == 0 {
			continue
		}
		var smaller []*big.Rat
		for _, y := range all {
			if y.size.Cmp(x.size) < 0 {
				smaller = append(smaller, y.size)
			}
		}
		slices.SortFunc(smaller, (*big.Rat).Cmp)
		all[i].rank = 1 + len(slices.CompactFunc(smaller, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 }))
	}
	return all
}

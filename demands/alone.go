package demands

import (
	"slices"

	"detente/agreement"
	"detente/effort"
	"detente/mus"
	"detente/order"
)

// alone works out what each could do alone: parties and third parties in the order
// of the text, then all who agreed to the text.
func (an *Analysis) alone(p mus.Problem, b *effort.Budget) {
	if len(an.Conflicts) == 0 || len(an.Conflicts[0].Terms) == 0 {
		return
	}
	for _, who := range append(slices.Clone(an.Course.Agreement.Actors), nil) {
		own := an.ownedBy(who)
		if len(own) == 0 {
			continue
		}
		x, in := an.fromList(who, own)
		if !in {
			continue
		}
		if !an.Complete && x.Enough {
			x = an.askedFor(x, own, p, b)
		}
		an.Alone = append(an.Alone, x)
	}
}

// ownedBy returns the terms that somebody can give up alone; for nobody, those that
// all who agreed to the text can.
func (an *Analysis) ownedBy(who *agreement.Actor) []int {
	var own []int
	for n, t := range an.Terms {
		if who == nil && t.OfText() || who != nil && t.Owner() == who.ID {
			own = append(own, n)
		}
	}
	return own
}

// fromList works it out from the conflicts listed; false where none of them has a
// term of the owner.
func (an *Analysis) fromList(who *agreement.Actor, own []int) (x Alone, in bool) {
	x = Alone{Who: who, Enough: true}
	var sets [][]int
	for _, c := range an.Conflicts {
		var mine []int
		for _, n := range c.Terms {
			if _, ok := slices.BinarySearch(own, n); ok {
				mine = append(mine, n)
			}
		}
		if len(mine) == 0 {
			x.Left++
			x.Enough = false
			continue
		}
		sets = append(sets, mine)
	}
	if len(sets) == 0 {
		return x, false
	}
	hits, _ := order.CheapestHittingSets(sets, an.cost, 1)
	if len(hits) == 0 { // too many to choose among: all of its own
		x.GiveUp = slices.Concat(sets...)
		slices.Sort(x.GiveUp)
		x.GiveUp = slices.Compact(x.GiveUp)
		return x, true
	}
	x.GiveUp, x.Least = hits[0], an.Complete
	return x, true
}

func (an *Analysis) cost(n int) [2]int {
	t := an.Terms[n]
	if t.Firm() {
		return [2]int{1, t.Weight()}
	}
	return [2]int{0, t.Weight()}
}

// askedFor asks the theories, where conflicts may be missing from the list.
func (an *Analysis) askedFor(x Alone, own []int, p mus.Problem, b *effort.Budget) Alone {
	c, found := mus.Cheapest(p, own, &effort.Budget{Limit: max(b.Limit/10, 1), Stop: b.Stop})
	switch {
	case found && c != nil:
		x.GiveUp, x.Least = c.Members, c.Proved
	case found:
		x.Enough = false
	default: // at least whether all of its own would do
		in := slices.Repeat([]bool{true}, len(an.Terms))
		for _, n := range own {
			in[n] = false
		}
		if x.Enough = p.Ask(in).Holds; x.Enough {
			x.GiveUp = own
		}
	}
	return x
}

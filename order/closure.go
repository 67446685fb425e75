package order

import (
	"slices"

	"detente/cut"
)

// MaxClosure returns the greatest total weight of a part of within that is
// closed in it: that holds, with each element, all elements of within that come
// before it. The empty part counts, so that the result is at least 0. The sum of
// all |weight| must be below 2^60.
func (o *Order) MaxClosure(weight []int64, within Set) int64 {
	gains, costs := balance(weight, within)
	if gains == 0 || costs == 0 {
		return gains
	}
	_, total := o.Heaviest(weight, within)
	return total
}

// Extremes returns the greatest and the least total weight of a part of within that
// is closed in it; see MaxClosure.
func (o *Order) Extremes(weight []int64, within Set) (most, least int64) {
	gains, costs := balance(weight, within)
	if gains == 0 || costs == 0 {
		return gains, -costs
	}
	var net cut.Network
	_, most = o.heaviest(&net, weight, within)
	negated := make([]int64, o.n)
	for i := range within.All {
		negated[i] = -weight[i]
	}
	_, least = o.heaviest(&net, negated, within)
	return most, -least
}

// Between returns a total weight that some part of within that is closed in it has,
// and one that none exceeds; see MaxClosure, which takes longer to find the exact one.
func (o *Order) Between(weight []int64, within Set) (sure, most int64) {
	gains, costs := balance(weight, within)
	if gains == 0 || costs == 0 {
		return gains, gains
	}
	_, rest, sure := o.takeFree(weight, within)
	o.dropVain(weight, rest)
	more, _ := balance(weight, rest)
	return sure, sure + more
}

// balance adds up what raises the weight of within, and what lowers it.
func balance(weight []int64, within Set) (gains, costs int64) {
	for i := range within.All {
		gains, costs = gains+max(0, weight[i]), costs+max(0, -weight[i])
	}
	return gains, costs
}

// Heaviest returns a part of within that is closed in it and has the greatest
// total weight, and that weight.
//
// Elements are taken outright while they cost nothing and nothing keeps them;
// what then remains is a minimum cut (Picard 1976).
func (o *Order) Heaviest(weight []int64, within Set) (Set, int64) {
	return o.heaviest(new(cut.Network), weight, within)
}

func (o *Order) heaviest(net *cut.Network, weight []int64, within Set) (Set, int64) {
	taken, rest, total := o.takeFree(weight, within)
	o.dropVain(weight, rest)
	if anyPositive(weight, rest) {
		more, gains := o.heaviestByCut(net, weight, rest)
		taken.Union(more)
		total += gains
	}
	return taken, total
}

// takeFree takes elements of non-negative weight as long as everything before
// them in within has been taken: some best closed part holds them all.
func (o *Order) takeFree(weight []int64, within Set) (taken, rest Set, total int64) {
	taken, rest = NewSet(o.n), within.Clone()
	for _, i := range o.sequence {
		if rest.Has(i) && weight[i] >= 0 && !rest.Meets(o.before[i]) {
			total += weight[i]
			taken.Add(i)
			rest.Remove(i)
		}
	}
	return taken, rest, total
}

// dropVain removes elements of rest that gain nothing and that nothing in rest waits for: some best
// closed part holds none of them.
func (o *Order) dropVain(weight []int64, rest Set) {
	for _, i := range slices.Backward(o.sequence) {
		if rest.Has(i) && weight[i] <= 0 && !rest.Meets(o.after[i]) {
			rest.Remove(i)
		}
	}
}

func anyPositive(weight []int64, s Set) bool {
	for i := range s.All {
		if weight[i] > 0 {
			return true
		}
	}
	return false
}

// heaviestByCut: source → positive elements → what they need → negative
// elements → sink; the best closed part is what the source still reaches when the
// cut is least.
func (o *Order) heaviestByCut(net *cut.Network, weight []int64, within Set) (Set, int64) {
	members := within.Members()
	at := make([]int, o.n)
	for k, i := range members {
		at[i] = k + 2
	}
	net.Reset(len(members) + 2)
	gains := int64(0)
	for _, i := range members {
		switch w := weight[i]; {
		case w > 0:
			gains += w
			net.Add(0, at[i], w)
		case w < 0:
			net.Add(at[i], 1, -w)
		}
		o.require(i, within, func(j int) { net.Add(at[i], at[j], cut.Unlimited) })
	}
	total := gains - net.Run()
	best := NewSet(o.n)
	for k, i := range members {
		if net.Reached(k + 2) {
			best.Add(i)
		}
	}
	return best, total
}

// require calls f for elements of within that i needs, and that need among them all
// that i needs in within: what i waits for directly, as long as nothing that is not
// in within stands between.
func (o *Order) require(i int, within Set, f func(j int)) {
	direct := o.Direct()[i]
	for _, j := range direct {
		if !within.Has(j) && o.before[j].Meets(within) {
			for k := range o.before[i].All {
				if within.Has(k) {
					f(k)
				}
			}
			return
		}
	}
	for _, j := range direct {
		if within.Has(j) {
			f(j)
		}
	}
}

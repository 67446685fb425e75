package conflict

import (
	"cmp"
	"slices"

	"detente/agreement"
	"detente/order"
)

// corrections lists the minimal sets of demands to set aside.
func (g *graph) corrections(conflicts []Conflict, complete bool) ([][]*agreement.Demand, bool) {
	sets := g.numbers(conflicts)
	if slices.ContainsFunc(sets, func(set []int) bool { return len(set) == 0 }) {
		return nil, true
	}
	if complete {
		if len(sets) == 0 {
			return nil, true
		}
		hits, all := order.HittingSets(sets, g.firm, MaxCorrections)
		return g.demands(hits), all
	}
	return g.demands(g.grown()), false
}

func (g *graph) firm(d int) bool { return g.course.Asked[d].Firm }

func (g *graph) numbers(conflicts []Conflict) [][]int {
	number := map[*agreement.Demand]int{}
	for i, d := range g.course.Asked {
		number[d] = i
	}
	sets := make([][]int, len(conflicts))
	for i, c := range conflicts {
		for _, d := range c.Demands {
			sets[i] = append(sets[i], number[d])
		}
	}
	return sets
}

func (g *graph) demands(sets [][]int) [][]*agreement.Demand {
	var all [][]*agreement.Demand
	for _, set := range sets {
		var demands []*agreement.Demand
		for _, d := range set {
			demands = append(demands, g.course.Asked[d])
		}
		all = append(all, demands)
	}
	return all
}

// grownWork bounds the edges and events looked at to grow corrections.
const grownWork = 20_000_000

// grown finds corrections where the conflicts are too many to list: demands are
// taken back in one by one, red lines first, as long as all of those taken can
// be met; what is left is a minimal set to set aside. The order of the text,
// then the reverse of it, give one each.
func (g *graph) grown() [][]int {
	n := len(g.course.Asked)
	if 2*n*(len(g.out)+len(g.edges)+1) > grownWork {
		return nil
	}
	forward := make([]int, n)
	for d := range forward {
		forward[d] = d
	}
	backward := slices.Clone(forward)
	slices.Reverse(backward)
	sets := [][]int{g.grow(forward), g.grow(backward)}
	firm := func(set []int) int {
		return len(slices.DeleteFunc(slices.Clone(set), func(d int) bool { return !g.firm(d) }))
	}
	slices.SortFunc(sets, func(a, b []int) int {
		return cmp.Or(cmp.Compare(firm(a), firm(b)), cmp.Compare(len(a), len(b)), slices.Compare(a, b))
	})
	return slices.CompactFunc(sets, slices.Equal)
}

func (g *graph) grow(demands []int) []int {
	slices.SortStableFunc(demands, func(a, b int) int {
		return -cmp.Compare(rank(g.firm(a)), rank(g.firm(b)))
	})
	refuses := map[*agreement.Demand]bool{}
	for _, r := range g.course.Refusals {
		refuses[r.Demand] = true
	}
	taken := make([]bool, len(demands))
	var aside []int
	for _, d := range demands {
		taken[d] = !refuses[g.course.Asked[d]]
		if !taken[d] || len(g.knotted(func(d int) bool { return d == hard || taken[d] })) > 0 {
			taken[d] = false
			aside = append(aside, d)
		}
	}
	slices.Sort(aside)
	return aside
}

func rank(firm bool) int {
	if firm {
		return 1
	}
	return 0
}

package stability

import (
	"math/big"
	"math/bits"
	"slices"

	"detente/standoff"
)

// count counts the strict rankings in which the target is stable, by the cheapest way there
// is. All rest on this: in a random strict ranking, all of u given states rank above the
// target with probability 1/(u+1), and so do all of them below.
func (v *Inverse) count() {
	relevant := v.relevant()
	share := (*big.Rat)(nil)
	switch clauses, ok := v.clauses(); {
	case v.Sets != nil && len(relevant) <= maxRelevant:
		share = byParts(v.Sets, relevant)
	case ok && few(clauses, relevant):
		// unstable: of at least one requirement all states rank above
		share = new(big.Rat).Sub(big.NewRat(1, 1), someWhole(clauses))
	case v.Sets != nil && few(v.Sets, relevant):
		share = someWhole(v.Sets)
	default:
		return
	}
	all := new(big.Rat).SetInt(v.Rankings())
	v.Stable = all.Mul(all, share).Num()
}

// few reports whether all unions of the sets can be made in a moment.
func few(sets [][]standoff.State, relevant []standoff.State) bool {
	return len(sets) <= maxSubsets && len(relevant)<<len(sets) <= 1<<maxSubsets*16
}

// relevant lists the states that the needs speak of, ascending.
func (v *Inverse) relevant() []standoff.State {
	var all []standoff.State
	for _, n := range v.Needs {
		all = append(all, slices.Concat(n.OneOf...)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// clauses returns the needs as sets of states of each of which one must not rank above;
// false where a need is not of that kind.
func (v *Inverse) clauses() ([][]standoff.State, bool) {
	var all [][]standoff.State
	for _, n := range v.Needs {
		var c []standoff.State
		for _, o := range n.OneOf {
			if len(o) != 1 {
				return nil, false
			}
			c = append(c, o[0])
		}
		slices.Sort(c)
		all = append(all, slices.Compact(c))
	}
	slices.SortFunc(all, bySize)
	return minimal(all), true
}

// someWhole returns the share of strict rankings in which of at least one of the sets all
// states rank on the same given side of the target, by inclusion and exclusion.
func someWhole(sets [][]standoff.State) *big.Rat {
	sum := new(big.Rat)
	var add func(k int, whole []standoff.State, sign int64)
	add = func(k int, whole []standoff.State, sign int64) {
		for ; k < len(sets); k++ {
			u := union(whole, sets[k])
			sum.Add(sum, big.NewRat(sign, int64(len(u)+1)))
			add(k+1, u, -sign)
		}
	}
	add(0, nil, 1)
	return sum
}

// byParts returns the share of strict rankings in which of at least one of the sets no state
// ranks above the target: it goes through all sets of relevant states that can rank above.
func byParts(sets [][]standoff.State, relevant []standoff.State) *big.Rat {
	r := len(relevant)
	good := make([]bool, 1<<r)
	for _, s := range sets {
		above := 1<<r - 1
		for _, x := range s {
			k, _ := slices.BinarySearch(relevant, x)
			above &^= 1 << k
		}
		good[above] = true
	}
	for k := range r { // what is fine with more above is fine with less
		for a := range good {
			if a>>k&1 != 0 && good[a] {
				good[a&^(1<<k)] = true
			}
		}
	}
	sizes := make([]int64, r+1)
	for a, ok := range good {
		if ok {
			sizes[bits.OnesCount(uint(a))]++
		}
	}
	sum := new(big.Int)
	for k, n := range sizes {
		term := new(big.Int).Mul(factorial(k), factorial(r-k))
		sum.Add(sum, term.Mul(term, big.NewInt(n)))
	}
	return new(big.Rat).SetFrac(sum, factorial(r+1))
}

func factorial(n int) *big.Int { return new(big.Int).MulRange(1, int64(n)) }

package order

import "math/bits"

// Reaching returns, for each node, the weight of all other nodes that can be
// reached from it, directly or not. Nodes on a common circle reach one another.
//
// It looks at 64 targets at a time, so that its memory grows with the graph and
// not with the square of it.
func Reaching(next [][]int, weight []int) []int {
	of, count := Components(next)
	size := make([]int, count)
	arrows := make([][]int, count)
	for v := range next {
		size[of[v]] += weight[v]
		for _, w := range next[v] {
			if of[v] != of[w] {
				arrows[of[v]] = append(arrows[of[v]], of[w])
			}
		}
	}
	reached := make([]int, count)
	for low := 0; low < count; low += 64 {
		reachBlock(arrows, size, reached, low)
	}
	counts := make([]int, len(next))
	for v := range next {
		counts[v] = reached[of[v]] - weight[v]
	}
	return counts
}

// reachBlock adds to reached what each component reaches among the components
// low … low+63. Arrows lead to greater numbers, so that one pass from the last
// component to the first is enough.
func reachBlock(arrows [][]int, size, reached []int, low int) {
	high := min(low+64, len(arrows))
	mask := make([]uint64, high)
	for c := high - 1; c >= 0; c-- {
		if c >= low {
			mask[c] = 1 << (c - low)
		}
		for _, d := range arrows[c] {
			if d < high {
				mask[c] |= mask[d]
			}
		}
		for m := mask[c]; m != 0; m &= m - 1 {
			reached[c] += size[low+bits.TrailingZeros64(m)]
		}
	}
}

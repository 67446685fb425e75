package standoff

import "slices"

// ByStatements ranks the states of a situation made of options by prioritised statements:
// the first statement matters most, and a state in which it holds is preferred to every
// state in which it does not, whatever the later ones say (L. Fang, K. W. Hipel,
// D. M. Kilgour and X. Peng, "A decision support system for interactive decision making",
// IEEE Transactions on Systems, Man, and Cybernetics C 33, 2003). There may be any number
// of statements. Ranks are dense from 0, the least preferred; states in which the same
// statements hold are tied, and with no statements all are. States that cannot be get 0.
func ByStatements(m *Model, statements []Formula) []uint32 {
	n := m.Size()
	rank := make([]uint32, n)
	bound := 1 // ranks are below it
	for _, f := range statements {
		if bound > max(n, 1<<10) {
			bound = m.dense(rank, bound)
		}
		holds := f.Set(len(m.Options))
		for s := range rank {
			rank[s] = 2*rank[s] + uint32(holds[s/64]>>(s%64)&1)
		}
		bound *= 2
	}
	m.dense(rank, bound)
	return rank
}

// dense renumbers ranks below bound so that those of states that can be are 0, 1, 2, …
// without a gap, in the same order; it returns how many there are.
func (m *Model) dense(rank []uint32, bound int) int {
	next := make([]uint32, bound)
	for s, r := range rank {
		if m.CanBe(State(s)) {
			next[r] = 1
		}
	}
	count := uint32(0)
	for r, used := range next {
		next[r] = count
		count += used
	}
	for s, r := range rank {
		if m.CanBe(State(s)) {
			rank[s] = next[r]
		} else {
			rank[s] = 0
		}
	}
	return max(1, int(count))
}

// ByRanking ranks the states as listed, the best group first; the states of a group are
// tied. A state that is listed twice counts where it stands first, and states that are not
// listed rank below all that are, tied with each other. Groups of which nothing is left
// that can be take no rank.
func ByRanking(m *Model, groups [][]State) []uint32 {
	rank := make([]uint32, m.Size())
	for k, group := range groups {
		for _, s := range group {
			if rank[s] == 0 {
				rank[s] = uint32(len(groups) - k)
			}
		}
	}
	m.dense(rank, len(groups)+1)
	return rank
}

// ByWeights ranks the states by the sum of the weights of the statements that hold in
// them, greater sums preferred; equal sums are a tie. Weights may be negative. The sum of
// all absolute weights must fit an int64; ByWeights panics where it does not.
func ByWeights(m *Model, statements []Formula, weights []int64) []uint32 {
	checkWeights(weights)
	sum := make([]int64, m.Size())
	for k, f := range statements {
		holds := f.Set(len(m.Options))
		for s := range sum {
			sum[s] += weights[k] * int64(holds[s/64]>>(s%64)&1)
		}
	}
	var seen []int64
	for s, v := range sum {
		if m.CanBe(State(s)) {
			seen = append(seen, v)
		}
	}
	slices.Sort(seen)
	seen = slices.Compact(seen)
	rank := make([]uint32, len(sum))
	for s, v := range sum {
		if m.CanBe(State(s)) {
			at, _ := slices.BinarySearch(seen, v)
			rank[s] = uint32(at)
		}
	}
	return rank
}

func checkWeights(weights []int64) {
	total := uint64(0)
	for _, w := range weights {
		size := uint64(w)
		if w < 0 {
			size = -size
		}
		total += size
		if size > 1<<62 || total > 1<<62 {
			panic("standoff: the weights are too large to be added up")
		}
	}
}

// Set returns the states of a situation with that many options, 0 to [MaxOptions], in
// which the formula holds. It works on 64 states at a time.
func (f Formula) Set(options int) Bits {
	size := 1 << options
	set := NewBits(size)
	f.fill(set)
	if size < 64 {
		set[0] &= 1<<size - 1
	}
	return set
}

// low are the first 64 codes in which option k, below 6, is taken.
var low = [6]uint64{
	0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
	0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000,
}

// fill makes set what the formula says, in whole words.
func (f Formula) fill(set Bits) {
	switch f.Op {
	case Taken:
		for w := range set {
			if f.Option < 6 {
				set[w] = low[f.Option]
			} else {
				set[w] = -(uint64(w) >> (f.Option - 6) & 1)
			}
		}
	case Not:
		f.Parts[0].fill(set)
		for w := range set {
			set[w] = ^set[w]
		}
	case And:
		f.gather(set, ^uint64(0), func(a, b uint64) uint64 { return a & b })
	case Or:
		f.gather(set, 0, func(a, b uint64) uint64 { return a | b })
	case Implies:
		Formula{Op: Or, Parts: []Formula{{Op: Not, Parts: f.Parts[:1]}, f.Parts[1]}}.fill(set)
	case Iff:
		f.gather(set, ^uint64(0), func(a, b uint64) uint64 { return ^(a ^ b) })
	default:
		panic("standoff: no such operation")
	}
}

// gather folds the parts of the formula into set.
func (f Formula) gather(set Bits, start uint64, join func(a, b uint64) uint64) {
	for w := range set {
		set[w] = start
	}
	part := make(Bits, len(set))
	for _, p := range f.Parts {
		p.fill(part)
		for w := range set {
			set[w] = join(set[w], part[w])
		}
	}
}

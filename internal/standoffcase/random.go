package standoffcase

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"detente/standoff"
)

// Seeds are so many seeds from 0 on, or with long of the second number, each with what is drawn from
// it in that stream.
func Seeds(long bool, few, many, stream uint64) iter.Seq2[uint64, *rand.Rand] {
	if long {
		few = many
	}
	return func(yield func(uint64, *rand.Rand) bool) {
		for seed := range few {
			if !yield(seed, rand.New(rand.NewPCG(seed, stream))) {
				return
			}
		}
	}
}

// DrawOptions draws a situation made of options. Every kind of difficulty has its share:
// ties, states that cannot be, options that can be changed one way only.
func DrawOptions(r *rand.Rand, actors, options int) *standoff.Model {
	m := &standoff.Model{}
	for i := range actors {
		m.Actors = append(m.Actors, fmt.Sprint("actor ", i))
	}
	oneWay := r.IntN(3) == 0
	for k := range options {
		o := standoff.Option{Name: fmt.Sprint("option ", k), Owner: r.IntN(actors)}
		if oneWay {
			o.Direction = standoff.Direction(r.IntN(3))
		}
		m.Options = append(m.Options, o)
	}
	if r.IntN(2) == 0 {
		m.Feasible = standoff.NewBits(m.Size())
		share := r.Float64()
		m.Feasible.Add(standoff.State(r.IntN(m.Size())))
		for s := range m.Size() {
			if r.Float64() < share {
				m.Feasible.Add(standoff.State(s))
			}
		}
	}
	DrawRanks(r, m)
	return m
}

// DrawRanks draws ranks: all different, or with few or many ties.
func DrawRanks(r *rand.Rand, m *standoff.Model) {
	m.Rank = nil
	for range m.Actors {
		most := []int{1, 2, 4, m.Size(), 1 << 30}[r.IntN(5)]
		rank := make([]uint32, m.Size())
		for s := range rank {
			rank[s] = uint32(r.IntN(most))
		}
		m.Rank = append(m.Rank, rank)
	}
}

// DrawOneWay draws a situation of three to five actors, six to eight of whose options go both
// ways: half of them with ranks that go by the options, so that sequences are long.
func DrawOneWay(r *rand.Rand, options int) *standoff.Model {
	m := DrawOptions(r, 3+r.IntN(3), options)
	for k := range m.Options {
		m.Options[k].Direction = standoff.Both
	}
	for _, k := range r.Perm(options)[:r.IntN(min(options-5, 4))] {
		m.Options[k].Direction = standoff.Once + standoff.Direction(r.IntN(2))
	}
	if r.IntN(2) == 0 {
		for i := range m.Rank {
			m.Rank[i] = ByOptions(r, options, r.IntN(3))
		}
	}
	return m
}

// ByOptions ranks states by one option after the other, some of them left out.
func ByOptions(r *rand.Rand, options, without int) []uint32 {
	order, turned := r.Perm(options)[without:], r.Uint32()
	rank := make([]uint32, 1<<options)
	for s := range rank {
		for _, o := range order {
			rank[s] = rank[s]<<1 | (uint32(s)^turned)>>o&1
		}
	}
	return rank
}

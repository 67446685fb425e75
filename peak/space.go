package peak

import (
	"math/bits"

	"detente/order"
)

// space writes closed sets as positions: how far each chain of a cover has been
// performed. The positions are packed into words, so that a chain of k parts
// takes as many bits as k+1 needs, and two sets are the same exactly when their
// words are.
type space struct {
	order  *order.Order
	rows   []Row
	chains [][]int
	at     []spot // by element

	// needs are, by element, how far other chains must have come before it can be
	// performed; bars how far they may have come at most for it to be undone.
	needs, bars [][]spot

	delta  []int64   // by element, then row
	sums   [][]int64 // by chain: the sums of its first k elements, by k, then row
	total  []int64   // the sums of all elements, by row
	scales []scale   // by row

	place []pack // by chain
	width int    // words
}

// spot is a chain and a position in it.
type spot struct{ chain, pos int32 }

// pack is where the position of a chain stands in the words.
type pack struct {
	word  int32
	shift uint8
	mask  uint64
}

func newSpace(o *order.Order, rows []Row) *space {
	s := &space{order: o, rows: rows, chains: o.Chains(), at: make([]spot, o.Len())}
	for c, chain := range s.chains {
		for k, e := range chain {
			s.at[e] = spot{int32(c), int32(k)}
		}
	}
	for r := range rows {
		s.scales = append(s.scales, rows[r].scale())
	}
	s.addNeeds()
	s.addSums()
	s.addPacks()
	return s
}

func (s *space) addNeeds() {
	s.needs, s.bars = make([][]spot, s.order.Len()), make([][]spot, s.order.Len())
	for e, direct := range s.order.Direct() {
		for _, d := range direct {
			if s.at[d].chain != s.at[e].chain {
				s.needs[e] = append(s.needs[e], spot{s.at[d].chain, s.at[d].pos + 1})
				s.bars[d] = append(s.bars[d], s.at[e])
			}
		}
	}
}

func (s *space) addSums() {
	n := len(s.rows)
	s.delta, s.total = make([]int64, s.order.Len()*n), make([]int64, n)
	for e := range s.order.Len() {
		for r := range s.rows {
			s.delta[e*n+r] = s.rows[r].Delta[e]
			s.total[r] += s.rows[r].Delta[e]
		}
	}
	for _, chain := range s.chains {
		sums := make([]int64, (len(chain)+1)*n)
		for k, e := range chain {
			for r := range n {
				sums[(k+1)*n+r] = sums[k*n+r] + s.delta[e*n+r]
			}
		}
		s.sums = append(s.sums, sums)
	}
}

func (s *space) addPacks() {
	used := 64
	s.width = 0
	for _, chain := range s.chains {
		need := bits.Len(uint(len(chain)))
		if used+need > 64 {
			s.width++
			used = 0
		}
		s.place = append(s.place, pack{int32(s.width - 1), uint8(used), 1<<need - 1})
		used += need
	}
}

// deltaOf returns what the element adds, by row.
func (s *space) deltaOf(e int) []int64 {
	n := len(s.rows)
	return s.delta[e*n : (e+1)*n]
}

// unpack writes the positions of a set into pos.
func (s *space) unpack(key []uint64, pos []int32) {
	for c := range s.place {
		p := &s.place[c]
		pos[c] = int32(key[p.word] >> p.shift & p.mask)
	}
}

// pack writes positions into key.
func (s *space) pack(pos []int32, key []uint64) {
	clear(key)
	for c, p := range s.place {
		key[p.word] |= uint64(pos[c]) << p.shift
	}
}

// sumsAt adds up the sums of the set at the positions into y.
func (s *space) sumsAt(pos []int32, y []int64) {
	n := len(s.rows)
	clear(y)
	for c, k := range pos {
		if k > 0 {
			for r, x := range s.sums[c][int(k)*n : (int(k)+1)*n] {
				y[r] += x
			}
		}
	}
}

// next returns the element of the chain that could be performed next and true
// where nothing else keeps it waiting; false at the end of the chain.
func (s *space) next(c int, pos []int32) (int, bool) {
	if int(pos[c]) == len(s.chains[c]) {
		return 0, false
	}
	e := s.chains[c][pos[c]]
	for _, n := range s.needs[e] {
		if pos[n.chain] < n.pos {
			return e, false
		}
	}
	return e, true
}

// last returns the element of the chain that was performed last and true where
// nothing performed waits for it; false at the beginning of the chain.
func (s *space) last(c int, pos []int32) (int, bool) {
	if pos[c] == 0 {
		return 0, false
	}
	e := s.chains[c][pos[c]-1]
	for _, b := range s.bars[e] {
		if pos[b.chain] > b.pos {
			return e, false
		}
	}
	return e, true
}

// members returns the elements at the positions as a set.
func (s *space) members(pos []int32) order.Set {
	set := order.NewSet(s.order.Len())
	for c, k := range pos {
		for _, e := range s.chains[c][:k] {
			set.Add(e)
		}
	}
	return set
}

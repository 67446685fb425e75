package repair

import (
	"math/big"
	"slices"

	"detente/order"
)

// pieces is the question how few parts several steps need together, where each is
// divided into so many equal pieces and a part is some of them: a shortest path over
// the sets of other events and the pieces performed of each step, on which a part of
// any number of pieces is one step long and another event none.
//
// With loose conditions a number of pieces stands for all shares that it is rounded up
// from, and a condition is kept where it is for some of them. Every way in parts of any
// sizes is then a way in pieces, so that fewer parts than that are never enough.
type pieces struct {
	*sums
	of    int // pieces of each step
	loose bool
	limit int

	marks []mark
	best  map[string]arrival
	now   []int32 // with as many parts as are being looked at, newest last
	next  []int32 // with one part more
}

// arrival says in how few parts a state is known to be reached, and by a part of which
// step; by none where another event leads to it.
type arrival struct{ parts, by int }

const none = -1

// mark is a state that can be reached with so many parts.
type mark struct {
	set   order.Set
	at    []uint8 // by step that is cut: the pieces performed
	from  int32   // the mark before, −1 at the beginning
	parts int
}

func newPieces(x *sums, of int, loose bool, limit int) *pieces {
	return &pieces{sums: x, of: of, loose: loose, limit: limit, best: map[string]arrival{}}
}

// fewest returns the mark at which everything has been performed in the fewest parts of
// all steps together; nil where there is none. It is decided unless more states had to
// be looked at than the limit allows.
func (p *pieces) fewest() (end *mark, decided bool) {
	begin := mark{set: order.NewSet(p.order.Len()), at: make([]uint8, len(p.cut)), from: -1}
	if p.keeps(p.rooms(begin.set), begin.at) {
		p.reach(begin, none, &p.now)
	}
	for len(p.now) > 0 {
		for len(p.now) > 0 {
			i := p.now[len(p.now)-1]
			p.now = p.now[:len(p.now)-1]
			if m := &p.marks[i]; p.best[p.key(m)].parts < m.parts {
				continue
			} else if m.set.Len() == p.order.Len()-len(p.cut) && p.done(m) {
				return m, true
			}
			if p.open(i); len(p.marks) > p.limit {
				return nil, false
			}
		}
		p.now, p.next = p.next, nil
	}
	return nil, true
}

func (p *pieces) key(m *mark) string { return m.set.Key() + string(m.at) }

// done reports whether all of each step has been performed.
func (p *pieces) done(m *mark) bool {
	return !slices.ContainsFunc(m.at, func(n uint8) bool { return int(n) < p.of })
}

// open reaches what is one event, or one part, further.
func (p *pieces) open(i int32) {
	m := p.marks[i]
	for e := range p.order.Len() {
		if m.set.Has(e) || slices.Contains(p.cut, e) || !p.ready(&m, e) {
			continue
		}
		set := m.set.Clone()
		if set.Add(e); p.keeps(p.rooms(set), m.at) {
			p.reach(mark{set, m.at, i, m.parts}, none, &p.now)
		}
	}
	rooms := p.rooms(m.set)
	for k, e := range p.cut {
		if !p.ready(&m, e) {
			continue
		}
		// What keeps the conditions is a range of pieces. Where a part from less of the
		// same step has been in it before, it has been to its end.
		for n, inside := int(m.at[k])+1, false; n <= p.of; n++ {
			at := slices.Clone(m.at)
			if at[k] = uint8(n); p.keeps(rooms, at) {
				if inside = p.reach(mark{m.set, at, i, m.parts + 1}, k, &p.next); !inside {
					break
				}
			} else if inside {
				break
			}
		}
	}
}

// ready reports whether all that the event waits for has been performed.
func (p *pieces) ready(m *mark, e int) bool {
	for b := range p.order.Before(e).All {
		if k := slices.Index(p.cut, b); k >= 0 && int(m.at[k]) < p.of || k < 0 && !m.set.Has(b) {
			return false
		}
	}
	return true
}

// rooms returns how much of each row's room the other events leave, in pieces.
func (p *pieces) rooms(set order.Set) []int64 {
	rooms := make([]int64, len(p.rows))
	for i := range p.rows {
		rooms[i] = p.rows[i].left(set) * int64(p.of)
	}
	return rooms
}

// keeps reports whether every condition holds when so many pieces have been performed.
func (p *pieces) keeps(rooms []int64, at []uint8) bool {
	for i, room := range rooms {
		for k, n := range at {
			share := int64(n)
			if p.loose && n > 0 && p.rows[i].own[k] > 0 {
				share--
			}
			room -= p.rows[i].own[k] * share
		}
		if room < 0 {
			return false
		}
	}
	return true
}

// reach keeps the mark in the list, unless its state has been reached with as few
// parts. It is false where it has been by just such a part.
func (p *pieces) reach(m mark, by int, list *[]int32) bool {
	key := p.key(&m)
	if known, ok := p.best[key]; ok && known.parts <= m.parts {
		return by == none || known != arrival{m.parts, by}
	}
	p.best[key] = arrival{m.parts, by}
	*list = append(*list, int32(len(p.marks)))
	p.marks = append(p.marks, m)
	return true
}

// sizes lists, by step, the pieces of its parts on the way to the mark.
func (p *pieces) sizes(end *mark) [][]*big.Rat {
	sizes := make([][]*big.Rat, len(p.cut))
	for m := end; m.from >= 0; m = &p.marks[m.from] {
		if k, n := p.part(m); n > 0 {
			sizes[k] = append(sizes[k], big.NewRat(n, 1))
		}
	}
	for k := range sizes {
		slices.Reverse(sizes[k])
	}
	return sizes
}

// part returns of which step how many pieces lead to the mark; 0 where another event does.
func (p *pieces) part(m *mark) (step int, n int64) {
	for k, before := range p.marks[m.from].at {
		if before < m.at[k] {
			return k, int64(m.at[k] - before)
		}
	}
	return 0, 0
}

// stretched lists, by step, sizes of the parts on the way to the mark when each goes as
// far as the conditions allow until the next part of any step; false where that does
// not reach the end. Where nobody gains by two of the steps, or loses by two, what goes
// further now hinders nothing later, so that this is as good as any sizes on that way.
func (p *pieces) stretched(end *mark) ([][]*big.Rat, bool) {
	var way []*mark
	for m := end; m.from >= 0; m = &p.marks[m.from] {
		way = append(way, m)
	}
	slices.Reverse(way)
	sizes, done := make([][]*big.Rat, len(p.cut)), rats(len(p.cut))
	for i, m := range way {
		k, n := p.part(m)
		if n == 0 {
			continue
		}
		to := one
		for _, then := range way[i:] {
			if then != m && !slices.Equal(then.at, m.at) {
				break
			}
			to = lesser(to, p.furthest(then.set, done, k))
		}
		if to.Cmp(done[k]) <= 0 {
			return nil, false
		}
		sizes[k] = append(sizes[k], new(big.Rat).Sub(to, done[k]))
		done[k] = to
	}
	return sizes, !slices.ContainsFunc(done, func(x *big.Rat) bool { return x.Cmp(one) < 0 })
}

// furthest is up to where step k can be performed with the set of other events and
// those shares of the other steps.
func (p *pieces) furthest(set order.Set, done []*big.Rat, k int) *big.Rat {
	to := one
	for i := range p.rows {
		row := &p.rows[i]
		if row.own[k] <= 0 {
			continue
		}
		left := new(big.Rat).SetInt64(row.left(set))
		for j, share := range done {
			if j != k {
				left.Sub(left, new(big.Rat).Mul(big.NewRat(row.own[j], 1), share))
			}
		}
		to = lesser(to, left.Quo(left, big.NewRat(row.own[k], 1)))
	}
	return to
}

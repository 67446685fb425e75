package rounds

import (
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
	"detente/order"
)

// What one round may hold takes up no more room than is there, in any measure.
func TestWhateverARoundHoldsHasRoom(t *testing.T) {
	long.Checks(t, 10_000, 100_000)
	full, coarser := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 6)
		s := newSearch(p, p.Order.Len(), nil)
		if s.items == nil {
			return
		}
		for _, row := range p.Rows {
			if row.High >= Unlimited || row.Low <= -Unlimited || row.High <= row.Low {
				continue
			}
			for parts := range int64(mostCoarse + 1) {
				x := s.space(s.p.widths(row.Delta), row.High-row.Low, parts)
				f, c := checkRoom(t, s, &x)
				if full += f; parts > 0 {
					coarser += c
				}
			}
		}
	})
	if full == 0 || coarser == 0 {
		t.Errorf("%d rounds are full, and %d in a coarser measure: too few to tell anything", full, coarser)
	}
}

// checkRoom looks at all rounds that may follow any set. It counts those that take up all
// the room, and more than half of it.
func checkRoom(t *rapid.T, s *search, x *space) (full, half int) {
	all := 1<<s.p.Order.Len() - 1
	for before := range all + 1 {
		for rest := all &^ before; rest > 0; rest = (rest - 1) & (all &^ before) {
			if !bruteAllowed(s.p, before, rest) || !s.p.Order.Closed(order.SetOf(s.p.Order.Len(), members(before)...)) {
				continue
			}
			taken := int64(0)
			for i, it := range s.items {
				if rest>>it.events[0]&1 == 1 {
					taken += x.size[i]
				}
			}
			switch {
			case taken > x.most:
				t.Fatalf("after %b the round %b takes up %d of %d", before, rest, taken, x.most)
			case taken == x.most:
				full++
			case 2*taken > x.most:
				half++
			}
		}
	}
	return full, half
}

// Three events of which no two fit into a round take three rounds, and thirty take
// thirty; which is seen without going through what can have been performed.
func TestRoomTellsWhatSetsWouldTakeLongToTell(t *testing.T) {
	const n = 30
	p := &Problem{Rows: []Row{{High: 5}}}
	p.Order, _ = order.New(n, nil)
	for e := range n {
		p.Performer = append(p.Performer, e)
		p.Rows[0].Delta = append(p.Rows[0].Delta, []int64{3, -3}[e%2])
	}
	known := make([][]int, n)
	for e := range n {
		known[e] = []int{e}
	}
	b := plenty()
	w := newWalk(p)
	f := w.run(Fewest{Rounds: known}, b)
	if f.isOpen() || f.Bound != n || b.Opened > 1000 {
		t.Errorf("at least %d rounds, %d opened", f.Bound, b.Opened)
	}
	if f.Refutation == nil || f.Refutation.Rounds != n-1 {
		t.Errorf("no refutation of %d rounds: %+v", n-1, f.Refutation)
	}
}

package proof

import (
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
	"detente/order"
)

// A set from which a plan goes on to the end in so many rounds is never held to leave too
// much for them, and one from which none does is now and then.
func TestRoundsKnowsWhatIsTooMuch(t *testing.T) {
	long.Checks(t, 10_000, 100_000)
	tooMuch := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawEvents(t, 6)
		p.Clock = nil // what days put into one round is no matter of room
		c, err := newCases(p.Problem, p.Order.Len())
		if err != nil || c == nil {
			return
		}
		c.room = c.rooms()
		full := 1<<p.Order.Len() - 1
		for s := range full + 1 {
			if !bruteWhole(p, s) {
				continue
			}
			for round := full &^ s; round > 0; round = (round - 1) & (full &^ s) {
				if bruteAllowed(p, s, round) && c.isTooMuch(bruteSet(p, full&^round), false, 1) {
					t.Fatalf("after %b the round %b is held to be too much", s, round)
				}
			}
			if c.isTooMuch(bruteSet(p, s), true, 1) != c.isTooMuch(bruteSet(p, full&^s), false, 1) {
				t.Fatalf("%b is too much from one side only", s)
			}
			if c.isTooMuch(bruteSet(p, s), false, 1) {
				tooMuch++
			}
		}
	})
	if tooMuch == 0 {
		t.Error("nothing was too much: it is not tested")
	}
}

func bruteSet(p puzzle, s int) order.Set {
	return order.SetOf(p.Order.Len(), members(s)...)
}

// bruteWhole reports whether the set holds all that comes before what it holds.
func bruteWhole(p puzzle, s int) bool {
	return p.Order.Closed(bruteSet(p, s))
}

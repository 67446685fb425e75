package proof

import (
	"math/big"

	"detente/order"
	"detente/rounds"
)

// room says how much of a row's room groups take up: the groups of one round take up no
// more than is there.
//
// Say that in a round everybody performs, of all that moves a row's sum up, what gains
// more than what must come before it in the round takes away; and say that it is done at
// once. That can be met, and it is at most the upper limit. The same holds downwards. What
// the two move together is at most what lies between the limits.
type room struct {
	// by is how much the group takes up, exactly and in coarser measures: counted in
	// halves, thirds and quarters of the room as Fekete and Schepers (2001) count them.
	by    [4][]*big.Int
	there [4]*big.Int
}

// rooms are those of the rows with limits on both sides.
func (c *cases) rooms() []room {
	var all []room
	for _, row := range c.p.Rows {
		if row.High < rounds.Unlimited && row.Low > -rounds.Unlimited && row.Low < row.High {
			all = append(all, c.newRoom(row))
		}
	}
	return all
}

func (c *cases) newRoom(row rounds.Row) room {
	var m room
	between := new(big.Int).Sub(big.NewInt(row.High), big.NewInt(row.Low))
	for k := range m.by {
		m.there[k] = new(big.Int).Mul(between, big.NewInt(max(1, int64(k))))
		for range c.group {
			m.by[k] = append(m.by[k], new(big.Int))
		}
	}
	for e, g := range c.of {
		moves := big.NewInt(max(c.gains(row.Delta, e), c.gains(opposite(row.Delta), e)))
		for k := range m.by {
			m.by[k][g].Add(m.by[k][g], counted(moves, between, int64(k)))
		}
	}
	return m
}

// gains is what the event adds to the sum, less what those that come before it and may
// share its round take away; at least 0.
func (c *cases) gains(delta []int64, e int) int64 {
	x := delta[e]
	for a := range c.p.Order.Before(e).All {
		if delta[a] < 0 && !c.later[a].Has(e) {
			x += delta[a]
		}
	}
	return max(0, x)
}

// counted is the size x of what has so much room, times k: as k times itself where it is
// a whole number of parts, of which k + 1 fill the room, and otherwise as so many times the
// room as parts are full. For k = 0 it is x. What together had room keeps it, now k times
// the room.
func counted(x, between *big.Int, k int64) *big.Int {
	if k == 0 {
		return x
	}
	parts, rest := new(big.Int).DivMod(new(big.Int).Mul(x, big.NewInt(k+1)), between, new(big.Int))
	if rest.Sign() == 0 {
		return parts.Mul(x, big.NewInt(k))
	}
	return parts.Mul(parts, between)
}

// isTooMuch reports whether the groups that the set holds, or that it does not, take up
// more than so many rounds have.
func (c *cases) isTooMuch(s order.Set, held bool, left int) bool {
	for i := range c.room {
		m := &c.room[i]
		for k := range m.by {
			need := new(big.Int)
			for g, x := range m.by[k] {
				if s.Has(c.group[g][0]) == held {
					need.Add(need, x)
				}
			}
			if need.Cmp(new(big.Int).Mul(m.there[k], big.NewInt(int64(left)))) > 0 {
				return true
			}
		}
	}
	return false
}

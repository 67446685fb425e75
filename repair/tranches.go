package repair

import (
	"math/big"

	"detente/agreement"
)

// Side is one side of a swap: what performing all of its own part costs it, what
// all of the other's part brings it, and what leaving costs it besides (Stake, at
// least 0), all in its own unit. It gains by the swap: Value > Cost > 0.
type Side struct{ Cost, Value, Stake *big.Rat }

// Gain is what the side gains by the whole swap.
func (s Side) Gain() *big.Rat { return new(big.Rat).Sub(s.Value, s.Cost) }

// room is the most that the side can be up without gaining by leaving.
func (s Side) room() *big.Rat { return new(big.Rat).Add(s.Gain(), s.Stake) }

// Swap is two divisible things, each performed in tranches, the sides taking
// turns. With x of its own part performed and y of the other's, a side is up by
// Value·y − Cost·x, and carries on while that is at most its gain and its stake
// together (the model's T ≤ b). That trade which nobody enforces is possible in chunks is
// from Sandholm and Lesser (1995, Equilibrium analysis of the possibilities of
// unenforced exchange in multiagent systems); the recursions below follow from
// the model's formulas.
type Swap [2]Side

// Tranches are the sizes, in the order of the turns, as shares of the whole part
// of whoever's turn it is; the turns alternate.
type Tranches struct {
	First int // who begins, 0 or 1
	Sizes []*big.Rat
}

// maxTranches bounds the tranches of both sides together.
const maxTranches = 2 * agreement.MaxParts

// Fewest returns the fewest tranches in which the swap holds when the side begins,
// and their sizes. Whoever's turn it is performs as much as keeps the other side
// from leaving: with y of the other's part performed it goes up to
//
//	x = min(1, (room + Cost·y) / Value),
//
// Cost, Value and room being those of the other side. More performed early
// never hurts later, so that no other sizes need fewer turns. It is false where
// the turns never come to an end, or after more than 2000.
func (w Swap) Fewest(first int) (Tranches, bool) {
	return w.within(first, maxTranches, nil)
}

// Best is the better of Fewest for the two who can begin; the first where they
// are the same.
func (w Swap) Best() (Tranches, bool) {
	a, ok := w.Fewest(0)
	if b, also := w.Fewest(1); also && (!ok || len(b.Sizes) < len(a.Sizes)) {
		return b, true
	}
	return a, ok
}

// within takes turns, at most n of them; exposure, where given, is the share of
// its gain that nobody may be further below its start than.
func (w Swap) within(first, n int, exposure *big.Rat) (Tranches, bool) {
	t := Tranches{First: first}
	done := [2]*big.Rat{new(big.Rat), new(big.Rat)}
	for turn := range n {
		who := (first + turn) % 2
		x := lesser(one, w.reach(who, done[1-who], exposure))
		if x.Cmp(done[who]) <= 0 {
			return Tranches{}, false // nothing moves any more
		}
		t.Sizes = append(t.Sizes, new(big.Rat).Sub(x, done[who]))
		done[who] = x
		if done[0].Cmp(one) == 0 && done[1].Cmp(one) == 0 {
			return t, true
		}
	}
	return Tranches{}, false
}

// reach is up to where the side can perform when y of the other's part is there.
func (w Swap) reach(who int, y, exposure *big.Rat) *big.Rat {
	other := w[1-who]
	x := new(big.Rat).Mul(other.Cost, y)
	x.Add(x, other.room()).Quo(x, other.Value)
	if exposure != nil {
		x = lesser(x, w.safe(who, y, exposure))
	}
	return x
}

// EqualParts returns the least k such that the swap holds with each side's part
// cut into k equal ones, in the best order of turns; false where there is none.
//
// Whoever performs last bears Cost/k then and must not gain by leaving it undone:
// Cost ≤ k·Stake for one of the two. That is enough: with i and j parts left, both
// can only be stuck if j − 1 parts of one are worth less than i − 1 of the other
// and the other way round, which cannot be while each gains by the swap.
func (w Swap) EqualParts() (int, bool) {
	k, ok := 0, false
	for _, s := range w {
		if s.Stake.Sign() <= 0 {
			continue
		}
		if n := ceil(new(big.Rat).Quo(s.Cost, s.Stake)); n.IsInt64() && (!ok || n.Int64() < int64(k)) {
			k, ok = int(n.Int64()), true
		}
	}
	return k, ok
}

// LeastExposed returns the sizes of n tranches of both sides together with which
// nobody is further below its start than a share of its gain that is as small as
// can be, and that share. It is false where n tranches are too few.
//
// What the turn before the last reaches is a concave function of the share, made
// of straight pieces (a minimum of increasing lines, taken again and again), so
// that going along the tangent to where it would reach the whole never goes too
// far and arrives after finitely many pieces (Newton's method).
func (w Swap) LeastExposed(first, n int) (Tranches, *big.Rat, bool) {
	share := new(big.Rat)
	for {
		x, slope := w.tangent(first, n, share)
		if x.Cmp(one) >= 0 {
			t, ok := w.within(first, n, share)
			return t, share, ok
		}
		if slope.Sign() == 0 {
			return Tranches{}, nil, false
		}
		missing := new(big.Rat).Sub(one, x)
		share.Add(share, missing.Quo(missing, slope))
	}
}

// tangent returns how much the side whose turn is the last but one has performed
// by then, and how fast that grows with the share.
func (w Swap) tangent(first, n int, share *big.Rat) (x, slope *big.Rat) {
	x, slope = new(big.Rat), new(big.Rat)
	for turn := range n - 1 {
		who := (first + turn) % 2
		own, other := w[who], w[1-who]
		patience, safety := w.reach(who, x, nil), w.safe(who, x, share)
		bySafety := new(big.Rat).Mul(own.Value, slope)
		bySafety.Add(bySafety, own.Gain()).Quo(bySafety, own.Cost)
		byPatience := new(big.Rat).Mul(other.Cost, slope)
		byPatience.Quo(byPatience, other.Value)
		switch c := patience.Cmp(safety); {
		case c < 0, c == 0 && byPatience.Cmp(bySafety) < 0:
			x, slope = patience, byPatience
		default:
			x, slope = safety, bySafety
		}
		if x.Cmp(one) >= 0 {
			x, slope = one, new(big.Rat)
		}
	}
	return x, slope
}

// safe is up to where the side can perform without being exposed further.
func (w Swap) safe(who int, y, share *big.Rat) *big.Rat {
	own := w[who]
	e := new(big.Rat).Mul(share, own.Gain())
	e.Add(e, new(big.Rat).Mul(own.Value, y))
	return e.Quo(e, own.Cost)
}

// Deliveries returns the fewest deliveries, by their sizes, of a good that costs
// the seller cost and brings the buyer value, value ≥ cost > 0 in one unit, when
// money moves freely between deliveries and the two stakes together are bond.
// With y still to come, a delivery of f raises what the two could walk away with
// by value·f for a moment, and (value − cost)·y + bond keeps them (see
// WithPayments), so that
//
//	f = ((value − cost)·y + bond) / value.
func Deliveries(cost, value, bond *big.Rat) ([]*big.Rat, bool) {
	surplus := new(big.Rat).Sub(value, cost)
	left := new(big.Rat).Set(one)
	var sizes []*big.Rat
	for len(sizes) < maxTranches {
		f := new(big.Rat).Mul(surplus, left)
		f.Add(f, bond).Quo(f, value)
		if f.Cmp(left) >= 0 {
			return append(sizes, left), true
		}
		if f.Sign() <= 0 {
			return nil, false
		}
		sizes = append(sizes, f)
		left = new(big.Rat).Sub(left, f)
	}
	return nil, false
}

var one = big.NewRat(1, 1)

func lesser(x, y *big.Rat) *big.Rat {
	if x.Cmp(y) <= 0 {
		return x
	}
	return y
}

func ceil(x *big.Rat) *big.Int {
	n := new(big.Int).Add(x.Num(), x.Denom())
	n.Sub(n, big.NewInt(1))
	return n.Quo(n, x.Denom())
}

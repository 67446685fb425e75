package repair

import (
	"math/big"

	"detente/agreement"
	"detente/plan"
	"detente/worth"
)

// dial is an amount that is turned up, from where it is not enough, as little as
// possible. Only whole multiples of 1/grid come into question: at the least
// amount that is enough some sum of worths is exactly at its limit.
type dial struct {
	from, to *big.Rat // not enough; the most there is
	// atLeast, where given, is proved: nothing less is enough.
	atLeast *big.Rat
	grid    *big.Int
	set     func(x *big.Rat) *agreement.Agreement
	// needs, where given, is what a plan that was found needs at least.
	needs func(r *plan.Result) *big.Rat
	// beyond, where given, is by how much an amount that is proved not to be enough
	// is too small at least; nil where nothing is known.
	beyond func(r *plan.Result) *big.Rat
	// steady says that more than enough is enough.
	steady bool
}

// turned is where a dial came to stand.
type turned struct {
	// x is enough; at is where the result was planned, x or more.
	x, at  *big.Rat
	result *plan.Result
	least  bool // nothing less is enough
}

// maxTurns bounds how often one dial is turned.
const maxTurns = 40

// least turns the dial. Two bounds close in on the answer: what is proved to be
// too little, step by step from below as in Newton's method (Dinkelbach 1967: the
// least worst excess over all plans is by how much the amount falls short), and
// what a plan that was found needs, from above; between them the middle is tried.
// It is nil where no amount was found.
func (s *search) least(d dial, g goal) (*turned, bool) {
	out := &turned{}
	high := d.whole(d.to, false)
	if r, v := s.try(d.set(d.to), g); v == yes {
		out.found(d, d.to, r)
		high = d.whole(out.x, true)
	} else if d.steady || v == open {
		return out, false
	} else if d.beyond == nil && !s.guess(d, out, g) {
		s.missed++ // less may do, and nothing says where
		return out, false
	} else if out.x != nil {
		high = d.whole(out.x, true)
	}
	low := new(big.Int).Add(d.whole(d.from, false), big.NewInt(1))
	low = d.raise(low, d.from, s.base)
	if d.atLeast != nil && d.whole(d.atLeast, true).Cmp(low) > 0 {
		low = d.whole(d.atLeast, true)
	}
	for turn := 0; turn < maxTurns && low.Cmp(high) <= 0; turn++ {
		if out.x != nil && low.Cmp(high) == 0 {
			break
		}
		at := d.pick(low, high, turn, out.x != nil)
		x := new(big.Rat).SetFrac(at, d.grid)
		r, v := s.try(d.set(x), g)
		switch v {
		case open:
			return out, out.x != nil
		case yes:
			out.found(d, x, r)
			high = d.whole(out.x, true)
		case no:
			low = d.raise(new(big.Int).Add(at, big.NewInt(1)), x, r)
		}
	}
	settled := low.Cmp(high) >= 0
	if out.x == nil && !settled {
		s.missed++
	}
	out.least = settled && (d.steady || d.beyond != nil) || out.x != nil && d.atLeast != nil && out.x.Cmp(d.atLeast) == 0
	return out, out.x != nil
}

// guess tries a few amounts on the way, the greatest first, where more may be
// less and nothing is proved about it.
func (s *search) guess(d dial, out *turned, g goal) bool {
	low := d.from
	if d.atLeast != nil {
		low = d.atLeast
	}
	for i := int64(3); i >= 0; i-- {
		x := new(big.Rat).Sub(d.to, low)
		x.Mul(x, big.NewRat(i, 4)).Add(x, low)
		if x.Cmp(d.from) == 0 {
			continue
		}
		if r, v := s.try(d.set(x), g); v == yes {
			out.found(d, x, r)
			return true
		}
	}
	return false
}

// found keeps a result that is enough, at what its plan needs.
func (t *turned) found(d dial, x *big.Rat, r *plan.Result) {
	t.x, t.at, t.result = x, x, r
	if d.needs != nil {
		if n := d.needs(r); n.Cmp(x) < 0 && n.Cmp(d.from) > 0 {
			t.x = n
		}
	}
}

// pick is what to try next. Where more may be less, only proved bounds lead on.
func (d dial) pick(low, high *big.Int, turn int, known bool) *big.Int {
	climbs := d.beyond != nil && (turn%2 == 0 || !d.steady)
	if climbs || !known {
		return low
	}
	mid := new(big.Int).Add(low, high)
	return mid.Rsh(mid, 1)
}

// raise returns the bound, or what the result at x proves where that is more.
func (d dial) raise(low *big.Int, x *big.Rat, r *plan.Result) *big.Int {
	if d.beyond == nil || r == nil {
		return low
	}
	by := d.beyond(r)
	if by == nil {
		return low
	}
	if proved := d.whole(new(big.Rat).Add(x, by), true); proved.Cmp(low) > 0 {
		return proved
	}
	return low
}

// whole returns x in grid units, rounded down or up.
func (d dial) whole(x *big.Rat, up bool) *big.Int {
	num := new(big.Int).Mul(x.Num(), d.grid)
	if up {
		num.Add(num, x.Denom()).Sub(num, big.NewInt(1))
	}
	q, m := new(big.Int).DivMod(num, x.Denom(), new(big.Int))
	_ = m // DivMod rounds down for a positive divisor
	return q
}

// gridOf returns the least common denominator of everything that the party's
// temptation and exposure are sums of.
func gridOf(a *worth.Account) *big.Int {
	grid := big.NewInt(1)
	for _, vectors := range [][]worth.Vector{a.Value, a.Keep, {a.WalkAway}} {
		for _, v := range vectors {
			for _, x := range v {
				grid = lcm(grid, x.Denom())
			}
		}
	}
	return grid
}

func lcm(a, b *big.Int) *big.Int {
	g := new(big.Int).GCD(nil, nil, a, b)
	return new(big.Int).Mul(a, new(big.Int).Quo(b, g))
}

// most is more than the party can ever be tempted by or exposed to, a whole number.
func most(a *worth.Account) *big.Rat {
	sum := new(big.Rat)
	for _, vectors := range [][]worth.Vector{a.Value, a.Keep, {a.WalkAway, a.BreachCost}} {
		for _, v := range vectors {
			sum.Add(sum, new(big.Rat).Abs(a.Reference(v)))
		}
	}
	whole := new(big.Int).Quo(sum.Num(), sum.Denom())
	return new(big.Rat).SetInt(whole.Add(whole, big.NewInt(1)))
}

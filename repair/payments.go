package repair

import (
	"math/big"
	"slices"

	"detente/effort"
	"detente/order"
	"detente/peak"
)

// Balanced is an order of steps between which the parties pay each other.
type Balanced struct {
	// Sequence lists the steps in an order for which the bond is enough.
	Sequence []int
	// Peak is the most that all parties together could hold for a moment, and
	// Bond what their stakes have to come to together, at least.
	Peak, Bond *big.Rat
	// Proved says that no order does with less.
	Proved bool
}

// WithPayments returns the least that the stakes of all parties together have to
// be when they may pay each other any amounts before and after every step.
// worths[p][e] is what step e is worth to party p, all in one unit, such as
// money: a payment moves worth from one to another, so that it means nothing
// between parties whose units are not the same. The language lets no text say
// that they are, and so no repair of an agreement is offered on this ground; this
// is for those who know it of their own.
//
// Payments level what each holds against what would keep it. While a step is
// being performed nothing is paid, and those who gain by it are up by
// rise = Σ max(0, v_p); once it is levelled again it has brought all together
// net = Σ v_p. So an order holds exactly when, at each step, what was brought
// before and the rise are together at most ΣV and the stakes: the stakes come to
// the peak, less ΣV. The least peak is that of the orders of elements that rise
// before they settle (package peak); and stakes need not be where they are
// needed, for payments carry them there.
func WithPayments(o *order.Order, worths [][]*big.Rat, b *effort.Budget) Balanced {
	n := o.Len()
	rise, net := rats(n), rats(n)
	for _, own := range worths {
		for e, v := range own {
			net[e].Add(net[e], v)
			if v.Sign() > 0 {
				rise[e].Add(rise[e], v)
			}
		}
	}
	both, unit, ok := wholes(slices.Concat(rise, net))
	if !ok {
		return Balanced{} // too long to be added up exactly
	}
	ups, nets := both[:n], both[n:]
	out := Balanced{Proved: true}
	var high int64
	var direct bool
	if out.Sequence, high, direct = peak.HumpsOf(o, nets, ups); !direct {
		out.Sequence, high, out.Proved = climb(o, nets, ups, b)
	}
	out.Peak = new(big.Rat).SetFrac(big.NewInt(high), unit)
	out.Bond = new(big.Rat).Set(out.Peak)
	for _, x := range net {
		out.Bond.Sub(out.Bond, x)
	}
	return out
}

// climb orders steps of any order: each is two elements in a row, one that rises
// and one that settles. Once it has risen, settling raises nothing.
func climb(o *order.Order, net, rise []int64, b *effort.Budget) (sequence []int, high int64, proved bool) {
	delta := make([]int64, 2*o.Len())
	for e := range o.Len() {
		delta[2*e], delta[2*e+1] = rise[e], net[e]-rise[e]
	}
	r := peak.Solve(peak.Problem{Order: halved(o), Rows: []peak.Row{{Delta: delta, Unit: 1}}}, "payments", b)
	return firstHalves(r.Sequence), r.Worst.Num / r.Worst.Den, r.Proved
}

// Band is what one party may have paid another, or may have been paid, by the time a step
// is performed. Without Least it may be anything below.
type Band struct{ Least, Most *big.Rat }

// Empty reports whether no payment is right.
func (b Band) Empty() bool { return b.Least != nil && b.Least.Cmp(b.Most) > 0 }

// and is what lies in both.
func (b Band) and(other Band) Band {
	both := Band{Least: b.Least, Most: lesser(b.Most, other.Most)}
	switch {
	case both.Least == nil:
		both.Least = other.Least
	case other.Least != nil:
		both.Least = greater(both.Least, other.Least)
	}
	return both
}

// has reports whether x is in the band.
func (b Band) has(x *big.Rat) bool {
	return x.Cmp(b.Most) <= 0 && (b.Least == nil || x.Cmp(b.Least) >= 0)
}

// nearest is what in the band, which is not empty, is nearest to x.
func (b Band) nearest(x *big.Rat) *big.Rat {
	if x = lesser(x, b.Most); b.Least != nil {
		x = greater(x, b.Least)
	}
	return x
}

// Bands returns, for steps performed in a sequence, what a payer must and may
// have paid a payee by and during each of them, so that neither gains by leaving
// at that step, when the price is paid in all: worths by step for the two, and
// their stakes, all in one unit. While a step is being performed each holds at
// most the greater of what it held before and after it, so that
//
//	held_payer − (ΣV_payer − price) − stake ≤ paid ≤ ΣV_payee + price + stake − held_payee.
//
// The sequence can be paid for exactly when no band is empty.
func Bands(sequence []int, payer, payee []*big.Rat, price, payerStake, payeeStake *big.Rat) []Band {
	keeps := new(big.Rat).Sub(total(payer), price)
	keeps.Add(keeps, payerStake)
	owes := new(big.Rat).Add(total(payee), price)
	owes.Add(owes, payeeStake)
	var bands []Band
	held := [2]*big.Rat{new(big.Rat), new(big.Rat)}
	for _, e := range sequence {
		up := [2]*big.Rat{}
		for i, worths := range [][]*big.Rat{payer, payee} {
			after := new(big.Rat).Add(held[i], worths[e])
			up[i] = greater(held[i], after)
			held[i] = after
		}
		bands = append(bands, Band{Least: new(big.Rat).Sub(up[0], keeps), Most: new(big.Rat).Sub(owes, up[1])})
	}
	return bands
}

func total(all []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, x := range all {
		sum.Add(sum, x)
	}
	return sum
}

func greater(x, y *big.Rat) *big.Rat {
	if x.Cmp(y) >= 0 {
		return x
	}
	return y
}

func rats(n int) []*big.Rat {
	all := make([]*big.Rat, n)
	for i := range all {
		all[i] = new(big.Rat)
	}
	return all
}

// wholes returns the numbers in units of 1/unit, the greatest in which all are whole;
// false where they are too large to be added up.
func wholes(all []*big.Rat) (out []int64, unit *big.Int, ok bool) {
	unit = big.NewInt(1)
	for _, x := range all {
		unit = lcm(unit, x.Denom())
	}
	out, sum := make([]int64, len(all)), new(big.Int)
	for i, x := range all {
		n := new(big.Int).Mul(x.Num(), new(big.Int).Quo(unit, x.Denom()))
		if sum.Add(sum, new(big.Int).Abs(n)); sum.Cmp(big.NewInt(peak.MaxSum/8)) > 0 {
			return nil, nil, false
		}
		out[i] = n.Int64()
	}
	return out, unit, true
}

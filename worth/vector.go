package worth

import (
	"math/big"
	"strings"

	"detente/agreement"
	"detente/order"
)

// Grade says for which magnitudes of the words a vector is at most 0.
type Grade int

// The grades, best first.
const (
	Always  Grade = iota // for every choice of magnitudes
	Depends              // for some, not for all
	Never                // for none in which every word counts for something
)

// Grade returns for which magnitudes m₁ ≥ m₂ ≥ … ≥ 0 the vector is at most 0:
// always, when every sum of its first k entries is at most 0; never, when every
// such sum is at least 0 and one is more.
func (v Vector) Grade() Grade {
	below, above := false, false
	var sum Sum
	for _, x := range v {
		sum.Add(x)
		below = below || sum.Sign() < 0
		above = above || sum.Sign() > 0
	}
	switch {
	case !above:
		return Always
	case below:
		return Depends
	}
	return Never
}

// Prefixes returns the sums of the first k entries, for each k: the sizes of
// the vector when the k strongest words count 1 and the others nothing.
func (v Vector) Prefixes() Vector {
	sums := make(Vector, len(v))
	sum := new(big.Rat)
	for k, x := range v {
		sum.Add(sum, x)
		sums[k] = new(big.Rat).Set(sum)
	}
	return sums
}

// Plus returns v + w.
func (v Vector) Plus(w Vector) Vector {
	sum := make(Vector, len(v))
	for k := range v {
		sum[k] = new(big.Rat).Add(v[k], w[k])
	}
	return sum
}

// Minus returns v − w.
func (v Vector) Minus(w Vector) Vector {
	d := make(Vector, len(v))
	for k := range v {
		d[k] = new(big.Rat).Sub(v[k], w[k])
	}
	return d
}

// Times returns x·v.
func (v Vector) Times(x *big.Rat) Vector {
	t := make(Vector, len(v))
	for k := range v {
		t[k] = new(big.Rat)
		if v[k].Sign() != 0 {
			t[k].Mul(v[k], x)
		}
	}
	return t
}

// of returns the part's share of v, which is of the whole step, with the sign.
func (v Vector) of(u agreement.Unit, sign int) Vector {
	switch {
	case u.Share == nil:
		return v.over(sign * u.Step.PartCount())
	case sign < 0:
		return v.Times(new(big.Rat).Neg(u.Share))
	}
	return v.Times(u.Share)
}

// over returns v/k, which may be v itself.
func (v Vector) over(k int) Vector {
	switch k {
	case 1:
		return v
	case -1:
		negated := make(Vector, len(v))
		for i, x := range v {
			negated[i] = new(big.Rat).Neg(x)
		}
		return negated
	}
	return v.Times(big.NewRat(1, int64(k)))
}

// IsZero reports whether all entries are 0.
func (v Vector) IsZero() bool {
	for _, x := range v {
		if x.Sign() != 0 {
			return false
		}
	}
	return true
}

func zeros(n int) Vector {
	v := make(Vector, n)
	for k := range v {
		v[k] = new(big.Rat)
	}
	return v
}

// Reference returns the size of v in reference magnitudes: each word counts
// half the one before it, the weakest 1; for numbers, the number itself. They
// choose which of the sound plans is shown first, and nothing else.
func (a *Account) Reference(v Vector) *big.Rat {
	sum := new(big.Rat)
	two := big.NewRat(2, 1)
	for _, x := range v {
		sum.Mul(sum, two)
		sum.Add(sum, x)
	}
	return sum
}

// Say writes the vector for people: "2.5" or "10/3", and in words "major",
// "2 vital + 1/2 minor"; "0" for nothing.
func (a *Account) Say(v Vector) string {
	if a.Words == nil {
		return Number(v[0])
	}
	var b strings.Builder
	for k, x := range v {
		if x.Sign() == 0 {
			continue
		}
		size := new(big.Rat).Abs(x)
		switch {
		case b.Len() > 0 && x.Sign() < 0:
			b.WriteString(" − ")
		case b.Len() > 0:
			b.WriteString(" + ")
		case x.Sign() < 0:
			b.WriteString("−")
		}
		if size.Cmp(big.NewRat(1, 1)) != 0 {
			b.WriteString(Number(size) + " ")
		}
		b.WriteString(a.Words[k])
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

// Sides splits the excess at a state into what speaks for staying and what
// speaks for leaving, both said in the party's words: the party carries on when
// the first outweighs the second.
func (a *Account) Sides(state order.Set) (stays, leaves string) {
	staying, leaving := a.zero(), a.zero()
	for k, x := range a.Excess(state) {
		if x.Sign() < 0 {
			staying[k].Neg(x)
		} else {
			leaving[k].Set(x)
		}
	}
	return a.Say(staying), a.Say(leaving)
}

// Number writes a rational exactly: as a decimal where it has a finite one,
// else as a fraction "10/3".
func Number(x *big.Rat) string {
	digits, finite := x.FloatPrec()
	if !finite {
		return x.RatString()
	}
	return x.FloatString(digits)
}

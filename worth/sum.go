package worth

import (
	"cmp"
	"math/big"
)

// Sum adds up rationals exactly: in machine words as long as it can, as most
// agreements let it, and beyond that as big numbers. Its zero value is 0.
type Sum struct {
	num, den int64    // the sum is num/(den+1)
	big      *big.Rat // or this, where it is not nil
}

// What is small enough to be added up in machine words: a sum of two products of
// such numbers fits.
const (
	smallNum = int64(1) << 40
	smallDen = int64(1) << 20
)

// Add adds x.
func (s *Sum) Add(x *big.Rat) { s.add(x, 1) }

// Sub takes x away.
func (s *Sum) Sub(x *big.Rat) { s.add(x, -1) }

// AddSize adds |x|.
func (s *Sum) AddSize(x *big.Rat) { s.add(x, int64(x.Sign())) }

func (s *Sum) add(x *big.Rat, sign int64) {
	num, den, ok := small(x)
	if ok && s.addSmall(sign*num, den) {
		return
	}
	if s.big == nil {
		s.big = s.Rat()
	}
	if sign < 0 {
		s.big.Sub(s.big, x)
	} else {
		s.big.Add(s.big, x)
	}
}

// small returns x in machine words, where it is small.
func small(x *big.Rat) (num, den int64, ok bool) {
	den = 1
	if !x.IsInt() {
		if !x.Denom().IsInt64() {
			return 0, 0, false
		}
		den = x.Denom().Int64()
	}
	if !x.Num().IsInt64() {
		return 0, 0, false
	}
	num = x.Num().Int64()
	return num, den, -smallNum < num && num < smallNum && den < smallDen
}

// addSmall adds num/den, and reports whether it could.
func (s *Sum) addSmall(num, den int64) bool {
	if s.big != nil || s.num <= -smallNum || s.num >= smallNum {
		return false
	}
	switch own := s.den + 1; {
	case own%den == 0:
		num *= own / den
	case own < smallDen:
		s.num, num = s.num*den, num*own
		s.den = own*den - 1
	default:
		return false
	}
	s.num += num
	return true
}

// Sign returns −1, 0 or +1.
func (s *Sum) Sign() int {
	if s.big != nil {
		return s.big.Sign()
	}
	return cmp.Compare(s.num, 0)
}

// Rat returns the sum, as a number of its own.
func (s *Sum) Rat() *big.Rat {
	switch {
	case s.big != nil:
		return new(big.Rat).Set(s.big)
	case s.den == 0:
		return new(big.Rat).SetInt64(s.num)
	}
	return big.NewRat(s.num, s.den+1)
}

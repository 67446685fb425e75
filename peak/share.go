package peak

import (
	"math/big"
	"math/bits"
)

// MaxSum bounds every sum of worths, so that sums and differences of a few of
// them fit in an int64.
const MaxSum = int64(1) << 60

// Share is a non-negative fraction Num/Den; Den > 0. Shares are compared exactly,
// in 128 bits.
type Share struct {
	Num, Den int64
}

// Nothing is the share 0.
var Nothing = Share{0, 1}

// TooMuch is more than any share that can come up.
var TooMuch = Share{MaxSum, 1}

// Compare returns −1, 0 or +1.
func (a Share) Compare(b Share) int {
	if a.Den == b.Den {
		switch {
		case a.Num < b.Num:
			return -1
		case a.Num > b.Num:
			return 1
		}
		return 0
	}
	hi1, lo1 := bits.Mul64(uint64(a.Num), uint64(b.Den))
	hi2, lo2 := bits.Mul64(uint64(b.Num), uint64(a.Den))
	switch {
	case hi1 < hi2 || hi1 == hi2 && lo1 < lo2:
		return -1
	case hi1 == hi2 && lo1 == lo2:
		return 0
	}
	return 1
}

// Less reports whether a is the smaller one.
func (a Share) Less(b Share) bool { return a.Compare(b) < 0 }

// Greater returns the greater of the two.
func Greater(a, b Share) Share {
	if a.Less(b) {
		return b
	}
	return a
}

// Least returns the smaller of the two.
func Least(a, b Share) Share {
	if b.Less(a) {
		return b
	}
	return a
}

// Of returns the greatest whole number that is at most the share of unit:
// ⌊unit·Num/Den⌋, and MaxSum where it would be more than that.
func (a Share) Of(unit int64) int64 {
	hi, lo := bits.Mul64(uint64(unit), uint64(a.Num))
	if hi >= uint64(a.Den) {
		return MaxSum
	}
	q, _ := bits.Div64(hi, lo, uint64(a.Den))
	return int64(min(q, uint64(MaxSum)))
}

// Rat returns the share as a rational number.
func (a Share) Rat() *big.Rat { return big.NewRat(a.Num, a.Den) }

// Float returns the nearest double, for showing progress.
func (a Share) Float() float64 { return float64(a.Num) / float64(a.Den) }

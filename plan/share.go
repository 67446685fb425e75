package plan

import (
	"math/big"
	"math/bits"
)

// share is a non-negative fraction num/den of what a party gains; den > 0. It is
// compared exactly, in 128 bits.
type share struct {
	num, den int64
}

var nothing = share{0, 1}

// compare returns −1, 0 or +1.
func (a share) compare(b share) int {
	hi1, lo1 := bits.Mul64(uint64(a.num), uint64(b.den))
	hi2, lo2 := bits.Mul64(uint64(b.num), uint64(a.den))
	switch {
	case hi1 < hi2 || hi1 == hi2 && lo1 < lo2:
		return -1
	case hi1 == hi2 && lo1 == lo2:
		return 0
	}
	return 1
}

func (a share) less(b share) bool { return a.compare(b) < 0 }

func greater(a, b share) share {
	if a.less(b) {
		return b
	}
	return a
}

// of returns the greatest whole number of units that is at most the share of
// unit: ⌊unit·num/den⌋. The share is at most a few times the unit's own sums, so
// that the result fits.
func (a share) of(unit int64) int64 {
	hi, lo := bits.Mul64(uint64(unit), uint64(a.num))
	if hi >= uint64(a.den) {
		return maxSum
	}
	q, _ := bits.Div64(hi, lo, uint64(a.den))
	return int64(min(q, uint64(maxSum)))
}

func (a share) rat() *big.Rat { return big.NewRat(a.num, a.den) }

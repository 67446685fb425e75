package benchpage

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"
)

// Median returns the middle of the values, of two the mean; 0 of none.
func Median[T ~int | ~int64 | ~float64](all []T) T {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return (sorted[(len(all)-1)/2] + sorted[len(all)/2]) / 2
}

// Brief writes a time with two or three digits: "0.35 ms", "35 ms", "3.5 s".
func Brief(d time.Duration) string {
	if d < time.Second {
		return Digits(float64(d)/float64(time.Millisecond)) + " ms"
	}
	return Digits(d.Seconds()) + " s"
}

// Digits writes a number with two digits, all before the point included.
func Digits(x float64) string {
	switch {
	case x <= 0:
		return "0"
	case x < 10:
		places := max(0, 1-int(math.Floor(math.Log10(x))))
		return strconv.FormatFloat(x, 'f', places, 64)
	}
	return Grouped(int64(math.Round(x)))
}

// Grouped writes a whole number with commas.
func Grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Percent writes a share in percent.
func Percent(x *big.Rat) string {
	f, _ := new(big.Rat).Mul(x, big.NewRat(100, 1)).Float64()
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) + " %"
}

// PercentOf writes a relative gap in percent.
func PercentOf(gap float64) string {
	return strconv.FormatFloat(math.Round(gap*1000)/10, 'f', -1, 64) + " %"
}

// Ratio writes how many times.
func Ratio(x float64) string {
	if x >= 100 {
		magnitude := math.Pow(10, math.Floor(math.Log10(x))-1)
		x = math.Round(x/magnitude) * magnitude
	}
	return Digits(x)
}

// Share writes a part of a whole: "2 of 3".
func Share(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }

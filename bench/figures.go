package main

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"time"
)

// median returns the middle of the values, of two the mean; 0 of none.
func median[T ~int | ~int64 | ~float64](all []T) T {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return (sorted[(len(all)-1)/2] + sorted[len(all)/2]) / 2
}

// brief writes a time with two or three digits: "0.35 ms", "35 ms", "3.5 s".
func brief(d time.Duration) string {
	if d < time.Second {
		return digits(float64(d)/float64(time.Millisecond)) + " ms"
	}
	return digits(d.Seconds()) + " s"
}

// digits writes a number with two digits, all before the point included.
func digits(x float64) string {
	switch {
	case x <= 0:
		return "0"
	case x < 10:
		places := max(0, 1-int(math.Floor(math.Log10(x))))
		return strconv.FormatFloat(x, 'f', places, 64)
	}
	return grouped(int64(math.Round(x)))
}

// grouped writes a whole number with commas.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent writes a share in percent.
func percent(x *big.Rat) string {
	f, _ := new(big.Rat).Mul(x, big.NewRat(100, 1)).Float64()
	return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) + " %"
}

// percentOf writes a relative gap in percent.
func percentOf(gap float64) string {
	return strconv.FormatFloat(math.Round(gap*1000)/10, 'f', -1, 64) + " %"
}

// ratio writes how many times.
func ratio(x float64) string {
	if x >= 100 {
		magnitude := math.Pow(10, math.Floor(math.Log10(x))-1)
		x = math.Round(x/magnitude) * magnitude
	}
	return digits(x)
}

// share writes a part of a whole: "2 of 3".
func share(part, whole int) string { return fmt.Sprintf("%d of %d", part, whole) }

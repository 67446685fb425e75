package worth

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Sums in machine words are those of big numbers, at whatever size the one gives way
// to the other.
func TestSum(t *testing.T) {
	size := rapid.SampledFrom([]int64{3, 100, 1 << 19, 1 << 21, 1<<40 - 1, 1<<40 + 1, 1<<63 - 1})
	rapid.Check(t, func(t *rapid.T) {
		var s Sum
		want := new(big.Rat)
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			num := rapid.Int64Range(-1, 1).Draw(t, "sign") * rapid.Int64Range(0, size.Draw(t, "most")).Draw(t, "num")
			x := big.NewRat(num, rapid.Int64Range(1, size.Draw(t, "finest")).Draw(t, "den"))
			if rapid.Bool().Draw(t, "huge") {
				x.Mul(x, x)
			}
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				s.Add(x)
				want.Add(want, x)
			case 1:
				s.Sub(x)
				want.Sub(want, x)
			case 2:
				s.AddSize(x)
				want.Add(want, new(big.Rat).Abs(x))
			}
			if s.Rat().Cmp(want) != 0 {
				t.Fatalf("the sum is %v, want %v", s.Rat(), want)
			}
		}
	})
}

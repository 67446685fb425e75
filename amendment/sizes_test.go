package amendment_test

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/amendment"
)

func rats(texts ...string) []*big.Rat {
	var all []*big.Rat
	for _, s := range texts {
		x, _ := new(big.Rat).SetString(s)
		all = append(all, x)
	}
	return all
}

// Sizes come out as the text can have them: decimals stay, what no decimal writes is
// told in whole numbers.
func TestSizesAreWritten(t *testing.T) {
	for _, c := range []struct {
		sizes []*big.Rat
		want  string
	}{
		{rats("2", "1", "1"), "[2, 1, 1]"},
		{rats("1/2", "1/4", "1/4"), "[0.5, 0.25, 0.25]"},
		{rats("1/3", "2/3"), "[1, 2]"},
		{rats("4/3", "1/2", "2"), "[8, 3, 12]"},
		{rats("10/3", "20/3"), "[1, 2]"},
	} {
		a := amendment.WithSizes(read(t, crossing), "lists", c.sizes)
		if got := amendment.Sizes(a.Step("lists")); got != c.want {
			t.Errorf("%v are written %s, want %s", c.sizes, got, c.want)
		}
	}
}

// Whatever the sizes are, what is written is of the same proportion, and reads back.
func TestSizesReadBack(t *testing.T) {
	a := read(t, crossing)
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) *big.Rat {
			return big.NewRat(rapid.Int64Range(1, 60).Draw(t, "size"), rapid.Int64Range(1, 12).Draw(t, "of"))
		}), 1, 6).Draw(t, "sizes")
		kept := slices.Clone(sizes)
		b := amendment.WithSizes(a, "lists", sizes)
		again := read(t, "step \"lists\" { sizes = "+amendment.Sizes(b.Step("lists"))+" }\n").Step("lists")
		was := *a.Step("lists")
		was.Sizes = amendment.Given(kept, was.Place)
		if !again.SharesAlike(b.Step("lists")) || !again.SharesAlike(&was) {
			t.Fatalf("%v are written %s", kept, amendment.Sizes(b.Step("lists")))
		}
		if c := amendment.WithParts(b, "lists", 1).Step("lists"); c.Sizes.Given || c.PartCount() != 1 {
			t.Fatalf("in one piece it has sizes still: %v", c.Sizes.V)
		}
	})
}

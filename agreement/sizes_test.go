package agreement

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// parts checks what is promised of the parts of every step that was read.
func (c checker) parts(s *Step) {
	c.t.Helper()
	n := s.PartCount()
	if n < 1 || n > MaxParts || s.Parts.Given && s.Parts.V != n {
		c.t.Fatalf("%d parts, and parts says %d", n, s.Parts.V)
	}
	shares := s.Shares()
	if shares == nil {
		return
	}
	sum := new(big.Rat)
	for _, x := range shares {
		if x.Sign() <= 0 {
			c.t.Fatalf("a part of %s", x)
		}
		sum.Add(sum, x)
	}
	if len(shares) != n || sum.Cmp(big.NewRat(1, 1)) != 0 {
		c.t.Fatalf("%d shares of %d parts add up to %s", len(shares), n, sum)
	}
}

// Only the proportion of sizes counts: any factor gives the same shares, and sizes
// that are all the same are what parts says without them.
func TestSizesAreAProportion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 8).Draw(t, "parts")
		one, scaled := &Step{Sizes: drawSizes(t, k)}, &Step{}
		by := big.NewRat(rapid.Int64Range(1, 50).Draw(t, "times"), rapid.Int64Range(1, 50).Draw(t, "over"))
		scaled.Sizes.Given = true
		for _, x := range one.Sizes.V {
			scaled.Sizes.V = append(scaled.Sizes.V, new(big.Rat).Mul(x, by))
		}
		if !one.SharesAlike(scaled) || one.Uneven() != scaled.Uneven() {
			t.Fatalf("%v and %v are not alike", one.Sizes.V, scaled.Sizes.V)
		}
		plain := &Step{Parts: Opt[int]{V: k, Given: true}}
		if one.SharesAlike(plain) == one.Uneven() {
			t.Fatalf("%v beside parts = %d", one.Sizes.V, k)
		}
		for i, x := range one.Sizes.V { // crosswise, without sums
			if new(big.Rat).Mul(one.Share(i+1), one.Sizes.V[0]).Cmp(new(big.Rat).Mul(one.Share(1), x)) != 0 {
				t.Fatalf("part %d of %v is %s", i+1, one.Sizes.V, one.Share(i+1))
			}
		}
	})
}

func drawSizes(t *rapid.T, k int) Opt[[]*big.Rat] {
	sizes := Opt[[]*big.Rat]{Given: true}
	for range k {
		sizes.V = append(sizes.V, big.NewRat(rapid.Int64Range(1, 4).Draw(t, "size"), rapid.Int64Range(1, 3).Draw(t, "of")))
	}
	return sizes
}

// A step in a thousand parts is the most there is; in one part more there is a
// finding, and nothing of it is kept.
func TestMostSizes(t *testing.T) {
	for _, k := range []int{MaxParts, MaxParts + 1} {
		a, found := readText(fmt.Sprintf("step \"a\" { sizes = [2%s] }\n", strings.Repeat(", 1", k-1)))
		kept := 1
		if k <= MaxParts {
			kept = k
		}
		if found.HasErrors() != (k > MaxParts) || a.Steps[0].PartCount() != kept {
			t.Errorf("%d sizes: %d parts, %s", k, a.Steps[0].PartCount(), listed(found))
		}
	}
}

// The parts of a course know their shares; those of one size have none to know.
func TestCourseHasShares(t *testing.T) {
	a, _ := readText("agreement \"x\" {}\nstep \"a\" { sizes = [2, 1, 1] }\nstep \"b\" { sizes = [3, 3] }\nstep \"c\" { parts = 2 }\n")
	var got []string
	for _, u := range NewCourse(a, Asking{}).Units {
		s := u.Name()
		if u.Share != nil {
			s += " " + u.Share.RatString()
		}
		got = append(got, s)
	}
	if want := "a[1] 1/2, a[2] 1/4, a[3] 1/4, b[1], b[2], c[1], c[2]"; strings.Join(got, ", ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, ", "), want)
	}
}

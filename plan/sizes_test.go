package plan

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
)

// drawUneven draws an agreement in which a step at least has parts of sizes of their own.
func drawUneven(t *rapid.T, like taste) *agreement.Agreement {
	a := drawAgreement(t, like)
	if !slices.ContainsFunc(a.Steps, (*agreement.Step).Uneven) {
		s := rapid.SampledFrom(a.Steps).Draw(t, "uneven")
		k := max(2, s.PartCount())
		s.Parts = agreement.Opt[int]{V: k, Given: true}
		s.Sizes = drawSizes(t, k)
	}
	for _, s := range a.Steps {
		if len(s.By) == 0 { // nobody is nobody else: the parts of such a step would part
			s.By = []agreement.Ref{refTo("third")}
		}
	}
	return a
}

// A step whose parts are of sizes a, b and c is three steps in a chain which are
// worth so much: all that is planned and proved of the two is the same.
func TestSizesAreStepsInAChain(t *testing.T) {
	long.Checks(t, 200, 10000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawUneven(t, taste{units: 8, dates: true})
		inParts, written := find(t, a, Options{}), find(t, unfolded(a), Options{})
		if inParts.Verdict == Blocked && written.Verdict == Blocked {
			return // the circle is told with all the parts on it
		}
		if !sameFigures(inParts, written) || describe(inParts) != describe(written) {
			t.Fatalf("in parts:\n%swith the parts as steps:\n%s", describe(inParts), describe(written))
		}
	})
}

// Sizes times any number are the same sizes, and equal sizes are equal parts, in
// numbers and in words.
func TestSizesAreAProportion(t *testing.T) {
	long.Checks(t, 100, 5000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawUneven(t, taste{units: 8, words: true, dates: true})
		for _, s := range a.Steps { // a step in one piece can say so too
			if !s.Sizes.Given {
				s.Sizes = agreement.Opt[[]*big.Rat]{V: slices.Repeat([]*big.Rat{big.NewRat(3, 7)}, s.PartCount()), Given: true}
			}
		}
		one := find(t, a, Options{})
		for _, s := range a.Steps {
			times := big.NewRat(rapid.Int64Range(1, 9).Draw(t, "times"), rapid.Int64Range(1, 9).Draw(t, "over"))
			for i, x := range s.Sizes.V {
				s.Sizes.V[i] = new(big.Rat).Mul(x, times)
			}
			s.Parts.Given = false
		}
		scaled := find(t, a, Options{})
		for _, s := range a.Steps {
			if k := s.PartCount(); !s.Uneven() {
				s.Sizes.Given, s.Parts = false, agreement.Opt[int]{V: k, Given: true}
			}
		}
		plain := find(t, a, Options{})
		for _, r := range []*Result{scaled, plain} {
			if !sameFigures(one, r) || describe(one) != describe(r) {
				t.Fatalf("\n%sand the same in another way:\n%s", describe(one), describe(r))
			}
		}
	})
}

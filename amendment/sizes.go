package amendment

import (
	"fmt"
	"math/big"
	"strings"

	"detente/agreement"
	"detente/worth"
)

// WithParts returns the agreement with a step in k equal parts, which together take
// as long as it took before, each rounded up to whole days.
func WithParts(a *agreement.Agreement, step string, k int) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) {
		s.Takes = spread(s, k)
		s.Parts, s.Sizes = Given(k, s.Parts.Place), agreement.Opt[[]*big.Rat]{}
	})
}

// WithSizes returns the agreement with a step in parts of these sizes, each above 0,
// in the order in which they are performed; together they take as long as it took
// before, each rounded up to whole days. The sizes stand in it as the text can have
// them: what no decimal writes is written in whole numbers of the same proportion.
func WithSizes(a *agreement.Agreement, step string, sizes []*big.Rat) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) {
		s.Takes = spread(s, len(sizes))
		if s.Parts.Given {
			s.Parts = Given(len(sizes), s.Parts.Place)
		}
		s.Sizes = Given(writable(sizes), s.Sizes.Place)
	})
}

// spread is how long each of k parts takes where all together take as long as the
// parts of the step do.
func spread(s *agreement.Step, k int) agreement.Opt[agreement.Days] {
	t, n := s.Takes, s.PartCount()
	if t.Given {
		t.V = agreement.Days{Min: (n*t.V.Min + k - 1) / k, Max: (n*t.V.Max + k - 1) / k}
	}
	return t
}

// writable returns the sizes as the language writes numbers, or whole numbers of the
// same proportion where one of them has no finite decimals.
func writable(sizes []*big.Rat) []*big.Rat {
	for _, x := range sizes {
		if _, finite := x.FloatPrec(); !finite {
			return Lowest(sizes)
		}
	}
	return sizes
}

// Lowest returns the sizes, each above 0, in the least whole numbers of the same
// proportion.
func Lowest(sizes []*big.Rat) []*big.Rat {
	down, up := big.NewInt(1), new(big.Int)
	for _, x := range sizes {
		common := new(big.Int).GCD(nil, nil, down, x.Denom())
		down.Mul(down, new(big.Int).Quo(x.Denom(), common))
	}
	all := make([]*big.Rat, 0, len(sizes))
	for _, x := range sizes {
		n := new(big.Rat).Mul(x, new(big.Rat).SetInt(down))
		up.GCD(nil, nil, up, n.Num())
		all = append(all, n)
	}
	for _, n := range all {
		n.Quo(n, new(big.Rat).SetInt(up))
	}
	return all
}

// Sizes writes the sizes of a step's parts as the text has them, "" where they are
// left out.
func Sizes(s *agreement.Step) string {
	if !s.Sizes.Given {
		return ""
	}
	return "[" + listed(s.Sizes.V, ", ") + "]"
}

func listed(sizes []*big.Rat, between string) string {
	var all []string
	for _, x := range sizes {
		all = append(all, worth.Number(x))
	}
	return strings.Join(all, between)
}

// sizedParts says in how many parts a step is, and what they are to one another
// where it was or is in parts of different sizes.
func sizedParts(was, is *agreement.Step) string {
	k := is.PartCount()
	switch {
	case is.Uneven():
		return fmt.Sprintf("%s sized %s", partsOf(k), listed(is.Sizes.V, " : "))
	case was.Uneven() && k > 1:
		return fmt.Sprintf("%d equal parts", k)
	}
	return partsOf(k)
}

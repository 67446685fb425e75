package repair

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/amendment"
	"detente/internal/long"
	"detente/plan"
)

// outcomes plans and looks for repairs, and returns what there is of two kinds.
func outcomes(t *rapid.T, a *agreement.Agreement) (parts, sizes *Outcome) {
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	all, err := Find(r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		switch all[i].Kind {
		case Parts:
			parts = &all[i]
		case Sizes:
			sizes = &all[i]
		}
	}
	return parts, sizes
}

// reaches is in how many parts an outcome reaches the goal; 0 where it does not.
func reaches(o *Outcome, g goal) int {
	if len(o.Repairs) == 0 || !reached(o.Repairs[0].Plan, g) {
		return 0
	}
	return partsOf(o.Repairs[0])
}

// Two divisible things that change hands: the parts are as few as in the exact
// recursion for two sides.
func TestSizesAgainstTwoSides(t *testing.T) {
	found, proved := 0, 0
	long.Checks(t, 60, 200)
	rapid.Check(t, func(t *rapid.T) {
		w := drawSwap(t)
		equal, sizes := outcomes(t, agreed(t, w.text(1)))
		if sizes == nil {
			return // it holds as it is
		}
		best, ok := w.Best()
		if !ok {
			if len(sizes.Repairs) > 0 {
				t.Fatalf("%s, but there are no sizes", sizes.Repairs[0].Sentence)
			}
			return
		}
		for _, r := range sizes.Repairs {
			total := partsOf(r) + 2 - len(r.Steps)
			if total < len(best.Sizes) || r.Least && total > len(best.Sizes) {
				t.Fatalf("%s (least: %v), but %d parts are the fewest", r.Sentence, r.Least, len(best.Sizes))
			}
			if found++; r.Least {
				proved++
			}
		}
		if len(sizes.Repairs) == 0 && sizes.Decided && reaches(equal, holds) != 0 && partsOf(equal.Repairs[0])+2-len(equal.Repairs[0].Steps) > len(best.Sizes) {
			t.Fatalf("%s, but %d parts are enough", sizes.Why, len(best.Sizes))
		}
	})
	if t.Logf("%d sizes, %d of them proved to be the fewest", found, proved); proved == 0 {
		t.Error("no sizes were ever proved to be the fewest")
	}
}

// drawDivisible is a small agreement, one in two a swap with a small step beside it, for
// which sizes matter more often than for others.
func drawDivisible(t *rapid.T) *agreement.Agreement {
	if rapid.Bool().Draw(t, "swap") {
		return agreed(t, drawSwap(t).text(1)+"step \"z\" {\nby = a\ncosts = { a = 1 }\ngains = { b = 1 }\n}\n")
	}
	return draw(t)
}

// No sizes in twelfths of one step, or in sixths of two, are fewer than what is
// called the fewest.
func TestSizesAgainstTryingMany(t *testing.T) {
	found := 0
	long.Checks(t, 60, 400)
	rapid.Check(t, func(t *rapid.T) {
		a := drawDivisible(t)
		equal, sizes := outcomes(t, a)
		if sizes == nil || !sizes.Decided || !equal.Decided {
			return
		}
		found += len(sizes.Repairs)
		few := reaches(sizes, holds)
		if few > 0 && reaches(equal, holds) > 0 && reaches(equal, holds) <= few {
			t.Fatalf("%s, though equal parts are as few", sizes.Repairs[0].Sentence)
		}
		if few == 0 {
			few = reaches(equal, holds)
		}
		least := fewestTried(t, a)
		if least > 0 && (few == 0 || few > least) {
			t.Fatalf("%d parts are enough; found %d (%s %s)", least, few, sizes.Why, equal.Why)
		}
	})
	if found == 0 {
		t.Error("no sizes were ever found")
	}
}

// fewestTried tries one step in two or three parts in twelfths, and two steps in two
// parts each in sixths, and returns the fewest parts in which that holds; 0 for none.
func fewestTried(t *rapid.T, a *agreement.Agreement) int {
	least := 0
	try := func(n int, b *agreement.Agreement) {
		if (least == 0 || n < least) && dumb(t, b, holds) {
			least = n
		}
	}
	for i, x := range a.Steps {
		for _, s := range slices.Concat(compositions(12, 2), compositions(12, 3)) {
			try(len(s), amendment.WithSizes(a, x.ID, s))
		}
		for _, y := range a.Steps[:i] {
			for _, s := range compositions(6, 2) {
				for _, u := range compositions(6, 2) {
					try(4, amendment.WithSizes(amendment.WithSizes(a, x.ID, s), y.ID, u))
				}
			}
		}
	}
	return least
}

// compositions lists the ways to write n as a sum of k numbers above 0.
func compositions(n, k int64) [][]*big.Rat {
	if k == 1 {
		return [][]*big.Rat{{big.NewRat(n, 1)}}
	}
	var all [][]*big.Rat
	for first := int64(1); first <= n-k+1; first++ {
		for _, rest := range compositions(n-first, k-1) {
			all = append(all, append([]*big.Rat{big.NewRat(first, 1)}, rest...))
		}
	}
	return all
}

// The exact search over one step and the one in pieces agree: what is counted loosely
// is no more, and what is in sixtieths no fewer.
func TestDivisionAgainstPieces(t *testing.T) {
	counts := map[int]int{}
	long.Checks(t, 300, 5000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawDivisible(t)
		r, err := plan.Find(a, plan.Options{})
		if err != nil || !Repairable(r.Verdict) {
			return
		}
		s := newSearch(r, Options{})
		s.begin(1)
		for _, x := range s.divisible() {
			for _, g := range []goal{holds, cleared} {
				cuts, decided := s.fewestCuts(x, g, nil)
				sums := s.sums([]*agreement.Step{x}, g, nil)
				fine, _ := newPieces(sums, 60, false, s.o.Limit).fewest()
				loose, _ := newPieces(sums, 60, true, s.o.Limit).fewest()
				switch n := len(cuts); {
				case !decided:
					t.Fatal("not decided")
				case n == 0 && fine != nil && fine.parts <= MaxCut, n > 0 && fine != nil && fine.parts < n:
					t.Fatalf("%s: %d parts, in sixtieths %v", x.ID, n, fine)
				case n > 0 && (loose == nil || loose.parts > n):
					t.Fatalf("%s: %d parts, counted loosely %v", x.ID, n, loose)
				default:
					counts[n]++
				}
			}
		}
	})
	t.Log(counts)
}

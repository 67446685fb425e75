package agreement

import (
	"math/big"
	"slices"

	"detente/diag"
	"detente/syntax"
)

// PartCount returns how many parts the step is performed in: at least 1.
func (s *Step) PartCount() int {
	switch {
	case s.Sizes.Given:
		return max(1, len(s.Sizes.V))
	case s.Parts.Given && s.Parts.V > 1:
		return s.Parts.V
	}
	return 1
}

// Uneven reports whether the parts of the step are of different sizes.
func (s *Step) Uneven() bool {
	if !s.Sizes.Given || len(s.Sizes.V) < 2 {
		return false
	}
	first := s.Sizes.V[0]
	return slices.ContainsFunc(s.Sizes.V, func(x *big.Rat) bool { return x.Cmp(first) != 0 })
}

// Shares returns what each part is of the step, exactly, the first part first; the
// shares add up to 1. It is nil where all parts are of one size.
func (s *Step) Shares() []*big.Rat {
	if !s.Uneven() {
		return nil
	}
	sum := new(big.Rat)
	for _, x := range s.Sizes.V {
		sum.Add(sum, x)
	}
	shares := make([]*big.Rat, len(s.Sizes.V))
	for i, x := range s.Sizes.V {
		shares[i] = new(big.Rat).Quo(x, sum)
	}
	return shares
}

// Share returns what one part is of the step, exactly; parts are counted from 1.
// Whoever asks for all of them asks [Step.Shares].
func (s *Step) Share(part int) *big.Rat {
	if shares := s.Shares(); shares != nil {
		return shares[part-1]
	}
	return big.NewRat(1, int64(s.PartCount()))
}

// SharesAlike reports whether two steps are performed in the same parts: as many,
// and each the same share of its step.
func (s *Step) SharesAlike(t *Step) bool {
	return s.PartCount() == t.PartCount() &&
		slices.EqualFunc(s.Shares(), t.Shares(), func(x, y *big.Rat) bool { return x.Cmp(y) == 0 })
}

// cutAt is where the text says in how many parts the step is performed; the place
// is unknown where it does not.
func (s *Step) cutAt() diag.Place {
	if s.Parts.Given {
		return s.Parts.Place
	}
	return s.Sizes.Place
}

// parts reads into how many parts the step is cut.
func (r *reader) parts(s *Step, e syntax.Expr) {
	s.Parts = r.optWhole(e, 1, MaxParts, "parts")
	r.unclear[s.ID] = r.unclear[s.ID] || !s.Parts.Given
}

// sizes reads what the parts of the step are to one another.
func (r *reader) sizes(s *Step, e syntax.Expr) {
	s.Sizes = r.proportion(e)
	r.unclear[s.ID] = r.unclear[s.ID] || !s.Sizes.Given
}

// proportion reads a list of numbers above 0.
func (r *reader) proportion(e syntax.Expr) Opt[[]*big.Rat] {
	const fix = "Write one number for each part, such as [2, 1, 1] for a half and two quarters."
	switch {
	case e.Kind != syntax.List:
		r.expected("a list of numbers", e, fix)
		return Opt[[]*big.Rat]{}
	case len(e.Items) == 0 || len(e.Items) > MaxParts:
		r.add(codeRange, e.Place, fix, "%s must have from 1 to %d numbers.", r.where, MaxParts)
		return Opt[[]*big.Rat]{}
	}
	sizes := make([]*big.Rat, 0, len(e.Items))
	for _, item := range e.Items {
		switch {
		case item.Kind != syntax.Number:
			r.expected("a list of numbers", item, "Write numbers without quotes; a third and two thirds are [1, 2].")
		case item.Number.Sign() <= 0:
			r.add(codeRange, item.Place, "Write what the part is to the others, such as 1, or leave the part out.",
				"%s must have only numbers above 0.", r.where)
		default:
			sizes = append(sizes, item.Number)
		}
	}
	return Opt[[]*big.Rat]{V: sizes, Given: len(sizes) == len(e.Items), Place: e.Place}
}

// checkSizes checks that a step which says both how many parts it has and how large
// they are says the same.
func (r *reader) checkSizes() {
	for _, s := range r.a.Steps {
		if n := len(s.Sizes.V); s.Parts.Given && s.Sizes.Given && n != s.Parts.V {
			f := r.add(codeRange, s.Sizes.Place, "Write one size for each part; parts can be left out.",
				"In step %s, parts is %d, and in sizes %s.", s.ID, s.Parts.V, stand(n))
			f.Places, f.Steps = []diag.Place{s.Parts.Place, s.Sizes.Place}, []string{s.ID}
			s.Sizes, r.unclear[s.ID] = Opt[[]*big.Rat]{}, true
		}
	}
}

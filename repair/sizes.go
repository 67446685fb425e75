package repair

import (
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/amendment"
)

// inSizes looks for parts of different sizes that are enough where equal ones are
// not, or fewer of them: of one step, exactly, and where that is not enough, of
// several.
func (s *search) inSizes() Outcome {
	steps := s.divisible()
	if len(steps) == 0 {
		return Outcome{Why: "No step is left that could be cut into parts of different sizes."}
	}
	var all []found
	for _, g := range s.goals() {
		edged := slices.DeleteFunc(slices.Clone(steps), func(x *agreement.Step) bool { return !s.twoEdged(x, g) })
		for _, x := range edged {
			s.divide(&all, x, g)
		}
		few := func(f found) bool { return f.goal == g && partsOf(f.Repair) <= leastTogether }
		if len(edged) > 1 && !slices.ContainsFunc(all, few) {
			s.divideSeveral(&all, edged, g)
		}
		if best(all, g) {
			break
		}
	}
	all = fewestOf(all)
	if len(all) > 0 && s.equalDo(all[0]) {
		if !all[0].Least {
			s.missed++ // fewer may do, and were not found
		}
		return Outcome{Why: "Parts of different sizes would have to be no fewer than equal ones."}
	}
	why := fmt.Sprintf("No step in up to %d parts is enough, whatever their sizes, and no sizes of several steps were found.", MaxCut)
	if len(steps) == 1 {
		why = fmt.Sprintf("%s in up to %d parts is not enough, whatever their sizes; no other step can be cut.", steps[0].ID, MaxCut)
	}
	return offer(all, why)
}

// equalDo reports whether equal parts, no more of them, reach as much.
func (s *search) equalDo(f found) bool {
	return s.equal != nil && (s.equal.goal > f.goal || s.equal.goal == f.goal && partsOf(s.equal.Repair) <= partsOf(f.Repair))
}

// divisible lists the steps that can be cut into parts of any size: cuttable ones
// that are wanted together with nothing and make nothing permanent.
func (s *search) divisible() []*agreement.Step {
	return slices.DeleteFunc(s.cuttable(), func(x *agreement.Step) bool {
		e := s.base.Course.EventOf(s.units(x)[0])
		return len(x.Locks) > 0 || slices.ContainsFunc(s.base.Course.Bundles, func(b agreement.Bundle) bool { return slices.Contains(b.Events, e) })
	})
}

// twoEdged reports whether a part of the step makes some condition harder to keep and
// another one easier. Where it only makes them harder, all of it can as well be
// performed where its last part is, and where it only makes them easier, where the
// first is: no parts are of use.
func (s *search) twoEdged(x *agreement.Step, g goal) bool {
	sums := s.sums([]*agreement.Step{x}, g, nil)
	harder := func(r slack) bool { return r.own[0] > 0 }
	easier := func(r slack) bool { return r.own[0] < 0 }
	return sums == nil || slices.ContainsFunc(sums.rows, harder) && slices.ContainsFunc(sums.rows, easier)
}

// sums are the conditions with the steps in one part each, to be cut.
func (s *search) sums(steps []*agreement.Step, g goal, exposure *big.Rat) *sums {
	a, names := s.a, []string{}
	for _, x := range steps {
		a, names = amendment.WithParts(a, x.ID, 1), append(names, x.ID)
	}
	return newSums(agreement.NewCourse(a, s.asking), names, g, exposure)
}

// divide looks for the fewest parts of one step, and of as many parts for the sizes
// that are easiest to say and for those that expose least.
func (s *search) divide(all *[]found, x *agreement.Step, g goal) {
	cuts, decided := s.fewestCuts(x, g, nil)
	if cuts == nil && decided {
		return
	}
	if len(cuts) < 2 || !s.size(all, x, g, roundest(cuts), decided) {
		s.missed++ // what the planner asks besides may allow other sizes
		return
	}
	known := (*all)[len(*all)-1]
	if sizes := s.leastExposing(x, g, len(cuts), known.Plan.Exposure.Share); sizes != nil {
		s.size(all, x, g, sizes, decided)
	}
}

// fewestCuts returns the ranges of the fewest parts in which the step reaches the
// goal, where given with nobody exposed by more than a share of what it gains.
func (s *search) fewestCuts(x *agreement.Step, g goal, exposure *big.Rat) (cuts []cut, decided bool) {
	sums := s.sums([]*agreement.Step{x}, g, exposure)
	if sums == nil {
		return nil, false
	}
	d := newDivision(sums, s.o.Limit)
	end, decided := d.fewest(MaxCut)
	s.spend(len(d.labels))
	if end == nil {
		return nil, decided
	}
	return d.ranges(end), decided
}

// leastExposing returns sizes of k parts that expose everybody by less than the share
// that is known, as little as can be told in sixteenths of it; nil where there are none.
func (s *search) leastExposing(x *agreement.Step, g goal, k int, known *big.Rat) []*big.Rat {
	var sizes []*big.Rat
	s.halve(known, func(share *big.Rat) bool {
		cuts, _ := s.fewestCuts(x, g, share)
		if len(cuts) != k {
			return false
		}
		sizes = roundest(cuts)
		return true
	})
	return sizes
}

// closeness is how close to the least exposure sizes are looked for, as a share of
// what they are compared with: sizes that expose less by a hair are not worth being
// harder to say.
const closeness = 16

// halve asks whether there is anything that exposes nobody by more than a share, for
// smaller and smaller shares, halving what is between yes and no.
func (s *search) halve(known *big.Rat, ask func(share *big.Rat) bool) {
	if known.Sign() == 0 {
		return
	}
	for low, high := 0, closeness; high-low > 1 && !s.spent(); {
		mid := (low + high) / 2
		if ask(new(big.Rat).Mul(known, big.NewRat(int64(mid), closeness))) {
			high = mid
		} else {
			low = mid
		}
	}
}

// size tries the step in parts of those sizes.
func (s *search) size(all *[]found, x *agreement.Step, g goal, sizes []*big.Rat, least bool) bool {
	a := withSizes(s.a, x.ID, sizes)
	return s.confirm(all, a, Repair{
		Kind: Sizes, Steps: []string{x.ID}, Agree: agree(s.a, x),
		Changes:  amendment.Cutting(x, a.Step(x.ID)),
		Sentence: fmt.Sprintf("Perform %s.", sized(x.ID, sizes)),
	}, g, least)
}

// leastTogether is in how many parts several steps are at least: two in two each.
const leastTogether = 4

// finely are into how many equal pieces several steps are divided to find sizes for
// all of them, the fewest first.
var finely = []int{12, 24, 60, 120}

// mostDivided is how many steps are divided at once at most.
const mostDivided = 3

// finest is into how many pieces the steps are divided at most.
func finest(steps []*agreement.Step) int {
	if len(steps) > 2 {
		return finely[1]
	}
	return finely[len(finely)-1]
}

// divideSeveral looks for the fewest parts of several steps, in equal pieces of each,
// and of as many parts for those that expose less.
func (s *search) divideSeveral(all *[]found, steps []*agreement.Step, g goal) {
	group := s.group(steps)
	if len(group) < 2 {
		s.missed++
		return
	}
	f := s.fewestPieces(group, g)
	switch {
	case f.sizes == nil && f.least:
		return
	case f.sizes == nil || !s.sizeAll(all, group, f.sizes, g, f.least):
		s.missed++
		return
	}
	known := (*all)[len(*all)-1]
	if safer := s.safest(group, f, g, known.Plan.Exposure.Share); safer != nil {
		s.sizeAll(all, group, safer, g, f.least)
	}
}

// group are the steps that are divided at once: all, where they are few enough, and
// otherwise those that equal parts are enough of.
func (s *search) group(steps []*agreement.Step) []*agreement.Step {
	if len(steps) <= mostDivided {
		return steps
	}
	s.missed++ // other groups are not looked at
	if s.equal == nil || len(s.equal.Steps) > mostDivided {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(steps), func(x *agreement.Step) bool { return !slices.Contains(s.equal.Steps, x.ID) })
}

// fewest are sizes of the fewest parts that were found of several steps.
type fewest struct {
	sizes [][]*big.Rat // by step; nil where none were found
	of    int          // in how many pieces of each step; 0 where they are no pieces
	least bool         // no fewer are enough, or none at all, whatever their sizes
}

// fewestPieces looks for the fewest parts of the steps together that reach the goal:
// as few as there must be, in pieces or else in whatever sizes the way that shows how
// many there must be allows.
func (s *search) fewestPieces(steps []*agreement.Step, g goal) fewest {
	sums := s.sums(steps, g, nil)
	if sums == nil {
		return fewest{}
	}
	loose := newPieces(sums, finest(steps), true, s.o.Limit)
	end, decided := loose.fewest()
	s.spend(len(loose.marks))
	if end == nil && decided {
		return fewest{least: true}
	}
	f := fewest{}
	for _, n := range finely {
		if n > finest(steps) || s.spent() || f.isLeast(end) {
			break
		}
		p := newPieces(sums, n, false, s.o.Limit)
		if found, _ := p.fewest(); found != nil && (f.sizes == nil || found.parts < parts(f.sizes)) {
			f.sizes, f.of = p.sizes(found), n
		}
		s.spend(len(p.marks))
	}
	if end != nil && !f.isLeast(end) {
		if sizes, ok := loose.stretched(end); ok {
			f.sizes, f.of = sizes, 0
		}
	}
	f.least = f.isLeast(end)
	return f
}

// isLeast reports whether the parts are as few as on the way that shows how many there
// must be, where that is known.
func (f *fewest) isLeast(end *mark) bool {
	return end != nil && f.sizes != nil && parts(f.sizes) == end.parts
}

// parts counts the parts of all steps.
func parts(sizes [][]*big.Rat) int { return len(slices.Concat(sizes...)) }

// spend counts what was looked at.
func (s *search) spend(looked int) {
	s.left, s.share = s.left-int64(looked), s.share-int64(looked)
}

// safest is leastExposing for several steps.
func (s *search) safest(steps []*agreement.Step, f fewest, g goal, exposure *big.Rat) [][]*big.Rat {
	if f.of == 0 {
		return nil
	}
	var best [][]*big.Rat
	s.halve(exposure, func(share *big.Rat) bool {
		sums := s.sums(steps, g, share)
		if sums == nil {
			return false
		}
		p := newPieces(sums, f.of, false, s.o.Limit)
		end, _ := p.fewest()
		s.spend(len(p.marks))
		if end == nil || end.parts > parts(f.sizes) {
			return false
		}
		best = p.sizes(end)
		return true
	})
	return best
}

// sizeAll tries the steps in parts of those sizes.
func (s *search) sizeAll(all *[]found, steps []*agreement.Step, sizes [][]*big.Rat, g goal, least bool) bool {
	a, r := s.a, Repair{Kind: Sizes}
	var said []string
	var cut []*agreement.Step
	for i, x := range steps {
		if len(sizes[i]) == 1 && x.PartCount() == 1 {
			continue
		}
		own := amendment.Lowest(sizes[i])
		a = withSizes(a, x.ID, own)
		cut, said, r.Steps = append(cut, x), append(said, sized(x.ID, own)), append(r.Steps, x.ID)
		r.Changes = append(r.Changes, amendment.Cutting(x, a.Step(x.ID))...)
	}
	r.Agree, r.Sentence = agree(s.a, cut...), fmt.Sprintf("Perform %s.", and(said))
	return s.confirm(all, a, r, g, least)
}

// withSizes cuts a step into parts of those sizes, or into equal ones where they are
// all the same.
func withSizes(a *agreement.Agreement, step string, sizes []*big.Rat) *agreement.Agreement {
	if alike(sizes) {
		return amendment.WithParts(a, step, len(sizes))
	}
	return amendment.WithSizes(a, step, sizes)
}

func alike(sizes []*big.Rat) bool {
	return !slices.ContainsFunc(sizes, func(x *big.Rat) bool { return x.Cmp(sizes[0]) != 0 })
}

// confirm tries sizes that keep all conditions on what is performed, and reports
// whether the plan does too.
func (s *search) confirm(all *[]found, a *agreement.Agreement, r Repair, g goal, least bool) bool {
	if len(r.Changes) == 0 || len(agreement.NewCourse(a, s.asking).Units) > agreement.MaxUnits {
		return false
	}
	known := len(*all)
	s.attempt(all, a, r)
	if len(*all) == known || (*all)[known].goal < g {
		*all = (*all)[:known]
		return false
	}
	(*all)[known].Least = least
	return true
}

// sized says a step in parts: "grain in 3 parts of 1/2, 1/4 and 1/4".
func sized(step string, sizes []*big.Rat) string {
	switch {
	case len(sizes) == 1:
		return step + " in one piece"
	case alike(sizes):
		return fmt.Sprintf("%s in %d equal parts", step, len(sizes))
	}
	sum := total(sizes)
	var shares []string
	for _, x := range sizes {
		shares = append(shares, new(big.Rat).Quo(x, sum).RatString())
	}
	return fmt.Sprintf("%s in %d parts of %s", step, len(sizes), and(shares))
}

// fewestOf leaves, of what reaches most, what does it with the fewest parts.
func fewestOf(all []found) []found {
	g, least := cleared, 0
	if best(all, holds) {
		g = holds
	}
	for _, f := range all {
		if n := partsOf(f.Repair); f.goal == g && (least == 0 || n < least) {
			least = n
		}
	}
	return slices.DeleteFunc(all, func(f found) bool { return f.goal != g || partsOf(f.Repair) != least })
}

// partsOf counts the parts of all steps that a repair cuts.
func partsOf(r Repair) int {
	n := 0
	for _, step := range r.Steps {
		n += r.Plan.Course.Agreement.Step(step).PartCount()
	}
	return n
}

package repair

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/amendment"
	"detente/order"
	"detente/worth"
)

// parts looks for the least number of parts of one step that is enough, and where
// there is none, of all that can be cut.
func (s *search) parts() Outcome {
	steps := s.cuttable()
	if len(steps) == 0 {
		return Outcome{Why: "No step is left that could be cut into more parts."}
	}
	var all []found
	for k := 2; k <= MaxCut && !best(all, holds); k++ {
		for _, x := range steps {
			s.cut(&all, k, x)
		}
	}
	if len(steps) > 1 && !best(all, holds) {
		if many := s.allParts(steps); len(all) == 0 || best(many, holds) {
			all = many
		}
	}
	if all = fewestParts(all); len(all) > 0 {
		s.equal = &all[0]
	}
	why := fmt.Sprintf("No step cut into up to %d parts is enough, nor all of them.", MaxCut)
	if len(steps) == 1 {
		why = fmt.Sprintf("%s cut into up to %d parts is not enough; no other step can be cut.", steps[0].ID, MaxCut)
	}
	return offer(all, why)
}

// allParts cuts all the steps into the fewest parts that are enough, and then
// leaves out again those that need not be cut.
func (s *search) allParts(steps []*agreement.Step) []found {
	var many []found
	for k := 2; k <= MaxCut && !best(many, holds); k++ {
		if s.cut(&many, k, steps...); !best(many, holds) {
			continue
		}
		many = many[len(many)-1:]
		for i := 0; i < len(steps) && len(steps) > 2; {
			fewer := slices.Delete(slices.Clone(steps), i, i+1)
			var one []found
			if s.cut(&one, k, fewer...); best(one, holds) {
				steps, many = fewer, one
			} else {
				i++
			}
		}
	}
	return many
}

// best reports whether something reaches the goal.
func best(all []found, g goal) bool {
	return slices.ContainsFunc(all, func(f found) bool { return f.goal == g })
}

// fewestParts leaves, of what reaches most, what does it with the fewest parts.
func fewestParts(all []found) []found {
	g, k := cleared, ""
	if best(all, holds) {
		g = holds
	}
	return slices.DeleteFunc(all, func(f found) bool {
		if f.goal == g && k == "" {
			k = f.Changes[0].To
		}
		return f.goal != g || f.Changes[0].To != k
	})
}

// cut tries the steps in k parts each, where they are in fewer.
func (s *search) cut(all *[]found, k int, steps ...*agreement.Step) {
	a := s.a
	r := Repair{Kind: Parts, Agree: agree(s.a, steps...)}
	units := len(s.base.Course.Units)
	for _, x := range steps {
		if n := x.PartCount(); n > k || n == k && !x.Uneven() {
			continue
		}
		a = amendment.WithParts(a, x.ID, k)
		units += k - x.PartCount()
		r.Steps = append(r.Steps, x.ID)
		r.Changes = append(r.Changes, amendment.Cutting(x, a.Step(x.ID))...)
	}
	if len(r.Steps) == 0 || units > agreement.MaxUnits {
		return
	}
	if r.Sentence = fmt.Sprintf("Perform %s in %d parts.", and(r.Steps), k); slices.ContainsFunc(steps, (*agreement.Step).Uneven) {
		r.Sentence = fmt.Sprintf("Perform %s in %d equal parts.", and(r.Steps), k)
	}
	if len(r.Steps) > 1 {
		r.Sentence = fmt.Sprintf("Perform %s in %d parts each.", and(r.Steps), k)
	}
	s.attempt(all, a, r)
}

// cuttable lists the steps whose parts could be more: still to be performed,
// worth something to somebody who says so, not held by anybody, with parts that
// nothing in the text refers to. A duty goes on as a whole.
func (s *search) cuttable() []*agreement.Step {
	byPart := map[string]bool{}
	for _, r := range refs(s.a) {
		if r.Part > 0 {
			byPart[r.ID] = true
		}
	}
	var steps []*agreement.Step
	for _, x := range s.loose() {
		if !byPart[x.ID] && !x.OfDuty && concernsAny(s.accounts, s.units(x)) {
			steps = append(steps, x)
		}
	}
	return steps
}

// refs lists the uses of steps where the order is spoken of.
func refs(a *agreement.Agreement) []agreement.StepRef {
	var all []agreement.StepRef
	for _, x := range a.Steps {
		all = append(append(all, x.After...), x.Locks...)
	}
	for _, x := range a.Exchanges {
		all = append(all, x.Steps...)
	}
	for _, d := range a.Demands {
		all = append(all, d.Steps...)
	}
	return all
}

// loose lists the steps of which nothing has been performed and that are in no
// exchange.
func (s *search) loose() []*agreement.Step {
	var steps []*agreement.Step
	for _, x := range s.a.Steps {
		held := slices.ContainsFunc(s.a.Exchanges, func(e *agreement.Exchange) bool {
			return slices.ContainsFunc(e.Steps, func(r agreement.StepRef) bool { return r.ID == x.ID })
		})
		if !s.begun(x) && !held {
			steps = append(steps, x)
		}
	}
	return steps
}

// begun reports whether any of the step has been performed.
func (s *search) begun(x *agreement.Step) bool {
	return slices.ContainsFunc(s.units(x), func(u int) bool { return s.base.Course.EventOf(u) < 0 })
}

func (s *search) units(x *agreement.Step) []int { return s.base.Course.UnitsOf(amendment.RefTo(x.ID)) }

// concernsAny reports whether any of the units is worth something to anybody.
func concernsAny(accounts []*worth.Account, units []int) bool {
	return slices.ContainsFunc(accounts, func(a *worth.Account) bool {
		return slices.ContainsFunc(units, func(u int) bool { return !a.Value[u].IsZero() || !a.Keep[u].IsZero() })
	})
}

// exchangeName is what an exchange is called that the text has not.
const exchangeName = "exchange"

// exchanges looks for two steps that are better released together.
func (s *search) exchanges() Outcome {
	var all []found
	steps, tried := s.loose(), 0
	for i, x := range steps {
		for _, y := range steps[i+1:] {
			if !s.opposed(x, y) {
				continue
			}
			tried++
			s.attempt(&all, amendment.WithExchange(s.a, amendment.Unused(s.a, exchangeName), "", amendment.RefTo(x.ID), amendment.RefTo(y.ID)), Repair{
				Kind: Exchange, Steps: []string{x.ID, y.ID}, Agree: agree(s.a, x, y),
				Changes:  []amendment.Change{{Of: amendment.Unused(s.a, exchangeName), Attribute: "steps", To: x.ID + ", " + y.ID, Place: x.Place}},
				Sentence: fmt.Sprintf("Release %s and %s together: a third party holds both until both are there.", x.ID, y.ID),
			})
		}
	}
	why := fmt.Sprintf("None of the %d pairs of steps that somebody gains one of and bears the other is enough.", tried)
	switch tried {
	case 0:
		why = "There are no two steps, in no exchange yet, of which somebody gains one and bears the other."
	case 1:
		why = "The one pair of steps of which somebody gains one and bears the other is not enough."
	}
	return offer(all, why)
}

// opposed reports whether somebody gains by one of the steps and loses by the
// other. Where nobody does, the moment at which only one of them has been
// performed is no worse for anybody than the moments before or after both, and an
// exchange changes nothing.
func (s *search) opposed(x, y *agreement.Step) bool {
	return slices.ContainsFunc(s.accounts, func(a *worth.Account) bool {
		p, q := signs(a, s.units(x)), signs(a, s.units(y))
		for k := range p {
			if p[k]*q[k] < 0 {
				return true
			}
		}
		return false
	})
}

// signs returns the signs of what the party keeps of the units together: for each
// number of strongest words, and in reference sizes.
func signs(a *worth.Account, units []int) []int {
	sum := keeps(a, units)
	all := []int{a.Reference(sum).Sign()}
	for _, x := range sum.Prefixes() {
		all = append(all, x.Sign())
	}
	return all
}

// preconditions looks for a precondition that is better let go.
func (s *search) preconditions() Outcome {
	var all []found
	tried := 0
	for _, x := range s.a.Steps {
		for i, ref := range x.After {
			other := s.a.Step(ref.ID)
			if x.OfDuty || x.Done.Given || other.Done.Given || s.implied(x.ID, i) { // a duty rests on what it waits for
				continue
			}
			tried++
			s.attempt(&all, amendment.WithoutAfter(s.a, x.ID, i), Repair{
				Kind: Precondition, Steps: []string{x.ID, ref.ID}, Agree: agree(s.a, x, other),
				Changes:  []amendment.Change{{Of: x.ID, Attribute: "after", From: ref.String(), Place: ref.Place}},
				Sentence: fmt.Sprintf("Let %s not wait for %s.", x.ID, ref),
			})
		}
	}
	switch tried {
	case 0:
		return offer(all, "There is no precondition in the text that decides anything.")
	case 1:
		return offer(all, "Letting the only precondition go is not enough.")
	}
	return offer(all, fmt.Sprintf("Letting one of the %d preconditions go is not enough.", tried))
}

// implied reports whether the order is the same without the precondition.
func (s *search) implied(step string, i int) bool {
	is, ok := orderOf(s.base.Course)
	now := agreement.NewCourse(amendment.WithoutAfter(s.a, step, i), s.asking)
	if was, also := orderOf(now); ok && also {
		for e := range is.Len() {
			if !slices.Equal(is.Before(e), was.Before(e)) {
				return false
			}
		}
		return true
	}
	return false
}

// orderOf is the order of the events of a course; false where it is a circle.
func orderOf(c *agreement.Course) (*order.Order, bool) {
	var pairs [][2]int
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	return order.New(len(c.Events), pairs)
}

// locks looks, for each step that can be taken back, for the step that had best
// make it permanent.
func (s *search) locks() Outcome {
	steps := slices.DeleteFunc(s.undoable(), s.locked)
	if len(steps) == 0 {
		return Outcome{Why: "No step can be taken back that is not made permanent by another already."}
	}
	var all []found
	for _, x := range steps {
		var one []found
		for _, y := range s.a.Steps {
			if s.begun(y) || y == x {
				continue
			}
			s.attempt(&one, amendment.WithLock(s.a, y.ID, x.ID), Repair{
				Kind: Lock, Steps: []string{x.ID, y.ID}, Agree: agree(s.a, x, y),
				Changes:  []amendment.Change{{Of: y.ID, Attribute: "locks", To: x.ID, Place: y.Place}},
				Sentence: fmt.Sprintf("Let %s make %s permanent.", y.ID, x.ID),
			})
		}
		slices.SortStableFunc(one, smoother)
		all = append(all, one[:min(1, len(one))]...)
	}
	return offer(all, fmt.Sprintf("Making %s permanent, one at a time, is not enough.", names(steps)))
}

func (s *search) locked(x *agreement.Step) bool {
	return slices.ContainsFunc(s.a.Steps, func(y *agreement.Step) bool {
		return slices.ContainsFunc(y.Locks, func(r agreement.StepRef) bool { return r.ID == x.ID })
	})
}

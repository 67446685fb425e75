package report

import (
	"fmt"
	"math/big"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/plan"
)

// summary is the verdict in a plain sentence or two.
func summary(r *plan.Result) string {
	switch r.Verdict {
	case plan.NoGain:
		return "Not every party gains by the agreement as a whole, so that no order of its steps can hold."
	case plan.Blocked:
		return "No order of the steps meets every precondition and every demand."
	case plan.TooExposed:
		return "No order keeps every party within the exposure it accepts." + closest(r)
	case plan.Late:
		return "No order meets every due date."
	case plan.NeedsStake:
		return needsStake(r) + exposed(r)
	case plan.Depends:
		return depends(r) + exposed(r)
	case plan.SelfEnforcing:
		return holds(r) + exposed(r)
	}
	panic("report: no verdict " + string(r.Verdict))
}

func holds(r *plan.Result) string {
	if tempted(r) {
		return "This order holds: at no moment does anybody gain more by walking away than leaving costs it."
	}
	return "This order holds: at no moment does anybody gain by walking away."
}

// tempted reports whether somebody gains by leaving at some moment of the plan,
// what leaving costs it left out of account.
func tempted(r *plan.Result) bool {
	for _, round := range r.Rounds {
		for _, t := range round.Temptation {
			if t.Sign() > 0 {
				return true
			}
		}
	}
	return false
}

func needsStake(r *plan.Result) string {
	f := r.Excess
	s := "Whatever the order, at some moment somebody gains by walking away."
	if f != nil && !f.Proved && (f.Bound == nil || f.Bound.Sign() == 0) {
		s = "In every order found so far, at some moment somebody gains by walking away."
	}
	if f == nil || f.Party == nil {
		return s
	}
	over := ""
	if f.Party.BreachCost.Given {
		over = ", over what leaving costs it"
	}
	return s + fmt.Sprintf(" In the order shown the most is %s of what %s gains by the agreement (%s in its own unit)%s, %s.",
		share(f.Share).Percent(), f.Party.Label(), f.Worth, over, when(f))
}

func closest(r *plan.Result) string {
	f := r.Overrun
	if f == nil || f.Party == nil {
		return ""
	}
	return fmt.Sprintf(" The order that comes closest passes the limit of %s by %s of what it gains by the agreement (%s in its own unit), %s.",
		f.Party.Label(), share(f.Share).Percent(), f.Worth, when(f))
}

func depends(r *plan.Result) string {
	d := r.Deciding
	if d == nil {
		return "Whether this order holds depends on what the words of worth weigh."
	}
	return fmt.Sprintf("Whether this order holds depends on what the words of worth weigh: for %s, %s must outweigh %s.",
		d.Party.Label(), d.Left, d.Right)
}

// exposed says the furthest that anybody is below where it started.
func exposed(r *plan.Result) string {
	f := r.Exposure
	switch {
	case f == nil:
		return ""
	case f.Party == nil || f.Share.Sign() == 0:
		return " Nobody is ever below where it started."
	}
	return fmt.Sprintf(" The furthest anybody is below where it started is %s of what %s gains (%s in its own unit), %s.",
		share(f.Share).Percent(), f.Party.Label(), f.Worth, when(f))
}

// proof says how far the plan is proved to be the best.
func proof(r *plan.Result) []string {
	if len(r.Rounds) == 0 {
		return nil
	}
	if r.Proved {
		return []string{"Proved: in no order is the worst gain by walking away smaller; where that is equal, in none is the worst exposure smaller; and where both are equal, none has fewer rounds."}
	}
	said := []string{fmt.Sprintf("Not proved to be the best order: the search ended after %d sets of steps. What it found, and what is certain:", r.Opened)}
	level := func(what string, f *plan.Figure) {
		if f != nil && !f.Proved && f.Bound != nil {
			said = append(said, fmt.Sprintf("%s: %s here; no order has less than %s.", what, share(f.Share).Percent(), share(f.Bound).Percent()))
		}
	}
	level("The worst gain by walking away, over what leaving costs", r.Excess)
	level("The worst exposure", r.Exposure)
	if l := r.Length; l != nil && !l.Proved {
		said = append(said, fmt.Sprintf("The number of rounds: %d here; no order has fewer than %d.", l.Rounds, l.Bound))
	}
	return said
}

// when says where in the plan a figure is met.
func when(f *plan.Figure) string {
	if f.Round == 0 {
		return "before the first round"
	}
	s := fmt.Sprintf("in round %d", f.Round)
	if len(f.Performed) == 0 {
		return s + " before anything is performed"
	}
	return s
}

// assumed says what the figures rest on.
func assumed(r *plan.Result) []string {
	a := r.Course.Agreement
	said := append(proof(r), "Days: "+calendar.Rule+".")
	for _, p := range a.Parties() {
		if usesWords(a, p) {
			said = append(said, fmt.Sprintf("%s says what steps are worth in words (%s). The verdict holds for every size of these words that keeps their order; only the choice among equally sound plans, and the percentages, take each word as half the one before.", p.Label(), strings.Join(p.Words(), " > ")))
		}
		if usesRanges(a, p) {
			said = append(said, fmt.Sprintf("%s gives ranges: the verdict is for their least favourable ends, the percentages are of their middle.", p.Label()))
		}
	}
	if len(a.Parties()) > 1 {
		said = append(said, "Each party counts in its own unit; units are never compared, and a percentage is of what that party gains by the whole agreement.")
	}
	if len(a.Private) > 0 {
		said = append(said, "Private figures were read from "+strings.Join(a.Private, ", ")+": do not pass this page on.")
	}
	return said
}

func usesWords(a *agreement.Agreement, p *agreement.Actor) bool {
	return anyAmount(a, p, agreement.Amount.IsWord)
}

func usesRanges(a *agreement.Agreement, p *agreement.Actor) bool {
	return anyAmount(a, p, func(m agreement.Amount) bool { return m.Lo != nil && differs(m.Lo, m.Hi) })
}

func differs(x, y *big.Rat) bool { return x.Cmp(y) != 0 }

// anyAmount reports whether an amount of the party, anywhere in the text, is so.
func anyAmount(a *agreement.Agreement, p *agreement.Actor, so func(agreement.Amount) bool) bool {
	for _, o := range []agreement.Opt[agreement.Amount]{p.BreachCost, p.WalkAway, p.MaxExposure} {
		if o.Given && so(o.V) {
			return true
		}
	}
	for _, s := range a.Steps {
		for _, w := range s.Worths {
			if w.Party.ID == p.ID && so(w.Amount) {
				return true
			}
		}
	}
	return false
}

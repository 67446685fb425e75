package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/plan"
	"detente/worth"
)

// summary is the verdict in one plain sentence. The figures are in the reasons.
func summary(r *plan.Result) string {
	switch r.Verdict {
	case plan.NoGain:
		return "Not every party gains by the agreement as a whole, so that no order of its steps can hold."
	case plan.Blocked:
		return "No order of the steps meets every precondition and every demand."
	case plan.TooExposed:
		return noOrder(r.Overrun) + " keeps every party within the exposure it accepts."
	case plan.Late:
		if !r.Proved {
			return "No order found so far meets every due date."
		}
		return "No order meets every due date."
	case plan.NeedsStake:
		return noOrder(r.Excess) + " holds by itself: at some moment somebody gains by walking away."
	case plan.Depends:
		return depends(r)
	case plan.SelfEnforcing:
		return holds(r)
	}
	panic("report: no verdict " + string(r.Verdict))
}

// noOrder begins a sentence that no order has a figure of nothing. It claims no
// more than is proved: that the figure's bound is above nothing.
func noOrder(f *plan.Figure) string {
	if f != nil && !f.Proved && (f.Bound == nil || f.Bound.Sign() == 0) {
		return "No order found so far"
	}
	return "No order"
}

// holds says that an order holds, and of whom that can be said.
func holds(r *plan.Result) string {
	said, parties := len(worth.Accounts(r.Course)), len(r.Course.Agreement.Parties())
	more := ""
	if tempted(r) {
		more = " more"
	}
	gains := "gain" + more + " by walking away"
	if more != "" {
		gains += " than leaving costs it"
	}
	switch {
	case len(r.Course.Units) == 0 && len(r.Course.Agreement.Standoffs) > 0:
		return "The text has no steps, only what comes before an agreement: detente standoff tells that."
	case len(r.Course.Events) == 0:
		return "Nothing is left to be performed."
	case said == 0:
		return "This order meets every precondition and every demand. Whether it holds cannot be said: no step says what it is worth to anybody."
	case said < parties:
		return "This order holds as far as can be said: at no moment does anybody " + gains + ", of those who say what the steps are worth to them."
	}
	return "This order holds: at no moment does anybody " + gains + "."
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

func depends(r *plan.Result) string {
	d := r.Deciding
	if d == nil {
		return "Whether this order holds depends on what the words of worth weigh."
	}
	return fmt.Sprintf("Whether this order holds depends on what the words of worth weigh: for %s, %s must outweigh %s.",
		d.Party.Label(), d.Left, d.Right)
}

// assumed says what the figures rest on.
func assumed(r *plan.Result) []string {
	a := r.Course.Agreement
	said := append([]string{"Days: " + calendar.Rule + "."}, timed(r)...)
	if r.Proved && len(r.Rounds) > 0 {
		said = append(said, "Proved: of the orders that the text allows, none has a smaller worst gain by walking away; of those with the same, none a smaller worst exposure; of those with the same again, none fewer rounds"+earliest(r)+".")
	}
	if text := examined(r); text != "" {
		said = append(said, text)
	}
	if who := those(a, agreement.Amount.IsWord); len(who) > 0 {
		said = append(said, fmt.Sprintf("Counted in words by %s: the verdict holds for every size of the words that keeps their order. The percentages, and the choice among equally sound plans, take each word as half the one before.", and(who)))
	}
	if who := those(a, agreement.Amount.IsRange); len(who) > 0 {
		said = append(said, fmt.Sprintf("Ranges are given by %s: the verdict is for their least favourable ends, the percentages are of their middle.", and(who)))
	}
	if len(a.Parties()) > 1 {
		said = append(said, "Each party counts in its own unit; units are never compared"+unlessGiven(a)+", and a percentage is of what that party gains by the whole agreement.")
	}
	return said
}

// unlessGiven says what units are compared for, where some party gives its own.
func unlessGiven(a *agreement.Agreement) string {
	if slices.ContainsFunc(a.Parties(), func(p *agreement.Actor) bool { return p.Unit.Given }) {
		return " but for payments between parties that give the same"
	}
	return ""
}

// those names the parties with an amount that is so.
func those(a *agreement.Agreement, so func(agreement.Amount) bool) []string {
	var names []string
	for _, p := range a.Parties() {
		if anyAmount(a, p, so) {
			names = append(names, p.Label())
		}
	}
	return names
}

// and joins names as "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

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

// earliest says level 4, where the text says how long anything takes.
func earliest(r *plan.Result) string {
	if r.End == nil || r.End.Day == 0 {
		return ""
	}
	return "; of those, none is over earlier"
}

// examined says what a second checker went over.
func examined(r *plan.Result) string {
	if len(r.Examined) == 0 {
		return ""
	}
	var of []string
	for _, e := range r.Examined {
		of = append(of, fmt.Sprintf("%s (%d)", e.Level, e.Cases))
	}
	return "Examined: a second checker, which shares no code with the search, has gone over the cases on which these bounds rest, and accepts them: " + strings.Join(of, ", ") + "."
}

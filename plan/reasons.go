package plan

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"detente/order"
	"detente/peak"
	"detente/worth"
)

func (p *planner) say(format string, args ...any) {
	p.result.Reasons = append(p.result.Reasons, fmt.Sprintf(format, args...))
}

func (p *planner) explainNoGain() {
	for _, a := range p.accounts {
		if !a.NoGain() {
			continue
		}
		outside := ""
		if !a.WalkAway.IsZero() {
			outside = fmt.Sprintf(" and it has %s without it", a.Say(a.WalkAway))
		}
		p.say("%s gains nothing by the agreement as a whole: it is worth %s to it%s; no order of steps changes that, only other terms do.",
			a.Party.Label(), a.Say(a.Total()), outside)
	}
}

func (p *planner) explainBlocked() {
	found := p.result.Conflicts
	for _, c := range found.Cycles {
		p.say("%s", c.Sentence(p.result.Course))
	}
	for _, r := range found.Refused {
		p.say("%s", r.Sentence(p.result.Course))
	}
	if len(p.result.Reasons) == 0 {
		p.say("What is demanded to happen in one round cannot, because one part of it waits for another.")
	}
}

// explain gives the reasons for every verdict that comes with a plan.
func (p *planner) explain() {
	r := p.result
	switch r.Verdict {
	case TooExposed:
		p.explainOverrun()
	case Late:
		p.explainLate()
	case NeedsStake:
		p.explainStake()
	case Depends:
		d := r.Deciding
		if !p.soundProved {
			p.say("No plan that holds whatever the magnitudes of the words was found before the search stopped.")
		}
		p.say("Whether the plan holds depends on the magnitudes of the words: %s carries on %s only if, to it, %s outweighs %s.",
			d.Party.Label(), when(d.Round, d.Performed), d.Left, d.Right)
	case SelfEnforcing:
		p.explainHolds()
	}
	p.explainKept()
	p.explainExposure()
	p.explainSilent()
	p.explainProof()
}

func (p *planner) explainHolds() {
	if len(p.accounts) == 0 {
		return
	}
	if slices.ContainsFunc(p.accounts, func(a *worth.Account) bool { return !a.BreachCost.IsZero() }) {
		p.say("At no moment of this plan does anybody gain by leaving, once what leaving costs it is counted: whatever has been performed by then, what is still to come, and that cost, are worth at least as much to each side as what leaving would save it.")
	} else {
		p.say("At no moment of this plan does anybody gain by leaving: whatever has been performed by then, what is still to come is worth at least as much to each side as what leaving would save it.")
	}
	if slices.ContainsFunc(p.accounts, func(a *worth.Account) bool { return a.Words != nil }) {
		p.say("This holds for all magnitudes that respect the order of the words.")
	}
}

func (p *planner) explainOverrun() {
	f := p.result.Overrun
	claim := "No plan keeps every side within the exposure it accepts: at best"
	if p.overrun.bound.Num == 0 {
		claim = "No plan that keeps every side within the exposure it accepts was found before the search stopped: in the plan shown"
	}
	p.say("%s %s is %s beyond its limit, %s.", claim, f.Party.Label(), f.Worth, when(f.Round, f.Performed))
}

func (p *planner) explainLate() {
	switch {
	case p.inTimeProved && p.sched.Delayable():
		p.say("No plan meets all due dates. The plan shown is late by as few days as any: at most %d.", p.lateBy)
	case p.inTimeProved: // a limit between steps may be met by one step alone waiting
		p.say("No plan in which each round begins as a whole meets all dates. The plan shown is late by as few days as any such plan: at most %d.", p.lateBy)
	default:
		p.say("No plan that meets all due dates was found before the search stopped.")
	}
	for _, m := range p.result.Lateness {
		p.say("In the plan shown %s is performed on %s at the earliest and is due on %s.", m.Unit, m.Ends, m.Due)
	}
}

func (p *planner) explainStake() {
	f := p.result.Excess
	at := when(f.Round, f.Performed)
	switch {
	case p.excess.bound.Num > 0:
		p.say("In every order some side gains by leaving at some moment.")
	case p.never && p.soundProved:
		p.say("Whatever the magnitudes of the words, at some moment of every plan somebody gains by leaving.")
	default:
		p.say("No order in which nobody ever gains by leaving was found before the search stopped.")
	}
	if f.Party == nil {
		return
	}
	p.say("In the plan shown it is %s that would gain most over what leaving costs it, %s (%s of what it gains by the agreement), %s.",
		f.Party.Label(), f.Worth, percent(f.Share), at)
	if c := p.certificate(); c != "" {
		p.say("%s", c)
	}
}

// explainKept says which side could take back what, after everything is done.
func (p *planner) explainKept() {
	var able []string
	for _, k := range p.result.Kept {
		able = append(able, k.Party.Label())
		gains := fmt.Sprintf("would gain %s by it", k.Worth)
		if k.If != nil {
			gains = fmt.Sprintf("would gain by it if, to it, %s outweighs %s", k.If.Left, k.If.Right)
		}
		p.say("The terms can be undone by %s after the last step: it could take back %s and %s. No order of steps changes that; only a step that makes them permanent (locks), a stake that %s would lose, or other terms do.",
			k.Party.Label(), list(k.Units), gains, k.Party.Label())
	}
	if len(able) == 1 && len(p.accounts) > 1 {
		p.say("Only %s can undo its side; what the others perform stays performed.", able[0])
	}
}

func (p *planner) explainExposure() {
	f := p.result.Exposure
	if f == nil || len(p.accounts) == 0 {
		return
	}
	if f.Party == nil {
		p.say("Nobody is ever worse off than at the start if the others leave.")
		return
	}
	p.say("The greatest exposure is that of %s: %s below where it started (%s of what it gains by the agreement) if the others leave %s.",
		f.Party.Label(), f.Worth, percent(f.Share), when(f.Round, f.Performed))
}

// explainSilent names the parties of which nothing can be said.
func (p *planner) explainSilent() {
	var silent []string
	for _, party := range p.result.Course.Agreement.Parties() {
		if !slices.ContainsFunc(p.accounts, func(a *worth.Account) bool { return a.Party == party }) {
			silent = append(silent, party.Label())
		}
	}
	if len(silent) > 0 {
		p.say("The text does not say what any step is worth to %s: whether leaving would tempt it is not examined.", list(silent))
	}
}

func (p *planner) explainProof() {
	if p.result.Length == nil || len(p.result.Rounds) == 0 {
		return
	}
	if f := p.result.Excess; !f.Proved {
		p.say("Not proved: the search stopped; the worst temptation of the best plan found is %s, and no plan has less than %s.", percent(f.Share), percent(f.Bound))
	}
	if f := p.result.Exposure; !f.Proved {
		p.say("Not proved: the greatest exposure of the best plan found is %s, and no plan as good in temptation has less than %s.", percent(f.Share), percent(f.Bound))
	}
	if l := p.result.Length; !l.Proved {
		p.say("Not proved: the plan has %d rounds, and no plan within these figures has fewer than %d.", l.Rounds, l.Bound)
	} else if e := p.result.End; !e.Proved {
		p.say("Not proved: the plan is over on %s, and no plan of as few rounds is over before %s.", p.dayName(e.Day), p.dayName(e.Bound))
	}
}

// dayName says a day by its date, where the agreement says when it begins.
func (p *planner) dayName(day int) string {
	if p.sched.Dated() {
		return p.sched.Date(day).String()
	}
	return fmt.Sprintf("day %d", day)
}

// certificate looks for the single step and party that make the answer no: the
// least excess of the party over all states that allow the step is a minimum
// cut. It returns one sentence, or "" when no single step shows it.
func (p *planner) certificate() string {
	most, at, next := peak.Nothing, 0, 0
	for r, row := range p.g.rows {
		if row.kind != numbers {
			continue
		}
		for e := range p.g.events.Len() {
			more := func(by int64) bool { return by > 0 && most.Less(peak.Share{Num: by, Den: row.unit}) }
			if !more(p.excessBefore(r, e)) { // the least is at most that
				continue
			}
			if by := p.leastExcess(r, e); more(by) {
				most, at, next = peak.Share{Num: by, Den: row.unit}, r, e
			}
		}
	}
	if most.Num == 0 {
		return ""
	}
	return p.sayCertificate(p.g.rows[at], next, most.Num)
}

// excessBefore returns the temptation beyond the breach cost, in row r, when what
// comes before event e has been performed and nothing else.
func (p *planner) excessBefore(r, e int) int64 {
	row := &p.g.rows[r]
	x := row.base - row.breach
	for i := range p.g.events.Before(e).All {
		x += row.delta[i]
	}
	return x
}

// leastExcess returns the least temptation beyond the breach cost, in row r,
// over all closed sets in which event e is next.
func (p *planner) leastExcess(r, e int) int64 {
	events, delta := p.g.events, p.g.rows[r].delta
	others := order.NewSet(events.Len()) // everything not decided yet
	for i := range events.Len() {
		if i != e && !events.Before(e).Has(i) && !events.After(e).Has(i) {
			others.Add(i)
		}
	}
	_, least := events.Extremes(delta, others)
	return p.excessBefore(r, e) + least
}

func (p *planner) sayCertificate(row row, e int, by int64) string {
	a, c := p.accounts[row.account], p.result.Course
	worthOf := new(big.Rat).Mul(big.NewRat(by, row.unit), a.Unit())
	before := "nothing needs to have been performed"
	if names := p.names(p.g.events.Before(e).Members()); len(names) > 0 {
		before = list(names) + " must have been performed"
	}
	return fmt.Sprintf("Whatever the order, when %s comes up, %s, and %s would then gain at least %s (%s of what it gains by the agreement) by leaving.",
		c.Label(e), before, a.Party.Label(), worth.Number(worthOf), percent(big.NewRat(by, row.unit)))
}

// tellDeciding finds the state at which the words decide most.
func (p *planner) tellDeciding(rounds [][]int, spans [][]span) {
	f := p.worst(rounds, spans, p.temptationLevel(words))
	for i, a := range p.accounts {
		if a.Party != f.Party {
			continue
		}
		var events []int
		for e := range p.result.Course.Events {
			if slices.Contains(f.Performed, p.result.Course.UnitNames(e)[0]) {
				events = append(events, e)
			}
		}
		stays, leaves := p.accounts[i].Sides(p.stateOf(events))
		p.result.Deciding = &Comparison{Party: a.Party, Left: stays, Right: leaves, Round: f.Round, Performed: f.Performed}
	}
}

// when says a moment of the plan.
func when(round int, performed []string) string {
	performed = runs(performed)
	verb := "have"
	switch len(performed) {
	case 0:
		return "before the first step"
	case 1:
		verb = "has"
	}
	const most = 6
	if n := len(performed); n > most {
		performed = append([]string{fmt.Sprintf("%d others", n-most+1)}, performed[n-most+1:]...)
	}
	return fmt.Sprintf("in round %d, when %s %s been performed", round, list(performed), verb)
}

// percent writes a share with at most one decimal; what is not nothing is never
// written as nothing.
func percent(x *big.Rat) string {
	s := new(big.Rat).Mul(x, big.NewRat(100, 1))
	if s.Sign() > 0 && s.Cmp(big.NewRat(1, 10)) < 0 {
		return "under 0.1%"
	}
	return strings.TrimSuffix(s.FloatString(1), ".0") + "%"
}

// list joins names as "a, b and c", parts in a row as "a[1] to [3]".
func list(names []string) string {
	names = runs(names)
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// runs draws parts of one step that stand in a row together.
func runs(names []string) []string {
	var out []string
	base, from, to := "", 0, 0
	for _, n := range names {
		b, k := part(n)
		if k > 0 && b == base && k == to+1 {
			to = k
			out[len(out)-1] = fmt.Sprintf("%s[%d] to [%d]", base, from, to)
			continue
		}
		base, from, to = b, k, k
		out = append(out, n)
	}
	return out
}

// part splits "relief[2]" into "relief" and 2; the number is 0 for a name
// without a part.
func part(name string) (base string, k int) {
	base, number, ok := strings.Cut(strings.TrimSuffix(name, "]"), "[")
	if !ok {
		return name, 0
	}
	if k, err := strconv.Atoi(number); err == nil {
		return base, k
	}
	return name, 0
}

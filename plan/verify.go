package plan

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/order"
	"detente/schedule"
	"detente/worth"
)

// Verify re-derives every figure of a result from its agreement alone, by the
// formulas of package worth and the rules of rounds, and returns the first
// disagreement. It shares no sums, thresholds or tables with the search.
//
// It proves that the plan is what the result says it is; that no plan is better
// is the search's own claim, which Verify can only hold against what any plan
// shows: a result of self_enforcing needs no more.
func Verify(a *agreement.Agreement, r *Result) error {
	v := &verifier{c: r.Course, r: r, accounts: worth.Accounts(r.Course)}
	if r.Course.Agreement != a {
		return errors.New("the result is about another agreement")
	}
	if r.Verdict == NoGain || r.Verdict == Blocked {
		return v.withoutPlan()
	}
	var pairs [][2]int
	for _, e := range r.Course.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	var ok bool
	if v.order, ok = order.New(len(r.Course.Events), pairs); !ok {
		return errors.New("there is a plan although the preconditions go in a circle")
	}
	for _, check := range []func() error{v.rounds, v.figures, v.worstFigures, v.verdict, v.dates, v.frontier, v.days} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

type verifier struct {
	c        *agreement.Course
	r        *Result
	accounts []*worth.Account
	order    *order.Order
}

func (v *verifier) withoutPlan() error {
	gains := true
	for _, a := range v.accounts {
		gains = gains && !a.NoGain()
	}
	if gains == (v.r.Verdict == NoGain) {
		return fmt.Errorf("the verdict is %s, but somebody gaining nothing is %v", v.r.Verdict, !gains)
	}
	if len(v.r.Rounds) > 0 {
		return fmt.Errorf("the verdict %s comes with a plan", v.r.Verdict)
	}
	return nil
}

// rounds checks that every event is performed once, that what waits for another
// performer stands in a later round, and that bundles stay together.
func (v *verifier) rounds() error {
	in := make([]int, len(v.c.Events))
	for k, round := range v.r.Rounds {
		if len(round.Events) == 0 {
			return fmt.Errorf("round %d is empty", k+1)
		}
		for _, e := range round.Events {
			if in[e] != 0 {
				return fmt.Errorf("%s is performed twice", v.c.Label(e))
			}
			in[e] = k + 1
		}
	}
	if e := slices.Index(in, 0); e >= 0 {
		return fmt.Errorf("%s is not performed", v.c.Label(e))
	}
	for _, e := range v.c.Edges {
		one, two := v.c.Events[e.Before], v.c.Events[e.After]
		together := one.Performer == two.Performer && one.Exchange == nil
		if in[e.Before] > in[e.After] || in[e.Before] == in[e.After] && !together {
			return fmt.Errorf("%s waits for %s, but they are in rounds %d and %d", v.c.Label(e.After), v.c.Label(e.Before), in[e.After], in[e.Before])
		}
	}
	for _, b := range v.c.Bundles {
		for _, e := range b.Events {
			if in[e] != in[b.Events[0]] {
				return fmt.Errorf("%s is not in the round that demand %s asks for", v.c.Label(e), b.Demand.ID)
			}
		}
	}
	return nil
}

// worstIn returns the greatest that each entry of at can become over all states
// that the round can meet, when performing unit u adds f(u): by additivity the
// sum of what each performer's own part can add.
func (v *verifier) worstIn(round []int, at worth.Vector, f func(unit int) worth.Vector) worth.Vector {
	added := make([]worth.Vector, len(v.c.Events))
	for _, e := range round {
		added[e] = at.Minus(at)
		for _, u := range v.c.Events[e].Units {
			added[e] = added[e].Plus(f(u))
		}
	}
	worst := at.Minus(at)
	for k := range worst {
		worst[k] = v.mostOf(round, func(e int) *big.Rat { return added[e][k] })
	}
	return at.Plus(worst)
}

// mostOf returns the greatest sum over parts of the round in which every
// performer has performed some of its own, closed under the order.
func (v *verifier) mostOf(round []int, size func(event int) *big.Rat) *big.Rat {
	s := newScale()
	hands := map[string]order.Set{}
	for _, e := range round {
		s.cover(size(e))
		p := v.c.Events[e].Performer
		if hands[p] == nil {
			hands[p] = order.NewSet(len(v.c.Events))
		}
		hands[p].Add(e)
	}
	weight := make([]int64, len(v.c.Events))
	for _, e := range round {
		weight[e] = s.whole(size(e))
	}
	sum := int64(0)
	for _, own := range hands {
		sum += v.order.MaxClosure(weight, own)
	}
	return new(big.Rat).SetFrac(big.NewInt(sum), s.denominator)
}

// figures checks the temptation and exposure told for each round.
func (v *verifier) figures() error {
	for _, a := range v.accounts {
		state := a.Start().Clone()
		unit := a.Unit()
		for k, round := range v.r.Rounds {
			kept := func(u int) worth.Vector { return inReference(a, a.Keep[u]) }
			lost := func(u int) worth.Vector { return minus(kept(u)) }
			temptation := v.worstIn(round.Events, inReference(a, a.Temptation(state)), kept)[0]
			exposure := greatest(new(big.Rat), v.worstIn(round.Events, inReference(a, a.Loss(state)), lost)[0])
			temptation.Quo(temptation, unit)
			exposure = new(big.Rat).Quo(exposure, unit)
			if got := round.Temptation[a.Party]; got == nil || got.Cmp(temptation) != 0 {
				return fmt.Errorf("round %d: temptation of %s is told as %v and comes to %v", k+1, a.Party.ID, got, temptation)
			}
			if got := round.Exposure[a.Party]; got == nil || got.Cmp(exposure) != 0 {
				return fmt.Errorf("round %d: exposure of %s is told as %v and comes to %v", k+1, a.Party.ID, got, exposure)
			}
			v.perform(state, round.Events)
		}
	}
	return nil
}

func (v *verifier) perform(state order.Set, events []int) {
	for _, e := range events {
		for _, u := range v.c.Events[e].Units {
			state.Add(u)
		}
	}
}

// inReference returns the vector in reference magnitudes, as one number.
func inReference(a *worth.Account, x worth.Vector) worth.Vector {
	return worth.Vector{a.Reference(x)}
}

func minus(x worth.Vector) worth.Vector { return x.Minus(x).Minus(x) }

// worstFigures checks the two headline figures against the rounds' own.
func (v *verifier) worstFigures() error {
	excess, exposure := v.worst()
	if v.r.Excess == nil || v.r.Excess.Share.Cmp(excess) != 0 {
		return fmt.Errorf("the worst temptation beyond what leaving costs comes to %v of a party's gain", excess)
	}
	if v.r.Exposure == nil || v.r.Exposure.Share.Cmp(exposure) != 0 {
		return fmt.Errorf("the worst exposure comes to %v of a party's gain", exposure)
	}
	if v.r.Length == nil || v.r.Length.Rounds != len(v.r.Rounds) {
		return errors.New("the number of rounds is told wrongly")
	}
	return nil
}

// worst returns the worst temptation over the breach cost, and the worst exposure,
// of the rounds' own figures and of the first state.
func (v *verifier) worst() (excess, exposure *big.Rat) {
	excess, exposure = new(big.Rat), new(big.Rat)
	for _, a := range v.accounts {
		stake := new(big.Rat).Quo(a.Reference(a.BreachCost), a.Unit())
		start := new(big.Rat).Quo(a.Reference(a.Temptation(a.Start())), a.Unit())
		excess = greatest(excess, start.Sub(start, stake))
		for _, round := range v.r.Rounds {
			excess = greatest(excess, new(big.Rat).Sub(round.Temptation[a.Party], stake))
			exposure = greatest(exposure, round.Exposure[a.Party])
		}
	}
	return excess, exposure
}

func greatest(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// verdict checks what a plan shows by itself: whether it is self-enforcing
// whatever the magnitudes, and within every limit of exposure.
func (v *verifier) verdict() error {
	holds, within := true, true
	for _, a := range v.accounts {
		state := a.Start().Clone()
		holds = holds && a.Excess(state).Grade() == worth.Always
		for _, round := range v.r.Rounds {
			excess := v.worstIn(round.Events, a.Excess(state).Prefixes(), func(u int) worth.Vector { return a.Keep[u].Prefixes() })
			loss := v.worstIn(round.Events, a.Loss(state).Prefixes(), func(u int) worth.Vector { return minus(a.Keep[u].Prefixes()) })
			holds = holds && atMost(excess, nil)
			within = within && (a.MaxExposure == nil || atMost(loss, a.MaxExposure.Prefixes()))
			v.perform(state, round.Events)
		}
	}
	switch {
	case within == (v.r.Verdict == TooExposed):
		return fmt.Errorf("the verdict is %s, but that the plan keeps every limit of exposure is %v", v.r.Verdict, within)
	case v.r.Verdict == SelfEnforcing && !holds:
		return errors.New("the plan is told to be self-enforcing and is not")
	case (v.r.Verdict == NeedsStake || v.r.Verdict == Depends) && holds:
		return fmt.Errorf("the verdict is %s, but the plan is self-enforcing", v.r.Verdict)
	}
	return nil
}

// atMost reports whether every entry of x is at most that of y; 0 for nil.
func atMost(x, y worth.Vector) bool {
	for k := range x {
		limit := new(big.Rat)
		if y != nil {
			limit = y[k]
		}
		if x[k].Cmp(limit) > 0 {
			return false
		}
	}
	return true
}

// starts checks the days of the rounds.
func (v *verifier) starts() error {
	times, _ := v.timetable()
	for k, r := range v.r.Rounds {
		if r.Starts != times.RoundStart[k] || r.Ends != times.RoundEnd[k] {
			return fmt.Errorf("round %d is told to last from day %d to %d and lasts from %d to %d", k+1, r.Starts, r.Ends, times.RoundStart[k], times.RoundEnd[k])
		}
	}
	return nil
}

// missed lists the due dates that the rounds do not meet.
func (v *verifier) missed() []schedule.Limit {
	_, missed := v.timetable()
	return missed
}

func (v *verifier) timetable() (schedule.Times, []schedule.Limit) {
	var rounds [][]int
	for _, r := range v.r.Rounds {
		rounds = append(rounds, r.Events)
	}
	return schedule.New(v.c).Timetable(rounds)
}

// dates checks the days of the rounds and the due dates.
func (v *verifier) dates() error {
	if err := v.starts(); err != nil {
		return err
	}
	missed := v.missed()
	if n := len(v.r.Rounds); n > 0 && (v.r.End == nil || v.r.End.Day != v.r.Rounds[n-1].Ends) {
		return errors.New("the end of the plan is told wrongly")
	}
	if len(missed) != len(v.r.Lateness) {
		return fmt.Errorf("%d due dates are told to be missed; %d are", len(v.r.Lateness), len(missed))
	}
	if v.r.Verdict != Late && v.r.Verdict != TooExposed && len(missed) > 0 {
		return fmt.Errorf("the verdict is %s, but %d due dates are missed", v.r.Verdict, len(missed))
	}
	return nil
}

// frontier checks every plan of the frontier as it checks the plan itself, and that
// each has more rounds, and less exposure, than the one before it.
func (v *verifier) frontier() error {
	return v.traded("the frontier", v.r.Frontier, func(a, b Point) bool { return len(a.Rounds) < len(b.Rounds) })
}

// days does the same for the frontier of days: each plan is over later, and exposes
// less, than the one before it, and none is over before any can be.
func (v *verifier) days() error {
	for k, q := range v.r.Days {
		if n := len(q.Rounds); q.End == nil || n == 0 || q.End.Day != q.Rounds[n-1].Ends || q.End.Bound > q.End.Day || q.End.Proved != (q.End.Bound == q.End.Day) {
			return fmt.Errorf("plan %d of the frontier of days: its end is told wrongly", k+1)
		}
	}
	if (v.r.Soonest == nil) != (len(v.r.Days) == 0) || v.r.Soonest != nil && v.r.Soonest.Day != v.r.Days[0].End.Day {
		return errors.New("the earliest end is not that of the first plan of the frontier of days")
	}
	return v.traded("the frontier of days", v.r.Days, func(a, b Point) bool { return a.End.Day < b.End.Day })
}

func (v *verifier) traded(name string, all []Point, less func(a, b Point) bool) error {
	for k, q := range all {
		point := &verifier{c: v.c, accounts: v.accounts, order: v.order, r: &Result{
			Course: v.c, Rounds: q.Rounds, Exposure: q.Exposure, Excess: v.r.Excess, Length: &Length{Rounds: len(q.Rounds)},
		}}
		for _, check := range []func() error{point.rounds, point.figures, point.exposed, point.starts} {
			if err := check(); err != nil {
				return fmt.Errorf("plan %d of %s: %w", k+1, name, err)
			}
		}
		if missed := point.missed(); len(missed) > 0 && v.r.Verdict != Late && v.r.Verdict != TooExposed {
			return fmt.Errorf("plan %d of %s misses %d due dates", k+1, name, len(missed))
		}
		if k > 0 && (!less(all[k-1], q) || all[k-1].Exposure.Share.Cmp(q.Exposure.Share) <= 0) {
			return fmt.Errorf("plan %d of %s is no better than the one before it", k+1, name)
		}
	}
	return nil
}

// exposed checks the worst exposure of a plan, and that its temptation is no more
// than what is told as the worst.
func (v *verifier) exposed() error {
	excess, exposure := v.worst()
	if v.r.Exposure.Share.Cmp(exposure) != 0 {
		return fmt.Errorf("the worst exposure comes to %v of a party's gain", exposure)
	}
	if v.r.Excess.Share.Cmp(excess) < 0 {
		return fmt.Errorf("the worst temptation comes to %v of a party's gain", excess)
	}
	return nil
}

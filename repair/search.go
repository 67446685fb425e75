package repair

import (
	"cmp"
	"fmt"
	"slices"

	"detente/agreement"
	"detente/plan"
	"detente/worth"
)

// search carries one search for repairs from kind to kind.
type search struct {
	base     *plan.Result
	a        *agreement.Agreement
	asking   agreement.Asking
	accounts []*worth.Account
	o        Options

	// left and plannings are what all kinds together may still open and plan;
	// share and rounds what the kind at hand may.
	left, share       int64
	plannings, rounds int

	equal *found // the fewest equal parts that reach most; nil where none were found

	tried  int // plannings of the kind at hand
	missed int // changes of it that were not decided
	err    error
}

// answer is whether a change is enough.
type answer int

const (
	open answer = iota // not decided
	no
	yes
)

func newSearch(r *plan.Result, o Options) *search {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	s := &search{base: r, a: r.Course.Agreement, accounts: worth.Accounts(r.Course), o: o}
	s.asking.Performed = r.Course.Performed
	for _, d := range r.Course.SetAside {
		s.asking.Without = append(s.asking.Without, d.ID)
	}
	s.left, s.plannings = maxShare*int64(o.Limit), maxPlannings
	return s
}

// begin gives the next kind its part of what is left for so many kinds.
func (s *search) begin(kinds int) {
	s.share, s.rounds = s.left/int64(kinds), s.plannings/kinds
	s.tried, s.missed = 0, 0
}

// spent reports whether the kind at hand has to end.
func (s *search) spent() bool {
	select {
	case <-s.o.Stop:
		return true
	default:
	}
	return s.err != nil || s.share <= 0 || s.rounds <= 0
}

// exposed reports whether the repairs are for a plan that exposes somebody too much.
func (s *search) exposed() bool { return s.base.Verdict == plan.TooExposed }

// try plans a changed agreement. The answer is about the goal; the result is nil
// where it was clear without planning, or could not be planned any more. What is
// not decided is counted.
func (s *search) try(a *agreement.Agreement, g goal) (*plan.Result, answer) {
	if g == holds && s.fails(agreement.NewCourse(a, s.asking)) {
		return nil, no
	}
	if s.spent() {
		s.missed++
		return nil, open
	}
	limit := int(min(int64(s.o.Limit), s.share))
	r, err := plan.Find(a, plan.Options{Asking: s.asking, Limit: limit, Levels: 2, Stop: s.o.Stop, Progress: s.o.Progress})
	s.count(r.Opened)
	if err != nil { // numbers too long to be added up exactly
		s.missed++
		return nil, open
	}
	v := s.judge(r, g)
	switch {
	case v == open:
		s.missed++
	case v == yes && s.err == nil:
		if err := plan.Verify(a, r); err != nil {
			s.err = fmt.Errorf("a repaired plan does not stand up to being worked out again: %w", err)
		}
	}
	return r, v
}

// finish plans a repair that is offered on all levels: whether it is enough is a
// question of the first ones, and what is shown is the whole plan.
func (s *search) finish(r *Repair) {
	a := r.Plan.Course.Agreement
	whole, err := plan.Find(a, plan.Options{Asking: s.asking, Limit: s.o.Limit, Stop: s.o.Stop, Progress: s.o.Progress})
	if err != nil || whole.Verdict != r.Plan.Verdict {
		return
	}
	if err := plan.Verify(a, whole); err != nil && s.err == nil {
		s.err = fmt.Errorf("a repaired plan does not stand up to being worked out again: %w", err)
	}
	r.Plan = whole
}

// planning costs at least this much, however little it opens.
const atLeast = 50

func (s *search) count(opened int64) {
	opened = max(opened, atLeast)
	s.left, s.share = s.left-opened, s.share-opened
	s.plannings, s.rounds, s.tried = s.plannings-1, s.rounds-1, s.tried+1
}

// goal is what a repair is to reach.
type goal int

const (
	cleared goal = iota // nobody is exposed beyond what it accepts
	holds               // the plan holds by itself
)

// goals are the goals in the order in which they are tried.
func (s *search) goals() []goal {
	if s.exposed() {
		return []goal{holds, cleared}
	}
	return []goal{holds}
}

// reached returns whether a result reaches the goal.
func reached(r *plan.Result, g goal) bool {
	switch r.Verdict {
	case plan.SelfEnforcing:
		return true
	case plan.Late, plan.NeedsStake, plan.Depends:
		return g == cleared
	case plan.NoGain, plan.Blocked, plan.TooExposed:
	}
	return false
}

// judge says whether the result reaches the goal, or whether it proves that
// nothing does. A plan that holds needs no proof that it is the best.
func (s *search) judge(r *plan.Result, g goal) answer {
	switch {
	case reached(r, g):
		return yes
	case r.Proved, r.Overrun != nil && r.Overrun.Bound.Sign() > 0, s.excess(r) != nil && s.excess(r).Sign() > 0:
		return no
	}
	return open
}

// inWords reports whether somebody counts in words.
func (s *search) inWords() bool { return someInWords(s.accounts) }

func someInWords(accounts []*worth.Account) bool {
	return slices.ContainsFunc(accounts, func(a *worth.Account) bool { return a.Words != nil })
}

// limited reports whether somebody sets a limit to its exposure.
func (s *search) limited() bool {
	return slices.ContainsFunc(s.accounts, func(a *worth.Account) bool { return a.MaxExposure != nil })
}

// fails reports whether nothing can hold in the course, whatever the order:
// somebody gains nothing by it all, or gains by leaving before the first step or
// after the last.
func (s *search) fails(c *agreement.Course) bool {
	return slices.ContainsFunc(worth.Accounts(c), func(a *worth.Account) bool {
		return a.NoGain() || a.Kept().Grade() != worth.Always || a.Excess(a.Start()).Grade() != worth.Always
	})
}

// futile says why no change of the kind can be enough, "" where one may be.
func (s *search) futile(k Kind) string {
	orders := k == Parts || k == Sizes || k == Exchange || k == Precondition
	switch {
	case k == Stake && s.exposed():
		return "What leaving costs does not change how far anybody is exposed."
	case k == Payments && len(s.purses()) == 0:
		return "No two parties say that they count in the same unit."
	case k == Exposure && !s.limited():
		return "Nobody sets a limit to its exposure."
	case (k == Payments || (orders || k == Exposure) && !s.exposed()) && len(s.base.Kept) > 0:
		return kept(s.base.Kept)
	}
	return ""
}

// found is a change that reaches a goal, while it is compared with others.
type found struct {
	Repair
	goal goal
}

// offer makes the outcome of what was found: only what reaches most, the least
// exposure first, then the fewest rounds, then as found.
func offer(all []found, why string) Outcome {
	if len(all) == 0 {
		return Outcome{Why: why}
	}
	slices.SortStableFunc(all, smoother)
	var out Outcome
	for _, f := range all[:min(len(all), maxOffered)] {
		if f.goal == all[0].goal {
			out.Repairs = append(out.Repairs, f.Repair)
		}
	}
	return out
}

// smoother orders repairs by what they reach, then by exposure and length.
func smoother(x, y found) int {
	return cmp.Or(
		cmp.Compare(y.goal, x.goal),
		x.Plan.Exposure.Share.Cmp(y.Plan.Exposure.Share),
		cmp.Compare(x.Plan.Length.Rounds, y.Plan.Length.Rounds),
	)
}

// attempt tries a change that is either made or not, and adds it to what was
// found if it is enough.
func (s *search) attempt(all *[]found, a *agreement.Agreement, r Repair) {
	g := s.goals()[len(s.goals())-1]
	result, v := s.try(a, g)
	if v != yes {
		return
	}
	if result.Verdict == plan.SelfEnforcing {
		g = holds
	}
	r.Plan, r.Least = result, r.Kind != Parts || s.missed == 0
	*all = append(*all, found{r, g})
}

// Package sensitivity says how far what the steps are worth can be off before a
// finished plan stops holding.
//
// Worths are judgements, and a mediator is asked of each: what if it is less? For
// each party and each step on its own, all else as stated, the answer is a
// break-even worth. The plan holds for party p while T(s) ≤ b at every moment s
// that it can meet, and with κ(s), the share of the step that p has not got for good
// at s (1 while it is not performed, ρ once it is, 0 once it is permanent; of a
// step in parts the mean of its parts, each weighed by its share of the step),
//
//	T(s) = u − Σ κ(i, s)·v(i)
//
// is linear in each worth. So the plan holds exactly while
//
//	v ≥ v₀ − min over s of (b − T(s)) / κ(s),
//
// v₀ being the worth as stated, negative for a cost. The least ratio is found
// among the worst moments of each value of κ, of which a round has few (package
// moments). Besides, the agreement must bring p something: V > u.
//
// The formula is good as long as v keeps its sign, since what its performer gains by
// it does not undo (ρ = 0), and a cost of nothing has no sign. Lowering a gain to 0 and
// raising a cost keep it; that is as far as is asked here. A step stated to be
// worth 0 is left out: whether it may be taken back would turn on the first hair.
// A gain that may fall to 0 is said to hold however small it is; what would follow
// if the step became a cost is another agreement.
//
// Of a range the least favourable end is moved, the other one stays; what the
// agreement brings is counted at the middle.
//
// A party that counts in words has steps between its words: the farthest word that
// still holds whatever the words weigh, a weaker one for a gain, a stronger one
// for a cost.
//
// What is asked is whether anybody gains by leaving. How far a party is exposed
// with other worths, and whether another plan would be better then, is not.
//
// Break-even analysis of single parameters: R. D. Luce and H. Raiffa, Games and
// Decisions, 1957; one at a time, as in R. A. Howard, "Decision Analysis: Applied
// Decision Theory", 1966.
package sensitivity

import (
	"math/big"

	"detente/agreement"
	"detente/moments"
	"detente/plan"
	"detente/worth"
)

// Party is how far the worths of one party can be off.
type Party struct {
	Account *worth.Account
	// Holds says that the plan holds for the party as stated. Where it does not,
	// there are no limits.
	Holds bool
	// Limits are those of the steps that the party states a worth of, other than
	// 0, in the order of the text.
	Limits []Limit
}

// End says what is no longer so beyond a limit.
type End string

// The ends.
const (
	Leaves  End = "leaves"  // the party would gain by leaving at some moment
	NoGain  End = "no_gain" // the party would gain nothing by the agreement
	Nothing End = "nothing" // there is no limit
	Unknown End = "unknown" // it was not worked out: too many steps make parts permanent in one round
)

// Limit is how far the worth of one step can be off for one party.
type Limit struct {
	Step *agreement.Step
	// Stated is what the step is worth to the party as a whole, at the least
	// favourable end of a range; negative where it costs it something.
	Stated worth.Vector
	End    End
	// BreakEven, for a party that counts in numbers, is where the plan stops
	// holding: below it, for a gain; for a cost, which is negative, below it too,
	// where it costs more. It has the sign of Stated, or is 0. Included says that
	// at BreakEven itself the plan still holds. BreakEven is nil where the end is
	// Nothing or Unknown.
	BreakEven *big.Rat
	Included  bool
	// Word, for a party that counts in words, is the place in its scale of the
	// farthest word that still holds; len(Words) stands for a worth of nothing.
	Word int
	// Moment is where the party would leave beyond the limit, for the end Leaves.
	Moment moments.Moment
}

// Off returns by how much of itself a worth in numbers can be off, |v₀ − v|/|v₀|;
// nil where there is no limit.
func (l Limit) Off() *big.Rat {
	if l.BreakEven == nil {
		return nil
	}
	x := new(big.Rat).Sub(l.Stated[0], l.BreakEven)
	return x.Abs(x.Quo(x, l.Stated[0]))
}

// Limits returns how far the worths of each party that states any can be off, in
// the order of the text; none where there is no plan.
func Limits(r *plan.Result) []Party {
	if r.Verdict == plan.NoGain || r.Verdict == plan.Blocked {
		return nil
	}
	var events [][]int
	for _, round := range r.Rounds {
		events = append(events, round.Events)
	}
	rounds, ok := moments.New(r.Course, events)
	if !ok {
		return nil
	}
	var all []Party
	for _, a := range worth.Accounts(r.Course) {
		s := newSurvey(r.Course, rounds, a)
		p := Party{Account: a, Holds: s.holds() && !a.NoGain()}
		if p.Holds {
			p.Limits = s.limits()
		}
		all = append(all, p)
	}
	return all
}

// survey is a plan being looked at for one party.
type survey struct {
	*moments.Party
	course *agreement.Course
	rounds *moments.Rounds
	whole  [][]moments.Moment // by sum and round: the worst of all its moments
}

func newSurvey(c *agreement.Course, rounds *moments.Rounds, a *worth.Account) *survey {
	s := &survey{Party: rounds.Of(a), course: c, rounds: rounds}
	for k := range s.Sums() {
		var worst []moments.Moment
		for round := range rounds.Len() + 1 {
			worst = append(worst, s.Worst(k, moments.Where{Round: round}))
		}
		s.whole = append(s.whole, worst)
	}
	return s
}

func (s *survey) holds() bool {
	for _, worst := range s.whole {
		for _, m := range worst {
			if m.Excess.Sign() > 0 {
				return false
			}
		}
	}
	return true
}

func (s *survey) limits() []Limit {
	var all []Limit
	for _, step := range s.course.Agreement.Steps {
		units := s.course.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: step.ID}})
		v := s.Value[units[0]].Times(new(big.Rat).Inv(s.part(units[0])))
		if v.IsZero() {
			continue
		}
		l := Limit{Step: step, Stated: v, End: Nothing}
		cases, known := s.cases(units)
		switch {
		case !known:
			l.End = Unknown
		case s.Words == nil:
			s.breakEven(&l, cases, units)
		default:
			s.farthest(&l, cases)
		}
		all = append(all, l)
	}
	return all
}

package inspection

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/moments"
	"detente/order"
	"detente/plan"
	"detente/worth"
)

// Judgement says in one word how a step stands.
type Judgement string

// The judgements, in the order in which they are tried: the first that applies.
const (
	NothingSaved Judgement = "nothing_saved" // to pretend saves its performer nothing
	Unverified   Judgement = "unverified"    // nobody else confirms it: pretending is never noticed
	NeverEnough  Judgement = "never_enough"  // its performer would rather leave anyhow: no detection is enough
	Unstated     Judgement = "unstated"      // somebody confirms it, and how likely it is noticed is not said
	TooSmall     Judgement = "too_small"     // what is said of detection is below the threshold
	Enough       Judgement = "enough"
)

// Threshold is what detection it takes so that one performer of a step, or of one
// part of a step, does not gain by only pretending to perform it.
type Threshold struct {
	Unit  int // of the course
	Round int // from 1
	// Account is the performer's.
	Account *worth.Account
	// Confirms names those who confirm the step apart from its performer: those
	// in verified_by, and the holder of its exchange.
	Confirms []string
	// Saves is c: what pretending saves the performer, in its unit.
	Saves worth.Vector
	// Stated is the probability of detection that the text gives; nil where it
	// gives none.
	Stated *big.Rat
	// Needed is the least probability of detection, in [0, 1], that is enough: the
	// d* of the package comment. It is nil where none is enough, because the
	// performer would gain by leaving at that moment anyhow. For a performer that
	// counts in words it is the least that is enough whatever they weigh; with
	// any less, they can weigh so that pretending pays. (Of a step that both brings
	// and costs it something, in words, it is enough and perhaps not the least.)
	Needed *big.Rat
	// Moment is the one at which Needed is met; without Units where that is 0.
	Moment    moments.Moment
	Judgement Judgement
}

// Thresholds returns the threshold of every step of the plan that somebody
// confirms, and of those that cost their performer something although nobody
// confirms them, in the order of the plan; one for each performer that
// states worths. It returns none where there is no plan.
//
// What third parties perform, and what nobody is named to perform, has none:
// they have no worths here. Of a step performed jointly each performer has its
// own, because each could leave out its share; what it would save is all that the
// step costs it. A step in an exchange is confirmed by the named holder,
// besides those in verified_by; since an exchange is all or none, nothing of it
// counts as performed where pretending is noticed.
func Thresholds(r *plan.Result) []Threshold {
	s, ok := newSurvey(r)
	if !ok {
		return nil
	}
	var all []Threshold
	for k, round := range r.Rounds {
		for _, e := range round.Events {
			for _, u := range r.Course.Events[e].Units {
				all = append(all, s.unit(k+1, e, u)...)
			}
		}
	}
	return all
}

// survey is a plan being looked at.
type survey struct {
	course  *agreement.Course
	rounds  *moments.Rounds
	parties []*moments.Party
}

func newSurvey(r *plan.Result) (*survey, bool) {
	if len(r.Rounds) == 0 {
		return nil, false
	}
	var events [][]int
	for _, round := range r.Rounds {
		events = append(events, round.Events)
	}
	rounds, ok := moments.New(r.Course, events)
	if !ok {
		return nil, false
	}
	s := &survey{course: r.Course, rounds: rounds}
	for _, a := range worth.Accounts(r.Course) {
		s.parties = append(s.parties, rounds.Of(a))
	}
	return s, true
}

// unit returns the thresholds of one unit, one for each of its performers.
func (s *survey) unit(round, event, unit int) []Threshold {
	var all []Threshold
	for _, p := range s.parties {
		if !performs(s.course.Units[unit].Step, p.Party.ID) {
			continue
		}
		t := s.threshold(p, round, event, unit)
		if t.Judgement != NothingSaved || len(t.Confirms) > 0 {
			all = append(all, t)
		}
	}
	return all
}

func performs(s *agreement.Step, party string) bool {
	return slices.ContainsFunc(s.By, func(r agreement.Ref) bool { return r.ID == party })
}

func (s *survey) threshold(p *moments.Party, round, event, unit int) Threshold {
	step := s.course.Units[unit].Step
	v := p.Value[unit]
	t := Threshold{
		Unit: unit, Round: round, Account: p.Account,
		Confirms: confirms(step, s.course.Events[event].Exchange, p.Party.ID),
		Saves:    v.Minus(v).Minus(v),
	}
	if step.Detects.Given {
		t.Stated = step.Detects.V
	}
	t.weigh(p, s.where(round, event))
	t.Judgement = t.judge()
	return t
}

// where says at which moments it can be noticed that the event was not performed.
//
// It is to be noticed in its own round, for a round is over only when all of it
// is confirmed. By then the others may have performed any part of theirs, and
// the performer what does not wait for the confirmation: so the moments are all
// those of the round at which the event is missing, with all that comes before it
// performed, and without what waits for its confirmation. Of these the worst
// is the one at which its performer would hold most: there it has least to lose.
func (s *survey) where(round, event int) moments.Where {
	missing := order.SetOf(len(s.course.Events), event)
	for _, e := range s.course.Edges {
		if e.Before == event && !e.Declared {
			missing.Add(e.After)
			missing.Union(s.rounds.Order().After(e.After))
		}
	}
	return moments.Where{Round: round, Performed: s.rounds.Order().Before(event), Missing: missing}
}

// weigh finds the threshold: the greatest C/(C + S) over the party's sums, with C
// what is saved and S what leaving would lose it.
//
// Magnitudes m₁ ≥ m₂ ≥ … ≥ 0 are sums of those in which some strongest words
// weigh 1 and the others nothing, and a ratio of sums is at most the greatest of
// the ratios. So that no detection is enough once S < 0 in one of them: close to it
// lie weights with which something is saved and leaving still pays.
func (t *Threshold) weigh(p *moments.Party, w moments.Where) {
	t.Needed, t.Moment = new(big.Rat), moments.Moment{Round: w.Round}
	saves := t.Saves.Prefixes()
	if !slices.ContainsFunc(saves, func(c *big.Rat) bool { return c.Sign() > 0 }) {
		return
	}
	for k, saved := range saves {
		m := p.Worst(k, w)
		if m.Excess.Sign() > 0 {
			t.Needed, t.Moment = nil, m
			return
		}
		if saved.Sign() <= 0 {
			continue
		}
		if d := new(big.Rat).Quo(saved, new(big.Rat).Sub(saved, m.Excess)); d.Cmp(t.Needed) > 0 {
			t.Needed, t.Moment = d, m
		}
	}
}

func (t *Threshold) judge() Judgement {
	switch {
	case t.Needed != nil && t.Needed.Sign() == 0:
		return NothingSaved
	case len(t.Confirms) == 0:
		return Unverified
	case t.Needed == nil:
		return NeverEnough
	case t.Stated == nil:
		return Unstated
	case t.Stated.Cmp(t.Needed) < 0:
		return TooSmall
	}
	return Enough
}

// confirms names those who confirm the step apart from the party.
func confirms(s *agreement.Step, x *agreement.Exchange, party string) []string {
	var names []string
	add := func(id string) {
		if id != party && !slices.Contains(names, id) {
			names = append(names, id)
		}
	}
	for _, r := range s.VerifiedBy {
		add(r.ID)
	}
	if x != nil && x.HeldBy.Given {
		add(x.HeldBy.V.ID)
	}
	return names
}

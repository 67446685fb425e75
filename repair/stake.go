package repair

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/amendment"
	"detente/plan"
	"detente/worth"
)

// bar is an amount of a party that plans have to stay below: what leaving costs
// it, or the exposure it accepts.
type bar struct {
	kind      Kind
	attribute string
	of        func(*agreement.Actor) *agreement.Opt[agreement.Amount]
	now       func(*worth.Account) worth.Vector // nil where there is none
	// reach is how high a round comes, and passed by how much some party's bar is
	// passed at least, whatever the plan; shares of what the party gains.
	reach  func(plan.Round, *agreement.Actor) *big.Rat
	passed func(*plan.Result) *big.Rat
	// say is with the party, from and to; none says that nothing is high enough.
	say, none string
}

// stakes looks for the least that leaving would have to cost.
func (s *search) stakes() Outcome { return s.bars(s.stakeBar()) }

// stakeBar is what leaving costs.
func (s *search) stakeBar() bar {
	return bar{
		kind: Stake, attribute: "breach_cost",
		of:     func(p *agreement.Actor) *agreement.Opt[agreement.Amount] { return &p.BreachCost },
		now:    func(a *worth.Account) worth.Vector { return a.BreachCost },
		reach:  func(r plan.Round, p *agreement.Actor) *big.Rat { return r.Temptation[p] },
		passed: s.excess,
		say:    "leaving cost %s %s besides, instead of %s",
		none:   "No word of the scales is as strong as leaving would have to cost.",
	}
}

// exposures looks for the least further exposure that would have to be accepted.
func (s *search) exposures() Outcome {
	return s.bars(bar{
		kind: Exposure, attribute: "max_exposure",
		of:     func(p *agreement.Actor) *agreement.Opt[agreement.Amount] { return &p.MaxExposure },
		now:    func(a *worth.Account) worth.Vector { return a.MaxExposure },
		reach:  func(r plan.Round, p *agreement.Actor) *big.Rat { return r.Exposure[p] },
		passed: s.overrun,
		say:    "%s be up to %s below where it started, instead of %s",
		none:   "However much exposure is accepted, no order holds by itself.",
	})
}

// excess is the proved bound on the worst temptation over the breach cost. In
// words it has none.
func (s *search) excess(r *plan.Result) *big.Rat {
	if r.Excess == nil || s.inWords() {
		return nil
	}
	return r.Excess.Bound
}

// overrun is the proved bound on how far a max_exposure is passed.
func (s *search) overrun(r *plan.Result) *big.Rat {
	if r.Overrun == nil || s.inWords() {
		return nil
	}
	return r.Overrun.Bound
}

// raised is one party's bar at another height.
type raised struct {
	account *worth.Account
	to      agreement.Amount
	share   *big.Rat // by how much, of what the party gains
}

// bars raises the bar of each party alone and, where none is enough, of all.
func (s *search) bars(b bar) Outcome {
	for _, g := range s.goals() {
		if out := s.alone(b, g); len(out.Repairs) > 0 {
			return out
		}
		if out, ok := s.together(b, g); ok {
			return out
		}
	}
	return Outcome{Why: b.none}
}

// alone raises the bar of one party at a time.
func (s *search) alone(b bar, g goal) Outcome {
	type offered struct {
		Repair
		share *big.Rat
	}
	var all []offered
	for _, a := range s.accounts {
		if b.now(a) == nil {
			continue
		}
		x, t := s.one(b, a, g)
		if t == nil {
			continue
		}
		r := s.repair(b, []raised{x})
		r.Plan, r.Least = t.result, t.least
		all = append(all, offered{r, x.share})
	}
	slices.SortStableFunc(all, func(x, y offered) int { return x.share.Cmp(y.share) })
	var out Outcome
	for _, o := range all[:min(len(all), maxOffered)] {
		out.Repairs = append(out.Repairs, o.Repair)
	}
	return out
}

// one raises the bar of one party as little as is enough; nil where nothing is.
func (s *search) one(b bar, a *worth.Account, g goal) (raised, *turned) {
	if a.Words != nil {
		return s.word(b, a, g)
	}
	now := b.now(a)[0]
	d := dial{
		from: now, to: most(a), grid: gridOf(a), steady: true,
		set: func(x *big.Rat) *agreement.Agreement {
			return s.with(b, []raised{{account: a, to: amendment.Number(x)}})
		},
		needs: func(r *plan.Result) *big.Rat { return b.needs(r, a) },
	}
	if !s.inWords() {
		d.beyond = func(r *plan.Result) *big.Rat {
			if p := b.passed(r); p != nil {
				return new(big.Rat).Mul(p, a.Unit())
			}
			return nil
		}
	}
	t, ok := s.least(d, g)
	if !ok {
		return raised{}, nil
	}
	return s.settled(b, a, t, g, now)
}

// settled plans once more with exactly what the plan needs, if that was not done.
func (s *search) settled(b bar, a *worth.Account, t *turned, g goal, now *big.Rat) (raised, *turned) {
	if t.x.Cmp(t.at) != 0 {
		if r, v := s.try(s.with(b, []raised{{account: a, to: amendment.Number(t.x)}}), g); v == yes {
			t.result = r
		} else {
			t.x, t.least = t.at, false
		}
	}
	x := raised{account: a, to: amendment.Number(t.x), share: new(big.Rat).Sub(t.x, now)}
	x.share.Quo(x.share, a.Unit())
	return x, t
}

// word raises a party's bar to the weakest word that is enough.
func (s *search) word(b bar, a *worth.Account, g goal) (raised, *turned) {
	low, high := 0, rank(a, b.now(a)) // words stronger than the present one: 0 … high−1
	var t *turned
	set := func(k int) raised { return raised{account: a, to: agreement.Amount{Word: a.Words[k]}} }
	best, least := -1, true
	for k := 0; low < high; k = (low + high) / 2 {
		r, v := s.try(s.with(b, []raised{set(k)}), g)
		switch {
		case v == yes:
			t, best, low = &turned{result: r}, k, k+1
		case best < 0:
			return raised{}, nil // not even the strongest
		default:
			least = least && v == no
			high = k
		}
	}
	if t == nil {
		return raised{}, nil
	}
	t.least = least
	x := set(best)
	x.share = sizeOf(a, x.to.Word)
	x.share.Sub(x.share, a.Reference(b.now(a))).Quo(x.share, a.Unit())
	return x, t
}

// rank is how many words are stronger than the present bar.
func rank(a *worth.Account, now worth.Vector) int {
	for k, x := range now {
		if x.Sign() != 0 {
			return k
		}
	}
	return len(a.Words)
}

// sizeOf is the reference size of a word.
func sizeOf(a *worth.Account, word string) *big.Rat {
	v := make(worth.Vector, len(a.Words))
	for k := range v {
		v[k] = new(big.Rat)
		if a.Words[k] == word {
			v[k].SetInt64(1)
		}
	}
	return new(big.Rat).Set(a.Reference(v))
}

// needs is how high the plan comes for the party, in its unit.
func (b bar) needs(r *plan.Result, a *worth.Account) *big.Rat {
	p := r.Course.Agreement.Actor(a.Party.ID)
	high := new(big.Rat)
	if start := a.Temptation(a.Start())[0]; b.kind == Stake && start.Sign() > 0 {
		high.Set(start)
	}
	for _, round := range r.Rounds {
		if x := new(big.Rat).Mul(b.reach(round, p), a.Unit()); x.Cmp(high) > 0 {
			high = x
		}
	}
	return high
}

// together raises the bars of all parties: in numbers all by the same share of
// what the party gains, the least that is enough; in words all at least to the
// same rank of their scales. What the plan then found does not need is taken back.
func (s *search) together(b bar, g goal) (Outcome, bool) {
	var who []*worth.Account
	for _, a := range s.accounts {
		if b.now(a) != nil {
			who = append(who, a)
		}
	}
	if len(who) < 2 {
		return Outcome{}, false
	}
	why := ""
	if s.missed == 0 {
		why = "Of no party alone is it enough."
	}
	raise := s.commonShare
	if someInWords(who) {
		raise = s.commonRank
	}
	all, t := raise(b, who, g)
	if t == nil {
		return Outcome{}, false
	}
	if less := b.trimmed(t.result, all); len(less) > 0 {
		if r, v := s.try(s.with(b, less), g); v == yes {
			t.result, all = r, less
		}
	}
	out := s.repair(b, all)
	out.Plan, out.Least = t.result, t.least
	return Outcome{Repairs: []Repair{out}, Why: why}, true
}

// commonShare raises the bars by the least common share. For what leaving costs
// that is the least worst excess itself.
func (s *search) commonShare(b bar, who []*worth.Account, g goal) ([]raised, *turned) {
	by := func(x *big.Rat) []raised {
		return level(b, who, func(a *worth.Account) *big.Rat {
			return new(big.Rat).Add(b.now(a)[0], new(big.Rat).Mul(x, a.Unit()))
		}, 0)
	}
	d := dial{
		from: new(big.Rat), to: new(big.Rat), grid: big.NewInt(1), steady: true,
		set: func(x *big.Rat) *agreement.Agreement { return s.with(b, by(x)) },
	}
	if !s.inWords() {
		d.beyond = b.passed
	}
	for _, a := range who {
		d.to = greater(d.to, new(big.Rat).Quo(most(a), a.Unit()))
		own := lcm(gridOf(a), b.now(a)[0].Denom())
		d.grid = lcm(d.grid, new(big.Int).Mul(own, a.Unit().Num()))
	}
	t, ok := s.least(d, g)
	if !ok {
		return nil, nil
	}
	return by(t.x), t
}

// commonRank raises the bars in words to the weakest common rank, those in numbers
// as far as may be needed.
func (s *search) commonRank(b bar, who []*worth.Account, g goal) ([]raised, *turned) {
	ranks := 0
	for _, a := range who {
		ranks = max(ranks, len(a.Words))
	}
	for k := range ranks {
		all := level(b, who, most, ranks-1-k)
		if r, v := s.try(s.with(b, all), g); v == yes {
			return all, &turned{result: r}
		}
	}
	return nil, nil
}

// level raises the bars in numbers to the amounts, those in words to the word of
// that rank, 0 being the strongest, where they are below.
func level(b bar, who []*worth.Account, to func(*worth.Account) *big.Rat, word int) []raised {
	var all []raised
	for _, a := range who {
		switch {
		case a.Words == nil:
			all = append(all, raised{account: a, to: amendment.Number(to(a))})
		case rank(a, b.now(a)) > min(word, len(a.Words)-1):
			all = append(all, raised{account: a, to: agreement.Amount{Word: a.Words[min(word, len(a.Words)-1)]}})
		}
	}
	return all
}

// trimmed takes back what the plan does not need, in numbers.
func (b bar) trimmed(r *plan.Result, all []raised) []raised {
	var less []raised
	for _, x := range all {
		if x.account.Words == nil {
			now, need := b.now(x.account)[0], b.needs(r, x.account)
			if need.Cmp(now) <= 0 {
				continue
			}
			x.to = amendment.Number(need)
		}
		less = append(less, x)
	}
	return less
}

// with returns the agreement with the bars raised.
func (s *search) with(b bar, all []raised) *agreement.Agreement {
	a := s.a
	for _, x := range all {
		a = amendment.WithActor(a, x.account.Party.ID, func(p *agreement.Actor) {
			o := b.of(p)
			*o = amendment.Given(x.to, o.Place)
		})
	}
	return a
}

// repair tells the change.
func (s *search) repair(b bar, all []raised) Repair {
	r := Repair{Kind: b.kind, Sentence: "Let " + and(b.told(all)) + "."}
	for _, x := range all {
		p := x.account.Party
		now := *b.of(p)
		r.Changes = append(r.Changes, amendment.Change{Of: p.ID, Attribute: b.attribute, From: amendment.Written(now), To: x.written(), Place: amendment.PlaceOf(now, p.Name)})
		r.Parties, r.Agree = append(r.Parties, p.ID), append(r.Agree, p.ID)
	}
	return r
}

// told says each change in a clause.
func (b bar) told(all []raised) []string {
	var said []string
	for _, x := range all {
		p := x.account.Party
		said = append(said, fmt.Sprintf(b.say, p.Label(), x.written(), cmp.Or(amendment.Written(*b.of(p)), "nothing")))
	}
	return said
}

// written is what the bar is raised to, as the text writes it.
func (x raised) written() string {
	return amendment.Written(amendment.Given(x.to, x.account.Party.Place))
}

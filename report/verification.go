package report

import (
	"math"
	"math/big"
	"strconv"

	"detente/agreement"
	"detente/inspection"
	"detente/moments"
	"detente/plan"
)

// Verification is what detection it takes so that one performer does not gain by
// only saying that a step, or a part of one, has been performed.
type Verification struct {
	Name  string `json:"name"` // "relief[1]"
	Step  string `json:"step"` // "relief"
	Party string `json:"party"`
	Round int    `json:"round"`
	// VerifiedBy are those who confirm it apart from the party, the holder of an
	// exchange among them.
	VerifiedBy []string `json:"verified_by"`
	// Saves is what the party would save, in its own unit.
	Saves string `json:"saves"`
	// Detects is the chance of detection that the text states, null where it
	// states none; Needed the least that is enough, null where none is. Exact is
	// Needed as an exact fraction. Words says that the party counts in words:
	// Needed is then what is enough whatever they weigh.
	Detects *Chance `json:"detects"`
	Needed  *Chance `json:"needed"`
	Exact   *string `json:"exact"`
	Words   bool    `json:"words"`
	// Judgement is one of the words of package inspection: nothing_saved,
	// unverified, never_enough, unstated, too_small, enough.
	Judgement string `json:"judgement"`
	// At is the moment at which most is needed; null where nothing is saved.
	At *At `json:"at"`
}

// Sampling is how few parts of a step it is enough to look at.
type Sampling struct {
	Step  string `json:"step"`
	Party string `json:"party"`
	// Occasions are the parts still to be performed and confirmed.
	Occasions int    `json:"occasions"`
	Needed    Chance `json:"needed"` // the greatest among the parts
	// Notices is how likely an inspection that takes place notices.
	Notices Chance `json:"notices"`
	// Enough parts, drawn by lot and not known before the end, are enough; or each
	// part with the chance Each, drawn anew.
	Enough int    `json:"enough"`
	Each   Chance `json:"each"`
	// Seen is what is left to gain, as a share of what one part costs, if the party
	// sees which parts were looked at; of parts of different sizes at most that share
	// of what the largest costs.
	Seen Chance `json:"seen"`
}

// Chance is a probability from 0 to 1, the nearest double to the exact fraction.
type Chance float64

func chance(x *big.Rat) Chance { return Chance(share(x)) }

// optional is the chance, or nil for none.
func optional(x *big.Rat) *Chance {
	if x == nil {
		return nil
	}
	c := chance(x)
	return &c
}

// Percent writes a chance for people.
func (c Chance) Percent() string { return Share(c).Percent() }

// AtLeast writes a chance for people, rounded up, so that whoever has that much
// has enough.
func (c Chance) AtLeast() string {
	const noise = 1e-9 // of the multiplication
	return strconv.FormatFloat(math.Ceil(max(0, float64(c)*1000-noise))/10, 'f', -1, 64) + "%"
}

func (p *Plan) verification(r *plan.Result) {
	all := inspection.Thresholds(r)
	for _, t := range all {
		u := r.Course.Units[t.Unit]
		v := Verification{
			Name: u.Name(), Step: u.Step.ID, Party: t.Account.Party.ID, Round: t.Round, VerifiedBy: list(t.Confirms),
			Saves: t.Account.Say(t.Saves), Detects: optional(t.Stated), Needed: optional(t.Needed), Judgement: string(t.Judgement),
			Words: t.Account.Words != nil,
		}
		if t.Needed != nil {
			exact := t.Needed.RatString()
			v.Exact = &exact
		}
		if t.Moment.Units != nil {
			v.At = moment(r.Course, t.Moment)
		}
		p.Verification = append(p.Verification, v)
	}
	for _, s := range inspection.Samplings(r.Course, all) {
		p.Sampling = append(p.Sampling, Sampling{
			Step: s.Step.ID, Party: s.Account.Party.ID, Occasions: s.Occasions, Needed: chance(s.Needed), Notices: chance(s.Notices),
			Enough: s.Enough, Each: chance(s.Each), Seen: chance(s.Seen),
		})
	}
}

// moment says where in the plan a moment is, what was done before it left out.
func moment(c *agreement.Course, m moments.Moment) *At {
	at := &At{Round: m.Round, Performed: []string{}}
	for u := range m.Units.All {
		if c.EventOf(u) >= 0 {
			at.Performed = append(at.Performed, c.Units[u].Name())
		}
	}
	return at
}

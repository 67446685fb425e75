package report

import (
	"detente/agreement"
	"detente/narrate"
	"detente/plan"
)

// Reason says why steps stand in their round and not in an earlier one.
type Reason struct {
	Steps []string `json:"steps"`
	// Kind is one of the words of package narrate: first, only, waits, demanded,
	// tempts, limit, exposes, late, free.
	Kind string `json:"kind"`
	// For names the steps that are waited for, or wanted in the same round.
	For []string `json:"for"`
	// Demand is, for demanded, the demand; null otherwise.
	Demand *string `json:"demand"`
	// Party is, for tempts, limit and exposes, the party; null otherwise.
	Party *string `json:"party"`
	Text  string  `json:"text"`
}

// Side is what a round means for a party.
type Side struct {
	Party string `json:"party"`
	// Holds is what the party holds more than at the start when the round is over.
	Holds Holding `json:"holds"`
	// Leaving is what the party would gain by leaving at the worst moment of the
	// round, Margin what leaving costs it less that; Exposure is how far it would
	// be below where it started if the others left.
	Leaving  Holding `json:"leaving"`
	Exposure Holding `json:"exposure"`
	Margin   Holding `json:"margin"`
	Text     string  `json:"text"`
}

// Danger is the moment of the plan at which somebody is nearest to leaving.
type Danger struct {
	Party    string  `json:"party"`
	At       At      `json:"at"`
	Leaving  Holding `json:"leaving"`
	Exposure Holding `json:"exposure"`
	Margin   Holding `json:"margin"`
	// Sure is one of the words of package narrate: exact, whole_ranges,
	// all_magnitudes, some_magnitudes, no_magnitudes.
	Sure   string `json:"sure"`
	Proved bool   `json:"proved"`
	// Text, Change and HowSure are sentences.
	Text    string `json:"text"`
	Change  string `json:"change"`
	HowSure string `json:"how_sure"`
}

// why says the rounds in words.
func (p *Plan) why(r *plan.Result) {
	n := narrate.Tell(r)
	for k := range p.Rounds {
		p.Rounds[k].Reasons, p.Rounds[k].Sides = []Reason{}, []Side{}
		if k < len(n.Rounds) {
			p.Rounds[k].tell(r.Course, n.Rounds[k])
		}
	}
	if m := n.Danger; m != nil {
		p.Danger = &Danger{
			Party: m.Party.ID, At: At{m.Round, list(m.Performed)},
			Leaving: holding(m.Leaving), Exposure: holding(m.Exposure), Margin: holding(m.Margin),
			Sure: string(m.Sure), Proved: m.Proved, Text: m.Text, Change: m.Change, HowSure: m.HowSure,
		}
	}
}

func (r *Round) tell(c *agreement.Course, n narrate.Round) {
	for _, x := range n.Reasons {
		out := Reason{Steps: []string{}, Kind: string(x.Kind), For: list(x.For), Text: x.Text}
		for _, e := range x.Events {
			out.Steps = append(out.Steps, c.UnitNames(e)...)
		}
		if x.Demand != nil {
			out.Demand = &x.Demand.ID
		}
		if x.Party != nil {
			out.Party = &x.Party.ID
		}
		r.Reasons = append(r.Reasons, out)
	}
	for _, s := range n.Sides {
		r.Sides = append(r.Sides, Side{s.Party.ID, holding(s.Holds), holding(s.Leaving), holding(s.Exposure), holding(s.Margin), s.Text})
	}
}

func holding(s narrate.Size) Holding { return Holding{s.Worth, share(s.Share)} }

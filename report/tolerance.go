package report

import (
	"cmp"
	"math/big"
	"slices"

	"detente/plan"
	"detente/sensitivity"
	"detente/worth"
)

// Tolerance is how far the worths of one party can be off, one at a time, before
// the plan shown stops holding for it.
type Tolerance struct {
	Party string `json:"party"`
	// Holds says that the plan holds for the party with the worths as stated;
	// where it does not, there is nothing to tell.
	Holds bool `json:"holds"`
	// Worths are those of its steps, tightest first.
	Worths []WorthLimit `json:"worths"`
}

// WorthLimit is how far what one step is worth to a party can be off.
type WorthLimit struct {
	Step string `json:"step"`
	// Cost says that the step costs the party something; the sizes below are then
	// of that cost.
	Cost bool `json:"cost"`
	// Stated is the size in the text, of a range the least favourable end.
	Stated string `json:"stated"`
	// End is what is no longer so beyond the limit: leaves, no_gain; nothing,
	// where there is no limit; unknown, where it was not worked out.
	End string `json:"end"`
	// Limit is how small a gain, or how great a cost, can be; null where there is
	// no limit. Included says whether the plan still holds at the limit itself. For
	// a party that counts in words it is the farthest word that holds.
	Limit    *string `json:"limit"`
	Included bool    `json:"included"`
	// Off is the distance to the limit as a share of the size stated, null in
	// words and where there is no limit.
	Off *Share `json:"off"`
	// At is the moment at which the party would leave, for the end leaves.
	At *At `json:"at"`
}

func (p *Plan) tolerances(r *plan.Result) {
	for _, party := range sensitivity.Limits(r) {
		limits := slices.Clone(party.Limits)
		slices.SortStableFunc(limits, tighter)
		t := Tolerance{Party: party.Account.Party.ID, Holds: party.Holds, Worths: []WorthLimit{}}
		for _, l := range limits {
			t.Worths = append(t.Worths, worthLimit(r, party.Account, l))
		}
		p.Tolerances = append(p.Tolerances, t)
	}
}

func worthLimit(r *plan.Result, a *worth.Account, l sensitivity.Limit) WorthLimit {
	out := WorthLimit{Step: l.Step.ID, End: string(l.End), Cost: a.Reference(l.Stated).Sign() < 0}
	size := func(v worth.Vector) string {
		if out.Cost {
			v = v.Minus(v).Minus(v)
		}
		return a.Say(v)
	}
	out.Stated = size(l.Stated)
	if l.End != sensitivity.Leaves && l.End != sensitivity.NoGain {
		return out
	}
	limit := ""
	if a.Words == nil {
		limit, out.Included = size(worth.Vector{l.BreakEven}), l.Included
		off := share(l.Off())
		out.Off = &off
	} else {
		limit, out.Included = append(slices.Clone(a.Words), "0")[l.Word], true
	}
	out.Limit = &limit
	if l.End == sensitivity.Leaves {
		out.At = moment(r.Course, l.Moment)
	}
	return out
}

// tighter orders the limits of one party: the one whose worth can be off by the
// smallest part of itself, or by the fewest words, comes first; then those without
// a limit.
func tighter(a, b sensitivity.Limit) int {
	x, y := distance(a), distance(b)
	switch {
	case x == nil || y == nil:
		return cmp.Compare(noLimit(x), noLimit(y))
	}
	return x.Cmp(y)
}

func noLimit(x *big.Rat) int {
	if x == nil {
		return 1
	}
	return 0
}

// distance is nil where there is no limit.
func distance(l sensitivity.Limit) *big.Rat {
	switch {
	case l.End != sensitivity.Leaves && l.End != sensitivity.NoGain:
		return nil
	case l.BreakEven != nil:
		return l.Off()
	}
	k := slices.IndexFunc(l.Stated, func(x *big.Rat) bool { return x.Sign() != 0 })
	return big.NewRat(int64(max(l.Word-k, k-l.Word)), 1)
}

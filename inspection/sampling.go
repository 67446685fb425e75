package inspection

import (
	"math/big"

	"detente/agreement"
	"detente/worth"
)

// Sampling says how few of the parts of a step have to be looked at so that its
// performer does not gain by pretending with any of them.
//
// Either number is enough by itself, on these conditions. Enough parts, drawn by
// lot so that each choice of so many is equally likely, if the performer does not
// learn before the end which were drawn. Or each part with the chance Each,
// drawn anew for every part, whatever the performer learns; the number looked at
// is then left to the lot. In both, one who pretends with several parts is no
// better off: see the package comment.
type Sampling struct {
	Step      *agreement.Step
	Account   *worth.Account
	Occasions int // parts still to be performed and confirmed; at least 2
	// Needed is the greatest threshold among the parts.
	Needed *big.Rat
	// Notices is how likely an inspection that takes place notices: what the text
	// states, 1 where it states nothing.
	Notices *big.Rat
	Enough  int      // ⌈Occasions·Needed/Notices⌉
	Each    *big.Rat // Needed/Notices, at most 1
	// Seen is what is left if the performer does see which parts were looked at:
	// the most that pretending with one part can still bring it, however cleverly
	// it waits, as a share of what the part costs it. It is the [Value] of the game,
	// where all parts are of one size; of others a bound, as a share of what the
	// largest costs it.
	Seen *big.Rat
}

// Samplings returns what sampling is enough for the steps in parts among the
// thresholds, in their order. A step is left out where nobody confirms it, where
// nothing is saved by pretending, and where looking at every part is not enough.
func Samplings(c *agreement.Course, all []Threshold) []Sampling {
	var out []Sampling
	at := map[sampled]int{}
	var bad []bool
	for _, t := range all {
		key := sampled{c.Units[t.Unit].Step, t.Account}
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, Sampling{Step: key.step, Account: t.Account, Needed: new(big.Rat), Notices: t.Stated})
			bad = append(bad, false)
		}
		out[i].Occasions++
		bad[i] = bad[i] || t.Needed == nil || len(t.Confirms) == 0
		if t.Needed != nil && t.Needed.Cmp(out[i].Needed) > 0 {
			out[i].Needed = t.Needed
		}
	}
	kept := out[:0]
	for i, s := range out {
		if !bad[i] && s.draw() {
			kept = append(kept, s)
		}
	}
	return kept
}

type sampled struct {
	step    *agreement.Step
	account *worth.Account
}

// draw works out the numbers; false where there is nothing to draw.
func (s *Sampling) draw() bool {
	if s.Notices == nil {
		s.Notices = big.NewRat(1, 1)
	}
	if s.Occasions < 2 || s.Needed.Sign() == 0 || s.Needed.Cmp(s.Notices) > 0 {
		return false
	}
	s.Each = new(big.Rat).Quo(s.Needed, s.Notices)
	least := new(big.Rat).Mul(s.Each, big.NewRat(int64(s.Occasions), 1))
	s.Enough = int(ceiling(least).Int64())
	b := new(big.Rat).Inv(s.Each)
	s.Seen = Value(s.Occasions, s.Enough, b.Sub(b, big.NewRat(1, 1)))
	return true
}

func ceiling(x *big.Rat) *big.Int {
	n := new(big.Int).Add(x.Num(), x.Denom())
	n.Sub(n, big.NewInt(1))
	return n.Div(n, x.Denom())
}

package sensitivity

import (
	"math/big"
	"slices"

	"detente/moments"
	"detente/worth"
)

// breakEven finds the limit of a worth in numbers: of all cases, the one that is
// reached first.
func (s *survey) breakEven(l *Limit, cases []open, units []int) {
	for _, c := range cases {
		m := s.worst(0, c)
		at := new(big.Rat).Quo(m.Excess, c.lacks)
		at.Add(l.Stated[0], at)
		if l.BreakEven == nil || at.Cmp(l.BreakEven) > 0 {
			l.BreakEven, l.Included, l.End, l.Moment = at, true, Leaves, m
		}
	}
	if at := s.noGainAt(l.Stated[0], units); l.BreakEven == nil || at.Cmp(l.BreakEven) >= 0 {
		l.BreakEven, l.Included, l.End, l.Moment = at, false, NoGain, moments.Moment{}
	}
	if sign := l.BreakEven.Sign(); l.Stated[0].Sign() > 0 && (sign < 0 || sign == 0 && l.Included) {
		l.BreakEven, l.Included, l.End, l.Moment = nil, false, Nothing, moments.Moment{}
	}
}

// noGainAt returns the worth at which the party gains nothing any more by the
// whole agreement, at the middle of ranges: moving one end of a range moves its
// middle half as far.
func (s *survey) noGainAt(v *big.Rat, units []int) *big.Rat {
	gain := new(big.Rat).Neg(s.WalkAway[0])
	for _, x := range s.Middle {
		gain.Add(gain, x[0])
	}
	if s.Value[units[0]][0].Cmp(s.Middle[units[0]][0]) != 0 {
		gain.Mul(gain, big.NewRat(2, 1))
	}
	return gain.Sub(v, gain)
}

// farthest finds the limit of a worth in words: from one word to the next the
// sums change that end between the two, each by κ, and all others stay.
func (s *survey) farthest(l *Limit, cases []open) {
	k := slices.IndexFunc(l.Stated, func(x *big.Rat) bool { return x.Sign() != 0 })
	if another := slices.IndexFunc(l.Stated[k+1:], func(x *big.Rat) bool { return x.Sign() != 0 }); another >= 0 {
		l.End, l.Word = Unknown, k // it both brings and costs the party something
		return
	}
	gain := s.Total().Minus(s.WalkAway).Prefixes()
	next, last := 1, len(l.Stated)
	sum := func(word int) int { return word }
	if l.Stated[k].Sign() < 0 {
		next, last = -1, 0
		sum = func(word int) int { return word - 1 }
	}
	for l.Word = k; l.Word != last; l.Word += next {
		at := sum(l.Word)
		if m, leaves := s.leaves(at, cases); leaves {
			l.End, l.Moment = Leaves, m
			return
		}
		gain[at].Sub(gain[at], big.NewRat(1, 1))
		if nothingGained(gain) {
			l.End = NoGain
			return
		}
	}
}

// leaves returns a moment at which the party would gain by leaving if the step
// counted 1 less for it in sum k.
func (s *survey) leaves(k int, cases []open) (moments.Moment, bool) {
	for _, c := range cases {
		m := s.worst(k, c)
		if new(big.Rat).Add(m.Excess, c.lacks).Sign() > 0 {
			return m, true
		}
	}
	return moments.Moment{}, false
}

// nothingGained reports whether no sum is above 0.
func nothingGained(sums worth.Vector) bool {
	return !slices.ContainsFunc(sums, func(x *big.Rat) bool { return x.Sign() > 0 })
}

// Package worth holds the formulas of the model: what each party gains by the
// whole agreement, what it would hold if everything broke down at some state,
// what tempts it to leave there, and how far it is exposed.
//
// All arithmetic is exact (rationals), because the thresholds are sharp: a
// temptation equal to the breach cost holds, a hair above it does not. Units are
// each party's own; no two parties' worths are ever added or compared, only
// their shares of what each gains.
//
// A party may count in words. Their magnitudes m₁ ≥ m₂ ≥ … ≥ 0 are unknown, so
// a worth is then a vector with one entry for each word, strongest first; a
// party that counts in numbers has a single entry. A vector is at least 0 for
// every choice of magnitudes exactly when each sum of its first k entries is at
// least 0 (Abel summation).
package worth

import (
	"math/big"

	"detente/agreement"
	"detente/order"
)

// Vector is a size in a party's unit: one entry for a party that counts in
// numbers, one for each word of its scale otherwise.
type Vector []*big.Rat

// Account is how one party counts the units of a course.
type Account struct {
	Party *agreement.Actor
	// Words is the party's scale, strongest first; nil when it counts in numbers.
	Words []string

	// The numbers of all vectors are shared and must not be changed.

	// Value is v(i) for each unit of the course, at the low end of ranges, where
	// temptation and exposure are worst. Middle is the same at the middle.
	Value, Middle []Vector
	// Keep is w(i): what the party keeps of unit i after a breakdown; the unit
	// that makes others permanent adds what becomes permanent.
	Keep []Vector
	// WalkAway is u and BreachCost b of the model.
	WalkAway, BreachCost Vector
	// MaxExposure is nil when the party sets no limit.
	MaxExposure Vector

	total, middle Vector // V at the low end of ranges and at their middle

	start     order.Set   // units already performed
	permanent order.Set   // units that nobody can take back once all is performed
	undo      []*big.Rat  // ρ(i), by unit
	locker    map[int]int // by locked unit, the unit that makes it permanent
}

// Accounts returns the accounts of the parties that state any worth, in the
// order of the text. A party without any worth has none: nothing can be said
// about what tempts it.
func Accounts(c *agreement.Course) []*Account {
	var accounts []*Account
	for _, p := range c.Agreement.Parties() {
		if a := newAccount(c, p); a != nil {
			accounts = append(accounts, a)
		}
	}
	undo, locker := undoShares(c, accounts), lockers(c)
	for _, a := range accounts {
		a.keep(c, undo, locker)
	}
	return accounts
}

// Start returns the units that are performed before the plan begins. The set
// must not be changed.
func (a *Account) Start() order.Set { return a.start }

// Total returns V: what the whole agreement is worth to the party.
func (a *Account) Total() Vector { return a.total }

// Gain returns G = V − u at the low end of ranges.
func (a *Account) Gain() Vector { return a.Total().Minus(a.WalkAway) }

// NoGain reports whether the party gains nothing by the agreement: G ≤ 0 at the
// middle of ranges or, in words, G ≤ 0 whatever the magnitudes.
func (a *Account) NoGain() bool {
	return a.middle.Minus(a.WalkAway).Grade() == Always
}

// Unit returns what shares are measured by: G at the middle of ranges and in
// reference magnitudes. Where the words let that be 0 or less although the
// party may gain, it is the sum of all it may gain; it is positive for every
// party for which NoGain is false.
func (a *Account) Unit() *big.Rat {
	if g := a.Reference(a.middle.Minus(a.WalkAway)); g.Sign() > 0 {
		return g
	}
	sum := new(big.Rat)
	for _, v := range a.Middle {
		if r := a.Reference(v); r.Sign() > 0 {
			sum.Add(sum, r)
		}
	}
	if sum.Sign() == 0 {
		sum.SetInt64(1)
	}
	return sum
}

// Holds returns A(s): what the party holds if it all breaks down when the units
// of the state have been performed; a nil state is that of all units.
func (a *Account) Holds(state order.Set) Vector { return a.sum(a.Keep, state) }

// Temptation returns T(s) = A(s) + u − V: what the party would gain by leaving
// at the state instead of finishing.
func (a *Account) Temptation(state order.Set) Vector {
	return a.Holds(state).Plus(a.WalkAway).Minus(a.Total())
}

// Excess returns T(s) − b: the party carries on exactly when it is at most 0.
func (a *Account) Excess(state order.Set) Vector {
	return a.Temptation(state).Minus(a.BreachCost)
}

// Loss returns A(s₀) − A(s): how far the party is below where it started if the
// others leave at the state; negative when it is above. Exposure is the loss or
// 0, whichever is greater.
func (a *Account) Loss(state order.Set) Vector {
	return a.Holds(a.start).Minus(a.Holds(state))
}

// sum adds up the entries of the units in the state; of all units for nil.
func (a *Account) sum(by []Vector, state order.Set) Vector {
	total := make(Vector, a.entries())
	for k := range total {
		var sum Sum
		for i, v := range by {
			if state == nil || state.Has(i) {
				sum.Add(v[k])
			}
		}
		total[k] = sum.Rat()
	}
	return total
}

// entries is how many entries a vector of the account has.
func (a *Account) entries() int { return max(1, len(a.Words)) }

func (a *Account) zero() Vector { return zeros(a.entries()) }

func newAccount(c *agreement.Course, p *agreement.Actor) *Account {
	a := &Account{Party: p, start: order.NewSet(len(c.Units))}
	if countsInWords(c, p) {
		a.Words = p.Words()
	}
	a.Value, a.Middle = make([]Vector, 0, len(c.Units)), make([]Vector, 0, len(c.Units))
	stated, nothing := false, a.zero()
	for i, u := range c.Units {
		if c.EventOf(i) < 0 {
			a.start.Add(i)
		}
		low, middle := nothing, nothing
		if own, ranged := ownWorths(u.Step, p); len(own) > 0 {
			stated = true
			low = a.value(own, u, worst)
			if middle = low; ranged {
				middle = a.value(own, u, centre)
			}
		}
		a.Value, a.Middle = append(a.Value, low), append(a.Middle, middle)
	}
	if !stated {
		return nil
	}
	a.total, a.middle = a.sum(a.Value, nil), a.sum(a.Middle, nil)
	a.WalkAway = a.optional(p.WalkAway, best)
	a.BreachCost = a.optional(p.BreachCost, worst)
	if p.MaxExposure.Given {
		a.MaxExposure = a.optional(p.MaxExposure, worst)
	}
	return a
}

// countsInWords reports whether the party uses words anywhere; the language
// lets it use all words or all numbers.
func countsInWords(c *agreement.Course, p *agreement.Actor) bool {
	for _, m := range []agreement.Opt[agreement.Amount]{p.BreachCost, p.WalkAway, p.MaxExposure} {
		if m.Given && m.V.IsWord() {
			return true
		}
	}
	for _, s := range c.Agreement.Steps {
		for _, w := range s.Worths {
			if w.Party.ID == p.ID && w.Amount.IsWord() {
				return true
			}
		}
	}
	return false
}

// end says which end of a range counts.
type end int

const (
	worst  end = iota // the low end
	centre            // the middle
	best              // the high end
)

// of returns the number that counts.
func (e end) of(m agreement.Amount) *big.Rat {
	switch e {
	case worst:
		return m.Lo
	case best:
		return m.Hi
	}
	if !m.IsRange() {
		return m.Lo
	}
	mid := new(big.Rat).Add(m.Lo, m.Hi)
	return mid.Quo(mid, big.NewRat(2, 1))
}

// worth returns one entry of gains or costs, for one part of the step. A cost of
// [7, 8] is a worth between −8 and −7: its ends change places.
func (a *Account) worth(w agreement.Worth, u agreement.Unit, e end) Vector {
	if w.Cost {
		return a.amount(w.Amount, best-e).of(u, -1)
	}
	return a.amount(w.Amount, e).of(u, +1)
}

// ownWorths returns the entries of gains and costs that are the party's, and whether
// one of them is a range.
func ownWorths(s *agreement.Step, p *agreement.Actor) (own []agreement.Worth, ranged bool) {
	for i, w := range s.Worths {
		if w.Party.ID != p.ID {
			continue
		}
		if own == nil {
			own = s.Worths[i : i+1 : i+1]
		} else {
			own = append(own, w)
		}
		ranged = ranged || w.Amount.IsRange()
	}
	return own, ranged
}

// value returns what one part of the step is worth, all entries taken together.
func (a *Account) value(own []agreement.Worth, u agreement.Unit, e end) Vector {
	all := a.worth(own[0], u, e)
	for _, w := range own[1:] {
		all = all.Plus(a.worth(w, u, e))
	}
	return all
}

func (a *Account) optional(m agreement.Opt[agreement.Amount], e end) Vector {
	if !m.Given {
		return a.zero()
	}
	return a.amount(m.V, e)
}

func (a *Account) amount(m agreement.Amount, e end) Vector {
	if a.Words == nil {
		return Vector{e.of(m)}
	}
	v := a.zero()
	if !m.IsWord() {
		// A party of words may still write 0, which is the same in every unit.
		v[0].Set(e.of(m))
		return v
	}
	for k, word := range a.Words {
		if word == m.Word {
			v[k].SetInt64(1)
		}
	}
	return v
}

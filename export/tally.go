package export

import (
	"math/big"
	"strings"

	"detente/worth"
)

// kind says how a tally counts.
type kind int

const (
	// numbers: a party that counts in numbers, in its own unit.
	numbers kind = iota
	// words: a party that counts in words, if its strongest words down to one
	// weighed the same and the weaker ones nothing. What holds in each such tally
	// holds whatever the words weigh (Abel summation; see package worth).
	words
	// reference: a party's words in reference magnitudes.
	reference
)

// tally is one way of counting what a party holds: as one exact number.
type tally struct {
	account *worth.Account
	kind    kind
	// strongest is, for words, how many words of the scale count.
	strongest int
}

// tallies returns the ways of counting that decide whether the parties carry on,
// in the order of the text: one for a party that counts in numbers, one for each
// word that a party uses.
func tallies(accounts []*worth.Account) []tally {
	var all []tally
	for _, a := range accounts {
		if a.Words == nil {
			all = append(all, tally{account: a})
			continue
		}
		used := usedWords(a)
		for _, k := range used {
			all = append(all, tally{a, words, k + 1})
		}
		if len(used) == 0 { // it says 0, and nothing else
			all = append(all, tally{a, words, 1})
		}
	}
	return all
}

// references returns the parties that count in words, in reference magnitudes.
func references(accounts []*worth.Account) []tally {
	var all []tally
	for _, a := range accounts {
		if a.Words != nil {
			all = append(all, tally{account: a, kind: reference})
		}
	}
	return all
}

// usedWords returns which words of the scale the party uses, strongest first. A
// word that it does not use makes no difference to any sum.
func usedWords(a *worth.Account) []int {
	stated := append([]worth.Vector{a.WalkAway, a.BreachCost}, a.Value...)
	if a.MaxExposure != nil {
		stated = append(stated, a.MaxExposure)
	}
	var used []int
	for k := range a.Words {
		for _, v := range stated {
			if v[k].Sign() != 0 {
				used = append(used, k)
				break
			}
		}
	}
	return used
}

// of returns the size of a worth in this tally.
func (t tally) of(v worth.Vector) *big.Rat {
	switch t.kind {
	case words:
		return v.Prefixes()[t.strongest-1]
	case reference:
		return t.account.Reference(v)
	}
	return v[0]
}

// say names the tally for people: the party, and for words those that count.
func (t tally) say() string { return t.account.Party.Label() + t.which() }

// which tells the tallies of a party that counts in words apart: " [vital = major]".
func (t tally) which() string {
	switch t.kind {
	case words:
		var counting []string
		for _, k := range usedWords(t.account) {
			if k < t.strongest {
				counting = append(counting, t.account.Words[k])
			}
		}
		return " [" + strings.Join(counting, " = ") + "]"
	case reference:
		return " [reference sizes]"
	}
	return ""
}

// grain returns the greatest number of which all sizes are whole multiples; 1
// where they are all 0.
func grain(sizes []*big.Rat) *big.Rat {
	common := new(big.Rat)
	for _, x := range sizes {
		// The greatest common measure of a/b and c/d is gcd(a·d, c·b)/(b·d).
		a := new(big.Int).Mul(common.Num(), x.Denom())
		c := new(big.Int).Mul(x.Num(), common.Denom())
		n := new(big.Int).GCD(nil, nil, a, c.Abs(c))
		common = new(big.Rat).SetFrac(n, new(big.Int).Mul(common.Denom(), x.Denom()))
	}
	if common.Sign() == 0 {
		return big.NewRat(1, 1)
	}
	return common
}

// maxWhole bounds the numbers of a file and what is added up from them: what a
// double holds exactly, the least that programs which read such files promise.
const maxWhole = int64(1) << 53

// whole turns sizes into whole multiples of the grain, and remembers how large
// they were together.
type whole struct {
	grain *big.Rat
	sum   big.Int
}

// of returns the greatest whole multiple of the grain that is at most x.
func (w *whole) of(x *big.Rat) int64 {
	q := new(big.Rat).Quo(x, w.grain)
	// Denominators are positive, so that Euclidean division rounds down.
	n, _ := new(big.Int).DivMod(q.Num(), q.Denom(), new(big.Int))
	w.sum.Add(&w.sum, new(big.Int).Abs(n))
	return n.Int64()
}

func (w *whole) fits() bool { return w.sum.Cmp(big.NewInt(maxWhole)) < 0 }

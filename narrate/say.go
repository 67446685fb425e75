package narrate

import (
	"fmt"
	"math/big"
	"strings"

	"detente/agreement"
	"detente/worth"
)

// Percent writes a share for a sentence, rounded to so many decimals: "25%",
// "about 33%" where rounding changed it, "under 1%" and never "0%" for what is not
// nothing, "nearly 100%" or "just over 100%" and never "100%" for what is not all:
// these are the thresholds on which sentences turn. The sign is left out.
//
// An amount of one or two digits supports whole percents and no more; see
// [Decimals].
func Percent(share *big.Rat, decimals int) string {
	p := new(big.Rat).Mul(new(big.Rat).Abs(share), big.NewRat(100, 1))
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil))
	if p.Sign() > 0 && p.Cmp(step) < 0 {
		return "under " + worth.Number(step) + "%"
	}
	text := p.FloatString(decimals)
	rounded, _ := new(big.Rat).SetString(text)
	text = worth.Number(rounded) + "%"
	switch all := p.Cmp(big.NewRat(100, 1)); {
	case rounded.Cmp(p) == 0:
		return text
	case rounded.Cmp(big.NewRat(100, 1)) != 0:
		return "about " + text
	case all < 0:
		return "nearly 100%"
	}
	return "just over 100%"
}

// Decimals is how many decimals a percentage of what the party gains may have in
// a sentence: one where every amount of the party is given with three digits or
// more, else none. A percentage is the quotient of sums of amounts and is known
// no better than they are.
//
// Digits are counted from the first that is not 0; 10 has two, 2.5 two, 0.05 one.
// A range has as many as its width leaves certain: three where it is at most a
// hundredth of its middle. A nought says nothing about digits. Words have none;
// their percentages are not put into sentences at all.
func Decimals(a *agreement.Agreement, p *agreement.Actor) int {
	fewest := 0
	for _, m := range amounts(a, p) {
		if !m.IsZero() {
			if n := digits(m); fewest == 0 || n < fewest {
				fewest = n
			}
		}
	}
	if fewest >= fine {
		return 1
	}
	return 0
}

// amounts returns all amounts of the party, as the text gives them.
func amounts(a *agreement.Agreement, p *agreement.Actor) []agreement.Amount {
	var all []agreement.Amount
	for _, o := range []agreement.Opt[agreement.Amount]{p.BreachCost, p.WalkAway, p.MaxExposure} {
		if o.Given {
			all = append(all, o.V)
		}
	}
	for _, s := range a.Steps {
		for _, w := range s.Worths {
			if w.Party.ID == p.ID {
				all = append(all, w.Amount)
			}
		}
	}
	return all
}

// fine is how many digits every amount must have for a tenth of a percent to mean
// something.
const fine = 3

// digits counts the significant digits of an amount, as far as fine.
func digits(m agreement.Amount) int {
	if m.IsWord() {
		return 1
	}
	n := min(written(m.Lo), written(m.Hi))
	width, middle := new(big.Rat).Sub(m.Hi, m.Lo), new(big.Rat).Add(m.Lo, m.Hi)
	middle.Quo(middle.Abs(middle), big.NewRat(2, 1))
	for _, share := range []int64{100, 10} { // of the middle: leaves three digits, two
		if width.Sign() == 0 || new(big.Rat).Mul(width, big.NewRat(share, 1)).Cmp(middle) <= 0 {
			break
		}
		n = min(n, map[int64]int{100: 2, 10: 1}[share])
	}
	return n
}

// written counts the digits of a number from the first that is not 0; fine for 0,
// which limits nothing, and for what no decimal writes.
func written(x *big.Rat) int {
	places, finite := x.FloatPrec()
	if !finite || x.Sign() == 0 {
		return fine
	}
	text := strings.TrimLeft(strings.Replace(strings.TrimPrefix(x.FloatString(places), "-"), ".", "", 1), "0")
	return min(fine, len(text))
}

// size says a vector of the account.
func (t *teller) size(i int, v worth.Vector) Size {
	a := t.accounts[i]
	return Size{a.Say(v), new(big.Rat).Quo(a.Reference(v), t.purses[i].unit)}
}

// amount writes a size for a sentence, its sign left out: "1 (about 33%)" for a
// party that counts in numbers, "major" for one that counts in words.
func (t *teller) amount(i int, v worth.Vector) string {
	a := t.accounts[i]
	if a.Words != nil {
		return a.Say(v)
	}
	return fmt.Sprintf("%s (%s)", t.plainly(i, v), Percent(new(big.Rat).Quo(v[0], t.purses[i].unit), t.purses[i].decimals))
}

// plainly is amount without the percentage. A number that needs more decimals
// than [places] is rounded to them, and said to be: a third of 10 is "about 3.3".
func (t *teller) plainly(i int, v worth.Vector) string {
	a := t.accounts[i]
	if a.Words != nil {
		return a.Say(v)
	}
	x := new(big.Rat).Abs(v[0])
	decimals := t.purses[i].places
	rounded, _ := new(big.Rat).SetString(x.FloatString(decimals))
	switch {
	case rounded.Cmp(x) == 0:
		return worth.Number(x)
	case rounded.Sign() == 0:
		return "less than 0." + strings.Repeat("0", decimals-1) + "1"
	}
	return "about " + worth.Number(rounded)
}

// places is how many decimals an amount of the party has in a sentence: one more
// than the text gives to any of its amounts, for steps are cut into parts.
func places(a *agreement.Agreement, p *agreement.Actor) int {
	most := 0
	for _, m := range amounts(a, p) {
		for _, x := range []*big.Rat{m.Lo, m.Hi} {
			if x == nil {
				continue
			}
			if n, finite := x.FloatPrec(); finite {
				most = max(most, n)
			}
		}
	}
	return most + 1
}

// below says that the party would be below where it started by a loss.
func (t *teller) below(i int, loss worth.Vector) string {
	if more, less := parts(loss); !less.IsZero() {
		return fmt.Sprintf("below where it started, %s against %s,", t.accounts[i].Say(more), t.accounts[i].Say(less))
	}
	return t.amount(i, loss) + " below where it started"
}

// names names events for people: units, parts of a step in a row drawn together,
// exchanges with what is in them.
func (t *teller) names(events []int) []string {
	var names []string
	first, last := "", agreement.Unit{}
	for _, e := range events {
		u := t.c.Units[t.c.Events[e].Units[0]]
		switch {
		case t.c.Events[e].Exchange != nil:
			names, u = append(names, t.c.Label(e)), agreement.Unit{}
		case last.Step == u.Step && last.Step != nil && u.Part == last.Part+1:
			names[len(names)-1] = fmt.Sprintf("%s to [%d]", first, u.Part)
		default:
			first = u.Name()
			names = append(names, first)
		}
		last = u
	}
	return names
}

func (t *teller) name(events []int) string { return and(t.names(events)) }

// and joins names as "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// when says a moment of a round by what of it has been performed.
func (t *teller) when(round int, part []int) string {
	names := t.names(part)
	const most = 4
	verb := "have"
	switch n := len(names); {
	case n == 0:
		return fmt.Sprintf("at the beginning of round %d", round+1)
	case n > most:
		names = append(names[:most-1:most-1], fmt.Sprintf("%d others", n-most+1))
	case n == 1 && len(part) == 1 && t.c.Events[part[0]].Exchange == nil:
		verb = "has"
	}
	return fmt.Sprintf("in round %d, when %s %s been performed", round+1, and(names), verb)
}

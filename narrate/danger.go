package narrate

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/order"
	"detente/worth"
)

// sayMoment says which moment it is, for whom and how near, and what would have
// to change.
func (t *teller) sayMoment(i int, c candidate, state order.Set) (text, change string) {
	a := t.accounts[i]
	at := "before the first step"
	if c.round >= 0 {
		at = t.when(c.round, c.part)
	}
	which := fmt.Sprintf("The moment nearest to somebody's leaving is that of %s %s", a.Party.Label(), at)
	if a.Words != nil {
		stays, leaves := a.Sides(state)
		if a.Excess(state).IsZero() {
			return which + ": leaving and carrying on are then worth the same to it.", "Anything more that speaks for leaving, or less for staying, would tip it."
		}
		return fmt.Sprintf("%s: %s then speaks for leaving, and %s for staying.", which, or(leaves, "nothing"), or(stays, "nothing")),
			t.changeInWords(a, state, stays, leaves)
	}
	margin := a.BreachCost.Minus(a.Temptation(state))
	text = fmt.Sprintf("%s: it %s. ", which, t.sayLeaving(i, a.Temptation(state)))
	switch margin[0].Sign() {
	case 1:
		return text + fmt.Sprintf("It carries on by a margin of %s.", t.amount(i, margin)),
			fmt.Sprintf("It would no longer hold if leaving cost %s, or what is still to come were worth to it, less by more than %s.", a.Party.Label(), t.plainly(i, margin))
	case 0:
		return text + "Leaving and carrying on are then worth the same to it, and it carries on.",
			fmt.Sprintf("It would no longer hold if leaving cost %s, or what is still to come were worth to it, anything less.", a.Party.Label())
	}
	if !a.BreachCost.IsZero() {
		text += fmt.Sprintf("That is %s over what leaving costs it.", t.amount(i, margin))
	}
	return strings.TrimSpace(text),
		fmt.Sprintf("To make this moment safe, leaving would have to cost %s, or what is still to come be worth to it, %s more.", a.Party.Label(), t.plainly(i, margin))
}

// changeInWords says what would have to change for a party that counts in words.
func (t *teller) changeInWords(a *worth.Account, state order.Set, stays, leaves string) string {
	switch a.Excess(state).Grade() {
	case worth.Always:
		return "It holds by the order of the words alone: whatever speaks for leaving is covered by something at least as strong that speaks for staying."
	case worth.Depends:
		return fmt.Sprintf("It is safe if, to %s, %s outweighs %s.", a.Party.Label(), stays, leaves)
	case worth.Never:
	}
	return fmt.Sprintf("To make this moment safe, leaving would have to cost %s as much as what speaks for it.", a.Party.Label())
}

func or(said, nothing string) string {
	if said == "0" {
		return nothing
	}
	return said
}

// sure says how far the moment can be relied on.
func (t *teller) sure(i int, excess worth.Vector) Sureness {
	a := t.accounts[i]
	if a.Words == nil {
		if slices.ContainsFunc(amounts(t.c.Agreement, a.Party), agreement.Amount.IsRange) {
			return WholeRanges
		}
		return Exact
	}
	switch excess.Grade() {
	case worth.Always:
		return AllMagnitudes
	case worth.Depends:
		return SomeMagnitudes
	case worth.Never:
	}
	return NoMagnitudes
}

// saySure says what that means, and what is proved.
func (t *teller) saySure(i int, m *Moment) string {
	const weighed = " Which moment is nearest was weighed with each word as half the one before."
	said := map[Sureness]string{
		Exact:          "This is exact for the amounts as the text gives them.",
		WholeRanges:    "This is the least favourable end of every range; anywhere within them it is no nearer.",
		AllMagnitudes:  "It carries on whatever the words weigh, as long as they keep their order." + weighed,
		SomeMagnitudes: "What the words weigh decides it." + weighed,
		NoMagnitudes:   "It would leave whatever the words weigh, as long as they keep their order." + weighed,
	}[m.Sure]
	switch {
	case t.r.Excess.Share.Sign() == 0:
	case m.Proved:
		said += " Proved: in no order that the text allows is the greatest gain by leaving smaller."
	default:
		said += " Not proved: in another order the greatest gain by leaving may be smaller."
	}
	return said
}

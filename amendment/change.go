package amendment

import (
	"fmt"
	"math/big"
	"strconv"

	"detente/agreement"
	"detente/diag"
	"detente/worth"
)

// Change is one attribute of the text that becomes another.
type Change struct {
	// Of is the party, step, demand or exchange, and Attribute what of it changes.
	Of, Attribute string
	// From and To are written as in the text; of a list, only what goes and what
	// comes. They are "" where there is nothing.
	From, To string
	// Place is where the text has it, or what it belongs to.
	Place diag.Place
}

// Cutting lists what changes in the text of a step that is cut; nothing where it
// is in such parts already, as many and as large.
func Cutting(was, is *agreement.Step) []Change {
	if was.SharesAlike(is) {
		return nil
	}
	var all []Change
	add := func(attribute, from, to string, at diag.Place) {
		if from != to {
			all = append(all, Change{Of: was.ID, Attribute: attribute, From: from, To: to, Place: at})
		}
	}
	sizes := was.Sizes.Given || is.Sizes.Given
	add("parts", count(was, sizes), count(is, sizes), PlaceOf(was.Parts, was.Name))
	add("sizes", Sizes(was), Sizes(is), PlaceOf(was.Sizes, was.Name))
	if was.Takes.Given && was.Takes.V != is.Takes.V {
		all = append(all, Change{Of: was.ID, Attribute: "takes", From: days(was.Takes.V), To: days(is.Takes.V), Place: was.Takes.Place})
	}
	return all
}

// count writes in how many parts a step is: where sizes are given before or after,
// only if the text says it.
func count(s *agreement.Step, sizes bool) string {
	if sizes && !s.Parts.Given {
		return ""
	}
	return strconv.Itoa(s.PartCount())
}

// Paying lists what comes into the text with the step by which one party pays another.
func Paying(name string, from, to *agreement.Actor, amount *big.Rat) []Change {
	owed := worth.Number(amount)
	return []Change{
		{Of: name, Attribute: "by", To: from.ID, Place: from.Place},
		{Of: name, Attribute: "costs", To: from.ID + " = " + owed, Place: from.Place},
		{Of: name, Attribute: "gains", To: to.ID + " = " + owed, Place: to.Place},
	}
}

func days(d agreement.Days) string {
	if d.Min == d.Max {
		return strconv.Itoa(d.Min)
	}
	return fmt.Sprintf("[%d, %d]", d.Min, d.Max)
}

// Written writes an optional amount as the text has it, "" where it is left out.
func Written(m agreement.Opt[agreement.Amount]) string {
	switch {
	case !m.Given:
		return ""
	case m.V.IsWord():
		return m.V.Word
	case !m.V.IsRange():
		return worth.Number(m.V.Lo)
	}
	return "[" + worth.Number(m.V.Lo) + ", " + worth.Number(m.V.Hi) + "]"
}

// PlaceOf is where an attribute stands, or what it belongs to.
func PlaceOf[T any](o agreement.Opt[T], name agreement.Name) diag.Place {
	if o.Place.Known() {
		return o.Place
	}
	return name.Place
}

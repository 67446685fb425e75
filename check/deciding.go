package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
	"detente/standoff"
)

// deciding is D908: a statement of a preference that decides nothing: no state that can be
// meets it, or all do, or those before it have settled it.
func deciding(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.model == nil {
			continue
		}
		all, whose := x.believed()
		for k, p := range all {
			found = append(found, x.decidingNothing(p, whose[k])...)
		}
	}
	return found
}

// maxPerPreference bounds the findings about the statements of one preference.
const maxPerPreference = 20

func (x *scene) decidingNothing(p *agreement.Preference, whose string) []diag.Finding {
	var found []diag.Finding
	classes := newClasses(x.feasible(), 1<<len(x.Options))
	for k, s := range p.Statements {
		what := ""
		holds := x.within(s)
		splits := classes.split(holds, len(p.Weights) == 0)
		if len(found) == maxPerPreference {
			return found
		}
		f := x.of(s.Place, p.Of.ID)
		switch n := holds.Count(); {
		case n == 0:
			what = fmt.Sprintf("No state that can be meets the statement %s of what %s prefers; it decides nothing.", s.Text, whose)
		case n == classes.states:
			what = fmt.Sprintf("Every state that can be meets the statement %s of what %s prefers; it decides nothing.", s.Text, whose)
		case !splits && len(p.Weights) == 0:
			what = x.settled(p, k, holds, whose, &f)
		default:
			continue
		}
		f.Summary = what
		f.Fix = "Leave it out, or correct it; statements are read from the most important to the least."
		found = append(found, f)
	}
	return found
}

// settled says which statements settle the one at k before it is asked.
func (x *scene) settled(p *agreement.Preference, k int, holds standoff.Bits, whose string, f *diag.Finding) string {
	can := x.feasible()
	for _, before := range p.Statements[:k] {
		other := x.within(before)
		same, opposite := true, true
		for w := range holds {
			same = same && holds[w] == other[w]
			opposite = opposite && holds[w]^other[w] == can[w]
		}
		f.Places = addPlace(f.Places, before.Place)
		switch {
		case same:
			return fmt.Sprintf("The statement %s of what %s prefers says what %s, which counts more, has said; it decides nothing.", p.Statements[k].Text, whose, before.Text)
		case opposite:
			return fmt.Sprintf("The statement %s of what %s prefers contradicts %s, which counts more; it decides nothing.", p.Statements[k].Text, whose, before.Text)
		}
	}
	f.Places = f.Places[:min(len(f.Places), 2)]
	return fmt.Sprintf("The statements before %s settle it in what %s prefers: of states that are alike in them, all meet it or none does.", p.Statements[k].Text, whose)
}

// within returns the states that can be and meet the statement.
func (x *scene) within(s agreement.Statement) standoff.Bits {
	set := slices.Clone(s.Set(len(x.Options)))
	for w, can := range x.feasible() {
		set[w] &= can
	}
	return set
}

// classes are the states that the statements read so far leave alike.
type classes struct {
	can    standoff.Bits
	states int
	of     []uint32 // by state; only of those that can be
	count  uint32
}

func newClasses(can standoff.Bits, size int) *classes {
	return &classes{can: can, states: can.Count(), of: make([]uint32, size), count: 1}
}

// split divides the classes by the set, if refine is set, and reports whether any is
// divided.
func (c *classes) split(set standoff.Bits, refine bool) bool {
	if !refine || int(c.count) == c.states {
		return false
	}
	number := make([]uint32, 2*c.count) // by class and whether in the set, from 1
	next := uint32(0)
	for s := range c.of {
		if code := standoff.State(s); c.can.Has(code) {
			k := 2 * c.of[s]
			if set.Has(code) {
				k++
			}
			if number[k] == 0 {
				next++
				number[k] = next
			}
			c.of[s] = number[k] - 1
		}
	}
	split := next > c.count
	c.count = next
	return split
}

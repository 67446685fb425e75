package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/demands"
	"detente/diag"
	"detente/schedule"
)

// clash is D107: dates and demands of which each may be right, and which cannot
// all be met: some chain of days through them is too short. A single date that the
// text and its own demand make impossible is D301's to tell.
func clash(t *text) []diag.Finding {
	return t.conflicts(t.clashing)
}

// overexposed is D108: exposure limits that no order of the steps keeps, with the
// demands and preconditions that make it so.
func overexposed(t *text) []diag.Finding {
	return t.conflicts(func(c demands.Conflict) bool { return len(c.Exposed) > 0 })
}

// maxConflicts is how many conflicts of one kind are told, the smallest first.
const maxConflicts = 20

// conflicts tells the conflicts of one kind.
func (t *text) conflicts(kind func(demands.Conflict) bool) []diag.Finding {
	var found []diag.Finding
	more := 0
	for _, c := range t.terms.Conflicts {
		switch {
		case !kind(c):
		case len(found) == maxConflicts:
			more++
		default:
			found = append(found, t.conflict(c))
		}
	}
	if more > 0 {
		last := &found[len(found)-1]
		last.Detail = strings.TrimSpace(fmt.Sprintf("%s\nThere are %d more like this: detente conflicts lists them.", last.Detail, more))
	}
	return found
}

func (t *text) conflict(c demands.Conflict) diag.Finding {
	f := diag.Finding{
		Summary: t.terms.Sentence(c),
		Places:  t.terms.Places(c),
		Owners:  t.terms.Owners(c.Terms),
		Steps:   t.terms.Steps(c),
		Fix:     t.giveUp(c),
	}
	if len(f.Places) > 0 {
		f.Place = f.Places[0]
	}
	if len(f.Owners) == 0 {
		for _, id := range f.Steps {
			f.Owners = add(f.Owners, ids(t.step[id].By)...)
		}
	}
	if c.Chain != nil && !c.Certain {
		f.Severity = diag.Warning
	}
	f.Weight = len(f.Steps)
	f.Detail = t.said(c)
	return f
}

// said tells what the owners of the demands say.
func (t *text) said(c demands.Conflict) string {
	var lines []string
	for _, n := range c.Terms {
		d := t.terms.Terms[n].Demand
		if d == nil || words(d) == "" || len(lines) == maxListed {
			continue
		}
		line := ""
		if d.Firm {
			line = " (a red line)"
		}
		lines = append(lines, fmt.Sprintf("%s in %s%s: “%s”", t.owner(d), d.ID, line, words(d)))
	}
	return strings.Join(lines, "\n")
}

// giveUp is the next move: each of the terms alone would do, a demand by its
// owner, a limit by its party, the text by all who agreed to it.
func (t *text) giveUp(c demands.Conflict) string {
	var ways, ofText []string
	for _, n := range c.Terms {
		switch x := t.terms.Terms[n]; {
		case x.Demand != nil:
			ways = append(ways, fmt.Sprintf("%s sets aside %s", t.owner(x.Demand), x.Demand.ID))
		case x.Party != nil:
			ways = append(ways, fmt.Sprintf("%s accepts more exposure", x.Party.Label()))
		default:
			ofText = append(ofText, t.terms.Told(x))
		}
	}
	ways = ways[:min(len(ways), maxListed)]
	if len(ofText) > 0 {
		ways = append(ways, "all who agreed to the text change "+listed(ofText, maxListed-1))
		if len(ofText) > 1 {
			ways[len(ways)-1] = "all who agreed to the text change one of: " + listed(ofText, maxListed-1)
		}
	}
	return "Any one of these resolves it: " + strings.Join(ways, "; or ") + "."
}

// clashing reports whether D107 tells the conflict: its chain leads through a
// demand besides the date that is too early, or through several dates.
func (t *text) clashing(c demands.Conflict) bool {
	if c.Chain == nil {
		return false
	}
	limits, wishes := 0, 0
	for _, n := range c.Terms {
		x := t.terms.Terms[n]
		switch {
		case isLimit(x):
			limits++
		case x.Demand != nil:
			wishes++
		}
	}
	return limits > 1 || wishes > 0
}

// isLimit reports whether the term says until when something is to be performed.
func isLimit(x demands.Term) bool {
	d := x.Demand
	return x.Kind == demands.Due || d != nil && (d.Kind == agreement.By || d.Kind == agreement.Within)
}

// toldByClash reports whether the date is told with all that makes it impossible,
// and with whose it is, so that it need not be told again.
func (t *text) toldByClash(l schedule.Limit) bool {
	if !t.terms.Complete || !l.Place.Known() {
		return false
	}
	told := 0
	for _, c := range t.terms.Conflicts {
		if !slices.ContainsFunc(c.Terms, func(n int) bool { x := t.terms.Terms[n]; return isLimit(x) && x.Place == l.Place }) {
			continue
		}
		if !t.clashing(c) || told == maxConflicts {
			return false
		}
		told++
	}
	return told > 0
}

package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// unvalued is D205: nobody says what a step is worth to anybody. Where no step
// of the text says it, that is one finding and not one for each step; a party to
// whom nothing is said to be worth anything is one as well.
//
// Some steps are worth something only through others, and are left out: what
// makes other steps permanent; what inspectors do; and, where other steps wait
// for it, what outsiders alone perform (a clearance) and what a side does to
// satisfy itself (a look at who has been brought). A party's own step that
// others wait for is not left out: it may well cost something, and taken to
// cost nothing it would make the plan look safer than it is. An explicit 0
// says that it is a formality.
func unvalued(t *text) []diag.Finding {
	open := t.open()
	switch {
	case len(open) == 0:
		return nil
	case !t.valued:
		return []diag.Finding{t.nothingValued(open)}
	}
	var silent []point
	for _, s := range open {
		if t.unvalued[s.ID] {
			silent = append(silent, point{step: s, sentence: "Nobody says what " + s.ID + " is worth to anybody"})
		}
	}
	return append(t.points(silent, "Nobody says what they are worth to anybody:", sayWorth), t.silent()...)
}

const sayWorth = "Say whom it serves and whom it costs: gains = { … }, costs = { … }; words will do, and 0 for a formality."

// lacksWorth reports whether it should be said what the step is worth, and is not.
// What a step of a linked agreement is worth is said there.
func (t *text) lacksWorth(s *agreement.Step) bool {
	if s.Link != "" || len(s.Worths) > 0 || len(s.Locks) > 0 || t.inspects(s) {
		return false
	}
	return t.weight[s.ID] == 0 || !t.byOutsiders(s) && !satisfiesItself(s)
}

// satisfiesItself reports whether the performers of the step, and nobody else,
// are named to confirm it.
func satisfiesItself(s *agreement.Step) bool {
	return len(s.By) > 0 && slices.Equal(slices.Sorted(slices.Values(ids(s.By))), slices.Sorted(slices.Values(ids(s.VerifiedBy))))
}

// byOutsiders reports whether none of those who perform the step is a party.
func (t *text) byOutsiders(s *agreement.Step) bool {
	for _, r := range s.By {
		if a := t.actor[r.ID]; a == nil || !a.Third {
			return false
		}
	}
	return len(s.By) > 0
}

func (t *text) nothingValued(open []*agreement.Step) diag.Finding {
	f := diag.Finding{
		Summary: "No step says what it is worth to anybody; without that, only the order can be looked at, and not whether it holds.",
		Fix:     "Begin with words, in a party's own scale: gains = { … }, costs = { … }. A private overlay keeps them on this machine.",
		Place:   t.ID.Place,
		Weight:  len(open),
	}
	if !f.Place.Known() {
		f.Place = open[0].Place
	}
	for _, s := range open {
		f.Steps = append(f.Steps, s.ID)
	}
	f.Places = addPlace(nil, f.Place)
	return f
}

// silent finds the parties to whom no step is said to be worth anything.
func (t *text) silent() []diag.Finding {
	speaks := map[string]bool{}
	for _, s := range t.Steps {
		for _, w := range s.Worths {
			speaks[w.Party.ID] = true
		}
	}
	var found []diag.Finding
	for _, p := range t.Parties() {
		if speaks[p.ID] {
			continue
		}
		found = append(found, diag.Finding{
			Summary: fmt.Sprintf("Nobody says what any step is worth to %s; whether it gains by leaving cannot be looked at.", p.Label()),
			Fix:     sayWorth,
			Place:   p.Place,
			Places:  []diag.Place{p.Place},
			Owners:  []string{p.ID},
		})
	}
	return found
}

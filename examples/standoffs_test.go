package examples_test

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/situation"
	"detente/stability"
	"detente/standoff"
)

// equilibria: of the stand-off, these states and no others are equilibria by the concept.
// A state is written as detente standoff -state reads it.
func (o *outcome) equilibria(words []string) string {
	if len(words) < 2 {
		return "write equilibria STANDOFF CONCEPT STATE…"
	}
	k := slices.IndexFunc(o.agreement.Standoffs, func(s *agreement.Standoff) bool { return s.ID == words[0] })
	if k < 0 {
		return "there is no such stand-off"
	}
	x, err := situation.New(o.agreement, o.agreement.Standoffs[k])
	if err != nil {
		return err.Error()
	}
	var want []standoff.State
	for _, list := range words[2:] {
		s, err := x.Find(list)
		if err != nil {
			return err.Error()
		}
		want = append(want, s)
	}
	concepts := []stability.Concept{stability.Nash, stability.GMR, stability.SMR, stability.SEQ, stability.SIM}
	c := slices.IndexFunc(concepts, func(c stability.Concept) bool { return strings.EqualFold(c.String(), words[1]) })
	if c < 0 {
		return "there is no such concept"
	}
	found := stability.Analyse(x.Model, stability.Options{Concepts: concepts}).Equilibria(concepts[c])
	var wrong []string
	for s := range standoff.State(x.Model.Size()) {
		if found.Has(s) != slices.Contains(want, s) {
			wrong = append(wrong, fmt.Sprintf("%s: %v", situation.Say(x.Taken(s)), found.Has(s)))
		}
	}
	return strings.Join(wrong, "; ")
}

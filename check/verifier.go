package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// verifier is D203: a step that nobody is named to confirm, performed or not; or
// one that others rely on and that only its performer confirms. What inspectors do is itself the
// confirmation, and the holder of an exchange has the performance in hand: these
// need nobody else.
func verifier(t *text) []diag.Finding {
	var open, done, own []point
	for _, s := range slices.Concat(t.Steps, t.unplanned()) {
		switch {
		case t.inspects(s), t.held(s):
		case len(s.VerifiedBy) == 0 && t.done(s) && !s.OfDuty:
			on, _ := t.doneOn(s)
			done = append(done, point{step: s, sentence: fmt.Sprintf("%s %s, and nobody is named who confirms it", s.ID, performedOn(on))})
		case len(s.VerifiedBy) == 0:
			open = append(open, point{step: s, sentence: "Nobody is named to confirm " + s.ID})
		case t.confirmsItself(s):
			own = append(own, point{step: s, sentence: fmt.Sprintf("%s is confirmed by nobody but %s, who performs it", s.ID, t.performers(s))})
		}
	}
	const fix = "Name somebody whom the other side believes: verified_by = …"
	return slices.Concat(
		t.points(open, "Nobody is named to confirm", fix),
		t.points(own, "Only the performer confirms", fix),
		t.points(done, "Performed, and nobody is named who confirms it:", fix),
	)
}

// inspects reports whether the step is performed by those alone who confirm
// steps of this agreement without being a party to it.
func (t *text) inspects(s *agreement.Step) bool {
	return len(s.By) > 0 && !slices.ContainsFunc(s.By, func(r agreement.Ref) bool {
		a := t.actor[r.ID]
		return a == nil || !a.Third || !t.verifiers[r.ID]
	})
}

// held reports whether a named holder has the step in hand.
func (t *text) held(s *agreement.Step) bool {
	x := t.exchange[s.ID]
	return x != nil && x.HeldBy.Given
}

// confirmsItself reports whether the step serves others, and the one who
// performs it is the only one to confirm it. Where several perform a step
// jointly, each confirms the others.
func (t *text) confirmsItself(s *agreement.Step) bool {
	if len(s.By) != 1 || slices.ContainsFunc(s.VerifiedBy, func(r agreement.Ref) bool { return r.ID != s.By[0].ID }) {
		return false
	}
	return slices.ContainsFunc(s.Worths, func(w agreement.Worth) bool { return !w.Cost && !w.Amount.IsZero() && w.Party.ID != s.By[0].ID })
}

package check

import "detente/agreement"

// Lack is a step to be performed of which the text leaves something open, or
// that is in the hands of somebody who is not a party.
type Lack struct {
	Step *agreement.Step
	// Owner, Date, Verifier and Definition say what is missing, as D201 to D204 do.
	Owner, Date, Verifier, Definition bool
	// Outsiders are those who perform it without being a party, where somebody
	// waits for them, as D103 has it.
	Outsiders []string
	// Waits is how many other steps wait for it, directly or not.
	Waits int
}

// Open reports whether anything is missing.
func (l Lack) Open() bool { return l.Owner || l.Date || l.Verifier || l.Definition }

// Lacks lists the steps of which something is open, and those of outsiders that
// are awaited, in the order of the text. The agreement must be free of form
// errors. What is open in a linked agreement is for that agreement to say.
func Lacks(a *agreement.Agreement, asking agreement.Asking) []Lack {
	t := newText(a, asking)
	var all []Lack
	for _, s := range t.open() {
		l := Lack{Step: s, Waits: t.weight[s.ID]}
		if s.Link == "" {
			l.Owner, l.Date, l.Verifier, l.Definition = len(s.By) == 0, !t.hasDue(s), t.unconfirmed(s), s.Text.String() == ""
		}
		if t.isAwaited(s) {
			l.Outsiders = t.outsidersOf(s)
		}
		if !l.Open() && len(l.Outsiders) == 0 {
			continue
		}
		all = append(all, l)
	}
	return all
}

// unconfirmed reports whether nobody is named to confirm the step, and somebody
// has to be.
func (t *text) unconfirmed(s *agreement.Step) bool {
	return len(s.VerifiedBy) == 0 && !t.inspects(s) && !t.held(s)
}

// isAwaited reports whether somebody waits for the step, or it brings somebody
// something; what inspectors do counts only where somebody waits for it.
func (t *text) isAwaited(s *agreement.Step) bool {
	return t.weight[s.ID] > 0 || gains(s) && !t.inspects(s)
}

// outsidersOf names those who perform the step without being a party.
func (t *text) outsidersOf(s *agreement.Step) []string {
	var names []string
	for _, r := range s.By {
		if a := t.actor[r.ID]; a != nil && a.Third {
			names = append(names, r.ID)
		}
	}
	return names
}

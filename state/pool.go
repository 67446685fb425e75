package state

import (
	"slices"

	"detente/act"
	"detente/agreement"
	"detente/reason"
)

// pool is what several actors agree to by acts of the same content: the text, an
// amendment, a waiver, a later due day, more days for a stage, a renewal. It takes
// effect with the last of them.
type pool struct {
	kind      act.Kind
	newText   string
	step      string
	until     act.Day
	procedure string
	stage     string
	days      int
	on        act.Day // of a renewal
}

// pooled reports whether acts like this take effect once all have made them who
// have to.
func pooled(a act.Act) bool {
	skips := a.Kind == act.Waive && a.Stage != "" // each alone may leave a stage out
	return !skips && slices.Contains([]act.Kind{act.Sign, act.Amend, act.Waive, act.Extend, act.Renew}, a.Kind)
}

func poolOf(a act.Act) pool {
	p := pool{kind: a.Kind, newText: a.NewText, step: a.Step, until: a.Until, procedure: a.Procedure, stage: a.Stage, days: a.Days}
	if a.Kind == act.Renew {
		p.on = a.On
	}
	return p
}

// signing is the pool of the signatures under the text.
func (s *State) signing() pool { return pool{kind: act.Sign} }

// needs are those who have to agree, by the text in force.
func (s *State) needs(p pool) []string {
	a := s.text.Agreement
	switch p.kind {
	case act.Amend:
		return append(ids(a.AmendedBy()), s.newcomers(p.newText)...)
	case act.Waive:
		return ids(a.WaivedBy())
	case act.Extend:
		if p.stage != "" {
			return ids(a.Procedure(p.procedure).Stage(p.stage).MayExtend)
		}
		return ids(a.ExtendedBy())
	case act.Renew:
		step := s.text.step(p.step)
		if len(step.RenewedBy) == 0 {
			return ids(step.By)
		}
		return ids(step.RenewedBy)
	}
	return ids(a.SignedBy())
}

// newcomers are those who sign the new text and have not signed the one in force:
// nobody is bound by a text to which it has not agreed.
func (s *State) newcomers(newText string) []string {
	t := s.library(newText)
	if t == nil {
		return nil
	}
	bound := append(ids(s.text.Agreement.SignedBy()), ids(s.text.Agreement.AmendedBy())...)
	return slices.DeleteFunc(ids(t.Agreement.SignedBy()), func(who string) bool { return slices.Contains(bound, who) })
}

// missing are those who have to agree and have not.
func (s *State) missing(p pool) []string {
	var all []string
	for _, who := range s.needs(p) {
		if s.agreed(p, who) == nil && !slices.Contains(all, who) {
			all = append(all, who)
		}
	}
	return all
}

// agreed is the act by which the actor agrees; nil where it has not. An act that
// waits for others of its pair counts only once they are there.
func (s *State) agreed(p pool, who string) *Record {
	for _, r := range s.pools[p] {
		if r.By == who && r.Back < 0 {
			return r
		}
	}
	return nil
}

// fitsPool asks that the actor is one of those who have to agree, and has not yet.
func (s *State) fitsPool(a act.Act) error {
	p := poolOf(a)
	needs := s.needs(p)
	switch {
	case len(needs) == 0:
		return reason.New("the text does not say who can {0} it", p.kind.Word())
	case !slices.Contains(needs, a.By):
		return reason.New("by the text {0} is not among those who {1}: {2}", a.By, agreeing(p.kind), does(needs))
	}
	if r := s.agreed(p, a.By); r != nil {
		return reason.New("{0} has agreed to that in entry {1}", a.By, r.Index)
	}
	return nil
}

// agreeing is what those do who agree to something of the kind.
func agreeing(k act.Kind) error {
	switch k {
	case act.Sign:
		return reason.New("sign the text")
	case act.Amend:
		return reason.New("amend it")
	case act.Waive:
		return reason.New("can do without a step")
	case act.Extend:
		return reason.New("extend a due day")
	}
	return reason.New("renew it")
}

// join adds the act to its pool, and lets all of it take effect once nobody is
// missing.
func (s *State) join(r *Record) {
	p := poolOf(r.Act)
	if _, known := s.pools[p]; !known {
		s.poolOrder = append(s.poolOrder, p)
	}
	s.pools[p] = append(s.pools[p], r)
	if len(s.missing(p)) > 0 {
		return
	}
	last := s.Size() - 1
	for _, x := range s.pools[p] {
		if x.Back < 0 {
			x.InForce = last
		}
	}
	// What all have agreed to is settled; the same can be asked for anew.
	delete(s.pools, p)
	s.poolOrder = slices.DeleteFunc(s.poolOrder, func(x pool) bool { return x == p })
	s.agree(p, r)
}

// agree lets what all have agreed to take effect.
func (s *State) agree(p pool, r *Record) {
	switch p.kind {
	case act.Sign:
		s.inForce = r.Index
	case act.Amend:
		s.amend(p.newText)
	case act.Waive, act.Extend, act.Renew:
		if p.procedure != "" {
			s.procs = append(s.procs, r)
			return
		}
		for _, b := range s.booksOf(p.step) {
			b.agreed = append(b.agreed, r)
		}
	}
}

// amend puts the new text in force. What was agreed under the text before and has
// not taken effect lapses with it, for it was about that text.
func (s *State) amend(hash string) {
	if err := s.take(s.library(hash)); err != nil {
		panic(err) // fitsAmended asked newTexted when the amendment came in
	}
	for _, p := range s.poolOrder {
		for _, r := range s.pools[p] {
			if r.InForce < 0 && r.Back < 0 {
				r.Back = s.Size() - 1
			}
		}
	}
	s.pools, s.poolOrder = map[pool][]*Record{}, nil
	for _, id := range s.pairOrder {
		for _, r := range s.pairs[id] {
			if r.Back < 0 {
				r.Back = s.Size() - 1
			}
		}
	}
	s.pairOrder = nil
	if s.inForce < 0 {
		s.inForce = s.Size() - 1
	}
}

// Proposal is what some have agreed to and others have not yet.
type Proposal struct {
	Records []*Record // the acts so far, in order
	Missing []string  // who has to agree besides
	// Lapsed: the time is over before which the acts had to be in the log.
	Lapsed bool
}

// proposals are all that wait, in the order of their first act.
func (s *State) proposals() []Proposal {
	var all []Proposal
	for _, p := range s.poolOrder {
		var open []*Record
		for _, r := range s.pools[p] {
			if r.Back < 0 && r.InForce < 0 {
				open = append(open, r)
			}
		}
		if len(open) > 0 {
			all = append(all, Proposal{Records: open, Missing: s.missing(p)})
		}
	}
	return all
}

// fitsAmended checks that a text can take the place of the one in force.
func fitsAmended(t *Text) error {
	if len(t.Agreement.SignedBy()) == 0 {
		return reason.New("nobody signs the new text: it has no party")
	}
	_, err := newTexted(t)
	return err
}

// stage finds the stage that an act names.
func (s *State) stage(a act.Act) (*agreement.Procedure, *agreement.Stage, error) {
	p := s.text.Agreement.Procedure(a.Procedure)
	if p == nil {
		return nil, nil, reason.New("the text has no procedure {0}", a.Procedure)
	}
	if a.Stage == "" {
		return p, nil, nil
	}
	stage := p.Stage(a.Stage)
	if stage == nil {
		return p, nil, reason.New("the procedure {0} has no stage {1}", a.Procedure, a.Stage)
	}
	return p, stage, nil
}

package state

import (
	"slices"

	"detente/act"
	"detente/calendar"
)

// book is what has been said of one unit.
type book struct {
	begun     []*Record
	declared  []*Record // in the order of the log; joint performers each declare
	attested  []*Record
	suspended []*Record
	agreed    []*Record // waivers, extensions and renewals that are in effect
	contested []*Contest
}

// Contest is a dispute about an act, or about what the state says of a step.
type Contest struct {
	*Record
	Of      *Record   // the act it is about; nil for a step
	Answers []*Record // of who made that act
	// Over is the entry that ended it: it was taken back, or accepted, or its act
	// was; −1 while it stands.
	Over int64
}

// Standing reports whether the dispute stands.
func (c *Contest) Standing() bool { return c.Over < 0 && c.Stands() }

// booksOf are the books of all units that a name means, or that of a duty.
func (s *State) booksOf(name string) []*book {
	var all []*book
	for _, u := range s.text.units[name] {
		all = append(all, s.book(s.text.course.Units[u].Name()))
	}
	if s.text.duties[name] != nil {
		all = append(all, s.book(name))
	}
	return all
}

func (s *State) book(name string) *book {
	b := s.books[name]
	if b == nil {
		b = &book{}
		s.books[name] = b
	}
	return b
}

// enter lets an act that fits take effect, with those that wait for it.
func (s *State) enter(r *Record) {
	for _, x := range s.pair(r) {
		if pooled(x.Act) {
			s.join(x)
			continue
		}
		x.InForce = r.Index
		s.effect(x)
	}
}

func (s *State) effect(r *Record) {
	switch r.Kind {
	case act.Begin:
		if r.Procedure != "" {
			s.procs = append(s.procs, r)
		}
		for _, b := range s.booksOf(r.Step) {
			b.begun = append(b.begun, r)
		}
	case act.Decide, act.Waive: // of a stage
		s.procs = append(s.procs, r)
	case act.Declare:
		for _, b := range s.booksOf(r.Step) {
			b.declared = append(b.declared, r)
		}
	case act.Attest:
		for _, b := range s.booksOf(s.records[*r.Of].Step) {
			b.attested = append(b.attested, r)
		}
	case act.Dispute:
		s.contest(r)
	case act.Answer:
		s.answer(r)
	case act.Suspend:
		s.suspend(r)
	case act.Resume:
		s.takeBack(s.records[*r.Of], r.Index)
	case act.Withdraw:
		s.withdraw(r)
	case act.Rekey:
		s.rekey(r)
	}
}

func (s *State) contest(r *Record) {
	c := &Contest{Record: r, Over: -1}
	name := r.Step
	if r.Of != nil {
		c.Of = s.records[*r.Of]
		name = c.Of.Step
		if c.Of.Kind == act.Attest || c.Of.Kind == act.Resume {
			name = s.records[*c.Of.Of].Step
		}
	}
	s.disputes = append(s.disputes, c)
	s.contests[r.Index] = c
	if c.Of != nil {
		s.about[c.Of.Index] = append(s.about[c.Of.Index], c)
		if c.Of.Kind == act.Attest {
			s.about[*c.Of.Of] = append(s.about[*c.Of.Of], c)
		}
	}
	for _, b := range s.booksOf(name) {
		b.contested = append(b.contested, c)
	}
}

func (s *State) answer(r *Record) {
	c := s.contests[*r.Of]
	c.Answers = append(c.Answers, r)
	if r.Result == act.Accepted {
		s.takeBack(c.Of, r.Index)
	}
}

func (s *State) suspend(r *Record) {
	if r.Step == "" {
		s.suspended = append(s.suspended, r)
		return
	}
	for _, b := range s.booksOf(r.Step) {
		b.suspended = append(b.suspended, r)
	}
}

func (s *State) withdraw(r *Record) {
	if r.Of == nil {
		s.left = append(s.left, r)
		return
	}
	s.takeBack(s.records[*r.Of], r.Index)
}

// takeBack ends the effect of an act; disputes about it are over with it, and
// those about what was found of it. What it had ended stands again.
func (s *State) takeBack(r *Record, by int64) {
	r.Back = by
	if r.Kind == act.Resume {
		s.records[*r.Of].Back = -1
	}
	over := s.about[r.Index]
	if c := s.contests[r.Index]; c != nil {
		over = append(slices.Clone(over), c)
	}
	for _, c := range over {
		if c.Over < 0 {
			c.Over = by
		}
	}
}

func (s *State) rekey(r *Record) {
	for _, id := range r.Keys.End {
		for _, h := range s.keys[r.By] {
			if h.ID() == id && h.End < 0 {
				h.End = r.Index
			}
		}
	}
	for _, line := range r.Keys.Add {
		if k, err := act.ParseKey(line); err == nil {
			s.keys[r.By] = append(s.keys[r.By], held(k, r.Index))
		}
	}
}

// last is the last of the acts that stand; nil where none does.
func last(all []*Record) *Record {
	for _, r := range slices.Backward(all) {
		if r.Stands() {
			return r
		}
	}
	return nil
}

// lastBy is the last of an actor's acts that stand.
func lastBy(all []*Record, actor string) *Record {
	for _, r := range slices.Backward(all) {
		if r.Stands() && r.By == actor {
			return r
		}
	}
	return nil
}

// by is the standing declaration of an actor.
func (b *book) by(actor string) *Record { return lastBy(b.declared, actor) }

// refuted reports whether what the actor declared was looked at and not
// confirmed, so that it may declare again.
func (b *book) refuted(actor string) bool {
	d := b.by(actor)
	return d != nil && slices.ContainsFunc(b.attested, func(r *Record) bool {
		return r.Stands() && *r.Of == d.Index && r.Result == act.NotConfirmed
	})
}

func (b *book) suspension() *Record { return last(b.suspended) }

// suspendedBy is the standing suspension of one actor.
func (b *book) suspendedBy(actor string) *Record { return lastBy(b.suspended, actor) }

// agreedOn is the last act of the kind that is in effect.
func (b *book) agreedOn(k act.Kind) *Record {
	for _, r := range slices.Backward(b.agreed) {
		if r.Kind == k {
			return r
		}
	}
	return nil
}

func (b *book) waived() *Record { return b.agreedOn(act.Waive) }

// performed is the day on which the unit has been performed by all that its
// performers declare, and those declarations; false where one is missing.
func (b *book) performed(by []string) ([]*Record, calendar.Day, bool) {
	var all []*Record
	var on calendar.Day
	for _, who := range by {
		d := b.by(who)
		if d == nil {
			return nil, 0, false
		}
		all = append(all, d)
		if day, _ := d.On.Day(); day > on || len(all) == 1 {
			on = day
		}
	}
	return all, on, len(all) > 0
}

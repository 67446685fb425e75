package state

import (
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/reason"
)

// texted is a text with what is looked up in it at every act.
type texted struct {
	*Text
	// course is the course of the text as it was signed: what waits for what.
	course    *agreement.Course
	units     map[string][]int // by what acts call them: "relief", "relief[2]", an exchange
	duties    map[string]*agreement.Duty
	actors    map[string]*agreement.Actor
	exchanges map[string]*agreement.Exchange
	// order is the course as if nothing were done yet, for what waits for what: a
	// step that the text says is done can be put back, and then is waited for. into
	// are its edges by the event that waits.
	order *agreement.Course
	into  [][]agreement.Edge
	// by are the demands that want a unit by a day, by unit.
	by   map[int][]*agreement.Demand
	keys map[string][]act.Key
}

func newTexted(t *Text) (*texted, error) {
	a := t.Agreement
	x := &texted{
		Text: t, course: agreement.NewCourse(a, agreement.Asking{}), units: map[string][]int{},
		duties: map[string]*agreement.Duty{}, actors: map[string]*agreement.Actor{}, exchanges: map[string]*agreement.Exchange{}, keys: map[string][]act.Key{}, by: map[int][]*agreement.Demand{},
	}
	for _, d := range x.course.Asked {
		if d.Kind == agreement.By {
			for _, u := range x.course.UnitsOf(d.Steps[0]) {
				x.by[u] = append(x.by[u], d)
			}
		}
	}
	for u, unit := range x.course.Units {
		x.units[unit.Step.ID] = append(x.units[unit.Step.ID], u)
		if unit.Part > 0 {
			x.units[unit.Name()] = []int{u}
		}
	}
	for _, d := range a.Duties {
		x.duties[d.ID] = d
	}
	for _, e := range a.Exchanges {
		x.exchanges[e.ID] = e
		for _, r := range e.Steps {
			x.units[e.ID] = append(x.units[e.ID], x.course.UnitsOf(r)...)
		}
	}
	x.order = agreement.NewCourse(undone(a), agreement.Asking{})
	x.into = make([][]agreement.Edge, len(x.order.Events))
	for _, e := range x.order.Edges {
		x.into[e.After] = append(x.into[e.After], e)
	}
	for _, b := range a.Actors {
		x.actors[b.ID] = b
		for _, k := range b.Keys {
			key, err := act.ParseKey(k.Line)
			if err != nil {
				return nil, reason.New("a key of {0}: {1}", b.ID, err)
			}
			x.keys[b.ID] = append(x.keys[b.ID], key)
		}
	}
	return x, nil
}

// undone is the agreement with no step done.
func undone(a *agreement.Agreement) *agreement.Agreement {
	if !slices.ContainsFunc(a.Steps, func(s *agreement.Step) bool { return s.Done.Given }) {
		return a
	}
	b := *a
	b.Steps = nil
	for _, s := range a.Steps {
		s := *s
		s.Done = agreement.Opt[calendar.Day]{}
		b.Steps = append(b.Steps, &s)
	}
	return &b
}

// take puts a text in the place of the one before. Keys that the actor itself has
// added or ended stay so unless the new text writes other keys for it.
func (s *State) take(t *Text) error {
	x, err := newTexted(t)
	if err != nil {
		return err
	}
	before := s.text
	s.text = x
	for _, a := range t.Agreement.Actors {
		if before != nil && slices.EqualFunc(before.keys[a.ID], x.keys[a.ID], sameKey) {
			continue
		}
		for _, h := range s.keys[a.ID] {
			if h.End < 0 {
				h.End = s.from()
			}
		}
		for _, k := range x.keys[a.ID] {
			s.keys[a.ID] = append(s.keys[a.ID], held(k, s.from()))
		}
	}
	return nil
}

// from is the entry from which on what is done now counts; −1 before the first.
func (s *State) from() int64 { return s.Size() - 1 }

func sameKey(a, b act.Key) bool { return a.Public.Equal(b.Public) }

// SignedBy checks that the act, which is what the envelope holds, was signed by a key
// of its maker that counts now: nil, or why not, in a sentence without its full stop.
func (s *State) SignedBy(a act.Act, e act.Envelope) error {
	k, err := s.keyOf(a, e.KeyID)
	if err != nil {
		return err
	}
	return e.Verify(k)
}

// keyOf finds the key of that fingerprint among those of the actor that count, or
// that come to count with the amendment that is signed; see comeback.go.
func (s *State) keyOf(a act.Act, id string) (act.Key, error) {
	if s.text.actors[a.By] == nil && a.Kind != act.Amend {
		return act.Key{}, reason.New("{0} is nobody in the text", a.By)
	}
	ended := int64(-1)
	for _, h := range s.keys[a.By] {
		if h.ID() == id && h.End < 0 {
			return h.Key, nil
		}
		if h.ID() == id {
			ended = h.End
		}
	}
	if k, ok := s.keyOfNewText(a, id); ok {
		return k, nil
	}
	if ended >= 0 {
		return act.Key{}, reason.New("the key {0} of {1} was ended by entry {2}", id, a.By, ended)
	}
	all := s.counting(a.By)
	if len(all) == 0 {
		return act.Key{}, reason.New("{0} is no key of {1}: the text and the log give it none", id, a.By)
	}
	return act.Key{}, reason.New("{0} is no key of {1}: the text and the log give it {2}", id, a.By, strings.Join(all, ", "))
}

// counting are the fingerprints of the actor's keys that count.
func (s *State) counting(actor string) []string {
	var all []string
	for _, h := range s.keys[actor] {
		if h.End < 0 {
			all = append(all, h.ID())
		}
	}
	return all
}

// performers are those who perform the units; the holder alone for an exchange
// that one holds and that is named as a whole.
func (x *texted) performers(name string) []string {
	if e := x.exchanges[name]; e != nil {
		if e.HeldBy.Given {
			return []string{e.HeldBy.V.ID}
		}
		return nil
	}
	var all []string
	for _, u := range x.units[name] {
		for _, r := range x.course.Units[u].Step.By {
			if !slices.Contains(all, r.ID) {
				all = append(all, r.ID)
			}
		}
	}
	return all
}

// step is the step that has the name, or of which it names a part, or the first of
// an exchange; there has to be one.
func (x *texted) step(name string) *agreement.Step { return x.course.Units[x.units[name][0]].Step }

// verifiers are those who verify the unit.
func (x *texted) verifiers(unit int) []string {
	var all []string
	for _, r := range x.course.Units[unit].Step.VerifiedBy {
		all = append(all, r.ID)
	}
	return all
}

package state

import (
	"slices"

	"detente/act"
	"detente/reason"
)

// A pair is two or more acts that take effect in the same moment or not at all:
// with the last of them, if all are in the log before the time they name. So
// both sides can move at once without anybody being trusted with the timing.

// fitsPair checks the act against those of its pair that are there.
func (s *State) fitsPair(a act.Act, received act.Time) error {
	t := a.Together
	if t == nil {
		return nil
	}
	if received > t.Before {
		return reason.New("it is to take effect together with others before {0}, and was received at {1}", t.Before, received)
	}
	if n, done := s.joined[t.ID]; done {
		return reason.New("the acts of that pair took effect with entry {0}", n)
	}
	for _, p := range t.With {
		switch {
		case s.text.actors[p.By] == nil:
			return reason.New("it names an act of {0}, who is nobody in the text", p.By)
		case p.Step != "" && s.known(p.Step) != nil:
			return reason.New("it names an act about {0}, and the text has no such step", p.Step)
		}
	}
	for _, r := range s.pairs[t.ID] {
		switch {
		case r.Back >= 0:
		case partner(r.Act) == partner(a):
			return reason.New("entry {0} is that act of the pair already", r.Index)
		case !slices.Contains(t.With, partner(r.Act)) || !slices.Contains(r.Together.With, partner(a)) || len(r.Together.With) != len(t.With) || r.Together.Before != t.Before:
			return reason.New("it does not name the same acts and the same time as entry {0}, with which it shares the name of the pair", r.Index)
		}
	}
	return nil
}

func partner(a act.Act) act.Partner { return act.Partner{By: a.By, Kind: a.Kind, Step: a.Step} }

// pair holds the act back until all of its pair are there, and then returns all
// of them in the order of the log.
func (s *State) pair(r *Record) []*Record {
	t := r.Together
	if t == nil {
		return []*Record{r}
	}
	if s.pairs[t.ID] == nil {
		s.pairOrder = append(s.pairOrder, t.ID)
	}
	s.pairs[t.ID] = append(s.pairs[t.ID], r)
	s.bound[partner(r.Act)] = append(s.bound[partner(r.Act)], r)
	there := s.there(t.ID)
	if len(there) <= len(t.With) {
		return nil
	}
	s.joined[t.ID] = r.Index
	s.pairOrder = slices.DeleteFunc(s.pairOrder, func(id string) bool { return id == t.ID })
	// A new text comes last: what takes effect with it was agreed to under the old one.
	slices.SortStableFunc(there, func(a, b *Record) int { return rank(a) - rank(b) })
	return there
}

// there are the acts of a pair that have not been taken back.
func (s *State) there(id string) []*Record {
	var all []*Record
	for _, r := range s.pairs[id] {
		if r.Back < 0 {
			all = append(all, r)
		}
	}
	return all
}

func rank(r *Record) int {
	if r.Kind == act.Amend {
		return 1
	}
	return 0
}

// fitsWaiting reports an act that its actor has made already and that waits for
// others of its pair: it would have its effect twice.
func (s *State) fitsWaiting(a act.Act, received act.Time) error {
	for _, r := range s.bound[partner(a)] {
		_, done := s.joined[r.Together.ID]
		if r.Back < 0 && !done && received <= r.Together.Before && (a.Together == nil || a.Together.ID != r.Together.ID) {
			return reason.New("entry {0} is that act, and waits until {1} for others to take effect together with it; take it back first", r.Index, r.Together.Before)
		}
	}
	return nil
}

// waiting are the pairs of which some act is missing, in the order of their first.
func (s *State) waiting(now act.Time) []Proposal {
	var all []Proposal
	for _, id := range s.pairOrder {
		there := s.there(id)
		if len(there) == 0 || len(there) > len(there[0].Together.With) {
			continue
		}
		p := Proposal{Records: there, Lapsed: now > there[0].Together.Before}
		for _, x := range there[0].Together.With {
			if !slices.ContainsFunc(there, func(r *Record) bool { return partner(r.Act) == x }) {
				p.Missing = append(p.Missing, x.By)
			}
		}
		all = append(all, p)
	}
	return all
}

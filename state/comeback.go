package state

import (
	"slices"

	"detente/act"
	"detente/reason"
)

// An actor who has lost all its keys comes back by an amendment: a new text gives
// it a key, and with that key it signs for the new text as the last. So could
// others make themselves an actor who is still there. Therefore at least two
// others have to have agreed, so that nobody can do it alone who keeps the log;
// the new key waits for days in which anything that the actor signs with a key of
// its own shows that its keys are not lost; and everybody can see it coming.
//
// A newcomer, whom the text in force does not bind, has nothing to lose: the key
// that the new text gives it counts once the others have agreed.

// ComebackDays is how many days an actor has to be silent, after the last of the
// others has agreed, before a key that only the new text gives it can sign.
const ComebackDays = 30

// keyOfNewText finds a key that the text of an amendment gives its signer.
func (s *State) keyOfNewText(a act.Act, id string) (act.Key, bool) {
	if a.Kind != act.Amend {
		return act.Key{}, false
	}
	t := s.library(a.NewText)
	if t == nil {
		return act.Key{}, false
	}
	b := t.Agreement.Actor(a.By)
	if b == nil || len(s.notYet(a)) > 0 {
		return act.Key{}, false
	}
	for _, line := range b.Keys {
		if k, err := act.ParseKey(line.Line); err == nil && k.ID() == id {
			return k, true
		}
	}
	return act.Key{}, false
}

// notYet are those bound by the text in force who have to agree to the amendment
// besides the actor, and have not.
func (s *State) notYet(a act.Act) []string {
	new := s.newcomers(a.NewText)
	return slices.DeleteFunc(s.missing(poolOf(a)), func(who string) bool { return who == a.By || slices.Contains(new, who) })
}

// fitsComeback checks an act that is signed with a key which only the new text
// gives the actor.
func (s *State) fitsComeback(a act.Act, keyID string, received act.Time) error {
	own := func(h *Held) bool { return h.End < 0 && h.ID() == keyID }
	if a.Kind != act.Amend || slices.ContainsFunc(s.keys[a.By], own) || slices.Contains(s.newcomers(a.NewText), a.By) {
		return nil
	}
	others, agreed := map[string]bool{}, int64(-1)
	for _, r := range s.pools[poolOf(a)] {
		if r.Back < 0 && r.By != a.By {
			others[r.By], agreed = true, max(agreed, r.Index)
		}
	}
	if len(others) < 2 {
		return reason.New("the key is one that only the new text gives {0}; that counts once at least two others have agreed, and the text asks for no more than {1}. A third party in amended_by can vouch for new keys", a.By, len(others))
	}
	for _, r := range s.records[agreed+1:] {
		if r.By == a.By && r.Unfit == nil {
			return reason.New("{0} has signed entry {1} with a key of its own after the others agreed, so it has not lost them", a.By, r.Index)
		}
	}
	if from := DayOf(s.records[agreed].Received).Add(ComebackDays); DayOf(received) < from {
		return reason.New("the key is one that only the new text gives {0}; it counts from {1} on, if {0} signs nothing with the keys it has until then", a.By, from)
	}
	return nil
}

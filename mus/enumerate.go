package mus

import (
	"cmp"
	"slices"

	"detente/effort"
	"detente/order"
)

// Most is how much is listed at most.
type Most struct{ Conflicts, Corrections int }

// Lists is what Enumerate found. Members are ascending in every set.
type Lists struct {
	// Conflicts are minimal conflicts, those of the fewest members first, then in
	// the order of the members; ConflictsComplete says whether these are all. An
	// empty conflict says that not even no member at all holds, and stands alone.
	Conflicts         [][]int
	ConflictsComplete bool
	// Corrections are minimal corrections, the cheapest first, then the smallest,
	// then in the order of the members; CorrectionsComplete says whether these are
	// all, and CorrectionsFirst that none that is left out is cheaper. Where nothing
	// conflicts, and where nothing helps, there are none.
	Corrections         [][]int
	CorrectionsComplete bool
	CorrectionsFirst    bool
	// Unsure says that the oracle could not answer some question. What is listed
	// does conflict, and need not be minimal; without a correction the rest may yet
	// not hold.
	Unsure bool
}

// Enumerate lists the conflicts and the corrections of the problem. When the
// budget is spent or there are more than asked for, it lists those found by then:
// of the corrections the cheapest, as far as it got.
func Enumerate(p Problem, most Most, b *effort.Budget) Lists {
	s := newSearch(p, b)
	if a, ok := s.ask(); !ok || !a.Holds {
		l := Lists{ConflictsComplete: ok, CorrectionsComplete: ok, CorrectionsFirst: ok, Unsure: s.unsure}
		if ok {
			l.Conflicts = [][]int{{}}
		}
		return l
	}
	l := Lists{ConflictsComplete: true}
	b.Keep(b.Left() / 2) // for the cheapest corrections, where listing does not come to its end
	groups := slices.SortedStableFunc(slices.Values(s.Groups), func(a, b []int) int { return cmp.Compare(len(a), len(b)) })
	for _, group := range groups {
		conflicts, complete := s.group(group, most.Conflicts-len(l.Conflicts))
		l.Conflicts = append(l.Conflicts, conflicts...)
		l.ConflictsComplete = l.ConflictsComplete && complete
	}
	b.Keep(0)
	l.Conflicts = sorted(l.Conflicts)
	l.corrections(s, most.Corrections)
	l.Unsure = s.unsure
	if s.unsure {
		l.ConflictsComplete, l.CorrectionsComplete, l.CorrectionsFirst = false, false, false
	}
	return l
}

// sorted puts the smallest sets first, then those of earlier members.
func sorted(sets [][]int) [][]int {
	slices.SortFunc(sets, func(a, b []int) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	return sets
}

// minimalSets returns the sets that hold no other, each once, smallest first.
func minimalSets(sets [][]int) [][]int {
	var kept [][]int
	for _, set := range sorted(slices.Clone(sets)) {
		if !slices.ContainsFunc(kept, func(k []int) bool { return len(without(k, set)) == 0 }) {
			kept = append(kept, set)
		}
	}
	return kept
}

// group lists the conflicts of one group; false where there may be more.
func (s *search) group(members []int, most int) (conflicts [][]int, complete bool) {
	if len(members) == 0 {
		return nil, true
	}
	c := newChart(members)
	// What is to be given up last is kept in first, then what weighs most.
	wanted := s.preferred(members)
	slices.Reverse(wanted)
	for {
		set, ok := c.undecided(wanted)
		if !ok {
			return conflicts, true
		}
		a, ok := s.ask(set)
		if !ok {
			return conflicts, false
		}
		if a.Holds {
			// Whatever is larger holds a conflict, so that this is as large as can be.
			correction := without(members, set)
			if len(correction) == 0 {
				return conflicts, true
			}
			c.addCorrection(correction)
			continue
		}
		if len(conflicts) >= most {
			return conflicts, false
		}
		conflict, ok := s.shrink(s.preferred(a.Core))
		if !ok {
			return conflicts, false
		}
		conflicts = append(conflicts, conflict)
		c.addConflict(conflict)
	}
}

// corrections lists the cheapest corrections. They are the minimal hitting sets
// of the conflicts; where some conflicts may be missing from the list, each is put
// to the oracle first, and one that does not hold shows a conflict more.
func (l *Lists) corrections(s *search, most int) {
	if len(l.Conflicts) == 0 && l.ConflictsComplete {
		l.CorrectionsComplete, l.CorrectionsFirst = true, true
		return
	}
	if l.ConflictsComplete {
		l.Corrections, l.CorrectionsComplete = order.CheapestHittingSets(l.Conflicts, s.cost, most)
		l.CorrectionsFirst = len(l.Corrections) > 0 // the search for them is cheapest first
		if len(l.Corrections) > 0 {
			return
		}
	}
	l.proven(s, most)
}

// proven lists corrections that the oracle has confirmed one by one.
func (l *Lists) proven(s *search, most int) {
	all := s.members()
	known := slices.Clone(l.Conflicts)
	l.CorrectionsFirst = true
	s.budget.Keep(s.budget.Left() / 2) // for some correction at least
	for {
		hits, complete := order.CheapestHittingSets(known, s.cost, most)
		confirmed, more, ok := s.confirm(all, hits, len(l.Corrections))
		l.Corrections = hits[:confirmed]
		if len(more) == 0 {
			l.CorrectionsComplete = ok && complete
			break
		}
		known = append(known, more...)
		if !ok {
			break
		}
	}
	s.budget.Keep(0)
	if len(l.Corrections) == 0 {
		l.CorrectionsFirst = false
		if c, ok := s.cheapest(nil, known); ok && c != nil {
			l.Corrections, l.CorrectionsFirst = [][]int{c.Members}, c.Proved
		}
	}
}

// confirm asks whether the sets are corrections, from the number given on, which
// are known. It returns how many are, and the conflicts that the first one that is
// not shows; false when the budget is spent.
func (s *search) confirm(all []int, hits [][]int, from int) (confirmed int, more [][]int, ok bool) {
	for i := range hits {
		if i < from {
			continue
		}
		a, ok := s.ask(without(all, hits[i]))
		if !ok {
			return i, nil, false
		}
		if !a.Holds {
			more, _, ok = s.disjoint(nil, without(all, hits[i]), a)
			return i, more, ok
		}
	}
	return len(hits), nil, true
}

package mus

import (
	"slices"

	"detente/effort"
)

// Explain returns one conflict, its members ascending: one without members that
// are to be given up last, where there is such a conflict, and of lighter members
// before heavier ones. An empty conflict says that not even no member at all
// holds; nil, that all hold together.
//
// It is false when the budget was spent before that was found out, or when the
// oracle was unsure where it mattered, so that a smaller conflict may be there.
func Explain(p Problem, b *effort.Budget) (conflict []int, sure bool) {
	s := newSearch(p, b)
	all := s.members()
	a, ok := s.ask(all)
	if !ok || a.Holds {
		return nil, ok && !s.unsure
	}
	if a, ok = s.ask(); ok && !a.Holds {
		return []int{}, true
	}
	conflict, ok = s.shrink(s.preferred(all))
	if !ok {
		return nil, false
	}
	return conflict, !s.unsure
}

// shrink returns a conflict among the candidates, which do not hold together;
// those that stand first are preferred. No member at all must hold. It is false
// when the budget is spent.
func (s *search) shrink(candidates []int) (conflict []int, ok bool) {
	if len(candidates) == 0 {
		return nil, true
	}
	conflict, ok = s.quickXplain(nil, false, candidates)
	slices.Sort(conflict)
	return conflict, ok
}

// quickXplain returns members of the candidates that, with the background, are a
// conflict minimal in these members. Changed says that the background has grown
// since it was last known to hold.
//
// The later half is explained with all of the earlier half given, so that a
// member of the later half is taken only where none of the earlier half will do.
func (s *search) quickXplain(background []int, changed bool, candidates []int) ([]int, bool) {
	if changed {
		if a, ok := s.ask(background); !ok || !a.Holds {
			return nil, ok
		}
	}
	if len(candidates) == 1 {
		return slices.Clone(candidates), true
	}
	half := len(candidates) / 2
	first, second := candidates[:half], candidates[half:]
	ofSecond, ok := s.quickXplain(slices.Concat(background, first), true, second)
	if !ok {
		return nil, false
	}
	ofFirst, ok := s.quickXplain(slices.Concat(background, ofSecond), len(ofSecond) > 0, first)
	return slices.Concat(ofFirst, ofSecond), ok
}

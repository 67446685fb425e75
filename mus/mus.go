// Package mus finds out which of some members cannot hold together, and what is
// the least to give up so that the rest can.
//
// All it knows of the members is an oracle that is asked whether some of them
// hold together. The oracle must be monotone: what holds together, holds together
// still when a member is taken away. It may stand on several theories at once; it
// may also say, where the members asked about do not hold, which few of them it
// saw that do not, which saves most of the work.
//
// A conflict is a minimal set of members that do not hold together: leave out
// any one of them, and the others do (a minimal unsatisfiable subset, MUS). A
// correction is a minimal set of members without which all the others hold
// together (MCS). Each is what the other has to meet: the corrections are the
// minimal hitting sets of the conflicts, and the conflicts those of the
// corrections (R. Reiter, "A theory of diagnosis from first principles",
// Artificial Intelligence 32, 1987).
//
// Three searches stand on that:
//
//   - [Explain] finds one conflict at once, of the members that are preferred
//     (U. Junker, "QuickXplain: preferred explanations and relaxations for
//     over-constrained problems", AAAI 2004);
//   - [Cheapest] finds the correction of least cost: the cheapest set that meets
//     all conflicts known so far is put to the oracle, and either is the answer
//     or gives one conflict more (implicit hitting sets: J. Davies and F. Bacchus,
//     "Solving MAXSAT by solving a sequence of simpler SAT instances", CP 2011);
//   - [Enumerate] lists all conflicts and all corrections. A map of the sets not
//     yet decided is kept as clauses; a solver picks a set from it, as large as
//     can be, which is then a correction's complement or holds a conflict (MARCO:
//     M. Liffiton, A. Previti, A. Malik and J. Marques-Silva, "Fast, flexible MUS
//     enumeration", Constraints 21, 2016).
//
// Limits count questions put to the oracle and not seconds, so that the same
// members give the same answer on every machine. What is listed is always true;
// whether it is everything is said beside it.
package mus

import (
	"cmp"
	"slices"

	"detente/effort"
)

// Member is one of the things that may or may not hold together.
type Member struct {
	// Weight is what giving the member up counts; at least 1.
	Weight int
	// Last marks a member that is to be given up last of all: fewer of these come
	// before any saving of weight, and a conflict without one before one with it.
	Last bool
}

// Answer is what the oracle says about some members.
type Answer struct {
	// Holds says that they hold together.
	Holds bool
	// Unsure says that the oracle could not find out; Holds is then to be true,
	// so that nothing is called a conflict that may be none.
	Unsure bool
	// Core is, where they do not hold, some of them that do not hold together;
	// nil stands for all that was asked about. It need not be minimal.
	Core []int
}

// Problem is members and the oracle.
type Problem struct {
	Members []Member
	// Ask says whether the members for which in is true hold together. It must
	// not keep the slice.
	Ask func(in []bool) Answer
	// Groups, where given, are disjoint sets of members such that every conflict
	// lies within one of them. Members in no group are in no conflict.
	Groups [][]int
}

// search is the state that the searches share.
type search struct {
	Problem
	budget *effort.Budget
	in     []bool // scratch
	unsure bool   // some answer was
}

func newSearch(p Problem, b *effort.Budget) *search {
	if p.Groups == nil {
		all := make([]int, len(p.Members))
		for i := range all {
			all[i] = i
		}
		p.Groups = [][]int{all}
	}
	return &search{Problem: p, budget: b, in: make([]bool, len(p.Members))}
}

// ask puts one question; false when the budget is spent.
func (s *search) ask(members ...[]int) (a Answer, asked bool) {
	if s.budget.Exhausted() {
		return Answer{}, false
	}
	s.budget.Spend(1)
	clear(s.in)
	for _, some := range members {
		for _, m := range some {
			s.in[m] = true
		}
	}
	a = s.Ask(s.in)
	s.unsure = s.unsure || a.Unsure
	if !a.Holds && a.Core == nil {
		for m, in := range s.in {
			if in {
				a.Core = append(a.Core, m)
			}
		}
	}
	return a, true
}

// preferred sorts members by how much they are wanted in a conflict: those to be
// given up last come last, else the lighter first, else in their order.
func (s *search) preferred(members []int) []int {
	sorted := slices.Clone(members)
	slices.SortStableFunc(sorted, func(a, b int) int {
		x, y := s.Members[a], s.Members[b]
		return cmp.Or(cmp.Compare(grave(x), grave(y)), cmp.Compare(x.Weight, y.Weight), cmp.Compare(a, b))
	})
	return sorted
}

func grave(m Member) int {
	if m.Last {
		return 1
	}
	return 0
}

// cost is what giving a member up costs, in the terms of package order.
func (s *search) cost(m int) [2]int { return [2]int{grave(s.Members[m]), s.Members[m].Weight} }

// members returns all members that can be in a conflict, in order.
func (s *search) members() []int {
	all := slices.Concat(s.Groups...)
	slices.Sort(all)
	return all
}

// without returns the members that are not in the set, both ascending.
func without(members, set []int) []int {
	var rest []int
	for _, m := range members {
		if _, in := slices.BinarySearch(set, m); !in {
			rest = append(rest, m)
		}
	}
	return rest
}

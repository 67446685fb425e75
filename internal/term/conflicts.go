package term

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// Conflicts sets what cannot hold together, what could be given up, and what can
// be done meanwhile; of each list the first ones, as many as asked for.
func (p Page) Conflicts(r report.Conflicts, first int) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, r.Private)
	s.setAside(r.Without)
	s.taken(r.Performed)
	s.tallyConflicts(r)
	if len(r.Conflicts) > 0 {
		s.heading(bad, "What cannot hold together")
	}
	for i, c := range r.Conflicts[:min(len(r.Conflicts), first)] {
		if i > 0 {
			s.gap()
		}
		number := fmt.Sprintf("%d. ", i+1)
		s.para(plain, number, c.Summary)
		s.para(faint, strings.Repeat(" ", len(number)), "Any one of these resolves it: "+s.terms(c.Terms, r.GiveUp.Terms, "; ")+".")
	}
	if more := len(r.Conflicts) - first; more > 0 {
		s.gap()
		s.para(plain, "", fmt.Sprintf("And %d more: -first %d prints them all.", more, len(r.Conflicts)))
	}
	if n := r.First; n != nil && *n > 0 && !firm(r, *n) {
		s.gap()
		s.para(plain, "", fmt.Sprintf("One to begin with is number %d: no red line is in it.", *n+1))
	}
	if len(r.Conflicts) > 0 {
		s.giveUp(r.GiveUp, first)
	}
	s.openMoves(r.OpenMoves, first)
	return s.b.String()
}

// firm reports whether a red line is in the conflict.
func firm(r report.Conflicts, conflict int) bool {
	return slices.ContainsFunc(r.GiveUp.Terms, func(t report.Term) bool {
		return t.Firm && slices.Contains(r.Conflicts[conflict].Terms, t.Name)
	})
}

// tallyConflicts says how many conflicts there are, and whether these are all.
func (s *sheet) tallyConflicts(r report.Conflicts) {
	n := len(r.Conflicts)
	switch {
	case n == 0 && r.Complete:
		s.para(strong, "", "Nothing conflicts: the demands, the preconditions, the dates and the exposure that is accepted can hold together, as far as each is looked at by itself. Whether one plan keeps all of them at once, detente plan says.")
	case n == 0:
		s.para(strong, "", "No conflict was found before the search stopped.")
	case n == 1 && r.Complete:
		s.para(strong, "", "There is 1 conflict. The list is complete.")
	case r.Complete:
		s.para(strong, "", fmt.Sprintf("There are %d conflicts. The list is complete.", n))
	default:
		s.para(strong, "", fmt.Sprintf("These are the first %s found; there may be more. With -text-stands the lists are shorter, with a greater -limit longer.", count(n, "conflict")))
	}
	if r.TextStands {
		s.para(plain, "", "Preconditions and dates of the text were left as they are.")
	}
	if r.Unsure {
		s.para(plain, "", "Whether the exposure that is accepted can be kept was not always found out: of a conflict told here, fewer terms may be enough to conflict.")
	}
}

// giveUp says what would have to be given up, and what each could do alone.
func (s *sheet) giveUp(g report.GiveUp, first int) {
	if len(g.Sets) == 0 && len(g.Alone) == 0 {
		return
	}
	s.heading(strong, "What could be given up")
	s.sets(g, first)
	if len(g.Alone) == 0 {
		return
	}
	s.gap()
	s.para(plain, "", "What each could do alone:")
	for _, x := range g.Alone {
		names := strings.Join(x.GiveUp, " and ")
		switch {
		case x.Enough:
			names += "; that would be enough."
		case x.Left == 1:
			names += "; that would not be enough: 1 conflict would remain."
		default:
			names += fmt.Sprintf("; that would not be enough: %d conflicts would remain.", x.Left)
		}
		s.para(plain, "- ", x.Name+": "+names)
	}
}

func (s *sheet) sets(g report.GiveUp, first int) {
	shown := g.Sets[:min(len(g.Sets), first)]
	switch {
	case len(shown) == 0:
		s.para(plain, "", "No set to give up was found before the search stopped.")
		return
	case len(g.Sets) == 1 && g.Complete:
		s.para(plain, "", "This would have to be given up, and it is enough:")
	case g.Complete && len(shown) == len(g.Sets):
		s.para(plain, "", "Any one of these would be enough, the least first, red lines last; the list is complete:")
	case g.Complete:
		s.para(plain, "", fmt.Sprintf("Any one of these would be enough; they are the first %d of %d, the least first, red lines last:", len(shown), len(g.Sets)))
	case g.Least:
		s.para(plain, "", fmt.Sprintf("Any one of these would be enough; they are the first %d, the least first, red lines last, and there are more:", len(shown)))
	default:
		s.para(plain, "", "Any one of these would be enough; there may be others that are less:")
	}
	if g.Unsure {
		s.para(plain, "", "(Whether exposure limits are then kept was not always found out.)")
	}
	for _, set := range shown {
		s.para(plain, "- ", s.terms(set.Terms, g.Terms, " and "))
	}
}

// terms names terms with who can give them up.
func (s *sheet) terms(names []string, all []report.Term, between string) string {
	var told []string
	for _, n := range names {
		for _, t := range all {
			if t.Name != n {
				continue
			}
			who := t.OfName
			if t.OfText {
				who = "agreed text"
			}
			if t.Firm {
				who += ", a red line"
			}
			if t.Weight > 1 {
				who += fmt.Sprintf(", weight %d", t.Weight)
			}
			told = append(told, fmt.Sprintf("%s (%s)", n, who))
			break
		}
	}
	return strings.Join(told, between)
}

// openMoves says what can be taken now, and what it would unlock.
func (s *sheet) openMoves(moves []report.Move, first int) {
	if len(moves) == 0 {
		return
	}
	s.heading(strong, "What can be done meanwhile")
	for _, m := range moves[:min(len(moves), first)] {
		text := strings.Join(m.Steps, " and ")
		if m.Exchange != nil {
			text += " in exchange " + *m.Exchange
		}
		if len(m.By) > 0 {
			text += " (" + strings.Join(m.By, ", ") + ")"
		}
		if len(m.Unlocks) > 0 {
			text += "; lets follow: " + strings.Join(m.Unlocks, ", ")
		}
		if len(m.AwaitedBy) > 0 {
			text += "; also awaited by: " + strings.Join(m.AwaitedBy, ", ")
		}
		s.para(plain, "- ", text)
	}
	if more := len(moves) - first; more > 0 {
		s.para(plain, "", fmt.Sprintf("And %d more: -first %d prints them all.", more, len(moves)))
	}
}

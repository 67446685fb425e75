package term

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"detente/report"
)

// row is one line of the table of rounds: an actor, what it performs, and what
// the round means for it.
type row struct {
	who, does, leaving, below string
}

// table sets the plan round by round.
func (s *sheet) table(r report.Plan) {
	c := newCast(r)
	s.heading(strong, "The plan: "+count(len(r.Rounds), "round"))
	who := 3
	for _, round := range r.Rounds {
		for _, w := range c.rows(round) {
			who = max(who, lipgloss.Width(w.who))
		}
	}
	t := columns{who: min(who, s.width()/4), leaving: 15, below: 11}
	t.does = s.width() - t.who - t.leaving - t.below - 6
	s.line(strong, t.set(row{"", "", "By leaving then", "At worst"}))
	s.line(strong, t.set(row{"Who", "Performs", "it would", "below start"}))
	s.line(faint, strings.Repeat("-", s.width()))
	for i, round := range r.Rounds {
		s.line(strong, fmt.Sprintf("Round %d%s", i+1, days(round)))
		for _, w := range c.rows(round) {
			s.row(t, w)
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
	s.para(plain, "", "In a round each side performs its own steps and waits for nobody. The figures are for the worst moment of the round, "+
		"in % of what that party gains by the whole agreement: what leaving then would bring it, set against carrying on to the end; "+
		"and how far it would be below where it started if the others left then.")
	s.stakes(r)
}

// stakes says what leaving costs each party besides.
func (s *sheet) stakes(r report.Plan) {
	for _, a := range r.Actors {
		if a.Stake != nil && *a.Stake > 0 {
			s.para(plain, "", fmt.Sprintf("Leaving would cost %s %s besides: it carries on while it would gain no more than that by leaving.", a.Name, a.Stake.Percent()))
		}
	}
}

// columns are the widths of the table's columns.
type columns struct{ who, does, leaving, below int }

func (t columns) set(w row) string {
	return pad(w.who, t.who) + "  " + pad(w.does, t.does) + "  " + pad(w.leaving, t.leaving) + "  " + padLeft(w.below, t.below)
}

// row writes one row, over as many lines as it takes.
func (s *sheet) row(t columns, w row) {
	who, does := wrap(w.who, t.who), wrap(w.does, t.does)
	for i := range max(len(who), len(does)) {
		l := row{who: at(who, i), does: at(does, i)}
		if i == 0 {
			l.leaving, l.below = w.leaving, w.below
		}
		s.line(plain, t.set(l))
	}
}

// at is a line, or "" where there is none.
func at(lines []string, i int) string {
	if 0 <= i && i < len(lines) {
		return lines[i]
	}
	return ""
}

// days says when a round takes place.
func days(r report.Round) string {
	switch {
	case r.From != nil && r.To != nil && *r.From != *r.To:
		return fmt.Sprintf(": %s to %s (day %d to %d)", *r.From, *r.To, r.Starts, r.Ends)
	case r.From != nil:
		return fmt.Sprintf(": %s (day %d)", *r.From, r.Starts)
	case r.Ends > 0:
		return fmt.Sprintf(": day %d to %d", r.Starts, r.Ends)
	}
	return ""
}

// rows are the actors of a round in the order of the text: every party that
// has figures, and whoever performs or holds something.
func (c cast) rows(r report.Round) []row {
	var rows []row
	for _, a := range c.Actors {
		does := c.does(r, a.ID)
		t, tempted := r.Temptation[a.ID]
		e, exposed := r.Exposure[a.ID]
		if len(does) == 0 && !tempted && !exposed {
			continue
		}
		w := row{who: a.Name, does: strings.Join(does, ", "), leaving: "-", below: "-"}
		if tempted {
			w.leaving = leaving(t)
		}
		if exposed {
			w.below = e.Percent()
		}
		if len(does) == 0 {
			w.does = "(waits)"
		}
		rows = append(rows, w)
	}
	if does := c.does(r, ""); len(does) > 0 {
		rows = append(rows, row{who: nobody, does: strings.Join(does, ", "), leaving: "-", below: "-"})
	}
	return rows
}

// nobody stands for the owner of a step that nobody is named to perform.
const nobody = "(nobody named)"

func leaving(t report.Share) string {
	switch {
	case t > 0:
		return "gain " + t.Percent()
	case t < 0:
		return "lose " + t.Percent()
	}
	return "gain nothing"
}

// does lists what an actor performs in a round; "" is whoever is not named.
func (c cast) does(r report.Round, id string) []string {
	var does []string
	for _, e := range merged(r.Events) {
		if e.Exchange == nil {
			if x, ok := c.share(e.Steps[0], id); ok {
				does = append(does, label(e)+x)
			}
			continue
		}
		for _, u := range e.Steps {
			if x, ok := c.share(u, id); ok {
				does = append(does, fmt.Sprintf("%s%s in exchange %s", unit(u), x, *e.Exchange))
			}
		}
		if e.HeldBy != nil && *e.HeldBy == id {
			does = append(does, "holds exchange "+*e.Exchange)
		}
	}
	return does
}

// share says whether the actor performs the step, and with whom.
func (c cast) share(u report.Performed, id string) (with string, ok bool) {
	if id == "" {
		return "", len(u.By) == 0
	}
	if !slices.Contains(u.By, id) {
		return "", false
	}
	if len(u.By) > 1 {
		with = " (jointly)"
	}
	return with, true
}

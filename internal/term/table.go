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

// table sets the plan round by round. Where nobody says what anything is worth,
// there are no figures.
func (s *sheet) table(r report.Plan) {
	c := newCast(r)
	s.heading(strong, "The plan: "+count(len(r.Rounds), "round"))
	t := c.widths(s.width())
	if t.leaving > 0 {
		s.line(strong, t.set(row{"", "", "By leaving then", "At worst"}))
	}
	s.line(strong, t.set(row{"Who", "Performs", "it would", "below start"}))
	s.line(faint, strings.Repeat("-", s.width()))
	for i, round := range r.Rounds {
		s.line(strong, fmt.Sprintf("Round %d%s", i+1, days(round)))
		for _, w := range c.rows(round) {
			s.row(t, w)
		}
	}
	s.line(faint, strings.Repeat("-", s.width()))
	if t.leaving == 0 {
		s.para(plain, "", "In a round each side performs its own steps and waits for nobody.")
		return
	}
	s.para(plain, "", "In a round each side performs its own steps and waits for nobody. The figures are for the worst moment of the round, "+
		"in % of what that party gains by the whole agreement: what leaving then would bring it, set against carrying on to the end; "+
		"and how far it would be below where it started if the others left then.")
	s.stakes(c)
}

// widths are the widths of the columns on a page.
func (c cast) widths(page int) columns {
	t := columns{who: lipgloss.Width(nobody)}
	for _, a := range c.Actors {
		t.who = max(t.who, lipgloss.Width(a.Name))
	}
	if c.parties() > 2 { // several of them in a row
		t.who = page
	}
	t.who = min(t.who, page/4)
	if slices.ContainsFunc(c.Rounds, func(r report.Round) bool { return len(r.Temptation) > 0 }) {
		t.leaving, t.below = 15, 11
	}
	t.does = page - t.who - t.leaving - t.below - 6
	return t
}

// stakes says what leaving costs the parties besides, and what the star means.
func (s *sheet) stakes(c cast) {
	var costs []string
	starred := false
	for _, a := range c.Actors {
		if a.Stake != nil && *a.Stake > 0 {
			costs = append(costs, a.Name+" "+a.Stake.Percent())
		}
		for _, r := range c.Rounds {
			starred = starred || c.over(r, a)
		}
	}
	if len(costs) > 0 {
		s.para(plain, "", "Leaving costs besides (breach_cost): "+strings.Join(costs, ", ")+". A party carries on while it would gain no more than that by leaving.")
	}
	if starred {
		s.para(bad, "* ", "Here the party would gain by leaving more than leaving costs it.")
	}
}

// over reports whether the party gains more by leaving in the round than
// leaving costs it.
func (c cast) over(r report.Round, a report.Actor) bool {
	t, ok := r.Temptation[a.ID]
	return ok && a.Stake != nil && t > *a.Stake
}

// columns are the widths of the table's columns.
type columns struct{ who, does, leaving, below int }

func (t columns) set(w row) string {
	if t.leaving == 0 {
		return pad(w.who, t.who) + "  " + w.does
	}
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
// has figures, and whoever performs or holds something. Where there are more
// than two parties, those of whom the same is to be said share a row.
func (c cast) rows(r report.Round) []row {
	var rows []row
	for _, a := range c.Actors {
		if w, ok := c.row(r, a); ok {
			rows = append(rows, w)
		}
	}
	if does := c.does(r, ""); len(does) > 0 {
		rows = append(rows, row{who: nobody, does: strings.Join(does, ", "), leaving: "-", below: "-"})
	}
	if c.parties() > 2 {
		rows = shared(rows)
	}
	return rows
}

// parties counts the parties.
func (c cast) parties() int {
	n := 0
	for _, a := range c.Actors {
		if !a.Third {
			n++
		}
	}
	return n
}

// row is what is to be said of an actor in a round, false where that is nothing.
func (c cast) row(r report.Round, a report.Actor) (row, bool) {
	does := c.does(r, a.ID)
	t, tempted := r.Temptation[a.ID]
	e, exposed := r.Exposure[a.ID]
	w := row{who: a.Name, does: strings.Join(does, ", "), leaving: "-", below: "-"}
	if tempted {
		w.leaving = leaving(t)
	}
	if c.over(r, a) {
		w.leaving += " *"
	}
	if exposed {
		w.below = short(e)
	}
	if len(does) == 0 {
		w.does = "(waits)"
	}
	return w, len(does) > 0 || tempted || exposed
}

// shared draws rows that say the same into one, where the first of them stands.
func shared(rows []row) []row {
	var out []row
	for _, w := range rows {
		same := slices.IndexFunc(out, func(o row) bool {
			return o.does == w.does && o.leaving == w.leaving && o.below == w.below
		})
		if same < 0 {
			out = append(out, w)
			continue
		}
		out[same].who += ", " + w.who
	}
	return out
}

// short is a percentage as short as a column wants it.
func short(s report.Share) string { return strings.Replace(s.Percent(), "under ", "<", 1) }

// nobody stands for the owner of a step that nobody is named to perform.
const nobody = "(nobody named)"

func leaving(t report.Share) string {
	switch {
	case t > 0:
		return "gain " + short(t)
	case t < 0:
		return "lose " + short(t)
	}
	return "gain nothing"
}

// does lists what an actor performs in a round; "" is whoever is not named.
func (c cast) does(r report.Round, id string) []string {
	var does []string
	for _, e := range merged(r.Events) {
		if e.Exchange == nil {
			if x, ok := c.share(e.Steps[0], id); ok {
				does = append(does, aside(label(e), partly(e.Steps...), x))
			}
			continue
		}
		for _, u := range e.Steps {
			if x, ok := c.share(u, id); ok {
				does = append(does, fmt.Sprintf("%s in exchange %s", aside(unit(u), partly(u), x), *e.Exchange))
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
		with = "jointly"
	}
	return with, true
}

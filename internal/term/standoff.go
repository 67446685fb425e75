package term

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"detente/report"
)

// Standoff sets what there is to say about a stand-off.
func (p Page) Standoff(r report.Standoff) string {
	s := p.sheet()
	s.title(r.Standoff, r.Title, r.Private)
	if r.Text != "" {
		s.para(plain, "", r.Text)
	}
	d := dais{sheet: s, Standoff: r}
	d.said()
	d.verdicts()
	d.equilibria()
	d.states()
	d.perceived()
	d.unknown()
	d.prospects()
	d.coalitions()
	d.foresight()
	d.robustness()
	d.inverse()
	d.notes()
	return s.b.String()
}

// dais is a stand-off being set.
type dais struct {
	*sheet
	report.Standoff
}

// called is what people call the actor.
func (d dais) called(id string) string {
	for _, a := range d.Actors {
		if a.ID == id {
			return a.Name
		}
	}
	return id
}

func (d dais) allCalled(ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, d.called(id))
	}
	return conjoined(names)
}

// state names a state by the options taken.
func state(taken []string) string {
	if len(taken) == 0 {
		return "no option taken"
	}
	return strings.Join(taken, ", ")
}

// heads are the columns of tables, in the order of the record.
func heads() (names []string) {
	for _, n := range report.ConceptNames() {
		names = append(names, concept(n))
	}
	return names
}

// concept is what people call a concept of stability.
func concept(name string) string {
	if name == "nash" {
		return "Nash"
	}
	return strings.ToUpper(name)
}

func concepts(names []string) string {
	var all []string
	for _, n := range names {
		all = append(all, concept(n))
	}
	return conjoined(all)
}

// conjoined joins names as "a, b and c".
func conjoined(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// said tells what the stand-off is made of.
func (d dais) said() {
	var by []string
	for _, a := range d.Actors {
		var own []string
		for _, o := range d.Options {
			if o.By == nil || *o.By != a.ID {
				continue
			}
			name := o.Name
			switch o.Direction {
			case "once":
				name += " (not taken back)"
			case "back_only":
				name += " (not taken again)"
			}
			own = append(own, name)
		}
		if len(own) > 0 {
			by = append(by, a.Name+": "+strings.Join(own, ", "))
		} else {
			by = append(by, a.Name)
		}
	}
	s := "states"
	if d.Form == "together" {
		s = "states, some of them told as one"
	}
	d.para(plain, "", fmt.Sprintf("%d %s can be. %s.", d.Feasible, s, strings.Join(by, "; ")))
}

// verdicts tell today's state and the one asked about.
func (d dais) verdicts() {
	for _, v := range d.Verdicts {
		title := "Today"
		if !v.Today {
			title = "The state asked about"
		}
		d.heading(strong, title)
		d.para(plain, "", v.Summary)
		for _, a := range v.Actors {
			var stays []string
			for _, n := range report.ConceptNames() {
				if a.Stable[n] {
					stays = append(stays, n)
				}
			}
			stable := "stable by no concept"
			switch {
			case len(stays) == len(report.ConceptNames()):
				stable = "stable by every concept"
			case len(stays) > 0:
				stable = "stable by " + concepts(stays)
			}
			d.para(plain, "- ", fmt.Sprintf("%s (%s)", a.Text, stable))
		}
	}
}

// maxRows is how many rows a table of states has.
const maxRows = 40

// equilibria sets the table of equilibria by concept.
func (d dais) equilibria() {
	d.heading(strong, "Equilibria: the states that everybody stays in")
	columns := heads()
	width := d.width() - 5*len(columns) - 1
	d.line(strong, pad("Options taken", width)+" "+across(columns, 5))
	d.line(faint, strings.Repeat("-", d.width()))
	rows, more := 0, 0
	for _, st := range d.States {
		if len(st.Equilibrium) == 0 {
			continue
		}
		if rows == maxRows {
			more++
			continue
		}
		rows++
		d.mark(st, width)
	}
	d.line(faint, strings.Repeat("-", d.width()))
	d.more(more)
	if rows == 0 {
		d.para(plain, "", "There is none: in every state somebody would leave, however far the actors look.")
		return
	}
	d.para(faint, "", "Nash: nobody has a move to anything better. GMR: whoever moved could be answered so that it is no better off. SMR: and could not get away from that. SEQ: answered by moves that suit whoever makes them. SIM: moves made at the same moment spoil each other (the rule of Fraser and Hipel).")
}

// more says what a table leaves out.
func (d dais) more(listed int) {
	total := 0
	for _, n := range d.EquilibriumCounts {
		total = max(total, n)
	}
	if listed > 0 || total > d.Listed {
		d.para(plain, "", fmt.Sprintf("Of %d by the widest of these concepts the first are shown; -json lists up to %d, more with -states.", total, report.DefaultStates))
	}
}

func across(cells []string, width int) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(padLeft(c, width))
	}
	return b.String()
}

// mark sets a state with the concepts by which it is an equilibrium.
func (d dais) mark(st report.StandoffState, width int) {
	name := state(st.Options)
	if st.Today {
		name += " (today)"
	}
	if st.Members > 1 {
		name += fmt.Sprintf(" (%d told as one)", st.Members)
	}
	var marks []string
	for _, n := range report.ConceptNames() {
		mark := "-"
		if slices.Contains(st.Equilibrium, n) {
			mark = "yes"
		}
		marks = append(marks, mark)
	}
	for i, l := range wrap(name, width) {
		if i == 0 {
			d.line(plain, pad(l, width)+" "+across(marks, 5))
		} else {
			d.line(plain, "  "+l)
		}
	}
}

// states sets all states, where they are few: for each actor the place in its ranking and
// the concepts by which it stays.
func (d dais) states() {
	if d.Listed != d.Feasible || d.Feasible > maxRows || len(d.Actors) > 4 {
		return
	}
	d.heading(strong, "State by state: place in the ranking, and by which concepts each stays")
	col := (d.width()*3/5 - 1) / len(d.Actors)
	width := d.width() - col*len(d.Actors)
	var names []string
	for _, a := range d.Actors {
		names = append(names, "  "+fit(a.Name, col-2))
	}
	d.line(strong, pad("Options taken", width)+beside(names, col))
	d.line(faint, strings.Repeat("-", d.width()))
	for _, st := range d.States {
		name := state(st.Options)
		if st.Today {
			name += " (today)"
		}
		if len(st.Equilibrium) > 0 {
			name = "* " + name
		} else {
			name = "  " + name
		}
		var all []string
		for _, a := range d.Actors {
			all = append(all, fmt.Sprintf("  %s %s", padLeft(fmt.Sprint(st.Place[a.ID]), 2), stays(st, a.ID, col-6)))
		}
		for i, l := range wrap(name, width-1) {
			if i == 0 {
				d.line(plain, pad(l, width)+beside(all, col))
			} else {
				d.line(plain, "    "+l)
			}
		}
	}
	d.line(faint, strings.Repeat("-", d.width()))
	d.para(faint, "", "*: an equilibrium by one concept at least. Place 1 is the best. “Nash” implies SMR, SEQ and GMR; “moves”: it would leave by all of these.")
}

func beside(all []string, width int) string {
	var b strings.Builder
	for _, c := range all {
		b.WriteString(pad(c, width))
	}
	return b.String()
}

// stays says by which concepts the actor stays, the strongest only.
func stays(st report.StandoffState, actor string, width int) string {
	holds := func(n string) bool { return st.Stable[n][actor] }
	var all []string
	switch {
	case holds("nash"):
		return "Nash"
	case holds("seq") && holds("smr"):
		all = []string{"SEQ", "SMR"}
	case holds("seq"):
		all = []string{"SEQ"}
	case holds("smr"):
		all = []string{"SMR"}
	case holds("gmr"):
		all = []string{"GMR"}
	}
	if holds("sim") {
		all = append(all, "SIM")
	}
	if len(all) == 0 {
		return "moves"
	}
	if text := strings.Join(all, ", "); lipgloss.Width(text) <= width {
		return text
	}
	return strings.Join(all, ",")
}

// maxTold is how many things of a kind a section tells one by one.
const maxTold = 12

// prospects tell what the equilibria beside today's state would take.
func (d dais) prospects() {
	if len(d.Prospects) == 0 || d.Today == nil {
		return
	}
	d.heading(strong, "Ways on from today")
	for _, p := range d.Prospects[:min(len(d.Prospects), maxTold)] {
		d.para(strong, "", fmt.Sprintf("To “%s” (%s)", state(p.Options), concepts(p.Equilibrium)))
		d.para(plain, "  ", p.Summary)
		if len(p.Way) > 1 {
			var steps []string
			for _, w := range p.Way {
				steps = append(steps, w.Text)
			}
			d.para(plain, "  ", "A shortest way: "+strings.Join(steps, ", then ")+".")
		}
	}
	if n := len(d.Prospects) - maxTold; n > 0 {
		d.para(plain, "", fmt.Sprintf("%d more are in -json.", n))
	}
	for _, p := range d.Prospects {
		if len(p.Mind) == 0 && len(p.Prefer) > 0 && len(p.Changes) > 0 && p.Unable == "" {
			d.para(plain, "", "Next: an agreement whose steps lead there, as a draft to work on:")
			d.line(plain, fmt.Sprintf("      detente standoff … -draft %s", argument(p.Options)))
			return
		}
	}
}

// argument is a state as the command line takes it.
func argument(taken []string) string {
	if len(taken) == 0 {
		return "nothing"
	}
	return strings.Join(taken, ",")
}

// notes say what the page rests on.
func (d dais) notes() {
	d.heading(strong, "What this rests on")
	for _, n := range d.Notes {
		d.para(plain, "- ", n)
	}
}

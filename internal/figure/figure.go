// Package figure draws the states and moves of a stand-off: as SVG, laid out here, for a
// page that is printed, and for Graphviz. It knows the records of package report and
// nothing of the model behind them. The same record gives the same bytes.
//
// A drawing must be read in black and white: who moves is told by the pattern of a line,
// what lasts by a double frame and by words. It names no font but the reader's own.
package figure

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// Limits on what is drawn.
const (
	MaxDrawn = 64  // states on a page
	MaxDOT   = 500 // states for Graphviz
)

// line is a move drawn: one line for each pair of states and actor.
type line struct {
	by       int // index into the actors
	from, to int
	// improves: the actor prefers to; otherwise the line stands for a move that is no
	// better, both ways where both can be made and neither is.
	improves, both bool
}

// lines draws moves there and back together. Where one way is an improvement, only that
// way is drawn: the way back is a move, too, and nobody's wish.
func lines(r report.Standoff) []line {
	type pair struct{ by, a, b int }
	known := map[pair]int{}
	var all []line
	for _, m := range r.Graph() {
		by := slices.IndexFunc(r.Actors, func(a report.StandoffActor) bool { return a.ID == m.By })
		back, ok := known[pair{by, m.To, m.From}]
		switch {
		case !ok:
			known[pair{by, m.From, m.To}] = len(all)
			all = append(all, line{by: by, from: m.From, to: m.To, improves: m.Improves})
		case m.Improves && !all[back].improves:
			all[back] = line{by: by, from: m.From, to: m.To, improves: true}
		case !m.Improves && !all[back].improves:
			all[back].both = true
		}
	}
	return all
}

// patterns are how the lines of the actors are drawn, in their order; then they repeat.
var patterns = []struct{ dash, dot, said string }{
	{"", "solid", "solid"},
	{"7 4", "dashed", "dashed"},
	{"2 3", "dotted", "dotted"},
	{"10 3 2 3", "dashed", "dash and dot"},
	{"14 4", "bold", "long dashes"},
}

// taken names a state by the options taken.
func taken(options []string) []string {
	if len(options) == 0 {
		return []string{"no option taken"}
	}
	return options
}

// concepts are the concepts of an equilibrium as people write them.
func concepts(names []string) string {
	var all []string
	for _, n := range names {
		if n == "nash" {
			all = append(all, "Nash")
		} else {
			all = append(all, strings.ToUpper(n))
		}
	}
	return strings.Join(all, " ")
}

// places are the places of the state in the actors' rankings.
func places(r report.Standoff, s report.StandoffState) string {
	var all []string
	for _, a := range r.Actors {
		all = append(all, fmt.Sprint(s.Place[a.ID]))
	}
	return strings.Join(all, " / ")
}

// DOT writes the states and moves for Graphviz.
func DOT(r report.Standoff) (string, error) {
	if len(r.States) > MaxDOT || r.Listed < r.Feasible {
		return "", fmt.Errorf("the stand-off has %d states; at most %d are written for Graphviz", r.Feasible, MaxDOT)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n  graph [label=%s, labelloc=b, fontname=\"sans-serif\"]\n  node [shape=box, fontname=\"sans-serif\"]\n", dotQuote(r.Standoff), dotQuote(legend(r)))
	for k, s := range r.States {
		label := strings.Join(taken(s.Options), "\n")
		attrs := ""
		if s.Today {
			label = "TODAY\n" + label
			attrs += ", penwidth=3"
		}
		if len(s.Equilibrium) > 0 {
			label += "\n= " + concepts(s.Equilibrium)
			attrs += ", peripheries=2"
		}
		fmt.Fprintf(&b, "  s%d [label=%s%s]\n", k, dotQuote(label+"\n"+places(r, s)), attrs)
	}
	for _, l := range lines(r) {
		attrs := "style=" + patterns[l.by%len(patterns)].dot
		switch {
		case l.both:
			attrs += ", dir=none, color=gray50"
		case !l.improves:
			attrs += ", arrowhead=empty, color=gray50"
		}
		fmt.Fprintf(&b, "  s%d -> s%d [%s, tooltip=%s]\n", l.from, l.to, attrs, dotQuote(r.Actors[l.by].Name))
	}
	b.WriteString("}\n")
	return b.String(), nil
}

// legend says how to read a drawing, one line after another.
func legend(r report.Standoff) string { return strings.Join(legendLines(r), "\n") }

func legendLines(r report.Standoff) []string {
	title := r.Standoff
	if r.Title != "" {
		title = r.Title
	}
	var who []string
	for i, a := range r.Actors {
		who = append(who, fmt.Sprintf("%s: %s", a.Name, patterns[i%len(patterns)].said))
	}
	return []string{
		title,
		"Lines: " + strings.Join(who, "; ") + ".",
		"Arrow: the actor prefers where it leads. Thin grey: a move that is no better for whoever makes it.",
		"Double frame: an equilibrium, by the concepts named in it. Figures: its place in the rankings of " + names(r) + ", 1 the best.",
	}
}

func names(r report.Standoff) string {
	var all []string
	for _, a := range r.Actors {
		all = append(all, a.Name)
	}
	return strings.Join(all, " / ")
}

// dotQuote writes a text in quotes.
func dotQuote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", " ").Replace(s) + `"`
}

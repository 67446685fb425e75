package term

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"detente/report"
)

// The ladder picture: one column for each party and for everybody else who
// performs something, time downwards. With two parties they stand left and
// right and the others between them; with more, the parties stand left of the
// others. An "o" performs, an arrow leads to whom the step brings something.

// ladder is the picture being drawn.
type ladder struct {
	s     *sheet
	cast  cast
	ids   []string // columns, "" for whoever is not named
	x     []int    // the cell of each column's line
	round string   // number still to be written
}

const (
	ladderLeft = 5  // room for the round's number
	goodPitch  = 13 // between two columns: where there is less, outsiders share one
	minPitch   = 9  // where there is less, there is no picture
)

// others is the column that outsiders share where there is little room.
const others = "\x00others"

func (s *sheet) ladder(r report.Plan) {
	l := ladder{s: s, cast: newCast(r)}
	s.heading(strong, "The same as a picture, time running downwards")
	if !l.place() {
		s.para(plain, "", fmt.Sprintf("%d columns do not fit on a page of %d characters: the picture is left out.", len(l.ids), s.width()))
		return
	}
	l.head()
	for i, round := range r.Rounds {
		l.round = fmt.Sprintf("%3d", i+1)
		for _, e := range merged(round.Events) {
			if e.Exchange != nil {
				l.exchange(e)
			} else {
				l.step(e.Steps[0], label(e))
			}
		}
		l.draw(l.row())
	}
	s.para(plain, "", "o performs the step; the arrow leads to whom it brings something. Numbers at the left are rounds."+l.exchangeLegend(r))
}

func (l *ladder) exchangeLegend(r report.Plan) string {
	for _, round := range r.Rounds {
		for _, e := range round.Events {
			if e.Exchange != nil {
				return " Between double lines all is released together, or nothing."
			}
		}
	}
	return ""
}

// columns are the actors of the picture, from left to right. Outsiders share a
// column where that is asked for.
func (c cast) columns(share bool) []string {
	acts := map[string]bool{}
	for _, r := range c.Rounds {
		for _, e := range r.Events {
			for _, u := range e.Steps {
				for _, id := range u.By {
					acts[id] = true
				}
				acts[""] = acts[""] || len(u.By) == 0
			}
		}
	}
	var parties, outside []string
	for _, a := range c.Actors {
		switch {
		case !a.Third:
			parties = append(parties, a.ID)
		case acts[a.ID]:
			outside = append(outside, a.ID)
		}
	}
	if acts[""] {
		outside = append(outside, "")
	}
	if share && len(outside) > 1 {
		outside = []string{others}
	}
	if len(parties) == 2 {
		return slices.Concat(parties[:1], outside, parties[1:])
	}
	return append(parties, outside...)
}

// place sets the columns' lines and reports whether there is room for them.
func (l *ladder) place() bool {
	left, right := ladderLeft+1, l.s.width()-2
	l.ids = l.cast.columns(false)
	if len(l.ids) > 2 && (right-left)/(len(l.ids)-1) < goodPitch {
		l.ids = l.cast.columns(true)
	}
	n := len(l.ids)
	if n < 2 { // a single line stands at the left
		l.x = []int{left}
		return n == 1
	}
	for i := range n {
		l.x = append(l.x, left+(right-left)*i/(n-1))
	}
	return (right-left)/(n-1) >= minPitch
}

// head writes the names over the columns: the first flush left, the last flush
// right, the others centred.
func (l *ladder) head() {
	names := l.names()
	deep := 0
	for _, lines := range names {
		deep = max(deep, len(lines))
	}
	for k := range deep {
		row := blank(l.s.width())
		for i, lines := range names {
			text := at(lines, k-(deep-len(lines))) // the last lines on one level
			w := lipgloss.Width(text)
			switch i {
			case 0:
				row.set(l.x[i], text)
			case len(names) - 1:
				row.set(l.x[i]+1-w, text)
			default:
				row.set(l.x[i]-w/2, text)
			}
		}
		l.s.line(strong, row.String())
	}
	l.draw(l.row())
}

// names are the names over the columns, in lines as wide as there is room for:
// first those in the middle, then the two at the ends beside them, or above them
// where there is not enough room beside.
func (l *ladder) names() [][]string {
	n := len(l.ids)
	names := make([][]string, n)
	if n < 3 {
		for i := range n {
			names[i] = wrap(l.heading(l.ids[i]), l.s.width()/2-ladderLeft)
		}
		return names
	}
	pitch, deep := l.x[1]-l.x[0], 0
	for i := 1; i < n-1; i++ {
		names[i] = wrap(l.heading(l.ids[i]), pitch-2)
		deep = max(deep, len(names[i]))
	}
	for _, end := range [][2]int{{0, 1}, {n - 1, n - 2}} {
		name := l.heading(l.ids[end[0]])
		room := pitch - widest(names[end[1]])/2 - 1
		if widest(strings.Fields(name)) <= room {
			names[end[0]] = wrap(name, room)
			continue
		}
		names[end[0]] = append(wrap(name, l.s.width()/2-ladderLeft), make([]string, deep)...)
	}
	return names
}

// heading is the name over a column.
func (l *ladder) heading(id string) string {
	switch id {
	case "":
		return nobody
	case others:
		return "Others"
	}
	return l.cast.name[id]
}

// row is a row of the picture in which only the columns' lines run.
func (l *ladder) row() cells {
	row := blank(l.s.width())
	for _, x := range l.x {
		row.set(x, "|")
	}
	return row
}

func (l *ladder) draw(row cells) {
	row.set(0, l.round)
	l.round = ""
	l.s.line(plain, row.String())
}

// column returns the cell of an actor's line, false where it has no column.
func (l *ladder) column(id string) (int, bool) {
	i := slices.Index(l.ids, id)
	if i < 0 {
		i = slices.Index(l.ids, others)
	}
	if i < 0 {
		return 0, false
	}
	return l.x[i], true
}

// whose says that a step is performed jointly, and names those who perform it
// from a column that they share.
func (l *ladder) whose(by []string) string {
	var names []string
	for _, id := range by {
		if !slices.Contains(l.ids, id) {
			names = append(names, l.cast.name[id])
		}
	}
	who := strings.Join(names, ", ")
	switch {
	case len(by) == 0 && !slices.Contains(l.ids, ""):
		return " " + nobody
	case len(by) > 1 && who != "":
		return " (jointly, with " + who + ")"
	case len(by) > 1:
		return " (jointly)"
	case who != "":
		return " (" + who + ")"
	}
	return ""
}

// step draws one step: who performs it, and arrows to whom it brings something.
func (l *ladder) step(u report.Performed, text string) {
	by := l.cells(u.By)
	if len(by) == 0 {
		by = l.cells([]string{""})
	}
	if len(by) == 0 {
		return
	}
	text += l.whose(u.By)
	to := l.cells(u.Gains)
	to = slices.DeleteFunc(to, func(x int) bool { return slices.Contains(by, x) })
	from, till := slices.Min(by), slices.Max(by)
	left, right := from, till
	for _, x := range to {
		left, right = min(left, x), max(right, x)
	}
	row := l.row()
	row.fill(left+1, right, "-")
	for _, x := range to {
		switch {
		case x < from:
			row.set(x+1, "<")
		case x > till:
			row.set(x-1, ">")
		}
		row.set(x, "|")
	}
	for _, x := range by {
		row.set(x, "o")
	}
	l.name(row, text, left, right, from, till)
}

// name writes a step's name into its arrow, near the one who performs it; over
// or beside it where the arrow is too short.
func (l *ladder) name(row cells, text string, left, right, from, till int) {
	w := lipgloss.Width(text)
	const spare = 7 // "o-- " before the name, " ->|" after it
	switch {
	case till > from && till-from >= w+spare: // between those who perform it together
		row.set(from+(till-from-w)/2-1, " "+text+" ")
	case right-till >= w+spare:
		row.set(till+3, " "+text+" ")
	case from-left >= w+spare:
		row.set(from-4-w, " "+text+" ")
	case left == right && till+2+w < l.s.width() && !l.crosses(till+2, till+2+w): // no arrow
		row.set(till+2, text)
	case left == right && from-2-w > ladderLeft && !l.crosses(from-2-w, from-2):
		row.set(from-2-w, text)
	default:
		l.over(text, left, right)
	}
	l.draw(row)
}

// over writes a name on a row of its own above the arrow.
func (l *ladder) over(text string, left, right int) {
	lines := wrap(text, l.s.width()-ladderLeft-2)
	for _, t := range lines {
		w := lipgloss.Width(t)
		at := (left+right)/2 - w/2
		at = max(ladderLeft+1, min(at, l.s.width()-w))
		row := l.row()
		row.set(at, t)
		row.clear(at-1, at+w)
		l.draw(row)
	}
}

// crosses reports whether a column's line runs through the cells.
func (l *ladder) crosses(from, to int) bool {
	return slices.ContainsFunc(l.x, func(x int) bool { return x >= from-1 && x <= to })
}

// cells are the columns' cells of actors, those without a column left out.
func (l *ladder) cells(ids []string) []int {
	var all []int
	for _, id := range ids {
		if x, ok := l.column(id); ok && !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// exchange draws what is released together between two double lines.
func (l *ladder) exchange(e report.Event) {
	text := "exchange " + *e.Exchange
	if e.HeldBy != nil {
		text += ", held by " + l.cast.name[*e.HeldBy]
	}
	row := l.row()
	left, right := l.x[0], l.x[len(l.x)-1]
	row.fill(left+1, right, "=")
	text = fit(text, right-left-8)
	row.set(left+(right-left-lipgloss.Width(text))/2-1, " "+text+" ")
	l.draw(row)
	for _, u := range e.Steps {
		l.step(u, unit(u))
	}
	row = l.row()
	row.fill(left+1, right, "=")
	l.draw(row)
}

// cells is one line of the picture; a character two cells wide fills one and
// leaves the next empty.
type cells []string

func blank(width int) cells {
	c := make(cells, width)
	for i := range c {
		c[i] = " "
	}
	return c
}

// set writes text from the cell on; what does not fit on the line is left out.
func (c cells) set(at int, text string) {
	for _, r := range characters(visible(text)) {
		w := lipgloss.Width(r)
		if at < 0 || at+w > len(c) {
			return
		}
		c[at] = r
		for i := 1; i < w; i++ {
			c[at+i] = ""
		}
		at += w
	}
}

func (c cells) fill(from, to int, mark string) {
	for i := max(0, from); i < min(to, len(c)); i++ {
		c[i] = mark
	}
}

// clear makes room beside a name, where a line or nothing stands.
func (c cells) clear(cells ...int) {
	for _, i := range cells {
		if i >= 0 && i < len(c) && c[i] == "|" {
			c[i] = " "
		}
	}
}

func (c cells) String() string { return strings.Join(c, "") }

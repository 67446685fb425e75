package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"detente/report"
)

// Sizes of a drawing, in pixels of 1/96 inch.
const (
	margin    = 24
	boxWidth  = 150
	lineHigh  = 15
	fontSize  = 12
	smallSize = 10
	gapX      = 92 // between columns
	gapY      = 60 // between rows
	maxLines  = 6  // of options in a box
	pageLong  = 277 / 25.4 * 96
	pageShort = 190 / 25.4 * 96
)

// drawing is an SVG being made.
type drawing struct {
	report.Standoff
	cells []cell
	high  int // of a box
	b     strings.Builder
}

// SVG draws the states and moves for a page of A4. The error says that there are too many.
func SVG(r report.Standoff) (string, error) {
	if len(r.States) > MaxDrawn || r.Listed < r.Feasible {
		return "", fmt.Errorf("the stand-off has %d states; at most %d can be drawn on a page", r.Feasible, MaxDrawn)
	}
	all := lines(r)
	d := &drawing{Standoff: r, cells: layout(r, all)}
	most := 1
	for _, s := range r.States {
		most = max(most, min(len(s.Options), maxLines))
	}
	d.high = lineHigh*(most+2) + 12
	d.page(all)
	return d.b.String(), nil
}

// page writes everything.
func (d *drawing) page(all []line) {
	cols, rows := 1, 1
	for _, c := range d.cells {
		cols, rows = max(cols, c.col+1), max(rows, c.row+1)
	}
	said := d.wrapped(cols)
	width := 2*margin + cols*boxWidth + (cols-1)*gapX + 2*gapX
	high := 2*margin + rows*d.high + (rows-1)*gapY + gapY + len(said)*(lineHigh+2) + 10
	scale := 1.0
	long, short := float64(width), float64(high)
	if high > width {
		long, short = short, long
	}
	scale = min(scale, pageLong/long, pageShort/short)
	fmt.Fprintf(&d.b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.1fmm" height="%.1fmm" viewBox="0 0 %d %d" font-family="sans-serif" font-size="%d">`+"\n",
		float64(width)*scale*25.4/96, float64(high)*scale*25.4/96, width, high, fontSize)
	fmt.Fprintf(&d.b, "<title>%s</title>\n<desc>%s</desc>\n", escaped(d.Standoff.Standoff), escaped(legend(d.Standoff)))
	fmt.Fprintf(&d.b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, high)
	d.b.WriteString(`<defs><marker id="to" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10z"/></marker>` +
		`<marker id="thin" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 10 5 0 10" fill="none" stroke="#777"/></marker></defs>` + "\n")
	for _, improving := range []bool{false, true} { // what is no better lies below
		for _, l := range all {
			if l.improves == improving {
				d.line(l)
			}
		}
	}
	for k := range d.States {
		d.box(k)
	}
	y := high - margin - (len(said)-1)*(lineHigh+2)
	for i, text := range said {
		weight := ""
		if i == 0 {
			weight = ` font-weight="bold"`
		}
		fmt.Fprintf(&d.b, `<text x="%d" y="%d"%s>%s</text>`+"\n", margin, y, weight, escaped(text))
		y += lineHigh + 2
	}
	d.b.WriteString("</svg>\n")
}

// wrapped is the legend in lines that fit under the columns.
func (d *drawing) wrapped(cols int) []string {
	width := 2*margin + cols*boxWidth + (cols-1)*gapX + 2*gapX - 2*margin
	var out []string
	for _, l := range legendLines(d.Standoff) {
		now := ""
		for _, w := range strings.Fields(l) {
			if now != "" && wide(now+" "+w, fontSize) > width {
				out = append(out, now)
				now = ""
			}
			now = strings.TrimSpace(now + " " + w)
		}
		out = append(out, now)
	}
	return out
}

// wide estimates the width of a text; characters of East Asian writing are twice as wide.
func wide(s string, size int) int {
	n := 0
	for _, r := range s {
		if r >= 0x1100 {
			n += 100
		} else {
			n += 57
		}
	}
	return n * size / 100
}

// corner is the upper left corner of a box.
func (d *drawing) corner(k int) (x, y int) {
	return margin + gapX + d.cells[k].col*(boxWidth+gapX), margin + gapY/2 + d.cells[k].row*(d.high+gapY)
}

// box draws a state.
func (d *drawing) box(k int) {
	s := d.States[k]
	x, y := d.corner(k)
	stroke := 1
	if s.Today {
		stroke = 3
	}
	fmt.Fprintf(&d.b, `<rect x="%d" y="%d" width="%d" height="%d" fill="white" stroke="black" stroke-width="%d"/>`+"\n", x, y, boxWidth, d.high, stroke)
	if len(s.Equilibrium) > 0 {
		fmt.Fprintf(&d.b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="black"/>`+"\n", x+4, y+4, boxWidth-8, d.high-8)
	}
	var head []string
	if s.Today {
		head = append(head, "TODAY")
	}
	if len(s.Equilibrium) > 0 {
		head = append(head, concepts(s.Equilibrium))
	}
	d.text(x+9, y+17, smallSize, "bold", strings.Join(head, "  "))
	lines := taken(s.Options)
	if len(lines) > maxLines {
		lines = append(slices.Clone(lines[:maxLines-1]), fmt.Sprintf("and %d more", len(lines)-maxLines+1))
	}
	for i, l := range lines {
		d.text(x+9, y+17+lineHigh*(i+1), fontSize, "", l)
	}
	d.text(x+9, y+d.high-9, smallSize, "", places(d.Standoff, s))
}

// text writes a line of a box, cut to its width.
func (d *drawing) text(x, y, size int, weight, text string) {
	if text == "" {
		return
	}
	for wide(text, size) > boxWidth-14 {
		_, n := utf8.DecodeLastRuneInString(strings.TrimSuffix(text, "…"))
		text = strings.TrimSuffix(text, "…")
		text = text[:len(text)-n] + "…"
	}
	if weight != "" {
		weight = ` font-weight="` + weight + `"`
	}
	fmt.Fprintf(&d.b, `<text x="%d" y="%d" font-size="%d"%s>%s</text>`+"\n", x, y, size, weight, escaped(text))
}

// line draws a move.
func (d *drawing) line(l line) {
	style := `stroke="black" stroke-width="1.6" marker-end="url(#to)"`
	switch {
	case l.both:
		style = `stroke="#777" stroke-width="0.8"`
	case !l.improves:
		style = `stroke="#777" stroke-width="0.8" marker-end="url(#thin)"`
	}
	if dash := patterns[l.by%len(patterns)].dash; dash != "" {
		style += ` stroke-dasharray="` + dash + `"`
	}
	fmt.Fprintf(&d.b, `<path d="%s" fill="none" %s/>`+"\n", d.path(l), style)
}

// path is the course of a line: straight between neighbours, in a bow around what stands
// between two states of one row or column, straight otherwise.
func (d *drawing) path(l line) string {
	a, b := d.cells[l.from], d.cells[l.to]
	xa, ya := d.corner(l.from)
	xb, yb := d.corner(l.to)
	shift := 8 * (l.by - len(d.Actors)/2) // lines of several actors lie side by side
	switch {
	case a.row == b.row && abs(a.col-b.col) == 1:
		y := ya + d.high/2 + shift
		return fmt.Sprintf("M%d %d L%d %d", side(xa, boxWidth, b.col > a.col), y, side(xb, boxWidth, a.col > b.col), y)
	case a.col == b.col && abs(a.row-b.row) == 1:
		x := xa + boxWidth/2 + 3*shift
		return fmt.Sprintf("M%d %d L%d %d", x, side(ya, d.high, b.row > a.row), x, side(yb, d.high, a.row > b.row))
	case a.row == b.row:
		bow := 16 + 14*(abs(a.col-b.col)-2)
		in := port(b.col-a.col, boxWidth)
		return fmt.Sprintf("M%d %d C%d %d %d %d %d %d", xa+in, ya, xa+in, ya-2*bow, xb+boxWidth-in, yb-2*bow, xb+boxWidth-in, yb)
	case a.col == b.col:
		bow := 24 + 22*(abs(a.row-b.row)-2)
		in := port(b.row-a.row, d.high)
		x, out := xa+boxWidth, bow
		if l.by%2 == 0 && d.Form == "options" { // the third actor's on the left
			x, out = xa, -bow
		}
		return fmt.Sprintf("M%d %d C%d %d %d %d %d %d", x, ya+in, x+out*4/3, ya+in, x+out*4/3, yb+d.high-in, x, yb+d.high-in)
	}
	return d.across(l, shift)
}

// across is a straight line from edge to edge.
func (d *drawing) across(l line, shift int) string {
	xa, ya := d.corner(l.from)
	xb, yb := d.corner(l.to)
	ax, ay := float64(xa+boxWidth/2), float64(ya+d.high/2+shift)
	bx, by := float64(xb+boxWidth/2), float64(yb+d.high/2+shift)
	cut := func(x, y, dx, dy float64) (float64, float64) {
		t := math.Inf(1)
		if dx != 0 {
			t = min(t, float64(boxWidth)/2/math.Abs(dx))
		}
		if dy != 0 {
			t = min(t, (float64(d.high)/2-math.Abs(float64(shift)))/math.Abs(dy))
		}
		return x + t*dx, y + t*dy
	}
	x1, y1 := cut(ax, ay, bx-ax, by-ay)
	x2, y2 := cut(bx, by, ax-bx, ay-by)
	return fmt.Sprintf("M%.0f %.0f L%.0f %.0f", x1, y1, x2, y2)
}

// side is the edge of a box on which a line leaves it.
func side(at, size int, far bool) int {
	if far {
		return at + size
	}
	return at
}

// port is where on the edge of a box a bow begins: nearer the end that it goes to, the
// farther it goes.
func port(way, size int) int {
	in := size/2 + size/8
	if way < 0 {
		in = size - in
	}
	return in
}

func abs(n int) int { return max(n, -n) }

// escaped is text for XML; what is no character there is left out.
func escaped(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

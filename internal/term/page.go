// Package term sets records as text for people: for a terminal, a printed A4
// page, a mail. It knows the records of package report and nothing of the model
// behind them, decides nothing, and reads nothing but what it is handed.
//
// Drawn things (rules, tables, the ladder picture) are plain ASCII: some
// terminals set the box-drawing characters and arrows of Unicode one cell wide
// and others two, and a mail or a printer may lose them. Text is measured in
// cells, so that Korean or Chinese, two cells a character, stays in line.
// Control characters of the text are made visible: a file from the other side
// of the table must not be able to move the cursor of this side's terminal.
package term

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Page says what the text is set for.
type Page struct {
	// Width is the number of cells in a line, at least 60; 0 means DefaultWidth.
	Width int
	// Colour allows colours and bold type.
	Colour bool
	// Line returns a line of a source text, counted from 1, and false where the
	// text is not at hand. It may be nil.
	Line func(file string, line int) (string, bool)
	// Why has a plan told round by round in words as well.
	Why bool
}

// Widths of a page in cells. A4 upright at 12 points holds 80.
const (
	DefaultWidth = 80
	minWidth     = 60
)

func (p Page) width() int {
	if p.Width == 0 {
		return DefaultWidth
	}
	return max(p.Width, minWidth)
}

// ink is the look of a stretch of text; it shows only on a page with colour.
type ink int

const (
	plain ink = iota
	strong
	faint
	bad
	open
	good
)

func (i ink) style() lipgloss.Style {
	s := lipgloss.NewStyle()
	switch i {
	case plain:
	case strong:
		s = s.Bold(true)
	case faint:
		s = s.Faint(true)
	case bad:
		s = s.Bold(true).Foreground(lipgloss.Red)
	case open:
		s = s.Bold(true).Foreground(lipgloss.Yellow)
	case good:
		s = s.Bold(true).Foreground(lipgloss.Green)
	}
	return s
}

// sheet is a page being written.
type sheet struct {
	Page
	// short leaves out what only explains the rest: the lines of the text behind
	// a finding, and the list of what each step says.
	short bool
	// most is how many items of each kind each list of an agenda shows, and
	// atStake is set when an item of an agenda has said what is at stake.
	most    map[string]int
	atStake bool
	b       strings.Builder
}

func (p Page) sheet() *sheet { return &sheet{Page: p} }

// line writes one line as it is, without trailing spaces.
func (s *sheet) line(i ink, text string) {
	text = strings.TrimRight(visible(text), " ")
	if s.Colour && i != plain && text != "" {
		text = i.style().Render(text)
	}
	s.b.WriteString(text + "\n")
}

func (s *sheet) gap() { s.b.WriteByte('\n') }

// para writes text filled to the width, the first line after the prefix first,
// the others after as many spaces.
func (s *sheet) para(i ink, first, text string) {
	rest := strings.Repeat(" ", lipgloss.Width(first))
	for _, paragraph := range strings.Split(text, "\n") {
		for _, l := range wrap(paragraph, s.width()-lipgloss.Width(first)) {
			s.line(i, first+l)
			first = rest
		}
	}
}

// heading writes a line with a rule under it, part one with a double rule.
func (s *sheet) heading(i ink, text string) {
	s.gap()
	s.under(i, text, "-")
}

func (s *sheet) part(i ink, text string) {
	s.gap()
	s.under(i, text, "=")
}

func (s *sheet) under(i ink, text, rule string) {
	lines := wrap(text, s.width())
	for _, l := range lines {
		s.line(i, l)
	}
	s.line(faint, strings.Repeat(rule, widest(lines)))
}

// widest is the width of the widest line.
func widest(lines []string) int {
	w := 0
	for _, line := range lines {
		w = max(w, lipgloss.Width(line))
	}
	return w
}

// wrap fills text into lines of at most width cells. It breaks at spaces, and
// inside a word only when the word is longer than a line. Spaces at the start
// of the text are kept as an indent.
func wrap(text string, width int) []string {
	text = visible(text)
	indent := text[:len(text)-len(strings.TrimLeft(text, " "))]
	if lipgloss.Width(indent) > width/2 {
		indent = ""
	}
	var lines []string
	now := ""
	for _, word := range strings.Fields(text) {
		for _, piece := range cut(word, width-len(indent)) {
			switch {
			case now == "":
				now = indent + piece
			case lipgloss.Width(now)+1+lipgloss.Width(piece) <= width:
				now += " " + piece
			default:
				lines = append(lines, now)
				now = indent + piece
			}
		}
	}
	return append(lines, now)
}

// cut cuts a word into pieces of at most width cells.
func cut(word string, width int) []string {
	if lipgloss.Width(word) <= width {
		return []string{word}
	}
	var pieces []string
	now := ""
	for _, r := range word {
		if now != "" && lipgloss.Width(now+string(r)) > width {
			end := len(now) // after an underscore or hyphen, where there is one late enough
			if i := strings.LastIndexAny(now, "_-"); i > len(now)/2 {
				end = i + 1
			}
			pieces = append(pieces, now[:end])
			now = now[end:]
		}
		now += string(r)
	}
	return append(pieces, now)
}

// pad sets text at the left of width cells, shortening it where it is longer.
func pad(text string, width int) string {
	text = fit(text, width)
	return text + strings.Repeat(" ", width-lipgloss.Width(text))
}

// padLeft sets text at the right of width cells.
func padLeft(text string, width int) string {
	text = fit(text, width)
	return strings.Repeat(" ", width-lipgloss.Width(text)) + text
}

// fit shortens text to width cells, with two dots where something is left out.
func fit(text string, width int) string {
	if lipgloss.Width(text) <= width {
		return text
	}
	if width < 3 {
		return cut(text, max(width, 1))[0]
	}
	return cut(text, width-2)[0] + ".."
}

// visible replaces what would act on a terminal instead of being shown: control
// characters, and the marks that turn the direction of writing around (with
// which a text can be made to look like another). Newlines and tabs are spaces
// by the time a line is written.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return '\ufffd'
		}
		return r
	}, text)
}

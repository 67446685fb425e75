package term

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"detente/report"
)

// gutter is the room for the number of a source line and its rule.
const gutter = 8

// caret shows the line of a place with the stretch underlined. A long line is
// shown in part, a stretch of several lines by its first.
func (s *sheet) caret(at report.Place) {
	if s.Line == nil {
		return
	}
	line, ok := s.Line(at.File, at.Line)
	if !ok {
		return
	}
	before, under, after := split(line, at)
	room := s.width() - gutter
	under = fit(under, room/2)
	if w := lipgloss.Width(before) + lipgloss.Width(under); w > room-2 { // 2 for the dots after it
		before = ".." + tail(before, room-lipgloss.Width(under)-4)
	}
	mark := strings.Repeat(" ", lipgloss.Width(before)) + strings.Repeat("^", max(1, lipgloss.Width(under)))
	s.line(plain, fmt.Sprintf("%*d | ", gutter-3, at.Line)+fit(before+under+after, room))
	s.line(bad, strings.Repeat(" ", gutter-2)+"| "+mark)
}

// split returns a line as shown, in three: before the place, the place, after
// it. Tabs are four spaces, the indentation is two.
func split(line string, at report.Place) (before, under, after string) {
	c := characters(strings.TrimRight(line, " \t\r\n"))
	from := min(max(0, at.Column-1), len(c))
	to := len(c)
	if at.End.Line == at.Line {
		to = min(max(from, at.End.Column-1), len(c))
	}
	join := func(c []string) string { return visible(strings.ReplaceAll(strings.Join(c, ""), "\t", "    ")) }
	before, under, after = join(c[:from]), join(c[from:to]), join(c[to:])
	if trimmed := strings.TrimLeft(before, " "); trimmed != "" || before != "" {
		before = "  " + trimmed
	}
	return before, under, after
}

// characters cuts text into what a reader sees as characters: what takes no
// room of its own (an accent, the later parts of a decomposed Korean syllable)
// belongs to the character before it.
func characters(text string) []string {
	var all []string
	for _, r := range text {
		if len(all) > 0 && r != '\t' && lipgloss.Width(string(r)) == 0 {
			all[len(all)-1] += string(r)
			continue
		}
		all = append(all, string(r))
	}
	return all
}

// tail is the end of the text, at most width cells of it.
func tail(text string, width int) string {
	c := characters(text)
	for len(c) > 0 && lipgloss.Width(strings.Join(c, "")) > width {
		c = c[1:]
	}
	return strings.Join(c, "")
}

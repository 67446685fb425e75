package benchpage

import (
	"slices"
	"strings"
)

// Table writes a table; none where there are no rows.
func Table(header []string, rows [][]string) string {
	if len(rows) == 0 {
		return ""
	}
	line := func(cells []string) string { return "| " + strings.Join(cells, " | ") + " |\n" }
	var w strings.Builder
	w.WriteString(line(header))
	w.WriteString(line(slices.Repeat([]string{"---"}, len(header))))
	for _, r := range rows {
		w.WriteString(line(r))
	}
	return w.String()
}

// Wrapped sets a paragraph in lines of at most 83 characters, as the page has them.
func Wrapped(text string) string {
	const width = 83
	var w strings.Builder
	line := 0
	for k, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case k == 0:
		case line+1+n > width:
			w.WriteString("\n")
			line = 0
		default:
			w.WriteString(" ")
			line++
		}
		w.WriteString(word)
		line += n
	}
	return w.String() + "\n"
}

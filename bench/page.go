package main

import "strings"

// The marks in a page between which the tables stand. The rest of the page is
// written by people.
const (
	begin = "<!-- bench: begin -->"
	end   = "<!-- bench: end -->"
)

// marked reports whether the page has both marks, each once, in their order.
func marked(page string) bool {
	return strings.Count(page, begin) == 1 && strings.Count(page, end) == 1 && strings.Index(page, begin) < strings.Index(page, end)
}

// between puts the tables between the marks of the page.
func between(page, tables string) string {
	before, rest, _ := strings.Cut(page, begin)
	_, after, _ := strings.Cut(rest, end)
	return before + begin + "\n\n" + strings.Trim(tables, "\n") + "\n\n" + end + after
}

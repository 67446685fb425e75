package main

import (
	"fmt"
	"os"
	"strings"
)

// marks are the two lines of a page between which tables stand. The rest of the page
// is written by people.
type marks struct{ begin, end string }

// The tables of the page docs/benchmarks.md.
var (
	ofPlanner  = marks{"<!-- bench: begin -->", "<!-- bench: end -->"}
	ofStandoff = marks{"<!-- bench standoff: begin -->", "<!-- bench standoff: end -->"}
	ofCarrying = marks{"<!-- bench carry: begin -->", "<!-- bench carry: end -->"}
)

// in reports whether the page has both marks, each once, in their order.
func (m marks) in(page string) bool {
	return strings.Count(page, m.begin) == 1 && strings.Count(page, m.end) == 1 && strings.Index(page, m.begin) < strings.Index(page, m.end)
}

// put puts the tables between the marks of the page.
func (m marks) put(page, tables string) string {
	before, rest, _ := strings.Cut(page, m.begin)
	_, after, _ := strings.Cut(rest, m.end)
	return before + m.begin + "\n\n" + strings.Trim(tables, "\n") + "\n\n" + m.end + after
}

// read reads a page that has the marks.
func (m marks) read(file string) (string, error) {
	page, err := os.ReadFile(file)
	if err == nil && !m.in(string(page)) {
		err = fmt.Errorf("%s does not have the marks %s and %s, each once and in this order", file, m.begin, m.end)
	}
	return string(page), err
}

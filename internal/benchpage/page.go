// Package benchpage is what the commands below bench have in common: how figures are
// written, the tables of docs/benchmarks.md, and on which machine a run was made.
package benchpage

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Marks are the two lines of a page between which tables stand. The rest of the page
// is written by people.
type Marks struct{ begin, end string }

// The tables of the page docs/benchmarks.md.
var (
	OfPlanner  = Marks{"<!-- bench: begin -->", "<!-- bench: end -->"}
	OfStandoff = Marks{"<!-- bench standoff: begin -->", "<!-- bench standoff: end -->"}
	OfCarrying = Marks{"<!-- bench carry: begin -->", "<!-- bench carry: end -->"}
)

// in reports whether the page has both marks, each once, in their order.
func (m Marks) in(page string) bool {
	return strings.Count(page, m.begin) == 1 && strings.Count(page, m.end) == 1 && strings.Index(page, m.begin) < strings.Index(page, m.end)
}

// put puts the tables between the marks of the page.
func (m Marks) put(page, tables string) string {
	before, rest, _ := strings.Cut(page, m.begin)
	_, after, _ := strings.Cut(rest, m.end)
	return before + m.begin + "\n\n" + strings.Trim(tables, "\n") + "\n\n" + m.end + after
}

// read reads a page that has the marks.
func (m Marks) read(file string) (string, error) {
	page, err := os.ReadFile(file)
	if err == nil && !m.in(string(page)) {
		err = fmt.Errorf("%s does not have the marks %s and %s, each once and in this order", file, m.begin, m.end)
	}
	return string(page), err
}

// Write measures, and puts the tables between the marks of a page; out has them where
// no page is named, or where it cannot be written. A page without marks is refused
// before anything is measured. Tables may come with an error: they are what was
// measured until then.
func (m Marks) Write(file string, out io.Writer, measure func() (string, error)) error {
	page := ""
	if file != "" {
		var err error
		if page, err = m.read(file); err != nil {
			return err
		}
	}
	tables, err := measure()
	if tables == "" {
		return err
	}
	if file == "" {
		_, wrong := io.WriteString(out, tables)
		return errors.Join(err, wrong)
	}
	wrong := os.WriteFile(file, []byte(m.put(page, tables)), 0o644)
	if wrong != nil { // what was measured for so long is not lost
		_, lost := io.WriteString(out, tables)
		wrong = errors.Join(wrong, lost)
	}
	return errors.Join(err, wrong)
}

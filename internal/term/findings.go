package term

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"detente/report"
)

// Findings sets the findings of a text for people: what stands in the way
// first, each with the lines and owners behind it, then what is open, then what
// is good to know.
func (p Page) Findings(r report.Findings) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, r.Private)
	s.findings(r)
	if len(r.Findings) > 0 {
		s.gap()
		s.para(faint, "", fmt.Sprintf("More about a finding: detente explain %s", r.Findings[0].Code))
	}
	return s.b.String()
}

// findings writes the findings without title and foot.
func (s *sheet) findings(r report.Findings) {
	s.para(strong, "", tally(r))
	s.setAside(r.Without)
	s.readAs(r.ReadAs)
	s.taken(r.Performed)
	for _, g := range []group{
		{"error", "Stands in the way", bad, r.Counts.Errors},
		{"warning", "Open or fragile", open, r.Counts.Warnings},
		{"note", "Good to know", strong, r.Counts.Notes},
	} {
		s.group(g, r.Findings)
		if g.severity == "error" && r.GiveUp != nil {
			s.giveUp(*r.GiveUp, givenUp)
		}
	}
}

// givenUp is how many sets to give up stand under the findings; detente conflicts
// lists more.
const givenUp = 3

type group struct {
	severity, title string
	ink             ink
	count           int
}

// title writes what the page is about, and first of all when it holds what only
// one side knows.
func (s *sheet) title(id, title string, overlays []string) {
	if len(overlays) > 0 {
		s.para(bad, "", "PRIVATE. Figures of one side were read from "+strings.Join(overlays, ", ")+": do not pass this page on.")
	}
	switch {
	case id != "" && title != "":
		s.para(strong, "", id+": "+title)
	case id != "" || title != "":
		s.para(strong, "", id+title)
	}
}

// tally says what there is in one sentence.
func tally(r report.Findings) string {
	c := r.Counts
	switch {
	case c.Errors+c.Warnings+c.Notes == 0:
		return "Nothing stands in the way, and nothing is open."
	case c.Errors == 0 && c.Warnings == 0:
		return fmt.Sprintf("Nothing stands in the way, and nothing is open (%s).", count(c.Notes, "note"))
	case c.Errors == 0:
		return fmt.Sprintf("Nothing stands in the way; %s open or fragile.", are(c.Warnings, "point"))
	}
	return fmt.Sprintf("%s in the way; %s open or fragile.", stand(c.Errors), are(c.Warnings, "point"))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func are(n int, what string) string {
	switch n {
	case 0:
		return "nothing is"
	case 1:
		return "1 " + what + " is"
	}
	return fmt.Sprintf("%d %ss are", n, what)
}

func stand(n int) string {
	if n == 1 {
		return "1 thing stands"
	}
	return fmt.Sprintf("%d things stand", n)
}

func (s *sheet) setAside(demands []string) {
	if len(demands) > 0 {
		s.para(plain, "", "Set aside: "+strings.Join(demands, ", ")+".")
	}
}

func (s *sheet) group(g group, all []report.Finding) {
	var mine []report.Finding
	for _, f := range all {
		if f.Severity == g.severity {
			mine = append(mine, f)
		}
	}
	if len(mine) == 0 {
		return
	}
	s.heading(g.ink, fmt.Sprintf("%s (%s)", g.title, count(g.count, g.severity)))
	for i, f := range mine {
		if i > 0 && (g.severity == "error" || f.Code != mine[i-1].Code || mine[i-1].Detail != "") {
			s.gap()
		}
		s.finding(g, f, i+1 == len(mine) || mine[i+1].Code != f.Code || mine[i+1].Fix != f.Fix)
	}
}

const indent = "      "

// finding writes one finding; the next move only where told, so that it is said
// once for several findings that share it.
func (s *sheet) finding(g group, f report.Finding, fix bool) {
	summary := f.Summary
	if f.Place != nil && (g.severity != "error" || s.Line == nil) {
		summary += " [" + where(*f.Place) + "]"
	}
	s.para(plain, f.Code+"  ", summary)
	if g.severity == "error" {
		s.behind(f)
	}
	if f.Detail != "" {
		s.para(plain, indent, f.Detail)
	}
	if f.Fix != "" && fix {
		s.para(plain, indent+"Next: ", f.Fix)
	}
}

// behind shows the lines behind a finding, each once.
func (s *sheet) behind(f report.Finding) {
	if s.short {
		return
	}
	all := f.Places
	if f.Place != nil && !slices.Contains(all, *f.Place) {
		all = slices.Insert(slices.Clone(all), 0, *f.Place)
	}
	file := ""
	for _, at := range all {
		if at.File != file {
			file = at.File
			s.line(faint, indent+file)
		}
		s.caret(at)
	}
}

// where names a place briefly: the file's own name and the line.
func where(at report.Place) string {
	return fmt.Sprintf("%s:%d", path.Base(strings.ReplaceAll(at.File, "\\", "/")), at.Line)
}

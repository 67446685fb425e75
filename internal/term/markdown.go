package term

import "strings"

// Markdown sets a page written in Markdown, of which our own pages use this
// much: headings, paragraphs, lists, and fenced blocks, which are indented and
// left as they are.
func (p Page) Markdown(text string) string {
	s := p.sheet()
	var open []string // lines of the paragraph being read
	flush := func() {
		if len(open) > 0 {
			s.markdown(strings.Join(open, " "))
		}
		open = nil
	}
	fenced := false
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			flush()
			fenced = !fenced
		case fenced:
			s.line(plain, "    "+strings.ReplaceAll(line, "\t", "    "))
		case strings.TrimSpace(line) == "":
			flush()
			s.gap()
		case begins(line):
			flush()
			open = []string{line}
		default:
			open = append(open, strings.TrimSpace(line))
		}
	}
	flush()
	return s.b.String()
}

// begins reports whether a line begins a heading or an item of a list.
func begins(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ")
}

func (s *sheet) markdown(paragraph string) {
	paragraph = strings.ReplaceAll(paragraph, "`", "")
	switch {
	case strings.HasPrefix(paragraph, "# "):
		s.under(strong, paragraph[2:], "=")
	case strings.HasPrefix(paragraph, "#"):
		s.under(strong, strings.TrimLeft(paragraph, "# "), "-")
	case begins(paragraph):
		s.para(plain, "- ", paragraph[2:])
	default:
		s.para(plain, "", paragraph)
	}
}

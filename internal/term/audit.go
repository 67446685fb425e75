package term

import (
	"strconv"

	"detente/report"
)

// Audit sets what an audit of a log comes to: what it comes to, what was found,
// what could not be checked, and how much was gone over.
func (p Page) Audit(r report.Audit) string {
	s := p.sheet()
	if r.Agreement != "" {
		s.title(r.Agreement, r.Title, nil)
	}
	look := good
	switch {
	case !r.Holds:
		look = bad
	case len(r.Unchecked) > 0:
		look = open
	}
	s.para(look, "", r.Text)
	if r.Log.Origin != "" {
		s.para(faint, "", "The log "+r.Log.Origin+" at size "+strconv.FormatInt(r.Log.Size, 10)+", root "+r.Log.Root+".")
	}
	s.auditFindings(r.Findings, true, "What does not hold")
	s.auditFindings(r.Findings, false, "To be known")
	if len(r.Unchecked) > 0 {
		s.heading(strong, "What could not be checked")
		for _, x := range r.Unchecked {
			s.para(plain, "- ", x.Text)
			s.para(faint, "  ", x.Next)
		}
	}
	if len(r.Checked) > 0 {
		s.heading(strong, "What was checked")
		for _, c := range r.Checked {
			s.line(plain, padLeft(strconv.FormatInt(c.Number, 10), 6)+"  "+c.What)
		}
	}
	return s.b.String()
}

func (s *sheet) auditFindings(all []report.AuditFinding, against bool, heading string) {
	first := true
	for _, f := range all {
		if f.Against != against {
			continue
		}
		if first {
			s.heading(strong, heading)
			first = false
		}
		s.para(plain, "- ", f.Text)
		s.para(faint, "  ", f.Next)
	}
}

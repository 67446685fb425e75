package term

import (
	"strings"

	"detente/report"
)

// Procedures sets duties, procedures and quotas in words, and where each stands
// on the day that was asked for.
func (p Page) Procedures(r report.Procedures) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, r.Private)
	s.taken(r.Performed)
	if !s.procedures(r) {
		s.para(plain, "", "The text has no duties, no procedures and no quotas.")
		return s.b.String()
	}
	s.gap()
	for _, a := range r.Assumed {
		s.para(faint, "", a)
	}
	return s.b.String()
}

// procedures writes the sections; false where there is nothing to say.
func (s *sheet) procedures(r report.Procedures) bool {
	on := ""
	if r.On != nil {
		on = " on " + *r.On
	}
	if len(r.Procedures) > 0 {
		s.heading(strong, "Procedures"+on)
		for i, p := range r.Procedures {
			if i > 0 {
				s.gap()
			}
			s.procedure(p, r.On)
		}
	}
	if len(r.Duties) > 0 {
		s.heading(strong, "Duties"+on)
		for _, d := range r.Duties {
			s.para(plain, "- ", d.Text)
			s.now(d.Now)
		}
	}
	if len(r.Quotas) > 0 {
		s.heading(strong, "Quotas"+on)
		for _, q := range r.Quotas {
			s.para(plain, "- ", q.Text)
			if len(q.Period) == 2 && q.Per != "always" {
				s.para(strong, "  ", "The period: "+q.Period[0]+" to "+q.Period[1]+".")
			}
		}
	}
	return len(r.Procedures)+len(r.Duties)+len(r.Quotas) > 0
}

func (s *sheet) procedure(p report.Procedure, on *string) {
	s.para(plain, "", p.Text)
	for _, x := range p.Stages {
		s.para(plain, mark(x), strings.TrimSpace(x.Text+" "+stageDays(x, on)))
	}
	s.now(p.Now)
}

// stageDays says when a stage runs; of one that has not begun, on what that hangs.
func stageDays(x report.Stage, on *string) string {
	switch {
	case on == nil || x.From == nil || x.Last == nil:
		return ""
	case *x.From <= *on: // days sort as texts
		return "It runs from " + *x.From + " to " + *x.Last + "."
	}
	return "It would run from " + *x.From + " to " + *x.Last + ", if nobody decides before and it comes at once."
}

// mark is what stands before a stage.
func mark(x report.Stage) string {
	if x.Beside != "" {
		return "  | "
	}
	return "  > "
}

// now says where something stands on the day.
func (s *sheet) now(n *report.ProcedureStanding) {
	if n != nil {
		s.para(strong, "  ", n.Text)
	}
}

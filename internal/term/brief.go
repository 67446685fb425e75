package term

import (
	"slices"
	"strings"

	"detente/report"
)

// Brief sets the findings and the plan as one page, to print and take along:
// what stands in the way in full, the rest in a sentence each. Without a plan,
// it says that the text does not allow one yet; ways are the duties, procedures
// and quotas, where the text could be read.
func (p Page) Brief(found report.Findings, plan *report.Plan, ways *report.Procedures) string {
	s := p.sheet()
	s.short = true
	s.title(found.Agreement, found.Title, found.Private)
	s.findings(inShort(found))
	s.part(strong, "The order of the steps")
	if plan == nil {
		s.para(plain, "", "No order can be looked for until the text is repaired.")
	} else {
		s.whole(afterFindings(*plan, found))
	}
	if ways != nil && len(ways.Duties)+len(ways.Procedures)+len(ways.Quotas) > 0 {
		s.part(strong, "Duties, procedures and quotas")
		s.procedures(*ways)
	}
	s.gap()
	s.para(faint, "", "More: detente check shows the lines of the text behind this, detente plan what each step says, detente explain CODE what a code means.")
	return s.b.String()
}

// inShort tells what does not stand in the way in a sentence each, and several
// findings of one kind by their steps alone.
func inShort(r report.Findings) report.Findings {
	var short []report.Finding
	kind := map[string]int{} // by code, where in short
	for _, f := range r.Findings {
		if f.Severity == "error" {
			short = append(short, f)
			continue
		}
		at, again := kind[f.Code]
		if len(f.Steps) == 0 { // what is about no step cannot be told by its steps
			f.Detail, f.Fix = "", ""
			short = append(short, f)
			continue
		}
		if !again {
			kind[f.Code] = len(short)
			f.Detail, f.Fix = "", ""
			short = append(short, f)
			continue
		}
		steps := slices.Clone(short[at].Steps)
		for _, step := range f.Steps {
			if !slices.Contains(steps, step) {
				steps = append(steps, step)
			}
		}
		short[at].Steps, short[at].Place = steps, nil
		short[at].Summary = f.Title + ": " + strings.Join(steps, ", ") + "."
	}
	r.Findings = short
	return r
}

// afterFindings leaves out of a blocked plan what the findings before it have
// said: the readings chosen, the circles, the demands on them, what could be given
// up, and the open moves.
func afterFindings(r report.Plan, found report.Findings) report.Plan {
	r.ReadAs = nil
	if r.Verdict == "blocked" {
		if found.GiveUp != nil {
			r.Corrections = nil
		}
		r.Reasons, r.Conflicts, r.OpenMoves = nil, nil, nil
		r.ConflictsComplete = true
	}
	return r
}

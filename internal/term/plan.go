package term

import (
	"fmt"
	"slices"
	"strings"

	"detente/report"
)

// Plan sets a plan for people: the verdict in a plain sentence, why, the plan
// round by round, its picture, and what the figures rest on.
func (p Page) Plan(r report.Plan) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, r.Private)
	s.gap()
	s.whole(r)
	return s.b.String()
}

// whole writes everything but the title.
func (s *sheet) whole(r report.Plan) {
	s.plan(r, r.Without)
	if r.SetAside != nil {
		s.part(strong, "With the demands set aside")
		s.para(plain, "", "To see what the steps themselves allow, the demands that block one another are set aside on all sides: "+
			strings.Join(r.SetAside.Without, ", ")+". This does not say whose demand should give way, and changes nothing in the verdict above.")
		s.gap()
		nested := *r.SetAside
		nested.Performed = nil // said above
		s.plan(nested, nil)
	}
	s.readings(r)
	s.assumed(r)
}

// plan writes the verdict, why, and the plan; without names the demands set
// aside where that is still to be said.
func (s *sheet) plan(r report.Plan, without []string) {
	s.para(verdictInk(r.Verdict), "", r.Summary)
	s.setAside(without)
	if without != nil {
		s.readAs(r.ReadAs)
	}
	s.taken(r.Performed)
	s.held(r)
	s.reasons(r)
	s.conflicts(r)
	if len(r.Rounds) > 0 {
		s.before(r)
		s.table(r)
		if s.Why {
			s.why(r)
		}
		s.ladder(r)
		s.dates(r)
		s.frontier(r)
		s.repairs(r)
		if !s.short {
			s.verification(r)
			s.tolerances(r)
			s.glossary(r)
		}
	}
}

func verdictInk(verdict string) ink {
	if verdict == "self_enforcing" {
		return good
	}
	return bad
}

func (s *sheet) reasons(r report.Plan) {
	if len(r.Reasons) == 0 {
		return
	}
	s.heading(strong, "Why")
	for _, reason := range r.Reasons {
		s.para(plain, "- ", reason)
	}
	if r.Danger != nil && r.Verdict == "self_enforcing" { // otherwise a reason has told it
		s.para(plain, "- ", r.Danger.Text)
	}
}

// conflicts says what blocks what beyond the reasons, what setting aside would
// be enough, and what can be done meanwhile.
func (s *sheet) conflicts(r report.Plan) {
	if r.Verdict != "blocked" {
		return
	}
	for _, c := range r.Conflicts {
		if !slices.Contains(r.Reasons, c.Summary) {
			s.para(plain, "- ", c.Summary)
		}
	}
	if !r.ConflictsComplete {
		s.para(plain, "- ", "There are more than these.")
	}
	if len(r.Corrections) > 0 {
		s.gap()
		if len(r.Corrections) == 1 && r.CorrectionsComplete {
			s.para(plain, "", "Of the demands, this would have to be set aside to clear the way:")
		} else {
			s.para(plain, "", "Each of these alone would clear the way, if it were set aside:")
		}
		for _, c := range r.Corrections {
			s.para(plain, "- ", strings.Join(c, " and "))
		}
	}
	s.demands(r)
	if len(r.OpenMoves) > 0 {
		s.gap()
		s.para(plain, "", "Can be taken meanwhile, whoever's demands stand: "+strings.Join(r.OpenMoves, ", ")+".")
	}
}

// demands says what the demands of the conflicts are, and whose.
func (s *sheet) demands(r report.Plan) {
	name := newCast(r).name
	var told bool
	for _, d := range r.Demands {
		if !slices.ContainsFunc(r.Conflicts, func(c report.Conflict) bool { return slices.Contains(c.Demands, d.Name) }) {
			continue
		}
		if !told {
			s.heading(strong, "The demands")
			told = true
		}
		s.para(plain, "- ", demand(d, name))
	}
}

func demand(d report.Demand, name map[string]string) string {
	of := "nobody named"
	if d.Of != nil {
		of = name[*d.Of]
	}
	if d.Firm {
		of += ", a red line"
	}
	text := fmt.Sprintf("%s (%s)", d.Name, of)
	if d.Text != "" {
		text += ": " + d.Text
	}
	if d.Place != nil {
		text += " [" + where(*d.Place) + "]"
	}
	return text
}

// before names what is done already.
func (s *sheet) before(r report.Plan) {
	var done []string
	for _, x := range r.Steps {
		if x.Done != nil {
			done = append(done, fmt.Sprintf("%s (%s)", x.Name, *x.Done))
		}
	}
	if len(done) > 0 {
		s.gap()
		s.para(plain, "", "Performed before the plan begins: "+strings.Join(done, ", ")+".")
	}
}

// glossary says what the names of the steps stand for, in the order of the plan.
func (s *sheet) glossary(r report.Plan) {
	text := map[string]report.Step{}
	for _, x := range r.Steps {
		text[x.Name] = x
	}
	var told []report.Step
	for _, round := range r.Rounds {
		for _, e := range round.Events {
			for _, u := range e.Steps {
				if x := text[u.Step]; x.Text != "" {
					told = append(told, x)
					delete(text, u.Step)
				}
			}
		}
	}
	if len(told) == 0 {
		return
	}
	s.heading(strong, "The steps")
	for _, x := range told {
		from := ""
		if x.Place != nil {
			from = " [" + where(*x.Place) + "]"
		}
		s.para(plain, "- ", x.Name+": "+x.Text+from)
	}
}

func (s *sheet) assumed(r report.Plan) {
	all := r.Assumed
	if r.SetAside != nil {
		all = r.SetAside.Assumed
	}
	if len(all) == 0 {
		return
	}
	s.heading(strong, "What the figures rest on")
	for _, a := range all {
		s.para(plain, "- ", a)
	}
}

// cast is what the table and the picture need to know of the actors.
type cast struct {
	report.Plan
	name map[string]string
}

func newCast(r report.Plan) cast {
	c := cast{r, map[string]string{}}
	for _, a := range r.Actors {
		c.name[a.ID] = a.Name
	}
	return c
}

// unit names a step of the plan: "relief 2/5".
func unit(u report.Performed) string {
	if u.Part == 0 {
		return u.Step
	}
	return fmt.Sprintf("%s %d/%d", u.Step, u.Part, u.Of)
}

// partly says what parts of a step are of it, where they are of different sizes:
// "1/2 of it".
func partly(of ...report.Performed) string {
	var sizes []string
	for _, u := range of {
		sizes = append(sizes, u.Size)
	}
	return ofIt(sizes...)
}

func ofIt(sizes ...string) string {
	if size := report.Size(sizes...); size != "" {
		return size + " of it"
	}
	return ""
}

// aside puts remarks behind a name, those that say something.
func aside(name string, remarks ...string) string {
	remarks = slices.DeleteFunc(remarks, func(s string) bool { return s == "" })
	if len(remarks) == 0 {
		return name
	}
	return name + " (" + strings.Join(remarks, ", ") + ")"
}

// merged draws the parts of one step that follow one another in a round into
// one: "relief 1-3/5".
func merged(events []report.Event) []report.Event {
	var out []report.Event
	for _, e := range events {
		if n := len(out); n > 0 && e.Exchange == nil && out[n-1].Exchange == nil && out[n-1].Steps[0].Step == e.Steps[0].Step {
			if len(out[n-1].Steps) == 1 {
				out[n-1].Steps = slices.Clip(out[n-1].Steps) // the record stays as it is
			}
			out[n-1].Steps = append(out[n-1].Steps, e.Steps[0])
			continue
		}
		out = append(out, e)
	}
	return out
}

// label names an event that is not an exchange, after merged.
func label(e report.Event) string {
	from, to := e.Steps[0], e.Steps[len(e.Steps)-1]
	if len(e.Steps) == 1 {
		return unit(from)
	}
	return fmt.Sprintf("%s %d-%d/%d", from.Step, from.Part, to.Part, to.Of)
}

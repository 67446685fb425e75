package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// Carried sets where an agreement stands while it is carried out: whose move it is
// first, then each step, what each side holds by each reading of now, and the plan
// from here. Overlays are the private files that were read, nil for a page that may
// be passed on.
func (p Page) Carried(r report.Carried, overlays []string) string {
	s := p.sheet()
	s.title(r.Agreement, r.Title, overlays)
	s.para(plain, "", standing(r))
	s.heading(strong, "Whose move it is")
	if len(r.Moves) == 0 {
		s.para(plain, "", "Nothing waits for anybody.")
	}
	for _, m := range r.Moves {
		look := plain
		if m.Overdue {
			look = open
		}
		text := m.Text
		if m.OneReading {
			text += " (By one reading of now only.)"
		}
		s.para(look, "- ", text)
	}
	s.heading(strong, "The steps")
	for _, x := range r.Steps {
		s.para(statusInk(x.Status), "- ", aside(x.Name, ofIt(x.Size))+", "+x.Status+": "+x.Text)
	}
	s.carriedLists(r)
	for _, x := range r.Readings {
		s.nowReading(x, len(r.Readings) > 1)
	}
	s.gap()
	s.para(faint, "", fmt.Sprintf("The log %s at size %d, root %s.", r.Log.Origin, r.Log.Size, r.Log.Root))
	return s.b.String()
}

// standing says in a sentence how far the agreement is.
func standing(r report.Carried) string {
	switch {
	case !r.InForce && len(r.Unsigned) > 0:
		return fmt.Sprintf("On %s the agreement is not in force: the signatures of %s are missing.", r.On, strings.Join(r.Unsigned, ", "))
	case !r.InForce:
		return fmt.Sprintf("On %s the agreement is not in force.", r.On)
	case r.Since != nil:
		return fmt.Sprintf("On %s the agreement is in force, since %s.", r.On, (*r.Since)[:len("2019-02-27")])
	}
	return fmt.Sprintf("On %s the agreement is in force.", r.On)
}

func statusInk(status string) ink {
	switch status {
	case "attested", "declared":
		return good
	case "overdue", "contested", "not confirmed", "suspended", "put back":
		return open
	}
	return plain
}

// carriedLists writes what is proposed, contested and under way.
func (s *sheet) carriedLists(r report.Carried) {
	if len(r.Proposals) > 0 {
		s.heading(strong, "What some have agreed to")
		for _, x := range r.Proposals {
			s.para(plain, "- ", x.Text)
		}
	}
	if len(r.Contests) > 0 {
		s.heading(strong, "What is contested")
		for _, x := range r.Contests {
			text := x.Text
			if x.Words != "" {
				text += " It says: " + x.Words
			}
			s.para(plain, "- ", text)
		}
	}
	if len(r.Procedures) > 0 {
		s.heading(strong, "Procedures")
		for _, x := range r.Procedures {
			s.para(plain, "- ", x.Now.Text)
		}
	}
	if r.Unfit > 0 {
		s.gap()
		s.para(plain, "", fmt.Sprintf("%s no effect; detente audit says why.", unfit(r.Unfit)))
	}
}

func unfit(n int) string {
	if n == 1 {
		return "1 act has"
	}
	return fmt.Sprintf("%d acts have", n)
}

// nowReading writes what each side holds by a reading of now, and the plan from here.
func (s *sheet) nowReading(x report.NowReading, several bool) {
	heading := "What each side holds now"
	if several {
		heading += ", " + x.Name
	}
	s.heading(strong, heading)
	for _, h := range x.Holdings {
		text := fmt.Sprintf("%s holds %s", h.Label, h.Holds)
		if h.Lost {
			text += fmt.Sprintf(", and is %s below where it started", h.Loses)
		}
		text += ". "
		if h.Stays {
			text += "It gains nothing by leaving now."
		} else {
			text += fmt.Sprintf("It may gain by leaving now: for staying speaks %s, for leaving %s.", orNothing(h.StaysFor), orNothing(h.LeavesFor))
		}
		s.para(plain, "- ", text)
	}
	s.planFromHere(x)
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

func (s *sheet) planFromHere(x report.NowReading) {
	switch {
	case x.Verdict == "":
		return
	case len(x.Rounds) == 0 && x.Verdict == "self_enforcing":
		s.para(plain, "", "Nothing is left to plan.")
		return
	case len(x.Rounds) == 0:
		s.para(open, "", "There is no plan from here: "+strings.ReplaceAll(x.Verdict, "_", " ")+".")
		return
	}
	how := ""
	if !x.Proved {
		how = ", not proved to be the best"
	}
	s.para(plain, "", "The plan from here ("+strings.ReplaceAll(x.Verdict, "_", " ")+how+"):")
	for i, round := range x.Rounds {
		s.para(plain, fmt.Sprintf("%4d  ", i+1), strings.Join(round, ", "))
	}
}

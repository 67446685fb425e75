package term

import (
	"fmt"
	"strings"

	"detente/report"
)

// readAs says by which readings the text was read.
func (s *sheet) readAs(names []string) {
	if len(names) > 0 {
		s.para(plain, "", "Read as "+strings.Join(names, ", ")+", and not as the text stands.")
	}
}

// readings says how the text comes out by its other readings.
func (s *sheet) readings(r report.Plan) {
	if len(r.Readings) == 0 {
		return
	}
	s.heading(strong, "Read in other ways")
	for _, c := range r.Readings {
		s.para(plain, "- ", readCase(c))
	}
	if r.ReadingsLeft > 0 {
		s.para(faint, "", fmt.Sprintf("Not run: %s more.", count(r.ReadingsLeft, "reading or combination")))
	}
}

// readCase says one reading, with a clause for each difference.
func readCase(c report.ReadCase) string {
	var said []string
	if c.Verdict != nil {
		said = append(said, verdictClause(*c.Verdict, c.Same))
	}
	said = append(said, c.Differences...)
	if len(said) == 0 {
		said = []string{"nothing comes out differently"}
	}
	return "As " + strings.Join(c.Labels, " and ") + ": " + strings.Join(said, "; ") + "."
}

// verdictClause says a verdict as a clause.
func verdictClause(verdict string, same bool) string {
	if same {
		return "the verdict is the same"
	}
	switch verdict {
	case "no_gain":
		return "not every party gains by the whole"
	case "blocked":
		return "no order of the steps meets every precondition and every demand"
	case "too_exposed":
		return "no order keeps every party within the exposure it accepts"
	case "late":
		return "no order meets every due date"
	case "needs_stake":
		return "in every order somebody gains, at some moment, by walking away"
	case "depends":
		return "whether an order holds depends on what the words of worth weigh"
	case "self_enforcing":
		return "an order holds"
	}
	return "the verdict is " + verdict
}

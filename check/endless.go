package check

import (
	"fmt"

	"detente/diag"
	"detente/procedure"
)

// endless is D703: a stage of a procedure that has no number of days. What comes
// after it has no day, and nobody is ever late in it.
func endless(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		for i, s := range p.Stages {
			if s.Days.Given {
				continue
			}
			f := about(p, fmt.Sprintf("Stage %s of procedure %s has no last day", s.ID, p.ID))
			if n := len(p.Stages) - i - len(procedure.Group(p, i)); n > 0 && !s.Beside.Given {
				f.Summary += fmt.Sprintf("; the %s behind it %s no days either", count(n, "stage"), verb(n, "has", "have"))
			}
			f.Summary += "."
			f.Place = s.Place
			f.Places = addPlace(f.Places, s.Place)
			f.Fix = "Say how many days it lasts at most: days = …"
			found = append(found, f)
		}
	}
	return found
}

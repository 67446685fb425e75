package check

import (
	"fmt"

	"detente/diag"
)

// beginning is D304: there are due dates, but the text does not say from which
// day the steps can be performed, so that nothing can be said about whether the
// dates leave enough time.
func beginning(t *text) []diag.Finding {
	if t.Begins.Given {
		return nil
	}
	f := diag.Finding{Place: t.ID.Place, Fix: "Say when the agreement begins: begins = …"}
	for _, s := range t.open() {
		if _, ok := t.due(s); !ok {
			continue
		}
		f.Steps = append(f.Steps, s.ID)
		f.Places = addPlace(f.Places, s.Due.Place)
	}
	if len(f.Steps) == 0 {
		return nil
	}
	if !f.Place.Known() && len(f.Places) > 0 {
		f.Place = f.Places[0]
	}
	f.Weight = len(f.Steps)
	f.Summary = fmt.Sprintf("%s a due date, but the text does not say when the agreement begins; whether there is time enough cannot be looked at.",
		list(f.Steps)+" "+verb(len(f.Steps), "has", "have"))
	return []diag.Finding{f}
}

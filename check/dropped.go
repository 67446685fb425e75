package check

import (
	"fmt"

	"detente/diag"
)

// dropped is D106: a demand whose owner gave it up. It is kept in the text and
// shown, since positions that have moved once are worth remembering; it is not
// counted.
func dropped(t *text) []diag.Finding {
	var found []diag.Finding
	for _, d := range t.Demands {
		if !d.Dropped.Given {
			continue
		}
		f := diag.Finding{
			Summary: fmt.Sprintf("Demand %q of %s was dropped on %s and is not counted: %s.", d.ID, t.owner(d), d.Dropped.V, t.form(d)),
			Place:   d.Dropped.Place,
		}
		if !f.Place.Known() {
			f.Place = d.Place
		}
		f.Places = addPlace(addPlace(nil, f.Place), d.That)
		for _, r := range d.Steps {
			f.Steps = add(f.Steps, r.ID)
		}
		if d.Of.Given {
			f.Owners = []string{d.Of.V.ID}
		}
		if said := words(d); said != "" {
			f.Detail = fmt.Sprintf("%s in %s: “%s”", t.owner(d), d.ID, said)
		}
		found = append(found, f)
	}
	return found
}

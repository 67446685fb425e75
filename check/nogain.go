package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
)

// noGain is D402: the agreement as a whole is worth no more to a party than what
// it has without it. Ranges count with their middle; words, whatever they weigh.
// No order of steps changes that.
func noGain(t *text) []diag.Finding {
	worths := map[string][]agreement.Worth{}
	for _, s := range t.Steps {
		for _, w := range s.Worths {
			worths[w.Party.ID] = append(worths[w.Party.ID], w)
		}
	}
	var found []diag.Finding
	for _, p := range t.Parties() {
		a := t.account(p, &agreement.Step{Name: p.Name, Worths: worths[p.ID]})
		if a == nil || !a.NoGain() {
			continue
		}
		f := diag.Finding{Place: p.Place, Places: addPlace(nil, p.Place), Owners: []string{p.ID}}
		f.Summary = fmt.Sprintf("%s gains nothing by the agreement as a whole: all of it is worth %s to it", p.Label(), a.Say(a.Middle[0]))
		if !a.WalkAway.IsZero() {
			f.Summary += fmt.Sprintf(", and outside the agreement it has %s", a.Say(a.WalkAway))
			f.Places = addPlace(f.Places, p.WalkAway.Place)
		}
		f.Summary += "."
		for _, s := range t.Steps {
			for _, w := range s.Worths {
				if w.Party.ID == p.ID {
					f.Steps = add(f.Steps, s.ID)
				}
			}
		}
		f.Fix = fmt.Sprintf("Other terms are needed: something that serves %s more, or something that costs it less. No order of the steps changes this.", p.Label())
		found = append(found, f)
	}
	return found
}

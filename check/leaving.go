package check

import (
	"fmt"

	"detente/diag"
)

// leaving is D207: the text does not say what it costs a party to walk away. A
// party for which it costs nothing can say so with a 0.
func leaving(t *text) []diag.Finding {
	f := diag.Finding{Fix: "Say what leaving costs a party besides: breach_cost = …, 0 where it costs nothing. A private overlay keeps it on this machine."}
	var names []string
	for _, p := range t.Parties() {
		if p.BreachCost.Given {
			continue
		}
		names = append(names, p.Label())
		f.Owners = append(f.Owners, p.ID)
		f.Places = addPlace(f.Places, p.Place)
	}
	if len(names) == 0 || len(t.open()) == 0 {
		return nil
	}
	if len(f.Places) > 0 {
		f.Place = f.Places[0]
	}
	f.Summary = fmt.Sprintf("The text does not say what leaving costs %s; until it does, it is taken to cost nothing.", list(names))
	return []diag.Finding{f}
}

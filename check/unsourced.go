package check

import (
	"fmt"

	"detente/diag"
)

// unsourced is D503: a fact that nothing is given for, or a quote from nowhere.
func unsourced(t *text) []diag.Finding {
	var found []diag.Finding
	for _, c := range t.claims() {
		if c.Source.Given || !c.fact && !c.Quote.Given {
			continue
		}
		f := c.finding(c.Quote.Place)
		f.Summary = fmt.Sprintf("No source is given for %s.", c.what)
		if c.Quote.Given {
			f.Summary = fmt.Sprintf("No source is given for the words quoted at %s.", c.what)
		}
		f.Fix = "Say where it comes from: source = …, with the words that say it: quote = …"
		found = append(found, f)
	}
	return found
}

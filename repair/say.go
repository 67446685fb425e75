package repair

import (
	"fmt"
	"strings"

	"detente/agreement"
	"detente/diag"
	"detente/plan"
	"detente/worth"
)

// kept says that somebody gains by leaving after the last step.
func kept(all []plan.Kept) string {
	var names []string
	if k := all[0]; len(all) == 1 && k.If != nil {
		return fmt.Sprintf("Even after the last step %s may gain by leaving; no order changes that.", k.Party.Label())
	}
	for _, k := range all {
		names = append(names, k.Party.Label())
	}
	return fmt.Sprintf("Even after the last step %s would gain by leaving; no order changes that.", and(names))
}

// and joins names as "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// written writes an optional amount as the text has it, "" where it is left out.
func written(m agreement.Opt[agreement.Amount]) string {
	switch {
	case !m.Given:
		return ""
	case m.V.IsWord():
		return m.V.Word
	case m.V.Lo.Cmp(m.V.Hi) == 0:
		return worth.Number(m.V.Lo)
	}
	return "[" + worth.Number(m.V.Lo) + ", " + worth.Number(m.V.Hi) + "]"
}

// placeOf is where an attribute stands, or what it belongs to.
func placeOf[T any](o agreement.Opt[T], name agreement.Name) diag.Place {
	if o.Place.Known() {
		return o.Place
	}
	return name.Place
}

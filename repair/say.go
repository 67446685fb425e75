package repair

import (
	"fmt"
	"strings"

	"detente/plan"
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

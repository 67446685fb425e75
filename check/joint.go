package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/diag"
)

// joint is D206: several are to perform a step, and the text names no shares, so
// that nobody in particular is late when one of them does nothing. One finding
// for all steps of the same owners.
func joint(t *text) []diag.Finding {
	var found []diag.Finding
	number := map[string]int{}
	for _, s := range t.open() {
		if len(s.By) < 2 {
			continue
		}
		owners := ids(s.By)
		key := strings.Join(slices.Sorted(slices.Values(owners)), " ")
		i, ok := number[key]
		if !ok {
			i = len(found)
			number[key] = i
			found = append(found, diag.Finding{Place: s.Place, Owners: owners})
		}
		f := &found[i]
		f.Steps = append(f.Steps, s.ID)
		f.Places = append(f.Places, s.Place)
		f.Weight = max(f.Weight, t.weight[s.ID])
	}
	for i := range found {
		f := &found[i]
		var names []string
		for _, id := range f.Owners {
			names = append(names, t.label(id))
		}
		f.Summary = fmt.Sprintf("%s perform %s jointly, and the text does not say who owes which part.", list(names), list(f.Steps))
		f.Fix = "Write one step for each of them, with its own share; or name one who answers for the whole."
	}
	return found
}

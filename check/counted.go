package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
)

// counted is D707: a quota that nobody can count: no number, no period, nobody
// whose number it is or who confirms it, or periods that count from no day.
func counted(t *text) []diag.Finding {
	var found []diag.Finding
	for _, q := range t.Quotas {
		missing := lacking(q)
		if len(missing) == 0 {
			continue
		}
		found = append(found, diag.Finding{
			Summary: fmt.Sprintf("Quota %s does not say %s.", q.ID, list(missing)),
			Place:   q.Place,
			Places:  []diag.Place{q.Place},
			Owners:  ids(q.By),
			Fix:     "Write at_most or at_least, per = year, month, week, day, days(n), always or in_all, by = … and verified_by = …",
		})
	}
	return found
}

// lacking tells what the quota does not say.
func lacking(q *agreement.Quota) []string {
	var missing []string
	if !q.AtMost.Given && !q.AtLeast.Given {
		missing = append(missing, "how many")
	}
	if !q.Per.Given {
		missing = append(missing, "over what period")
	}
	switch u := q.Per.V.Unit; {
	case q.From.Given:
	case u == agreement.EachDays, u == agreement.EachWeek, u == agreement.InAll && q.Until.Given:
		missing = append(missing, "from which day the period counts")
	}
	if len(q.By) == 0 {
		missing = append(missing, "whose number it is")
	}
	if len(q.VerifiedBy) == 0 {
		missing = append(missing, "who counts")
	}
	return missing
}

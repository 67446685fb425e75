package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// onesided is D709: a procedure that is about what several sides do, and whose
// effect takes something from some of them only. Whoever keeps all that it gained
// has no reason to fear a complaint.
func onesided(t *text) []diag.Finding {
	var found []diag.Finding
	for _, p := range t.Procedures {
		losers := t.losers(p)
		if len(losers) == 0 {
			continue
		}
		var hit, free []agreement.Ref
		for _, r := range t.watched(p) {
			switch a := t.actor[r.ID]; {
			case a == nil || a.Third:
			case slices.Contains(losers, r.ID):
				hit = append(hit, r)
			default:
				free = append(free, r)
			}
		}
		if len(hit) == 0 || len(free) == 0 {
			continue
		}
		f := about(p, fmt.Sprintf("Procedure %s is about what %s; its effect takes something from %s and nothing from %s.",
			p.ID, performed(t.labels(slices.Concat(hit, free))), list(t.labels(hit)), list(t.labels(free))))
		f.Owners = slices.Concat(ids(hit), ids(free))
		f.Detail = fmt.Sprintf("Taken back or suspended: %s.", list(slices.Concat(stepNames(p.TakesBack), ids(p.Suspends))))
		f.Fix = fmt.Sprintf("Give the other side a remedy with days as well: a procedure about what %s whose effect that side feels.", performed(t.labels(free)))
		found = append(found, f)
	}
	return found
}

// losers are the parties who gain by what the procedure takes back or suspends.
func (t *text) losers(p *agreement.Procedure) []string {
	var names []string
	worths := func(all []agreement.Worth) {
		for _, w := range all {
			if !w.Cost && !w.Amount.IsZero() {
				names = add(names, w.Party.ID)
			}
		}
	}
	for _, r := range p.TakesBack {
		if s := t.step[r.ID]; s != nil {
			worths(s.Worths)
		}
	}
	for _, r := range p.Suspends {
		if d := t.duty[r.ID]; d != nil {
			worths(d.Worths)
		}
	}
	return names
}

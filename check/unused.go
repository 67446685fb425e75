package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// unused is D602: a party, a third party, an anchor or a source that nothing in
// the text refers to. Steps, meetings, demands and facts speak for themselves.
func unused(t *text) []diag.Finding {
	used := t.uses()
	var found []diag.Finding
	note := func(kind string, n agreement.Name) {
		if used[n.ID] {
			return
		}
		found = append(found, diag.Finding{
			Summary: fmt.Sprintf("Nothing in the text refers to %s %s.", kind, n.ID),
			Place:   n.Place,
			Places:  []diag.Place{n.Place},
			Fix:     "Take it out, or use it where it belongs.",
		})
	}
	for _, x := range t.Actors {
		if x.Third {
			note("third party", x.Name)
		} else {
			note("party", x.Name)
		}
	}
	for _, x := range t.Anchors {
		note("anchor", x.Name)
	}
	for _, s := range t.Sources {
		note("source", s.Name)
	}
	return found
}

// uses collects the names that something refers to.
func (t *text) uses() map[string]bool {
	used := map[string]bool{}
	refs := func(all []agreement.Ref) {
		for _, r := range all {
			used[r.ID] = true
		}
	}
	one := func(r agreement.Opt[agreement.Ref]) {
		if r.Given {
			used[r.V.ID] = true
		}
	}
	date := func(w agreement.When) {
		if w.Base != nil {
			used[w.Base.ID] = true
		}
	}
	for _, s := range t.Steps {
		refs(s.By)
		refs(s.VerifiedBy)
		date(s.Due.V)
		date(s.NotBefore.V)
		for _, w := range s.Worths {
			used[w.Party.ID] = true
		}
	}
	for _, d := range t.Demands {
		one(d.Of)
		date(d.When)
	}
	for _, x := range t.Anchors {
		date(x.Date.V)
	}
	for _, x := range t.Exchanges {
		one(x.HeldBy)
	}
	for _, f := range t.Facts {
		one(f.By)
	}
	for _, m := range t.Meetings {
		refs(m.Between)
	}
	t.usedByDuties(used, refs, date)
	for _, c := range t.claims() {
		one(c.Source)
	}
	return used
}

// usedByDuties adds the names that duties, quotas and procedures refer to.
func (t *text) usedByDuties(used map[string]bool, refs func([]agreement.Ref), date func(agreement.When)) {
	for _, d := range t.Duties {
		refs(slices.Concat(d.By, d.VerifiedBy))
		date(d.From.V)
		date(d.Until.V)
	}
	for _, q := range t.Quotas {
		refs(slices.Concat(q.By, q.VerifiedBy))
		date(q.From.V)
		date(q.Until.V)
	}
	for _, p := range t.Procedures {
		refs(slices.Concat(p.MayStart, p.ContestedBy))
		date(p.Starts.V)
		date(p.NotBefore.V)
		date(p.Expires.V)
		if p.StartedBy.Given {
			used[p.StartedBy.V.ID] = true
		}
		for _, s := range p.Stages {
			refs(slices.Concat(s.MayEnter, s.MaySkip, s.MayExtend, s.Decides, s.CanBlock))
		}
	}
}

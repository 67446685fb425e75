package check

import (
	"fmt"

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
	for _, s := range t.Standoffs {
		refs(refsOf(s))
	}
	for _, c := range t.claims() {
		one(c.Source)
	}
	return used
}

package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
)

// unused is D602: a party, a third party, an anchor, a link or a source that nothing in
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
		switch {
		case x.Link:
			note("link", x.Name)
		case x.Third:
			note("third party", x.Name)
		default:
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
		date(s.Until.V)
		refs(s.RenewedBy)
		for _, w := range s.Worths {
			used[w.Party.ID] = true
		}
	}
	date(t.Ends.V)
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
	for _, x := range t.Links {
		date(x.Until.V)
	}
	for _, x := range t.Readings {
		one(x.About)
		one(x.Of)
		for _, c := range x.Changes {
			used[c.ID] = true
		}
	}
	for _, c := range t.claims() {
		one(c.Source)
	}
	return used
}

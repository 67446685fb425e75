package check

import (
	"fmt"
	"slices"

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

// names are names that something refers to.
type names map[string]bool

func (n names) refs(all []agreement.Ref) {
	for _, r := range all {
		n[r.ID] = true
	}
}

func (n names) one(r agreement.Opt[agreement.Ref]) {
	if r.Given {
		n[r.V.ID] = true
	}
}

func (n names) date(w agreement.When) {
	if w.Base != nil {
		n[w.Base.ID] = true
	}
}

// uses collects the names that something refers to.
func (t *text) uses() map[string]bool {
	used := names{}
	used.steps(t)
	used.date(t.Ends.V)
	used.refs(slices.Concat(t.Signed, t.Amended, t.Extended, t.Waived))
	for _, d := range t.Demands {
		used.one(d.Of)
		used.date(d.When)
	}
	for _, x := range t.Anchors {
		used.date(x.Date.V)
	}
	for _, x := range t.Exchanges {
		used.one(x.HeldBy)
	}
	for _, f := range t.Facts {
		used.one(f.By)
	}
	for _, m := range t.Meetings {
		used.refs(m.Between)
	}
	for _, x := range t.Links {
		used.date(x.Until.V)
	}
	for _, x := range t.Readings {
		used.one(x.About)
		used.one(x.Of)
		for _, c := range x.Changes {
			used[c.ID] = true
		}
	}
	for _, s := range t.Standoffs {
		used.refs(refsOf(s))
	}
	used.duties(t)
	for _, c := range t.claims() {
		used.one(c.Source)
	}
	return used
}

// steps adds the names that steps refer to.
func (n names) steps(t *text) {
	for _, s := range t.Steps {
		n.refs(s.By)
		n.refs(s.VerifiedBy)
		n.refs(s.RenewedBy)
		n.date(s.Due.V)
		n.date(s.NotBefore.V)
		n.date(s.Until.V)
		for _, w := range s.Worths {
			n[w.Party.ID] = true
		}
	}
}

// duties adds the names that duties, quotas and procedures refer to.
func (n names) duties(t *text) {
	for _, d := range t.Duties {
		n.refs(slices.Concat(d.By, d.VerifiedBy))
		n.date(d.From.V)
		n.date(d.Until.V)
	}
	for _, q := range t.Quotas {
		n.refs(slices.Concat(q.By, q.VerifiedBy))
		n.date(q.From.V)
		n.date(q.Until.V)
	}
	for _, p := range t.Procedures {
		n.refs(slices.Concat(p.MayStart, p.ContestedBy))
		n.date(p.Starts.V)
		n.date(p.NotBefore.V)
		n.date(p.Expires.V)
		n.one(p.StartedBy)
		for _, s := range p.Stages {
			n.refs(slices.Concat(s.MayEnter, s.MaySkip, s.MayExtend, s.Decides, s.CanBlock))
		}
	}
}

package check

import (
	"slices"

	"detente/agreement"
	"detente/diag"
)

// claim is something in the text that is walked back to a source.
type claim struct {
	what  string // "fact no_cuts"
	place diag.Place
	agreement.Cited
	steps, owners []string
	fact          bool
}

// claims lists all that can carry a source or a quote, in the order of the text
// by kind.
func (t *text) claims() []claim {
	var all []claim
	for _, f := range t.Facts {
		c := claim{what: "fact " + f.ID, place: f.Place, Cited: f.Cited, fact: true}
		if f.By.Given {
			c.owners = []string{f.By.V.ID}
		}
		all = append(all, c)
	}
	for _, s := range t.Steps {
		if !s.OfDuty {
			all = append(all, claim{what: "step " + s.ID, place: s.Place, Cited: s.Cited, steps: []string{s.ID}, owners: ids(s.By)})
		}
	}
	for _, d := range t.Duties {
		all = append(all, claim{what: "duty " + d.ID, place: d.Place, Cited: d.Cited, steps: []string{d.ID}, owners: ids(d.By)})
	}
	for _, q := range t.Quotas {
		all = append(all, claim{what: "quota " + q.ID, place: q.Place, Cited: q.Cited, owners: ids(q.By)})
	}
	for _, p := range t.Procedures {
		all = append(all, claim{what: "procedure " + p.ID, place: p.Place, Cited: p.Cited, steps: refNames(p.TakesBack), owners: ids(p.MayStart)})
	}
	for _, d := range t.Demands {
		c := claim{what: "demand " + d.ID, place: d.Place, Cited: d.Cited, steps: refNames(d.Steps)}
		if d.Of.Given {
			c.owners = []string{d.Of.V.ID}
		}
		all = append(all, c)
	}
	for _, m := range t.Meetings {
		all = append(all, claim{what: "meeting " + m.ID, place: m.Place, Cited: m.Cited, owners: ids(m.Between)})
	}
	for _, x := range t.Readings {
		c := claim{what: "reading " + x.ID, place: x.Place, Cited: x.Cited}
		if x.Of.Given {
			c.owners = []string{x.Of.V.ID}
		}
		all = append(all, c)
	}
	for _, x := range t.Links {
		all = append(all, claim{what: "link " + x.ID, place: x.Place, Cited: x.Cited})
	}
	for _, s := range t.Standoffs {
		all = append(all, claim{what: "stand-off " + s.ID, place: s.Place, Cited: s.Cited})
		for _, p := range s.Prefers {
			all = append(all, claim{what: "what " + p.Of.ID + " prefers in the stand-off " + s.ID, place: p.Place, Cited: p.Cited, owners: []string{p.Of.ID}})
		}
	}
	return all
}

// cited counts, by source, the claims that quote it.
func (t *text) cited() map[string]int {
	quotes := map[string]int{}
	for _, c := range t.claims() {
		if c.Source.Given && c.Quote.Given {
			quotes[c.Source.V.ID]++
		}
	}
	return quotes
}

// finding is one about the claim.
func (c claim) finding(place diag.Place) diag.Finding {
	if !place.Known() {
		place = c.place
	}
	return diag.Finding{
		Place:  place,
		Places: addPlace(addPlace(nil, place), c.place),
		Steps:  c.steps,
		Owners: slices.Clone(c.owners),
	}
}

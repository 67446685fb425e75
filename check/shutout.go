package check

import (
	"slices"

	"detente/agreement"
	"detente/diag"
)

// shutOut is D915: a third party that has something to do, while open_to keeps
// from it the text or the log, without which it can do nothing.
func shutOut(t *text) []diag.Finding {
	var closed []string
	var places []diag.Place
	for _, o := range t.OpenTo {
		if o.To == agreement.AsParty && (o.Matter == agreement.TheText || o.Matter == agreement.TheLog) {
			closed = append(closed, "the "+string(o.Matter))
			places = append(places, o.Place)
		}
	}
	if len(closed) == 0 {
		return nil
	}
	var all []diag.Finding
	for _, x := range t.Actors {
		if !x.Third || x.Link {
			continue
		}
		tasks := t.tasks(x.ID)
		if len(tasks) == 0 {
			continue
		}
		all = append(all, diag.Finding{
			Place:   places[0],
			Places:  places,
			Owners:  []string{x.ID},
			Summary: x.Label() + " is to " + list(tasks) + ", and open_to lets only parties read " + list(closed) + ".",
			Fix:     "Open " + list(closed) + " to third_party, as where open_to says nothing of it; or give the task to somebody who may read it.",
		})
	}
	return all
}

// tasks tells what the text gives one actor to do, in acts of its own.
func (t *text) tasks(id string) []string {
	does := func(verb string, of func(*agreement.Step) []agreement.Ref) string {
		var steps []string
		for _, s := range slices.Concat(t.Steps, t.unplanned()) {
			if slices.Contains(ids(of(s)), id) {
				steps = append(steps, s.ID)
			}
		}
		return verbed(verb, steps)
	}
	all := add(nil,
		does("perform", func(s *agreement.Step) []agreement.Ref { return s.By }),
		does("confirm", func(s *agreement.Step) []agreement.Ref { return s.VerifiedBy }),
		does("renew", func(s *agreement.Step) []agreement.Ref { return s.RenewedBy }),
		verbed("hold", t.holds(id)),
		verbed("act in", t.actsIn(id)))
	if slices.Contains(ids(t.SignedBy()), id) {
		all = append(all, "sign the agreement")
	}
	return all
}

// verbed is "confirm a and b"; nothing where there is nothing to do it to.
func verbed(verb string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return verb + " " + list(names)
}

// holds are the exchanges that the actor holds.
func (t *text) holds(id string) []string {
	var all []string
	for _, x := range t.Exchanges {
		if x.HeldBy.V.ID == id {
			all = append(all, x.ID)
		}
	}
	return all
}

// actsIn are the procedures that the actor may start, or in a stage of which it
// has a say.
func (t *text) actsIn(id string) []string {
	var all []string
	for _, p := range t.Procedures {
		may := slices.Clone(p.MayStart)
		for _, s := range p.Stages {
			may = slices.Concat(may, s.MayEnter, s.MaySkip, s.MayExtend, s.Decides)
		}
		if slices.Contains(ids(may), id) {
			all = append(all, p.ID)
		}
	}
	return all
}

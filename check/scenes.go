package check

import (
	"errors"

	"detente/agreement"
	"detente/diag"
	"detente/situation"
	"detente/standoff"
)

// Limits on the work on stand-offs: what is larger is not looked at in every state.
const (
	maxCells = 1 << 22 // states times actors of one stand-off
	maxAll   = 1 << 24 // of all stand-offs of a text
)

// scene is a stand-off with its model.
type scene struct {
	*agreement.Standoff
	actors []*agreement.Actor
	// model is nil where there is a fault, or where it is too large to be looked at here.
	model *situation.Situation
	fault *situation.Fault
}

// scenes makes the models of the stand-offs of the text.
func (t *text) scenes() []*scene {
	if t.standoffs != nil {
		return t.standoffs
	}
	left := maxAll
	for _, s := range t.Standoffs {
		x := &scene{Standoff: s, actors: t.Involves(s)}
		t.standoffs = append(t.standoffs, x)
		cells := max(len(s.States), 1<<len(s.Options)) * max(1, len(x.actors))
		if cells > min(maxCells, left) && cells <= situation.MaxCells {
			continue
		}
		left -= cells
		m, err := situation.New(t.Agreement, s)
		if !errors.As(err, &x.fault) {
			x.model = m
		}
	}
	return t.standoffs
}

// of is a finding about the stand-off, at the place.
func (x *scene) of(place diag.Place, owners ...string) diag.Finding {
	return diag.Finding{Place: place, Places: addPlace(addPlace(nil, place), x.Place), Owners: owners}
}

// fault finds the stand-offs that have a fault of the kind.
func (t *text) fault(kind situation.FaultKind, fix string) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.fault == nil || x.fault.Kind != kind {
			continue
		}
		f := x.of(x.fault.Place)
		for _, s := range x.Infeasible {
			if kind == situation.Empty || kind == situation.NotToday && s.Holds(x.Today.V) {
				f.Places = addPlace(f.Places, s.Place)
			}
		}
		f.Summary, f.Fix = x.fault.What, fix
		found = append(found, f)
	}
	return found
}

// believed are the preferences that the stand-off gives, and those that an actor believes
// in, each with the words for whose it is.
func (x *scene) believed() (all []*agreement.Preference, whose []string) {
	label := map[string]string{}
	for _, a := range x.actors {
		label[a.ID] = a.Label()
	}
	for _, p := range x.Prefers {
		all, whose = append(all, p), append(whose, label[p.Of.ID])
	}
	for _, v := range x.Perceived {
		for _, p := range v.Prefers {
			all, whose = append(all, p), append(whose, label[p.Of.ID]+", as "+label[v.Of.ID]+" sees it")
		}
	}
	return all, whose
}

// feasible returns the states that can be, as a set even where all can.
func (x *scene) feasible() standoff.Bits {
	m := x.model.Plain
	if m.Feasible != nil {
		return m.Feasible
	}
	all := standoff.NewBits(m.Size())
	for s := range m.Size() {
		all.Add(standoff.State(s))
	}
	return all
}

// say names a state of the plain model.
func (x *scene) say(s standoff.State) string { return situation.Say(x.model.Plain.Taken(s)) }

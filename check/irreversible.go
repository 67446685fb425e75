package check

import (
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/diag"
	"detente/worth"
)

// irreversible is D401: steps that are tied to one another, by an exchange, by a
// demand that wants them together, or in a deadlock, where one party performs
// what it can never take back and another side can take back all of its own.
// When it breaks down, the first stays alone with what it gave.
func irreversible(t *text) []diag.Finding {
	var found []diag.Finding
	told := map[string]bool{}
	for _, k := range t.ties() {
		for _, p := range k.sides {
			f, ok := t.oneSided(k, p)
			if ok && !told[f.Summary] {
				told[f.Summary] = true
				found = append(found, f)
			}
		}
	}
	return found
}

// tie is steps that are bound to one another, and why.
type tie struct {
	why   string
	place diag.Place
	steps []*agreement.Step
	sides []string // those who perform them alone, in the order of the steps
}

func (t *text) ties() []tie {
	var ties []tie
	tied := func(why string, place diag.Place, names []string) {
		k := tie{why: why, place: place}
		for _, id := range names {
			if s := t.step[id]; s != nil && !t.done(s) {
				k.steps = append(k.steps, s)
			}
		}
		for _, s := range k.steps {
			if len(s.By) == 1 && !slices.Contains(k.sides, s.By[0].ID) {
				k.sides = append(k.sides, s.By[0].ID)
			}
		}
		if len(k.sides) > 1 {
			ties = append(ties, k)
		}
	}
	for _, x := range t.Exchanges {
		tied("in exchange "+x.ID, x.Place, refNames(x.Steps))
	}
	for _, d := range t.course.Asked {
		if d.Kind == agreement.Together {
			tied("wanted together by "+t.demanded(d), d.That, refNames(d.Steps))
		}
	}
	for _, c := range t.knots.Cycles {
		told := c.Told(t.course)
		if names := t.stepsOf(eventsOn(told)...); len(names) <= maxListed {
			tied("waiting for one another", told[0].Place, names)
		}
	}
	return ties
}

func refNames(refs []agreement.StepRef) []string {
	var names []string
	for _, r := range refs {
		names = add(names, r.ID)
	}
	return names
}

// oneSided finds that the party bears steps it cannot take back, while another
// side in the tie can take back whatever it performs there.
func (t *text) oneSided(k tie, party string) (diag.Finding, bool) {
	a := t.actor[party]
	if a == nil || a.Third {
		return diag.Finding{}, false
	}
	var final []string
	for _, s := range k.steps {
		if alone(s) == party && !reversible(s) && !gainsBy(s, party) {
			final = append(final, s.ID)
		}
	}
	var backs []string
	f := diag.Finding{Place: k.place, Places: addPlace(nil, k.place), Owners: []string{party}}
	for _, side := range k.sides {
		if names := t.takesBack(k, side); side != party && len(names) > 0 {
			backs = append(backs, fmt.Sprintf("%s can take back %s", t.label(side), list(names)))
			f.Owners = append(f.Owners, side)
		}
	}
	if len(final) == 0 || len(backs) == 0 {
		return f, false
	}
	for _, s := range k.steps {
		f.Steps = append(f.Steps, s.ID)
		f.Weight = max(f.Weight, t.weight[s.ID])
		f.Places = addPlace(f.Places, s.Place)
	}
	f.Summary = fmt.Sprintf("%s cannot take back %s, while %s; the steps are %s.", a.Label(), list(final), list(backs), k.why)
	f.Fix = "Cut what cannot be taken back into parts that follow the other side's; or add a step that makes the other side's permanent (locks); or name what taking back costs."
	return f, true
}

// alone is the one who performs the step alone, or "".
func alone(s *agreement.Step) string {
	if len(s.By) != 1 {
		return ""
	}
	return s.By[0].ID
}

// takesBack lists what the side performs in the tie, when it can take back all
// of it; nothing otherwise. What a party gains by it does not undo.
func (t *text) takesBack(k tie, side string) []string {
	var names []string
	for _, s := range k.steps {
		switch {
		case alone(s) != side:
		case !reversible(s), gainsBy(s, side), t.locked(k, s):
			return nil
		default:
			names = append(names, fmt.Sprintf("%s (%s)", s.ID, share(s.Undo.V)))
		}
	}
	return names
}

// share says how much of a step can be taken back.
func share(undo *big.Rat) string {
	if undo.IsInt() {
		return "undo full"
	}
	return "undo " + worth.Number(undo)
}

func reversible(s *agreement.Step) bool { return s.Undo.Given && s.Undo.V.Cmp(new(big.Rat)) > 0 }

func gainsBy(s *agreement.Step, party string) bool {
	return slices.ContainsFunc(s.Worths, func(w agreement.Worth) bool { return w.Party.ID == party && !w.Cost && !w.Amount.IsZero() })
}

// locked reports whether a step of the same tie makes the step permanent.
func (t *text) locked(k tie, s *agreement.Step) bool {
	return slices.ContainsFunc(k.steps, func(l *agreement.Step) bool {
		return slices.ContainsFunc(l.Locks, func(r agreement.StepRef) bool { return r.ID == s.ID })
	})
}

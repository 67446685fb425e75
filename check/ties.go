package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/diag"
	"detente/situation"
	"detente/standoff"
)

// tied is D909: statements that leave states equally good for an actor, and nobody says
// that this is meant.
func tied(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.model == nil {
			continue
		}
		for i, who := range x.model.Actors {
			if p := x.Prefer(who.ID); p != nil && len(p.Statements) > 0 && !p.Ties {
				if f, ok := x.equally(i, p); ok {
					found = append(found, f)
				}
			}
		}
	}
	return found
}

// equally finds states of the model that an actor likes equally.
func (x *scene) equally(actor int, p *agreement.Preference) (diag.Finding, bool) {
	m := x.model.Model
	by := map[uint32]standoff.State{}
	n, pair := 0, [2]standoff.State{}
	for s := range m.Size() {
		code := standoff.State(s)
		if !m.CanBe(code) {
			continue
		}
		rank := m.Rank[actor][s]
		first, ok := by[rank]
		switch {
		case !ok:
			by[rank] = code
			continue
		case n == 0:
			pair = [2]standoff.State{first, code}
		}
		n++
	}
	if n == 0 {
		return diag.Finding{}, false
	}
	who := x.model.Actors[actor]
	f := x.of(p.Of.Place, who.ID)
	f.Summary = fmt.Sprintf("What %s prefers in the stand-off %s does not tell all states apart: %d of them are as good to it as another, such as “%s” and “%s”.",
		who.Label(), x.ID, n, situation.Say(x.model.Taken(pair[0])), situation.Say(x.model.Taken(pair[1])))
	f.Fix = "Add a statement that tells them apart; or write ties = true, if the actor really does not mind."
	return f, true
}

// apart is D911: states told as one that an actor does not like equally.
func apart(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.model == nil || len(x.Coalesce) == 0 {
			continue
		}
		for _, who := range x.model.Apart() {
			f := x.of(x.Coalesce[0].Place, who.ID)
			if p := x.Prefer(who.ID); p != nil {
				f.Places = addPlace(f.Places, p.Of.Place)
			}
			f.Summary = fmt.Sprintf("States that the stand-off %s tells as one are not equally good for %s; the one in which the fewest of the later options are taken stands for them.", x.ID, who.Label())
			f.Fix = "Let the preference treat them alike: a ranking names one of them, statements mention what they have in common."
			found = append(found, f)
		}
	}
	return found
}

// fixed is D910: an option that no state takes, or every state takes, among those that
// can be.
func fixed(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.model == nil {
			continue
		}
		for k, o := range x.Options {
			set := x.within(agreement.Statement{Formula: standoff.Formula{Op: standoff.Taken, Option: k}})
			n := set.Count()
			if n > 0 && n < x.feasible().Count() || !o.By.Given {
				continue
			}
			f := x.of(o.Place, o.By.V.ID)
			f.Summary = fmt.Sprintf("The option %s of the stand-off %s is taken in no state that can be; there is nothing to decide about it.", o.ID, x.ID)
			if n > 0 {
				f.Summary = fmt.Sprintf("The option %s of the stand-off %s is taken in every state that can be; there is nothing to decide about it.", o.ID, x.ID)
			}
			f.Fix = "Leave the option out, or correct what is ruled out."
			found = append(found, f)
		}
	}
	return found
}

// misranked is D912: a ranking that names states that cannot be, or leaves out some that
// can.
func misranked(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.model == nil {
			continue
		}
		all, whose := x.believed()
		for k, p := range all {
			if len(p.Ranking) == 0 {
				continue
			}
			if f, ok := x.rankedImpossible(p, whose[k]); ok {
				found = append(found, f)
			}
			if f, ok := x.leftOut(p, whose[k]); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

func (x *scene) rankedImpossible(p *agreement.Preference, whose string) (diag.Finding, bool) {
	var wrong []agreement.Outcome
	for _, o := range slices.Concat(p.Ranking...) {
		if !x.model.Plain.CanBe(o.State) {
			wrong = append(wrong, o)
		}
	}
	if len(wrong) == 0 {
		return diag.Finding{}, false
	}
	f := x.of(wrong[0].Place, p.Of.ID)
	f.Summary = fmt.Sprintf("The ranking of %s names %d %s that cannot be, such as “%s”.", whose, len(wrong), verb(len(wrong), "state", "states"), x.say(wrong[0].State))
	f.Fix = "Leave it out, or correct what is ruled out."
	return f, true
}

// leftOut finds the states that a ranking does not place, one for all that are told as one.
func (x *scene) leftOut(p *agreement.Preference, whose string) (diag.Finding, bool) {
	placed := standoff.NewBits(x.model.Model.Size())
	for _, o := range slices.Concat(p.Ranking...) {
		if x.model.Plain.CanBe(o.State) {
			placed.Add(x.model.Number(o.State))
		}
	}
	n, example := 0, standoff.State(0)
	for s := range x.model.Model.Size() {
		if code := standoff.State(s); x.model.Model.CanBe(code) && !placed.Has(code) {
			if n == 0 {
				example = code
			}
			n++
		}
	}
	if n == 0 {
		return diag.Finding{}, false
	}
	f := x.of(p.Of.Place, p.Of.ID)
	f.Summary = fmt.Sprintf("The ranking of %s leaves out %d %s that can be, such as “%s”; what is left out counts as worst.", whose, n, verb(n, "state", "states"), situation.Say(x.model.Taken(example)))
	f.Fix = "Put it where it belongs, or rule it out with infeasible = [ … ]."
	return f, true
}

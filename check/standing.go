package check

import (
	"fmt"

	"detente/agreement"
	"detente/diag"
)

// unplaced is D904: a stand-off that does not say where it stands today.
func unplaced(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if x.Today.Given || len(x.Options)+len(x.States) == 0 {
			continue
		}
		f := x.of(x.Place)
		f.Summary = fmt.Sprintf("Where the stand-off %s stands today is not said; which states are better than today's cannot be told.", x.ID)
		f.Fix = "Name the options taken today: today = [ … ], with nothing between the brackets where none is."
		if len(x.States) > 0 {
			f.Fix = "Name the state: today = …"
		}
		found = append(found, f)
	}
	return found
}

// undecided is D905: an option that nobody is named to decide on. It is taken to stay as it
// is today.
func undecided(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		for _, o := range x.Options {
			if o.By.Given {
				continue
			}
			f := x.of(o.Place)
			f.Summary = fmt.Sprintf("Nobody is named who decides on the option %s; it is taken to stay as it is.", o.ID)
			f.Fix = "Name who decides: by = …"
			found = append(found, f)
		}
	}
	return found
}

// idle is D906: an actor of a stand-off that has nothing to decide in it.
func idle(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		for _, p := range x.Prefers {
			if decides(x, p.Of.ID) {
				continue
			}
			who := t.actor[p.Of.ID]
			f := x.of(p.Of.Place, who.ID)
			f.Summary = fmt.Sprintf("%s has a preference in the stand-off %s and nothing to decide in it; every state is stable for it.", who.Label(), x.ID)
			f.Fix = "Give it an option, or leave it out: what it thinks of the states changes nothing."
			found = append(found, f)
		}
	}
	return found
}

// decides reports whether the actor has an option or a move in the stand-off.
func decides(x *scene, id string) bool {
	for _, o := range x.Options {
		if o.By.Given && o.By.V.ID == id {
			return true
		}
	}
	for _, s := range x.States {
		for _, m := range s.Moves {
			if m.By.ID == id && len(m.To) > 0 {
				return true
			}
		}
	}
	return false
}

// unpreferred is D907: an actor that decides in a stand-off and of whom nobody says what it
// prefers.
func unpreferred(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		for _, who := range x.actors {
			if p := x.Prefer(who.ID); p != nil && (p.Given() || p.Ties) {
				continue
			}
			place := x.placeOf(who.ID)
			f := x.of(place, who.ID)
			f.Summary = fmt.Sprintf("Nobody says what %s prefers in the stand-off %s; until then every state counts as equally good for it, and as stable.", who.Label(), x.ID)
			f.Fix = fmt.Sprintf("Write prefer %q { statements = [ … ] }, most important first, or ranking = [ … ], best first.", who.ID)
			found = append(found, f)
		}
	}
	return found
}

// placeOf is where the stand-off first names the actor.
func (x *scene) placeOf(id string) diag.Place {
	if p := x.Prefer(id); p != nil {
		return p.Of.Place
	}
	for _, o := range x.Options {
		if o.By.V.ID == id {
			return o.By.Place
		}
	}
	for _, s := range x.States {
		for _, m := range s.Moves {
			if m.By.ID == id {
				return m.By.Place
			}
		}
	}
	return x.Place
}

// empty is D913: a stand-off without anybody who could decide anything.
func empty(t *text) []diag.Finding {
	var found []diag.Finding
	for _, x := range t.scenes() {
		if len(x.actors) > 0 && len(x.Options)+len(x.States) > 0 {
			continue
		}
		f := x.of(x.Place)
		f.Summary = fmt.Sprintf("The stand-off %s has nobody in it who could decide anything.", x.ID)
		f.Fix = `Say what can be decided and by whom: option "name" { by = … }.`
		found = append(found, f)
	}
	return found
}

// refsOf are the uses of names of actors in the stand-off.
func refsOf(s *agreement.Standoff) []agreement.Ref {
	var all []agreement.Ref
	for _, o := range s.Options {
		if o.By.Given {
			all = append(all, o.By.V)
		}
	}
	for _, x := range s.States {
		for _, m := range x.Moves {
			all = append(all, m.By)
		}
	}
	for _, p := range s.Prefers {
		all = append(all, p.Of)
	}
	for _, v := range s.Perceived {
		all = append(all, v.Of)
		for _, p := range v.Prefers {
			all = append(all, p.Of)
		}
	}
	return all
}

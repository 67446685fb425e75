package check

import (
	"fmt"
	"slices"
	"strings"

	"detente/diag"
)

// openMoves is D105: one note that lists the moves that are open, with who makes
// them and what each lets follow. They are what can be offered while the rest is
// stuck.
func openMoves(t *text) []diag.Finding {
	open := slices.DeleteFunc(slices.Clone(t.knots.Open), t.nobodyMoves)
	if len(open) == 0 {
		return nil
	}
	f := diag.Finding{Steps: t.stepsOf(open...)}
	var named, lines []string
	for _, e := range open {
		named = append(named, t.move(e))
		lines = append(lines, t.move(e)+t.lets(e))
		for _, u := range t.course.Events[e].Units {
			s := t.course.Units[u].Step
			f.Owners = add(f.Owners, ids(s.By)...)
			f.Places = addPlace(f.Places, s.Place)
		}
	}
	if len(f.Places) > 0 {
		f.Place = f.Places[0]
	}
	f.Summary = fmt.Sprintf("%s open now, waiting for nothing and nobody: %s.", moves(len(open)), list(named))
	f.Detail = strings.Join(lines[:min(len(lines), maxMoves)], "\n")
	f.Weight = len(open)
	return []diag.Finding{f}
}

// nobodyMoves reports whether nobody is named to make the move (D201 says so).
func (t *text) nobodyMoves(event int) bool {
	e := t.course.Events[event]
	return e.Exchange == nil && len(t.course.Units[e.Units[0]].Step.By) == 0
}

// maxMoves is how many moves the detail tells.
const maxMoves = 40

func moves(n int) string {
	if n == 1 {
		return "1 move is"
	}
	return fmt.Sprintf("%d moves are", n)
}

// move names an event with who makes it.
func (t *text) move(event int) string {
	e := t.course.Events[event]
	name, who := t.course.Label(event), t.performers(t.course.Units[e.Units[0]].Step)
	if e.Exchange != nil {
		name, who = fmt.Sprintf("%s in exchange %s", list(t.course.UnitNames(event)), e.Exchange.ID), ""
		if e.Exchange.HeldBy.Given {
			who = "held by " + t.label(e.Exchange.HeldBy.V.ID)
		}
	}
	if who == "" {
		who = "nobody holds it"
	}
	return fmt.Sprintf("%s (%s)", name, who)
}

// lets says what can follow as soon as the move has been made, and what would
// still wait for something else.
func (t *text) lets(event int) string {
	next, nearer := t.knots.Unlocks(event)
	said := ""
	for _, x := range []struct {
		events []int
		say    string
	}{{next, "lets follow: "}, {nearer, "also awaited by: "}} {
		if names := t.stepsOf(x.events...); len(names) > 0 {
			said += "; " + x.say + list(names)
		}
	}
	return said
}

package procedure

import (
	"slices"

	"detente/agreement"
)

// A procedure is a small game between one actor and all others together: who can
// decide, who can keep a decision from being made, who can ask for the next
// stage. It has no chance and no hidden move, so that it is worked out from its
// end (Zermelo 1913).

// CanForce reports whether the actor alone, whatever all others do, can bring the
// effect about once the procedure has been started: those who can decide jointly,
// or block a decision, can each keep it from being made.
func CanForce(p *agreement.Procedure, who string) bool {
	return game{p, who, true}.stage(0)
}

// CanPrevent reports whether the actor alone, whatever all others do, can keep the
// effect from ever coming about once the procedure has been started.
func CanPrevent(p *agreement.Procedure, who string) bool {
	return game{p, who, false}.stage(0)
}

// game asks whether who reaches its aim: the effect, or that there is none.
type game struct {
	p      *agreement.Procedure
	who    string
	effect bool
}

// arrive says whether the aim is reached from where the stage is come to by way
// of the one before: whether it begins is up to those who may ask for it.
func (g game) arrive(i int) bool {
	if i >= len(g.p.Stages) {
		return g.effect
	}
	asks := g.p.Stages[i].MayEnter
	switch {
	case len(asks) == 0:
		return g.stage(i)
	case !g.effect: // nobody else must be able to go on, or it leads to nothing
		return len(others(asks, g.who)) == 0 || g.stage(i)
	}
	return has(asks, g.who) && g.stage(i)
}

// follows says whether the aim is reached by what follows the stage.
func (g game) follows(o agreement.StageEnd, i int) bool {
	switch o {
	case agreement.Next:
		return g.arrive(g.p.After(i))
	case agreement.TakesEffect:
		return g.effect
	case agreement.Ends, agreement.Again: // begun again for ever, it never takes effect
		return !g.effect
	}
	return false // the text does not say: nobody can count on it
}

// stage says whether the aim is reached once the stage runs.
func (g game) stage(i int) bool {
	if i >= len(g.p.Stages) {
		return g.effect
	}
	s := g.p.Stages[i]
	next := g.follows(agreement.Next, i)
	if len(others(s.MaySkip, g.who)) > 0 && !next {
		return false
	}
	if has(s.MaySkip, g.who) && next {
		return true
	}
	own, theirs := g.decisions(i)
	return own || theirs && g.silence(i)
}

// decisions says whether a decision of its own reaches the aim, and whether every
// decision that it cannot keep from being made does.
func (g game) decisions(i int) (own, theirs bool) {
	theirs = true
	for _, j := range Group(g.p, i) {
		s, o := g.p.Stages[j], g.p.Resolved(j)
		if len(s.Decides) == 0 || j != i && o == agreement.Next {
			continue
		}
		reached := g.follows(o, i)
		if len(others(s.Decides, g.who)) == 0 && len(others(s.CanBlock, g.who)) == 0 {
			own = own || reached
			continue // and nobody makes it against its will
		}
		if !has(s.Decides, g.who) && !has(s.CanBlock, g.who) {
			theirs = theirs && reached
		}
	}
	return own, theirs
}

// silence says whether the aim is reached when the days pass; without an end of
// the days they never do, and where days can be added, those who can may do it
// for ever.
func (g game) silence(i int) bool {
	endless, held := false, false
	for _, j := range Group(g.p, i) {
		s := g.p.Stages[j]
		endless = endless || !s.Days.Given
		if len(s.MayExtend) > 0 {
			held = held || len(others(s.MayExtend, g.who)) == 0 // all extend together: it alone
			endless = endless || g.effect && !has(s.MayExtend, g.who)
		}
	}
	if !g.effect && (endless || held) {
		return true
	}
	if g.effect && endless {
		return false
	}
	o, _ := g.p.Silent(i)
	return g.follows(o, i)
}

func has(refs []agreement.Ref, id string) bool {
	return slices.ContainsFunc(refs, func(r agreement.Ref) bool { return r.ID == id })
}

// others are those of the list who are somebody else.
func others(refs []agreement.Ref, id string) []agreement.Ref {
	return slices.DeleteFunc(slices.Clone(refs), func(r agreement.Ref) bool { return r.ID == id })
}

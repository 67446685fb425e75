package agreement

import (
	"slices"

	"detente/diag"
	"detente/syntax"
)

// overlay reads a block of a private overlay. It may say what is at stake for a
// party, what a step is worth, and add demands, sources and facts; what the
// parties have agreed it leaves alone.
func (r *reader) overlay(b *syntax.Block, k kind) {
	switch k {
	case demand, source, fact:
		r.public(b, k)
	case party, thirdParty:
		r.laidOver(b, []kind{party, thirdParty}, attrNames(stakeAttrs), func(b *syntax.Block, id string) {
			x := Actor{Third: r.a.Actor(id).Third}
			x.ID = id
			read(r, b, &x, stakeAttrs)
			r.mergeActor(r.a.Actor(id), &x)
		})
	case step:
		r.laidOver(b, []kind{step}, attrNames(worthAttrs), func(b *syntax.Block, id string) {
			s := Step{}
			s.ID = id
			read(r, b, &s, worthAttrs)
			r.mergeStep(r.a.Step(id), &s)
		})
	case duty:
		r.laidOver(b, []kind{duty}, attrNames(dutyWorthAttrs), func(b *syntax.Block, id string) {
			s := Step{}
			s.ID = id
			read(r, b, &s, dutyWorthAttrs)
			r.mergeStep(r.a.Duty(id).Step, &s)
		})
	default:
		r.add(codePrivate, b.Place, "Write it into the agreement itself.", "A private overlay cannot have a block of the type %s.", b.Type)
	}
}

// laidOver puts off reading a block that adds to something the agreement has.
func (r *reader) laidOver(b *syntax.Block, among []kind, allowed []string, merge func(b *syntax.Block, id string)) {
	name, ok := r.label(b)
	if !ok {
		return
	}
	if d, known := r.names[name.ID]; !known || !slices.Contains(among, d.kind) {
		fix := didYouMean(Similar(name.ID, r.namesOf(among)))
		if fix == "" {
			fix = "Define it in the agreement itself."
		}
		r.add(codePrivate, name.Place, fix, "A private overlay cannot add %s; the agreement has none of the name %s.", kind(b.Type).article(), name.ID)
		return
	}
	kept := b.Attrs[:0:0]
	for _, a := range b.Attrs {
		if slices.Contains(allowed, a.Name) {
			kept = append(kept, a)
			continue
		}
		r.add(codePrivate, a.NamePlace, "Write it into the agreement itself.", "A private overlay cannot give %s to %s.", a.Name, header(b))
	}
	allowedOnly := *b
	allowedOnly.Attrs = kept
	r.later = append(r.later, func() { merge(&allowedOnly, name.ID) })
}

// namesOf returns the names of the kinds, as the text defines them.
func (r *reader) namesOf(among []kind) []string {
	var names []string
	for _, n := range r.order[:min(len(r.order), maxSearched)] {
		if slices.Contains(among, r.names[n].kind) {
			names = append(names, n)
		}
	}
	return names
}

func (r *reader) mergeActor(public, private *Actor) {
	replace(r, &public.Scale, private.Scale, "The scale of "+public.ID)
	replace(r, &public.BreachCost, private.BreachCost, "The breach_cost of "+public.ID)
	replace(r, &public.WalkAway, private.WalkAway, "The walk_away of "+public.ID)
	replace(r, &public.MaxExposure, private.MaxExposure, "The max_exposure of "+public.ID)
}

// mergeStep lays private worths over public ones. What an overlay says of a
// party's worth of a step replaces all that was said of it.
func (r *reader) mergeStep(public, private *Step) {
	replace(r, &public.Undo, private.Undo, "The undo of "+public.ID)
	replace(r, &public.Detects, private.Detects, "The detects of "+public.ID)
	said := func(w Worth) bool {
		return slices.ContainsFunc(private.Worths, func(x Worth) bool { return x.Party.ID == w.Party.ID })
	}
	for _, w := range public.Worths {
		if i := slices.IndexFunc(private.Worths, func(x Worth) bool { return x.Party.ID == w.Party.ID }); i >= 0 {
			r.replaced("What "+public.ID+" is worth to "+w.Party.ID, private.Worths[i].Place, w.Place)
		}
	}
	public.Worths = append(slices.DeleteFunc(public.Worths, said), private.Worths...)
	slices.SortStableFunc(public.Worths, func(a, b Worth) int {
		switch {
		case a.Cost == b.Cost:
			return 0
		case b.Cost:
			return -1
		}
		return 1
	})
}

// replace lays a private value over a public one.
func replace[T any](r *reader, public *Opt[T], private Opt[T], what string) {
	if !private.Given {
		return
	}
	if public.Given {
		r.replaced(what, private.Place, public.Place)
	}
	*public = private
}

// replaced says that a private value has taken the place of another. Within one
// file there is nothing to choose by.
func (r *reader) replaced(what string, private, public diag.Place) {
	if private.File == public.File {
		r.add(codeTwice, private, "Keep one of the two.", "%s is given twice.", what).Places = []diag.Place{public, private}
		return
	}
	r.note(codeReplaced, private, "", "%s is taken from %s here, in place of the value at %s.", what, private.File, public).
		Places = []diag.Place{private, public}
}

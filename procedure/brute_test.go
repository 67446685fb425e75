package procedure

import (
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/internal/long"
)

// soonest tries every sequence of decisions, requests and omissions on every day,
// and returns the first day on which the effect is certain to have come about.
func soonest(p *agreement.Procedure, acts []Act, from calendar.Day, left int) calendar.Day {
	const horizon = 14
	best := calendar.Day(horizon)
	for on := from; on < horizon; on++ {
		at := At(p, acts, on)
		if at.Status == Over {
			if at.Outcome == agreement.TakesEffect {
				best = min(best, at.Since)
			}
			return best
		}
		if left == 0 {
			continue
		}
		for i, s := range p.Stages {
			var may []Kind
			if at.Status == Running && len(s.Decides) > 0 {
				may = append(may, Decide)
			}
			if o := agreement.Ends; at.Status == Running && at.Known && at.Last == on { // its last day
				if o, _ = p.Silent(at.Stage); o == agreement.Next && i == p.After(at.Stage) {
					may = append(may, Enter)
				}
			}
			if at.Status == Waiting && i == at.Stage {
				may = append(may, Enter)
			}
			if (at.Status == Waiting || at.Status == Running) && i == at.Stage && len(s.MaySkip) > 0 {
				may = append(may, Skip)
			}
			for _, k := range may {
				more := append(acts[:len(acts):len(acts)], Act{Kind: k, Stage: s.ID, On: on})
				if after := At(p, more, on); len(after.Unfit) == 0 && (after.Stage != at.Stage || after.Status != at.Status) {
					best = min(best, soonest(p, more, on, left-1))
				}
			}
		}
	}
	return best
}

func TestLeastIsTheSoonest(t *testing.T) {
	long.Checks(t, 1000, 100_000)
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 3)
		least, ok := Least(p, 0)
		day := soonest(p, []Act{{Kind: Start, On: 0}}, 0, 6)
		if ok && int(day) != least || !ok && day != 14 {
			t.Fatalf("least %d %v; the soonest is day %d", least, ok, day)
		}
		if ok && least > 0 {
			found++
		}
	})
	if found < 5 {
		t.Errorf("an effect after some days was found %d times", found)
	}
}

// choice is what an actor does in a stage, whatever happens: ask for it, leave it
// out, work for its decision, block it, add days for ever.
type choice struct{ ask, skip, decide, block, extend bool }

func choices(n int, visit func([]choice) bool) bool {
	var fill func(all []choice) bool
	fill = func(all []choice) bool {
		if len(all) == n {
			return visit(all)
		}
		for bits := range 32 {
			c := choice{bits&1 > 0, bits&2 > 0, bits&4 > 0, bits&8 > 0, bits&16 > 0}
			if fill(append(all[:len(all):len(all)], c)) {
				return true
			}
		}
		return false
	}
	return fill(nil)
}

// played is what comes of a procedure without stages beside others, where "a"
// does as it says and all others do as they say.
func played(p *agreement.Procedure, own, theirs []choice) agreement.StageEnd {
	does := func(refs []agreement.Ref, mine, other bool, all bool) bool {
		for _, r := range refs {
			does := other
			if r.ID == "a" {
				does = mine
			}
			if does != all {
				return !all
			}
		}
		return all && len(refs) > 0
	}
	for i, turns := 0, 0; i < len(p.Stages) && turns < 20; turns++ {
		s, a, b := p.Stages[i], own[i], theirs[i]
		if i > 0 && turns > 0 && len(s.MayEnter) > 0 && !does(s.MayEnter, a.ask, b.ask, false) {
			return "" // it rests for good
		}
		o := p.Resolved(i)
		switch {
		case does(s.MaySkip, a.skip, b.skip, false):
			o = agreement.Next
		case does(s.Decides, a.decide, b.decide, true) && !does(s.CanBlock, a.block, b.block, false):
		case !s.Days.Given, does(s.MayExtend, a.extend, b.extend, true):
			return "" // it goes on for ever
		default:
			o, _ = p.Silent(i)
		}
		switch o {
		case agreement.Next:
			i++
		case agreement.Again:
			return ""
		default:
			return o
		}
		if i == len(p.Stages) {
			return agreement.TakesEffect
		}
	}
	return agreement.TakesEffect // no stage at all
}

// CanForce and CanPrevent are what trying every way of "a" against every way of
// all others says.
func TestAloneIsEveryWayTried(t *testing.T) {
	long.Checks(t, 1000, 100_000)
	force, prevent := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t, 2)
		silent := false
		for i, s := range p.Stages {
			s.Beside.Given = false
			if _, said := p.Silent(i); !said {
				silent = true // nobody can count on what is not said
			}
		}
		if silent {
			return
		}
		n := len(p.Stages)
		try := func(effect bool) bool {
			return choices(n, func(own []choice) bool {
				return !choices(n, func(theirs []choice) bool {
					return (played(p, own, theirs) == agreement.TakesEffect) != effect
				})
			})
		}
		if got, want := CanForce(p, "a"), try(true); got != want {
			t.Fatalf("a alone brings it about: %v, tried: %v", got, want)
		}
		if got, want := CanPrevent(p, "a"), try(false); got != want {
			t.Fatalf("a alone keeps it from coming about: %v, tried: %v", got, want)
		}
		if n > 0 && CanForce(p, "a") {
			force++
		}
		if CanPrevent(p, "a") {
			prevent++
		}
	})
	if force < 3 || prevent < 3 {
		t.Errorf("only %d and %d cases", force, prevent)
	}
}

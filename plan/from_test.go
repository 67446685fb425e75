package plan

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/internal/long"
)

// drawState draws a state that planning can go on from: units picked at random,
// with all that comes before them and all that their exchanges hold. Where whole
// is set, the parts of a step are taken together.
func drawState(t *rapid.T, a *agreement.Agreement, whole bool) []agreement.Performance {
	c := agreement.NewCourse(a, agreement.Asking{})
	in := make([]bool, len(c.Units))
	for u := range c.Units {
		in[u] = c.EventOf(u) >= 0 && rapid.IntRange(0, 3).Draw(t, "performed?") == 0
	}
	for grown := true; grown; {
		grown = false
		take := func(u int) {
			grown = grown || !in[u]
			in[u] = true
		}
		for _, e := range c.Edges {
			if in[e.Then] && e.Kind != agreement.ByDemand {
				take(e.First)
			}
		}
		for u := range c.Units {
			for _, v := range belonging(c, u, whole) {
				if in[u] {
					take(v)
				}
			}
		}
	}
	var state []agreement.Performance
	for u, unit := range c.Units {
		if in[u] && c.EventOf(u) >= 0 {
			p := agreement.Performance{StepRef: agreement.StepRef{Ref: refTo(unit.Step.ID), Part: unit.Part}}
			p.On = agreement.Opt[calendar.Day]{V: calendar.Day(18000 + rapid.IntRange(-9, 9).Draw(t, "on")), Given: true}
			state = append(state, p)
		}
	}
	if err := agreement.CheckState(a, state); err != nil {
		t.Fatalf("the state %v is refused: %v", state, err)
	}
	return state
}

// belonging are the units that are performed when the unit is.
func belonging(c *agreement.Course, unit int, whole bool) []int {
	var all []int
	if e := c.EventOf(unit); e >= 0 {
		all = append(all, c.Events[e].Units...)
	}
	if whole {
		all = append(all, c.UnitsOf(stepRef(c.Units[unit].Step.ID))...)
	}
	return all
}

// drawRelativeDates lets some steps be due some days after others.
func drawRelativeDates(t *rapid.T, a *agreement.Agreement) {
	for i, s := range a.Steps {
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "relative?") == 0 {
			base := refTo(a.Steps[rapid.IntRange(0, i-1).Draw(t, "base")].ID)
			s.Due = agreement.Opt[agreement.When]{V: agreement.When{Base: &base, Days: rapid.IntRange(0, 20).Draw(t, "days")}, Given: true}
		}
	}
}

// To plan from a state is to plan the same agreement with done written on what
// the state holds.
func TestPlanningFromAState(t *testing.T) {
	long.Checks(t, 200, 10000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 8, words: true, dates: true})
		drawRelativeDates(t, a)
		state := drawState(t, a, true)
		from := find(t, a, Options{Asking: agreement.Asking{Performed: state}})
		for _, p := range state {
			a.Step(p.ID).Done = p.On // the last part's day counts
		}
		written := find(t, a, Options{})
		if !sameFigures(from, written) || describe(from) != describe(written) {
			t.Fatalf("from %v:\n%swith done written:\n%s", state, describe(from), describe(written))
		}
	})
}

// The parts of a step are steps in a chain, each with its share of the worth: to
// plan on after some of them is to plan that chain with done written on those.
func TestPlanningFromPartOfAStep(t *testing.T) {
	long.Checks(t, 200, 10000)
	rapid.Check(t, func(t *rapid.T) {
		a := drawAgreement(t, taste{units: 9, dates: true})
		for _, s := range a.Steps {
			if len(s.By) == 0 { // nobody is nobody else: the parts of such a step would part
				s.By = []agreement.Ref{refTo("third")}
			}
		}
		state := drawState(t, a, false)
		from := find(t, a, Options{Asking: agreement.Asking{Performed: state}})
		b := unfolded(a)
		for _, p := range state {
			b.Step(p.String()).Done = p.On
		}
		written := find(t, b, Options{})
		if from.Verdict == Blocked && written.Verdict == Blocked {
			return // the circle is told with all the parts on it
		}
		if !sameFigures(from, written) || describe(from) != describe(written) {
			t.Fatalf("from %v:\n%swith the parts as steps:\n%s", state, describe(from), describe(written))
		}
	})
}

// unfolded writes each part of a step as a step of its own.
func unfolded(a *agreement.Agreement) *agreement.Agreement {
	b := *a
	b.Steps, b.Exchanges, b.Demands = nil, nil, nil
	parts := func(r agreement.StepRef) []agreement.StepRef {
		k := a.Step(r.ID).PartCount()
		if r.Part > 0 || k == 1 {
			return []agreement.StepRef{{Ref: refTo(agreement.StepRef{Ref: r.Ref, Part: min(r.Part, k*r.Part)}.String())}}
		}
		var all []agreement.StepRef
		for part := 1; part <= k; part++ {
			all = append(all, agreement.StepRef{Ref: refTo(fmt.Sprintf("%s[%d]", r.ID, part))})
		}
		return all
	}
	ends := func(refs []agreement.StepRef) (last []agreement.StepRef) {
		for _, r := range refs {
			last = append(last, parts(r)[len(parts(r))-1])
		}
		return last
	}
	every := func(refs []agreement.StepRef) (all []agreement.StepRef) {
		for _, r := range refs {
			all = append(all, parts(r)...)
		}
		return all
	}
	for _, s := range a.Steps {
		own := parts(stepRef(s.ID))
		for k, r := range own {
			one := *s
			one.Name, one.Parts, one.Sizes.Given, one.After, one.Locks = name(r.ID), agreement.Opt[int]{}, false, nil, nil
			one.Worths = divided(s.Worths, s.Share(k+1))
			if k == 0 {
				one.After = ends(slices.Concat(s.After, s.Locks))
			} else {
				one.After = own[k-1 : k]
			}
			if k == len(own)-1 {
				one.Locks = every(s.Locks)
			} else {
				one.Due.Given = false
			}
			b.Steps = append(b.Steps, &one)
		}
	}
	for _, x := range a.Exchanges {
		one := *x
		one.Steps = every(x.Steps)
		b.Exchanges = append(b.Exchanges, &one)
	}
	for _, d := range a.Demands {
		one := *d
		switch d.Kind {
		case agreement.Before:
			one.Steps = []agreement.StepRef{ends(d.Steps[:1])[0], parts(d.Steps[1])[0]}
		case agreement.Within:
			one.Steps = ends(d.Steps)
		default:
			one.Steps = every(d.Steps)
		}
		b.Demands = append(b.Demands, &one)
	}
	return &b
}

func divided(all []agreement.Worth, share *big.Rat) []agreement.Worth {
	var out []agreement.Worth
	for _, w := range all {
		w.Amount.Lo, w.Amount.Hi = new(big.Rat).Mul(w.Amount.Lo, share), new(big.Rat).Mul(w.Amount.Hi, share)
		out = append(out, w)
	}
	return out
}

package main

import (
	"testing"

	"detente/agreement"
	"detente/plan"
)

// The planner, over its own tables, and all orders tried on the numbers that the
// peers get: both come to the same share.
func TestPlannerAgreesWithEnumeration(t *testing.T) {
	above := 0
	for _, i := range small {
		k := stated(t, i)
		a, err := i.draw()
		if err != nil {
			t.Fatal(err)
		}
		r, err := plan.Find(a, plan.Options{Levels: 2})
		if err != nil {
			t.Fatal(err)
		}
		want := k.share(byEnumeration(t, k))
		if r.Excess.Share.Cmp(want) != 0 || !r.Excess.Proved {
			t.Errorf("%s: the planner has %s (proved: %v), all orders tried %s", i, r.Excess.Share, r.Excess.Proved, want)
		}
		if want.Sign() > 0 {
			above++
		}
	}
	if above < 5 {
		t.Errorf("only %d instances have an optimum above 0", above)
	}
}

func TestWorstRefusesWhatIsNoOrder(t *testing.T) {
	k := stated(t, instance{"chains", 5, 2, 1})
	best := k.order.Sequence()
	if _, err := k.worst(best); err != nil {
		t.Error(err)
	}
	if len(k.waits()) == 0 {
		t.Fatal("nothing waits")
	}
	backwards := k.order.Reversed().Sequence()
	for _, s := range [][]int{nil, best[:4], append([]int{best[0]}, best[:4]...), {0, 1, 2, 3, 5}, {-1, 0, 1, 2, 3}, backwards} {
		if x, err := k.worst(s); err == nil {
			t.Errorf("%v comes to %d", s, x)
		}
	}
}

// What the peers are not told is refused, not left out.
func TestTaskRefuses(t *testing.T) {
	for what, change := range map[string]func(a *agreement.Agreement){
		"a limit of exposure": func(a *agreement.Agreement) {
			a.Actors[0].MaxExposure = agreement.Opt[agreement.Amount]{V: a.Steps[0].Worths[0].Amount, Given: true}
		},
		"steps performed in one go": func(a *agreement.Agreement) {
			together := &agreement.Demand{
				Name: agreement.Name{ID: "together"}, Kind: agreement.Together,
				Of: agreement.Opt[agreement.Ref]{V: agreement.Ref{ID: a.Actors[0].ID}, Given: true},
			}
			for _, s := range a.Steps {
				together.Steps = append(together.Steps, agreement.StepRef{Ref: agreement.Ref{ID: s.ID}})
			}
			a.Demands = append(a.Demands, together)
		},
	} {
		a, err := instance{"tight", 5, 2, 1}.draw()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range a.Steps {
			s.After = nil
		}
		if _, err := newTask(a); err != nil {
			t.Fatal(err)
		}
		change(a)
		if _, err := newTask(a); err == nil {
			t.Errorf("%s is stated", what)
		}
	}
}

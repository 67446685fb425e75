package repair

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/diag"
)

// An agreement is never changed in place: whoever changes something gets a new
// one that shares with the old everything but what was changed. That is safe
// because references are names, and nobody writes to an agreement once it is read.

// withActor returns the agreement with one actor changed.
func withActor(a *agreement.Agreement, id string, change func(*agreement.Actor)) *agreement.Agreement {
	out := *a
	out.Actors = replaced(a.Actors, func(x *agreement.Actor) bool { return x.ID == id }, change)
	return &out
}

// withStep returns the agreement with one step changed.
func withStep(a *agreement.Agreement, id string, change func(*agreement.Step)) *agreement.Agreement {
	out := *a
	out.Steps = replaced(a.Steps, func(x *agreement.Step) bool { return x.ID == id }, change)
	return &out
}

func replaced[T any](all []*T, is func(*T) bool, change func(*T)) []*T {
	out := slices.Clone(all)
	for i, x := range out {
		if is(x) {
			y := *x
			change(&y)
			out[i] = &y
		}
	}
	return out
}

// withExchange returns the agreement with the two steps in an exchange of their
// own, whose holder is still to be named.
func withExchange(a *agreement.Agreement, steps ...string) *agreement.Agreement {
	x := &agreement.Exchange{Name: agreement.Name{ID: unused(a)}}
	for _, id := range steps {
		x.Steps = append(x.Steps, refTo(id))
	}
	out := *a
	out.Exchanges = append(slices.Clone(a.Exchanges), x)
	return &out
}

// unused is a name for an exchange that the text does not use.
func unused(a *agreement.Agreement) string {
	name := "exchange"
	for a.Exchange(name) != nil || a.Step(name) != nil || a.Actor(name) != nil {
		name += "_"
	}
	return name
}

// withLock returns the agreement in which performing locker makes step permanent.
func withLock(a *agreement.Agreement, locker, step string) *agreement.Agreement {
	return withStep(a, locker, func(s *agreement.Step) { s.Locks = append(slices.Clone(s.Locks), refTo(step)) })
}

// withUndo returns the agreement in which the share x of a step can be taken back.
func withUndo(a *agreement.Agreement, step string, x *big.Rat) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) { s.Undo = given(x, s.Undo.Place) })
}

// withParts returns the agreement with a step in k parts, which together take as
// long as it took before, each rounded up to whole days.
func withParts(a *agreement.Agreement, step string, k int) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) {
		n := s.PartCount()
		s.Parts = given(k, s.Parts.Place)
		if t := s.Takes; t.Given {
			s.Takes = given(agreement.Days{Min: (n*t.V.Min + k - 1) / k, Max: (n*t.V.Max + k - 1) / k}, t.Place)
		}
	})
}

// withoutAfter returns the agreement in which the step does not wait for the
// i-th of its preconditions.
func withoutAfter(a *agreement.Agreement, step string, i int) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) { s.After = slices.Delete(slices.Clone(s.After), i, i+1) })
}

func refTo(step string) agreement.StepRef {
	return agreement.StepRef{Ref: agreement.Ref{ID: step}}
}

func given[T any](v T, at diag.Place) agreement.Opt[T] {
	return agreement.Opt[T]{V: v, Given: true, Place: at}
}

func number(x *big.Rat) agreement.Amount { return agreement.Amount{Lo: x, Hi: x} }

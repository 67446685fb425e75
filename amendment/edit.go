package amendment

import (
	"math/big"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/diag"
)

// WithActor returns the agreement with one actor changed.
func WithActor(a *agreement.Agreement, id string, change func(*agreement.Actor)) *agreement.Agreement {
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

// WithDropped returns the agreement in which a demand was dropped on the day.
func WithDropped(a *agreement.Agreement, demand string, on calendar.Day) *agreement.Agreement {
	out := *a
	out.Demands = replaced(a.Demands, func(d *agreement.Demand) bool { return d.ID == demand }, func(d *agreement.Demand) {
		d.Dropped = Given(on, d.Place)
	})
	return &out
}

// WithExchange returns the agreement with the steps in an exchange of that name,
// which is Unused; its holder, where none is given, is still to be named.
func WithExchange(a *agreement.Agreement, name, holder string, steps ...agreement.StepRef) *agreement.Agreement {
	x := &agreement.Exchange{Name: agreement.Name{ID: name}, Steps: steps}
	if holder != "" {
		x.HeldBy = Given(agreement.Ref{ID: holder}, diag.Place{})
	}
	out := *a
	out.Exchanges = append(slices.Clone(a.Exchanges), x)
	return &out
}

// WithPayment returns the agreement with a step by which one party pays another, who
// counts in the same unit; its name is Unused.
func WithPayment(a *agreement.Agreement, name, from, to string, amount *big.Rat) *agreement.Agreement {
	out := *a
	out.Steps = append(slices.Clone(a.Steps), &agreement.Step{
		Name: agreement.Name{ID: name}, By: []agreement.Ref{{ID: from}},
		Worths: []agreement.Worth{
			{Party: agreement.Ref{ID: to}, Amount: Number(amount)},
			{Party: agreement.Ref{ID: from}, Amount: Number(amount), Cost: true},
		},
	})
	return &out
}

// Unused returns the name, or one like it that the text does not use.
func Unused(a *agreement.Agreement, name string) string {
	for named(a, name) {
		name += "_"
	}
	return name
}

func named(a *agreement.Agreement, id string) bool {
	return a.Exchange(id) != nil || a.Step(id) != nil || a.Actor(id) != nil || a.Demand(id) != nil ||
		a.Anchor(id) != nil || a.Meeting(id) != nil || a.Source(id) != nil
}

// WithLock returns the agreement in which performing locker makes step permanent.
func WithLock(a *agreement.Agreement, locker, step string) *agreement.Agreement {
	return withStep(a, locker, func(s *agreement.Step) { s.Locks = append(slices.Clone(s.Locks), RefTo(step)) })
}

// WithUndo returns the agreement in which the share x of a step can be taken back.
func WithUndo(a *agreement.Agreement, step string, x *big.Rat) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) { s.Undo = Given(x, s.Undo.Place) })
}

// WithoutAfter returns the agreement in which the step does not wait for the
// i-th of its preconditions.
func WithoutAfter(a *agreement.Agreement, step string, i int) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) { s.After = slices.Delete(slices.Clone(s.After), i, i+1) })
}

// WithDue returns the agreement in which the step is due on the day.
func WithDue(a *agreement.Agreement, step string, on calendar.Day) *agreement.Agreement {
	return withStep(a, step, func(s *agreement.Step) {
		at := s.Due.Place
		if !at.Known() {
			at = s.Place
		}
		s.Due = Given(agreement.When{Span: calendar.Span{First: on, Last: on}}, at)
	})
}

// RefTo is the use of a whole step's name, nowhere in the text.
func RefTo(step string) agreement.StepRef {
	return agreement.StepRef{Ref: agreement.Ref{ID: step}}
}

// Given is a value that stands in the text, at the place.
func Given[T any](v T, at diag.Place) agreement.Opt[T] {
	return agreement.Opt[T]{V: v, Given: true, Place: at}
}

// Number is an amount that is one number.
func Number(x *big.Rat) agreement.Amount { return agreement.Amount{Lo: x, Hi: x} }

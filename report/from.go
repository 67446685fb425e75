package report

import (
	"fmt"
	"math/big"

	"detente/agreement"
	"detente/worth"
)

// Taken is a step, or a part of one, that counts as performed because that was
// asked (-from), and not because the text says so.
type Taken struct {
	Name string `json:"name"` // "relief[1]"
	// On is the day on which it was performed, null where that is not known.
	On *string `json:"on"`
}

// Holding is how much a party holds of something: its size in the party's own
// unit, and as a share of what the party gains by the agreement.
type Holding struct {
	Worth string `json:"worth"`
	Share Share  `json:"share"`
}

// Signed is Percent with a minus before what is less than nothing.
func (s Share) Signed() string {
	if s < 0 {
		return "-" + s.Percent()
	}
	return s.Percent()
}

// NewTaken lists what counts as performed because that is asked, in the order of
// the text.
func NewTaken(c *agreement.Course) []Taken {
	all := []Taken{}
	for _, u := range c.Taken {
		x := Taken{Name: c.Units[u].Name()}
		if on := c.On(u); on.Given {
			x.On = day(on.V)
		}
		all = append(all, x)
	}
	return all
}

// heldAtStart is what the party would hold through what has been performed
// before the plan begins, if everything broke down then.
func heldAtStart(a *worth.Account) *Holding {
	held := a.Holds(a.Start())
	return &Holding{a.Say(held), share(new(big.Rat).Quo(a.Reference(held), a.Unit()))}
}

// from says what it means to plan on from a state; nothing where that was not
// asked.
func from(c *agreement.Course) []string {
	if len(c.Taken) == 0 {
		return nil
	}
	var said []string
	if len(worth.Accounts(c)) > 0 {
		said = append(said, "Planned on from what counts as performed: exposure is how far a party would be below where it stands then. What it had gained or given before is not counted again; what it holds through that is said above.")
	}
	if u := latest(c); u >= 0 && c.Agreement.Begins.Given && c.On(u).V > c.Agreement.Begins.V {
		said = append(said, fmt.Sprintf("The days of the plan are counted from %s, although %s was performed on %s: -on DATE lets it begin later.", c.Agreement.Begins.V, c.Units[u].Name(), c.On(u).V))
	}
	if undated := undated(c); len(undated) > 0 {
		said = append(said, "Not counted, because the day on which the step they count from was performed is not given: the dates of "+and(undated)+".")
	}
	return said
}

// latest is the unit that was taken as performed on the latest day; -1 where no
// day is known.
func latest(c *agreement.Course) int {
	last := -1
	for _, u := range c.Taken {
		if c.On(u).Given && (last < 0 || c.On(u).V > c.On(last).V) {
			last = u
		}
	}
	return last
}

// undated names the steps to be performed whose dates count from one that is
// taken as performed on a day that is not known.
func undated(c *agreement.Course) []string {
	var names []string
	for _, s := range c.Agreement.Steps {
		if _, done := c.Done(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}}); done {
			continue
		}
		for _, w := range []agreement.Opt[agreement.When]{s.Due, s.NotBefore} {
			if w.Given && lostDate(c, w.V) {
				names = append(names, fmt.Sprintf("%s (after %s)", s.ID, w.V.Base.ID))
				break
			}
		}
	}
	for _, d := range c.Asked {
		base := d.When.Base
		switch d.Kind {
		case agreement.By, agreement.NotBefore:
		case agreement.Within:
			base = &d.Steps[0].Ref
		default:
			continue
		}
		if _, done := c.Done(d.Steps[len(d.Steps)-1]); !done && lostDate(c, agreement.When{Base: base}) {
			names = append(names, fmt.Sprintf("demand %s (after %s)", d.ID, base.ID))
		}
	}
	return names
}

// lostDate reports whether the day counts, perhaps through anchors, from a step
// that is taken as performed on a day that is not known.
func lostDate(c *agreement.Course, w agreement.When) bool {
	for range len(c.Agreement.Anchors) + 2 {
		if w.Base == nil {
			return false
		}
		if c.Agreement.Step(w.Base.ID) != nil {
			on, done := c.Done(agreement.StepRef{Ref: *w.Base})
			return done && !on.Given
		}
		anchor := c.Agreement.Anchor(w.Base.ID)
		if anchor == nil || !anchor.Date.Given {
			return false
		}
		w = anchor.Date.V
	}
	return false
}

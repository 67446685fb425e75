package agreement

import (
	"slices"

	"detente/diag"
	"detente/standoff"
)

// Limits on what a stand-off may hold.
const (
	MaxStandoffs       = 100                 // stand-offs of one text
	MaxChoices         = standoff.MaxOptions // options of one stand-off
	MaxStates          = 65536               // states of one graph of moves
	MaxStatementWeight = 1_000_000_000       // the largest weight of a statement, either sign
)

// Standoff is a situation before a deal: what the actors can do, what cannot be,
// where they stand today and what each of them prefers. It is made of options,
// or it is a plain graph of states and moves; never both.
type Standoff struct {
	Name
	Title Text
	Text  Text

	Options []*Choice
	States  []*Position

	// Infeasible are statements about options: no state that meets one can be.
	Infeasible []Statement
	// Exclusive are sets of options of which at most one is taken.
	Exclusive [][]Ref
	// Coalesce are statements: the states that meet one count as one state.
	Coalesce []Statement
	// Today is the state that the actors are in.
	Today Opt[standoff.State]

	Prefers   []*Preference
	Perceived []*Perception
	Cited
}

// Choice is an option: something that one actor alone decides.
type Choice struct {
	Name
	By   Opt[Ref]
	Text Text
	// Once: it can be taken, and not taken back.
	Once bool
	// BackOnly: it can be given up, and not taken again.
	BackOnly bool
}

// Direction says which way the option can be changed.
func (c *Choice) Direction() standoff.Direction {
	switch {
	case c.Once:
		return standoff.Once
	case c.BackOnly:
		return standoff.BackOnly
	}
	return standoff.Both
}

// Position is a state of a graph of moves, with the moves that begin there.
type Position struct {
	Name
	Text  Text
	Moves []Leap
}

// Leap is the moves of one actor from a state.
type Leap struct {
	By Ref
	To []Ref
}

// Statement is a formula about the options of its stand-off, which its numbers
// are those of, and how the text writes it.
type Statement struct {
	standoff.Formula
	Text  string
	Place diag.Place
}

// Outcome is a state as the text names it: the code of the options taken, or the
// number of the state in a graph.
type Outcome struct {
	standoff.State
	Place diag.Place
}

// Preference is what one actor prefers: by statements, or by a ranking. With
// neither, nothing is said.
type Preference struct {
	Of Ref
	// Statements are in the order of their importance; with Weights each counts as
	// much as its weight instead.
	Statements []Statement
	Weights    []int64
	// Ranking lists states, best first; those of one entry are liked equally.
	Ranking [][]Outcome
	// Unknown are pairs of states whose order is not known.
	Unknown [][2]Outcome
	// UnknownBy are statements: how a state that meets one compares with one that
	// does not is not known.
	UnknownBy []Statement
	// Ties says that states which the preference leaves equal are meant to be.
	Ties  bool
	Place diag.Place // of the block's header
	Cited
}

// Given reports whether the preference says anything.
func (p *Preference) Given() bool { return len(p.Statements) > 0 || len(p.Ranking) > 0 }

// Perception is how one actor sees the situation, where it sees it otherwise than
// the text tells it.
type Perception struct {
	Of Ref
	// Unseen are statements: a state that meets one does not occur to the actor.
	Unseen []Statement
	// UnseenStates are such states of a graph.
	UnseenStates []Ref
	// Prefers are what the actor believes of preferences, its own included.
	Prefers []*Preference
	Place   diag.Place
}

// Standoff returns the stand-off of that name, or nil.
func (a *Agreement) Standoff(id string) *Standoff {
	return named(a.Standoffs, id, func(x *Standoff) string { return x.ID })
}

// Number returns the number of the option of that name, -1 if there is none.
func (s *Standoff) Number(id string) int {
	return slices.IndexFunc(s.Options, func(o *Choice) bool { return o.ID == id })
}

// Prefer returns what the stand-off says of the actor's preferences, or nil.
func (s *Standoff) Prefer(id string) *Preference { return preferenceOf(s.Prefers, id) }

// Perception returns how the actor sees the situation, or nil where it sees it as
// the text tells it.
func (s *Standoff) Perception(id string) *Perception {
	return named(s.Perceived, id, func(x *Perception) string { return x.Of.ID })
}

// Prefer returns what the perception says of the actor's preferences, or nil.
func (p *Perception) Prefer(id string) *Preference { return preferenceOf(p.Prefers, id) }

func preferenceOf(all []*Preference, id string) *Preference {
	return named(all, id, func(x *Preference) string { return x.Of.ID })
}

// Involves returns the actors of the stand-off: those that decide on an option,
// move or prefer something in it, in the order of the text's actors.
func (a *Agreement) Involves(s *Standoff) []*Actor {
	in := map[string]bool{}
	for _, o := range s.Options {
		in[o.By.V.ID] = true
	}
	for _, x := range s.States {
		for _, m := range x.Moves {
			in[m.By.ID] = true
		}
	}
	for _, p := range s.Prefers {
		in[p.Of.ID] = true
	}
	var all []*Actor
	for _, x := range a.Actors {
		if in[x.ID] {
			all = append(all, x)
		}
	}
	return all
}

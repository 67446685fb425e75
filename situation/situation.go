// Package situation makes models of the stand-offs of a text, ready to be analysed: which
// states can be, who moves where, and how each actor ranks the states by its statements,
// its ranking or its weights; states told as one are drawn together, and an actor that sees
// the situation otherwise gets a model of its own. It also goes the way back, from a state
// of the model to words and to the steps that lead there. It analyses nothing.
package situation

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/diag"
	"detente/standoff"
)

// Limits on what is made a model of: beyond them memory would run out before patience.
const (
	// MaxCells is the most states times actors: 2^24 states of four actors.
	MaxCells = 1 << 26
	// MaxTogether is the most codes of options of a stand-off whose states are drawn
	// together, which makes a graph of it.
	MaxTogether = 1 << 16
	// maxMoves is the most moves of such a graph.
	maxMoves = 1 << 22
)

// Situation is a stand-off with its model.
type Situation struct {
	Text   *agreement.Standoff
	Actors []*agreement.Actor // by their number in the model
	// Model is the situation as the text tells it. Ranks of an actor of whom nothing is
	// said are all equal.
	Model *standoff.Model
	// Views are, by actor, the situation as that actor sees it; nil where it sees it as the
	// text tells it.
	Views []*standoff.Model
	// Codes are, where states are drawn together, by state of the model the options taken
	// in the state that stands for it, with the fewest of the later options; nil elsewhere.
	Codes []standoff.State
	// Members is, where states are drawn together, how many states each one stands for.
	Members []int

	// Plain is the model before states are drawn together; Model where they are not.
	Plain *standoff.Model
	into  []standoff.State // by state of Plain, that of Model; nil where they are the same
}

// Fault says why a stand-off cannot be made a model of: which of the findings of package
// check it is.
type Fault struct {
	Kind  FaultKind
	Place diag.Place
	What  string // a plain sentence
}

// Error returns the sentence.
func (f *Fault) Error() string { return f.What }

// FaultKind tells faults apart.
type FaultKind int

// The faults.
const (
	Empty    FaultKind = iota + 1 // no state can be
	NotToday                      // today's state cannot be
	TooLarge
	Nobody // there is nobody in it, or nothing to decide
)

// New makes the model of a stand-off of the agreement, which has no errors of form. The
// error is a [*Fault].
func New(a *agreement.Agreement, s *agreement.Standoff) (*Situation, error) {
	x := &Situation{Text: s, Actors: a.Involves(s)}
	if len(x.Actors) == 0 || len(s.Options)+len(s.States) == 0 {
		return nil, &Fault{Nobody, s.Place, fmt.Sprintf("The stand-off %s has nobody in it who could decide anything.", s.ID)}
	}
	if err := x.fits(); err != nil {
		return nil, err
	}
	x.Model = x.scene()
	if err := x.possible(); err != nil {
		return nil, err
	}
	x.Model.Rank = make([][]uint32, len(x.Actors))
	for i, who := range x.Actors {
		x.Model.Rank[i] = x.ranks(x.Model, s.Prefer(who.ID))
	}
	x.Views = make([]*standoff.Model, len(x.Actors))
	for i, who := range x.Actors {
		if p := s.Perception(who.ID); p != nil {
			x.Views[i] = x.view(p)
		}
	}
	x.Plain = x.Model
	if len(s.Coalesce) > 0 && len(s.Options) > 0 {
		return x, x.drawTogether()
	}
	return x, nil
}

// fits refuses what is too large.
func (x *Situation) fits() error {
	s := x.Text
	size := max(len(s.States), 1<<len(s.Options))
	if size > MaxCells/len(x.Actors) {
		return &Fault{TooLarge, s.Place, fmt.Sprintf("The stand-off %s has %d options and %d actors: more than %d states, all actors' views of them counted, are not looked at.", s.ID, len(s.Options), len(x.Actors), MaxCells)}
	}
	if len(s.Coalesce) > 0 && size > MaxTogether {
		return &Fault{TooLarge, s.Coalesce[0].Place, fmt.Sprintf("The stand-off %s has %d options: where states are told as one, at most %d combinations of options are looked at.", s.ID, len(s.Options), MaxTogether)}
	}
	return nil
}

// scene is the model without preferences.
func (x *Situation) scene() *standoff.Model {
	s := x.Text
	m := &standoff.Model{Today: s.Today.V, Known: s.Today.Given}
	number := map[string]int{}
	for i, who := range x.Actors {
		number[who.ID] = i
		m.Actors = append(m.Actors, who.ID)
	}
	if len(s.States) > 0 {
		x.graph(m, number)
		return m
	}
	for _, o := range s.Options {
		// An option that nobody decides on stays as it is: no state in which it differs can be.
		m.Options = append(m.Options, standoff.Option{Name: o.ID, Owner: number[o.By.V.ID], Direction: o.Direction()})
	}
	m.Feasible = Feasible(s)
	return m
}

// graph fills in the states and moves of a graph.
func (x *Situation) graph(m *standoff.Model, number map[string]int) {
	m.Moves = make([][][]standoff.State, len(x.Actors))
	for i := range m.Moves {
		m.Moves[i] = make([][]standoff.State, len(x.Text.States))
	}
	at := map[string]standoff.State{}
	for k, s := range x.Text.States {
		m.States = append(m.States, s.ID)
		at[s.ID] = standoff.State(k)
	}
	for k, s := range x.Text.States {
		for _, l := range s.Moves {
			var to []standoff.State
			for _, t := range l.To {
				to = append(to, at[t.ID])
			}
			slices.Sort(to)
			m.Moves[number[l.By.ID]][k] = to
		}
	}
}

// possible refuses a stand-off in which nothing can be, or not what is said to be today.
func (x *Situation) possible() error {
	m, s := x.Model, x.Text
	switch {
	case m.Feasible != nil && m.Feasible.Count() == 0:
		return &Fault{Empty, s.Place, fmt.Sprintf("In the stand-off %s no state can be: every combination of options is ruled out.", s.ID)}
	case m.Known && !m.CanBe(m.Today):
		return &Fault{NotToday, s.Today.Place, fmt.Sprintf("Today's state of the stand-off %s cannot be%s.", s.ID, x.ruledOut(m.Today))}
	}
	return nil
}

// ruledOut says by what a state is ruled out.
func (x *Situation) ruledOut(code standoff.State) string {
	for _, f := range x.Text.Infeasible {
		if f.Holds(code) {
			return ": " + f.Text + " is ruled out"
		}
	}
	for _, set := range x.Text.Exclusive {
		var taken []string
		for _, o := range set {
			if code>>x.Text.Number(o.ID)&1 != 0 {
				taken = append(taken, o.ID)
			}
		}
		if len(taken) > 1 {
			return ": of " + and(taken) + " at most one is taken"
		}
	}
	return ""
}

// Feasible returns the states of a stand-off made of options that can be; nil: all of them.
// The stand-off has at most 26 options.
func Feasible(s *agreement.Standoff) standoff.Bits {
	n := len(s.Options)
	var out []standoff.Formula // what cannot be
	for _, f := range s.Infeasible {
		out = append(out, f.Formula)
	}
	for _, set := range s.Exclusive {
		for i, o := range set {
			var others []standoff.Formula
			for _, p := range set[i+1:] {
				others = append(others, taken(s.Number(p.ID)))
			}
			out = append(out, standoff.Formula{Op: standoff.And, Parts: []standoff.Formula{taken(s.Number(o.ID)), {Op: standoff.Or, Parts: others}}})
		}
	}
	for k, o := range s.Options {
		if !o.By.Given {
			stays := taken(k)
			if s.Today.V>>k&1 != 0 {
				stays = standoff.Formula{Op: standoff.Not, Parts: []standoff.Formula{stays}}
			}
			out = append(out, stays)
		}
	}
	if len(out) == 0 || n == 0 {
		return nil
	}
	return standoff.Formula{Op: standoff.Not, Parts: []standoff.Formula{{Op: standoff.Or, Parts: out}}}.Set(n)
}

func taken(option int) standoff.Formula {
	return standoff.Formula{Op: standoff.Taken, Option: option}
}

// ranks ranks the states of the model as the preference says; nil says nothing.
func (x *Situation) ranks(m *standoff.Model, p *agreement.Preference) []uint32 {
	switch {
	case p == nil || !p.Given():
		return make([]uint32, m.Size())
	case len(p.Weights) > 0:
		return standoff.ByWeights(m, formulas(p.Statements), p.Weights)
	case len(p.Statements) > 0:
		return standoff.ByStatements(m, formulas(p.Statements))
	}
	groups := make([][]standoff.State, len(p.Ranking))
	for k, g := range p.Ranking {
		for _, o := range g {
			groups[k] = append(groups[k], o.State)
		}
	}
	return standoff.ByRanking(m, groups)
}

func formulas(all []agreement.Statement) []standoff.Formula {
	var out []standoff.Formula
	for _, s := range all {
		out = append(out, s.Formula)
	}
	return out
}

// view is the situation as an actor sees it.
func (x *Situation) view(p *agreement.Perception) *standoff.Model {
	v := *x.Model
	v.Feasible = standoff.NewBits(v.Size())
	hidden := map[string]bool{}
	for _, s := range p.UnseenStates {
		hidden[s.ID] = true
	}
	for s := range v.Size() {
		code := standoff.State(s)
		if x.Model.CanBe(code) && !unseen(p, code) && (v.States == nil || !hidden[v.States[s]]) {
			v.Feasible.Add(code)
		}
	}
	v.Rank = slices.Clone(x.Model.Rank)
	for i, who := range x.Actors {
		if believed := p.Prefer(who.ID); believed != nil {
			v.Rank[i] = x.ranks(&v, believed)
		}
	}
	if v.Known = v.Known && v.CanBe(v.Today); !v.Known {
		v.Today = 0
	}
	return &v
}

func unseen(p *agreement.Perception, code standoff.State) bool {
	return slices.ContainsFunc(p.Unseen, func(f agreement.Statement) bool { return f.Holds(code) })
}

// and joins names as "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

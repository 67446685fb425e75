package standoff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Changeable returns the options that the actor can change in the state, as a code: its
// own, where their directions allow it.
func (m *Model) Changeable(actor int, s State) State {
	var mask State
	for k, o := range m.Options {
		taken := s>>k&1 != 0
		if o.Owner == actor && (o.Direction == Both || taken == (o.Direction == BackOnly)) {
			mask |= 1 << k
		}
	}
	return mask
}

// Successors returns the states that the actor can move to from the state, in ascending
// order, without the state itself: all that a joint change of its own options leads to, if
// they can be. Nobody moves from a state that cannot be. It is the plain reference for
// whatever is quicker.
func (m *Model) Successors(actor int, s State) []State {
	if !m.CanBe(s) {
		return nil
	}
	if m.Options == nil {
		var next []State
		for _, t := range m.Moves[actor][s] {
			if m.CanBe(t) {
				next = append(next, t)
			}
		}
		return next
	}
	var next []State
	mask := m.Changeable(actor, s)
	for change := mask; change != 0; change = (change - 1) & mask {
		if t := s ^ change; m.CanBe(t) {
			next = append(next, t)
		}
	}
	slices.Sort(next)
	return next
}

// Taken returns the names of the options taken in the state, sorted; in an explicit graph
// the name of the state alone. Where two actors have an option of the same name, the name
// of the owner follows in brackets.
func (m *Model) Taken(s State) []string {
	if m.Options == nil {
		return []string{m.States[s]}
	}
	names := []string{}
	for k, o := range m.Options {
		if s>>k&1 == 0 {
			continue
		}
		name := o.Name
		if slices.ContainsFunc(m.Options, func(p Option) bool { return p.Name == o.Name && p.Owner != o.Owner }) {
			name += " (" + m.Actors[o.Owner] + ")"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// name is the state in a message.
func (m *Model) name(s State) string {
	if taken := m.Taken(s); len(taken) > 0 {
		return strings.Join(taken, ", ")
	}
	return "no option taken"
}

// NewGraph returns an explicit graph of moves; moves are pairs from, to by actor, in any
// order, and a pair given twice counts once. The error names a state or an actor without a
// name of its own, a move that leads nowhere or from a state to itself. Ranks are set by
// whoever knows them, on the model.
func NewGraph(actors, states []string, moves [][][2]State) (*Model, error) {
	m := &Model{Actors: actors, States: states, Moves: make([][][]State, len(actors))}
	for i := range actors {
		m.Moves[i] = make([][]State, len(states))
		if i >= len(moves) {
			continue
		}
		for _, move := range moves[i] {
			if int(move[0]) >= len(states) || int(move[1]) >= len(states) {
				return nil, fmt.Errorf("a move of %s names state number %d; there are %d states",
					actors[i], max(move[0], move[1]), len(states))
			}
			m.Moves[i][move[0]] = append(m.Moves[i][move[0]], move[1])
		}
		for s, next := range m.Moves[i] {
			slices.Sort(next)
			m.Moves[i][s] = slices.Compact(next)
		}
	}
	return m, m.checkForm()
}

// Check returns what is wrong with the form of the model, or nil: names that are missing
// or used twice, options without an owner, too many options, moves out of order, to
// themselves or to nowhere, ranks that are missing or 2^32-1, a state of today that cannot
// be, and no state that can be. Every analysis takes a model that passes.
func (m *Model) Check() error {
	if err := m.checkForm(); err != nil {
		return err
	}
	if m.Feasible != nil && m.Feasible.Count() == 0 {
		return fmt.Errorf("no state can be: the infeasible combinations leave nothing")
	}
	if len(m.Rank) != len(m.Actors) {
		return fmt.Errorf("there are %d actors and preferences of %d", len(m.Actors), len(m.Rank))
	}
	for i, rank := range m.Rank {
		if len(rank) != m.Size() {
			return fmt.Errorf("%s ranks %d states; there are %d", m.Actors[i], len(rank), m.Size())
		}
		if at := slices.Index(rank, ^uint32(0)); at >= 0 {
			return fmt.Errorf("the rank of %s for %q is too large: at most 2^32-2", m.Actors[i], m.name(State(at)))
		}
	}
	if m.Known && (int(m.Today) >= m.Size() || !m.CanBe(m.Today)) {
		return fmt.Errorf("the state of today cannot be")
	}
	return nil
}

// checkForm is Check without ranks and today.
func (m *Model) checkForm() error {
	if err := unique("actor", m.Actors); err != nil {
		return err
	}
	if m.Feasible != nil && len(m.Feasible) != len(NewBits(m.Size())) {
		return fmt.Errorf("the set of states that can be is not made for %d states", m.Size())
	}
	if m.Options == nil {
		return m.checkGraph()
	}
	if m.States != nil || m.Moves != nil {
		return fmt.Errorf("states are made of options or listed with their moves, not both")
	}
	if len(m.Options) > MaxOptions {
		return fmt.Errorf("there are %d options; at most %d can be analysed", len(m.Options), MaxOptions)
	}
	for k, o := range m.Options {
		for _, p := range m.Options[:k] {
			if p.Name == o.Name && p.Owner == o.Owner {
				return fmt.Errorf("two options of one actor are called %q", o.Name)
			}
		}
		if o.Owner < 0 || o.Owner >= len(m.Actors) {
			return fmt.Errorf("option %q has no owner among the actors", o.Name)
		}
	}
	return nil
}

func (m *Model) checkGraph() error {
	if err := unique("state", m.States); err != nil {
		return err
	}
	if len(m.Moves) != len(m.Actors) {
		return fmt.Errorf("there are %d actors and moves of %d", len(m.Actors), len(m.Moves))
	}
	for i, moves := range m.Moves {
		if len(moves) != len(m.States) {
			return fmt.Errorf("the moves of %s are given for %d states; there are %d", m.Actors[i], len(moves), len(m.States))
		}
		for s, next := range moves {
			if err := m.checkMoves(i, State(s), next); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *Model) checkMoves(actor int, from State, next []State) error {
	for k, t := range next {
		switch {
		case int(t) >= len(m.States):
			return fmt.Errorf("a move of %s from %q leads to state number %d; there are %d states", m.Actors[actor], m.States[from], t, len(m.States))
		case t == from:
			return fmt.Errorf("a move of %s leads from %q to itself", m.Actors[actor], m.States[from])
		case k > 0 && next[k-1] >= t:
			return fmt.Errorf("the moves of %s from %q are not in ascending order", m.Actors[actor], m.States[from])
		}
	}
	return nil
}

// unique returns an error where a name is empty or used twice.
func unique(what string, names []string) error {
	sorted := slices.Sorted(slices.Values(names))
	for k, name := range sorted {
		if name == "" {
			return fmt.Errorf("one of the %ss has no name", what)
		}
		if k > 0 && sorted[k-1] == name {
			return fmt.Errorf("two of the %ss are called %q", what, name)
		}
	}
	return nil
}

// Coalesce returns the situation as an explicit graph in which each of the groups of
// states is one state, and for every state of m the number of the state it became; states
// that cannot be are left out and have the number ^State(0). An actor can move from one to
// another if it can from some member to some member. The members of a group have to be
// tied for every actor: a state has one rank. The new states stand in the order of their
// least members and are called after them.
func (m *Model) Coalesce(groups [][]State) (*Model, []State, error) {
	into, err := m.merged(groups)
	if err != nil {
		return nil, nil, err
	}
	var states []string
	var first []State
	number := map[State]State{}
	for s, least := range into {
		if least == State(s) {
			number[least] = State(len(states))
			states = append(states, m.name(least))
			first = append(first, least)
		}
	}
	for s, least := range into {
		if least != ^State(0) {
			into[s] = number[least]
		}
	}
	g, err := NewGraph(m.Actors, states, m.movesBetween(into))
	if err != nil {
		return nil, nil, err
	}
	for _, rank := range m.Rank {
		r := make([]uint32, len(first))
		for k, s := range first {
			r[k] = rank[s]
		}
		g.Rank = append(g.Rank, r)
	}
	if g.Known = m.Known; m.Known {
		g.Today = into[m.Today]
	}
	return g, into, nil
}

// merged returns for every state the least member of its group, ^State(0) where it cannot be.
func (m *Model) merged(groups [][]State) ([]State, error) {
	into := make([]State, m.Size())
	placed := make([]bool, m.Size())
	for s := range into {
		if into[s] = State(s); !m.CanBe(State(s)) {
			into[s] = ^State(0)
		}
	}
	for _, group := range groups {
		group = slices.DeleteFunc(slices.Clone(group), func(s State) bool { return !m.CanBe(s) })
		if len(group) == 0 {
			continue
		}
		least := slices.MinFunc(group, cmp.Compare[State])
		for _, s := range group {
			if placed[s] {
				return nil, fmt.Errorf("%q stands in two groups", m.name(s))
			}
			for i, rank := range m.Rank {
				if rank[s] != rank[least] {
					return nil, fmt.Errorf("%q and %q cannot be one state: %s does not rank them alike", m.name(least), m.name(s), m.Actors[i])
				}
			}
			into[s], placed[s] = least, true
		}
	}
	return into, nil
}

// movesBetween returns the moves of every actor between the numbers in into.
func (m *Model) movesBetween(into []State) [][][2]State {
	moves := make([][][2]State, len(m.Actors))
	for i := range m.Actors {
		for s := range into {
			for _, t := range m.Successors(i, State(s)) {
				if into[s] != into[t] {
					moves[i] = append(moves[i], [2]State{into[s], into[t]})
				}
			}
		}
	}
	return moves
}

package proof

import (
	"errors"
	"fmt"

	"detente/standoff"
)

// Standoff checks a verdict of stability: every move of the evidence is made again, and
// where the evidence says that nothing else exists, everything is enumerated. An error says
// what is not so; states are named by their codes.
//
// It goes by the definitions of the literature, one actor or several (see
// [standoff.Concept]), and takes time in proportion to the moves that can be made.
func Standoff(m *standoff.Model, e standoff.Evidence) error {
	v := &verdict{m: m, e: e}
	if err := v.form(); err != nil {
		return err
	}
	if e.Stable {
		return v.stable()
	}
	return v.unstable()
}

// verdict is a check under way.
type verdict struct {
	m             *standoff.Model
	e             standoff.Evidence
	group, others []int
}

// form checks that the claim speaks of states and actors that exist.
func (v *verdict) form() error {
	last := -1
	for _, i := range v.e.Group {
		if i <= last || i >= len(v.m.Actors) {
			return errors.New("the members of the group are not actors in ascending order")
		}
		last = i
	}
	if len(v.e.Group) == 0 {
		return errors.New("the group has no members")
	}
	if !v.exists(v.e.State) {
		return fmt.Errorf("state %d cannot be", v.e.State)
	}
	if v.e.Concept > standoff.SSEQ {
		return fmt.Errorf("there is no evidence for verdicts of the concept %d", v.e.Concept)
	}
	in := make([]bool, len(v.m.Actors))
	for _, i := range v.e.Group {
		in[i] = true
	}
	for i := range v.m.Actors {
		if in[i] {
			v.group = append(v.group, i)
		} else {
			v.others = append(v.others, i)
		}
	}
	return nil
}

func (v *verdict) exists(s standoff.State) bool {
	return int(s) < v.m.Size() && v.m.CanBe(s)
}

// unstable checks that the way is legal, that it ends better for every member of the group,
// and that nothing deters it.
func (v *verdict) unstable() error {
	if len(v.e.Answers) > 0 {
		return errors.New("a state that is not stable has no answers")
	}
	if len(v.e.Way) == 0 {
		return errors.New("the group makes no move")
	}
	t, err := v.follow(v.e.State, v.e.Way, v.group, false)
	if err != nil {
		return err
	}
	if !v.gain(t) {
		return fmt.Errorf("state %d is not better for the whole group", t)
	}
	if v.e.Concept == standoff.Nash {
		return nil
	}
	for _, q := range v.reached(t, v.others, v.improving()) {
		if v.deters(q) {
			return fmt.Errorf("the move to %d is deterred: the others can bring about %d", t, q)
		}
	}
	return nil
}

// stable checks that every improvement of the group has its answer, and that the answers hold.
func (v *verdict) stable() error {
	if len(v.e.Way) > 0 {
		return errors.New("a stable state is not left")
	}
	answers := map[standoff.State]standoff.Answer{}
	for k, a := range v.e.Answers {
		if k > 0 && a.Improvement <= v.e.Answers[k-1].Improvement {
			return errors.New("the answers are not in ascending order")
		}
		answers[a.Improvement] = a
	}
	open := 0
	for _, t := range v.reached(v.e.State, v.group, false) {
		if !v.gain(t) {
			continue
		}
		open++
		a, ok := answers[t]
		if !ok {
			return fmt.Errorf("nothing is said against the move to %d", t)
		}
		if err := v.answer(a); err != nil {
			return err
		}
	}
	if open != len(v.e.Answers) {
		return errors.New("there is an answer to a move that is no improvement")
	}
	return nil
}

func (v *verdict) answer(a standoff.Answer) error {
	if v.e.Concept == standoff.Nash {
		return fmt.Errorf("the move to %d is an improvement, and nothing deters it", a.Improvement)
	}
	if len(a.Reply) == 0 {
		return fmt.Errorf("nobody replies to the move to %d", a.Improvement)
	}
	q, err := v.follow(a.Improvement, a.Reply, v.others, v.improving())
	if err != nil {
		return err
	}
	if !v.deters(q) {
		return fmt.Errorf("state %d does not deter the move to %d", q, a.Improvement)
	}
	return nil
}

// improving reports whether the others make only moves that improve the state for them.
func (v *verdict) improving() bool {
	return v.e.Concept == standoff.SEQ || v.e.Concept == standoff.SSEQ
}

// gain reports whether the state is better for every member of the group than where it stands.
func (v *verdict) gain(t standoff.State) bool {
	for _, i := range v.group {
		if v.m.Rank[i][t] <= v.m.Rank[i][v.e.State] {
			return false
		}
	}
	return true
}

// deters reports whether the state, brought about by the others, deters the group.
func (v *verdict) deters(q standoff.State) bool {
	if v.gain(q) {
		return false
	}
	if v.e.Concept != standoff.SMR && v.e.Concept != standoff.SSEQ {
		return true
	}
	for _, t := range v.reached(q, v.group, false) {
		if v.gain(t) {
			return false
		}
	}
	return true
}

// follow makes the moves of a sequence and returns where it ends, or what is wrong with it.
func (v *verdict) follow(s standoff.State, way []standoff.Step, group []int, improving bool) (standoff.State, error) {
	last := -1
	for _, step := range way {
		switch {
		case !contains(group, step.Actor):
			return s, fmt.Errorf("the move to %d is made by somebody else", step.To)
		case step.Actor == last:
			return s, fmt.Errorf("the one that moves to %d moved just before", step.To)
		case !v.legal(step.Actor, s, step.To):
			return s, fmt.Errorf("there is no such move from %d to %d", s, step.To)
		case improving && !v.likes(step.Actor, step.To, s):
			return s, fmt.Errorf("the move from %d to %d is no improvement for whoever makes it", s, step.To)
		}
		s, last = step.To, step.Actor
	}
	return s, nil
}

func contains(group []int, actor int) bool {
	for _, i := range group {
		if i == actor {
			return true
		}
	}
	return false
}

func (v *verdict) likes(actor int, s, than standoff.State) bool {
	return v.m.Rank[actor][s] > v.m.Rank[actor][than]
}

// legal reports whether the actor can move from one state to the other.
func (v *verdict) legal(actor int, from, to standoff.State) bool {
	if from == to || !v.exists(to) {
		return false
	}
	if v.m.Options == nil {
		for _, t := range v.m.Moves[actor][from] {
			if t == to {
				return true
			}
		}
		return false
	}
	for k, o := range v.m.Options {
		was, is := from>>k&1, to>>k&1
		if was == is {
			continue
		}
		if o.Owner != actor || o.Direction == standoff.Once && is == 0 || o.Direction == standoff.BackOnly && is == 1 {
			return false
		}
	}
	return true
}

// reached lists the states that legal sequences of the group lead to from a state, by at
// least one move. It goes from pair to pair of a state and whoever moved last.
func (v *verdict) reached(from standoff.State, group []int, improving bool) []standoff.State {
	type place struct {
		state standoff.State
		last  int
	}
	seen := map[place]bool{}
	listed := map[standoff.State]bool{}
	var all []standoff.State
	todo := []place{{from, -1}}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, i := range group {
			if i == at.last {
				continue
			}
			for _, to := range v.candidates(i, at.state) {
				next := place{to, i}
				if seen[next] || !v.legal(i, at.state, to) || improving && !v.likes(i, to, at.state) {
					continue
				}
				seen[next] = true
				todo = append(todo, next)
				if !listed[to] {
					listed[to] = true
					all = append(all, to)
				}
			}
		}
	}
	return all
}

// candidates lists states among which are all that the actor can move to.
func (v *verdict) candidates(actor int, from standoff.State) []standoff.State {
	if v.m.Options == nil {
		return v.m.Moves[actor][from]
	}
	var own standoff.State
	for k, o := range v.m.Options {
		if o.Owner == actor {
			own |= 1 << k
		}
	}
	var all []standoff.State
	for part := own; part != 0; part = (part - 1) & own {
		all = append(all, from^part)
	}
	return all
}

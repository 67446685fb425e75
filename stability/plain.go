package stability

import (
	"slices"

	"detente/standoff"
)

// This file is the definitions, word by word. It is slow and shares nothing with the
// solvers that are quick, so that it can say whether they are right.

// Plain returns by actor the states that are stable by the concept.
func Plain(m *standoff.Model, c Concept) []standoff.Bits {
	stable := make([]standoff.Bits, len(m.Actors))
	for i := range m.Actors {
		stable[i] = standoff.NewBits(m.Size())
		for s := range standoff.State(m.Size()) {
			if m.CanBe(s) && PlainStable(m, c, i, s) {
				stable[i].Add(s)
			}
		}
	}
	return stable
}

// PlainStable reports whether the state, which can be, is stable for the actor.
func PlainStable(m *standoff.Model, c Concept, actor int, s standoff.State) bool {
	for _, t := range PlainImprovements(m, actor, s) {
		if !sanctioned(m, c, actor, s, t) {
			return false
		}
	}
	return true
}

// sanctioned reports whether something keeps the actor from moving from s to t.
func sanctioned(m *standoff.Model, c Concept, actor int, s, t standoff.State) bool {
	switch c {
	case Nash:
		return false
	case SIM, SIMAny:
		return spoilt(m, c, actor, s, t)
	}
	others := others(m, actor)
	reach := PlainReach(m, others, t, c == SEQ || c == SSEQ)
	reach.Add(t)
	for q := range standoff.State(m.Size()) {
		if !reach.Has(q) || m.Rank[actor][q] > m.Rank[actor][s] {
			continue
		}
		if c == GMR || c == SEQ || !escapes(m, actor, q, s) {
			return true
		}
	}
	return false
}

// escapes reports whether a move of the actor leads from q to a state better than s.
func escapes(m *standoff.Model, actor int, q, s standoff.State) bool {
	for _, t := range m.Successors(actor, q) {
		if m.Rank[actor][t] > m.Rank[actor][s] {
			return true
		}
	}
	return false
}

// PlainImprovements returns the states that the actor can move to and prefers to s.
func PlainImprovements(m *standoff.Model, actor int, s standoff.State) []standoff.State {
	return slices.DeleteFunc(m.Successors(actor, s), func(t standoff.State) bool {
		return m.Rank[actor][t] <= m.Rank[actor][s]
	})
}

// PlainReach returns R_H(s), or R⁺_H(s) where improving is set: the states that the group
// reaches from s by one move or more, nobody moving twice in a row. The state s itself is
// in it only if a sequence comes back to it.
func PlainReach(m *standoff.Model, group []int, s standoff.State, improving bool) standoff.Bits {
	type place struct {
		s    standoff.State
		last int // who moved last
	}
	reach := standoff.NewBits(m.Size())
	seen := map[place]bool{}
	for queue := []place{{s, -1}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		for _, i := range group {
			if i == at.last {
				continue
			}
			next := m.Successors(i, at.s)
			if improving {
				next = PlainImprovements(m, i, at.s)
			}
			for _, t := range next {
				if p := (place{t, i}); !seen[p] {
					seen[p] = true
					reach.Add(t)
					queue = append(queue, p)
				}
			}
		}
	}
	return reach
}

// others returns all actors but one.
func others(m *standoff.Model, actor int) []int {
	var all []int
	for j := range m.Actors {
		if j != actor {
			all = append(all, j)
		}
	}
	return all
}

// spoilt reports whether the others, moving from s at the same moment, can make the move of
// the actor to t end in a state no better than s.
func spoilt(m *standoff.Model, c Concept, actor int, s, t standoff.State) bool {
	if m.Options == nil {
		return false
	}
	// ends are the states in which the moves of those looked at so far end.
	ends := []standoff.State{t}
	for _, j := range others(m, actor) {
		if c == SIM && PlainStable(m, SEQ, j, s) {
			continue
		}
		before := ends
		for _, b := range PlainImprovements(m, j, s) {
			for _, end := range before {
				ends = append(ends, end^s^b)
			}
		}
	}
	return slices.ContainsFunc(ends[1:], func(q standoff.State) bool {
		return m.CanBe(q) && m.Rank[actor][q] <= m.Rank[actor][s]
	})
}

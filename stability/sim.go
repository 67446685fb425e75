package stability

import (
	"detente/effort"
	"detente/standoff"
)

// solveSIM works out one of the two rules of simultaneous stability. Moves of several
// actors at the same moment are changes of different options, so that the state they lead
// to is the one with all of the changes; seq are the states that are SEQ-stable, by actor.
func solveSIM(m *standoff.Model, c Concept, seq []standoff.Bits, budget *effort.Budget) ([]standoff.Bits, bool) {
	x := &sim{m: m, rule: c, seq: seq, better: make([][]standoff.State, len(m.Actors))}
	stable := make([]standoff.Bits, len(m.Actors))
	for i := range stable {
		stable[i] = standoff.NewBits(m.Size())
	}
	for s := range standoff.State(m.Size()) {
		if !m.CanBe(s) {
			continue
		}
		for i := range m.Actors {
			x.better[i] = x.better[i][:0]
			mask := m.Changeable(i, s)
			for change := mask; change != 0; change = (change - 1) & mask {
				if t := s ^ change; m.CanBe(t) && m.Rank[i][t] > m.Rank[i][s] {
					x.better[i] = append(x.better[i], change)
				}
			}
		}
		for i := range m.Actors {
			if x.stable(i, s) {
				stable[i].Add(s)
			}
		}
		if budget != nil && !budget.Spend(x.looked+1) {
			return nil, false
		}
		x.looked = 0
	}
	return stable, true
}

// sim looks at one state after the other.
type sim struct {
	m      *standoff.Model
	rule   Concept
	seq    []standoff.Bits
	better [][]standoff.State // by actor: the changes that improve on the state
	looked int64
}

// stable reports whether each improvement of the actor from s can be spoilt.
func (x *sim) stable(actor int, s standoff.State) bool {
	for _, change := range x.better[actor] {
		if !x.spoilt(actor, s, s^change, 0, false) {
			return false
		}
	}
	return true
}

// spoilt reports whether the others from j on, some of them moving, can make it end in a
// state no better than s; t is where it ends without them, and moved says that one moves.
func (x *sim) spoilt(actor int, s, t standoff.State, j int, moved bool) bool {
	x.looked++
	if j == len(x.m.Actors) {
		return moved && x.m.CanBe(t) && x.m.Rank[actor][t] <= x.m.Rank[actor][s]
	}
	if x.spoilt(actor, s, t, j+1, moved) {
		return true
	}
	if j == actor || x.rule == SIM && x.seq[j].Has(s) {
		return false
	}
	for _, change := range x.better[j] {
		if x.spoilt(actor, s, t^change, j+1, true) {
			return true
		}
	}
	return false
}

// Package stability says which states of a situation are stable for whom.
//
// A state is stable for an actor that would not leave it, given how far the actor looks and
// what it expects of the others. With R_i(s) the states that actor i can move to from s,
// u_i its ranks, N−i the others, and R_H(t) the states that legal sequences of moves of the
// group H reach from t (any length, nobody moves twice in a row), R⁺_H(t) those in which
// every step improves on the state it is made from for the actor that makes it:
//
//   - Nash: no t in R_i(s) has u_i(t) > u_i(s); there is no improvement.
//   - GMR, general metarationality: for every improvement t there is a q in R_{N−i}(t) with
//     u_i(q) ≤ u_i(s): a sanction.
//   - SMR, symmetric metarationality: and from that q no move of i leads to anything better
//     than s.
//   - SEQ, sequential stability: as GMR, with q in R⁺_{N−i}(t): the others would move so for
//     their own sake.
//   - SSEQ, symmetric sequential stability: as SMR, with q in R⁺_{N−i}(t).
//   - SIM, simultaneous stability: see [SIM].
//
// Staying at t counts as a sequence, an equal rank as a sanction. A state that is stable
// for every actor is an equilibrium. Every Nash-stable state is SMR-stable, every
// SMR-stable one GMR-stable; every Nash-stable state is SEQ-stable, every SEQ-stable one
// GMR-stable.
//
// Sources: J. Nash 1951; N. Howard, Paradoxes of Rationality, 1971 (GMR, SMR); N. M. Fraser
// and K. W. Hipel, Conflict Analysis: Models and Resolutions, 1984 (SEQ, SIM); L. Fang,
// K. W. Hipel and D. M. Kilgour, Interactive Decision Making, 1993; L. C. Rêgo and
// G. I. A. Vieira, "Symmetric sequential stability in the graph model for conflict
// resolution with multiple decision makers", Group Decision and Negotiation 26, 2017.
//
// [Plain] follows these words, state by state, and is right because it is short. [Analyse]
// gives the same answers for millions of states. docs/decisions/0025-standoff-solver.md
// says how.
package stability

import (
	"detente/cube"
	"detente/effort"
	"detente/standoff"
)

// Concept is a way to say that a state is stable for an actor.
type Concept = standoff.Concept

// The concepts; see the comment of the package for what they mean, and package standoff for
// the two rules of SIM.
const (
	Nash   = standoff.Nash
	GMR    = standoff.GMR
	SMR    = standoff.SMR
	SEQ    = standoff.SEQ
	SSEQ   = standoff.SSEQ
	SIM    = standoff.SIM
	SIMAny = standoff.SIMAny
)

// Four are the concepts that are always asked for.
var Four = []Concept{Nash, GMR, SMR, SEQ}

// Options are what an analysis is asked for.
type Options struct {
	// Concepts to work out; none: Nash, GMR, SMR and SEQ.
	Concepts []Concept
	// Budget, where given, ends a long analysis; it counts states looked at, per actor.
	Budget *effort.Budget
}

// Analysis are the stable states of a situation.
type Analysis struct {
	// Stopped says that the budget was used up: nothing is known.
	Stopped bool

	model  *standoff.Model
	stable cube.Stable // by concept and actor; nil where not asked for
}

// Stable returns the states that are stable for the actor. It panics where the concept was
// not asked for or the analysis was stopped. The set is the caller's to read, not to change.
func (a *Analysis) Stable(c Concept, actor int) standoff.Bits {
	if a.stable[c] == nil {
		panic("stability: " + c.String() + " was not worked out")
	}
	return a.stable[c][actor]
}

// Has reports whether the concept was worked out.
func (a *Analysis) Has(c Concept) bool { return a.stable[c] != nil }

// Equilibria returns the states that are stable for every actor.
func (a *Analysis) Equilibria(c Concept) standoff.Bits {
	all := standoff.NewBits(a.model.Size())
	for k := range a.model.Actors {
		for w, word := range a.Stable(c, k) {
			if k == 0 {
				all[w] = word
			} else {
				all[w] &= word
			}
		}
	}
	return all
}

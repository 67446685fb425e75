// Package conflict says which demands and preconditions cannot hold together,
// what the least to give up would be, and which moves are open meanwhile.
//
// A step that comes before another is performed in an earlier round, or in the
// same round where one performer takes both in turn. What a demand wants
// together is performed in one round. No order of rounds exists exactly when
// some steps wait for one another in a circle; a circle may lead through a
// bundle of steps wanted together, provided that somewhere on it one round must
// have ended before another begins.
//
// Conflicts and corrections are the minimal infeasible and the minimal
// correction sets of the constraint literature, each the minimal hitting sets of
// the other (Reiter 1987, "A theory of diagnosis from first principles"). Each
// conflict is a circle, so that they can be listed by walking circles, shortest
// first. Whether steps are worth anything plays no part here.
package conflict

import "detente/agreement"

// The most that an analysis lists.
const (
	MaxCycles      = 100
	MaxConflicts   = 1000
	MaxCorrections = 1000
)

// Analysis is what stands in the way of a course, and what does not.
type Analysis struct {
	Course *agreement.Course
	// Cycles are circles of waiting, shortest first: the first is a shortest
	// one, each further one shares no edge with those before it. At most
	// [MaxCycles] are listed.
	Cycles []Cycle
	// Refused are the demands that a step not be performed, with what waits for
	// it; one entry for each demand, with the first event it refuses.
	Refused []Refused
	// Stuck are the events that can never come up: on a circle, refused, or
	// behind either; in the order of the text.
	Stuck []int
	// Conflicts are the minimal sets of demands that cannot all be met, smallest
	// first, then in the order of the text. A conflict with no demand in it lies
	// in the text's own preconditions, and is then the only one: nothing that a
	// party sets aside resolves it. At most [MaxConflicts] are listed; Complete
	// says whether these are all.
	Conflicts []Conflict
	Complete  bool
	// Corrections are the minimal sets of demands to set aside so that every
	// conflict is resolved: fewest red lines first, then fewest demands. Empty
	// where nothing needs to be set aside or the text's own preconditions
	// conflict. At most [MaxCorrections] are listed; CorrectionsComplete says
	// whether these are all.
	Corrections         [][]*agreement.Demand
	CorrectionsComplete bool
	// Open are the open moves: events that wait for nothing and nobody and that
	// no demand refuses; in the order of the text. What is wanted together is
	// open together.
	Open []int

	graph *graph
}

// Cycle is a circle of waiting: Edges[i].After is Edges[i+1].Before, and the
// last edge leads back to the first. A demand that wants events together stands
// for a step from one of them to another: an edge whose Demand is of the kind
// [agreement.Together].
type Cycle struct {
	Edges []agreement.Edge
}

// Refused is an event that cannot happen because a demand refuses its step.
type Refused struct {
	Refusal agreement.Refusal
	// Waiting are the events that wait for it, directly or not.
	Waiting []int

	graph *graph // nil where the value was made elsewhere
}

// Conflict is a minimal set of demands that cannot all be met.
type Conflict struct {
	Demands []*agreement.Demand
	// Edges is one circle through exactly these demands; empty for a refusal.
	Edges []agreement.Edge
	// Refusal is set where a demand refuses a step of the text.
	Refusal *agreement.Refusal
}

// Blocked reports whether no order meets the course.
func (a *Analysis) Blocked() bool { return len(a.Stuck) > 0 }

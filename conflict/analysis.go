// Package conflict says which demands and preconditions cannot hold together,
// what the least to give up would be, and which moves are open meanwhile.
package conflict

import "detente/agreement"

// Analysis is what stands in the way of a course, and what does not.
type Analysis struct {
	Course *agreement.Course
	// Cycles are circles of waiting, shortest first: the first is a shortest
	// one, each further one shares no edge with those before it.
	Cycles []Cycle
	// Refused are the demands that a step not be performed, with what waits for it.
	Refused []Refused
	// Stuck are the events that can never come up: on a circle, refused, or
	// behind either; in the order of the text.
	Stuck []int
	// Conflicts are the minimal sets of demands that cannot all be met, smallest
	// first, then in the order of the text. A conflict with no demand in it lies
	// in the text's own preconditions. Complete says whether all are listed.
	Conflicts []Conflict
	Complete  bool
	// Corrections are the minimal sets of demands to set aside so that every
	// conflict is resolved: fewest red lines first, then fewest demands. Empty
	// where nothing needs to be set aside or the text's own preconditions
	// conflict. CorrectionsComplete says whether all are listed.
	Corrections         [][]*agreement.Demand
	CorrectionsComplete bool
	// Open are the open moves: events that wait for nothing and nobody and that
	// no demand refuses; in the order of the text.
	Open []int
}

// Cycle is a circle of waiting: Edges[i].After is Edges[i+1].Before, and the
// last edge leads back to the first.
type Cycle struct {
	Edges []agreement.Edge
}

// Refused is an event that cannot happen because a demand refuses its step.
type Refused struct {
	Refusal agreement.Refusal
	// Waiting are the events that wait for it, directly or not.
	Waiting []int
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

package standoff

// Concept is what a group of actors, mostly one actor alone, expects when it thinks of
// leaving a state for one that is better for all its members.
type Concept uint8

// The concepts of stability. A state is stable for a group when each of the group's
// improvements is deterred.
const (
	// Nash: nothing deters; every improvement counts (J. Nash 1950).
	Nash Concept = iota
	// GMR, general metarationality: the others can bring about a state that is not better
	// for all of the group, whatever that does to themselves (N. Howard 1971).
	GMR
	// SMR, symmetric metarationality: and from there the group cannot get to anything
	// better than where it began (N. Howard 1971).
	SMR
	// SEQ, sequential stability: as GMR, by moves of which each is an improvement for
	// whoever makes it (N. M. Fraser and K. W. Hipel 1979).
	SEQ
)

// Step is one move of a legal sequence: nobody moves twice in a row.
type Step struct {
	Actor int
	To    State
}

// Claim is a verdict: whether the state is stable for the group under the concept.
type Claim struct {
	State State
	// Group are the members, ascending and at least one; one actor alone: the ordinary
	// concepts of the graph model.
	Group   []int
	Concept Concept
	Stable  bool
}

// Evidence is a claim with what it rests on. Package proof checks it.
type Evidence struct {
	Claim
	// Way is, of a state that is not stable, a legal sequence of moves of the group from
	// the state to one that is better for every member, and that nothing deters. For one
	// actor it is a single move.
	Way []Step
	// Answers are, of a stable state, what deters each improvement of the group, in
	// ascending order of Improvement. None: there is no improvement.
	Answers []Answer
}

// Answer is what deters one improvement.
type Answer struct {
	Improvement State
	// Reply is a legal sequence of moves of the others from Improvement to a state that is
	// not better for every member of the group than where it began.
	Reply []Step
}

// End is the state to which the reply leads: Improvement itself when there is no step.
func (a Answer) End() State {
	if len(a.Reply) == 0 {
		return a.Improvement
	}
	return a.Reply[len(a.Reply)-1].To
}

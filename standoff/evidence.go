package standoff

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

// Package rounds puts events into rounds, as few as possible, so that no sum
// leaves its limits at any state that a round can meet.
//
// In a round every performer performs its own events, in any order that their
// order allows, waiting for nobody: any combination of what each has performed by
// then may be met. By additivity the greatest a sum can become in a round is what
// it was before plus, for each performer, the most that a closed part of its own
// events adds.
//
// There are two ways, and [Find] goes both. One is breadth-first search, from both
// ends, over the sets of events that can have been performed at the end of a round:
// quick where limits are narrow, because few sets keep to them.
//
// The other, for wide limits, decides by branch and bound whether k rounds are enough
// ([Within]). Its variables say of each event and round whether the event has been
// performed by the end of that round. Preconditions make these variables a partial
// order, and the limits weigh them: what is left when the limits are weighed and
// added up (a Lagrangian relaxation) is a cheapest closed part of an order, a minimum
// cut. If even the least weighted sum is too great, k rounds are not enough
// ([Weight]). The weights are improved by subgradients (Held, Wolfe and Crowder
// 1974), and the mean of the cuts says where to branch (the volume algorithm of
// Barahona and Anbil 2000). What that leaves undecided is begun again with the linear
// relaxation, both sides of what it leaves open being looked at before one is chosen
// (strong branching; Applegate, Bixby, Chvátal and Cook 1995).
//
// A first plan comes from one that is known: parts of it are decided anew on their
// own, ever longer ones (large neighbourhoods, Shaw 1998), and shaken in between.
//
// It knows nothing of agreements or worths; of time it knows what a Clock says.
package rounds

import (
	"slices"

	"detente/effort"
	"detente/order"
)

// Unlimited, positive or negative, is a limit that nothing reaches.
const Unlimited = int64(1) << 60

// Row is one sum with its limits.
type Row struct {
	// Delta is what each event adds; all |Delta| together are below Unlimited/4.
	Delta []int64
	// Low ≤ sum ≤ High at every state met.
	Low, High int64
}

// Problem is what is to be put into rounds.
type Problem struct {
	// Order orders the events. An event may stand in the round of one that comes
	// before it only if the same performer performs both and the first is not
	// Released.
	Order *order.Order
	// Performer says who performs each event.
	Performer []int
	// Released marks the events that others can build on only in a later round,
	// whoever performs them: what a holder releases.
	Released []bool
	// Together lists events that belong in one round.
	Together [][]int
	Rows     []Row
	// Accepts, where given, is one more condition. It is asked about the first
	// rounds of a plan, and about the whole of it; where it refuses the first
	// rounds it refuses every plan that begins with them. It is called by several
	// goroutines at once.
	Accepts func(first [][]int, whole bool) bool
	// Opaque says that Accepts rules out much that neither Rows nor Clock show.
	Opaque bool
	// Day, where given, is the day on which the first rounds of a plan are over;
	// what Accepts says of the rounds after them then depends on nothing but that
	// day and the set of events performed, and no later day is better.
	Day func(first [][]int) int
	// Clock, where given, bounds the days.
	Clock *Clock
}

// Answer is what is known about a number of rounds.
type Answer struct {
	// Rounds is a plan, by round the events in ascending order; nil where none
	// was found. No round is empty.
	Rounds [][]int
	// Proved: there is a plan, or there is none.
	Proved bool
	// Refutation shows that there is none; nil where there is one, or where it
	// became too large to keep.
	Refutation *Refutation
}

// Within decides whether k rounds are enough, k ≥ 0. Where the budget is spent
// first, the answer is not proved.
func Within(p *Problem, k int, b *effort.Budget) Answer {
	return newSearch(p, k, b).run()
}

// Fewest is the least number of rounds.
type Fewest struct {
	Rounds [][]int // a plan with the fewest rounds found
	Bound  int     // no plan has fewer
	Proved bool
	// Refutation shows that Bound − 1 rounds are not enough; see Answer.
	Refutation *Refutation
}

// Find looks for a plan with the fewest rounds; known is one to begin with. Two
// searches race, on two cores where there are two, which does not change the
// outcome: one walks over sets, which is quick where limits are narrow, the other
// decides one number of rounds after the other, which is quick where they are wide.
// In between, the best plan is improved part by part; briefly at most, since most
// problems are decided sooner than improved. Where the walk comes to no end, two ways to
// branch race instead.
func Find(p *Problem, known [][]int, name string, b *effort.Budget) Fewest {
	f := Fewest{Rounds: known, Bound: p.least(len(known))}
	if f.Bound > 0 {
		f.Refutation = &Refutation{Rounds: min(f.Bound-1, p.Order.Len()), Root: &Branch{}}
	}
	holds := p.holds(known)
	if holds {
		f.Rounds = p.Gather(known)
	}
	e := newEngines(p)
	defer e.end()
	for share, each := int64(256), int64(20); f.isOpen() && !b.Exhausted(); share, each = max(1, share/4), 8*each {
		if holds && share <= 16 {
			part := b.Part(b.Left() / share / 4)
			f.Rounds = p.improveOften(f.Rounds, each, part)
			b.Spend(part.Opened)
		}
		f.search(e, b.Part(b.Left()/share+1), b)
		b.Tell(effort.Progress{Level: name, Bound: float64(f.Bound), Best: float64(len(f.Rounds)), HasBest: true})
	}
	f.Proved = !f.isOpen()
	return f
}

func (f *Fewest) isOpen() bool { return f.Bound < len(f.Rounds) }

// learn takes in what another search has found out.
func (f *Fewest) learn(g Fewest) {
	if len(g.Rounds) < len(f.Rounds) {
		f.Rounds = g.Rounds
	}
	if g.Bound > f.Bound {
		f.Bound, f.Refutation = g.Bound, g.Refutation
	}
}

// least is a bound on the number of rounds that takes no search; at most most.
func (p *Problem) least(most int) int {
	s := newSearch(p, max(1, most), &effort.Budget{Limit: 1})
	if s.items == nil {
		return most
	}
	k := 0
	for i := range s.items {
		k = max(k, s.first[i]+s.last[i]-1)
	}
	return min(most, k)
}

// sortRounds drops empty rounds and sorts the events of the others.
func sortRounds(rounds [][]int) [][]int {
	rounds = slices.DeleteFunc(rounds, func(r []int) bool { return len(r) == 0 })
	for _, r := range rounds {
		slices.Sort(r)
	}
	return rounds
}

// Package export writes what the planner works on in formats of the field, so
// that people can check its answers with their own tools: as an extensive game
// for Gambit ([Game], .efg) and as an optimisation problem for MiniZinc
// ([Problem], .mzn). It reads both back.
//
// The game says: at every moment that can be met, each party stays or leaves.
// Who leaves has A(s) + u − b, what it keeps, what it has outside, less what
// leaving costs it; when everybody stays to the end, each has V, the whole
// agreement. So staying throughout is a subgame perfect equilibrium (Selten
// 1965) exactly when T(s) = A(s) + u − V ≤ b for every party at every moment,
// which is what self-enforcing means. [PlanGame] is about one plan, [FreeGame]
// about all orders of the steps.
//
// The problem asks for the order of moves in which the worst temptation beyond
// the cost of leaving is smallest, and given that, the worst exposure: levels 1
// and 2 of package plan, here as prefix sums of a permutation.
//
// Both are worked out from the course and from package worth, not from the tables
// of the search, and all numbers in them are exact. A party that counts in words
// appears once for each word it uses, as it would count if its strongest words
// down to that one weighed the same and the weaker ones nothing: what holds for
// each of these holds whatever the words weigh.
package export

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/plan"
)

// Refusal is why something cannot be exported, in a plain sentence without its
// full stop, and what to do next.
type Refusal struct {
	Why, Next string
}

// Error returns the reason.
func (r Refusal) Error() string { return r.Why }

var (
	noGain = Refusal{
		"not every party gains by the agreement as a whole, so no order of its steps is looked for",
		"detente plan says which party gains nothing; other terms are needed first.",
	}
	noWorths = Refusal{
		"no party says what any step is worth to it, so there is nothing that could tempt it to leave",
		"Say what the steps bring and cost (gains, costs), in numbers or in words.",
	}
)

// refuse returns why the result has nothing to export, nil where it has.
func refuse(r *plan.Result) error {
	switch r.Verdict {
	case plan.Blocked:
		return blocked(r)
	case plan.NoGain:
		return noGain
	}
	return nil
}

// blocked names the demands that block one another.
func blocked(r *plan.Result) Refusal {
	var names []string
	if r.Conflicts != nil {
		for _, c := range r.Conflicts.Conflicts {
			for _, d := range c.Demands {
				names = append(names, d.ID)
			}
		}
	}
	next := "The text's own preconditions go in a circle: detente check shows it."
	if len(names) > 0 {
		next = "detente plan shows who waits for whom. To set all demands aside that block one another: -without " + strings.Join(unique(names), ",")
	}
	return Refusal{"no order of the steps meets every precondition and every demand, so there is none to export", next}
}

func tooLong(a *agreement.Agreement, who *agreement.Actor) error {
	coarser := "use fewer different numbers of parts"
	if slices.ContainsFunc(a.Steps, (*agreement.Step).Uneven) {
		coarser = "use fewer and rounder sizes of parts"
	}
	return Refusal{
		fmt.Sprintf("the worths of %s need more than 15 digits as whole numbers", who.Label()),
		fmt.Sprintf("Write them with fewer decimals, or %s.", coarser),
	}
}

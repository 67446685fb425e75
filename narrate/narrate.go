// Package narrate says a plan in words, round by round: why each step stands
// where it does and not earlier, what each side then holds and stands to gain or
// lose by leaving, and which moment of the whole is the most dangerous, for whom,
// by how much, and how sure that is.
//
// It is a reading of a finished plan and decides nothing. Every reason is one of
// a closed list and can be checked: that a step waits is read off the course;
// that it would do harm one round earlier is worked out, by putting it there and
// taking the worst over all states that the two rounds concerned can then meet;
// where neither is so, it says that the step could as well come earlier. The
// figures are worked out again by the formulas of package worth, and not taken
// from the tables of the search. Why a step is where it is, is asked of one step
// at a time; the reading claims nothing of moving several.
//
// Sentences are plain and take no side. Worths are exact; a percentage in a
// sentence has no more digits than the amounts that it is made of ([Percent]).
package narrate

import (
	"math/big"

	"detente/agreement"
	"detente/order"
	"detente/plan"
	"detente/schedule"
	"detente/worth"
)

// Narrative is a plan in words.
type Narrative struct {
	// Rounds are those of the plan; empty where there is no plan.
	Rounds []Round
	// Danger is the moment at which somebody is nearest to leaving; nil where at
	// no moment anybody would save anything by it.
	Danger *Moment
}

// Round says why the steps of a round stand there, and what it means for whom.
type Round struct {
	// Reasons are in the order of the events; each event is in one at least.
	Reasons []Reason
	// Sides are the parties that state worths, in the order of the text.
	Sides []Side
}

// Kind is the form of a reason; see the constants.
type Kind string

// The reasons why a step stands where it does and not a round earlier.
const (
	First    Kind = "first"    // it stands in the first round
	Only     Kind = "only"     // it stands in the first round, and nothing else can
	Waits    Kind = "waits"    // the text wants something before it that stands just before it
	Demanded Kind = "demanded" // a demand does
	Tempts   Kind = "tempts"   // a round earlier, somebody would gain by leaving, or more than anybody does in the plan
	Limit    Kind = "limit"    // a round earlier, somebody would be exposed more than it accepts
	Exposes  Kind = "exposes"  // a round earlier, somebody would be exposed more than anybody is in the plan
	Late     Kind = "late"     // a round earlier, a due date would be missed
	Free     Kind = "free"     // none of these: it could as well come a round earlier
)

// Reason says why some events stand where they do.
type Reason struct {
	Kind Kind
	// Events are those that the reason is about: one, parts of one step in a row,
	// or those that demands want in one round.
	Events []int
	// For names the units that are waited for, or wanted in the same round.
	For    []string
	Demand *agreement.Demand // for Demanded
	Party  *agreement.Actor  // for Tempts, Limit and Exposes
	// Text is one plain sentence.
	Text string

	tail [2]string // the sentence after its subject, of one thing and of several; where others may share it
}

// Size is an amount in a party's own unit and as a share of what the party gains
// by the agreement.
type Size struct {
	Worth string
	Share *big.Rat
}

// Side is what a round means for one party.
type Side struct {
	Party *agreement.Actor
	// Holds is what the party holds more than at the start, if everything broke
	// down when the round is over; negative where it holds less.
	Holds Size
	// Leaving is what the party would gain by leaving at the worst moment of the
	// round, what leaving costs it left out of account; negative is what it would
	// forgo. Exposure is how far it would be below where it started if the others
	// left at the worst moment for it; at least 0. Margin is what leaving costs it
	// less Leaving; below 0 it would leave.
	Leaving, Exposure, Margin Size
	// Text is one sentence without its subject and its full stop.
	Text string
}

// Tell says the result in words. A result without a plan has nothing to tell.
func Tell(r *plan.Result) Narrative {
	t, ok := newTeller(r)
	if !ok {
		return Narrative{}
	}
	var n Narrative
	for k := range t.rounds {
		n.Rounds = append(n.Rounds, Round{Reasons: t.reasons(k), Sides: t.sides(k)})
	}
	n.Danger = t.danger()
	return n
}

// teller carries what all questions about one plan need.
type teller struct {
	r        *plan.Result
	c        *agreement.Course
	accounts []*worth.Account
	purses   []purse      // by account
	order    *order.Order // of events
	rounds   [][]int      // events by round
	round    []int        // by event
	before   []order.Set  // by round: the units performed before it; one more for the end
	sched    *schedule.Schedule
	missed   []schedule.Limit // the due dates that the plan does not meet
	rows     []row            // of each account one after the other, its reference row last
	sums     [][]int64        // by row, then round: what has been added before it
	sound    bool             // nobody who counts in words would gain by leaving, whatever the magnitudes
}

// purse is what is asked of an account again and again.
type purse struct {
	// grown is what the party holds more than at the start, before each round and
	// at the end; tempted what leaving would bring it at the start.
	grown   []worth.Vector
	tempted worth.Vector
	unit    *big.Rat // what shares are measured by
	// decimals has a percentage in a sentence, and places an amount.
	decimals, places int
}

// newTeller returns false where there is no plan to tell.
func newTeller(r *plan.Result) (*teller, bool) {
	t := &teller{r: r, c: r.Course, accounts: worth.Accounts(r.Course), round: make([]int, len(r.Course.Events))}
	var pairs [][2]int
	for _, e := range t.c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	var ok bool
	if t.order, ok = order.New(len(t.c.Events), pairs); !ok || len(r.Rounds) == 0 {
		return nil, false
	}
	for k, round := range r.Rounds {
		t.rounds = append(t.rounds, round.Events)
		for _, e := range round.Events {
			t.round[e] = k
		}
	}
	t.before = t.states()
	t.sched = schedule.New(t.c)
	_, t.missed = t.sched.Timetable(t.rounds)
	for i, a := range t.accounts {
		t.purses = append(t.purses, t.purse(a))
		if !t.addRows(i, a) {
			return nil, false
		}
	}
	t.sound = t.isSound()
	return t, true
}

func (t *teller) purse(a *worth.Account) purse {
	p := purse{
		grown: []worth.Vector{a.BreachCost.Minus(a.BreachCost)}, tempted: a.Temptation(a.Start()), unit: a.Unit(),
		decimals: Decimals(t.c.Agreement, a.Party), places: places(t.c.Agreement, a.Party),
	}
	for k, events := range t.rounds {
		p.grown = append(p.grown, p.grown[k].Plus(t.keeps(a, events)))
	}
	return p
}

// keeps returns what the party keeps of the events.
func (t *teller) keeps(a *worth.Account, events []int) worth.Vector {
	return a.Holds(t.with(order.NewSet(len(t.c.Units)), events))
}

// states returns the units performed before each of the rounds, and at the end.
func (t *teller) states() []order.Set {
	now := order.NewSet(len(t.c.Units))
	for u := range t.c.Units {
		if t.c.EventOf(u) < 0 {
			now.Add(u)
		}
	}
	states := []order.Set{now}
	for _, events := range t.rounds {
		now = t.with(now, events)
		states = append(states, now)
	}
	return states
}

// with returns the state after the events have been performed as well.
func (t *teller) with(state order.Set, events []int) order.Set {
	state = state.Clone()
	for _, e := range events {
		for _, u := range t.c.Events[e].Units {
			state.Add(u)
		}
	}
	return state
}

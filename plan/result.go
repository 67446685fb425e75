package plan

import (
	"math/big"

	"detente/agreement"
	"detente/calendar"
	"detente/conflict"
)

// Verdict is the answer in one word; see the constants.
type Verdict string

// The verdicts, in the order in which they are tried: the first that applies.
const (
	NoGain        Verdict = "no_gain"        // a party gains nothing by the whole agreement
	Blocked       Verdict = "blocked"        // no order meets the preconditions and the demands asked for
	TooExposed    Verdict = "too_exposed"    // no plan stays within every max_exposure
	Late          Verdict = "late"           // no plan meets the due dates
	NeedsStake    Verdict = "needs_stake"    // at some state somebody gains by leaving, whatever the order
	Depends       Verdict = "depends"        // it holds for some magnitudes of the words, not for all
	SelfEnforcing Verdict = "self_enforcing" // nobody ever gains by leaving
)

// Result is what the planner found, with its proof.
type Result struct {
	Course  *agreement.Course
	Verdict Verdict
	// Proved: every level that was decided says it is proved.
	Proved bool
	// Excess is level 1, the worst temptation over the breach cost; Exposure is
	// level 2; Length is level 3, the number of rounds; End is level 4, the day on
	// which all is performed and confirmed. They are nil where there is no plan
	// (no_gain, blocked).
	Excess, Exposure *Figure
	Length           *Length
	End              *End
	// Overrun is the least violation of a max_exposure, for too_exposed.
	Overrun *Figure
	// Rounds is the plan; empty where there is none.
	Rounds []Round
	// Frontier lists, where it was asked for, the plans as good on level 1 that trade
	// rounds for exposure, from the fewest rounds on; the last is Rounds.
	Frontier []Point
	// Days lists, where it was asked for and anything takes any time, the plans as
	// good on level 1 that trade days for exposure, of however many rounds, from the
	// earliest end on; the last exposes as little as Rounds. Soonest is what is known of
	// the earliest end of any plan as good on level 1.
	Days    []Point
	Soonest *End
	// Kept says, for each party with worths, what it would gain by walking away
	// after the last step, when that is more than its breach cost: no order
	// changes it.
	Kept []Kept
	// Lateness lists, for late, the due dates the shown plan does not meet; it is
	// late by as few days as any plan.
	Lateness []Missed
	// Conflicts are the demands and preconditions that block one another, for blocked.
	Conflicts *conflict.Analysis
	// Deciding is, for depends, the comparison that decides it.
	Deciding *Comparison
	// Examined lists what a second checker went over and accepted, where that was
	// asked for.
	Examined []Examined
	// Opened counts the closed sets, cuts and rounds that the search opened.
	Opened int64
	// Reasons are plain sentences that justify the verdict, most important first.
	Reasons []string
}

// Figure is one size: whose, how much, and where in the plan.
type Figure struct {
	// Share is of what the party gains by the agreement (0.25 is a quarter).
	Share *big.Rat
	// Party is nil when the share is 0 for everybody.
	Party *agreement.Actor
	// Worth is the size in the party's own unit: an exact number as in "2.5" or
	// "10/3", or a sum of words as in "major − 1/2 minor".
	Worth string
	// Round is the round, from 1, in which the figure is met (0: before the
	// first), and Performed names the units that have been performed by then,
	// those done before the plan began left out.
	Round     int
	Performed []string
	// Proved says that no plan does better; otherwise Bound is the best proved
	// bound on Share.
	Proved bool
	Bound  *big.Rat
}

// Length is the number of rounds, with its proof.
type Length struct {
	Rounds int
	Proved bool
	Bound  int // no plan has fewer rounds than this
}

// End is the day on which a plan is over, with its proof. Days count from the
// beginning of the agreement, by the longest durations.
type End struct {
	Day    int
	Proved bool
	Bound  int // no plan of as few rounds is over before this day
}

// Examined is what the bound of a level rests on: so many states or cases.
type Examined struct {
	Level string
	Cases int
}

// Point is one plan of a frontier: no plan of as few rounds, or that is over as
// early, exposes anybody less, and none that exposes nobody more has fewer rounds, or
// is over earlier.
type Point struct {
	Rounds   []Round
	Exposure *Figure
	// End is, on the frontier of days, when the plan is over; its Bound is for plans
	// that expose nobody more, of however many rounds.
	End *End
	// Proved says that no better plan exists; otherwise Exposure.Bound is the best
	// proved bound for that number of rounds, or until that day.
	Proved bool
}

// Round is what is performed before anybody waits again.
type Round struct {
	Events []int // of the course, in the order of the file
	// Temptation and Exposure are, by party, the worst over all states that the
	// round can meet, its last included, as shares of what the party gains.
	// Temptation is negative while the party would lose by leaving.
	Temptation, Exposure map[*agreement.Actor]*big.Rat
	// Starts and Ends are days after the beginning, by the longest durations.
	Starts, Ends int
}

// Kept is a party's gain by walking away after the last step.
type Kept struct {
	Party *agreement.Actor
	Worth string
	// Units are the steps the party could take back.
	Units []string
	// If, where the words leave open whether it gains at all, is the comparison
	// that decides it.
	If *Comparison
}

// Missed is a due date that the shown plan does not meet.
type Missed struct {
	Unit string
	Due  calendar.Day
	Ends calendar.Day
}

// Comparison is what decides a verdict in words: it holds when Left outweighs
// Right for Party.
type Comparison struct {
	Party       *agreement.Actor
	Left, Right string
	Round       int
	Performed   []string
}

// Package demands says which terms of an agreement cannot hold together, and what
// would be the least to give up.
//
// The terms are what somebody could let go of: a demand, which its owner can set
// aside; a precondition or a date of the text, which only all who agreed to the
// text can change; the exposure that a party accepts, which is the party's own.
// What is no term stays as it is: who performs what, how long things take, that
// parts are taken in order, and that what a step makes permanent comes before it.
//
// Three theories say whether terms hold together, each of which the next is asked
// after: some order of rounds must exist ([conflict.Waits]); the days that the
// text's own lines leave must exist, by the longest durations and the strictest
// reading of dates ([schedule.Network]); and some order must keep every party
// within the exposure it accepts ([plan.KeepsLimits]). Days and exposure are
// looked at apart, and days without the rounds of a plan: every conflict told is
// one, and what only all of it together rules out, the planner says.
//
// Package mus does the listing. [Analyse] counts questions and not seconds, and
// says of each list whether it is all there is.
package demands

import (
	"slices"

	"detente/agreement"
	"detente/conflict"
	"detente/mus"
)

// The most that an analysis lists.
const (
	MaxConflicts   = 1000
	MaxCorrections = 1000
)

// Options say how much is looked at, and what stays as it is.
type Options struct {
	// Asking says which demands count and what has been performed.
	Asking agreement.Asking
	// TextStands leaves the preconditions and dates of the text as they are: only
	// demands and exposure limits, what a party can give up alone, are terms.
	TextStands bool
	// Questions is how many questions are asked at most, where one that takes a
	// search for an order counts as several; 0 means DefaultQuestions.
	Questions int
	// States is how many states are looked at for exposure limits at most, over all
	// questions; 0 means DefaultStates, and fewer where a course has more than a
	// hundred events, since each state then takes longer.
	States int
	// Stop, when closed, ends the search; what was found stands.
	Stop <-chan struct{}
}

// The efforts if none is given.
const (
	DefaultQuestions = 5_000
	DefaultStates    = 500_000
)

// Analysis is which terms cannot hold together, and what would resolve it.
// Members are numbers of Terms, ascending in every set.
type Analysis struct {
	Course *agreement.Course
	// Terms are all that could be given up: demands asked for, preconditions, dates
	// and exposure limits, each kind in the order of the text.
	Terms []Term

	// Conflicts are the minimal conflicts, those of the fewest terms first.
	// Complete says whether they are all. A conflict without terms lies in what
	// nobody can give up here, and is then the only one.
	Conflicts []Conflict
	Complete  bool
	// First is the number of the conflict to begin with: one without a red line,
	// where there is such a one. -1 where there is no conflict.
	First int
	// GiveUp are the minimal sets of terms without which the others hold together:
	// fewest red lines first, then the least weight, then the fewest terms, then in
	// the order of Terms. GiveUpComplete says whether they are all, GiveUpLeast that
	// no set left out would come before one that is listed.
	GiveUp         [][]int
	GiveUpComplete bool
	GiveUpLeast    bool
	// Alone is what each could do alone who has terms in some conflict.
	Alone []Alone
	// Unsure says that whether exposure limits can be kept was not always found out
	// within the effort allowed. What is listed conflicts, and may not be minimal; a
	// set to give up may not be enough.
	Unsure bool
	// Questions counts the questions asked.
	Questions int64

	// Waits is who waits for whom with all demands asked for, and its open moves.
	Waits *conflict.Analysis
}

// Conflict is terms that cannot hold together; any one of them given up, the
// others can. One of Circle, Refusal, Chain and Exposed says why.
type Conflict struct {
	Terms []int
	// Circle is a circle of waiting through exactly these terms.
	Circle []agreement.Edge
	// Refusal is a step of the text that a demand wants not performed.
	Refusal *agreement.Refusal
	// Chain is a chain of lines about days that cannot be met; Short is by how many
	// days. Certain says that it cannot be met either when durations come out as
	// one would choose and dates are read in the kindest way.
	Chain   []Line
	Short   int
	Certain bool
	// Exposed are the parties of which one at least is exposed further than it
	// accepts, in every order.
	Exposed []*agreement.Actor
}

// Alone is what somebody could do alone.
type Alone struct {
	// Who is the owner of the terms; nil for all who agreed to the text together,
	// whose terms are its preconditions and dates.
	Who *agreement.Actor
	// GiveUp is the least of its own terms that it would have to give up. Where that
	// is Enough, nothing is left; otherwise it resolves the conflicts that its terms
	// are in, and Left of those listed remain whatever it gives up.
	GiveUp []int
	Enough bool
	Left   int
	// Least says that nothing less of its own would do as much.
	Least bool
}

// Analyse looks for conflicts among the terms of the agreement, which must be free
// of findings of severity error from reading it. The same agreement gives the same
// analysis.
func Analyse(a *agreement.Agreement, o Options) *Analysis {
	c := agreement.NewCourse(a, o.Asking)
	t := newTheory(c, o)
	an := &Analysis{Course: c, Terms: t.terms, First: -1, Waits: conflict.Analyse(c)}
	p, b := t.problem(), t.questions
	part := b.Part(b.Left() / 4)
	first, _ := mus.Explain(p, part)
	b.Spend(part.Opened)
	lists := mus.Enumerate(p, mus.Most{Conflicts: MaxConflicts, Corrections: MaxCorrections}, b)
	an.GiveUp, an.GiveUpComplete, an.GiveUpLeast = lists.Corrections, lists.CorrectionsComplete, lists.CorrectionsFirst
	an.list(t, lists, first)
	an.Unsure = lists.Unsure || t.failed
	an.Complete = lists.ConflictsComplete && !t.failed
	an.GiveUpComplete = an.GiveUpComplete && !t.failed
	an.alone(p, b)
	an.Questions = t.asked
	return an
}

// list turns sets of terms into conflicts with what shows them, the one to begin
// with among them.
func (an *Analysis) list(t *theory, lists mus.Lists, first []int) {
	sets := lists.Conflicts
	if first != nil && !slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, first) }) {
		sets = slices.Insert(slices.Clone(sets), 0, first) // the list was cut short
	}
	for i, set := range sets {
		an.Conflicts = append(an.Conflicts, t.show(set))
		if first != nil && slices.Equal(set, first) {
			an.First = i
		}
	}
	if an.First < 0 && len(sets) > 0 {
		an.First = 0
	}
}

// Found reports whether anything conflicts.
func (an *Analysis) Found() bool { return len(an.Conflicts) > 0 }

// Package repair finds the smallest changes of an agreement that make its plan
// hold: for each kind of change alone, the least that is enough, or why none is.
//
// The kinds are what people at the table change when no order of the steps holds
// by itself: a step is performed in more parts (Schelling 1960, Strategy of
// Conflict, on cutting a threat or a promise into pieces), of equal sizes or of those
// of which the fewest are enough (Sandholm and Lesser 1995), two steps are released
// together by a holder, a precondition is let go, a step makes another permanent,
// less of a step can be taken back, parties that count in one unit pay each other
// along the way, leaving is made to cost more (the hostages and bonds of Williamson
// 1983, Credible Commitments), more exposure is accepted.
//
// Nothing is offered on the strength of a formula. Every change is made to a copy
// of the agreement, which is then planned again from the start, and the plan
// verified; formulas only say where to look, and when there is nothing to be
// found. What the search did not decide is told as not decided.
//
// Beside the search stand two facts in closed form, which the tests hold it against:
// in how many tranches of which sizes two sides can trade ([Swap]), and how small
// the stakes can be where sides whose worths are in one unit pay each other along
// the way ([WithPayments]).
package repair

import (
	"slices"

	"detente/agreement"
	"detente/amendment"
	"detente/plan"
)

// Kind is a kind of change.
type Kind string

// The kinds, in the order in which they are offered: first what changes the text
// and asks nobody for more, then what asks for more.
const (
	Parts        Kind = "parts"        // steps are performed in more parts
	Sizes        Kind = "sizes"        // steps are performed in parts of different sizes
	Exchange     Kind = "exchange"     // two steps are released together by a holder
	Precondition Kind = "precondition" // a step waits no longer for another
	Lock         Kind = "lock"         // a step makes another permanent
	Undo         Kind = "undo"         // less of a step can be taken back
	Payments     Kind = "payments"     // parties that count in one unit pay each other between the steps
	Stake        Kind = "stake"        // leaving costs more
	Exposure     Kind = "exposure"     // a party accepts to be further below its start
)

// Kinds lists the kinds in their order.
func Kinds() []Kind {
	return []Kind{Parts, Sizes, Exchange, Precondition, Lock, Undo, Payments, Stake, Exposure}
}

// MaxCut is the largest number of parts that is tried.
const MaxCut = 12

// Repair is a change that is enough, confirmed by planning again.
type Repair struct {
	Kind    Kind
	Changes []amendment.Change
	// Steps and Parties are those that the change is about, by name.
	Steps, Parties []string
	// Agree names who has to agree to it: whose stake it is; or who performs the
	// steps, and to whom they are worth something.
	Agree []string
	// Least says that nothing smaller of the same kind, in the same place, is
	// enough; otherwise it is only not known to be.
	Least bool
	// Sentence says the change in plain words.
	Sentence string
	// Plan is the verified plan of the changed agreement. Its verdict is
	// self_enforcing; after too_exposed it may also be another than that.
	Plan *plan.Result
}

// Outcome is what there is to say about one kind.
type Outcome struct {
	Kind Kind
	// Repairs are the smallest that are enough, at most three, best first.
	Repairs []Repair
	// Decided says that every change of the kind was decided. Otherwise better
	// ones, or one where there is none, may have been missed.
	Decided bool
	// Why says, where there is no repair, why none is enough, in a sentence; and
	// where all parties have to move together, that none alone is enough.
	Why string
	// Tried counts the plannings.
	Tried int
}

// DefaultLimit is how many sets and rounds one planning opens at most.
const DefaultLimit = 50_000

// maxPlannings is how often all kinds together plan again at most, and maxShare
// how many times the limit of one planning they open together.
const (
	maxPlannings = 400
	maxShare     = 6
)

// maxOffered is how many repairs of a kind are offered.
const maxOffered = 3

// Options bound the search.
type Options struct {
	// Limit is how many sets and rounds one planning opens at most; 0 means
	// DefaultLimit. All plannings together open about six times as many.
	Limit int
	// Stop, when closed, ends the search.
	Stop <-chan struct{}
	// Progress, where given, is called now and then by each planning.
	Progress func(plan.Progress)
}

// Repairable reports whether there are repairs to look for: the plan fails by
// what somebody gains by leaving, or by how far somebody is exposed.
func Repairable(v plan.Verdict) bool {
	return v == plan.NeedsStake || v == plan.TooExposed || v == plan.Depends
}

// Find looks for the repairs of a plan: one outcome for each kind, in the order
// of the kinds; nil where the verdict is not Repairable. It fails only when a plan
// that it found does not stand up to being worked out again.
func Find(r *plan.Result, o Options) ([]Outcome, error) {
	if !Repairable(r.Verdict) {
		return nil, nil
	}
	s := newSearch(r, o)
	var all []Outcome
	for i, k := range Kinds() {
		s.begin(ahead(Kinds()[i:]))
		out := s.look(k)
		out.Kind, out.Tried, out.Decided = k, s.tried, s.missed == 0
		if len(out.Repairs) == 0 && !out.Decided {
			out.Why = "None was found, and it is not proved that there is none."
		}
		for i := range out.Repairs {
			s.finish(&out.Repairs[i])
		}
		all = append(all, out)
	}
	return all, s.err
}

// ahead counts the kinds that share what is left. Sizes and payments, which need few
// plannings and mostly none, take nothing from the kinds before them.
func ahead(kinds []Kind) int {
	n := 1
	for _, k := range kinds[1:] {
		if k != Sizes && k != Payments {
			n++
		}
	}
	return n
}

// look looks for repairs of one kind.
func (s *search) look(k Kind) Outcome {
	if why := s.futile(k); why != "" {
		return Outcome{Why: why}
	}
	switch k {
	case Parts:
		return s.parts()
	case Sizes:
		return s.inSizes()
	case Exchange:
		return s.exchanges()
	case Precondition:
		return s.preconditions()
	case Lock:
		return s.locks()
	case Undo:
		return s.undos()
	case Payments:
		return s.payments()
	case Stake:
		return s.stakes()
	case Exposure:
		return s.exposures()
	}
	panic("repair: no kind " + string(k))
}

// Smallest lists the repairs of all kinds, in the order of the kinds.
func Smallest(all []Outcome) []Repair {
	var repairs []Repair
	for _, o := range all {
		repairs = append(repairs, o.Repairs...)
	}
	return repairs
}

// agree names, in the order of the text, who performs one of the steps or to
// whom one of them is worth something.
func agree(a *agreement.Agreement, steps ...*agreement.Step) []string {
	var names []string
	for _, x := range a.Actors {
		if slices.ContainsFunc(steps, func(s *agreement.Step) bool { return concerns(s, x.ID) }) {
			names = append(names, x.ID)
		}
	}
	return names
}

func concerns(s *agreement.Step, actor string) bool {
	return slices.ContainsFunc(s.By, func(r agreement.Ref) bool { return r.ID == actor }) ||
		slices.ContainsFunc(s.Worths, func(w agreement.Worth) bool { return w.Party.ID == actor && !w.Amount.IsZero() })
}

package report

import (
	"detente/agreement"
	"detente/amendment"
	"detente/conflict"
	"detente/narrate"
	"detente/plan"
)

// WhatIf sets an agreement side by side with what amendments make of it:
// "detente.whatif/1".
type WhatIf struct {
	Format string `json:"format"`
	// Input is the hash of what was read, InputAfter of what was read for the
	// amended agreement: the same unless Also names files that were read along.
	Input      string   `json:"input"`
	InputAfter string   `json:"input_after"`
	Also       []string `json:"also"`
	Agreement  string   `json:"agreement"`
	Title      string   `json:"title"`
	// Amendments are what is changed, in the order in which it is.
	Amendments []Amendment `json:"amendments"`
	// Same says that nothing below differs; Differences are the sentences, most
	// important first.
	Same        bool         `json:"same"`
	Differences []Difference `json:"differences"`
	Before      Standing     `json:"before"`
	After       Standing     `json:"after"`
	// SetAside is, where both are blocked, what the steps allow with the demands of
	// all conflicts, of before and of after, set aside on all sides; null otherwise.
	SetAside *BothSetAside `json:"set_aside"`

	Without   []string `json:"without"`
	Private   []string `json:"private"`
	Performed []Taken  `json:"performed"`
}

// Amendment is one change that was asked for.
type Amendment struct {
	// Kind is one of the words of package amendment, and Text what was written:
	// "cut", "relief=5".
	Kind    string `json:"kind"`
	Text    string `json:"text"`
	Summary string `json:"summary"`
	// Changes are the lines of the text that differ; [] where the text says so
	// already.
	Changes []Change `json:"changes"`
	// Matters says that something would differ without this amendment and with the
	// others; null where the others cannot be made without it.
	Matters *bool `json:"matters"`
}

// Difference is one thing that changes, in a sentence.
type Difference struct {
	// Kind is verdict, conflict_gone, conflict_new, conflicts, stuck, open,
	// corrections, plan, rounds, end, leaving, exposure, date or order.
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// BothSetAside is two standings with the same demands set aside.
type BothSetAside struct {
	Without     []string     `json:"without"`
	Differences []Difference `json:"differences"`
	Before      Standing     `json:"before"`
	After       Standing     `json:"after"`
}

// Standing is how an agreement stands: what of a plan's record is compared.
type Standing struct {
	Verdict string `json:"verdict"`
	Summary string `json:"summary"`
	Proved  bool   `json:"proved"`
	// Conflicts to OpenMoves are as in Plan; Stuck are the steps that can never come
	// up, because they wait for themselves or for what does.
	Conflicts           []Conflict `json:"conflicts"`
	ConflictsComplete   bool       `json:"conflicts_complete"`
	Corrections         [][]string `json:"corrections"`
	CorrectionsComplete bool       `json:"corrections_complete"`
	Stuck               []string   `json:"stuck"`
	OpenMoves           []string   `json:"open_moves"`
	// Length and End are as in Plan, and On the date of the last day.
	Length *Length `json:"length"`
	End    *End    `json:"end"`
	On     *string `json:"on"`
	// Extremes are the worst moments, for each party that states worths; Steps say
	// when each step is performed; Dates and Missed are as in Plan. All are [] where
	// there is no plan.
	Extremes []Extremes `json:"extremes"`
	Steps    []StepDay  `json:"steps"`
	Dates    []Date     `json:"dates"`
	Missed   []Missed   `json:"missed"`
}

// Extremes are the two worst moments of a plan for a party.
type Extremes struct {
	Party string `json:"party"`
	Name  string `json:"name"`
	// Leaving is what leaving would bring it at most, what leaving costs it left out
	// of account, and Stake what that is; Exposure is the furthest it can be below
	// where it started.
	Leaving  Extreme `json:"leaving"`
	Stake    Share   `json:"stake"`
	Exposure Extreme `json:"exposure"`
}

// Extreme is a size at a moment.
type Extreme struct {
	Worth string `json:"worth"`
	Share Share  `json:"share"`
	At    At     `json:"at"`
}

// StepDay says when a step, or a part of one, is performed in a plan.
type StepDay struct {
	Name  string  `json:"name"`
	Round int     `json:"round"`
	Ends  int     `json:"ends"` // the day after the beginning, by the longest durations
	On    *string `json:"on"`   // its date, null where the text does not say when it begins
}

// NewWhatIf compares two results. The demands of the two set-aside results, where
// there are any, are the same.
func NewWhatIf(input string, made []amendment.Applied, before, after *plan.Result) WhatIf {
	a := before.Course.Agreement
	out := WhatIf{
		Format: WhatIfFormat, Input: input, InputAfter: input, Also: []string{},
		Agreement: a.ID.ID, Title: a.Title.String(), Amendments: []Amendment{},
		Before: newStanding(before), After: newStanding(after),
		Without: demandNames(before.Course.SetAside), Private: list(after.Course.Agreement.Private), Performed: NewTaken(before.Course),
	}
	for _, x := range made {
		out.Amendments = append(out.Amendments, newAmendment(x))
	}
	out.Differences = list(differences(both{before, after, out.Before, out.After}))
	out.Same = len(out.Differences) == 0
	return out
}

// WithSetAside returns the record with what the steps allow without the demands
// that block one another.
func (w WhatIf) WithSetAside(before, after *plan.Result) WhatIf {
	b := &BothSetAside{Without: demandNames(before.Course.SetAside), Before: newStanding(before), After: newStanding(after)}
	b.Differences = list(differences(both{before, after, b.Before, b.After}))
	w.SetAside, w.Same = b, w.Same && len(b.Differences) == 0
	return w
}

func newAmendment(x amendment.Applied) Amendment {
	out := Amendment{Kind: string(x.Kind), Text: x.Text, Summary: x.Sentence, Changes: []Change{}}
	for _, c := range x.Changes {
		out.Changes = append(out.Changes, newChange(c))
	}
	return out
}

// newStanding reads off a plan's record what is compared. Conflicts are those of
// the record, whatever verdict they lead to; what is stuck is looked up here.
func newStanding(r *plan.Result) Standing {
	if r.Conflicts == nil { // the planner did not get so far as to look
		looked := *r
		looked.Conflicts = conflict.Analyse(r.Course)
		r = &looked
	}
	p := NewPlan("", r, nil)
	s := Standing{
		Verdict: p.Verdict, Summary: p.Summary, Proved: p.Proved,
		Conflicts: p.Conflicts, ConflictsComplete: p.ConflictsComplete,
		Corrections: p.Corrections, CorrectionsComplete: p.CorrectionsComplete,
		Stuck: units(r.Course, r.Conflicts.Stuck), OpenMoves: p.OpenMoves,
		Length: p.Length, End: p.End, Extremes: []Extremes{}, Steps: []StepDay{}, Dates: p.Dates, Missed: p.Missed,
	}
	if p.Critical != nil {
		s.On = p.Critical.On
	}
	for _, w := range narrate.WorstOf(r) {
		x := Extremes{Party: w.Party.ID, Name: w.Party.Label(), Leaving: newExtreme(w.Leaving), Exposure: newExtreme(w.Exposure)}
		for _, a := range p.Actors {
			if a.ID == x.Party && a.Stake != nil {
				x.Stake = *a.Stake
			}
		}
		s.Extremes = append(s.Extremes, x)
	}
	s.days(r)
	return s
}

func newExtreme(x narrate.Extreme) Extreme {
	return Extreme{x.Worth, share(x.Share), At{x.Round, list(x.Performed)}}
}

func units(c *agreement.Course, events []int) []string {
	names := []string{}
	for _, e := range events {
		names = append(names, c.UnitNames(e)...)
	}
	return names
}

// days says when each step is performed, in the order of the plan.
func (s *Standing) days(r *plan.Result) {
	if len(r.Rounds) == 0 {
		return
	}
	c := newClock(r)
	for k, events := range c.rounds {
		for _, e := range events {
			for _, name := range r.Course.UnitNames(e) {
				s.Steps = append(s.Steps, StepDay{name, k + 1, c.times.End[e], c.date(c.times.End[e])})
			}
		}
	}
}

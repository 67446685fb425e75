package agreement

import "detente/calendar"

// Duty is what goes on while the agreement lasts, until a day, or while
// something else holds: a moratorium, a limit, a ceasefire.
//
// What taking it up is worth, who does it, its text and its verifier are those
// of its step: a duty that says what it is worth, or for which something waits,
// is taken up by a step of the same name, all of which can be taken back
// (undo = full). A duty of which neither is said is in no plan.
type Duty struct {
	*Step
	// From is the first day; left out, the day on which it is taken up, or on
	// which the agreement begins.
	From Opt[When]
	// Until is the last day. Throughout says instead that the duty lasts as long
	// as the agreement does, in so many words.
	Until      Opt[When]
	Throughout bool
	// While are the steps and duties on which it rests: it runs while each of
	// these steps has been performed and not been taken back, and each of these
	// duties runs. When one of them falls away the duty is suspended.
	While []StepRef
	// Stopped is the day from which its performer no longer keeps it, by the text.
	Stopped Opt[calendar.Day]
}

// Period is over what a quota counts.
type Period struct {
	Unit PeriodUnit
	Days int // for EachDays: at least 1
}

// PeriodUnit is the kind of a period.
type PeriodUnit string

// The periods of a quota, as the language writes them.
const (
	Always    PeriodUnit = "always" // at every moment: a level that is not to be passed
	EachYear  PeriodUnit = "year"   // a calendar year
	EachMonth PeriodUnit = "month"  // a calendar month
	EachWeek  PeriodUnit = "week"   // seven days, counted from the quota's first day
	EachDay   PeriodUnit = "day"
	EachDays  PeriodUnit = "days" // days(n): so many days, counted from the quota's first day
	InAll     PeriodUnit = "in_all"
)

// Quota is a number that is not to be passed, or has to be reached, in a period:
// inspections a year, centrifuges at any moment.
type Quota struct {
	Name
	By         []Ref // whose number it is: who performs, or keeps within it
	Text       Text
	Clause     Opt[string]
	Of         Text // what is counted: "inspections"
	AtMost     Opt[int]
	AtLeast    Opt[int]
	Per        Opt[Period]
	From       Opt[When]
	Until      Opt[When]
	VerifiedBy []Ref
	Cited
}

// StageEnd is what follows when a stage of a procedure is over.
type StageEnd string

// The outcomes of a stage, as the language writes them.
const (
	Next        StageEnd = "next"         // the next stage begins, or, where it has to be asked for, may be
	Ends        StageEnd = "ends"         // the procedure is over, and nothing has changed
	TakesEffect StageEnd = "takes_effect" // the procedure is over, and its effect comes about
	Again       StageEnd = "again"        // the stage begins once more
)

// Outcomes are all of them.
var Outcomes = []StageEnd{Next, Ends, TakesEffect, Again}

// Procedure is what the parties have agreed to do when they disagree, or when a
// day comes: stages with their days, who may start and who may carry it on, and
// what happens if nobody acts.
type Procedure struct {
	Name
	Text   Text
	Clause Opt[string]
	// About are the steps and duties that it watches over: what can be
	// complained about.
	About []Ref
	// MayStart are those who can start it, each alone. Starts is a day on which
	// it starts by itself instead.
	MayStart []Ref
	Starts   Opt[When]
	// NotBefore is the first day on which it can be started; Expires the last
	// day on which it can run out: after that day it has no effect any more.
	NotBefore Opt[When]
	Expires   Opt[When]
	// Effect says what comes about; TakesBack are the steps whose effect is then
	// taken back, Suspends the duties that then rest.
	Effect    Text
	TakesBack []StepRef
	Suspends  []Ref
	// Started, StartedBy and ContestedBy are what has happened: the day on which
	// it was started, by whom, and who says that it was not validly started.
	Started     Opt[calendar.Day]
	StartedBy   Opt[Ref]
	ContestedBy []Ref
	Stages      []*Stage
	Cited
}

// Stage is one stage of a procedure. Its name is known within the procedure only.
type Stage struct {
	Name
	Text   Text
	Clause Opt[string]
	// Days is how long it lasts at most; the day on which it begins is not
	// counted. Left out, it has no end that can be told.
	Days Opt[int]
	// Beside names an earlier stage: this one begins with it and runs beside it.
	Beside Opt[Ref]
	// MayEnter are those of whom one has to ask for the stage; left out, it
	// begins by itself when the one before it is over. MaySkip are those who can
	// leave it out. MayExtend can prolong it, all of them together.
	MayEnter, MaySkip, MayExtend []Ref
	// Decides are those who can end it by a decision, all of them together;
	// Decision says which one. CanBlock can keep the decision from being made.
	Decides  []Ref
	Decision Text
	CanBlock []Ref
	// IfDecided and IfSilent say what follows when the decision is made, and
	// when the days pass without it.
	IfDecided, IfSilent Opt[StageEnd]
	// Began, Decided and Extended are what has happened: the day on which it
	// began, where that does not follow from the stages before; the day of the
	// decision; by how many days it has been prolonged.
	Began, Decided Opt[calendar.Day]
	Extended       Opt[int]
}

// Duty returns the duty of that name, or nil.
func (a *Agreement) Duty(id string) *Duty {
	return named(a.Duties, id, func(x *Duty) string { return x.ID })
}

// Quota returns the quota of that name, or nil.
func (a *Agreement) Quota(id string) *Quota {
	return named(a.Quotas, id, func(x *Quota) string { return x.ID })
}

// Procedure returns the procedure of that name, or nil.
func (a *Agreement) Procedure(id string) *Procedure {
	return named(a.Procedures, id, func(x *Procedure) string { return x.ID })
}

// Stage returns the stage of that name, or nil.
func (p *Procedure) Stage(id string) *Stage {
	return named(p.Stages, id, func(x *Stage) string { return x.ID })
}

// Silent is what follows when the days of the stage at index i pass and nobody
// acts; false where the text does not say. A stage that is not the last leads to
// the next where nothing else is said, and so does one that runs beside another.
// What comes next after the last stage is the effect.
func (p *Procedure) Silent(i int) (StageEnd, bool) {
	s := p.Stages[i]
	switch {
	case s.IfSilent.Given:
		return p.next(i, s.IfSilent.V), true
	case s.Beside.Given || p.After(i) < len(p.Stages):
		return Next, true
	}
	return "", false
}

// Resolved is what follows when the decision of the stage at index i is made:
// the end of the procedure, where nothing else is said.
func (p *Procedure) Resolved(i int) StageEnd {
	if s := p.Stages[i]; s.IfDecided.Given {
		return p.next(i, s.IfDecided.V)
	}
	return Ends
}

// next is the outcome, or the effect where it is a stage that is not there.
func (p *Procedure) next(i int, o StageEnd) StageEnd {
	if o == Next && !p.Stages[i].Beside.Given && p.After(i) == len(p.Stages) {
		return TakesEffect
	}
	return o
}

// After is the index of the first stage after i that does not run beside an
// earlier one; the number of stages where there is none.
func (p *Procedure) After(i int) int {
	for i++; i < len(p.Stages) && p.Stages[i].Beside.Given; i++ {
	}
	return i
}

package state

import (
	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/order"
	"detente/procedure"
)

// View is where the agreement stands when somebody looks.
type View struct {
	// Day is the day on which it is looked at, in the zone of whoever looks, and Now
	// the moment.
	Day calendar.Day
	Now act.Time

	Text    *Text
	Size    int64 // the entries that are folded
	InForce bool
	// Since is the entry with which the agreement came into force.
	Since *Record
	// Unsigned are those whose signatures are missing.
	Unsigned []string

	Items []Item // one for each unit of the course, in the order of the text
	Moves []Move
	// Readings are what can be said to be so now: one where nothing is contested,
	// otherwise as declared and as contested.
	Readings []Reading

	Proposals []Proposal // what some have agreed to and others have not
	Pairs     []Proposal // acts that wait for others, to take effect together
	Contests  []*Contest // the disputes that stand
	Left      []*Record  // standing withdrawals from the agreement
	Suspended []*Record  // standing suspensions of everything an actor performs
	Unfit     []*Record

	Course     *agreement.Course // of the text, with what the first reading counts as performed
	Procedures *procedure.View
}

// Status is where a step stands, in a word.
type Status string

// The fifteen words for a step.
const (
	Planned         Status = "planned"          // the agreement is not in force, or the first day has not come
	Waiting         Status = "waiting"          // something has to be performed before
	Open            Status = "open"             // it can be performed now
	Begun           Status = "begun"            // its performer has begun
	Declared        Status = "declared"         // its performer says that it has performed it; nobody has to verify that
	UnderInspection Status = "under inspection" // declared, and those who verify have not all answered
	Attested        Status = "attested"         // declared, and all who verify have confirmed it
	NotConfirmed    Status = "not confirmed"    // declared, and somebody who verifies did not confirm it
	Inconclusive    Status = "inconclusive"     // declared, and the inspection had no access or no result
	Contested       Status = "contested"        // somebody disputes what was declared or attested
	Overdue         Status = "overdue"          // it could have been performed, and its due day has passed
	Suspended       Status = "suspended"        // its performer has suspended it before performing it
	PutBack         Status = "put back"         // it was performed, and its performer has taken that back
	Waived          Status = "waived"           // those who have to have agreed to do without it
	Ended           Status = "ended"            // its effect has ended, or nobody is bound to perform it any more
)

// Statuses are all of them.
func Statuses() []Status {
	return []Status{Planned, Waiting, Open, Begun, Declared, UnderInspection, Attested, NotConfirmed, Inconclusive, Contested, Overdue, Suspended, PutBack, Waived, Ended}
}

// Item is where one unit stands: a step, or a part of one.
type Item struct {
	Unit   int
	Name   string
	Step   *agreement.Step
	Status Status
	// Under is what the status would be without the dispute or suspension that
	// stands over it; the status itself where there is none.
	Under Status

	// Declared are the standing declarations, On the day of performance they state,
	// and Missing the joint performers who have not declared.
	Declared []*Record
	On       agreement.Opt[calendar.Day]
	Missing  []string
	// Attested are what each verifier found last, and Verified the last day of them
	// on which all had confirmed; Unverified are those who have not answered.
	Attested   []*Record
	Verified   agreement.Opt[calendar.Day]
	Unverified []string
	Contests   []*Contest // those that stand
	// Cause is the act behind the status: a beginning, suspension, waiver or
	// withdrawal; nil where there is none.
	Cause *Record

	Waits []Wait
	Due   *Due // nil where the text gives no day, or none that is known yet
	First agreement.Opt[calendar.Day]
	// Ends is the last day of its effect, where the text gives one and it is known.
	Ends agreement.Opt[calendar.Day]
	// Renewed is the last renewal in effect.
	Renewed *Record
}

// Performed reports whether the unit counts as performed where nobody contests:
// for the order, with declared a waiting step may go by the declaration alone.
func (i Item) Performed() bool {
	switch i.Under {
	case Declared, Attested, Ended:
		return i.Under != Ended || i.On.Given
	}
	return false
}

// Wait is what a unit waits for: a unit that has to be performed before.
type Wait struct {
	For  int // the unit
	Edge agreement.Edge
}

// Due is the day until which a unit has to be performed.
type Due struct {
	// Day counts with what was agreed later and with the days on which the clock
	// stood; Text is the day by the text.
	Day, Text calendar.Day
	Rule      agreement.Opt[agreement.When] // as the text writes it
	Demand    *agreement.Demand             // where a demand asks for it
	Extended  *Record                       // the agreed extension
	Stopped   int                           // days on which the clock stood because of disputes
	Passed    bool                          // the day is over and the unit not performed
	// Late: it was performed after the day, as its declaration states.
	Late bool
}

// Reading is one way to read now, where acts contest each other.
type Reading struct {
	Name ReadingName
	// Performed are the units that count as performed, Satisfied those besides that
	// nothing waits for any more: waived ones.
	Performed, Satisfied order.Set
	// Open are the units that can be performed now.
	Open []int
}

// ReadingName says which reading it is.
type ReadingName string

// The readings.
const (
	Uncontested ReadingName = "uncontested"
	AsDeclared  ReadingName = "as declared"  // contested declarations count
	AsContested ReadingName = "as contested" // they do not
)

// On looks at the state on a day, at a moment.
func (s *State) On(today calendar.Day, now act.Time) *View {
	v := &View{Day: today, Now: now, Text: s.text.Text, Size: s.Size(), InForce: s.inForce >= 0}
	if v.InForce {
		v.Since = s.records[s.inForce]
	} else {
		v.Unsigned = s.missing(s.signing())
	}
	v.Proposals, v.Pairs = s.proposals(), s.waiting(now)
	for _, c := range s.disputes {
		if c.Standing() {
			v.Contests = append(v.Contests, c)
		}
	}
	v.Left, v.Suspended = standing(s.left), standing(s.suspended)
	for _, r := range s.records {
		if r.Unfit != nil {
			v.Unfit = append(v.Unfit, r)
		}
	}
	l := look{s: s, v: v, today: today}
	l.items()
	l.readings()
	l.moves()
	return v
}

func standing(all []*Record) []*Record {
	var up []*Record
	for _, r := range all {
		if r.Stands() {
			up = append(up, r)
		}
	}
	return up
}

// Package amendment changes agreements: it makes of one agreement another, in
// which a demand is dropped, a step is cut in parts, two steps are released
// together, and says which lines of the text that would be.
//
// An agreement is never changed in place. Whoever amends one gets a new one that
// shares with the old everything but what was changed. That is safe because
// references are names, and nobody writes to an agreement once it is read.
//
// There are two doors. The functions whose names begin with With are for those who
// know what they are doing, such as the search for repairs, which makes hundreds
// of amendments; they check nothing. An [Amendment] is one that somebody asks for
// in words, read by [Read]; [Amendment.Apply] refuses what the reader of the text
// would refuse too, with the next move. Amended, an agreement is what reading the
// changed text would have made of it, places aside.
package amendment

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
)

// Kind is what an amendment does.
type Kind string

// The kinds, and how each is written.
const (
	Drop     Kind = "drop"         // D: the demand is dropped
	Cut      Kind = "cut"          // S=k: the step is performed in k parts; S=[x, y]: in parts of these sizes
	Exchange Kind = "exchange"     // a,b or a,b:holder: the steps are released together
	Date     Kind = "date"         // S=DATE: the step is due on that day
	Stake    Kind = "breach_cost"  // P=amount: what leaving costs the party
	Lock     Kind = "lock"         // a=b: step a makes step b permanent
	Undo     Kind = "undo"         // S=x: the share x of the step can be taken back
	Forget   Kind = "forget-after" // S=PRE: the step does not wait for PRE
)

// Kinds lists the kinds in their order.
func Kinds() []Kind { return []Kind{Drop, Cut, Exchange, Date, Stake, Lock, Undo, Forget} }

// Amendment is a change that somebody asks for.
type Amendment struct {
	Kind Kind
	// Text is what was written, such as "relief=5".
	Text string

	of     string // the demand, the party or the step
	value  string // what stands behind "="
	steps  []agreement.StepRef
	holder string
	parts  int
	day    calendar.Day
}

// Applied is an amendment that was made.
type Applied struct {
	Amendment
	// Agreement is the amended one.
	Agreement *agreement.Agreement
	// Changes are the lines of the text that differ; none where the text says so
	// already. Sentence tells which of the two it is.
	Changes  []Change
	Sentence string
}

// Error says why an amendment cannot be made.
type Error struct {
	// What is a plain sentence without its full stop, and Next the next move.
	What, Next string
}

// Error returns what is wrong.
func (e *Error) Error() string { return e.What }

func wrong(next, format string, args ...any) error { return &Error{fmt.Sprintf(format, args...), next} }

// Apply makes the amendment. The error is an [*Error].
func (x Amendment) Apply(a *agreement.Agreement) (Applied, error) {
	out := Applied{Amendment: x, Agreement: a}
	apply := map[Kind]func(*agreement.Agreement, *Applied) error{
		Drop: x.drop, Cut: x.cut, Exchange: x.exchange, Date: x.date,
		Stake: x.stake, Lock: x.lock, Undo: x.undo, Forget: x.forget,
	}[x.Kind]
	if apply == nil {
		panic("amendment: no kind " + string(x.Kind))
	}
	err := apply(a, &out)
	return out, err
}

// ApplyAll makes amendments one after the other.
func ApplyAll(a *agreement.Agreement, all []Amendment) ([]Applied, *agreement.Agreement, error) {
	var made []Applied
	for _, x := range all {
		out, err := x.Apply(a)
		if err != nil {
			return nil, nil, err
		}
		made, a = append(made, out), out.Agreement
	}
	return made, a, nil
}

// demand, step and party find what an amendment names, or say what there is.

func (x Amendment) demand(a *agreement.Agreement) (*agreement.Demand, error) {
	if d := a.Demand(x.of); d != nil {
		return d, nil
	}
	var names []string
	for _, d := range a.Demands {
		names = append(names, d.ID)
	}
	return nil, missing("demand", x.of, names)
}

func step(a *agreement.Agreement, id string) (*agreement.Step, error) {
	if s := a.Step(id); s != nil {
		return s, nil
	}
	var names []string
	for _, s := range a.Steps {
		names = append(names, s.ID)
	}
	return nil, missing("step", id, names)
}

func party(a *agreement.Agreement, id string) (*agreement.Actor, error) {
	var names []string
	for _, p := range a.Parties() {
		if p.ID == id {
			return p, nil
		}
		names = append(names, p.ID)
	}
	if p := a.Actor(id); p != nil {
		return nil, wrong("The parties are: "+strings.Join(names, ", ")+".", "%s is a third party: it states no worths, and leaving costs it nothing", id)
	}
	return nil, missingIn("party", "parties", id, names)
}

func missing(what, id string, names []string) error { return missingIn(what, what+"s", id, names) }

// missingIn refuses a name that is not there, with the nearest that is.
func missingIn(what, plural, id string, names []string) error {
	next := fmt.Sprintf("The %s are: %s.", plural, strings.Join(names, ", "))
	if len(names) == 0 {
		next = fmt.Sprintf("The agreement has no %s.", plural)
	}
	if near := agreement.Similar(id, names); near != "" {
		next = "Did you mean " + near + "? " + next
	}
	return wrong(next, "there is no %s %s", what, id)
}

// part finds the step that a reference names, and refuses a part that it has not.
func part(a *agreement.Agreement, r agreement.StepRef) (*agreement.Step, error) {
	s, err := step(a, r.ID)
	if err == nil && r.Part > s.PartCount() {
		has := fmt.Sprintf("it has %d parts", s.PartCount())
		if s.PartCount() == 1 {
			has = "it is not in parts"
		}
		return nil, wrong("Cut it first, or name a part that it has.", "there is no %s: %s", r, has)
	}
	return s, err
}

// holds returns whether two references to steps have a part in common.
func holds(r, q agreement.StepRef) bool {
	return r.ID == q.ID && (r.Part == 0 || q.Part == 0 || r.Part == q.Part)
}

// and joins names as "a, b and c".
func and(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

func texts(refs []agreement.StepRef) []string {
	var all []string
	for _, r := range refs {
		all = append(all, r.String())
	}
	return all
}

// sameSteps reports whether two lists name the same, in any order.
func sameSteps(x, y []agreement.StepRef) bool {
	p, q := texts(x), texts(y)
	slices.Sort(p)
	slices.Sort(q)
	return slices.Equal(p, q)
}

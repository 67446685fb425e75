// Package agreement is the model of an agreement: parties and third parties,
// steps with what they are worth to whom, exchanges, demands, anchors, meetings,
// sources and facts, and the stand-offs before it, each with its place in the text.
//
// Incomplete text is normal. A step without an owner, a date, a verifier or a
// worth is a value of this package like any other; only contradiction in form
// (an unknown name, a name given twice, a wrong type, a negative share) is a
// finding of severity error here. What is open or stuck in a well-formed
// agreement is for package check to say.
package agreement

import (
	"math/big"

	"detente/calendar"
	"detente/diag"
)

// Agreement is everything the text says, in the order of the text.
type Agreement struct {
	ID    Name
	Title Text
	// Begins is the day from which the steps that are not done can be performed.
	Begins Opt[calendar.Day]
	// Ends is the day on which the agreement ends unless it is renewed, and Notice
	// how many days before, at least 0, that has to be decided.
	Ends   Opt[When]
	Notice Opt[int]
	// Zone is the time zone in which days are meant: "UTC", an offset such as
	// "+03:30", or a name such as "Asia/Ho_Chi_Minh". Days count as they are written;
	// see [Instant].
	Zone Opt[string]
	// Weekend are the days of rest of the working week, Saturday and Sunday where
	// the text does not say; Holidays single days on which nobody works, in order.
	Weekend  Opt[[]calendar.Weekday]
	Holidays []calendar.Day

	Actors    []*Actor // parties and third parties
	Steps     []*Step
	Exchanges []*Exchange
	Demands   []*Demand
	Anchors   []*Anchor
	Meetings  []*Meeting
	Sources   []*Source
	Facts     []*Fact
	// Instants are the dates that the text writes as instants.
	Instants  []*Instant
	Readings  []*Reading
	Links     []*Link
	Standoffs []*Standoff

	Duties     []*Duty
	Procedures []*Procedure
	Quotas     []*Quota

	Keeping

	// Chosen names the readings by which the text was read; see [Agreement.As].
	Chosen []string
	// Private names the private overlays that were read along, in order.
	Private []string

	read *trees // what it was read from; nil where it was not
}

// Week returns the working week of the agreement.
func (a *Agreement) Week() calendar.Week {
	w := calendar.MondayToFriday()
	if a.Weekend.Given {
		w.Rest = a.Weekend.V
	}
	w.Holidays = a.Holidays
	return w
}

// Name is an identifier with the place where it is defined.
type Name struct {
	ID    string
	Place diag.Place
}

// Ref is the use of a name, with the place of that use.
type Ref struct {
	ID    string
	Place diag.Place
}

// Opt is an attribute that the text may leave out.
type Opt[T any] struct {
	V     T
	Given bool
	Place diag.Place // of the value
}

// Text is words for people: one string, or one per language as the file gives
// it ("en", "ko"); never translated. Plain text has the language "".
type Text struct {
	By    map[string]string
	Place diag.Place
}

// String returns the plain text, else the English one, else that of the
// language that sorts first, else "".
func (t Text) String() string { return t.In("") }

// In returns the text in the language, falling back as String does.
func (t Text) In(lang string) string {
	for _, l := range []string{lang, "", "en"} {
		if s, ok := t.By[l]; ok {
			return s
		}
	}
	first := ""
	for l := range t.By {
		if first == "" || l < first {
			first = l
		}
	}
	return t.By[first]
}

// Actor is a party or a third party. A party signs, performs and can walk away.
// A third party (an inspector, a guarantor, a parliament, the Security Council)
// may perform, verify or hold things; it has no worths and never walks away.
type Actor struct {
	Name
	Third bool
	Link  bool // it stands for a linked agreement, whose steps it performs
	Title Text // attribute "name": what people call it
	Keys  []Key

	// Unit is what the party counts in, such as a currency: what parties that give
	// the same pay one another is worth as much to each.
	Unit Opt[string]
	// Scale is the party's own words of worth, strongest first; DefaultScale
	// where the text gives none.
	Scale Opt[[]string]
	// BreachCost is what walking away costs the party besides; at least 0.
	BreachCost Opt[Amount]
	// WalkAway is what the party has outside the agreement.
	WalkAway Opt[Amount]
	// MaxExposure is the most the party accepts to be below where it started.
	MaxExposure Opt[Amount]
}

// Label returns what people call the actor: its name attribute, else its ID.
func (a *Actor) Label() string { return a.LabelIn("") }

// LabelIn is Label in a language, as [Text.In] finds it.
func (a *Actor) LabelIn(lang string) string {
	if s := a.Title.In(lang); s != "" {
		return s
	}
	return a.ID
}

// DefaultScale is the words of worth where a party has no scale of its own,
// strongest first.
var DefaultScale = []string{"vital", "major", "moderate", "minor", "slight"}

// Words returns the party's scale, strongest first.
func (a *Actor) Words() []string {
	if a.Scale.Given {
		return a.Scale.V
	}
	return DefaultScale
}

// Amount is a size in a party's own unit: an exact number, a range [Lo, Hi]
// with Lo ≤ Hi, or a word of the party's scale (Lo and Hi are then nil).
// Amounts are as written; a cost is positive here.
type Amount struct {
	Word   string
	Lo, Hi *big.Rat
}

// IsWord reports whether the amount is a word of the scale.
func (m Amount) IsWord() bool { return m.Word != "" }

// IsRange reports whether the amount is anything between two different numbers.
// Most are not, and have one number at both ends.
func (m Amount) IsRange() bool { return m.Lo != m.Hi && m.Lo.Cmp(m.Hi) != 0 }

// IsZero reports whether the amount is the number 0: nothing, which parties that
// count in words may write too.
func (m Amount) IsZero() bool { return !m.IsWord() && m.Lo.Sign() == 0 && m.Hi.Sign() == 0 }

// Worth is what a step is worth to a party: one entry of gains or costs.
type Worth struct {
	Party  Ref
	Amount Amount
	Cost   bool
	Place  diag.Place // of the amount
}

// Step is one thing to be performed.
type Step struct {
	Name
	// By are those who perform it, each a party or third party; more than one
	// perform it jointly; none: the owner is open.
	By     []Ref
	Text   Text
	Clause Opt[string]

	// Parts cuts the step into that many steps in a chain, equal ones where Sizes is
	// not given; at least 1.
	Parts Opt[int]
	// Sizes are what the parts are to one another, in the order in which they are
	// performed: one number above 0 for each, in no unit, since only the proportion
	// counts ([2, 1, 1] is a half and two quarters). Where Parts is given too, they
	// are as many.
	Sizes  Opt[[]*big.Rat]
	Worths []Worth // gains, then costs, in the order of the text
	// Undo is the share of the effect, in [0, 1], that the performer can take
	// back when everything breaks down; 0 when not given.
	Undo  Opt[*big.Rat]
	Locks []StepRef
	After []StepRef

	// Takes is the duration in whole days; a range nobody controls has Min < Max.
	Takes     Opt[Days]
	Due       Opt[When]
	NotBefore Opt[When]
	Done      Opt[calendar.Day]

	VerifiedBy []Ref
	VerifyIn   Opt[int] // days from performance to confirmation
	// DisputeStops: while a dispute about the step stands, its due day moves; where
	// not given, what the agreement says counts. See [Agreement.DisputeStops].
	DisputeStops Opt[bool]
	// Detects is the probability, in [0, 1], that non-performance is detected.
	Detects Opt[*big.Rat]
	// Link is the link by which it comes from another agreement; "" for the
	// steps of this one.
	Link string

	// Lasts and Until say how long the effect of the step lasts, where that is not for
	// good: so many days, at least 1, from the day of performance or of renewal; or
	// until a day. A step has one of them at most.
	Lasts Opt[int]
	Until Opt[When]
	// Notice is how many days before that end, at least 0, notice has to be given or
	// a renewal decided; RenewedBy are those who decide on it, each a party or third
	// party; Renewed is the day of the last renewal.
	Notice    Opt[int]
	RenewedBy []Ref
	Renewed   Opt[calendar.Day]

	// OfDuty: the step is the taking up of the duty of the same name.
	OfDuty bool

	Cited
}

// Instant is a date that the text writes as an instant with its offset. It counts
// as the day that it has there, which is the day that anybody reads who does not
// know the zone of the agreement.
type Instant struct {
	calendar.Instant
	What  string // the block and attribute, for people
	Place diag.Place
	// Zoned is the day that it has in the zone of the agreement, where that is known:
	// zones with a name are looked up outside this package.
	Zoned Opt[calendar.Day]
}

// Expires reports whether the effect of the step ends some day.
func (s *Step) Expires() bool { return s.Lasts.Given || s.Until.Given }

// Cited is where a claim comes from: a source and, where given, the words in it.
type Cited struct {
	Source Opt[Ref]
	Quote  Opt[string]
}

// Days is a duration in whole days: Min == Max when it is fixed.
type Days struct {
	Min, Max int
}

// StepRef is the use of a step's name. Part is k for "name[k]", counted from 1,
// and 0 for the whole step. Declared is set for "name.declared": the
// declaration alone is waited for, not its verification.
type StepRef struct {
	Ref
	Part     int
	Declared bool
}

// When is a day in the text: a date, or "after(base, days)", where base is an
// anchor, a meeting or a step. The date of an anchor may be a range of days in
// which the text can be read, and so are then all days that count from it.
type When struct {
	Span calendar.Span // where Base is nil
	Base *Ref
	Days int
}

// Exchange is two or more steps that a holder releases together: all or none,
// and no state in between is met.
type Exchange struct {
	Name
	Steps  []StepRef
	HeldBy Opt[Ref]
}

// DemandKind is the form of a demand.
type DemandKind string

// The forms of a demand, as the language writes them.
const (
	Before    DemandKind = "before"     // before(a, b, …): each is performed before the next
	Together  DemandKind = "together"   // together(a, b, …): in one round, or in one exchange
	Within    DemandKind = "within"     // within(days, a, b): b at most that many days after a
	By        DemandKind = "by"         // by(a, date): a is performed no later than that day
	NotBefore DemandKind = "not_before" // not_before(a, date): a is not performed earlier than that day
	Include   DemandKind = "include"    // include(a): the agreement contains a
	Exclude   DemandKind = "exclude"    // exclude(a): a is not to be performed at all
)

// Demand is a wish about the order, with its owner.
type Demand struct {
	Name
	Of    Opt[Ref]
	Text  Text
	Kind  DemandKind
	Steps []StepRef
	Days  int  // for Within
	When  When // for By and NotBefore
	That  diag.Place
	// Firm marks a red line.
	Firm bool
	// Weight is how many demands without a weight this one counts as, where the
	// least to set aside is looked for; from 1 to MaxWeight.
	Weight Opt[int]
	// Dropped is the day on which the owner gave the demand up; a dropped
	// demand is kept and shown, not counted.
	Dropped Opt[calendar.Day]
	Cited
}

// Anchor is a named date: an event outside the steps.
type Anchor struct {
	Name
	Date Opt[When]
	Text Text
}

// Meeting is a date at which parties meet.
type Meeting struct {
	Name
	From, To  Opt[calendar.Day]
	PlaceName Opt[string] // attribute "place"
	Text      Text
	Between   []Ref
	Cited
}

// Source is a document that claims are walked back to.
type Source struct {
	Name
	File     Opt[string] // relative to the folder of the text that names it
	Title    Text
	Date     Opt[calendar.Day]
	Language Opt[string]

	// Content is the source file's text. Loaded says whether it was there and
	// could be used; WhyNot, in words for people, why one that is there could not.
	Content string
	Loaded  bool
	WhyNot  string
}

// Fact is something said to be so, by somebody, somewhere.
type Fact struct {
	Name
	Text Text
	By   Opt[Ref]
	Cited
}

// Package agenda says what is to be settled at the meetings ahead: how many days
// and working days are left to each, and, heaviest first, the conflicts, the
// open points, the words that are read in several ways, the outsiders who have
// to be asked and until when, the linked agreements, and the dates that come up
// before the meeting is over.
//
// Each item goes to the first meeting at which all those who can settle it meet.
// What no meeting ahead can settle, because somebody is not there, is to be
// prepared with them before the next one. The package knows no "now": the day is
// an argument, and so the same text gives the same agenda.
package agenda

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/check"
	"detente/conflict"
	"detente/diag"
	"detente/worth"
)

// Agenda is what is ahead on one day.
type Agenda struct {
	Agreement *agreement.Agreement
	On        calendar.Day
	Week      calendar.Week
	// Meetings are those that are not over, soonest first.
	Meetings []*Meeting
	// Undated are meetings without a date, and Over how many are over.
	Undated []*agreement.Meeting
	Over    int
	// Open is everything there is to settle, where no meeting is ahead.
	Open []Item
	// More is how many items of little weight are left out; see MaxItems.
	More int
	// SetAside are the demands that were set aside, by name.
	SetAside []string
}

// Meeting is one meeting ahead.
type Meeting struct {
	*agreement.Meeting
	First, Last calendar.Day
	// Days is how many days are left until it begins, the day of asking not
	// counted, and Working how many working days lie between the two. Both are 0
	// once it has begun.
	Days, Working int
	Begun         bool
	// There are those who meet, by name. Where the text does not say who meets,
	// they are the parties, and Assumed is set.
	There   []string
	Assumed bool
	// Settle are the items that those who meet can settle, and Prepare those that
	// no meeting ahead can: somebody is missing. Only the next meeting has any.
	Settle, Prepare []Item
}

// Kind is a kind of item.
type Kind string

// The kinds of items, in the order of the list.
const (
	Conflict  Kind = "conflict"   // demands that cannot be met together
	OpenPoint Kind = "open_point" // a step without owner, date, verifier or definition
	Reading   Kind = "reading"    // words that can be read in several ways
	Outsider  Kind = "outsider"   // somebody who does not meet has to act
	Link      Kind = "link"       // a linked agreement
	Date      Kind = "date"       // a date that comes up before the meeting is over
)

// Item is one thing to settle.
type Item struct {
	Kind Kind
	// Sentence says what it is, in one plain sentence.
	Sentence string
	Place    diag.Place
	Steps    []string // concerned
	Demands  []string
	// By are those who can settle it, by name, and Missing those of them who are
	// not at the meeting under which it is listed.
	By, Missing []string
	// Unlocks are the steps that could come up, or no longer wait for it, once it
	// is settled; Frees says the same in a clause where there is more to say.
	Unlocks []string
	Frees   string
	// Held is what waits for it, for each party that gains by it.
	Held []Held
	// AskBy is the last day on which an outsider can be asked.
	AskBy agreement.Opt[calendar.Day]

	weight int  // how many steps wait for it, for the order
	waits  bool // Unlocks are what waits for Steps
}

// Held is what one party is to gain by steps that wait: its size in the party's
// own unit and, where it counts in numbers, its share of all that the party is
// still to gain; exact. Share is nil for a party that counts in words.
type Held struct {
	Party string
	Worth string
	Share *big.Rat
}

// sources are the kinds of items, in the order of the list, each with what finds
// them.
var sources = []struct {
	kind Kind
	find func(*book) []Item
}{
	{Conflict, (*book).conflicts},
	{OpenPoint, (*book).openPoints},
	{Reading, (*book).readings},
	{Outsider, (*book).outsiders},
	{Link, (*book).links},
	{Date, (*book).dates},
}

// New makes the agenda of the day. The agreement must be free of form errors.
func New(a *agreement.Agreement, asking agreement.Asking, on calendar.Day) *Agenda {
	x := &Agenda{Agreement: a, On: on, Week: a.Week()}
	x.meetings()
	b := newBook(a, asking, on)
	for _, d := range b.course.SetAside {
		x.SetAside = append(x.SetAside, d.ID)
	}
	if len(x.Meetings) > 0 {
		b.until = x.Meetings[0].Last
	}
	for _, s := range sources {
		all := s.find(b)
		slices.SortStableFunc(all, func(a, b Item) int { return cmp.Compare(b.weight, a.weight) })
		x.More += max(0, len(all)-MaxItems)
		for _, item := range all[:min(len(all), MaxItems)] {
			item.Kind = s.kind
			x.place(b.weighed(item))
		}
	}
	return x
}

// MaxItems is how many items of a kind an agenda has, the heaviest ones.
const MaxItems = 100

// weighed works out what waits for the item, and what the parties are to gain by
// it and by that.
func (b *book) weighed(item Item) Item {
	if item.waits {
		var events []int
		for _, id := range item.Steps {
			events = append(events, b.events(id)...)
		}
		item.Unlocks = without(steps(b.course, b.knots.Waiting(events...)), item.Steps)
	}
	behind := item.Unlocks
	if item.Kind != Conflict {
		behind = slices.Concat(item.Steps, item.Unlocks)
	}
	item.Held = b.held(behind)
	return item
}

// events are those of the step that are not done.
func (b *book) events(id string) []int {
	var events []int
	for _, u := range b.course.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: id}}) {
		if e := b.course.EventOf(u); e >= 0 {
			events = append(events, e)
		}
	}
	return events
}

// meetings lists the meetings ahead.
func (x *Agenda) meetings() {
	for _, m := range x.Agreement.Meetings {
		first, last := m.From, m.To
		switch {
		case !first.Given && !last.Given:
			x.Undated = append(x.Undated, m)
			continue
		case !first.Given:
			first = last
		case !last.Given:
			last = first
		}
		if last.V < x.On {
			x.Over++
			continue
		}
		x.Meetings = append(x.Meetings, x.meeting(m, first.V, last.V))
	}
	slices.SortStableFunc(x.Meetings, func(a, b *Meeting) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
	})
}

func (x *Agenda) meeting(m *agreement.Meeting, first, last calendar.Day) *Meeting {
	ahead := &Meeting{Meeting: m, First: first, Last: last, Begun: first <= x.On}
	if !ahead.Begun {
		ahead.Days, ahead.Working = first.Sub(x.On), x.Week.Between(x.On, first)
	}
	for _, r := range m.Between {
		ahead.There = append(ahead.There, r.ID)
	}
	if ahead.Assumed = len(m.Between) == 0; ahead.Assumed {
		ahead.There = partyNames(x.Agreement)
	}
	return ahead
}

// place puts the item under the first meeting at which all who can settle it
// meet; else it is to be prepared for the next.
func (x *Agenda) place(item Item) {
	for _, m := range x.Meetings {
		if len(without(item.By, m.There)) == 0 {
			m.Settle = append(m.Settle, item)
			return
		}
	}
	if len(x.Meetings) == 0 {
		x.Open = append(x.Open, item)
		return
	}
	next := x.Meetings[0]
	item.Missing = without(item.By, next.There)
	next.Prepare = append(next.Prepare, item)
}

// book is what the items are made from.
type book struct {
	*agreement.Agreement
	on, until calendar.Day // the day of asking, and the last day of the next meeting
	asking    agreement.Asking
	course    *agreement.Course
	knots     *conflict.Analysis
	accounts  []*worth.Account
	lacks     []check.Lack
}

func newBook(a *agreement.Agreement, asking agreement.Asking, on calendar.Day) *book {
	c := agreement.NewCourse(a, asking)
	return &book{
		Agreement: a, on: on, until: on, asking: asking, course: c, knots: conflict.Analyse(c),
		accounts: worth.Accounts(c), lacks: check.Lacks(a, asking),
	}
}

// label is what people call the actor.
func (b *book) label(id string) string {
	if x := b.Actor(id); x != nil {
		return x.Label()
	}
	return id
}

func (b *book) labels(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, b.label(n))
	}
	return all
}

func partyNames(a *agreement.Agreement) []string {
	var names []string
	for _, p := range a.Parties() {
		names = append(names, p.ID)
	}
	return names
}

// held is what each party is to gain by the steps named.
func (b *book) held(steps []string) []Held {
	in := map[string]bool{}
	for _, s := range steps {
		in[s] = true
	}
	var all []Held
	for _, a := range b.accounts {
		sum, of := worth.Vector(nil), new(big.Rat)
		for u, v := range a.Middle {
			size := a.Reference(v)
			if size.Sign() <= 0 || b.course.EventOf(u) < 0 {
				continue
			}
			of.Add(of, size)
			if in[b.course.Units[u].Step.ID] {
				if sum == nil {
					sum = v.Minus(v)
				}
				sum = sum.Plus(v)
			}
		}
		if sum == nil {
			continue
		}
		h := Held{Party: a.Party.ID, Worth: a.Say(sum)}
		if a.Words == nil {
			h.Share = new(big.Rat).Quo(a.Reference(sum), of)
		}
		all = append(all, h)
	}
	return all
}

// without returns the names that are not in the second list.
func without(names, out []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(out, n) })
}

// add appends each name that is not there yet.
func add(names []string, more ...string) []string {
	for _, n := range more {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// maxListed is how many names one sentence tells.
const maxListed = 5

// list joins names as "a, b and c"; of more than maxListed it counts the rest.
func list(names []string) string {
	if len(names) > maxListed {
		rest := len(names) - maxListed + 1
		names = append(slices.Clone(names[:maxListed-1]), fmt.Sprintf("%d more", rest))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// count says "1 day" or "3 days".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// verb chooses by number.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

package agreement

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"detente/calendar"
	"detente/diag"
)

// Course is what is to be performed and what must wait for what: the steps cut
// into their parts, exchanges drawn together, and one edge for each reason to
// wait, be it a precondition of the text or a demand that is asked for.
// Everything that reasons about order (conflict, schedule, plan, check) starts
// from it.
type Course struct {
	Agreement *Agreement
	// Units are the steps of the course in the order of the text, parts in a row.
	Units []Unit
	// Events are what happens at once, in the order of their first unit.
	// Units that are already performed, by the text or by what is asked, have no
	// event.
	Events []Event
	// Edges are the reasons to wait among events, without those that performed
	// steps or an exchange have settled.
	Edges []Edge
	// Bundles are sets of events that a demand wants in one round.
	Bundles []Bundle
	// Clocks are the time conditions among events that a demand or a due date
	// relative to a step sets.
	Clocks []Clock
	// Refusals are the events that a demand of the course wants not performed.
	Refusals []Refusal

	// Asked are the demands that the course takes into account, and SetAside
	// those it does not (the dropped ones are in neither).
	Asked, SetAside []*Demand
	// Performed is what was asked to count as performed, and Taken are the units
	// that do for that, and not because the text says so.
	Performed []Performance
	Taken     []int

	on      map[int]Opt[calendar.Day] // by taken unit, the day where it is known
	eventOf []int                     // by unit; -1 when done
	unitOf  map[string][]int          // by step
	numbers []int                     // 0, 1, 2, …: what lists of single units are cut from
}

// Unit is one performable thing: a step, or one part of a step in parts.
type Unit struct {
	Step *Step
	Part int // 1 … k, or 0 where the step is not in parts
	// Share is what the part is of the step, exactly; nil where all parts are of one
	// size. It must not be changed.
	Share *big.Rat
}

// Name returns "relief", or "relief[2]" for a part.
func (u Unit) Name() string {
	if u.Part == 0 {
		return u.Step.ID
	}
	return fmt.Sprintf("%s[%d]", u.Step.ID, u.Part)
}

// Event is one unit, or all the units of an exchange, which happen together.
type Event struct {
	Units    []int
	Exchange *Exchange // nil for a single unit
	// Performer is who makes it happen: the names of those in by, sorted and
	// joined by "+"; of the holder for an exchange. An open owner is a
	// performer of its own.
	Performer string
}

// EdgeKind says where a reason to wait comes from.
type EdgeKind int

// The kinds of reasons to wait.
const (
	ByAfter  EdgeKind = iota // the step's own after
	ByLocks                  // what a step locks comes before it
	ByParts                  // parts are taken in order
	ByDemand                 // a demand
)

// Edge says that event Before comes before event After, and why.
type Edge struct {
	Before, After int
	Kind          EdgeKind
	// Declared: the declaration alone is waited for.
	Declared bool
	Demand   *Demand // for ByDemand
	// First and Then are the units the reason names.
	First, Then int
	Place       diag.Place
}

// Bundle is events that Demand wants in one round.
type Bundle struct {
	Events []int
	Demand *Demand
}

// Clock says that event To ends at most Days days after event From ends.
type Clock struct {
	From, To int
	Days     int
	Demand   *Demand // nil for the due date of the step
	Place    diag.Place
}

// Refusal is an event whose step a demand wants not performed.
type Refusal struct {
	Event  int
	Demand *Demand
}

// Asking says which demands a course takes into account, and from where it goes
// on. The zero value asks for all demands that have not been dropped, from what
// the text says is done.
type Asking struct {
	Without  []string // demands set aside, by name
	FirmOnly bool     // only red lines count
	// Performed are steps and parts that count as performed besides those that
	// the text says are done. They must satisfy [CheckState].
	Performed []Performance
}

// asked reports whether the demand counts.
func (k Asking) asked(d *Demand) bool {
	return !slices.Contains(k.Without, d.ID) && (d.Firm || !k.FirmOnly)
}

// NewCourse draws the course of the agreement with the demands asked for.
// The agreement must be free of findings of severity error.
func NewCourse(a *Agreement, asking Asking) *Course {
	c := &Course{Agreement: a, Performed: asking.Performed, on: map[int]Opt[calendar.Day]{}}
	c.addUnits()
	c.take(asking.Performed)
	c.addEvents()
	reasons := len(c.Units) - len(a.Steps) // between parts
	for _, s := range a.Steps {
		reasons += len(s.After) + len(s.Locks)
	}
	c.Edges = make([]Edge, 0, reasons)
	for _, s := range a.Steps {
		c.addStepEdges(s)
	}
	for _, d := range a.Demands {
		switch {
		case d.Dropped.Given:
		case asking.asked(d):
			c.Asked = append(c.Asked, d)
			c.addDemand(d)
		default:
			c.SetAside = append(c.SetAside, d)
		}
	}
	return c
}

func (c *Course) addUnits() {
	total := 0
	for _, s := range c.Agreement.Steps {
		total += s.PartCount()
	}
	c.Units, c.numbers = make([]Unit, total), make([]int, total)
	c.unitOf = make(map[string][]int, len(c.Agreement.Steps))
	next := 0
	for _, s := range c.Agreement.Steps {
		first, k := next, s.PartCount()
		shares := s.Shares()
		for part := 1; part <= k; part++ {
			c.Units[next] = Unit{Step: s, Part: part}
			if k == 1 {
				c.Units[next].Part = 0
			}
			if shares != nil {
				c.Units[next].Share = shares[part-1]
			}
			c.numbers[next] = next
			next++
		}
		c.unitOf[s.ID] = c.numbers[first:next:next]
	}
}

// take marks the units that count as performed because that is asked.
func (c *Course) take(all []Performance) {
	for _, p := range all {
		for _, u := range c.UnitsOf(p.StepRef) {
			if !c.Units[u].Step.Done.Given && (p.On.Given || !c.on[u].Given) {
				c.on[u] = p.On
			}
		}
	}
	c.Taken = slices.Sorted(maps.Keys(c.on))
}

func (c *Course) addEvents() {
	c.eventOf = make([]int, len(c.Units))
	exchange := make([]*Exchange, len(c.Units))
	for _, x := range c.Agreement.Exchanges {
		for _, r := range x.Steps {
			for _, u := range c.UnitsOf(r) {
				exchange[u] = x
			}
		}
	}
	of := map[*Exchange]int{}
	c.Events = make([]Event, 0, len(c.Units))
	for u, unit := range c.Units {
		c.eventOf[u] = -1
		if _, taken := c.on[u]; taken || unit.Step.Done.Given {
			continue
		}
		x := exchange[u]
		if e, ok := of[x]; ok && x != nil {
			c.eventOf[u] = e
			c.Events[e].Units = append(c.Events[e].Units, u)
			continue
		}
		c.eventOf[u] = len(c.Events)
		if x != nil {
			of[x] = len(c.Events)
		}
		c.Events = append(c.Events, Event{Units: c.numbers[u : u+1 : u+1], Exchange: x, Performer: performer(unit.Step, x)})
	}
}

// performer names who makes the event happen. Names of the language hold no
// "?" and no "+", so that a made-up performer is nobody else's.
func performer(s *Step, x *Exchange) string {
	switch {
	case x != nil && x.HeldBy.Given:
		return x.HeldBy.V.ID
	case x != nil:
		return "?" + x.ID
	case len(s.By) == 0:
		return "?" + s.ID
	case len(s.By) == 1:
		return s.By[0].ID
	}
	var names []string
	for _, r := range s.By {
		names = append(names, r.ID)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), "+")
}

func (c *Course) addStepEdges(s *Step) {
	units := c.unitOf[s.ID]
	for i := 1; i < len(units); i++ {
		c.addEdge(units[i-1], units[i], Edge{Kind: ByParts, Place: s.cutAt()})
	}
	for _, r := range s.After {
		for _, u := range last(c.UnitsOf(r)) {
			c.addEdge(u, units[0], Edge{Kind: ByAfter, Declared: r.Declared, Place: r.Place})
		}
	}
	for _, r := range s.Locks {
		for _, u := range last(c.UnitsOf(r)) {
			c.addEdge(u, units[0], Edge{Kind: ByLocks, Place: r.Place})
		}
	}
	if s.Due.Given && s.Due.V.Base != nil {
		c.addClock(Clock{Days: s.Due.V.Days, Place: s.Due.Place}, last(c.unitOf[s.Due.V.Base.ID]), last(units))
	}
}

func (c *Course) addDemand(d *Demand) {
	switch d.Kind {
	case Before:
		for i := 1; i < len(d.Steps); i++ {
			c.addDemandEdges(d, d.Steps[i-1], d.Steps[i])
		}
	case Together:
		var events []int
		for _, r := range d.Steps {
			for _, u := range c.UnitsOf(r) {
				if e := c.eventOf[u]; e >= 0 && !slices.Contains(events, e) {
					events = append(events, e)
				}
			}
		}
		if len(events) > 1 {
			c.Bundles = append(c.Bundles, Bundle{Events: events, Demand: d})
		}
	case Within:
		c.addClock(Clock{Days: d.Days, Demand: d, Place: d.That}, last(c.UnitsOf(d.Steps[0])), last(c.UnitsOf(d.Steps[1])))
	case Exclude:
		for _, u := range c.UnitsOf(d.Steps[0]) {
			if e := c.eventOf[u]; e >= 0 {
				c.Refusals = append(c.Refusals, Refusal{Event: e, Demand: d})
			}
		}
	case By, NotBefore, Include:
		// By and NotBefore are days, kept by the demand itself; every step of
		// the text is in the course, so that Include asks for nothing more.
	}
}

// addDemandEdges lets all of a come before all of b: a's last part before b's first.
func (c *Course) addDemandEdges(d *Demand, a, b StepRef) {
	for _, u := range last(c.UnitsOf(a)) {
		for _, v := range first(c.UnitsOf(b)) {
			c.addEdge(u, v, Edge{Kind: ByDemand, Declared: a.Declared, Demand: d, Place: d.That})
		}
	}
}

func (c *Course) addEdge(first, then int, e Edge) {
	e.First, e.Then = first, then
	e.Before, e.After = c.eventOf[first], c.eventOf[then]
	// A performed step keeps nobody waiting and waits for nothing; what an
	// exchange draws together is released together.
	sameExchange := e.Before == e.After && first != then && e.Before >= 0
	if e.Before < 0 || e.After < 0 || sameExchange {
		return
	}
	c.Edges = append(c.Edges, e)
}

func (c *Course) addClock(k Clock, from, to []int) {
	if len(from) == 0 || len(to) == 0 {
		return
	}
	k.From, k.To = c.eventOf[from[0]], c.eventOf[to[0]]
	if k.From >= 0 && k.To >= 0 && k.From != k.To {
		c.Clocks = append(c.Clocks, k)
	}
}

// UnitsOf returns the units a reference means, in order; none for an unknown
// name or part.
func (c *Course) UnitsOf(r StepRef) []int {
	units := c.unitOf[r.ID]
	switch {
	case r.Part == 0:
		return units
	case r.Part == 1 && len(units) == 1, r.Part >= 1 && r.Part <= len(units):
		return units[r.Part-1 : r.Part]
	}
	return nil
}

// EventOf returns the event of a unit, or -1 when it is already performed.
func (c *Course) EventOf(unit int) int { return c.eventOf[unit] }

// Done reports whether all that is referred to has been performed, by the text
// or by what is asked, and on which day, where that is known: that of its last
// part. Nothing has been performed of a step that is not there.
func (c *Course) Done(r StepRef) (on Opt[calendar.Day], done bool) {
	units := c.UnitsOf(r)
	if len(units) == 0 || slices.ContainsFunc(units, func(u int) bool { return c.eventOf[u] >= 0 }) {
		return on, false
	}
	u := units[len(units)-1]
	if s := c.Units[u].Step; s.Done.Given {
		return s.Done, true
	}
	return c.on[u], true
}

// On returns the day on which a taken unit was performed, where it is known.
func (c *Course) On(unit int) Opt[calendar.Day] { return c.on[unit] }

// Resolve is [Agreement.Resolve], where days may also count from a step that is
// taken as performed on a known day.
func (c *Course) Resolve(w When) (calendar.Span, bool) {
	return c.Agreement.resolve(w, func(s *Step) Opt[calendar.Day] {
		on, _ := c.Done(StepRef{Ref: Ref{ID: s.ID}})
		return on
	})
}

// UnitNames returns the names of an event's units.
func (c *Course) UnitNames(event int) []string {
	var names []string
	for _, u := range c.Events[event].Units {
		names = append(names, c.Units[u].Name())
	}
	return names
}

// Label names an event for people: the unit's name, or "exchange x (a, b)".
func (c *Course) Label(event int) string {
	e := c.Events[event]
	names := strings.Join(c.UnitNames(event), ", ")
	if e.Exchange == nil {
		return names
	}
	return fmt.Sprintf("exchange %s (%s)", e.Exchange.ID, names)
}

func first(units []int) []int { return units[:min(1, len(units))] }

func last(units []int) []int { return units[max(0, len(units)-1):] }

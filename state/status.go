package state

import (
	"slices"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/order"
	"detente/procedure"
)

// look is the work of one [State.On].
type look struct {
	s     *State
	v     *View
	today calendar.Day
}

// items works out where each unit stands: first what has been said of it, then,
// with all of that known, what waits for what and which days have passed.
func (l *look) items() {
	x := l.s.text
	l.v.Items = make([]Item, len(x.course.Units))
	for u, unit := range x.course.Units {
		i := &l.v.Items[u]
		i.Unit, i.Name, i.Step = u, unit.Name(), unit.Step
		l.said(i)
	}
	l.exchanged()
	l.v.Course = agreement.NewCourse(x.Agreement, agreement.Asking{Performed: l.performances()})
	l.v.Procedures = procedure.Look(l.v.Course, l.s.events(), l.today)
	for u := range l.v.Items {
		l.dated(&l.v.Items[u])
		l.putBack(&l.v.Items[u])
	}
	l.takenBack()
	for u := range l.v.Items {
		l.standing(&l.v.Items[u])
	}
}

// said sets what acts, and the text, say of the unit.
func (l *look) said(i *Item) {
	b := l.s.books[i.Name]
	switch {
	case i.Step.Done.Given:
		i.On, i.Under = i.Step.Done, Attested
	case b != nil:
		l.declared(i, b)
	}
	if b == nil {
		return
	}
	for _, c := range b.contested {
		if c.Standing() && i.concerned(c) {
			i.Contests = append(i.Contests, c)
		}
	}
	i.Renewed = b.agreedOn(act.Renew)
}

// concerned reports whether the dispute is about something that counts for the
// unit now, and not about a declaration in whose place there is another.
func (i *Item) concerned(c *Contest) bool {
	of := c.Of
	if of != nil && of.Kind == act.Attest {
		return slices.ContainsFunc(i.Declared, func(d *Record) bool { return d.Index == *of.Of })
	}
	return of == nil || of.Kind != act.Declare || slices.Contains(i.Declared, of)
}

// declared sets what the unit's performers have declared, and what was found of
// that.
func (l *look) declared(i *Item, b *book) {
	by := l.by(i.Unit, b)
	declared, on, whole := b.performed(by)
	i.Declared = declared
	for _, who := range by {
		if d := b.by(who); d == nil {
			i.Missing = append(i.Missing, who)
		} else if !whole {
			i.Declared = append(i.Declared, d)
		}
	}
	if whole {
		i.On = agreement.Opt[calendar.Day]{V: on, Given: true}
		l.verified(i, b)
	} else if r := last(b.begun); r != nil {
		i.Under, i.Cause = Begun, r
	}
}

// by are those who have to declare the unit: its performers, or the holder of its
// exchange if that has.
func (l *look) by(unit int, b *book) []string {
	x := l.s.text
	for _, d := range b.declared {
		if d.Stands() && x.exchanges[d.Step] != nil {
			return []string{d.By}
		}
	}
	return x.performers(x.course.Units[unit].Name())
}

// verified sets what those who verify found of the standing declarations.
func (l *look) verified(i *Item, b *book) {
	who := l.s.text.verifiers(i.Unit)
	i.Under = Declared
	if len(who) == 0 {
		return
	}
	i.Under = Attested
	worst := func(s Status) {
		order := []Status{Attested, UnderInspection, Inconclusive, NotConfirmed}
		if slices.Index(order, s) > slices.Index(order, i.Under) {
			i.Under = s
		}
	}
	for _, name := range who {
		r := b.found(name, i.Declared)
		if r == nil {
			i.Unverified = append(i.Unverified, name)
			worst(UnderInspection)
			continue
		}
		i.Attested = append(i.Attested, r)
		switch r.Result {
		case act.NotConfirmed:
			worst(NotConfirmed)
		case act.NoAccess, act.Inconclusive:
			worst(Inconclusive)
		}
	}
	if i.Under != Attested {
		return
	}
	for _, r := range i.Attested {
		if on, _ := r.On.Day(); !i.Verified.Given || on < i.Verified.V {
			i.Verified = agreement.Opt[calendar.Day]{V: on, Given: true}
		}
	}
}

// found is what the verifier found last of these declarations.
func (b *book) found(verifier string, of []*Record) *Record {
	for _, r := range slices.Backward(b.attested) {
		if r.Stands() && r.By == verifier && slices.ContainsFunc(of, func(d *Record) bool { return d.Index == *r.Of }) {
			return r
		}
	}
	return nil
}

// exchanged holds units of an exchange back until all of them have been declared:
// they are released together, all or none.
func (l *look) exchanged() {
	for _, e := range l.s.text.course.Events {
		if e.Exchange == nil || !slices.ContainsFunc(e.Units, func(u int) bool { return !l.v.Items[u].On.Given }) {
			continue
		}
		for _, u := range e.Units {
			i := &l.v.Items[u]
			i.On, i.Under, i.Attested, i.Unverified, i.Verified = agreement.Opt[calendar.Day]{}, "", nil, nil, agreement.Opt[calendar.Day]{}
		}
	}
}

// performances are the units with a day on which they were performed, for what
// counts its days from them.
func (l *look) performances() []agreement.Performance {
	var all []agreement.Performance
	for _, i := range l.v.Items {
		if i.On.Given && !i.Step.Done.Given && i.Under != "" {
			all = append(all, performance(l.s.text.course, i))
		}
	}
	return all
}

// Performances are what counts as performed by a reading, besides what the text
// says is done, for those who go on from there. It is false where that is not a
// state that the text allows.
func (v *View) Performances(r Reading) ([]agreement.Performance, bool) {
	var all []agreement.Performance
	for _, u := range r.Satisfied.Members() {
		if i := v.Items[u]; !i.Step.Done.Given {
			all = append(all, performance(v.Course, i))
		}
	}
	return all, agreement.CheckState(v.Text.Agreement, all) == nil
}

func performance(c *agreement.Course, i Item) agreement.Performance {
	return agreement.Performance{StepRef: agreement.StepRef{Ref: agreement.Ref{ID: i.Step.ID}, Part: c.Units[i.Unit].Part}, On: i.On}
}

// dated sets the days of the unit: the first, the due one, and when its effect ends.
func (l *look) dated(i *Item) {
	if i.Step.NotBefore.Given {
		if span, ok := l.v.Course.Resolve(i.Step.NotBefore.V); ok {
			i.First = agreement.Opt[calendar.Day]{V: span.First, Given: true, Place: i.Step.NotBefore.Place}
		}
	}
	l.due(i)
	if !i.On.Given {
		return
	}
	from := i.On.V
	if i.Step.Renewed.Given && i.Step.Renewed.V > from {
		from = i.Step.Renewed.V
	}
	if i.Renewed != nil {
		if on, _ := i.Renewed.On.Day(); on > from {
			from = on
		}
	}
	switch {
	case i.Step.Lasts.Given:
		i.Ends = agreement.Opt[calendar.Day]{V: from.Add(i.Step.Lasts.V), Given: true, Place: i.Step.Lasts.Place}
	case i.Step.Until.Given && i.Renewed == nil:
		if span, ok := l.v.Course.Resolve(i.Step.Until.V); ok {
			i.Ends = agreement.Opt[calendar.Day]{V: span.Last, Given: true, Place: i.Step.Until.Place}
		}
	}
}

// due sets the earliest day by which the text, or a demand in it, wants the unit.
func (l *look) due(i *Item) {
	take := func(w agreement.Opt[agreement.When], d *agreement.Demand) {
		span, ok := l.v.Course.Resolve(w.V)
		if ok && (i.Due == nil || span.Last < i.Due.Text) {
			i.Due = &Due{Day: span.Last, Text: span.Last, Rule: w, Demand: d}
		}
	}
	if i.Step.Due.Given {
		take(i.Step.Due, nil)
	}
	for _, d := range l.s.text.by[i.Unit] {
		take(agreement.Opt[agreement.When]{V: d.When, Given: true, Place: d.That}, d)
	}
	if i.Due == nil {
		return
	}
	if b := l.s.books[i.Name]; b != nil {
		if r := b.agreedOn(act.Extend); r != nil {
			i.Due.Extended = r
			i.Due.Day, _ = r.Until.Day()
		}
		if l.s.text.Agreement.DisputeStops(i.Step) {
			i.Due.Stopped = l.stopped(i, b)
			i.Due.Day = i.Due.Day.Add(i.Due.Stopped)
		}
	}
	i.Due.Passed = !i.On.Given && i.Due.Day < l.today
	i.Due.Late = i.On.Given && i.Due.Day < i.On.V
}

// stopped is on how many days a dispute about the unit stood until it was
// performed; days on which two did count once.
func (l *look) stopped(i *Item, b *book) int {
	days, counted := 0, calendar.Day(-1<<31)
	for _, c := range b.contested {
		if c.Unfit != nil || c.InForce < 0 {
			continue
		}
		from, to := DayOf(c.Received), l.today
		if c.Over >= 0 {
			to = min(to, DayOf(l.s.records[c.Over].Received))
		}
		if i.On.Given {
			to = min(to, i.On.V)
		}
		from = max(from, counted)
		if to > from {
			days += to.Sub(from)
			counted = to
		}
	}
	return days
}

// satisfied reports whether a unit that waits for the other by that edge waits no
// longer.
func (l *look) satisfied(e agreement.Edge) bool {
	i := &l.v.Items[e.First]
	if b := l.s.books[i.Name]; b != nil && b.waived() != nil {
		return true
	}
	return i.Performed() || e.Declared && i.declared()
}

// declared reports whether a declaration stands and was not taken back in effect.
func (i *Item) declared() bool { return i.On.Given && i.Under != PutBack }

// standing sets the status, with all days and waits known.
func (l *look) standing(i *Item) {
	if e := l.s.text.order.EventOf(i.Unit); e >= 0 && !i.On.Given {
		for _, edge := range l.s.text.into[e] {
			if !l.satisfied(edge) {
				i.Waits = append(i.Waits, Wait{For: edge.First, Edge: edge})
			}
		}
	}
	switch {
	case !i.On.Given:
		i.Under = l.ahead(i)
		i.Status = i.Under
		l.over(i)
		return
	case i.Under == PutBack:
	case i.Performed() && i.Ends.Given && i.Ends.V < l.today:
		i.Under = Ended
	}
	i.Status = i.Under
	if len(i.Contests) > 0 {
		i.Status = Contested
	}
}

// ahead is the status of a unit that has not been performed.
func (l *look) ahead(i *Item) Status {
	switch {
	case !l.v.InForce, i.First.Given && i.First.V > l.today:
		return Planned
	case len(i.Waits) > 0:
		return Waiting
	case i.Due != nil && i.Due.Passed:
		return Overdue
	case i.Under == Begun:
		return Begun
	}
	if b := l.s.text.Agreement.Begins; b.Given && b.V > l.today {
		return Planned
	}
	return Open
}

// over sets the statuses that an act of somebody puts over a unit that has not
// been performed.
func (l *look) over(i *Item) {
	set := func(s Status, r *Record) { i.Status, i.Cause = s, r }
	var stop *Record
	if b := l.s.books[i.Name]; b != nil {
		if r := b.waived(); r != nil {
			i.Under = Waived
			set(Waived, r)
			return
		}
		stop = b.suspension()
	}
	by := l.s.text.performers(i.Name)
	for _, r := range l.v.Suspended {
		if stop == nil && slices.Contains(by, r.By) {
			stop = r
		}
	}
	if stop != nil {
		set(Suspended, stop)
		return
	}
	for _, r := range l.v.Left {
		if from, _ := r.On.Day(); from <= l.today && slices.Contains(by, r.By) {
			i.Under = Ended
			set(Ended, r)
		}
	}
}

// putBack marks what has been performed and was suspended afterwards.
func (l *look) putBack(i *Item) {
	b := l.s.books[i.Name]
	if b == nil || !i.On.Given {
		return
	}
	if stop := b.suspension(); stop != nil {
		i.Under, i.Cause = PutBack, stop
	}
}

// takenBack sets what procedures have taken back with their effect: what had been
// performed before the effect was there.
func (l *look) takenBack() {
	for n, p := range l.s.text.Agreement.Procedures {
		at := l.v.Procedures.Procedure(n)
		if at.Status != procedure.Over || at.Outcome != agreement.TakesEffect || at.InForce > l.today {
			continue
		}
		for _, r := range p.TakesBack {
			for _, u := range l.s.text.course.UnitsOf(r) {
				if i := &l.v.Items[u]; i.On.Given && i.On.V < at.InForce {
					i.Under, i.Cause = PutBack, nil
				}
			}
		}
	}
}

// readings sets the ways to read now.
func (l *look) readings() {
	contested := slices.ContainsFunc(l.v.Items, func(i Item) bool { return i.Status == Contested })
	if !contested {
		l.v.Readings = []Reading{l.reading(Uncontested)}
		return
	}
	l.v.Readings = []Reading{l.reading(AsDeclared), l.reading(AsContested)}
}

func (l *look) reading(name ReadingName) Reading {
	n := len(l.v.Items)
	r := Reading{Name: name, Performed: order.NewSet(n), Satisfied: order.NewSet(n)}
	for u := range l.v.Items {
		i := &l.v.Items[u]
		performed := i.Performed()
		if i.Status == Contested {
			performed = name == AsDeclared && (performed || i.refused())
		}
		if performed {
			r.Performed.Add(u)
		}
		if performed || i.Status == Waived {
			r.Satisfied.Add(u)
		}
	}
	for u, i := range l.v.Items {
		if l.mayPerform(i) && l.free(u, r) {
			r.Open = append(r.Open, u)
		}
	}
	return r
}

// refused reports whether what is contested is that the unit was not confirmed.
func (i *Item) refused() bool {
	return slices.ContainsFunc(i.Contests, func(c *Contest) bool { return c.Of != nil && c.Of.Result == act.NotConfirmed })
}

// mayPerform reports whether the unit can be performed as far as it alone goes.
func (l *look) mayPerform(i Item) bool {
	return l.v.InForce && !i.On.Given && !(i.First.Given && i.First.V > l.today) &&
		!slices.Contains([]Status{Waived, Suspended, Ended, Planned}, i.Status)
}

// free reports whether nothing that the unit waits for is missing by the reading.
func (l *look) free(u int, r Reading) bool {
	x := l.s.text
	e := x.order.EventOf(u)
	return e < 0 || !slices.ContainsFunc(x.into[e], func(edge agreement.Edge) bool {
		return !r.Satisfied.Has(edge.First) && !(edge.Declared && l.v.Items[edge.First].declared())
	})
}

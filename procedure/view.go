package procedure

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
)

// Event is something that counts as having happened besides what the text says:
// an act in a procedure, or a duty that its performer no longer keeps.
type Event struct {
	Procedure string // with Act
	Act       Act
	Duty      string // stopped on Act.On
	Step      string // taken back by its performer on Act.On
}

// View is an agreement on a day: what its procedures, duties and quotas are then.
type View struct {
	On     calendar.Day
	course *agreement.Course
	events []Event
	duty   map[string]bool // the names of duties
	// at is where each procedure stands, and standings what each duty is, in the
	// order of the text.
	at        []Position
	standings []Standing
}

// Look works out the day: with what the course counts as performed, and the
// events besides those that the text holds.
func Look(c *agreement.Course, events []Event, on calendar.Day) *View {
	v := &View{On: on, course: c, events: events, duty: map[string]bool{}}
	for _, d := range c.Agreement.Duties {
		v.duty[d.ID] = true
	}
	for _, p := range c.Agreement.Procedures {
		v.at = append(v.at, At(p, v.Acts(p), on))
	}
	v.standings = v.stand()
	return v
}

// Acts are all acts of a procedure: those of the text and those of the events.
func (v *View) Acts(p *agreement.Procedure) []Act {
	acts := Facts(p, v.starts(p))
	for _, e := range v.events {
		if e.Procedure == p.ID {
			acts = append(acts, e.Act)
		}
	}
	return sorted(acts)
}

// starts is the day on which a procedure starts by itself, where it is known and
// certain.
func (v *View) starts(p *agreement.Procedure) agreement.Opt[calendar.Day] {
	if !p.Starts.Given {
		return agreement.Opt[calendar.Day]{}
	}
	span, ok := v.course.Resolve(p.Starts.V)
	return agreement.Opt[calendar.Day]{V: span.First, Given: ok && span.Certain()}
}

// Procedure returns where the i-th procedure of the text stands.
func (v *View) Procedure(i int) Position { return v.at[i] }

// Duty returns what the i-th duty of the text is.
func (v *View) Duty(i int) Standing { return v.standings[i] }

// Stand is what a duty is on a day.
type Stand int

// What a duty can be. There is no "overdue": a duty that is not kept is stopped,
// by its performer, on a day.
const (
	NotYet    Stand = iota // it has not begun
	Kept                   // it runs
	Suspended              // what it rests on has fallen away
	Stopped                // its performer no longer keeps it
	Ended                  // its last day has passed
)

// Standing is what a duty is on a day, since when where that is known, and why.
type Standing struct {
	Stand Stand
	Since agreement.Opt[calendar.Day]
	// Why is a clause without a full stop, for Stand NotYet and Suspended: "relief
	// was taken back by procedure snapback".
	Why string
	// Resting are the names of the step, the duty and the procedure behind it.
	Resting []string
}

// stand works out all duties. Duties may rest on one another in circles: each
// runs as long as the other does. So all are taken to run as far as they alone
// are concerned, and from those that do not, what rests on them is suspended, and
// what rests on that (the greatest fixed point; Tarski 1955).
func (v *View) stand() []Standing {
	duties := v.course.Agreement.Duties
	now := make([]Standing, len(duties))
	dependents := map[string][]int{}
	var queue []int
	for i, d := range duties {
		for _, r := range d.While {
			dependents[r.ID] = append(dependents[r.ID], i)
		}
		if now[i] = v.alone(d); now[i].Stand != Kept {
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		j := queue[0]
		for _, i := range dependents[duties[j].ID] {
			if now[i].Stand == Kept {
				now[i] = rested(duties[j], now[j])
				queue = append(queue, i)
			}
		}
	}
	return now
}

// rested is the standing of a duty that rests on another which does not run.
func rested(other *agreement.Duty, s Standing) Standing {
	out := Standing{Stand: Suspended, Since: s.Since, Resting: []string{other.ID}}
	switch s.Stand {
	case NotYet:
		out.Stand, out.Since = NotYet, agreement.Opt[calendar.Day]{}
		out.Why = fmt.Sprintf("it rests on %s, which has not begun", other.ID)
	case Stopped:
		out.Why = fmt.Sprintf("%s, on which it rests, is no longer kept", other.ID)
	case Suspended:
		out.Why = fmt.Sprintf("%s, on which it rests, is suspended", other.ID)
	case Ended:
		out.Since.V++ // the day after its last
		out.Why = fmt.Sprintf("%s, on which it rests, has ended", other.ID)
	case Kept:
	}
	return out
}

// alone is the standing of a duty, duties on which it rests left aside.
func (v *View) alone(d *agreement.Duty) Standing {
	if on, stopped := v.stopped(d); stopped {
		return Standing{Stand: Stopped, Since: given(on)}
	}
	if until, ok := v.resolve(d.Until); ok && v.On > until.Last {
		return Standing{Stand: Ended, Since: given(until.Last)}
	}
	since, why, resting := v.begun(d)
	if why != "" {
		return Standing{Stand: NotYet, Since: since, Why: why, Resting: resting}
	}
	if s, ok := v.suspended(d); ok {
		return s
	}
	return Standing{Stand: Kept, Since: since}
}

func (v *View) resolve(w agreement.Opt[agreement.When]) (calendar.Span, bool) {
	if !w.Given {
		return calendar.Span{}, false
	}
	return v.course.Resolve(w.V)
}

func (v *View) stopped(d *agreement.Duty) (calendar.Day, bool) {
	on, stopped := d.Stopped.V, d.Stopped.Given && d.Stopped.V <= v.On
	for _, e := range v.events {
		if e.Duty == d.ID && e.Act.On <= v.On && (!stopped || e.Act.On < on) {
			on, stopped = e.Act.On, true
		}
	}
	return on, stopped
}

// begun returns since when the duty runs, where that is known, or why it has not
// begun.
func (v *View) begun(d *agreement.Duty) (since agreement.Opt[calendar.Day], why string, resting []string) {
	for _, r := range d.While {
		if v.duty[r.ID] {
			continue
		}
		on, done := v.course.Done(r)
		if !done || on.Given && on.V > v.On {
			return since, fmt.Sprintf("it rests on %s, which has not been performed", r), []string{r.ID}
		}
		if on.Given && on.V > since.V {
			since = given(on.V)
		}
	}
	if d.From.Given {
		return v.from(d)
	}
	ref := agreement.StepRef{Ref: agreement.Ref{ID: d.ID}}
	switch on, done := v.course.Done(ref); {
	case d.Done.Given && d.Done.V <= v.On:
		return d.Done, "", nil
	case d.Done.Given:
		return d.Done, "it has not been taken up", nil
	case done && on.Given && on.V > v.On, !done && len(v.course.UnitsOf(ref)) > 0:
		return agreement.Opt[calendar.Day]{}, "it has not been taken up", nil
	case done:
		return on, "", nil
	}
	if begins := v.course.Agreement.Begins; begins.Given && v.On < begins.V {
		return begins, "the agreement has not begun", nil
	} else if !since.Given {
		since = begins
	}
	return since, "", nil
}

// from is begun for a duty that says on which day it begins.
func (v *View) from(d *agreement.Duty) (since agreement.Opt[calendar.Day], why string, resting []string) {
	first, ok := v.resolve(d.From)
	switch {
	case !ok:
		return since, fmt.Sprintf("it begins with %s, which has no day yet", d.From.V.Base.ID), []string{d.From.V.Base.ID}
	case v.On < first.Last:
		return given(first.Last), "its first day has not come", nil
	}
	return given(first.Last), "", nil
}

// putBack reports a step on which the duty rests and that its performer has
// taken back: the earliest of them.
func (v *View) putBack(d *agreement.Duty) (out Standing, found bool) {
	for _, e := range v.events {
		if e.Step != "" && has(steps(d.While), e.Step) && e.Act.On <= v.On && (!found || e.Act.On < out.Since.V) {
			out, found = Standing{Stand: Suspended, Since: given(e.Act.On), Why: fmt.Sprintf("%s, on which it rests, was taken back", e.Step), Resting: []string{e.Step}}, true
		}
	}
	return out, found
}

func steps(refs []agreement.StepRef) []agreement.Ref {
	var all []agreement.Ref
	for _, r := range refs {
		all = append(all, r.Ref)
	}
	return all
}

// suspended reports a step taken back on which the duty rests, a procedure in effect that suspends the duty, or that has
// taken back a step on which it rests: the earliest of them.
func (v *View) suspended(d *agreement.Duty) (Standing, bool) {
	out, found := v.putBack(d)
	for i, p := range v.course.Agreement.Procedures {
		at := v.at[i]
		if at.Status != Over || at.Outcome != agreement.TakesEffect || at.InForce > v.On || found && at.InForce >= out.Since.V {
			continue
		}
		if has(p.Suspends, d.ID) {
			out, found = Standing{Stand: Suspended, Since: given(at.InForce), Why: "procedure " + p.ID + " has taken effect", Resting: []string{p.ID}}, true
			continue
		}
		if r, ok := takenBack(p, d); ok {
			out, found = Standing{
				Stand: Suspended, Since: given(at.InForce), Resting: []string{r.ID, p.ID},
				Why: fmt.Sprintf("%s, on which it rests, was taken back when procedure %s took effect", r, p.ID),
			}, true
		}
	}
	return out, found
}

// takenBack returns the first step on which the duty rests and that the procedure
// takes back, as a whole or in part.
func takenBack(p *agreement.Procedure, d *agreement.Duty) (agreement.StepRef, bool) {
	for _, r := range d.While {
		if slices.ContainsFunc(p.TakesBack, func(b agreement.StepRef) bool {
			return b.ID == r.ID && (b.Part == 0 || r.Part == 0 || b.Part == r.Part)
		}) {
			return r, true
		}
	}
	return agreement.StepRef{}, false
}

func given(d calendar.Day) agreement.Opt[calendar.Day] {
	return agreement.Opt[calendar.Day]{V: d, Given: true}
}

// Period returns the period of the quota that the day lies in; false where it has
// none, or one that counts from a first day that is not known, or where the quota
// does not run on that day. A period is cut to the days on which the quota runs.
func (v *View) Period(q *agreement.Quota) (calendar.Span, bool) {
	from, begun := v.resolve(q.From)
	until, ends := v.resolve(q.Until)
	if q.From.Given && !begun || begun && v.On < from.Last || ends && v.On > until.Last || !q.Per.Given {
		return calendar.Span{}, false
	}
	span, ok := each(q.Per.V, from.Last, begun, v.On)
	if begun {
		span.First = max(span.First, from.Last)
	}
	if ends {
		span.Last = min(span.Last, until.Last)
	}
	return span, ok
}

// each returns the period that the day lies in; those of a number of days count
// from the first.
func each(p agreement.Period, first calendar.Day, known bool, on calendar.Day) (calendar.Span, bool) {
	days := p.Days
	switch p.Unit {
	case agreement.EachYear:
		return calendar.YearOf(on), true
	case agreement.EachMonth:
		return calendar.MonthOf(on), true
	case agreement.EachDay, agreement.Always:
		return calendar.On(on), true
	case agreement.EachWeek:
		days = 7
	case agreement.InAll:
		return calendar.Span{First: first, Last: calendar.MaxDay}, known
	case agreement.EachDays:
	}
	if !known {
		return calendar.Span{}, false
	}
	begin := first.Add(on.Sub(first) / days * days)
	return calendar.Span{First: begin, Last: begin.Add(days - 1)}, true
}

// Package check holds the rules: what Detente has to say about a well-formed
// text. Where it deadlocks, what is open in it, which dates cannot be met, which
// claims cannot be walked back to their source.
//
// Each rule has a code that is never reused, one file of Go named after what it
// looks for, and one page named after the code: what the finding means, why it
// matters at the table, an example that raises it and the same example repaired.
// The table of the rules is in rules.go.
//
// An unfinished text is normal: what is open is a warning. An error is only what
// contradicts itself or cannot happen. Sentences name people as the text calls
// them and take no side; they say whose demand it is, not whose fault.
package check

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/ambiguity"
	"detente/calendar"
	"detente/conflict"
	"detente/demands"
	"detente/diag"
	"detente/order"
)

// Run applies the rules to the agreement with the demands asked for and returns
// what they find, sorted. The agreement must be free of form errors. The same
// text gives the same findings, and the work is bounded whatever the text.
func Run(a *agreement.Agreement, asking agreement.Asking) diag.List {
	found, _ := Examine(a, asking)
	return found
}

// Examine is [Run], and returns besides what cannot hold together as far as the
// rules looked for it: with less effort than [demands.Analyse] has by itself.
func Examine(a *agreement.Agreement, asking agreement.Asking) (diag.List, *demands.Analysis) {
	t := newText(a, asking)
	var found diag.List
	for _, r := range rules {
		if r.find == nil {
			continue
		}
		for _, f := range r.find(t) {
			f.Code = r.code
			f.Severity = max(f.Severity, r.severity) // a rule may say less than its worst
			found = append(found, f)
		}
	}
	found.Sort()
	return found, t.terms
}

// The effort for conflicts: how many questions are asked at most, fewer the larger
// the text, and how many states are looked at for exposure, again fewer.
const (
	mostQuestions = 1000
	questionWork  = 1_000_000
	mostStates    = 100_000
	stateWork     = 20_000_000
)

// terms looks for what cannot hold together, as far as a check has time for it.
func terms(a *agreement.Agreement, c *agreement.Course, asking agreement.Asking) *demands.Analysis {
	size := 1 + len(c.Events) + len(c.Edges) + len(c.Bundles)
	return demands.Analyse(a, demands.Options{Asking: asking, Questions: max(1, min(mostQuestions, questionWork/size)), States: max(1, min(mostStates, stateWork/size))})
}

// text is what the rules look at: the agreement and what follows from it.
type text struct {
	*agreement.Agreement
	course *agreement.Course
	taken  []agreement.Performance // what is asked to count as performed
	knots  *conflict.Analysis
	terms  *demands.Analysis

	step      map[string]*agreement.Step
	actor     map[string]*agreement.Actor
	anchor    map[string]*agreement.Anchor
	meeting   map[string]*agreement.Meeting
	source    map[string]*agreement.Source
	duty      map[string]*agreement.Duty
	quota     map[string]*agreement.Quota
	exchange  map[string]*agreement.Exchange // by the name of a step that is wholly in it
	out       [][]agreement.Edge             // by event: what waits for it directly
	verifiers map[string]bool
	// weight is, by the name of a step, how many other steps wait for it.
	weight map[string]int
	// valued says that some step says what it is worth to somebody; unvalued are
	// the steps to be performed of which it should be said and is not.
	valued   bool
	unvalued map[string]bool
	dates    map[string]dating // by the name of an anchor; see when.go
	// notBefore are the demands, by step, that it not be performed before some day.
	notBefore map[string][]*agreement.Demand
	asking    agreement.Asking
	compared  *ambiguity.Comparison // see comparison
	standoffs []*scene              // made when first asked for; see scenes
}

func newText(a *agreement.Agreement, asking agreement.Asking) *text {
	c := agreement.NewCourse(a, asking)
	an := terms(a, c, asking)
	t := &text{
		Agreement: a, course: an.Course, asking: asking, taken: asking.Performed, knots: an.Waits, terms: an,
		step: map[string]*agreement.Step{}, actor: map[string]*agreement.Actor{}, anchor: map[string]*agreement.Anchor{},
		meeting: map[string]*agreement.Meeting{}, source: map[string]*agreement.Source{}, exchange: map[string]*agreement.Exchange{},
		duty: map[string]*agreement.Duty{}, quota: map[string]*agreement.Quota{},
		verifiers: map[string]bool{}, dates: map[string]dating{}, notBefore: map[string][]*agreement.Demand{},
	}
	for _, x := range a.Actors {
		t.actor[x.ID] = x
	}
	for _, s := range a.Steps {
		t.step[s.ID] = s
		t.valued = t.valued || len(s.Worths) > 0
		for _, r := range s.VerifiedBy {
			t.verifiers[r.ID] = true
		}
	}
	t.addDuties()
	for _, x := range a.Anchors {
		t.anchor[x.ID] = x
	}
	for _, m := range a.Meetings {
		t.meeting[m.ID] = m
	}
	for _, s := range a.Sources {
		t.source[s.ID] = s
	}
	for _, x := range a.Exchanges {
		for _, r := range x.Steps {
			if r.Part == 0 {
				t.exchange[r.ID] = x
			}
		}
	}
	c = an.Course // whose events the analyses speak of
	for _, d := range c.Asked {
		if d.Kind == agreement.NotBefore {
			t.notBefore[d.Steps[0].ID] = append(t.notBefore[d.Steps[0].ID], d)
		}
	}
	t.out = make([][]agreement.Edge, len(c.Events))
	for _, e := range c.Edges {
		t.out[e.Before] = append(t.out[e.Before], e)
	}
	t.weigh()
	t.unvalued = map[string]bool{}
	for _, s := range t.open() {
		t.unvalued[s.ID] = t.lacksWorth(s)
	}
	return t
}

// addDuties notes the duties and quotas by name, and who confirms them.
func (t *text) addDuties() {
	for _, d := range t.Duties {
		t.duty[d.ID] = d
		for _, r := range d.VerifiedBy {
			t.verifiers[r.ID] = true
		}
	}
	for _, q := range t.Quotas {
		t.quota[q.ID] = q
		for _, r := range q.VerifiedBy {
			t.verifiers[r.ID] = true
		}
	}
}

// weigh counts for each step the other steps that wait for it, directly or not.
func (t *text) weigh() {
	events, steps := len(t.course.Events), len(t.Steps)
	next := make([][]int, events+2*steps) // events, steps as what waits, steps as what is waited for
	weight := make([]int, len(next))
	for _, e := range t.course.Edges {
		next[e.Before] = append(next[e.Before], e.After)
	}
	number := map[*agreement.Step]int{}
	for i, s := range t.Steps {
		number[s] = i
		weight[events+i] = 1
	}
	for u, unit := range t.course.Units {
		if e := t.course.EventOf(u); e >= 0 {
			i := number[unit.Step]
			next[e] = append(next[e], events+i)
			next[events+steps+i] = append(next[events+steps+i], e)
		}
	}
	reached := order.Reaching(next, weight)
	t.weight = map[string]int{}
	for i, s := range t.Steps {
		t.weight[s.ID] = max(0, reached[events+steps+i]-1) // itself
	}
}

// open are the steps that have not been performed.
func (t *text) open() []*agreement.Step {
	return slices.DeleteFunc(slices.Clone(t.Steps), t.done)
}

// openDuties are the steps that have not been performed and all duties: what is
// open in a duty stays open after it has been taken up.
func (t *text) openDuties() []*agreement.Step {
	taken := func(s *agreement.Step) bool { return t.done(s) && !s.OfDuty }
	return append(slices.DeleteFunc(slices.Clone(t.Steps), taken), t.unplanned()...)
}

// unplanned are the duties that are in no plan, as the steps of taking them up.
func (t *text) unplanned() []*agreement.Step {
	var all []*agreement.Step
	for _, d := range t.Duties {
		if t.step[d.ID] == nil {
			all = append(all, d.Step)
		}
	}
	return all
}

// done reports whether the step has been performed, by the text or by what is
// asked.
func (t *text) done(s *agreement.Step) bool {
	_, done := t.doneOn(s)
	return done
}

// doneOn is done, and the day, where that is known.
func (t *text) doneOn(s *agreement.Step) (on agreement.Opt[calendar.Day], done bool) {
	return t.course.Done(agreement.StepRef{Ref: agreement.Ref{ID: s.ID}})
}

// performedOn says that something was performed, and when, where that is known.
func performedOn(on agreement.Opt[calendar.Day]) string {
	if on.Given {
		return fmt.Sprintf("was performed on %s", on.V)
	}
	return "has been performed"
}

// eventsOf returns the events of the step, none when it is done.
func (t *text) eventsOf(id string) []int {
	var events []int
	for _, u := range t.course.UnitsOf(agreement.StepRef{Ref: agreement.Ref{ID: id}}) {
		if e := t.course.EventOf(u); e >= 0 {
			events = append(events, e)
		}
	}
	return events
}

// stepsOf returns the names of the steps of the events, each once, in order.
func (t *text) stepsOf(events ...int) []string {
	seen := map[string]bool{}
	var names []string
	for _, e := range events {
		for _, u := range t.course.Events[e].Units {
			if id := t.course.Units[u].Step.ID; !seen[id] {
				seen[id] = true
				names = append(names, id)
			}
		}
	}
	return names
}

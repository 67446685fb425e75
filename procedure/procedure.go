// Package procedure says what runs while an agreement lasts: on a given day,
// which stage of a procedure is running and what follows if nobody acts, whether
// a duty runs or is suspended and why, and which period of a quota it is.
//
// A procedure is a clock with stages. Each stage lasts so many days, the day on
// which it begins not counted; a decision can end it earlier, and when its days
// pass without one, the text says what follows: the next stage, the end, or the
// effect itself. That last default is what matters at the table. Where silence
// brings the effect about, a vote that is blocked, a vote that fails and no vote
// at all are the same; where it does not, whoever can block a decision can keep
// the effect from coming about.
//
// The state of a procedure on a day is a fold over acts: it was started, a stage
// was asked for, a decision was made, days were added. The acts that a text holds
// as facts are [Facts]; a log of acts gives others. The package judges nobody,
// knows no present day, and never says that a duty is overdue.
package procedure

import (
	"slices"

	"detente/agreement"
	"detente/calendar"
)

// Kind says what an act does.
type Kind int

// The kinds of acts.
const (
	Start  Kind = iota // the procedure is started; its first stage begins
	Enter              // the stage begins on this day: it was asked for, or those before it count as gone through
	Decide             // the decision of the stage is made
	Extend             // days are added to the stage
	Skip               // the stage is left out
)

// Act is one thing that has happened in a procedure. Stage is the name of the
// stage, "" for Start; Days is for Extend; By is the name of who acted, "" where
// that is not known.
type Act struct {
	Kind  Kind
	Stage string
	On    calendar.Day
	Days  int
	By    string
}

// Facts are the acts that the text of the procedure itself holds, in the order
// of their days. starts is the day on which it starts by itself, where there is
// one and it is known: see [agreement.Procedure].Starts.
func Facts(p *agreement.Procedure, starts agreement.Opt[calendar.Day]) []Act {
	var acts []Act
	switch {
	case p.Started.Given:
		acts = append(acts, Act{Kind: Start, On: p.Started.V, By: p.StartedBy.V.ID})
	case starts.Given:
		acts = append(acts, Act{Kind: Start, On: starts.V})
	}
	for _, s := range p.Stages {
		if s.Began.Given {
			acts = append(acts, Act{Kind: Enter, Stage: s.ID, On: s.Began.V})
		}
		if s.Decided.Given {
			acts = append(acts, Act{Kind: Decide, Stage: s.ID, On: s.Decided.V})
		}
	}
	return sorted(acts)
}

// sorted puts acts in the order of their days; those of one day stay in theirs.
func sorted(acts []Act) []Act {
	acts = slices.Clone(acts)
	slices.SortStableFunc(acts, func(a, b Act) int { return int(a.On - b.On) })
	return acts
}

// Status says where a procedure stands.
type Status int

// The statuses of a procedure.
const (
	NotStarted Status = iota
	Running
	// Waiting: a stage is over and the next has to be asked for; nobody has.
	Waiting
	// Over: the outcome is Ends or TakesEffect, or "" where the text does not
	// say what follows.
	Over
)

// Leg is one stage that was gone through, with those beside it.
type Leg struct {
	Stage int // the index of its stage that runs on its own
	// From is the day on which it began, which is not counted, and To its last
	// day; Repeats is how often it began once more.
	From, To calendar.Day
	Repeats  int
	// Decided is the index of the stage whose decision ended it; −1 where the
	// days passed, and Skipped where it was left out.
	Decided int
	Skipped bool
}

// Position is where a procedure stands at the end of a day.
type Position struct {
	Status Status
	// Stage is the running stage, or the one that can be asked for; stages that
	// run beside it are [Group]. −1 where there is none.
	Stage int
	// Since is the day on which this began.
	Since calendar.Day
	// Last is the last day of the running stage, where that is Known.
	Last  calendar.Day
	Known bool
	// Outcome is how it is over, and InForce the first day on which the effect is
	// there: the day after the last one where days passed, the day of the
	// decision where one brought it about.
	Outcome agreement.StageEnd
	InForce calendar.Day
	Path    []Leg
	// Unfit are acts that do not fit where the procedure stood on their day.
	Unfit []Act
}

// Group returns the index of the stage and those of the stages beside it.
func Group(p *agreement.Procedure, stage int) []int {
	all := []int{stage}
	for i := stage + 1; i < len(p.Stages) && p.Stages[i].Beside.Given; i++ {
		all = append(all, i)
	}
	return all
}

// At folds the acts up to the end of the day: days that end before it have
// passed, and an act on the last day of a stage is still in time.
func At(p *agreement.Procedure, acts []Act, on calendar.Day) Position {
	w := walk{p: p, extra: make([]int, len(p.Stages))}
	for i, s := range p.Stages {
		w.extra[i] = s.Extended.V
	}
	w.at.Stage = -1
	for _, a := range sorted(acts) {
		if a.On > on {
			break
		}
		w.pass(a.On)
		if !w.act(a) {
			w.at.Unfit = append(w.at.Unfit, a)
		}
	}
	w.pass(on)
	return w.at
}

// walk is a procedure under way.
type walk struct {
	p     *agreement.Procedure
	at    Position
	extra []int // days added, by stage
}

// main is the stage that runs on its own beside which the stage runs, or itself.
func main(p *agreement.Procedure, i int) int {
	for i > 0 && p.Stages[i].Beside.Given {
		i--
	}
	return i
}

// length is how many days the stage at index i lasts with those beside it; false
// where one of them has no end that can be told.
func (w *walk) length(i int) (int, bool) {
	most := 0
	for _, j := range Group(w.p, i) {
		if !w.p.Stages[j].Days.Given {
			return 0, false
		}
		most = max(most, w.p.Stages[j].Days.V+w.extra[j])
	}
	return most, true
}

// begin lets a stage run from a day on. Past the last stage the procedure is over
// with its effect: that is what it leads to.
func (w *walk) begin(stage int, on calendar.Day) {
	if stage >= len(w.p.Stages) {
		w.over(agreement.TakesEffect, on, on)
		return
	}
	w.at.Status, w.at.Stage, w.at.Since = Running, stage, on
	w.clock()
}

// clock works out the last day of the running stage.
func (w *walk) clock() {
	n, known := w.length(w.at.Stage)
	if o, _ := w.p.Silent(w.at.Stage); n == 0 && o == agreement.Again {
		known = false // begun again within the same day, it has no last one
	}
	w.at.Known, w.at.Last = known, 0
	if known {
		w.at.Last = w.at.Since.Add(n)
	}
}

// arrive comes to a stage by way of the one before: it begins, or has to be asked
// for.
func (w *walk) arrive(stage int, on calendar.Day) {
	w.begin(stage, on)
	if w.at.Status == Running && len(w.p.Stages[stage].MayEnter) > 0 {
		w.at.Status, w.at.Known, w.at.Last = Waiting, false, 0
	}
}

func (w *walk) over(o agreement.StageEnd, since, inForce calendar.Day) {
	w.at.Status, w.at.Stage, w.at.Since, w.at.Outcome = Over, -1, since, o
	w.at.Known, w.at.Last = false, 0
	if o == agreement.TakesEffect {
		w.at.InForce = inForce
	}
}

// leave ends the running stage on a day.
func (w *walk) leave(to calendar.Day, decided int, skipped bool) {
	w.at.Path = append(w.at.Path, Leg{Stage: w.at.Stage, From: w.at.Since, To: to, Decided: decided, Skipped: skipped})
}

// pass lets days pass: what has run out before the day is followed by what the
// text says.
func (w *walk) pass(until calendar.Day) {
	for w.at.Status == Running && w.at.Known && w.at.Last < until {
		stage, last := w.at.Stage, w.at.Last
		o, said := w.p.Silent(stage)
		if o == agreement.Again {
			w.repeat(until)
			continue
		}
		w.leave(last, -1, false)
		switch {
		case !said, o == agreement.Ends:
			w.over(o, last, 0)
		case o == agreement.TakesEffect:
			w.over(o, last, last.Add(1))
		default:
			w.arrive(w.p.After(stage), last)
		}
	}
}

// repeat lets a stage that begins once more do so as often as fits before the day.
func (w *walk) repeat(until calendar.Day) {
	n := w.at.Last.Sub(w.at.Since)
	times := (until.Sub(w.at.Since) - 1) / n
	end := w.at.Since.Add(times * n)
	w.leave(end, -1, false)
	w.at.Path[len(w.at.Path)-1].Repeats = times - 1
	w.begin(w.at.Stage, end)
}

// act applies one act, and reports whether it fits.
func (w *walk) act(a Act) bool {
	stage := slices.IndexFunc(w.p.Stages, func(s *agreement.Stage) bool { return s.ID == a.Stage })
	running := w.at.Status == Running && stage >= 0 && main(w.p, stage) == w.at.Stage
	switch {
	case a.Kind == Start:
		if w.at.Status != NotStarted {
			return false
		}
		w.begin(0, a.On)
	case stage < 0:
		return false
	case a.Kind == Enter:
		return w.enter(main(w.p, stage), a.On, running)
	case a.Kind == Skip && (running || w.at.Status == Waiting && w.at.Stage == stage):
		w.leave(a.On, -1, true)
		w.arrive(w.p.After(stage), a.On)
	case !running:
		return false
	case a.Kind == Extend:
		w.extra[stage] += a.Days
		w.clock()
	case a.Kind == Decide:
		w.decide(stage, a.On)
	}
	return true
}

// enter begins a stage on a day. Nobody goes back to one that is over.
func (w *walk) enter(stage int, on calendar.Day, running bool) bool {
	switch {
	case running && on == w.at.Since:
		return true
	case w.at.Status == Over, w.at.Status == Running && stage <= w.at.Stage, w.at.Status == Waiting && stage < w.at.Stage:
		return false
	case w.at.Status == Running:
		w.leave(on, -1, false)
	}
	w.begin(stage, on)
	return true
}

func (w *walk) decide(stage int, on calendar.Day) {
	o := w.p.Resolved(stage)
	if o == agreement.Next && stage != w.at.Stage {
		return // an opinion beside the stage, which goes on
	}
	current := w.at.Stage
	w.leave(on, stage, false)
	switch o {
	case agreement.Next:
		w.arrive(w.p.After(current), on)
	case agreement.Again:
		w.begin(current, on)
	case agreement.Ends, agreement.TakesEffect:
		w.over(o, on, on)
	}
}

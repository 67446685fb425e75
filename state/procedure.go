package state

import (
	"maps"
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/procedure"
	"detente/reason"
)

// fitsProcedure checks an act in a procedure: whether the actor may make it by
// the text, and whether it fits where the procedure stands on that day.
func (s *State) fitsProcedure(a act.Act, received act.Time) error {
	p, stage, err := s.stage(a)
	if err != nil {
		return err
	}
	if a.Kind == act.Extend {
		if err := s.fitsExtendStage(a); err != nil {
			return err
		}
		return s.fitsStand(p, a, DayOf(received))
	}
	may, what := p.MayStart, reason.New("start {0}", a.Procedure)
	switch {
	case a.Kind == act.Decide:
		may, what = stage.Decides, reason.New("make the decision of {0}", a.Stage)
	case a.Kind == act.Waive:
		may, what = stage.MaySkip, reason.New("leave {0} out", a.Stage)
	case stage != nil:
		may, what = stage.MayEnter, reason.New("ask for {0}", a.Stage)
	}
	if !slices.Contains(ids(may), a.By) {
		if len(may) == 0 {
			return reason.New("the text does not say who can {0}", what)
		}
		return reason.New("by the text {0} cannot {1}: {2}", a.By, what, does(ids(may)))
	}
	if a.Kind == act.Decide && s.decided(a) {
		return reason.New("{0} has made that decision already", a.By)
	}
	on, ok := a.On.Day()
	if !ok { // a stage is left out when the log receives that
		on = DayOf(received)
	}
	return s.fitsStand(p, a, on)
}

// fitsStand asks that the act fits where the procedure stands on the day.
func (s *State) fitsStand(p *agreement.Procedure, a act.Act, on calendar.Day) error {
	c, acts := s.text.course, s.acts(p, on)
	if p.NotBefore.Given || p.Starts.Given { // these days may count from what has been performed
		v := s.On(on, s.last)
		c, acts = v.Course, v.Procedures.Acts(p)
	}
	if first, ok := c.Resolve(p.NotBefore.V); a.Stage == "" && p.NotBefore.Given && ok && on < first.First {
		return reason.New("{0} cannot be started before {1}", a.Procedure, first.First)
	}
	at := procedure.At(p, append(acts, procedureAct(a, on)), on)
	if slices.Contains(at.Unfit, procedureAct(a, on)) {
		return reason.New("it does not fit where the procedure {0} stands on {1}: {2}", a.Procedure, on, stands(p, procedure.At(p, acts, on)))
	}
	return nil
}

// stands is where the procedure stands, in a clause.
func stands(p *agreement.Procedure, at procedure.Position) error {
	switch {
	case at.Status == procedure.NotStarted:
		return reason.New("nobody has started it")
	case at.Status == procedure.Over:
		return reason.New("it is over")
	case at.Status == procedure.Waiting:
		return reason.New("the stage {0} has to be asked for", p.Stages[at.Stage].ID)
	case at.Known:
		return reason.New("the stage {0} runs until {1}", p.Stages[at.Stage].ID, at.Last)
	}
	return reason.New("the stage {0} runs", p.Stages[at.Stage].ID)
}

// fitsExtendStage checks that the actor is one of those who can extend the stage.
func (s *State) fitsExtendStage(a act.Act) error {
	_, stage, err := s.stage(a)
	switch {
	case err != nil:
		return err
	case !stage.Days.Given:
		return reason.New("the stage {0} has no last day that could be extended", a.Stage)
	}
	return s.fitsPool(a)
}

func procedureAct(a act.Act, on calendar.Day) procedure.Act {
	x := procedure.Act{Stage: a.Stage, On: on, By: a.By}
	switch {
	case a.Kind == act.Decide:
		x.Kind = procedure.Decide
	case a.Kind == act.Extend:
		x.Kind, x.Days, x.By = procedure.Extend, a.Days, ""
	case a.Kind == act.Waive:
		x.Kind = procedure.Skip
	case a.Stage != "":
		x.Kind = procedure.Enter
	}
	return x
}

func (s *State) decided(a act.Act) bool {
	return slices.ContainsFunc(s.procs, func(r *Record) bool {
		return r.Stands() && r.Kind == act.Decide && r.By == a.By && r.Procedure == a.Procedure && r.Stage == a.Stage && r.On == a.On
	})
}

// acts are what has happened in a procedure until a day: by the text and by the
// log. A decision is made once all have made it who decide together.
func (s *State) acts(p *agreement.Procedure, until calendar.Day) []procedure.Act {
	all := procedure.Facts(p, agreement.Opt[calendar.Day]{})
	for _, e := range s.events() {
		if e.Procedure == p.ID && e.Act.On <= until {
			all = append(all, e.Act)
		}
	}
	return all
}

// events are the standing acts in procedures, and duties that their performers
// have suspended.
func (s *State) events() []procedure.Event {
	var all []procedure.Event
	deciding := map[string][]string{}
	for _, r := range s.procs {
		if !r.Stands() {
			continue
		}
		on, ok := r.On.Day()
		if !ok {
			on = DayOf(s.records[r.InForce].Received)
		}
		if r.Kind == act.Begin && r.Stage == "" { // what one has decided in an earlier run is over with that
			maps.DeleteFunc(deciding, func(key string, _ []string) bool { return strings.HasPrefix(key, r.Procedure+"/") })
		}
		if r.Kind == act.Decide {
			_, stage, err := s.stage(r.Act)
			key := r.Procedure + "/" + r.Stage
			if err != nil {
				continue
			}
			deciding[key] = append(deciding[key], r.By)
			if !covers(deciding[key], ids(stage.Decides)) {
				continue
			}
			deciding[key] = nil
		}
		all = append(all, procedure.Event{Procedure: r.Procedure, Act: procedureAct(r.Act, on)})
	}
	for _, u := range s.text.course.Units {
		if b := s.books[u.Name()]; b != nil && b.suspension() != nil {
			on, _ := b.suspension().On.Day()
			all = append(all, procedure.Event{Step: u.Step.ID, Act: procedure.Act{On: on}})
		}
	}
	for _, d := range s.text.Agreement.Duties {
		if b := s.books[d.ID]; b != nil && b.suspension() != nil {
			on, _ := b.suspension().On.Day()
			all = append(all, procedure.Event{Duty: d.ID, Act: procedure.Act{On: on}})
		}
	}
	return all
}

// covers reports whether all of some names are among others.
func covers(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

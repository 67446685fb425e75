package state

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/procedure"
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
	may, what := p.MayStart, "start "+a.Procedure
	switch {
	case a.Kind == act.Decide:
		may, what = stage.Decides, "make the decision of "+a.Stage
	case a.Kind == act.Waive:
		may, what = stage.MaySkip, "leave "+a.Stage+" out"
	case stage != nil:
		may, what = stage.MayEnter, "ask for "+a.Stage
	}
	if !slices.Contains(ids(may), a.By) {
		if len(may) == 0 {
			return fmt.Errorf("the text does not say who can %s", what)
		}
		return fmt.Errorf("by the text %s cannot %s: %s", a.By, what, does(ids(may), "does"))
	}
	if a.Kind == act.Decide && s.decided(a) {
		return fmt.Errorf("%s has made that decision already", a.By)
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
		return fmt.Errorf("%s cannot be started before %s", a.Procedure, first.First)
	}
	at := procedure.At(p, append(acts, procedureAct(a, on)), on)
	if slices.Contains(at.Unfit, procedureAct(a, on)) {
		return fmt.Errorf("it does not fit where the procedure %s stands on %s: %s", a.Procedure, on, stands(p, procedure.At(p, acts, on)))
	}
	return nil
}

// stands is where the procedure stands, in a clause.
func stands(p *agreement.Procedure, at procedure.Position) string {
	switch {
	case at.Status == procedure.NotStarted:
		return "nobody has started it"
	case at.Status == procedure.Over:
		return "it is over"
	case at.Status == procedure.Waiting:
		return fmt.Sprintf("the stage %s has to be asked for", p.Stages[at.Stage].ID)
	case at.Known:
		return fmt.Sprintf("the stage %s runs until %s", p.Stages[at.Stage].ID, at.Last)
	}
	return fmt.Sprintf("the stage %s runs", p.Stages[at.Stage].ID)
}

// fitsExtendStage checks that the actor is one of those who can extend the stage.
func (s *State) fitsExtendStage(a act.Act) error {
	_, stage, err := s.stage(a)
	switch {
	case err != nil:
		return err
	case !stage.Days.Given:
		return fmt.Errorf("the stage %s has no last day that could be extended", a.Stage)
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

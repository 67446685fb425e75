package examples_test

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/procedure"
)

// The claims of an expected.txt about procedures.

// staged finds the procedure that is named, as "p" or "p.stage", and the index of
// the stage, or says what is wrong.
func (o *outcome) staged(name string) (p *agreement.Procedure, stage int, wrong string) {
	id, stageID, found := strings.Cut(name, ".")
	if p = o.agreement.Procedure(id); p == nil {
		return nil, 0, "there is no procedure " + id
	}
	if found {
		stage = slices.IndexFunc(p.Stages, func(s *agreement.Stage) bool { return s.ID == stageID })
	}
	if stage < 0 {
		return nil, 0, "there is no stage " + stageID
	}
	return p, stage, ""
}

func (o *outcome) days(words []string) string {
	p, _, wrong := o.staged(words[0])
	if wrong != "" {
		return wrong
	}
	if n, then, known := procedure.Total(p, 0); fmt.Sprint(n) != words[1] || !known || then != agreement.TakesEffect {
		return fmt.Sprintf("it takes %d days (known: %v), then %q", n, known, then)
	}
	return ""
}

func (o *outcome) useful(words []string) string {
	p, stage, wrong := o.staged(words[0])
	if wrong != "" {
		return wrong
	}
	expires, dated := o.agreement.Resolve(p.Expires.V)
	if last, leads := procedure.LastUseful(p, stage, expires); last.String() != words[1] || !dated || !leads {
		return fmt.Sprintf("it is %s (dated: %v, leads to the effect: %v)", last, dated, leads)
	}
	return ""
}

func (o *outcome) inForce(words []string) string {
	name, date, _ := strings.Cut(words[0], "=")
	p, stage, wrong := o.staged(name)
	if wrong != "" {
		return wrong
	}
	began, err := calendar.Parse(date)
	if err != nil {
		return err.Error()
	}
	at := procedure.At(p, []procedure.Act{{Kind: procedure.Enter, Stage: p.Stages[stage].ID, On: began}}, calendar.MaxDay)
	if at.Outcome != agreement.TakesEffect || at.InForce.String() != words[1] {
		return fmt.Sprintf("it is over with %q, in force from %s", at.Outcome, at.InForce)
	}
	return ""
}

func (o *outcome) enough(words []string) string {
	p, _, wrong := o.staged(words[0])
	if wrong != "" {
		return wrong
	}
	var who []string
	for _, a := range o.agreement.Actors {
		if procedure.CanForce(p, a.ID) {
			who = append(who, a.ID)
		}
	}
	if !slices.Equal(slices.Sorted(slices.Values(who)), slices.Sorted(slices.Values(words[1:]))) {
		return fmt.Sprintf("it is %v", who)
	}
	return ""
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// DateAhead is a day on which something of an agreement that is carried out runs
// out, unless somebody acts.
type DateAhead struct {
	Day string `json:"day"`
	// Kind is due (of a step), ends (its effect), stage (its last day), together (acts
	// that wait for others).
	Kind string   `json:"kind"`
	Step string   `json:"step"` // the step, or the procedure and stage, "snapback.council"
	By   []string `json:"by"`
	Text string   `json:"text"`
}

// Dates are the days ahead, and those passed that somebody is still waited for,
// the earliest first.
func (c Carried) Dates() []DateAhead {
	out := []DateAhead{}
	for _, s := range c.Steps {
		out = append(out, s.dates()...)
	}
	for _, p := range c.Procedures {
		if p.Now.Status == "running" && p.Now.Last != nil {
			text := fmt.Sprintf("The stage %s of %s has its last day. %s", p.Now.Stage, p.Name, p.Now.Text)
			out = append(out, DateAhead{Day: *p.Now.Last, Kind: "stage", Step: p.Name + "." + p.Now.Stage, By: []string{}, Text: text})
		}
	}
	for _, p := range c.Proposals {
		if p.Together && !p.Lapsed {
			out = append(out, DateAhead{Day: (*p.Before)[:10], Kind: "together", By: p.Missing, Text: p.Text})
		}
	}
	slices.SortStableFunc(out, func(a, b DateAhead) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.Step, b.Step))
	})
	return out
}

func (s CarriedStep) dates() []DateAhead {
	var out []DateAhead
	waived := s.Status == "waived" || s.Status == "ended" && s.Performed == nil
	if s.Due != nil && s.Performed == nil && !waived {
		out = append(out, DateAhead{Day: s.Due.Day, Kind: "due", Step: s.Name, By: s.By, Text: fmt.Sprintf("%s is due. %s", s.Name, s.Text)})
	}
	if s.Ends != nil && s.Status != "ended" {
		out = append(out, DateAhead{Day: *s.Ends, Kind: "ends", Step: s.Name, By: s.By, Text: fmt.Sprintf("The effect of %s ends unless it is renewed.", s.Name)})
	}
	return out
}

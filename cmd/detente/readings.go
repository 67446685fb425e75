package main

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/ambiguity"
	"detente/plan"
	"detente/report"
)

// choose reads the text by the readings that the command line names.
func (r *reading) choose(names []string, form int) error {
	if len(names) == 0 {
		return nil
	}
	settled := map[string]string{}
	for _, name := range names {
		about, err := r.point(name)
		if err != nil {
			return err
		}
		if other, twice := settled[about]; twice {
			return trouble{fmt.Sprintf("-reading %s and %s are two readings of one thing, %s", other, name, about), "Choose one of the two."}
		}
		settled[about] = name
	}
	a, found := r.agreement.As(names...)
	r.agreement, r.form = a, append(r.form[:form:form], found...)
	return nil
}

// point finds what a reading is about.
func (r *reading) point(name string) (string, error) {
	var known []string
	for _, p := range r.agreement.Points() {
		for _, x := range p.Readings {
			if known = append(known, x.ID); x.ID == name {
				return p.About, nil
			}
		}
	}
	hint := "The text has no reading blocks, and no date of two."
	if len(known) > 0 {
		hint = "There is " + strings.Join(known, ", ") + "."
		if near := agreement.Similar(name, known); near != "" {
			hint = "Did you mean " + near + "? " + hint
		}
	}
	return "", trouble{fmt.Sprintf("-reading %s: there is no reading of that name", name), hint}
}

// mostRead is how many readings and combinations are planned.
const mostRead = 12

// otherwise adds to a plan how the text comes out by its readings, each planned
// in its turn.
func (r *reading) otherwise(record report.Plan, q question, w *search) (report.Plan, error) {
	if len(r.agreement.Points()) == 0 {
		return record, nil
	}
	c := ambiguity.Compare(r.agreement, q.asking())
	var verdicts []plan.Verdict
	for i, one := range append(c.Cases(), c.Together...) {
		if i == mostRead || w.stopped() {
			break
		}
		verdict, err := r.verdict(one.Agreement, q, w)
		if err != nil {
			return record, err
		}
		verdicts = append(verdicts, verdict)
	}
	return record.WithReadings(report.NewReadCases(c, verdicts, plan.Verdict(record.Verdict)), c.Left), nil
}

// verdict plans the agreement as it is read otherwise; "" where what was asked to
// count as performed cannot have been, if it is read so.
func (r *reading) verdict(a *agreement.Agreement, q question, w *search) (plan.Verdict, error) {
	if agreement.CheckState(a, q.performed) != nil {
		return "", nil
	}
	q.frontier, q.examine = false, false
	other := *r
	other.agreement = a
	q.without = slices.DeleteFunc(slices.Clone(q.without), func(d string) bool { return a.Demand(d) == nil })
	found, err := other.find(q.asking(), q, w)
	if err != nil {
		return "", err
	}
	return found.Verdict, nil
}

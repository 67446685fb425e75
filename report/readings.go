package report

import (
	"detente/agreement"
	"detente/ambiguity"
	"detente/plan"
)

// ReadCase is the text by one reading, or by several of different points
// together, in the place of the text as it stands.
type ReadCase struct {
	// Readings are the names, and Labels what people call them, with whose
	// reading each is: "phased (North Korea)". About is what each is about.
	Readings []string `json:"readings"`
	Labels   []string `json:"labels"`
	About    []string `json:"about"`
	// Verdict is what the planner says then, as in Plan; null where it was not
	// asked. Same says that it is the verdict of the text as it stands.
	Verdict *string `json:"verdict"`
	Same    bool    `json:"same"`
	// Differences say in a clause each what else comes out differently. Of
	// readings together these are only what none of them changes alone.
	Differences []string `json:"differences"`
}

// NewReadCases makes the records of a comparison: each reading alone, then those
// that matter together. verdicts are those of the planner, "" where it was not
// asked, and base that of the text as it stands. A date that can be read as two
// days is left out where its days change no verdict: a finding tells what hangs
// on it.
func NewReadCases(c *ambiguity.Comparison, verdicts []plan.Verdict, base plan.Verdict) []ReadCase {
	all := []ReadCase{}
	for i, one := range append(c.Cases(), c.Together...) {
		r := ReadCase{Readings: []string{}, Labels: []string{}, About: []string{}, Differences: []string{}}
		for _, x := range one.Readings {
			r.Readings = append(r.Readings, x.ID)
			r.Labels = append(r.Labels, readingLabel(one.Agreement, x))
			about := ""
			if x.About.Given {
				about = x.About.V.ID
			}
			r.About = append(r.About, about)
		}
		for _, d := range one.Differences {
			r.Differences = append(r.Differences, d.Clause)
		}
		if i < len(verdicts) && verdicts[i] != "" {
			v := string(verdicts[i])
			r.Verdict, r.Same = &v, verdicts[i] == base
		}
		if r.Same && len(one.Readings) == 1 && one.Agreement.Reading(one.Readings[0].ID) == nil {
			continue
		}
		all = append(all, r)
	}
	return all
}

// readingLabel names a reading with its owner.
func readingLabel(a *agreement.Agreement, x *agreement.Reading) string {
	if !x.Of.Given {
		return x.ID
	}
	return x.ID + " (" + actorLabel(a, x.Of.V.ID) + ")"
}

// WithReadings returns the plan with how the text comes out by its readings.
func (p Plan) WithReadings(cases []ReadCase, left int) Plan {
	p.Readings, p.ReadingsLeft = cases, left
	return p
}

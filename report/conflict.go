package report

import (
	"fmt"
	"slices"

	"detente/agreement"
	"detente/calendar"
	"detente/conflict"
	"detente/diag"
	"detente/plan"
)

// Conflict is a smallest set of demands that cannot all be met.
type Conflict struct {
	// Summary is the conflict in one sentence.
	Summary string   `json:"summary"`
	Demands []string `json:"demands"`
	Owners  []string `json:"owners"`
	// Waits is one circle of waiting through exactly these demands: each waits
	// for the next, the last for the first. [] where a demand refuses a step.
	Waits []Wait `json:"waits"`
	// Refused is the step that a demand wants not performed; null for a circle.
	Refused *string `json:"refused"`
	Places  []Place `json:"places"`
}

// Wait says that Step waits for For, and why.
type Wait struct {
	Step string `json:"step"`
	For  string `json:"for"`
	// Because is "after", "locks", "parts" or "demand": what of the text says so.
	Because string  `json:"because"`
	Demand  *string `json:"demand"` // for "demand"
	Owner   *string `json:"owner"`  // of the demand, where it has one
	Place   *Place  `json:"place"`
}

func (p *Plan) conflicts(r *plan.Result) {
	p.Conflicts, p.Corrections, p.OpenMoves = []Conflict{}, [][]string{}, []string{}
	p.ConflictsComplete, p.CorrectionsComplete = true, true
	an := r.Conflicts
	if an == nil {
		return
	}
	p.ConflictsComplete, p.CorrectionsComplete = an.Complete, an.CorrectionsComplete
	for _, c := range an.Conflicts {
		p.Conflicts = append(p.Conflicts, newConflict(r.Course, c))
	}
	for _, c := range an.Corrections {
		p.Corrections = append(p.Corrections, demandNames(c))
	}
	for _, e := range an.Open {
		p.OpenMoves = append(p.OpenMoves, r.Course.UnitNames(e)...)
	}
}

func newConflict(c *agreement.Course, x conflict.Conflict) Conflict {
	out := Conflict{Demands: demandNames(x.Demands), Owners: owners(x.Demands), Waits: []Wait{}, Places: []Place{}}
	if x.Refusal != nil {
		out.Refused = refused(x.Refusal.Demand)
		out.Summary = conflict.Refused{Refusal: *x.Refusal}.Sentence(c)
		out.Places = places([]diag.Place{x.Refusal.Demand.That})
		return out
	}
	// Edges run from what comes first to what comes after; waiting runs back.
	for _, e := range slices.Backward(x.Edges) {
		w := wait(c, e)
		out.Waits = append(out.Waits, w)
		if w.Place != nil {
			out.Places = append(out.Places, *w.Place)
		}
	}
	out.Summary = conflict.Cycle{Edges: x.Edges}.Sentence(c)
	return out
}

// refused names the step, or the part of it, that a demand of the form
// exclude(step) names.
func refused(d *agreement.Demand) *string {
	name := d.Steps[0].ID
	if part := d.Steps[0].Part; part > 0 {
		name = fmt.Sprintf("%s[%d]", name, part)
	}
	return &name
}

func wait(c *agreement.Course, e agreement.Edge) Wait {
	w := Wait{Step: c.Units[e.Then].Name(), For: c.Units[e.First].Name(), Place: place(e.Place)}
	switch e.Kind {
	case agreement.ByAfter:
		w.Because = "after"
	case agreement.ByLocks:
		w.Because = "locks"
	case agreement.ByParts:
		w.Because = "parts"
	case agreement.ByDemand:
		w.Because = "demand"
		w.Demand = &e.Demand.ID
		if e.Demand.Of.Given {
			w.Owner = &e.Demand.Of.V.ID
		}
	}
	return w
}

// owners names the owners of demands, each once.
func owners(demands []*agreement.Demand) []string {
	names := []string{}
	for _, d := range demands {
		if d.Of.Given && !slices.Contains(names, d.Of.V.ID) {
			names = append(names, d.Of.V.ID)
		}
	}
	return names
}

func day(d calendar.Day) *string {
	s := d.String()
	return &s
}

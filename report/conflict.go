package report

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
	"detente/calendar"
	"detente/conflict"
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
		names := strings.Join(c.UnitNames(x.Refusal.Event), ", ")
		out.Refused = &names
		out.Summary = fmt.Sprintf("%s is a step of the text, and %s does not want it performed.", names, demandOf(c.Agreement, x.Refusal.Demand))
		if p := place(x.Refusal.Demand.Place); p != nil {
			out.Places = append(out.Places, *p)
		}
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
	out.Summary = circle(c, x.Edges)
	return out
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

// circle tells a circle of waiting as one sentence.
func circle(c *agreement.Course, edges []agreement.Edge) string {
	var clauses []string
	for _, e := range slices.Backward(edges) {
		clauses = append(clauses, fmt.Sprintf("%s waits for %s (%s)", c.Units[e.Then].Name(), c.Units[e.First].Name(), because(c.Agreement, e)))
	}
	return strings.Join(clauses, "; ") + "."
}

// because says in words where a reason to wait comes from.
func because(a *agreement.Agreement, e agreement.Edge) string {
	switch e.Kind {
	case agreement.ByAfter:
		return "the text has it after"
	case agreement.ByLocks:
		return "it makes that permanent"
	case agreement.ByParts:
		return "parts are taken in order"
	case agreement.ByDemand:
		return demandOf(a, e.Demand)
	}
	panic(fmt.Sprintf("report: no kind of edge %d", int(e.Kind)))
}

// demandOf names a demand with its owner.
func demandOf(a *agreement.Agreement, d *agreement.Demand) string {
	if x := a.Actor(d.Of.V.ID); d.Of.Given && x != nil {
		return fmt.Sprintf("demand %s of %s", d.ID, x.Label())
	}
	return "demand " + d.ID
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

package report

import "detente/plan"

// Tradeoff is a plan of the frontier: as good as the plan on level 1, of fewer rounds,
// and exposing somebody more. No plan of as few rounds exposes anybody less.
type Tradeoff struct {
	Rounds   int     `json:"rounds"`
	Exposure *Figure `json:"exposure"`
	// Ends is the day after the beginning on which it is over, as it is listed.
	Ends int `json:"ends"`
	// Steps are the names of what is performed, by round.
	Steps [][]string `json:"steps"`
	// Proved says that no plan of as few rounds exposes less.
	Proved bool `json:"proved"`
}

func (p *Plan) frontier(r *plan.Result) {
	for _, q := range r.Frontier {
		out := Tradeoff{Rounds: len(q.Rounds), Exposure: figure(q.Exposure), Proved: q.Proved, Steps: [][]string{}}
		for _, round := range q.Rounds {
			steps := []string{}
			for _, e := range round.Events {
				steps = append(steps, r.Course.UnitNames(e)...)
			}
			out.Steps, out.Ends = append(out.Steps, steps), round.Ends
		}
		p.Frontier = append(p.Frontier, out)
	}
}

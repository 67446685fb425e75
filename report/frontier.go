package report

import "detente/plan"

// Tradeoff is a plan of a frontier: as good as the plan on level 1, of fewer rounds or
// over earlier, and exposing somebody more. No plan of as few rounds, or over as early,
// exposes anybody less.
type Tradeoff struct {
	Rounds   int     `json:"rounds"`
	Exposure *Figure `json:"exposure"`
	// Ends is the day after the beginning on which it is over, as it is listed.
	Ends int `json:"ends"`
	// Earliest is, on the frontier of days, the day before which no plan that exposes
	// nobody more is over, of however many rounds; null on the frontier of rounds.
	Earliest *int `json:"earliest"`
	// Steps are the names of what is performed, by round.
	Steps [][]string `json:"steps"`
	// Proved says that no plan of as few rounds exposes less; on the frontier of days,
	// that no plan over as early exposes less, and none exposing as little is over
	// earlier.
	Proved bool `json:"proved"`
}

// frontier fills in both frontiers.
func (p *Plan) frontier(r *plan.Result) {
	p.Frontier, p.FrontierDays = tradeoffs(r, r.Frontier), tradeoffs(r, r.Days)
	if e := r.Soonest; e != nil {
		p.Soonest = &End{e.Day, e.Proved, e.Bound}
	}
}

func tradeoffs(r *plan.Result, points []plan.Point) []Tradeoff {
	all := []Tradeoff{}
	for _, q := range points {
		out := Tradeoff{Rounds: len(q.Rounds), Exposure: figure(q.Exposure), Proved: q.Proved, Steps: [][]string{}}
		for _, round := range q.Rounds {
			steps := []string{}
			for _, e := range round.Events {
				steps = append(steps, r.Course.UnitNames(e)...)
			}
			out.Steps, out.Ends = append(out.Steps, steps), round.Ends
		}
		if q.End != nil {
			out.Earliest = &q.End.Bound
		}
		all = append(all, out)
	}
	return all
}

package report

import "detente/plan"

// Tradeoff is a plan of one of the two frontiers: as good as the plan on level 1, of
// fewer rounds or over earlier, and exposing somebody more.
type Tradeoff struct {
	// By is what is traded for exposure, "rounds" or "days".
	By       string  `json:"by"`
	Rounds   int     `json:"rounds"`
	Exposure *Figure `json:"exposure"`
	// Ends is the day after the beginning on which it is over, as it is listed, and On
	// its date, null where the text does not say when it begins. EndsBound is, of days,
	// the day before which no plan is over that exposes nobody more; null of rounds.
	Ends      int     `json:"ends"`
	On        *string `json:"on"`
	EndsBound *int    `json:"ends_bound"`
	// Steps are the names of what is performed, by round.
	Steps [][]string `json:"steps"`
	// Proved says that no plan of as few rounds, or over as early, exposes less; and, of
	// days, that none that exposes nobody more is over earlier.
	Proved bool `json:"proved"`
}

// The words of Tradeoff.By.
const (
	ByRounds = "rounds"
	ByDays   = "days"
)

func (p *Plan) frontiers(r *plan.Result) {
	p.Frontier, p.FrontierDays = []Tradeoff{}, []Tradeoff{}
	for _, q := range r.Frontier {
		p.Frontier = append(p.Frontier, newTradeoff(ByRounds, r, q))
	}
	for _, q := range r.Days {
		p.FrontierDays = append(p.FrontierDays, newTradeoff(ByDays, r, q))
	}
	if e := r.Soonest; e != nil {
		p.Soonest = &End{e.Day, e.Proved, e.Bound}
	}
}

func newTradeoff(by string, r *plan.Result, q plan.Point) Tradeoff {
	out := Tradeoff{By: by, Rounds: len(q.Rounds), Exposure: figure(q.Exposure), Proved: q.Proved, Steps: [][]string{}}
	for _, round := range q.Rounds {
		steps := []string{}
		for _, e := range round.Events {
			steps = append(steps, r.Course.UnitNames(e)...)
		}
		out.Steps, out.Ends = append(out.Steps, steps), round.Ends
	}
	if begins := r.Course.Agreement.Begins; begins.Given {
		out.On = day(begins.V.Add(out.Ends))
	}
	if q.End != nil {
		bound := q.End.Bound
		out.EndsBound = &bound
	}
	return out
}

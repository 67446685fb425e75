package rounds

import (
	"slices"

	"detente/effort"
	"detente/order"
)

// improve looks for fewer rounds in ever longer windows of a plan that holds: what
// stands in some rounds that follow each other is put into one round less, and
// everything else stays as it is. Each window is given as much effort.
func (p *Problem) improve(plan [][]int, each int64, b *effort.Budget) [][]int {
	for wide := 2; wide < len(plan); {
		wide = min(len(plan), wide+1+wide/4)
		for a := 0; a+wide <= len(plan) && !b.Exhausted(); {
			w := p.window(plan, a, a+wide)
			rounds := w.problem.fewer(wide, each, b)
			if rounds == nil {
				a += 1 + wide/8
				continue
			}
			plan = slices.Concat(w.before, w.named(rounds), w.after)
			a, wide = max(0, a-wide+1), min(wide, len(plan))
		}
	}
	return plan
}

// fewer looks for a plan of fewer rounds; nil where none is found with that effort.
func (p *Problem) fewer(rounds int, each int64, b *effort.Budget) [][]int {
	part := b.Part(each)
	defer func() { b.Spend(part.Opened) }()
	w := newWalk(p)
	known := w.run(Fewest{Rounds: make([][]int, rounds)}, part.Part(each/2))
	b.Spend(w.s.budget.Opened)
	switch {
	case len(known.Rounds) < rounds:
		return known.Rounds
	case known.Bound >= rounds:
		return nil
	}
	return Within(p, rounds-1, part).Rounds
}

// window is some rounds of a plan that follow each other, as a problem of its own.
type window struct {
	problem       *Problem
	events        []int // what its events are in the plan, in ascending order
	before, after [][]int
}

// window takes the rounds from a on, up to b.
func (p *Problem) window(plan [][]int, a, b int) *window {
	w := &window{before: plan[:a:a], after: plan[b:], events: slices.Concat(plan[a:b]...)}
	slices.Sort(w.events)
	q := &Problem{Order: p.among(w.events)}
	for _, e := range w.events {
		q.Performer = append(q.Performer, p.Performer[e])
		if p.Released != nil {
			q.Released = append(q.Released, p.Released[e])
		}
	}
	for _, g := range p.Together {
		if _, in := slices.BinarySearch(w.events, g[0]); in {
			q.Together = append(q.Together, w.numbers(g))
		}
	}
	done := slices.Concat(w.before...)
	for r, row := range p.Rows {
		q.Rows = append(q.Rows, row.after(p.sum(r, done), w.events))
	}
	if p.Accepts != nil {
		q.Accepts = func(first [][]int, whole bool) bool {
			all := slices.Concat(w.before, w.named(first))
			if whole {
				all = append(all, w.after...)
			}
			return p.Accepts(all, whole)
		}
	}
	w.problem = q
	return w
}

// after is the row of some events when the sum is already at that.
func (row Row) after(at int64, events []int) Row {
	own := Row{Low: row.Low, High: row.High}
	if row.High < Unlimited {
		own.High -= at
	}
	if row.Low > -Unlimited {
		own.Low -= at
	}
	for _, e := range events {
		own.Delta = append(own.Delta, row.Delta[e])
	}
	return own
}

// numbers returns the numbers of the events in the window.
func (w *window) numbers(events []int) []int {
	own := make([]int, len(events))
	for k, e := range events {
		own[k], _ = slices.BinarySearch(w.events, e)
	}
	return own
}

// among is the order among some of the events.
func (p *Problem) among(events []int) *order.Order {
	var pairs [][2]int
	for j, e := range events {
		for i, d := range events {
			if p.Order.Before(e).Has(d) {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	o, _ := order.New(len(events), pairs)
	return o
}

// named returns rounds of the window as rounds of the plan.
func (w *window) named(rounds [][]int) [][]int {
	out := make([][]int, len(rounds))
	for n, round := range rounds {
		for _, e := range round {
			out[n] = append(out[n], w.events[e])
		}
	}
	return out
}

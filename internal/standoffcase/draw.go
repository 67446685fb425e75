package standoffcase

import (
	"fmt"

	"detente/standoff"
)

// Draw makes a small situation at random: of one to four actors and one to four options,
// some of them one-way, or up to six states with any moves between them; sometimes with
// states that cannot be, sometimes with many ties. It asks pick(n) for each choice, a whole
// number from 0 to n-1.
func Draw(pick func(n int) int) *standoff.Model {
	m := &standoff.Model{}
	for i := range 1 + pick(4) {
		m.Actors = append(m.Actors, fmt.Sprint("actor ", i))
	}
	if pick(2) == 0 {
		for k := range 1 + pick(4) {
			direction := []standoff.Direction{standoff.Both, standoff.Both, standoff.Once, standoff.BackOnly}[pick(4)]
			m.Options = append(m.Options, standoff.Option{Name: fmt.Sprint("option ", k), Owner: pick(len(m.Actors)), Direction: direction})
		}
	} else {
		drawGraph(m, pick)
	}
	if pick(2) == 0 {
		m.Feasible = standoff.NewBits(m.Size())
		kept := pick(m.Size()) // so that one state at least can be
		for s := range m.Size() {
			if s == kept || pick(4) > 0 {
				m.Feasible.Add(standoff.State(s))
			}
		}
	}
	top := []int{3, 100}[pick(2)]
	for range m.Actors {
		rank := make([]uint32, m.Size())
		for s := range rank {
			rank[s] = uint32(pick(top))
		}
		m.Rank = append(m.Rank, rank)
	}
	return m
}

func drawGraph(m *standoff.Model, pick func(n int) int) {
	n := 1 + pick(6)
	for s := range n {
		m.States = append(m.States, fmt.Sprint("state ", s))
	}
	m.Moves = make([][][]standoff.State, len(m.Actors))
	for i := range m.Actors {
		m.Moves[i] = make([][]standoff.State, n)
		for s := range n {
			for to := range n {
				if to != s && pick(3) == 0 {
					m.Moves[i][s] = append(m.Moves[i][s], standoff.State(to))
				}
			}
		}
	}
}

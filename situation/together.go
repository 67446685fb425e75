package situation

import (
	"fmt"
	"math/bits"

	"detente/agreement"
	"detente/standoff"
)

// none is the number of a state that became no state of the graph.
const none = ^standoff.State(0)

// groups are the states that each statement of coalesce draws together; a state that
// several hold in belongs to the first.
func (x *Situation) groups() [][]standoff.State {
	m := x.Plain
	out := make([][]standoff.State, len(x.Text.Coalesce))
	for s := range m.Size() {
		code := standoff.State(s)
		for k, f := range x.Text.Coalesce {
			if m.CanBe(code) && f.Holds(code) {
				out[k] = append(out[k], code)
				break
			}
		}
	}
	return out
}

// drawTogether makes a graph of the model in which the states of each group are one.
func (x *Situation) drawTogether() error {
	groups := x.groups()
	if n := x.moves(); n > maxMoves {
		return &Fault{TooLarge, x.Text.Coalesce[0].Place, fmt.Sprintf("The stand-off %s has more than %d moves; with so many, states cannot be told as one.", x.Text.ID, maxMoves)}
	}
	g, into, err := tied(x.Plain, groups).Coalesce(groups)
	if err != nil {
		return &Fault{TooLarge, x.Text.Coalesce[0].Place, "The states cannot be drawn together: " + err.Error() + "."}
	}
	x.into = into
	x.Codes = make([]standoff.State, len(g.States))
	x.Members = make([]int, len(g.States))
	for s := len(into) - 1; s >= 0; s-- {
		if n := into[s]; n != none {
			x.Codes[n] = standoff.State(s)
			x.Members[n]++
		}
	}
	for i, v := range x.Views {
		if v != nil {
			x.Views[i] = x.viewTogether(v, g)
		}
	}
	x.Model = g
	return nil
}

// viewTogether is a view of the model as one of the graph made of it: what is seen of a
// group is what is seen of the state that stands for it.
func (x *Situation) viewTogether(v, g *standoff.Model) *standoff.Model {
	out := *g
	out.Feasible = standoff.NewBits(len(g.States))
	out.Rank = make([][]uint32, len(v.Rank))
	for i := range out.Rank {
		out.Rank[i] = make([]uint32, len(g.States))
	}
	for n, code := range x.Codes {
		if v.CanBe(code) {
			out.Feasible.Add(standoff.State(n))
		}
		for i := range out.Rank {
			out.Rank[i][n] = v.Rank[i][code]
		}
	}
	if out.Known = out.Known && out.CanBe(out.Today); !out.Known {
		out.Today = 0
	}
	return &out
}

// tied is the model with each group ranked as its first state, which stands for it.
func tied(m *standoff.Model, groups [][]standoff.State) *standoff.Model {
	out := *m
	out.Rank = make([][]uint32, len(m.Rank))
	for i, r := range m.Rank {
		out.Rank[i] = append([]uint32(nil), r...)
		for _, g := range groups {
			for _, s := range g {
				out.Rank[i][s] = r[g[0]]
			}
		}
	}
	return &out
}

// moves counts the moves of the model, up to one more than maxMoves.
func (x *Situation) moves() int {
	n := 0
	for s := range x.Plain.Size() {
		if !x.Plain.CanBe(standoff.State(s)) {
			continue
		}
		for i := range x.Actors {
			n += 1<<bits.OnesCount32(uint32(x.Plain.Changeable(i, standoff.State(s)))) - 1
		}
		if n > maxMoves {
			break
		}
	}
	return n
}

// Apart are the actors, with what the text says of their preference, that do not like all
// states of a group equally: there the state that stands for the group decides.
func (x *Situation) Apart() []*agreement.Actor {
	var all []*agreement.Actor
	for i, who := range x.Actors {
		if x.apart(i) {
			all = append(all, who)
		}
	}
	return all
}

func (x *Situation) apart(actor int) bool {
	rank := x.Plain.Rank[actor]
	for _, g := range x.groups() {
		for _, s := range g {
			if rank[s] != rank[g[0]] {
				return true
			}
		}
	}
	return false
}

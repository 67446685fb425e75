package stability

import (
	"cmp"
	"slices"

	"detente/cube"
	"detente/effort"
	"detente/standoff"
)

// In an explicit graph one move after another by the same actor is not one move, so that
// what can still be reached depends on who moved last. Instead of asking what each state
// reaches, the solver goes the other way: it takes the states from the least value up and
// marks everything from which they can be reached, each pair of a state and a last mover
// once. What marks a state is the least value that it reaches. That takes a sort and then
// as much work as there are moves, and no components have to be found.

// arrows are the moves of one actor against their direction: those that lead to state s
// begin at from[first[s]:first[s+1]].
type arrows struct {
	first []int32
	from  []standoff.State
}

// graph is an explicit graph of moves, laid out for the solver.
type graph struct {
	model *standoff.Model
	into  []arrows // by actor
}

func newGraph(m *standoff.Model) *graph {
	g := &graph{model: m}
	for i := range m.Actors {
		in := arrows{first: make([]int32, m.Size()+1)}
		g.each(i, func(_, t standoff.State) { in.first[t+1]++ })
		for s := range m.Size() {
			in.first[s+1] += in.first[s]
		}
		in.from = make([]standoff.State, in.first[m.Size()])
		at := slices.Clone(in.first)
		g.each(i, func(s, t standoff.State) {
			in.from[at[t]] = s
			at[t]++
		})
		g.into = append(g.into, in)
	}
	return g
}

// each calls do for every move of the actor between states that can be.
func (g *graph) each(actor int, do func(s, t standoff.State)) {
	for s, next := range g.model.Moves[actor] {
		if !g.model.CanBe(standoff.State(s)) {
			continue
		}
		for _, t := range next {
			if g.model.CanBe(t) {
				do(standoff.State(s), t)
			}
		}
	}
}

// solveGraph works out Nash, GMR, SMR, SEQ and SSEQ, those that are wanted.
func solveGraph(m *standoff.Model, want cube.Wanted, budget *effort.Budget) (cube.Stable, bool) {
	g := newGraph(m)
	var stable cube.Stable
	for i := range m.Actors {
		escape := g.best(i, m.Rank[i])
		for c := range SIM {
			if !want[c] {
				continue
			}
			if budget != nil && !budget.Spend(int64(m.Size())) {
				return stable, false
			}
			worst := m.Rank[i] // Nash: what is moved to is what one gets
			switch c {
			case GMR, SEQ:
				worst = g.least(i, m.Rank[i], c == SEQ)
			case SMR, SSEQ:
				worst = g.least(i, escape, c == SSEQ)
			}
			stable[c] = append(stable[c], g.judge(i, worst))
		}
	}
	return stable, true
}

// best returns for each state the greatest of its own value and those that the actor can
// move to.
func (g *graph) best(actor int, value []uint32) []uint32 {
	best := slices.Clone(value)
	g.each(actor, func(s, t standoff.State) { best[s] = max(best[s], value[t]) })
	return best
}

// judge returns the states from which no move of the actor leads to something better, in
// itself and at worst.
func (g *graph) judge(actor int, worst []uint32) standoff.Bits {
	rank := g.model.Rank[actor]
	stable := standoff.NewBits(g.model.Size())
	for s := range rank {
		if g.model.CanBe(standoff.State(s)) {
			stable.Add(standoff.State(s))
		}
	}
	g.each(actor, func(s, t standoff.State) {
		if min(worst[t], rank[t]) > rank[s] {
			stable[s/64] &^= 1 << (s % 64)
		}
	})
	return stable
}

// Marks of a state: nothing; mark k+1 when the value can be reached unless actor k moved
// last; everybody when it can be reached whoever moved last.
const (
	nobody    = 0
	everybody = ^uint32(0)
)

// spread is one search against the direction of the moves.
type spread struct {
	g         *graph
	actor     int // who does not move
	improving bool
	mark      []uint32
	least     []uint32
	queue     []standoff.State // with the last mover in after
	after     []int32
}

// least returns for each state the least value that legal sequences of the others reach
// from it, itself included.
func (g *graph) least(actor int, value []uint32, improving bool) []uint32 {
	size := g.model.Size()
	order := make([]standoff.State, 0, size)
	for s := range standoff.State(size) {
		if g.model.CanBe(s) {
			order = append(order, s)
		}
	}
	slices.SortFunc(order, func(a, b standoff.State) int { return cmp.Compare(value[a], value[b]) })
	w := &spread{g: g, actor: actor, improving: improving, mark: make([]uint32, size), least: make([]uint32, size)}
	for _, q := range order {
		if w.mark[q] == nobody {
			w.least[q] = value[q]
		}
		w.enter(q, -1)
		for len(w.queue) > 0 {
			last := len(w.queue) - 1
			t, k := w.queue[last], w.after[last]
			w.queue, w.after = w.queue[:last], w.after[:last]
			w.back(t, int(k), value[q])
		}
	}
	return w.least
}

// enter notes that from s the value can be reached by a move of actor k, or without a move
// where k is -1; what that newly allows goes into the queue.
func (w *spread) enter(s standoff.State, k int) {
	switch m := w.mark[s]; {
	case m == everybody || m == uint32(k+1) && k >= 0:
	case m != nobody: // by another actor before: now even if that one moved last
		w.mark[s] = everybody
		w.push(s, int32(m)-1)
	default:
		w.mark[s] = uint32(k + 1)
		if k < 0 {
			w.mark[s] = everybody
		}
		for j := range w.g.into {
			if j != k && j != w.actor {
				w.push(s, int32(j))
			}
		}
	}
}

func (w *spread) push(s standoff.State, last int32) {
	w.queue = append(w.queue, s)
	w.after = append(w.after, last)
}

// back goes to all states from which actor k can move to t.
func (w *spread) back(t standoff.State, k int, value uint32) {
	rank := w.g.model.Rank[k]
	in := w.g.into[k]
	for _, s := range in.from[in.first[t]:in.first[t+1]] {
		if w.improving && rank[s] >= rank[t] {
			continue
		}
		if w.mark[s] == nobody {
			w.least[s] = value
		}
		w.enter(s, k)
	}
}

package stability_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"detente/effort"
	"detente/internal/long"
	"detente/internal/standoffcase"
	"detente/stability"
	"detente/standoff"

	"pgregory.net/rapid"
)

// plainDistances are, by state, the fewest moves of legal sequences from a state: longer
// and longer sequences are made until no new pair of a state and a last mover turns up.
func plainDistances(m *standoff.Model, from standoff.State, improving bool) map[standoff.State]int {
	at := map[standoff.State]int{from: 0}
	front := map[[2]int]bool{{int(from), -1}: true}
	seen := map[[2]int]bool{}
	for length := 1; len(front) > 0; length++ {
		next := map[[2]int]bool{}
		for p := range front {
			for i := range m.Actors {
				if i == p[1] {
					continue
				}
				for _, to := range m.Successors(i, standoff.State(p[0])) {
					q := [2]int{int(to), i}
					if improving && m.Rank[i][to] <= m.Rank[i][p[0]] || seen[q] {
						continue
					}
					seen[q], next[q] = true, true
					if _, ok := at[to]; !ok {
						at[to] = length
					}
				}
			}
		}
		front = next
	}
	return at
}

func TestEvolveAgreesWithPlain(t *testing.T) {
	long.Checks(t, 500, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		from := drawState(t, m)
		e := stability.Evolve(m, from, math.MaxInt)
		any, improving := plainDistances(m, from, false), plainDistances(m, from, true)
		if !e.Whole || len(e.Places) != len(any) {
			t.Fatalf("%d places, want %d", len(e.Places), len(any))
		}
		for k, p := range e.Places {
			want, ok := improving[p.State]
			if !ok {
				want = -1
			}
			if p.Moves != any[p.State] || p.Improving != want {
				t.Fatalf("state %d: %d moves, %d improving, want %d and %d", p.State, p.Moves, p.Improving, any[p.State], want)
			}
			if k > 0 && p.Moves < e.Places[k-1].Moves {
				t.Fatal("places are not ordered by moves")
			}
			for _, only := range []bool{false, true} {
				way, ok := stability.Shortest(m, from, p.State, only)
				n := map[bool]int{false: p.Moves, true: p.Improving}[only]
				if ok != (n >= 0) || ok && len(way) != n {
					t.Fatalf("state %d: shortest way %v, want %d moves", p.State, way, n)
				}
				legalWay(t, m, from, p.State, way, only && ok)
			}
		}
		for _, v := range e.Moves {
			if v.Improves != (m.Rank[v.Actor][v.To] > m.Rank[v.Actor][v.From]) || !slices.Contains(m.Successors(v.Actor, v.From), v.To) {
				t.Fatalf("%+v", v)
			}
			if v.Legal != plainlyLegal(m, from, v) {
				t.Fatalf("%+v: plainly legal %v", v, !v.Legal)
			}
		}
	})
}

// legalWay checks a way step by step.
func legalWay(t *rapid.T, m *standoff.Model, from, to standoff.State, way []standoff.Step, improving bool) {
	if len(way) == 0 {
		return
	}
	s, last := from, -1
	for _, step := range way {
		if step.Actor == last || !slices.Contains(m.Successors(step.Actor, s), step.To) || improving && m.Rank[step.Actor][step.To] <= m.Rank[step.Actor][s] {
			t.Fatalf("%v: illegal step to %d", way, step.To)
		}
		s, last = step.To, step.Actor
	}
	if s != to {
		t.Fatalf("%v does not lead to %d", way, to)
	}
}

// plainlyLegal reports whether the start is where the move is made, or somebody else can
// have moved there last.
func plainlyLegal(m *standoff.Model, from standoff.State, v stability.Move) bool {
	if v.From == from {
		return true
	}
	seen := map[[2]int]bool{}
	var visit func(s standoff.State, last int)
	visit = func(s standoff.State, last int) {
		for i := range m.Actors {
			for _, to := range m.Successors(i, s) {
				if p := [2]int{int(to), i}; i != last && !seen[p] {
					seen[p] = true
					visit(to, i)
				}
			}
		}
	}
	visit(from, -1)
	for i := range m.Actors {
		if i != v.Actor && seen[[2]int{int(v.From), i}] {
			return true
		}
	}
	return false
}

func TestEvolveStopsAtTheLimit(t *testing.T) {
	m := standoffcase.Get("milk-river-36").Model()
	e := stability.Evolve(m, 0, 5)
	if e.Whole || len(e.Places) != 5 {
		t.Errorf("whole %v, %d places", e.Whole, len(e.Places))
	}
	if _, ok := e.Place(0); !ok {
		t.Error("the start is no place")
	}
}

// The ministry and the company together leave the state in which the company delays: known
// from the guide of GMCR+.
func TestCoalitionOfElmira(t *testing.T) {
	for id, ask := range map[string]struct {
		from string
		want func(*standoffcase.Case) []string
	}{
		"elmira-9":  {"s5", func(c *standoffcase.Case) []string { return c.Computed.MoEUniroyal.ImprovementsS5 }},
		"elmira-12": {"18", func(c *standoffcase.Case) []string { return c.Computed.MoEUniroyal.ImprovementsOf18 }},
	} {
		c := standoffcase.Get(id)
		x := stability.NewExplainer(c.Model())
		var stable []standoff.State
		for _, s := range possible(c.Model()) {
			if x.Explain(s, []int{0, 1}, standoff.Nash).Stable {
				stable = append(stable, s)
			}
		}
		if want := states(c, c.Computed.MoEUniroyal.Stable); !slices.Equal(stable, want) {
			t.Errorf("%s: stable for both together %v, want %v", id, stable, want)
		}
		e := x.Explain(c.State(ask.from), []int{0, 1}, standoff.Nash)
		if to := c.State(ask.want(c)[0]); e.Stable || len(e.Way) != 2 || e.Way[1].To != to {
			t.Errorf("%s: %+v, want a way of two moves to %d", id, e, to)
		}
	}
}

// views are the game of chicken, in which the second actor wrongly thinks that the first
// one would rather crash than give way.
func views() stability.Perceived {
	truth := standoffcase.Get("chicken").Model()
	wrong := *truth
	wrong.Rank = slices.Clone(truth.Rank)
	wrong.Rank[0] = []uint32{1, 0, 3, 2} // 0 crash, 1 the first gives way, 2 the second does, 3 both
	return stability.Perceived{Views: []*standoff.Model{truth, &wrong}, Real: truth}
}

func TestPerceived(t *testing.T) {
	o := views().Outcome(standoff.Nash)
	for what, c := range map[string]struct {
		got  standoff.Bits
		want string
	}{
		"seen by all":                {o.SeenByAll, "[0 1 2 3]"},
		"stable for the first":       {o.Stable[0], "[1 2]"},
		"stable for the second":      {o.Stable[1], "[1 2]"},
		"expected by the first":      {o.Expected[0], "[1 2]"},
		"expected by the second":     {o.Expected[1], "[2]"},
		"equilibria":                 {o.Equilibria, "[1 2]"},
		"unexpected by the second":   {o.Unexpected(1), "[1]"},
		"unexpected by the first":    {o.Unexpected(0), "[]"},
		"fragile":                    {o.Fragile, "[]"},
		"missed because of mistakes": {o.Missed, "[]"},
	} {
		if got := fmt.Sprint(listed(c.got)); got != c.want {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
}

// When everybody sees the situation as it is, perception changes nothing; and what an actor
// does not see is no equilibrium.
func TestPerceivedAsItIs(t *testing.T) {
	long.Checks(t, 300, 30_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		blind := *m
		hidden := drawState(t, m)
		blind.Feasible = standoff.NewBits(m.Size())
		for _, s := range possible(m) {
			if s != hidden {
				blind.Feasible.Add(s)
			}
		}
		for _, c := range stability.Four {
			same, one := stability.Perceived{Real: m}, stability.Perceived{Real: m}
			for range m.Actors {
				same.Views = append(same.Views, m)
				one.Views = append(one.Views, m)
			}
			one.Views[0] = &blind
			o := same.Outcome(c)
			for i, plain := range stability.Plain(m, c) {
				if !slices.Equal(listed(plain), listed(o.Stable[i])) {
					t.Fatalf("%s, actor %d: %v, plain %v", c, i, listed(o.Stable[i]), listed(plain))
				}
			}
			if len(listed(o.Fragile))+len(listed(o.Missed)) > 0 {
				t.Fatalf("%s: fragile %v, missed %v", c, listed(o.Fragile), listed(o.Missed))
			}
			if p := one.Outcome(c); p.Equilibria.Has(hidden) || p.SeenByAll.Has(hidden) {
				t.Fatalf("%s: the hidden state %d is an equilibrium", c, hidden)
			}
		}
	})
}

// equilibriaOf are the plain equilibria of a situation under the four concepts.
func equilibriaOf(m *standoff.Model) string {
	var all [][]standoff.State
	for _, c := range stability.Four {
		both := possible(m)
		for _, b := range stability.Plain(m, c) {
			both = slices.DeleteFunc(both, func(s standoff.State) bool { return !b.Has(s) })
		}
		all = append(all, both)
	}
	return fmt.Sprint(all)
}

// A swap is told exactly when it changes an equilibrium.
func TestFlipsAgreeWithPlain(t *testing.T) {
	long.Checks(t, 100, 10_000)
	flipped, idle := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		f := stability.FindFlips(m, &effort.Budget{Limit: math.MaxInt64})
		if f.Tried != f.Swaps {
			t.Fatalf("%d of %d tried", f.Tried, f.Swaps)
		}
		told := map[string]bool{}
		for _, flip := range f.Flips {
			told[fmt.Sprint(flip.Actor, flip.Upper, flip.Lower)] = true
		}
		swaps := 0
		for i, rank := range m.Rank {
			ranked := possible(m)
			slices.SortStableFunc(ranked, func(a, b standoff.State) int { return int(rank[b]) - int(rank[a]) })
			for k := 1; k < len(ranked); k++ {
				high, low := rank[ranked[k-1]], rank[ranked[k]]
				if high == low {
					continue
				}
				swaps++
				var upper, lower []standoff.State
				swapped := *m
				swapped.Rank = slices.Clone(m.Rank)
				swapped.Rank[i] = slices.Clone(rank)
				for _, s := range possible(m) {
					switch rank[s] {
					case high:
						upper, swapped.Rank[i][s] = append(upper, s), low
					case low:
						lower, swapped.Rank[i][s] = append(lower, s), high
					}
				}
				changed := equilibriaOf(&swapped) != equilibriaOf(m)
				if changed != told[fmt.Sprint(i, upper, lower)] {
					t.Fatalf("actor %d, %v and %v: changed %v, told %v", i, upper, lower, changed, !changed)
				}
				if changed {
					flipped++
				} else {
					idle++
				}
			}
		}
		if swaps != f.Swaps {
			t.Fatalf("%d swaps, want %d", f.Swaps, swaps)
		}
	})
	if flipped < 20 || idle < 20 {
		t.Errorf("%d swaps change something, %d nothing", flipped, idle)
	}
}

// One step, all ways: counted again with the plain concepts.
func TestRobustnessIsCounted(t *testing.T) {
	for _, g := range standoffcase.Games()[:20] {
		m := g.Model()
		r := stability.FindRobustness(m, 1, 1000, 0, &effort.Budget{Limit: math.MaxInt64})
		if !r.Exact || r.Ways != 16 { // four choices for each of two actors
			t.Fatalf("%d ways, exact %v", r.Ways, r.Exact)
		}
		kept := map[standoff.State][4]int64{}
		for a := range 4 {
			for b := range 4 {
				w := *m
				w.Rank = [][]uint32{swappedAt(m.Rank[0], a), swappedAt(m.Rank[1], b)}
				for n, c := range stability.Four {
					stable := stability.Plain(&w, c)
					for _, s := range listed(standoff.Bits{stable[0][0] & stable[1][0]}) {
						k := kept[s]
						k[n]++
						kept[s] = k
					}
				}
			}
		}
		for k, s := range r.States {
			if r.Kept[k] != kept[s] {
				t.Errorf("game %d, state %d: kept %v, want %v", g.Number, s, r.Kept[k], kept[s])
			}
		}
	}
}

// swappedAt swaps the ranks k-1 and k; 0 swaps nothing.
func swappedAt(rank []uint32, k int) []uint32 {
	swapped := slices.Clone(rank)
	for s, r := range rank {
		switch {
		case k > 0 && int(r) == k:
			swapped[s]--
		case k > 0 && int(r) == k-1:
			swapped[s]++
		}
	}
	return swapped
}

// What is drawn is the same for the same seed, and near what all ways give.
func TestRobustnessIsDrawn(t *testing.T) {
	m := standoffcase.Get("us-nk-2017-base").Model()
	unbounded := func() *effort.Budget { return &effort.Budget{Limit: math.MaxInt64} }
	exact := stability.FindRobustness(m, 1, 1000, 0, unbounded())
	if !exact.Exact || exact.Ways != 144 {
		t.Fatalf("%d ways, exact %v", exact.Ways, exact.Exact)
	}
	drawn := stability.FindRobustness(m, 1, 143, 7, unbounded())
	again := stability.FindRobustness(m, 1, 143, 7, unbounded())
	other := stability.FindRobustness(m, 1, 143, 8, unbounded())
	if drawn.Exact || drawn.Ways != 143 || drawn.Seed != 7 || fmt.Sprint(drawn) != fmt.Sprint(again) || fmt.Sprint(drawn.Kept) == fmt.Sprint(other.Kept) {
		t.Errorf("drawn %+v, again %+v, with another seed %+v", drawn, again, other)
	}
	for k := range exact.States {
		for c := range exact.Kept[k] {
			if d := exact.Kept[k][c] - drawn.Kept[k][c]; d < -30 || d > 30 {
				t.Errorf("state %d: %d of 144, and %d of 143 drawn", exact.States[k], exact.Kept[k][c], drawn.Kept[k][c])
			}
		}
	}
	stopped := stability.FindRobustness(m, 1, 1000, 0, &effort.Budget{Limit: 10})
	if !stopped.Stopped || stopped.Ways != 9 {
		t.Errorf("stopped %v after %d", stopped.Stopped, stopped.Ways)
	}
}

package standoff

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawFormula draws a formula over the options, at most deep levels of it.
func drawFormula(t *rapid.T, options, deep int) Formula {
	op := Op(rapid.IntRange(0, 5).Draw(t, "op"))
	if deep == 0 {
		op = Taken
	}
	parts := map[Op][2]int{Not: {1, 1}, And: {0, 3}, Or: {0, 3}, Implies: {2, 2}, Iff: {2, 2}}[op]
	f := Formula{Op: op}
	if op == Taken {
		f.Option = rapid.IntRange(0, options-1).Draw(t, "option")
	}
	for range rapid.IntRange(parts[0], parts[1]).Draw(t, "parts") {
		f.Parts = append(f.Parts, drawFormula(t, options, deep-1))
	}
	return f
}

// drawModel draws a situation of up to nine options, with states that cannot be.
func drawModel(t *rapid.T) *Model {
	m := &Model{}
	for i := range rapid.IntRange(1, 4).Draw(t, "actors") {
		m.Actors = append(m.Actors, fmt.Sprint("actor ", i))
	}
	for k := range rapid.IntRange(1, 9).Draw(t, "options") {
		m.Options = append(m.Options, Option{
			Name:      fmt.Sprint("option ", k),
			Owner:     rapid.IntRange(0, len(m.Actors)-1).Draw(t, "owner"),
			Direction: Direction(rapid.IntRange(0, 2).Draw(t, "direction")),
		})
	}
	if rapid.Bool().Draw(t, "all can be") {
		return m
	}
	m.Feasible = NewBits(m.Size())
	for s := range m.Size() {
		if rapid.IntRange(0, 3).Draw(t, "can be") > 0 {
			m.Feasible.Add(State(s))
		}
	}
	return m
}

func TestSetIsWhatHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		options := rapid.IntRange(1, 9).Draw(t, "options")
		f := drawFormula(t, options, 4)
		set := f.Set(options)
		for s := range State(1) << options {
			if set.Has(s) != f.Holds(s) {
				t.Fatalf("state %b: set says %v, formula says %v", s, set.Has(s), f.Holds(s))
			}
		}
		if options < 6 && set[0]>>(1<<options) != 0 {
			t.Fatal("the set holds states beyond the situation")
		}
	})
}

// checkOrder fails unless rank orders the states that can be as less does, densely from 0.
func checkOrder(t *rapid.T, m *Model, rank []uint32, order func(a, b State) int) {
	var states []State
	for s := range State(m.Size()) {
		if m.CanBe(s) {
			states = append(states, s)
		} else if rank[s] != 0 {
			t.Fatalf("state %b cannot be and has rank %d", s, rank[s])
		}
	}
	slices.SortStableFunc(states, order)
	want := uint32(0)
	for k, s := range states {
		if k > 0 && order(states[k-1], s) < 0 {
			want++
		}
		if rank[s] != want {
			t.Fatalf("state %b has rank %d, want %d", s, rank[s], want)
		}
	}
}

func TestStatementsRankLexicographically(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		var statements []Formula
		for range rapid.IntRange(0, 80).Draw(t, "statements") { // beyond the bits of a word
			statements = append(statements, drawFormula(t, len(m.Options), 2))
		}
		checkOrder(t, m, ByStatements(m, statements), func(a, b State) int {
			for _, f := range statements {
				if x, y := f.Holds(a), f.Holds(b); x != y {
					return map[bool]int{true: 1, false: -1}[x]
				}
			}
			return 0
		})
	})
}

func TestWeightsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		var statements []Formula
		var weights []int64
		for range rapid.IntRange(0, 8).Draw(t, "statements") {
			statements = append(statements, drawFormula(t, len(m.Options), 2))
			weights = append(weights, rapid.Int64Range(-5, 5).Draw(t, "weight"))
		}
		sum := func(s State) *big.Int {
			all := new(big.Int)
			for k, f := range statements {
				if f.Holds(s) {
					all.Add(all, big.NewInt(weights[k]))
				}
			}
			return all
		}
		checkOrder(t, m, ByWeights(m, statements, weights), func(a, b State) int { return sum(a).Cmp(sum(b)) })
	})
}

func TestWeightsTooLargeAreRefused(t *testing.T) {
	m := &Model{Actors: []string{"a"}, Options: []Option{{Name: "x"}}}
	defer func() {
		if recover() == nil {
			t.Error("weights beyond an int64 were added up")
		}
	}()
	x := Formula{Op: Taken}
	ByWeights(m, []Formula{x, x}, []int64{-1 << 62, -1 << 62})
}

func TestRankingKeepsTheOrderOfTheGroups(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		place := make([]int, m.Size()) // by state: how far from the end its group stands
		var groups [][]State
		count := rapid.IntRange(0, 6).Draw(t, "groups")
		for k := range count {
			var group []State
			for range rapid.IntRange(0, 5).Draw(t, "members") {
				s := State(rapid.IntRange(0, m.Size()-1).Draw(t, "state"))
				group = append(group, s)
				place[s] = max(place[s], count-k)
			}
			groups = append(groups, group)
		}
		checkOrder(t, m, ByRanking(m, groups), func(a, b State) int { return cmp.Compare(place[a], place[b]) })
	})
}

func TestSuccessorsAreJointChangesOfOwnOptions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		i := rapid.IntRange(0, len(m.Actors)-1).Draw(t, "actor")
		s := State(rapid.IntRange(0, m.Size()-1).Draw(t, "state"))
		var want []State
		for to := range State(m.Size()) {
			ok := to != s && m.CanBe(s) && m.CanBe(to)
			for k, o := range m.Options {
				was, is := s>>k&1, to>>k&1
				if was != is {
					ok = ok && o.Owner == i && (o.Direction == Both || (o.Direction == Once) == (is == 1))
				}
			}
			if ok {
				want = append(want, to)
			}
		}
		if got := m.Successors(i, s); !slices.Equal(got, want) {
			t.Fatalf("from %b: %b, want %b", s, got, want)
		}
	})
}

func TestOneActorMovesAcrossStatesThatCannotBe(t *testing.T) {
	// From {x} to {y} the actor gives up one and takes the other in one move, although
	// neither {} nor {x, y} can be.
	m := &Model{Actors: []string{"a"}, Options: []Option{{Name: "x"}, {Name: "y"}}, Feasible: Bits{0b0110}}
	if got := m.Successors(0, 1); !slices.Equal(got, []State{2}) {
		t.Errorf("from {x}: %v, want [2]", got)
	}
}

func TestTakenNamesTheOwnerWhereNamesRepeat(t *testing.T) {
	m := &Model{Actors: []string{"EC", "US"}, Options: []Option{{Name: "deal"}, {Name: "deal", Owner: 1}, {Name: "arm", Owner: 1}}}
	if got := strings.Join(m.Taken(7), "; "); got != "arm; deal (EC); deal (US)" {
		t.Error(got)
	}
}

func TestFaultsOfForm(t *testing.T) {
	graph := func(change func(*Model)) *Model {
		m, err := NewGraph([]string{"a", "b"}, []string{"s", "t"}, [][][2]State{{{0, 1}}, {{1, 0}}})
		if err != nil {
			t.Fatal(err)
		}
		m.Rank = [][]uint32{{0, 1}, {0, 0}}
		change(m)
		return m
	}
	options := func(change func(*Model)) *Model {
		m := &Model{Actors: []string{"a", "b"}, Options: []Option{{Name: "x"}, {Name: "x", Owner: 1}}, Rank: [][]uint32{make([]uint32, 4), make([]uint32, 4)}}
		change(m)
		return m
	}
	for want, m := range map[string]*Model{
		"":                                   graph(func(*Model) {}),
		" ":                                  options(func(*Model) {}),
		"two of the states are called":       graph(func(m *Model) { m.States[1] = "s" }),
		"one of the actors has no name":      graph(func(m *Model) { m.Actors[1] = "" }),
		"leads from \"s\" to itself":         graph(func(m *Model) { m.Moves[0][0] = []State{0} }),
		"leads to state number 7":            graph(func(m *Model) { m.Moves[0][0] = []State{7} }),
		"not in ascending order":             graph(func(m *Model) { m.Moves[1][0] = []State{1, 1} }),
		"the moves of b are given for":       graph(func(m *Model) { m.Moves[1] = nil }),
		"preferences of 1":                   graph(func(m *Model) { m.Rank = m.Rank[:1] }),
		"b ranks 1 states; there are 2":      graph(func(m *Model) { m.Rank[1] = m.Rank[1][:1] }),
		"too large: at most 2^32-2":          graph(func(m *Model) { m.Rank[1][1] = ^uint32(0) }),
		"state of today cannot be":           graph(func(m *Model) { m.Known, m.Feasible = true, Bits{2} }),
		"no state can be":                    options(func(m *Model) { m.Feasible = Bits{0} }),
		"two options of one actor":           options(func(m *Model) { m.Options[1].Owner = 0 }),
		"no owner among the actors":          options(func(m *Model) { m.Options[1].Owner = 2 }),
		"not both":                           options(func(m *Model) { m.States = []string{"s"} }),
		"is not made for 4 states":           options(func(m *Model) { m.Feasible = Bits{1, 1} }),
		"27 options; at most 26":             {Actors: []string{"a"}, Options: make([]Option, 27)},
		"two of the actors are called \"a\"": {Actors: []string{"a", "a"}},
	} {
		switch err := m.Check(); {
		case strings.TrimSpace(want) == "" && err != nil:
			t.Errorf("a model in order: %v", err)
		case strings.TrimSpace(want) != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestCoalesce(t *testing.T) {
	// b can abandon for good; what a does afterwards no longer matters to anybody.
	m := &Model{
		Actors:   []string{"a", "b"},
		Options:  []Option{{Name: "x"}, {Name: "abandon", Owner: 1, Direction: Once}},
		Rank:     [][]uint32{{1, 2, 0, 0}, {2, 1, 0, 0}},
		Feasible: Bits{0b1111},
		Known:    true, Today: 3,
	}
	g, into, err := m.Coalesce([][]State{{3, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(g.States, []string{"no option taken", "x", "abandon"}) || !slices.Equal(into, []State{0, 1, 2, 2}) {
		t.Errorf("states %q, into %v", g.States, into)
	}
	if got := fmt.Sprint(g.Moves); got != "[[[1] [0] []] [[2] [2] []]]" {
		t.Errorf("moves %s", got)
	}
	if got := fmt.Sprint(g.Rank, g.Today, g.Check()); got != "[[1 2 0] [2 1 0]] 2 <nil>" {
		t.Errorf("ranks and today %s", got)
	}
	if _, _, err := m.Coalesce([][]State{{1, 2}}); err == nil || !strings.Contains(err.Error(), "a does not rank them alike") {
		t.Errorf("states that differ in rank: %v", err)
	}
	if _, _, err := m.Coalesce([][]State{{2, 3}, {2}}); err == nil || !strings.Contains(err.Error(), "stands in two groups") {
		t.Errorf("a state in two groups: %v", err)
	}
}

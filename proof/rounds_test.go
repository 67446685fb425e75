package proof

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
	"detente/internal/long"
	"detente/order"
	"detente/rounds"
)

// What the search refutes the checker accepts, and what is enough it never refuses
// to be enough, whatever it is shown.
func TestRoundsAcceptsWhatIsRefutedAndNoMore(t *testing.T) {
	long.Checks(t, 2000, 60_000)
	kinds := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawAny(t, 8)
		fewest := bruteRounds(p)
		for k := range fewest {
			a := rounds.Within(p.Problem, k, &effort.Budget{Limit: 1 << 40})
			if !a.Proved || a.Refutation == nil {
				t.Fatalf("%d rounds are not refuted, though it takes %d: %+v", k, fewest, a)
			}
			if err := Rounds(p.Problem, a.Refutation); err != nil {
				t.Fatalf("the refutation of %d rounds is refused: %v", k, err)
			}
			count(kinds, p, a.Refutation.Root)
			if fewest <= p.Order.Len() {
				more := rounds.Refutation{Rounds: fewest, Root: a.Refutation.Root}
				if Rounds(p.Problem, &more) == nil {
					t.Fatalf("%d rounds are held to be refuted, though they are enough", fewest)
				}
			}
		}
	})
	for _, k := range []string{"weights", "splits", "whole plans", "first rounds", "dates"} {
		if kinds[k] == 0 {
			t.Errorf("no refutation with %s: it is not tested", k)
		}
	}
	t.Log(kinds)
}

// With little effort it is the linear relaxation that decides, since weights are given half
// of it: what is proved so is true, and refutations are accepted.
func TestRoundsAcceptsWhatIsRefutedWithLittleEffort(t *testing.T) {
	long.Checks(t, 2000, 60_000)
	proved, open := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawAny(t, 8)
		fewest := bruteRounds(p)
		for k := range p.Order.Len() + 1 {
			a := rounds.Within(p.Problem, k, &effort.Budget{Limit: rapid.Int64Range(1, 40).Draw(t, "effort")})
			switch {
			case !a.Proved:
				open++
				continue
			case k >= fewest != (a.Rounds != nil):
				t.Fatalf("%d rounds, of which %d are needed: %+v", k, fewest, a)
			case a.Rounds != nil:
				continue
			}
			proved++
			if err := Rounds(p.Problem, a.Refutation); err != nil {
				t.Fatalf("the refutation of %d rounds is refused: %v", k, err)
			}
		}
	})
	if proved == 0 || open == 0 {
		t.Errorf("%d refuted, %d left open: it is not tested", proved, open)
	}
	t.Logf("%d refuted, %d left open", proved, open)
}

func drawAny(t *rapid.T, n int) puzzle {
	if rapid.Bool().Draw(t, "turns?") {
		return drawTurns(t, n)
	}
	return drawEvents(t, n)
}

// count counts what kinds of cases a refutation consists of.
func count(kinds map[string]int, p puzzle, b *rounds.Branch) {
	switch {
	case b.Settled:
		kinds["whole plans"]++
	case len(b.Weights) > 0:
		kinds["weights"]++
	case b.By != nil:
		kinds["splits"]++
		count(kinds, p, b.By)
		count(kinds, p, b.Later)
	case p.crowd > 0:
		kinds["first rounds"]++
	case p.Clock != nil:
		kinds["dates"]++
	}
}

// drawTree draws any tree at all.
func drawTree(t *rapid.T, n, rows, depth int) *rounds.Branch {
	b := &rounds.Branch{Settled: rapid.IntRange(0, 9).Draw(t, "settled?") == 0}
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
	case kind < 6 && depth > 0:
		b.Event, b.Round = rapid.IntRange(-1, n).Draw(t, "event"), rapid.IntRange(-1, n).Draw(t, "round")
		b.By, b.Later = drawTree(t, n, rows, depth-1), drawTree(t, n, rows, depth-1)
	case kind < 9:
		for range rapid.IntRange(1, 4).Draw(t, "weights") {
			b.Weights = append(b.Weights, drawWeight(t, n, rows))
		}
	}
	return b
}

func drawWeight(t *rapid.T, n, rows int) rounds.Weight {
	return rounds.Weight{
		Row:   rapid.IntRange(-1, rows).Draw(t, "row"),
		Upper: rapid.Bool().Draw(t, "upper?"),
		Round: rapid.IntRange(0, n+1).Draw(t, "round"),
		Times: rapid.OneOf(rapid.Int64Range(-1, 5), rapid.Int64()).Draw(t, "times"),
	}
}

// Whatever a tree says, what is accepted is true.
func TestRoundsNeverAcceptsWhatIsFalse(t *testing.T) {
	long.Checks(t, 5000, 200_000)
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawEvents(t, 6)
		n := p.Order.Len()
		r := &rounds.Refutation{Rounds: rapid.IntRange(0, n).Draw(t, "rounds"), Root: drawTree(t, n, len(p.Rows), 4)}
		if Rounds(p.Problem, r) != nil {
			return
		}
		accepted++
		if fewest := bruteRounds(p); r.Rounds >= fewest {
			t.Fatalf("%d rounds are held to be refuted, though %d are enough", r.Rounds, fewest)
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted: it is not tested")
	}
	t.Log("accepted:", accepted)
}

// A refutation of which something is changed is refused, or still shows what is true.
func TestRoundsRefusesWhatWasChanged(t *testing.T) {
	long.Checks(t, 3000, 60_000)
	refused := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawTurns(t, 8)
		fewest := bruteRounds(p)
		k := fewest - 1
		r := rounds.Within(p.Problem, k, &effort.Budget{Limit: 1 << 40}).Refutation
		var all []*rounds.Branch
		gather(&all, r.Root)
		if weighed := weighing(all); len(weighed) > 0 && rapid.Bool().Draw(t, "weighed?") {
			all = weighed
		}
		b := all[rapid.IntRange(0, len(all)-1).Draw(t, "case")]
		what := change(t, b)
		err := Rounds(p.Problem, r)
		if err != nil {
			refused[what]++
		}
		if err == nil && what == "a missing case" {
			t.Fatal("a case is missing, and the refutation is accepted")
		}
		r.Rounds = rapid.IntRange(0, p.Order.Len()).Draw(t, "other")
		if Rounds(p.Problem, r) == nil && r.Rounds >= fewest {
			t.Fatalf("%d rounds are held to be refuted, though %d are enough", r.Rounds, fewest)
		}
	})
	for _, what := range []string{"a missing case", "no weights", "other weights"} {
		if refused[what] == 0 {
			t.Errorf("nothing was refused for %s: it is not tested", what)
		}
	}
	t.Log("refused:", refused)
}

func gather(all *[]*rounds.Branch, b *rounds.Branch) {
	if b != nil {
		*all = append(*all, b)
		gather(all, b.By)
		gather(all, b.Later)
	}
}

// weighing returns the cases that have weights.
func weighing(all []*rounds.Branch) []*rounds.Branch {
	return slices.DeleteFunc(slices.Clone(all), func(b *rounds.Branch) bool { return len(b.Weights) == 0 })
}

// change changes a case and says how.
func change(t *rapid.T, b *rounds.Branch) string {
	switch {
	case b.By != nil && rapid.Bool().Draw(t, "by?"):
		b.By = nil
		return "a missing case"
	case b.By != nil:
		b.Later = nil
		return "a missing case"
	case len(b.Weights) > 0 && rapid.Bool().Draw(t, "none?"):
		b.Weights = nil
		return "no weights"
	case len(b.Weights) > 0:
		b.Weights = slices.Clone(b.Weights)
		b.Weights[rapid.IntRange(0, len(b.Weights)-1).Draw(t, "weight")].Times = rapid.Int64Range(0, 1<<20).Draw(t, "times")
		return "other weights"
	}
	b.Settled = !b.Settled
	return "nothing"
}

// Cases that go in a circle, or of which one stands there twice, come to an end.
func TestRoundsComesToAnEnd(t *testing.T) {
	o, _ := order.New(4, nil)
	p := &rounds.Problem{Order: o, Performer: make([]int, 4)}
	b := &rounds.Branch{Event: 0, Round: 4}
	b.By, b.Later = b, b
	if Rounds(p, &rounds.Refutation{Rounds: 4, Root: b}) == nil {
		t.Error("a circle of cases is accepted")
	}
	if Rounds(p, &rounds.Refutation{Rounds: 1 << 60, Root: &rounds.Branch{}}) == nil {
		t.Error("more rounds than events are held to be refuted")
	}
	if Rounds(p, nil) == nil || Rounds(p, &rounds.Refutation{Rounds: 0}) == nil {
		t.Error("nothing at all is accepted")
	}
}

// A round of which only a part is certain is not one that a plan begins with.
func TestRoundsAsksOnlyAboutWholeRounds(t *testing.T) {
	o, _ := order.New(4, nil)
	p := &rounds.Problem{Order: o, Performer: make([]int, 4)}
	p.Accepts = func(first [][]int, _ bool) bool {
		return !slices.ContainsFunc(first, func(events []int) bool { return len(events) != 2 })
	}
	var tree func(event int) *rounds.Branch
	tree = func(event int) *rounds.Branch {
		b := &rounds.Branch{Event: event, Round: 1}
		if event < 4 {
			b.By, b.Later = &rounds.Branch{}, tree(event+1)
		}
		return b
	}
	if Rounds(p, &rounds.Refutation{Rounds: 2, Root: tree(0)}) == nil {
		t.Error("two rounds of two events are held to be refuted")
	}
	if err := Rounds(p, &rounds.Refutation{Rounds: 1, Root: &rounds.Branch{}}); err != nil {
		t.Errorf("one round of four events is not held to be refuted: %v", err)
	}
}

// known is one event a round, in an order that meets the preconditions: a plan
// where the limits allow it.
func known(p puzzle) [][]int {
	var all [][]int
	for _, e := range p.Order.Sequence() {
		all = append(all, []int{e})
	}
	return all
}

// What is found from below and from both ends is accepted as well; where a set or a
// number of rounds is taken from the lists, what is still accepted is true.
func TestRoundsAcceptsSets(t *testing.T) {
	long.Checks(t, 2000, 60_000)
	kinds := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawAny(t, 8)
		fewest := bruteRounds(p)
		// With little to spend the branching, which comes first, leaves it to the sets.
		limit := rapid.SampledFrom([]int64{1 << 40, 1 << 9}).Draw(t, "limit")
		f := rounds.Find(p.Problem, append(known(p), nil), "rounds", &effort.Budget{Limit: limit})
		if !f.Proved && limit < 1<<40 {
			return
		}
		if f.Bound != fewest || f.Refutation == nil || f.Refutation.Rounds != fewest-1 {
			t.Fatalf("a bound of %d with %+v, though %d are the fewest", f.Bound, f.Refutation, fewest)
		}
		if err := Rounds(p.Problem, f.Refutation); err != nil {
			t.Fatalf("the refutation of %d rounds is refused: %v", f.Refutation.Rounds, err)
		}
		r := f.Refutation
		if r.Root != nil {
			return
		}
		kinds["sets"]++
		if closedList(r.Ahead) || closedList(r.Back) {
			kinds["dead ends"]++
		}
		what := spoil(t, r)
		if Rounds(p.Problem, r) != nil {
			kinds[what]++
		} else if r.Rounds >= fewest {
			t.Fatalf("%d rounds are held to be refuted, though %d are enough", r.Rounds, fewest)
		}
	})
	for _, k := range []string{"sets", "dead ends", "a missing set", "another place", "more rounds", "a missing layer"} {
		if kinds[k] == 0 {
			t.Errorf("no refutation with %s: it is not tested", k)
		}
	}
	t.Log(kinds)
}

// What is refuted of more events than brute force can look at is accepted too,
// whether it was refuted by walking or by weighing.
func TestRoundsAcceptsRefutationsOfMoreEvents(t *testing.T) {
	long.Checks(t, 300, 2000)
	kinds := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawTurns(t, 24)
		f := rounds.Find(p.Problem, known(p), "rounds", &effort.Budget{Limit: 100_000})
		if f.Refutation == nil || f.Refutation.Rounds != f.Bound-1 {
			t.Fatalf("a bound of %d with %+v", f.Bound, f.Refutation)
		}
		if err := Rounds(p.Problem, f.Refutation); err != nil {
			t.Fatalf("the refutation of %d rounds is refused: %v", f.Refutation.Rounds, err)
		}
		if f.Refutation.Root == nil {
			kinds["sets"]++
		}
		if a := rounds.Within(p.Problem, f.Bound-1, &effort.Budget{Limit: 100_000}); a.Refutation != nil {
			count(kinds, p, a.Refutation.Root)
			if err := Rounds(p.Problem, a.Refutation); err != nil {
				t.Fatalf("the refutation of %d rounds by cases is refused: %v", a.Refutation.Rounds, err)
			}
		}
	})
	for _, k := range []string{"sets", "weights"} {
		if kinds[k] == 0 {
			t.Errorf("no refutation with %s: it is not tested", k)
		}
	}
	t.Log(kinds)
}

// spoil changes the lists and claims any number of rounds; it says how.
func spoil(t *rapid.T, r *rounds.Refutation) string {
	layers := &r.Ahead
	if rapid.Bool().Draw(t, "back?") {
		layers = &r.Back
	}
	n := rapid.IntRange(0, len(*layers)-1).Draw(t, "layer")
	sets := (*layers)[n]
	switch kind := rapid.IntRange(0, 3).Draw(t, "how"); {
	case kind == 0 && len(sets) > 0:
		k := rapid.IntRange(0, len(sets)-1).Draw(t, "set")
		(*layers)[n] = slices.Delete(slices.Clone(sets), k, k+1)
		return "a missing set"
	case kind == 1 && len(sets) > 0:
		(*layers)[n] = nil
		*layers = append(*layers, sets)
		return "another place"
	case kind == 2 && len(*layers) > 1:
		*layers = slices.Delete(slices.Clone(*layers), n, n+1)
		return "a missing layer"
	}
	r.Rounds++
	return "more rounds"
}

// Whatever lists say, what is accepted is true.
func TestRoundsNeverAcceptsFalseSets(t *testing.T) {
	long.Checks(t, 3000, 100_000)
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawEvents(t, 4)
		n := p.Order.Len()
		draw := func(start uint64) [][]order.Set {
			layers := [][]order.Set{{{start}}}
			for range rapid.IntRange(0, 3).Draw(t, "layers") {
				var sets []order.Set
				for range rapid.IntRange(0, 4).Draw(t, "sets") {
					sets = append(sets, order.Set{rapid.Uint64Range(0, 1<<n-1).Draw(t, "set")})
				}
				layers = append(layers, sets)
			}
			return layers
		}
		r := &rounds.Refutation{Rounds: rapid.IntRange(0, n).Draw(t, "rounds"), Ahead: draw(0), Back: draw(1<<n - 1)}
		if Rounds(p.Problem, r) != nil {
			return
		}
		accepted++
		if fewest := bruteRounds(p); r.Rounds >= fewest {
			t.Fatalf("%d rounds are held to be refuted, though %d are enough", r.Rounds, fewest)
		}
	})
	if accepted == 0 {
		t.Error("nothing was accepted: it is not tested")
	}
	t.Log("accepted:", accepted)
}

// A set that stands too late in a list, or the beginning itself, is not looked at
// any further.
func TestRoundsRefusesSetsThatComeTooLate(t *testing.T) {
	o, _ := order.New(3, [][2]int{{0, 1}, {1, 2}})
	p := &rounds.Problem{Order: o, Performer: []int{0, 1, 0}}
	back := [][]order.Set{{order.SetOf(3, 0, 1, 2)}}
	for _, ahead := range [][][]order.Set{
		{{order.NewSet(3)}, nil, nil, {order.SetOf(3, 0)}},
		{nil, nil, nil, {order.NewSet(3)}},
		{{order.NewSet(3)}, {order.SetOf(3, 0)}, {order.SetOf(3, 0, 1)}, {order.SetOf(3, 0, 1, 2)}},
	} {
		if Rounds(p, &rounds.Refutation{Rounds: 3, Ahead: ahead, Back: back}) == nil {
			t.Errorf("three rounds are held to be refuted by %v", ahead)
		}
	}
	ahead := [][]order.Set{{order.NewSet(3)}, {order.SetOf(3, 0)}, {order.SetOf(3, 0, 1)}}
	if err := Rounds(p, &rounds.Refutation{Rounds: 2, Ahead: ahead, Back: back}); err != nil {
		t.Errorf("two rounds are not held to be refuted: %v", err)
	}
}

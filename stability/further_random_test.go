package stability_test

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"detente/effort"
	"detente/internal/long"
	"detente/internal/standoffcase"
	"detente/stability"
	"detente/standoff"

	"pgregory.net/rapid"
)

func draw(t *rapid.T) *standoff.Model {
	return standoffcase.Draw(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") })
}

// drawState draws a state that can be.
func drawState(t *rapid.T, m *standoff.Model) standoff.State {
	return rapid.SampledFrom(possible(m)).Draw(t, "state")
}

// One actor at a time, the evidence decides as the definitions do.
func TestExplainAgreesWithPlain(t *testing.T) {
	long.Checks(t, 1000, 100_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		x := stability.NewExplainer(m)
		for _, c := range append(stability.Four, stability.SSEQ) {
			for i, plain := range stability.Plain(m, c) {
				for _, s := range possible(m) {
					if got := x.Explain(s, []int{i}, c).Stable; got != plain.Has(s) {
						t.Fatalf("%s, actor %d, state %d: %v, plain %v", c, i, s, got, plain.Has(s))
					}
				}
			}
		}
	})
}

// The inverse holds for every strict ranking, and counts them.
func TestInverseAgreesWithAllRankings(t *testing.T) {
	long.Checks(t, 150, 15_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		if len(possible(m)) > 6 {
			t.Skip()
		}
		i, s := rapid.IntRange(0, len(m.Actors)-1).Draw(t, "actor"), drawState(t, m)
		for _, c := range append(stability.Four, stability.SSEQ) {
			v := stability.FindInverse(m, i, s, c)
			if got := inverseByAllRankings(t, m, i, v); v.Stable == nil || v.Stable.Cmp(big.NewInt(got)) != 0 {
				t.Fatalf("%s: %v rankings, all tried %d", c, v.Stable, got)
			}
		}
	})
}

// The ways to count agree: through all parts, by the needs, by the sets.
func TestInverseCountsAgree(t *testing.T) {
	long.Checks(t, 1000, 100_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		i, s := rapid.IntRange(0, len(m.Actors)-1).Draw(t, "actor"), drawState(t, m)
		for _, c := range stability.Four {
			v := stability.FindInverse(m, i, s, c)
			parts, needs, sets := stability.CountsOf(v)
			if needs != nil && needs.Cmp(parts) != 0 || sets != nil && sets.Cmp(parts) != 0 {
				t.Fatalf("%s: shares %v by parts, %v by needs, %v by sets", c, parts, needs, sets)
			}
		}
	})
}

// A coalition is one actor when it has one member; and what is stable for all coalitions
// is an equilibrium.
func TestCoalitionsOfOne(t *testing.T) {
	long.Checks(t, 500, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		asked := possible(m)
		a := stability.AnalyseCoalitions(m, asked, &effort.Budget{Limit: math.MaxInt64})
		for _, c := range stability.Four {
			plain := stability.Plain(m, c)
			for k, s := range asked {
				equilibrium := true
				for g, group := range a.Groups {
					if len(group) == 1 {
						equilibrium = equilibrium && plain[group[0]].Has(s)
						if a.Stable[g][k][c] != plain[group[0]].Has(s) {
							t.Fatalf("%s, %v, state %d: %v", c, group, s, a.Stable[g][k][c])
						}
					}
				}
				if a.Universal(k, c) && !equilibrium {
					t.Fatalf("%s: state %d is universally stable and no equilibrium", c, s)
				}
			}
		}
	})
}

// For each coalition the inclusions between the concepts hold.
func TestInclusionsForCoalitions(t *testing.T) {
	long.Checks(t, 500, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		a := stability.AnalyseCoalitions(m, possible(m), &effort.Budget{Limit: math.MaxInt64})
		for g, group := range a.Groups {
			for k, v := range a.Stable[g] {
				nash, gmr, smr, seq := v[stability.Nash], v[stability.GMR], v[stability.SMR], v[stability.SEQ]
				if nash && !smr || smr && !gmr || nash && !seq || seq && !gmr {
					t.Fatalf("group %v, state %d: %v", group, a.States[k], v)
				}
			}
		}
	})
}

// When everything is known, the four attitudes are the ordinary concepts.
func TestUnknownWhenAllIsKnown(t *testing.T) {
	long.Checks(t, 500, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		var rankings [][][]uint32
		for _, r := range m.Rank {
			rankings = append(rankings, [][]uint32{r})
		}
		u := stability.NewWithUnknown(m, stability.Agreed(rankings))
		for _, c := range stability.Four {
			for i, plain := range stability.Plain(m, c) {
				for _, s := range possible(m) {
					for a := stability.VariantA; a <= stability.VariantD; a++ {
						if got := u.Stable(s, i, c, a); got != plain.Has(s) {
							t.Fatalf("%s, variant %d, actor %d, state %d: %v", c, a, i, s, got)
						}
					}
				}
			}
		}
	})
}

// Several rankings of each actor: every verdict again by the definitions, written out; and
// what the paper proves of the variants.
func TestUnknownByTheDefinitions(t *testing.T) {
	long.Checks(t, 1000, 100_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		rankings := make([][][]uint32, len(m.Actors))
		for i, r := range m.Rank {
			other := slices.Clone(r)
			for s := range other {
				if rapid.Bool().Draw(t, "another rank") {
					other[s] = uint32(rapid.IntRange(0, 3).Draw(t, "rank"))
				}
			}
			rankings[i] = [][]uint32{r, other}
		}
		compare := stability.Agreed(rankings)
		u := stability.NewWithUnknown(m, compare)
		for i := range m.Actors {
			for _, s := range possible(m) {
				for _, c := range stability.Four {
					var v [4]bool
					for a := range v {
						v[a] = u.Stable(s, i, c, stability.Attitude(a))
						if plain := plainUnknown(m, compare, i, s, c, a); plain != v[a] {
							t.Fatalf("%s, variant %d, actor %d, state %d: %v, plain %v", c, a, i, s, v[a], plain)
						}
					}
					if v[0] && !(v[1] && v[2] && v[3]) || (v[1] || v[2]) && !v[3] {
						t.Fatalf("%s: a %v, b %v, c %v, d %v", c, v[0], v[1], v[2], v[3])
					}
				}
			}
		}
	})
}

// plainUnknown is the definition of one of the sixteen concepts.
func plainUnknown(m *standoff.Model, compare stability.Comparison, i int, s standoff.State, c standoff.Concept, variant int) bool {
	tempted, deterred := variant == 0 || variant == 2, variant == 2 || variant == 3
	deters := func(q standoff.State) bool {
		switch compare(i, q, s) {
		case stability.Better:
			return false
		case stability.Unknown:
			return deterred
		}
		return true
	}
	for _, t := range m.Successors(i, s) {
		if o := compare(i, t, s); o != stability.Better && !(o == stability.Unknown && tempted) {
			continue
		}
		answered := false
		for _, q := range plainOthers(m, i, t, func(j int, from, to standoff.State) bool {
			o := compare(j, to, from)
			return c != standoff.SEQ || o == stability.Better || o == stability.Unknown
		}) {
			answered = answered || deters(q) && (c != standoff.SMR || !slices.ContainsFunc(m.Successors(i, q), func(x standoff.State) bool { return !deters(x) }))
		}
		if c == standoff.Nash || !answered {
			return false
		}
	}
	return true
}

// plainOthers lists where legal sequences of all but one actor lead to.
func plainOthers(m *standoff.Model, but int, from standoff.State, may func(j int, from, to standoff.State) bool) []standoff.State {
	seen := map[[2]int]bool{}
	var ends []standoff.State
	var visit func(s standoff.State, last int)
	visit = func(s standoff.State, last int) {
		for j := range m.Actors {
			if j == but || j == last {
				continue
			}
			for _, to := range m.Successors(j, s) {
				if may(j, s, to) && !seen[[2]int{int(to), j}] {
					seen[[2]int{int(to), j}] = true
					ends = append(ends, to)
					visit(to, j)
				}
			}
		}
	}
	visit(from, -1)
	return ends
}

// What two actors who look ahead anticipate, by going through the whole tree with every
// choice between moves liked equally.
func TestLimitedMoveByTheTree(t *testing.T) {
	long.Checks(t, 500, 50_000)
	rapid.Check(t, func(t *rapid.T) {
		m := draw(t)
		if len(m.Actors) != 2 {
			t.Skip()
		}
		for h := range 4 {
			f, err := stability.LimitedMove(m, h)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 2 {
				for _, s := range possible(m) {
					ends := tree(m, i, s, h)
					stays := slices.Contains(ends, s)
					if f.Stable[i].Has(s) != (stays && len(ends) == 1) || f.Open[i].Has(s) != (stays && len(ends) > 1) {
						t.Fatalf("L%d, actor %d, state %d: ends %v, stable %v, open %v", h, i, s, ends, f.Stable[i].Has(s), f.Open[i].Has(s))
					}
				}
			}
		}
	})
}

// tree lists what can come of it when the actor is to move with h moves to go: every
// combination of what can come of its moves, and from it whatever it likes best.
func tree(m *standoff.Model, i int, s standoff.State, h int) []standoff.State {
	if h == 0 {
		return []standoff.State{s}
	}
	var below [][]standoff.State
	for _, t := range m.Successors(i, s) {
		below = append(below, tree(m, 1-i, t, h-1))
	}
	var ends []standoff.State
	var choose func(k int, best []standoff.State)
	choose = func(k int, best []standoff.State) {
		if k == len(below) {
			ends = append(ends, best...)
			return
		}
		for _, end := range below[k] {
			switch rank := m.Rank[i]; {
			case rank[end] > rank[best[0]]:
				choose(k+1, []standoff.State{end})
			case rank[end] == rank[best[0]] && rank[end] > rank[s]:
				choose(k+1, append(best[:len(best):len(best)], end))
			default:
				choose(k+1, best)
			}
		}
	}
	choose(0, []standoff.State{s})
	slices.Sort(ends)
	return slices.Compact(ends)
}

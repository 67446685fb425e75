package stability_test

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"testing"

	"detente/internal/standoffcase"
	"detente/stability"
	"detente/standoff"
)

func TestLimitedMoveKnownCases(t *testing.T) {
	compared := 0
	for _, c := range standoffcase.All() {
		for h := 1; h <= 6; h++ {
			byActor := c.Computed.LimitedMove["L"+strconv.Itoa(h)]
			if byActor == nil {
				continue
			}
			f, err := stability.LimitedMove(c.Model(), h)
			if err != nil {
				t.Fatal(err)
			}
			for i, actor := range c.Actors {
				compared++
				if got, want := listed(f.Stable[i]), states(c, byActor[actor]); !slices.Equal(got, want) {
					t.Errorf("%s, L%d, %s: stable %v, open %v, want %v", c.ID, h, actor, got, listed(f.Open[i]), want)
				}
			}
		}
	}
	if compared < 60 {
		t.Errorf("only %d lists compared", compared)
	}
}

func TestLimitedMoveTwoByTwo(t *testing.T) {
	for _, g := range standoffcase.Games() {
		for h := 2; h <= 8; h++ {
			f, err := stability.LimitedMove(g.Model(), h)
			if err != nil {
				t.Fatal(err)
			}
			both := standoff.Bits{f.Stable[0][0] & f.Stable[1][0]}
			if got, want := listed(both), g.Limited["L"+strconv.Itoa(h)]; !slices.Equal(got, want) {
				t.Errorf("game %d, L%d: got %v, want %v", g.Number, h, got, want)
			}
		}
	}
}

// The non-myopic verdict is that of every long horizon, and those repeat as it says.
func TestNonMyopicIsTheLimit(t *testing.T) {
	circles := 0
	for _, g := range standoffcase.Games() {
		m := g.Model()
		f, ok, err := stability.NonMyopic(m, 1000)
		if err != nil || !ok {
			t.Fatalf("game %d: %v %v", g.Number, ok, err)
		}
		for i := range 2 {
			all := uint64(15)
			for h := range f.Period {
				l, err := stability.LimitedMove(m, f.Horizon+h)
				if err != nil {
					t.Fatal(err)
				}
				again, _ := stability.LimitedMove(m, f.Horizon+h+f.Period)
				if l.Stable[i][0] != again.Stable[i][0] {
					t.Errorf("game %d: L%d and L%d differ", g.Number, f.Horizon+h, f.Horizon+h+f.Period)
				}
				all &= l.Stable[i][0]
			}
			if all != f.Stable[i][0] {
				t.Errorf("game %d: stable %v, at every horizon %v", g.Number, f.Stable[i], all)
			}
		}
		if f.Period > 1 {
			circles++
		}
	}
	t.Logf("%d of 78 games anticipate in circles", circles)
	if circles == 0 {
		t.Error("no game anticipates in circles: the periods are not tried")
	}
}

func TestLookingAheadNeedsTwoActors(t *testing.T) {
	m := standoffcase.Get("elmira-9").Model()
	if _, err := stability.LimitedMove(m, 3); err != stability.ErrTwoActors {
		t.Errorf("error %v", err)
	}
	if _, _, err := stability.NonMyopic(m, 3); err != stability.ErrTwoActors {
		t.Errorf("error %v", err)
	}
}

// The guide of GMCR+ gives 420 of 720 rankings of Syria for GMR and SEQ. That is wrong: the
// target is stable exactly when it ranks above 0 or 4, and above 2 or 6 (codes), which
// holds for 64 of the 120 orders of these five states, and so for 384 of 720.
func TestInverseSyriaIraq(t *testing.T) {
	c := standoffcase.Get("syria-iraq-1975")
	in := c.Computed.Inverse
	want := map[standoff.Concept]int64{standoff.Nash: int64(in.Nash), standoff.GMR: int64(in.GMR), standoff.SMR: int64(in.SMR), standoff.SEQ: int64(in.SEQ)}
	for _, concept := range stability.Four {
		v := stability.FindInverse(c.Model(), 0, 1, concept)
		if v.Rankings().Int64() != 720 || v.Stable.Int64() != want[concept] {
			t.Errorf("%s: %v of %v rankings, want %d of 720", concept.String(), v.Stable, v.Rankings(), want[concept])
		}
	}
	v := stability.FindInverse(c.Model(), 0, 1, standoff.GMR)
	if got, want := fmt.Sprint(v.Needs), "[{0 [[0] [4]] false} {2 [[2] [6]] false}]"; got != want {
		t.Errorf("needs %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(v.Sets), "[[0 2] [0 6] [2 4] [4 6]]"; got != want {
		t.Errorf("sets %s, want %s", got, want)
	}
}

// failer is a test or one case of a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// inverseByAllRankings counts the strict rankings of the actor, all tried, in which the
// target is stable, and checks the conditions on each.
func inverseByAllRankings(t failer, m *standoff.Model, actor int, v *stability.Inverse) int64 {
	t.Helper()
	tried := *m
	tried.Rank = slices.Clone(m.Rank)
	states := possible(m)
	count := int64(0)
	permute(len(states), func(p []int) {
		rank := make([]uint32, m.Size())
		for k, s := range states {
			rank[s] = uint32(p[k])
		}
		tried.Rank[actor] = rank
		stable := stability.NewExplainer(&tried).Explain(v.Target, []int{actor}, v.Concept).Stable
		if stable {
			count++
		}
		if stable != meets(v.Sets, rank, v.Target) {
			t.Fatalf("rank %v: stable %v, and the conditions %v say otherwise", rank, stable, v.Sets)
		}
		for _, n := range v.Needs {
			if stable && !meets(n.OneOf, rank, v.Target) {
				t.Fatalf("rank %v: stable, and %v is not met", rank, n)
			}
		}
	})
	return count
}

// meets reports whether of one of the sets no state ranks above the target.
func meets(sets [][]standoff.State, rank []uint32, target standoff.State) bool {
	return slices.ContainsFunc(sets, func(set []standoff.State) bool {
		return !slices.ContainsFunc(set, func(s standoff.State) bool { return rank[s] > rank[target] })
	})
}

func permute(n int, visit func([]int)) {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	var from func(int)
	from = func(k int) {
		if k == n {
			visit(p)
		}
		for i := k; i < n; i++ {
			p[k], p[i] = p[i], p[k]
			from(k + 1)
			p[k], p[i] = p[i], p[k]
		}
	}
	from(0)
}

func TestInverseKnownCasesByAllRankings(t *testing.T) {
	c := standoffcase.Get("syria-iraq-1975")
	for i := range c.Actors {
		for _, s := range possible(c.Model()) {
			for _, concept := range stability.Four {
				v := stability.FindInverse(c.Model(), i, s, concept)
				if got := inverseByAllRankings(t, c.Model(), i, v); v.Stable == nil || v.Stable.Cmp(big.NewInt(got)) != 0 {
					t.Errorf("%s at %d, %s: %v rankings, all tried %d", c.Actors[i], s, concept.String(), v.Stable, got)
				}
			}
		}
	}
}

package rounds

import (
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/effort"
	"detente/internal/families"
	"detente/internal/long"
)

// Whoever is given little again and again comes to what whoever is given all at once
// comes to; by weights with the same effort, since nothing is begun again.
func TestAClimbGoesOnWhereItPaused(t *testing.T) {
	long.Checks(t, 200, 5000)
	paused := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 10)
		from := Fewest{Rounds: singles(p), Bound: 1}
		by := rapid.SampledFrom([]way{byWeights, byRelaxation}).Draw(t, "by")
		each := rapid.Int64Range(1, 50).Draw(t, "each")
		whole := plenty()
		want := (&climber{p: p, by: by}).run(from, whole)
		c := climber{p: p, by: by}
		defer c.end()
		spent := int64(0)
		for from.isOpen() {
			part := &effort.Budget{Limit: each}
			from = c.run(from, part)
			if spent += part.Opened; from.isOpen() {
				paused++
			}
		}
		if from.Bound != want.Bound || len(from.Rounds) != len(want.Rounds) {
			t.Fatalf("%d to %d rounds, where %d to %d are found at once", from.Bound, len(from.Rounds), want.Bound, len(want.Rounds))
		}
		if by == byWeights && spent != whole.Opened {
			t.Fatalf("%d opened, where %d are at once", spent, whole.Opened)
		}
	})
	if paused == 0 {
		t.Error("no climb paused: it is not tested")
	}
}

func TestAClimbThatIsDroppedLeavesNothingBehind(t *testing.T) {
	p, known := levelThree(mustDraw(t, "plain", 20, 3, 2), &effort.Budget{Limit: 200_000})
	c := climber{p: p, by: byRelaxation}
	from := Fewest{Rounds: known, Bound: p.least(len(known))}
	from = c.run(from, &effort.Budget{Limit: 10})
	if !from.isOpen() || c.s == nil {
		t.Fatal("nothing is left open: it is not tested")
	}
	c.end()
	if c.s != nil {
		t.Error("what was dropped is still there")
	}
	c.end() // does no harm
	if again := c.run(from, plenty()); again.isOpen() {
		t.Errorf("%d to %d rounds after it was begun again", again.Bound, len(again.Rounds))
	}
}

func TestAWalkIsHopelessWhenItsStepsGrowTooFast(t *testing.T) {
	p, _ := levelThree(mustDraw(t, "wide", 20, 2, 1), &effort.Budget{Limit: 200_000})
	for _, c := range []struct {
		spent []int64
		most  int
		want  bool
	}{
		{nil, 20, false},
		{[]int64{1, 100_000}, 20, false},
		{[]int64{1, 20, 400, 8000}, 10, true},
		{[]int64{1, 20, 400, 8000}, 4, false},
		{[]int64{1000, 1500, 2000, 3000, 4500, 7000}, 12, false},
		{[]int64{1000, 1500, 2000, 3000, 4500, 700_000}, 12, true},
		{[]int64{1000, 1900, 3600, 6900, 13_000, 25_000}, 50, false},
	} {
		w := newWalk(p)
		w.spent, w.ahead.complete = c.spent, max(0, len(c.spent)-1)
		if got := w.isHopeless(c.most, 1_000_000); got != c.want {
			t.Errorf("after %v, of at most %d steps: hopeless %v", c.spent, c.most, got)
		}
	}
	w := newWalk(p)
	if w.over = true; !w.isHopeless(20, 1_000_000) {
		t.Error("a walk that is over is not hopeless")
	}
}

func mustDraw(t *testing.T, family string, steps, parties int, seed uint64) *agreement.Agreement {
	t.Helper()
	f, err := families.Named(family)
	if err != nil {
		t.Fatal(err)
	}
	return f.Draw(steps, parties, seed)
}

package proof

import (
	"slices"
	"testing"

	"detente/internal/long"
	"detente/internal/standoffcase"
	"detente/stability"
	"detente/standoff"

	"pgregory.net/rapid"
)

// drawStandoff draws a situation of [standoffcase.Draw].
func drawStandoff(t *rapid.T) *standoff.Model {
	return standoffcase.Draw(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") })
}

// claims visits all states, groups and concepts of a situation.
func claims(m *standoff.Model, visit func(s standoff.State, group []int, c standoff.Concept)) {
	for s := range m.Size() {
		if !m.CanBe(standoff.State(s)) {
			continue
		}
		for mask := 1; mask < 1<<len(m.Actors); mask++ {
			var group []int
			for i := range m.Actors {
				if mask>>i&1 != 0 {
					group = append(group, i)
				}
			}
			for _, c := range []standoff.Concept{standoff.Nash, standoff.GMR, standoff.SMR, standoff.SEQ, standoff.SSEQ} {
				visit(standoff.State(s), group, c)
			}
		}
	}
}

// Whatever the search says, the checker accepts, for actors alone and together, and it
// refuses the contrary with the same evidence, or with none.
func TestStandoffAcceptsTheSearch(t *testing.T) {
	long.Checks(t, 500, 100_000)
	stable, left := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := drawStandoff(t)
		x := stability.NewExplainer(m)
		claims(m, func(s standoff.State, group []int, c standoff.Concept) {
			e := x.Explain(s, group, c)
			if err := Standoff(m, e); err != nil {
				t.Fatalf("%+v is refused: %v", e, err)
			}
			if e.Stable {
				stable++
			} else {
				left++
			}
			e.Stable = !e.Stable
			if Standoff(m, e) == nil {
				t.Fatalf("%+v is accepted, and the contrary was", e)
			}
			e.Way, e.Answers = nil, nil
			if Standoff(m, e) == nil {
				t.Fatalf("%+v is accepted, and the contrary was", e)
			}
		})
	})
	if stable < 100 || left < 100 {
		t.Errorf("%d stable, %d not: too few of one kind", stable, left)
	}
}

// Every verdict of the known cases, for every actor and every coalition.
func TestStandoffKnownCases(t *testing.T) {
	accepted := 0
	for _, c := range standoffcase.All() {
		m := c.Model()
		x := stability.NewExplainer(m)
		claims(m, func(s standoff.State, group []int, concept standoff.Concept) {
			if err := Standoff(m, x.Explain(s, group, concept)); err != nil {
				t.Errorf("%s, state %d, group %v, %s: %v", c.ID, s, group, concept, err)
			}
			accepted++
		})
	}
	if accepted < 4000 {
		t.Errorf("only %d verdicts", accepted)
	}
}

// Evidence that was tampered with is refused, unless what it says happens to be so: the
// plain search of this file says whether it is.
func TestStandoffRefusesTampering(t *testing.T) {
	long.Checks(t, 300, 20_000)
	refused, right := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		m := drawStandoff(t)
		x := stability.NewExplainer(m)
		claims(m, func(s standoff.State, group []int, c standoff.Concept) {
			e := x.Explain(s, group, c)
			for _, d := range tampered(m, e) {
				err := Standoff(m, d)
				if so := plainlySo(m, d); so != (err == nil) {
					t.Fatalf("%+v: plainly %v, checker: %v", d, so, err)
				}
				if err != nil {
					refused++
				} else {
					right++
				}
			}
		})
	})
	t.Logf("%d tampered pieces of evidence refused, %d happen to be right", refused, right)
	if refused < 1000 {
		t.Errorf("only %d refused", refused)
	}
}

// tampered returns changed copies of the evidence: another move, a dropped step, another
// mover, an answer less, an answer of another improvement.
func tampered(m *standoff.Model, e standoff.Evidence) []standoff.Evidence {
	var all []standoff.Evidence
	change := func(f func(*standoff.Evidence)) {
		d := e
		d.Way = slices.Clone(e.Way)
		d.Answers = nil
		for _, a := range e.Answers {
			a.Reply = slices.Clone(a.Reply)
			d.Answers = append(d.Answers, a)
		}
		f(&d)
		all = append(all, d)
	}
	for k := range e.Way {
		change(func(d *standoff.Evidence) { d.Way = slices.Delete(d.Way, k, k+1) })
		change(func(d *standoff.Evidence) { d.Way[k].Actor = (d.Way[k].Actor + 1) % len(m.Actors) })
		for s := range m.Size() {
			change(func(d *standoff.Evidence) { d.Way[k].To = standoff.State(s) })
		}
	}
	for n, a := range e.Answers {
		change(func(d *standoff.Evidence) { d.Answers = slices.Delete(d.Answers, n, n+1) })
		change(func(d *standoff.Evidence) { d.Answers[n].Improvement++ })
		for k := range a.Reply {
			change(func(d *standoff.Evidence) { d.Answers[n].Reply = slices.Delete(d.Answers[n].Reply, k, k+1) })
			change(func(d *standoff.Evidence) { d.Answers[n].Reply[k].Actor = (a.Reply[k].Actor + 1) % len(m.Actors) })
			for s := range m.Size() {
				change(func(d *standoff.Evidence) { d.Answers[n].Reply[k].To = standoff.State(s) })
			}
		}
	}
	return all
}

// plainlySo decides by the definitions, written down once more in the shortest way, whether
// the evidence is what it says. It holds for small situations only.
func plainlySo(m *standoff.Model, e standoff.Evidence) bool {
	in := func(i int) bool { return slices.Contains(e.Group, i) }
	out := func(i int) bool { return !in(i) }
	better := func(s standoff.State) bool {
		return !slices.ContainsFunc(e.Group, func(i int) bool { return m.Rank[i][s] <= m.Rank[i][e.State] })
	}
	improves := func(i int, from, to standoff.State) bool {
		return e.Concept != standoff.SEQ && e.Concept != standoff.SSEQ || m.Rank[i][to] > m.Rank[i][from]
	}
	any := func(int, standoff.State, standoff.State) bool { return true }
	deters := func(q standoff.State) bool {
		return !better(q) && (e.Concept != standoff.SMR && e.Concept != standoff.SSEQ || !slices.ContainsFunc(sequences(m, q, in, any), better))
	}
	if !e.Stable {
		t, ok := replay(m, e.State, e.Way, in, any)
		return ok && len(e.Way) > 0 && len(e.Answers) == 0 && better(t) &&
			(e.Concept == standoff.Nash || !slices.ContainsFunc(sequences(m, t, out, improves), deters))
	}
	var improvements, answered []standoff.State
	for _, t := range sequences(m, e.State, in, any) {
		if better(t) {
			improvements = append(improvements, t)
		}
	}
	for _, a := range e.Answers {
		if !slices.Contains(improvements, a.Improvement) {
			return false
		}
		q, ok := replay(m, a.Improvement, a.Reply, out, improves)
		if !ok || e.Concept == standoff.Nash || len(a.Reply) == 0 || !deters(q) {
			return false
		}
		answered = append(answered, a.Improvement)
	}
	return len(e.Way) == 0 && slices.Equal(answered, improvements)
}

// sequences lists, ascending, where legal sequences of the movers lead to: it takes in one
// more move until nothing new comes.
func sequences(m *standoff.Model, from standoff.State, mover func(int) bool, may func(int, standoff.State, standoff.State) bool) []standoff.State {
	ends := map[[2]int]bool{}
	for again := true; again; {
		again = false
		for i := range m.Actors {
			for s := range m.Size() {
				starts := s == int(from)
				for j := range m.Actors {
					starts = starts || j != i && ends[[2]int{s, j}]
				}
				if !mover(i) || !starts || !m.CanBe(standoff.State(s)) {
					continue
				}
				for _, to := range m.Successors(i, standoff.State(s)) {
					if may(i, standoff.State(s), to) && !ends[[2]int{int(to), i}] {
						ends[[2]int{int(to), i}], again = true, true
					}
				}
			}
		}
	}
	var all []standoff.State
	for s := range m.Size() {
		for i := range m.Actors {
			if ends[[2]int{s, i}] {
				all = append(all, standoff.State(s))
				break
			}
		}
	}
	return all
}

// replay makes the steps of a sequence; false where one cannot be made.
func replay(m *standoff.Model, s standoff.State, way []standoff.Step, mover func(int) bool, may func(int, standoff.State, standoff.State) bool) (standoff.State, bool) {
	for k, step := range way {
		if !mover(step.Actor) || k > 0 && way[k-1].Actor == step.Actor ||
			!slices.Contains(m.Successors(step.Actor, s), step.To) || !may(step.Actor, s, step.To) {
			return s, false
		}
		s = step.To
	}
	return s, true
}

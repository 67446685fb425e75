package rounds

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
	"detente/internal/long"
	"detente/order"
)

func plenty() *effort.Budget { return &effort.Budget{Limit: 1 << 40} }

// drawProblem draws a problem of up to n events, three performers and three rows.
func drawProblem(t *rapid.T, n int) *Problem {
	n = rapid.IntRange(1, n).Draw(t, "n")
	chance := rapid.SampledFrom([]int{0, 10, 30, 60}).Draw(t, "percent")
	var pairs [][2]int
	p := &Problem{Released: make([]bool, n)}
	for j := range n {
		p.Performer = append(p.Performer, rapid.IntRange(0, 2).Draw(t, "performer"))
		p.Released[j] = rapid.IntRange(0, 9).Draw(t, "released?") == 0
		for i := range j {
			if rapid.IntRange(0, 99).Draw(t, "before?") < chance {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	p.Order, _ = order.New(n, pairs)
	for range rapid.IntRange(0, 2).Draw(t, "together?") {
		i, j := rapid.IntRange(0, n-1).Draw(t, "one"), rapid.IntRange(0, n-1).Draw(t, "other")
		if i != j && rapid.IntRange(0, 2).Draw(t, "so?") == 0 {
			p.Together = append(p.Together, []int{i, j})
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "rows") {
		row := Row{Delta: make([]int64, n), Low: -Unlimited, High: Unlimited}
		total := int64(0)
		for e := range n {
			row.Delta[e] = rapid.Int64Range(-6, 8).Draw(t, "delta")
			total += row.Delta[e]
		}
		if rapid.Bool().Draw(t, "high?") {
			row.High = max(0, total) + rapid.Int64Range(-1, 5).Draw(t, "high")
		}
		if rapid.Bool().Draw(t, "low?") {
			row.Low = min(0, total) - rapid.Int64Range(-1, 5).Draw(t, "low")
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// bruteFewest is the dumb version: the fewest rounds by breadth-first search over
// sets, a round being any set of events that may share one; 0 where there is none.
func bruteFewest(p *Problem) int {
	full := 1<<p.Order.Len() - 1
	at := map[int]bool{0: true}
	if !p.Keeps(nil) {
		return 0
	}
	for k := 1; len(at) > 0 && k <= p.Order.Len(); k++ {
		next := map[int]bool{}
		for s := range at {
			for round := full &^ s; round > 0; round = (round - 1) & (full &^ s) {
				if !next[s|round] && bruteAllowed(p, s, round) {
					next[s|round] = true
				}
			}
		}
		if next[full] {
			return k
		}
		at = next
	}
	return 0
}

func members(s int) []int {
	var out []int
	for e := 0; s>>e != 0; e++ {
		if s>>e&1 == 1 {
			out = append(out, e)
		}
	}
	return out
}

// bruteAllowed reports whether the round may follow the set: every combination of
// what each performer has performed by then is looked at.
func bruteAllowed(p *Problem, s, round int) bool {
	for _, e := range members(round) {
		for a := range p.Order.Before(e).All {
			if (s|round)>>a&1 == 0 || round>>a&1 == 1 && p.strict(a, e) {
				return false
			}
		}
	}
	for _, g := range p.Together {
		in := 0
		for _, e := range g {
			in += round >> e & 1
		}
		if in != 0 && in != len(g) {
			return false
		}
	}
	for part := round; ; part = (part - 1) & round {
		if bruteMet(p, part, round) && !bruteWithin(p, s|part) {
			return false
		}
		if part == 0 {
			return true
		}
	}
}

// bruteMet reports whether the part can have been performed while the rest of the
// round has not: of each performer's own events it holds those that come before.
func bruteMet(p *Problem, part, round int) bool {
	for _, e := range members(part) {
		for _, a := range members(round &^ part) {
			if p.Performer[a] == p.Performer[e] && p.Order.Before(e).Has(a) {
				return false
			}
		}
	}
	return true
}

func bruteWithin(p *Problem, s int) bool {
	for r, row := range p.Rows {
		if sum := p.sum(r, members(s)); sum > row.High || sum < row.Low {
			return false
		}
	}
	return true
}

// singles is a plan of one event a round: no plan in general, but as long as any.
func singles(p *Problem) [][]int {
	var all [][]int
	for _, e := range p.Order.Sequence() {
		all = append(all, []int{e})
	}
	return append(all, nil)
}

func checkPlan(t *rapid.T, p *Problem, rounds [][]int) {
	s := 0
	for _, r := range rounds {
		round := 0
		for _, e := range r {
			round |= 1 << e
		}
		if round == 0 || s&round != 0 || !bruteAllowed(p, s, round) {
			t.Fatalf("round %v of %v is not allowed", r, rounds)
		}
		s |= round
	}
	if s != 1<<p.Order.Len()-1 {
		t.Fatalf("%v leaves events out", rounds)
	}
}

func TestFewestRoundsAgreeWithBruteForce(t *testing.T) {
	long.Checks(t, 2000, 60_000)
	seen := map[int]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 8)
		want := bruteFewest(p)
		seen[want]++
		f := Find(p, singles(p), "rounds", plenty())
		if g := (&climber{p: p}).run(Fewest{Rounds: singles(p), Bound: 1}, plenty()); g.Bound != f.Bound || len(g.Rounds) != len(f.Rounds) {
			t.Fatalf("from below: %+v, and otherwise: %+v", g, f)
		}
		if !f.Proved {
			t.Fatalf("not proved: %+v", f)
		}
		if want == 0 {
			if len(f.Rounds) != p.Order.Len()+1 {
				t.Fatalf("%v, though no plan exists", f.Rounds)
			}
			return
		}
		checkPlan(t, p, f.Rounds)
		if len(f.Rounds) != want || f.Bound != want {
			t.Fatalf("%d rounds, bound %d, want %d", len(f.Rounds), f.Bound, want)
		}
	})
	t.Log("fewest rounds:", seen)
}

// A plan that is improved stays a plan, whatever it began with, and where its
// windows are as wide as the plan, it becomes one with the fewest rounds.
func TestImprovedPlansHold(t *testing.T) {
	long.Checks(t, 1000, 30_000)
	shorter := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom([]int{5, 8}).Draw(t, "most")
		p := drawProblem(t, n)
		if n == 5 && rapid.Bool().Draw(t, "crowd?") {
			most := rapid.IntRange(1, 4).Draw(t, "crowd")
			p.Accepts = func(first [][]int, _ bool) bool {
				return !slices.ContainsFunc(first, func(events []int) bool { return len(events) > most })
			}
		}
		plan := Within(p, p.Order.Len(), plenty()).Rounds
		if all := singles(p); p.holds(all[:p.Order.Len()]) {
			plan = all[:p.Order.Len()]
		}
		if plan == nil {
			return
		}
		if !p.holds(plan) {
			t.Fatalf("%v does not hold", plan)
		}
		joined := p.Gather(plan)
		improved := p.improve(joined, 1<<30, plenty())
		checkPlan(t, p, joined)
		checkPlan(t, p, improved)
		fewest := Find(p, plan, "rounds", plenty())
		if !p.holds(improved) || len(improved) > len(joined) || len(joined) > len(plan) || len(improved) != len(fewest.Rounds) {
			t.Fatalf("%v becomes %v and then %v; the fewest are %v", plan, joined, improved, fewest.Rounds)
		}
		if len(improved) < len(plan) {
			shorter++
		}
	})
	if shorter == 0 {
		t.Error("no plan became shorter: it is not tested")
	}
}

// A plan that is shaken stays a plan, with as many rounds, and where anything can move it does;
// the same plan is shaken the same way.
func TestShakenPlansHold(t *testing.T) {
	long.Checks(t, 500, 10_000)
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 8)
		plan := Within(p, p.Order.Len(), plenty()).Rounds
		if plan == nil {
			return
		}
		seed := rapid.Uint64().Draw(t, "seed")
		one, other := dice(seed), dice(seed)
		shaken := p.shaken(plan, &one)
		checkPlan(t, p, shaken)
		if !p.holds(shaken) || len(shaken) != len(plan) {
			t.Fatalf("%v becomes %v", plan, shaken)
		}
		if again := p.shaken(plan, &other); !reflect.DeepEqual(again, shaken) {
			t.Fatalf("%v becomes %v, and then %v", plan, shaken, again)
		}
		if !reflect.DeepEqual(plan, shaken) {
			moved++
		}
	})
	if moved == 0 {
		t.Error("nothing ever moved: it is not tested")
	}
}

package export_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/export"
	"detente/internal/long"
	"detente/order"
	"detente/plan"
	"detente/worth"
)

// read back, and written again the same.
func reread(t fataler, g *export.Game) *export.Game {
	again, err := export.ReadGame([]byte(g.Text()))
	if err != nil {
		t.Fatalf("%v\n%s", err, g.Text())
	}
	if again.Text() != g.Text() {
		t.Fatalf("read and written again it is another:\n%s\n%s", g.Text(), again.Text())
	}
	return again
}

// backward works out what each player has from the node on when everybody does
// the best for itself, and stays when it makes no difference; all reports whether
// the game then ends with everything performed, whatever chance does.
func backward(n *export.Node) (payoffs []*big.Rat, all bool) {
	if n.Player == export.Nobody {
		return n.Outcome.Payoffs, n.Outcome.Name[:3] == "all"
	}
	all = true
	for _, c := range n.Choices {
		x, completes := backward(c.To)
		switch {
		case n.Player == export.Chance:
			all = all && completes
			for i := range x {
				if payoffs == nil {
					payoffs = make([]*big.Rat, len(x))
				}
				if payoffs[i] == nil {
					payoffs[i] = new(big.Rat)
				}
				payoffs[i] = new(big.Rat).Add(payoffs[i], new(big.Rat).Mul(c.Likely, x[i]))
			}
		case payoffs == nil, x[n.Player].Cmp(payoffs[n.Player]) > 0, x[n.Player].Cmp(payoffs[n.Player]) == 0 && c.Name == "stay":
			payoffs, all = x, completes
		}
	}
	return payoffs, all
}

// staying reports whether nobody, at any node, gains by leaving there when all
// others stay, and it itself does from then on: no deviation of one step pays.
func staying(g *export.Game) bool {
	var end []*big.Rat
	nodes(g, func(n *export.Node) {
		if n.Outcome != nil && n.Outcome.Name[:3] == "all" {
			end = n.Outcome.Payoffs
		}
	})
	holds := true
	nodes(g, func(n *export.Node) {
		if n.Player >= 0 && n.Choices[0].Name == "leave" {
			holds = holds && n.Choices[0].To.Outcome.Payoffs[n.Player].Cmp(end[n.Player]) <= 0
		}
	})
	return holds
}

func nodes(g *export.Game, visit func(*export.Node)) {
	for open := []*export.Node{g.Root}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		visit(n)
		for _, c := range n.Choices {
			open = append(open, c.To)
		}
	}
}

// met returns every state that the plan can meet, as sets of units, the dumb way:
// of every performer's events of a round every part that meets the preconditions.
func met(r *plan.Result) []order.Set {
	c := r.Course
	state := order.NewSet(len(c.Units))
	for u := range c.Units {
		if c.EventOf(u) < 0 {
			state.Add(u)
		}
	}
	all := []order.Set{state}
	for _, round := range r.Rounds {
		for part := range 1 << len(round.Events) {
			s := state.Clone()
			ok := true
			for i, e := range round.Events {
				if part>>i&1 == 0 {
					continue
				}
				for _, u := range c.Events[e].Units {
					s.Add(u)
				}
				for _, w := range c.Edges {
					k := slices.Index(round.Events, w.Before)
					ok = ok && (w.After != e || k < 0 || part>>k&1 == 1)
				}
			}
			if ok {
				all = append(all, s)
			}
		}
		state = all[len(all)-1]
	}
	return all
}

// holds reports whether the plan of the result is self-enforcing, whatever the
// words weigh, by the formulas alone.
func holds(r *plan.Result) bool {
	for _, a := range worth.Accounts(r.Course) {
		for _, s := range met(r) {
			if a.Excess(s).Grade() != worth.Always {
				return false
			}
		}
	}
	return true
}

// The verdict, the game's equilibrium by its own rules, and backward induction on
// the file as it was read back: all say the same.
func TestPlanGameSaysWhetherThePlanHolds(t *testing.T) {
	long.Checks(t, 1000, 20_000)
	verdicts := map[plan.Verdict]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 5, units: 9, dates: rapid.Bool().Draw(t, "dates")})
		g, err := export.PlanGame(r, "sha256:0", 0)
		if len(worth.Accounts(r.Course)) == 0 {
			if !errors.As(err, new(export.Refusal)) {
				t.Fatalf("nobody is tempted, and the game is %v", err)
			}
			return
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		g = reread(t, g)
		want := holds(r)
		if got := staying(g); got != want {
			t.Fatalf("staying is an equilibrium: %v; the plan holds: %v\n%s\n%s", got, want, text, g.Text())
		}
		if _, got := backward(g.Root); got != want {
			t.Fatalf("backward induction ends with everything performed: %v; the plan holds: %v\n%s\n%s", got, want, text, g.Text())
		}
		switch verdicts[r.Verdict]++; r.Verdict {
		case plan.SelfEnforcing, plan.NeedsStake, plan.Depends:
			if want != (r.Verdict == plan.SelfEnforcing) {
				t.Fatalf("verdict %s, but it holds: %v\n%s", r.Verdict, want, text)
			}
		}
	})
	if t.Logf("verdicts: %v", verdicts); !testing.Short() && (verdicts[plan.SelfEnforcing] < 50 || verdicts[plan.NeedsStake] < 50) {
		t.Errorf("too few of one kind: %v", verdicts)
	}
}

// Every moment of the game can be met, every decision is asked of every party, and
// who leaves has A + u − b and the others A + u, in a unit of their own.
func TestPlanGameShowsWhatCanBeMet(t *testing.T) {
	long.Checks(t, 300, 5_000)
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 5, units: 8})
		g, err := export.PlanGame(r, "sha256:0", 0)
		if err != nil {
			return
		}
		// What may stand at an end, by player, in the order of the players.
		sizes := players(r)
		if len(sizes) != len(g.Players) {
			t.Fatalf("%d players, want %d\n%s", len(g.Players), len(sizes), text)
		}
		can := map[string]bool{}
		for _, s := range met(r) {
			for leaver := range sizes {
				var all []string
				for i, p := range sizes {
					v := p.account.Holds(s).Plus(p.account.WalkAway)
					if i == leaver {
						v = v.Minus(p.account.BreachCost)
					}
					all = append(all, p.of(v).RatString())
				}
				can[fmt.Sprint(leaver, all)] = true
			}
		}
		nodes(reread(t, g), func(n *export.Node) {
			if n.Player < 0 {
				return
			}
			var all []string
			for _, x := range n.Choices[0].To.Outcome.Payoffs {
				all = append(all, x.RatString())
			}
			if !can[fmt.Sprint(n.Player, all)] {
				t.Fatalf("%s leaves with %v %s: that cannot be met\n%s\n%s", g.Players[n.Player], all, n.Label, text, g.Text())
			}
		})
	})
}

// player is one way in which a party counts.
type player struct {
	account *worth.Account
	of      func(worth.Vector) *big.Rat
}

func players(r *plan.Result) []player {
	var all []player
	for _, a := range worth.Accounts(r.Course) {
		before, own := "", len(all)
		for k := range max(1, len(a.Words)) {
			of := func(v worth.Vector) *big.Rat { return v.Prefixes()[k] }
			// A word that the party does not use makes the same player again.
			same := ""
			for _, v := range append([]worth.Vector{a.WalkAway, a.BreachCost}, a.Value...) {
				same += of(v).RatString() + " "
			}
			if a.MaxExposure != nil {
				same += of(a.MaxExposure).RatString()
			}
			if same == before || zero(same) && len(a.Words) > 0 {
				continue
			}
			before = same
			all = append(all, player{a, of})
		}
		if len(all) == own { // it says 0, and nothing else
			all = append(all, player{a, func(v worth.Vector) *big.Rat { return v[0] }})
		}
	}
	return all
}

func zero(sizes string) bool {
	return !slices.ContainsFunc([]rune(sizes), func(r rune) bool { return r >= '1' && r <= '9' })
}

// Backward induction over all orders comes to the end exactly when the planner
// finds an order that holds.
func TestFreeGameSaysWhetherAnOrderHolds(t *testing.T) {
	long.Checks(t, 500, 10_000)
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		r, text := drawPlan(t, taste{steps: 4, units: 5})
		g, err := export.FreeGame(r, "sha256:0", 0)
		switch {
		case err != nil && (len(worth.Accounts(r.Course)) == 0 || r.Verdict == plan.TooExposed):
			return
		case err != nil:
			t.Fatalf("%v\n%s", err, text)
		case r.Verdict == plan.TooExposed:
			t.Fatalf("no order keeps to the limits, but there is a game\n%s\n%s", text, g.Text())
		}
		_, got := backward(reread(t, g).Root)
		if want := r.Verdict == plan.SelfEnforcing; got != want {
			t.Fatalf("backward induction ends with everything performed: %v; verdict %s\n%s\n%s", got, r.Verdict, text, g.Text())
		}
		seen[got]++
	})
	if t.Logf("%v", seen); !testing.Short() && (seen[true] < 20 || seen[false] < 20) {
		t.Errorf("too few of one kind: %v", seen)
	}
}

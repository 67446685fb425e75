package narrate

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
	"detente/order"
	"detente/plan"
	"detente/schedule"
	"detente/worth"
)

// dumb works everything out again, state by state.
type dumb struct {
	c        *agreement.Course
	accounts []*worth.Account
}

// met returns every state that round k of the rounds can meet, as sets of units.
func (d dumb) met(rounds [][]int, k int) []order.Set {
	now := order.NewSet(len(d.c.Units))
	for u := range d.c.Units {
		if d.c.EventOf(u) < 0 {
			now.Add(u)
		}
	}
	for _, events := range rounds[:k] {
		now = d.with(now, events)
	}
	events := rounds[k]
	var all []order.Set
	for mask := range 1 << len(events) {
		var part []int
		for i, e := range events {
			if mask&(1<<i) != 0 {
				part = append(part, e)
			}
		}
		if s := d.with(now, part); d.closed(s) {
			all = append(all, s)
		}
	}
	return all
}

func (d dumb) with(s order.Set, events []int) order.Set {
	s = s.Clone()
	for _, e := range events {
		for _, u := range d.c.Events[e].Units {
			s.Add(u)
		}
	}
	return s
}

func (d dumb) closed(s order.Set) bool {
	for _, e := range d.c.Edges {
		if s.Has(d.c.Events[e.After].Units[0]) && !s.Has(d.c.Events[e.Before].Units[0]) {
			return false
		}
	}
	return true
}

// stands reports whether the rounds meet every reason to wait.
func (d dumb) stands(rounds [][]int) bool {
	in := map[int]int{}
	for k, events := range rounds {
		for _, e := range events {
			in[e] = k
		}
	}
	for _, e := range d.c.Edges {
		one, two := d.c.Events[e.Before], d.c.Events[e.After]
		if in[e.Before] > in[e.After] || in[e.Before] == in[e.After] && (one.Performer != two.Performer || one.Exchange != nil) {
			return false
		}
	}
	return true
}

// figures are the worst of a plan, by party: excess and exposure as shares, in
// reference magnitudes; whether it holds for all magnitudes; the excess over the
// accepted exposure, in each prefix for words.
type figures struct {
	excess, exposure map[*agreement.Actor]*big.Rat
	over             map[string]*big.Rat
	holds            map[*agreement.Actor]bool
	missed, late     int
}

func (d dumb) figures(rounds [][]int) figures {
	f := figures{map[*agreement.Actor]*big.Rat{}, map[*agreement.Actor]*big.Rat{}, map[string]*big.Rat{}, map[*agreement.Actor]bool{}, 0, 0}
	more := func(x, y *big.Rat) *big.Rat {
		if x == nil || x.Cmp(y) < 0 {
			return y
		}
		return x
	}
	for _, a := range d.accounts {
		f.holds[a.Party] = true
		for k := range rounds {
			for _, s := range d.met(rounds, k) {
				f.excess[a.Party] = more(f.excess[a.Party], new(big.Rat).Quo(a.Reference(a.Excess(s)), a.Unit()))
				f.exposure[a.Party] = more(f.exposure[a.Party], new(big.Rat).Quo(a.Reference(a.Loss(s)), a.Unit()))
				f.holds[a.Party] = f.holds[a.Party] && a.Excess(s).Grade() == worth.Always
				if a.MaxExposure != nil {
					for i, x := range a.Loss(s).Minus(a.MaxExposure).Prefixes() {
						name := fmt.Sprint(a.Party.ID, i)
						f.over[name] = more(f.over[name], new(big.Rat).Quo(x, a.Unit()))
					}
				}
			}
		}
	}
	sched := schedule.New(d.c)
	_, missed := sched.Timetable(rounds)
	f.missed, f.late = len(missed), sched.LateBy(rounds)
	return f
}

// kinds returns what the moved plan does worse than the plan, gravest first, each
// with the parties it concerns.
func (d dumb) kinds(r *plan.Result, was, is figures) (kinds []Kind, parties [][]*agreement.Actor) {
	sound := true
	for _, a := range d.accounts {
		sound = sound && (a.Words == nil || was.holds[a.Party])
	}
	var limit, tempts, exposes []*agreement.Actor
	for _, a := range d.accounts {
		allowed := new(big.Rat)
		for i := range max(1, len(a.Words)) {
			name := fmt.Sprint(a.Party.ID, i)
			if r.Overrun != nil {
				if allowed = r.Overrun.Share; a.Words != nil {
					allowed = was.over[name]
				}
			}
			if x := is.over[name]; x != nil && x.Sign() > 0 && x.Cmp(allowed) > 0 {
				limit = append(limit, a.Party)
			}
		}
		if a.Words != nil && sound {
			if !is.holds[a.Party] {
				tempts = append(tempts, a.Party)
			}
		} else if is.excess[a.Party].Cmp(r.Excess.Share) > 0 {
			tempts = append(tempts, a.Party)
		}
		if is.exposure[a.Party].Cmp(r.Exposure.Share) > 0 {
			exposes = append(exposes, a.Party)
		}
	}
	for i, who := range [][]*agreement.Actor{limit, tempts, exposes} {
		if len(who) > 0 {
			kinds, parties = append(kinds, []Kind{Limit, Tempts, Exposes}[i]), append(parties, who)
		}
	}
	if is.missed > was.missed || is.late > was.late {
		kinds, parties = append(kinds, Late), append(parties, nil)
	}
	return append(kinds, Free), append(parties, nil)
}

// Every reason is checked by putting what it is about one round earlier and
// working out every state that can then be met.
func TestReasonsHold(t *testing.T) {
	long.Checks(t, 400, 5000)
	seen := map[Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t)
		r := planned(t, text, agreement.Asking{})
		d := dumb{r.Course, worth.Accounts(r.Course)}
		var rounds [][]int
		for _, round := range r.Rounds {
			if len(round.Events) > 9 {
				t.Skip("too many states")
			}
			rounds = append(rounds, round.Events)
		}
		n := Tell(r)
		if len(n.Rounds) != len(rounds) {
			t.Fatalf("%d rounds are told, of %d", len(n.Rounds), len(rounds))
		}
		for k, round := range n.Rounds {
			told := map[int]bool{}
			for _, x := range round.Reasons {
				seen[x.Kind]++
				checkSentence(t, x.Text)
				for _, e := range x.Events {
					told[e] = true
					if !slices.Contains(rounds[k], e) {
						t.Fatalf("round %d: %s is not in it", k+1, r.Course.Label(e))
					}
				}
				d.checkReason(t, r, rounds, k, x)
			}
			for _, e := range rounds[k] {
				if !told[e] {
					t.Fatalf("round %d: nothing is said of %s", k+1, r.Course.Label(e))
				}
			}
		}
	})
	for _, k := range []Kind{First, Only, Waits, Demanded, Tempts, Exposes, Limit} { // the others are rare
		if seen[k] == 0 {
			t.Errorf("no reason %s was told: %v", k, seen)
		}
	}
}

func (d dumb) checkReason(t *rapid.T, r *plan.Result, rounds [][]int, k int, x Reason) {
	bundled := slices.ContainsFunc(d.c.Bundles, func(b agreement.Bundle) bool { return slices.Equal(b.Events, x.Events) })
	if bundled && x.Kind == Demanded && len(x.For) > 0 && slices.Equal(x.For, (&teller{c: d.c}).units(x.Events)) {
		return // wanted in one round, and so they stand
	}
	moved := x.Events[:1]
	for _, b := range d.c.Bundles { // the draw has one demand at most
		if slices.Contains(b.Events, moved[0]) {
			moved = b.Events
		}
	}
	if k == 0 {
		if x.Kind == First || x.Kind == Only {
			free := 0
			for e := range d.c.Events {
				if !slices.ContainsFunc(d.c.Edges, func(g agreement.Edge) bool { return g.After == e }) && !slices.Contains(x.Events, e) {
					free++
				}
			}
			if (free == 0) != (x.Kind == Only) {
				t.Fatalf("%d others are free, and the reason is %s", free, x.Kind)
			}
			return
		}
	} else {
		earlier := slices.Clone(rounds)
		earlier[k-1] = slices.Concat(rounds[k-1], moved)
		earlier[k] = slices.DeleteFunc(slices.Clone(rounds[k]), func(e int) bool { return slices.Contains(moved, e) })
		if d.stands(earlier) {
			kinds, parties := d.kinds(r, d.figures(rounds), d.figures(earlier))
			if x.Kind != kinds[0] || len(parties[0]) > 0 && !slices.Contains(parties[0], x.Party) {
				t.Fatalf("round %d, %s: told %s (%s), want %s of %v", k+1, r.Course.Label(x.Events[0]), x.Kind, x.Text, kinds[0], parties[0])
			}
			return
		}
	}
	if x.Kind != Waits && x.Kind != Demanded || len(x.For) == 0 {
		t.Fatalf("round %d, %s: it cannot stand earlier, and the reason is %s (%s)", k+1, r.Course.Label(x.Events[0]), x.Kind, x.Text)
	}
}

func checkSentence(t *rapid.T, text string) {
	if text == "" || text[len(text)-1] != '.' || slices.Contains([]byte(text), '\n') {
		t.Fatalf("%q is not a sentence", text)
	}
}

// What is told of a round is what the planner found, and the moment nearest to
// leaving is the nearest of all that can be met.
func TestSidesAndDangerHold(t *testing.T) {
	long.Checks(t, 200, 5000)
	none, some := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := planned(t, drawText(t), agreement.Asking{})
		d := dumb{r.Course, worth.Accounts(r.Course)}
		var rounds [][]int
		for _, round := range r.Rounds {
			if len(round.Events) > 9 {
				t.Skip("too many states")
			}
			rounds = append(rounds, round.Events)
		}
		n := Tell(r)
		for k, round := range n.Rounds {
			if len(round.Sides) != len(d.accounts) {
				t.Fatalf("%d sides are told of %d", len(round.Sides), len(d.accounts))
			}
			for i, s := range round.Sides {
				a := d.accounts[i]
				stake := new(big.Rat).Quo(a.Reference(a.BreachCost), a.Unit())
				if s.Leaving.Share.Cmp(r.Rounds[k].Temptation[s.Party]) != 0 || s.Exposure.Share.Cmp(r.Rounds[k].Exposure[s.Party]) != 0 ||
					stake.Sub(stake, s.Leaving.Share).Cmp(s.Margin.Share) != 0 {
					t.Fatalf("round %d, %s: told %v %v %v, the plan has %v %v", k+1, s.Party.ID, s.Leaving, s.Exposure, s.Margin, r.Rounds[k].Temptation[s.Party], r.Rounds[k].Exposure[s.Party])
				}
			}
		}
		want := d.nearest(t, rounds)
		switch m := n.Danger; {
		case want == nil && m == nil:
			none++
		case want == nil || m == nil || m.Margin.Share.Cmp(want) != 0:
			t.Fatalf("the smallest margin is %v, told is %+v", want, m)
		default:
			some++
			for _, text := range []string{m.Text, m.Change, m.HowSure} {
				checkSentence(t, text)
			}
		}
	})
	if none == 0 || some == 0 {
		t.Errorf("%d plans without and %d with a moment at which leaving saves something", none, some)
	}
}

// nearest is the smallest margin over all states met at which the party would
// save something by leaving; nil where there is none.
func (d dumb) nearest(t *rapid.T, rounds [][]int) *big.Rat {
	var best *big.Rat
	states := []order.Set{}
	for k := range rounds {
		states = append(states, d.met(rounds, k)...)
	}
	for _, a := range d.accounts {
		for _, s := range states {
			d.checkHolds(t, a, s)
			if !d.saves(a, s) {
				continue
			}
			margin := new(big.Rat).Quo(a.Reference(a.Excess(s)), a.Unit())
			if margin.Neg(margin); best == nil || margin.Cmp(best) < 0 {
				best = margin
			}
		}
	}
	return best
}

func (d dumb) saves(a *worth.Account, s order.Set) bool {
	if a.Reference(a.WalkAway).Sign() > 0 {
		return true
	}
	for u, v := range a.Value {
		final := a.FinalBy(u) >= 0 && s.Has(a.FinalBy(u))
		if a.Reference(v).Sign() < 0 && !final {
			return true
		}
	}
	return false
}

// checkHolds works out A(s) from what is final at the state: what is performed
// and final counts in full, what is not final only as far as nobody takes it back.
func (d dumb) checkHolds(t *rapid.T, a *worth.Account, s order.Set) {
	sum := a.Gain().Minus(a.Gain())
	for u, v := range a.Value {
		if !s.Has(u) {
			continue
		}
		by := a.FinalBy(u)
		if by >= 0 && s.Has(by) {
			sum = sum.Plus(v)
			continue
		}
		kept := new(big.Rat).Sub(big.NewRat(1, 1), d.c.Units[u].Step.Undo.V)
		sum = sum.Plus(v.Times(kept))
	}
	if !sum.Minus(a.Holds(s)).IsZero() {
		t.Fatalf("%s holds %s, and by what is final %s", a.Party.ID, a.Say(a.Holds(s)), a.Say(sum))
	}
}

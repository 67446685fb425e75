package plan

import (
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/order"
	"detente/worth"
)

// How the oracles of testdata/oracles/kernel_sequences.json map to the model.
//
// Its plans are sequences of single steps; ours are rounds. On levels 1 and 2
// the two agree, since a round of several steps meets all states that some
// sequence meets and more. Its defection_cost is our breach_cost, its u our v,
// its w our w. Its objective is the least worst exposure in units common to all
// parties, among the self-enforcing sequences; ours is a share of what each
// party gains. What both define is tested: whether any self-enforcing order
// exists, and the least number x such that one exists with max_exposure = x for
// every party. A party that states no worth is a third party here.
//
// min_total_bond is about bonds alone: some split of that total over the
// parties as breach_cost makes a plan self-enforcing, and no split of one unit
// less does.
//
// Where the oracle gives w beside u (K17), no single undo gives both, and the
// sums are put straight into the planner's accounts. lock_in_at_completion
// exempts the full state, which is what a last step that locks all others does;
// but it counts the exposure of the full state as if nothing were locked, which
// ours does not: there only the verdict is compared (our figure is 4: relief, dismantle, final).
//
// A party whose u add up to 0 gains nothing by the agreement, which for us ends
// the matter (no_gain, tested). To compare the rest it is given a walk_away of
// −1/2000: all numbers are whole, so that no threshold moves.

type kernelInstance struct {
	ID      string
	Parties []string
	Steps   []kernelStep
	Cost    map[string]int64 `json:"defection_cost"`
	LockIn  bool             `json:"lock_in_at_completion"`
	Want    struct {
		Feasible int              `json:"feasible_sequences"`
		Exposure *int64           `json:"min_max_exposure"`
		Ignoring *int64           `json:"min_max_exposure_ignoring_selfenforcement"`
		Optimal  []string         `json:"optimal"`
		Bond     *int64           `json:"min_total_bond"`
		Split    map[string]int64 `json:"min_total_bond_split"`
		Pareto   [][]int64        `json:"pareto_exposures"`
	} `json:"expected"`
}

type kernelStep struct {
	ID, Owner string
	U, W      map[string]int64
	After     []string
}

func kernelInstances(t *testing.T) []kernelInstance {
	t.Helper()
	var file struct{ Instances []kernelInstance }
	readOracle(t, "kernel_sequences.json", &file)
	if len(file.Instances) < 19 {
		t.Fatalf("%d instances", len(file.Instances))
	}
	return file.Instances
}

func readOracle(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile("../testdata/oracles/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// limits says what each party accepts or stands to lose; nil for no limit.
type limits struct {
	exposure map[string]*big.Rat
	cost     map[string]int64
	// asWritten leaves a party without any gain as it is.
	asWritten bool
}

// total returns what the whole agreement is worth to the party.
func (k kernelInstance) total(party string) int64 {
	sum := int64(0)
	for _, s := range k.Steps {
		sum += s.U[party]
	}
	return sum
}

func (k kernelInstance) agreement(l limits) *agreement.Agreement {
	a := &agreement.Agreement{}
	for _, id := range k.Parties {
		p := &agreement.Actor{Name: name(id), Third: !k.hasWorth(id)}
		p.BreachCost = agreement.Opt[agreement.Amount]{V: exactly(l.cost[id]), Given: true}
		if x := l.exposure[id]; x != nil {
			p.MaxExposure = agreement.Opt[agreement.Amount]{V: agreement.Amount{Lo: x, Hi: x}, Given: true}
		}
		if k.total(id) == 0 && !l.asWritten {
			x := big.NewRat(-1, 2000)
			p.WalkAway = agreement.Opt[agreement.Amount]{V: agreement.Amount{Lo: x, Hi: x}, Given: true}
		}
		a.Actors = append(a.Actors, p)
	}
	for _, s := range k.Steps {
		step := &agreement.Step{Name: name(s.ID), By: []agreement.Ref{refTo(s.Owner)}}
		for _, id := range k.Parties {
			if u := s.U[id]; u != 0 {
				step.Worths = append(step.Worths, agreement.Worth{Party: refTo(id), Cost: u < 0, Amount: exactly(max(u, -u))})
			}
		}
		for _, b := range s.After {
			step.After = append(step.After, stepRef(b))
		}
		a.Steps = append(a.Steps, step)
	}
	return a
}

func (k kernelInstance) hasWorth(party string) bool {
	return slices.ContainsFunc(k.Steps, func(s kernelStep) bool { return s.U[party] != 0 })
}

// plan plans the instance with its own worths after a breakdown, where it gives any.
func (k kernelInstance) plan(t *testing.T, l limits) *Result {
	t.Helper()
	a := k.agreement(l)
	if !slices.ContainsFunc(k.Steps, func(s kernelStep) bool { return s.W != nil }) {
		return find(t, a, Options{})
	}
	p := newPlanner(agreement.NewCourse(a, agreement.Asking{}), Options{})
	for _, acc := range p.accounts {
		k.override(acc)
	}
	if err := p.plan(); err != nil {
		t.Fatal(err)
	}
	return p.result
}

// override replaces what is kept by the oracle's w; at the last step, which all
// orders of K17 end with, completion locks everything in.
func (k kernelInstance) override(acc *worth.Account) {
	last := len(k.Steps) - 1
	for i, s := range k.Steps {
		if w, ok := s.W[acc.Party.ID]; ok {
			acc.Keep[i] = worth.Vector{big.NewRat(w, 1)}
			if k.LockIn {
				acc.Keep[last] = acc.Keep[last].Plus(worth.Vector{big.NewRat(s.U[acc.Party.ID]-w, 1)})
			}
		}
	}
}

func everyone(k kernelInstance, x *big.Rat) map[string]*big.Rat {
	m := map[string]*big.Rat{}
	for _, p := range k.Parties {
		m[p] = x
	}
	return m
}

func TestKernelOracles(t *testing.T) {
	for _, k := range kernelInstances(t) {
		t.Run(k.ID, func(t *testing.T) {
			r := k.plan(t, limits{cost: k.Cost})
			blocked := k.Want.Ignoring == nil
			if (r.Verdict == SelfEnforcing) != (k.Want.Feasible > 0) || (r.Verdict == Blocked) != blocked || !r.Proved {
				t.Fatalf("verdict %s (proved %v), oracle: %d self-enforcing orders\n%s", r.Verdict, r.Proved, k.Want.Feasible, describe(r))
			}
			if slices.ContainsFunc(k.Parties, func(p string) bool { return k.hasWorth(p) && k.total(p) <= 0 }) {
				if r := k.plan(t, limits{cost: k.Cost, asWritten: true}); r.Verdict != NoGain {
					t.Errorf("a party gains nothing, and the verdict is %s", r.Verdict)
				}
			}
			if k.LockIn {
				k.leastExposure(t, k.Cost, 4)
				return
			}
			if k.Want.Exposure != nil {
				k.leastExposure(t, k.Cost, *k.Want.Exposure)
			}
			if k.Want.Ignoring != nil {
				huge := map[string]int64{}
				for _, p := range k.Parties {
					huge[p] = 1000
				}
				k.leastExposure(t, huge, *k.Want.Ignoring)
			}
		})
	}
}

// leastExposure checks that a plan exists with max_exposure = x for everybody,
// and none with the least bit less.
func (k kernelInstance) leastExposure(t *testing.T, cost map[string]int64, x int64) {
	t.Helper()
	at := big.NewRat(x, 1)
	if r := k.plan(t, limits{exposure: everyone(k, at), cost: cost}); r.Verdict != SelfEnforcing {
		t.Errorf("with max_exposure %d: %s", x, r.Verdict)
	}
	if x == 0 {
		return
	}
	less := new(big.Rat).Sub(at, big.NewRat(1, 1000))
	if r := k.plan(t, limits{exposure: everyone(k, less), cost: cost}); r.Verdict == SelfEnforcing {
		t.Errorf("with max_exposure %v: still self-enforcing", less)
	}
}

// The oracle's Pareto set of exposures: each point is met, and no point with one
// entry a little smaller.
func TestKernelParetoExposures(t *testing.T) {
	for _, k := range kernelInstances(t) {
		if k.LockIn {
			continue
		}
		for _, point := range k.Want.Pareto {
			at := map[string]*big.Rat{}
			for i, p := range k.Parties {
				at[p] = big.NewRat(point[i], 1)
			}
			if r := k.plan(t, limits{exposure: at, cost: k.Cost}); r.Verdict != SelfEnforcing {
				t.Errorf("%s: exposures %v cannot be met (%s)", k.ID, point, r.Verdict)
			}
			for i, p := range k.Parties {
				if point[i] == 0 {
					continue
				}
				less := map[string]*big.Rat{}
				for q, x := range at {
					less[q] = x
				}
				less[p] = new(big.Rat).Sub(at[p], big.NewRat(1, 1000))
				if r := k.plan(t, limits{exposure: less, cost: k.Cost}); r.Verdict == SelfEnforcing {
					t.Errorf("%s: %v is not Pareto-optimal: %s can have less", k.ID, point, p)
				}
			}
		}
	}
}

func TestKernelTotalBonds(t *testing.T) {
	for _, k := range kernelInstances(t) {
		if k.Want.Bond == nil {
			continue
		}
		if r := k.plan(t, limits{cost: k.Want.Split}); r.Verdict != SelfEnforcing {
			t.Errorf("%s: the split %v does not hold (%s)", k.ID, k.Want.Split, r.Verdict)
		}
		for _, split := range splits(k.Parties, *k.Want.Bond-1) {
			if r := k.plan(t, limits{cost: split}); r.Verdict == SelfEnforcing {
				t.Errorf("%s: a total bond of %d is enough: %v", k.ID, *k.Want.Bond-1, split)
			}
		}
	}
}

// splits writes out all ways to share a total; none when it is negative.
func splits(parties []string, total int64) []map[string]int64 {
	if total < 0 {
		return nil
	}
	if len(parties) == 1 {
		return []map[string]int64{{parties[0]: total}}
	}
	var all []map[string]int64
	for own := range total + 1 {
		for _, m := range splits(parties[1:], total-own) {
			m[parties[0]] = own
			all = append(all, m)
		}
	}
	return all
}

// The oracle's own best sequence, as a plan of single steps, is what it says.
func TestKernelOptimalSequences(t *testing.T) {
	for _, k := range kernelInstances(t) {
		if k.Want.Optimal == nil || k.LockIn {
			continue
		}
		c := agreement.NewCourse(k.agreement(limits{cost: k.Cost}), agreement.Asking{})
		most := new(big.Rat)
		for _, acc := range worth.Accounts(c) {
			k.override(acc)
			state := order.NewSet(len(c.Units))
			for _, id := range k.Want.Optimal {
				state.Add(slices.IndexFunc(c.Units, func(u agreement.Unit) bool { return u.Name() == id }))
				most = greatest(most, acc.Loss(state)[0])
				if acc.Excess(state)[0].Sign() > 0 {
					t.Errorf("%s: %s would leave after %s", k.ID, acc.Party.ID, id)
				}
			}
		}
		if most.Cmp(big.NewRat(*k.Want.Exposure, 1)) != 0 {
			t.Errorf("%s: the sequence exposes by %v, oracle %d", k.ID, most, *k.Want.Exposure)
		}
	}
}

// The mixed instance of conflicts.json: demands about order beside limits of
// exposure and temptation. An exposure limit is max_exposure, nowalk_d5 a
// breach_cost of 5 (without it, a breach_cost nothing can reach). Which sets of
// wishes hold together is asked of the planner, all 256 of them.
func TestMixedConflictOracle(t *testing.T) {
	var file struct {
		Mixed struct {
			kernelInstance
			Soft     []string
			Expected struct{ MUS, MCS [][]string } `json:"expected"`
		}
	}
	readOracle(t, "conflicts.json", &file)
	k, soft := file.Mixed.kernelInstance, file.Mixed.Soft
	k.Parties = []string{"A", "B"}
	holds := make([]bool, 1<<len(soft))
	for s := range holds {
		holds[s] = find(t, mixed(k, soft, s), Options{}).Verdict == SelfEnforcing
	}
	var mus, mcs []string
	for s := range holds {
		if minimal(s, func(t int) bool { return !holds[t] }) {
			mus = append(mus, wishes(soft, s))
		}
		if all := len(holds) - 1; minimal(s, func(t int) bool { return holds[all&^t] }) {
			mcs = append(mcs, wishes(soft, s))
		}
	}
	compareSets(t, "minimal conflicts", mus, file.Mixed.Expected.MUS)
	compareSets(t, "minimal corrections", mcs, file.Mixed.Expected.MCS)
}

// minimal reports whether the set has the property and no set with one member
// less has it; the property passes on to larger sets.
func minimal(s int, has func(int) bool) bool {
	if !has(s) {
		return false
	}
	for i := 0; s>>i != 0; i++ {
		if s>>i&1 == 1 && has(s&^(1<<i)) {
			return false
		}
	}
	return true
}

func wishes(soft []string, s int) string {
	var in []string
	for i, w := range soft {
		if s>>i&1 == 1 {
			in = append(in, w)
		}
	}
	slices.Sort(in)
	return strings.Join(in, " ")
}

func compareSets(t *testing.T, what string, got []string, want [][]string) {
	t.Helper()
	var w []string
	for _, set := range want {
		slices.Sort(set)
		w = append(w, strings.Join(set, " "))
	}
	slices.Sort(got)
	slices.Sort(w)
	if !slices.Equal(got, w) {
		t.Errorf("%s:\ngot  %q\nwant %q", what, got, w)
	}
}

// mixed builds the agreement in which the wishes of the set s are in force.
func mixed(k kernelInstance, soft []string, s int) *agreement.Agreement {
	l := limits{exposure: map[string]*big.Rat{}, cost: map[string]int64{"A": 1000, "B": 1000}}
	var demands []*agreement.Demand
	for i, w := range soft {
		if s>>i&1 == 0 {
			continue
		}
		owner, wish, _ := strings.Cut(w, ":")
		limit, isLimit := strings.CutPrefix(wish, "exposure<=")
		first, then, isOrder := strings.Cut(wish, "<")
		switch {
		case isLimit:
			x, _ := new(big.Rat).SetString(limit)
			if l.exposure[owner] == nil || x.Cmp(l.exposure[owner]) < 0 {
				l.exposure[owner] = x
			}
		case wish == "nowalk_d5":
			l.cost[owner] = 5
		case isOrder:
			demands = append(demands, &agreement.Demand{
				Name: name(w), Of: agreement.Opt[agreement.Ref]{V: refTo(owner), Given: true},
				Kind: agreement.Before, Steps: []agreement.StepRef{stepRef(first), stepRef(then)},
			})
		}
	}
	a := k.agreement(l)
	a.Demands = demands
	return a
}

package conflict

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
)

// The instances of testdata/oracles/conflicts.json, see ORIGIN.md there.
type orderDemands struct {
	ID       string
	Steps    []string
	Before   [][2]string
	Expected struct {
		Stuck      []string
		Mus, Mcs   [][][2]string
		MinMcsSize int `json:"min_mcs_size"`
	}
}

type thresholdPreconditions struct {
	ID      string
	Steps   []string
	Clauses map[string][]threshold
	// Expected.Done are the steps that can be performed.
	Expected struct{ Done []string }
}

// threshold is written [k, [steps]]: at least k of the steps come first.
type threshold struct {
	k  int
	of []string
}

func (t *threshold) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &[]any{&t.k, &t.of}) }

func readOracles(t *testing.T) (orders []orderDemands, thresholds []thresholdPreconditions) {
	t.Helper()
	b, err := os.ReadFile("../testdata/oracles/conflicts.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Orders     []orderDemands           `json:"order_demands"`
		Thresholds []thresholdPreconditions `json:"threshold_preconditions"`
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Orders) != 4 || len(all.Thresholds) != 2 {
		t.Fatalf("%d and %d instances", len(all.Orders), len(all.Thresholds))
	}
	return all.Orders, all.Thresholds
}

// A pair [x, y] of the oracle is a demand of its own, before(x, y), named "x<y".
// The oracle knows no owners; here each step has one of its own, so that every
// precondition parts two rounds. It says that no demand has to go with [[]],
// where Corrections is empty.
func TestOrderDemands(t *testing.T) {
	orders, _ := readOracles(t)
	for _, o := range orders {
		t.Run(o.ID, func(t *testing.T) {
			a := &agreement.Agreement{}
			for _, s := range o.Steps {
				a.Steps = append(a.Steps, step(s, "owner_of_"+s))
			}
			for _, p := range o.Before {
				a.Demands = append(a.Demands, demand(p[0]+"<"+p[1], agreement.Before, p[0], p[1]))
			}
			got := Analyse(agreement.NewCourse(a, agreement.Asking{}))
			if !got.Complete || !got.CorrectionsComplete {
				t.Errorf("not complete")
			}
			same(t, "stuck", eventNames(got.Course, got.Stuck), o.Expected.Stuck)
			same(t, "mus", conflictNames(got), oracleSets(o.Expected.Mus))
			mcs := correctionNames(got)
			if len(got.Conflicts) == 0 {
				mcs = []string{""}
			}
			same(t, "mcs", mcs, oracleSets(o.Expected.Mcs))
			least := 0
			if len(got.Corrections) > 0 {
				least = len(got.Corrections[0])
			}
			if least != o.Expected.MinMcsSize {
				t.Errorf("the least correction has %d demands, want %d", least, o.Expected.MinMcsSize)
			}
		})
	}
}

// "At least k of these steps first" is not in our language: a step has one list
// of steps to wait for. The oracle's set of performable steps is that of the
// best choice: for each threshold choose k of its steps as preconditions; over
// all choices, the largest set of events that are not stuck. (It is the union of
// what the choices allow: what one choice allows, another choice that agrees
// with it on the steps performed allows as well.)
func TestThresholdPreconditions(t *testing.T) {
	_, thresholds := readOracles(t)
	for _, o := range thresholds {
		t.Run(o.ID, func(t *testing.T) {
			var best []string
			for _, after := range choices(o, 0) {
				a := &agreement.Agreement{}
				for _, s := range o.Steps {
					a.Steps = append(a.Steps, step(s, "owner_of_"+s, after[s]...))
				}
				got := Analyse(agreement.NewCourse(a, agreement.Asking{}))
				var done []string
				for e := range got.Course.Events {
					if !slices.Contains(got.Stuck, e) {
						done = append(done, got.Course.Label(e))
					}
				}
				if len(done) > len(best) {
					best = done
				}
			}
			same(t, "done", best, o.Expected.Done)
		})
	}
}

// choices lists all ways to meet the thresholds of the steps from number i on,
// as preconditions by step.
func choices(o thresholdPreconditions, i int) []map[string][]string {
	if i == len(o.Steps) {
		return []map[string][]string{{}}
	}
	s := o.Steps[i]
	ways := [][]string{nil}
	for _, clause := range o.Clauses[s] {
		var longer [][]string
		for _, way := range ways {
			for _, subset := range subsets(clause.of, clause.k) {
				longer = append(longer, slices.Concat(way, subset))
			}
		}
		ways = longer
	}
	var all []map[string][]string
	for _, rest := range choices(o, i+1) {
		for _, way := range ways {
			m := map[string][]string{s: way}
			for k, v := range rest {
				m[k] = v
			}
			all = append(all, m)
		}
	}
	return all
}

// subsets lists the subsets with k elements.
func subsets(of []string, k int) [][]string {
	switch {
	case k == 0:
		return [][]string{nil}
	case len(of) < k:
		return nil
	}
	all := subsets(of[1:], k)
	for _, s := range subsets(of[1:], k-1) {
		all = append(all, append([]string{of[0]}, s...))
	}
	return all
}

func oracleSets(sets [][][2]string) []string {
	var all []string
	for _, set := range sets {
		var names []string
		for _, p := range set {
			names = append(names, p[0]+"<"+p[1])
		}
		all = append(all, setName(names))
	}
	return all
}

func setName(names []string) string {
	slices.Sort(names)
	return strings.Join(names, " ")
}

func demandNames(demands []*agreement.Demand) string {
	var names []string
	for _, d := range demands {
		names = append(names, d.ID)
	}
	return setName(names)
}

func conflictNames(a *Analysis) []string {
	var all []string
	for _, c := range a.Conflicts {
		all = append(all, demandNames(c.Demands))
	}
	return all
}

func correctionNames(a *Analysis) []string {
	var all []string
	for _, c := range a.Corrections {
		all = append(all, demandNames(c))
	}
	return all
}

func eventNames(c *agreement.Course, events []int) []string {
	var names []string
	for _, e := range events {
		names = append(names, c.Label(e))
	}
	return names
}

// same compares as sets.
func same(t interface{ Errorf(string, ...any) }, what string, got, want []string) {
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

func ref(id string) agreement.StepRef { return agreement.StepRef{Ref: agreement.Ref{ID: id}} }

func step(id, by string, after ...string) *agreement.Step {
	s := &agreement.Step{Name: agreement.Name{ID: id}}
	if by != "" {
		s.By = []agreement.Ref{{ID: by}}
	}
	for _, a := range after {
		s.After = append(s.After, ref(a))
	}
	return s
}

func demand(id string, kind agreement.DemandKind, steps ...string) *agreement.Demand {
	d := &agreement.Demand{Name: agreement.Name{ID: id}, Kind: kind}
	for _, s := range steps {
		d.Steps = append(d.Steps, ref(s))
	}
	return d
}

func exchange(id, holder string, steps ...string) *agreement.Exchange {
	x := &agreement.Exchange{Name: agreement.Name{ID: id}}
	for _, s := range steps {
		x.Steps = append(x.Steps, ref(s))
	}
	if holder != "" {
		x.HeldBy = agreement.Opt[agreement.Ref]{V: agreement.Ref{ID: holder}, Given: true}
	}
	return x
}

// edgeNames writes a circle as "a<b (demand), b<a".
func edgeNames(c *agreement.Course, edges []agreement.Edge) string {
	var all []string
	for _, e := range edges {
		s := fmt.Sprintf("%s<%s", c.Units[e.First].Name(), c.Units[e.Then].Name())
		if e.Demand != nil {
			s += " (" + e.Demand.ID + ")"
		}
		all = append(all, s)
	}
	return strings.Join(all, ", ")
}

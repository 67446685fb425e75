package situation_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/diag"
	"detente/plan"
	"detente/situation"
	"detente/standoff"
	"detente/syntax"

	"pgregory.net/rapid"
)

// failer is a test, or the drawing of a case of one.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// read reads a text, which has no errors.
func read(t failer, src string) *agreement.Agreement {
	t.Helper()
	tree, found := syntax.Parse("test.deal", []byte(src))
	a, more := agreement.Read([]*syntax.File{tree})
	for _, f := range append(found, more...) {
		if f.Severity == diag.Error {
			t.Fatalf("%s: %s %s\n%s", f.Place, f.Code, f.Summary, src)
		}
	}
	return a
}

// first makes the first stand-off of a text.
func first(t failer, src string) *situation.Situation {
	t.Helper()
	a := read(t, src)
	x, err := situation.New(a, a.Standoffs[0])
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func example(t testing.TB, path string) *situation.Situation {
	t.Helper()
	src, err := os.ReadFile("../examples/" + path)
	if err != nil {
		t.Fatal(err)
	}
	return first(t, string(src))
}

var names = []string{"ana", "ben", "cem"}

// drawn is a stand-off of two or three actors with up to five options, drawn at random: some
// options go one way, some combinations cannot be, and today is any state that can.
func drawn(r *rand.Rand) string {
	actors, options := 2+r.IntN(2), 2+r.IntN(4)
	var b strings.Builder
	for _, name := range names[:actors] {
		fmt.Fprintf(&b, "party %q {\n  name = %q\n}\n\n", name, strings.ToUpper(name))
	}
	b.WriteString("standoff \"s\" {\n  today = []\n")
	if r.IntN(2) == 0 {
		fmt.Fprintf(&b, "  infeasible = [o%d && !o%d]\n", r.IntN(options-1), options-1)
	}
	for k := range options {
		fmt.Fprintf(&b, "  option \"o%d\" {\n    by = %s\n", k, names[r.IntN(actors)])
		if r.IntN(4) == 0 {
			b.WriteString("    once = true\n")
		}
		b.WriteString("  }\n")
	}
	for _, name := range names[:actors] {
		var statements []string
		for _, k := range r.Perm(options) {
			statements = append(statements, []string{"", "!"}[r.IntN(2)]+fmt.Sprintf("o%d", k))
		}
		fmt.Fprintf(&b, "  prefer %q {\n    statements = [%s]\n  }\n", name, strings.Join(statements, ", "))
	}
	b.WriteString("}\n")
	return b.String()
}

// states are the states of the model that can be.
func states(x *situation.Situation) []standoff.State {
	var all []standoff.State
	for s := range standoff.State(x.Model.Size()) {
		if x.Model.CanBe(s) {
			all = append(all, s)
		}
	}
	return all
}

// What names a state finds it again.
func TestFindReadsWhatSaySays(t *testing.T) {
	for _, path := range []string{"cuban-missile-1962/missiles.deal", "us-north-korea-2017/korea.deal"} {
		x := example(t, path)
		for _, s := range states(x) {
			list := strings.Join(x.Taken(s), ", ")
			if got, err := x.Find(list); err != nil || got != s {
				t.Errorf("%s: %q is state %d, found %d, %v", path, list, s, got, err)
			}
		}
		if got, err := x.Find("today"); err != nil || got != x.Model.Today {
			t.Errorf("%s: today is found as %d, %v", path, got, err)
		}
	}
}

// What is not there is refused with the next move.
func TestFindRefuses(t *testing.T) {
	x := example(t, "cuban-missile-1962/missiles.deal")
	for list, next := range map[string]string{
		"blokade":            "Did you mean blockade?",
		"withdraw, escalate": "Name options that can be taken together.",
		"war":                "The options are: strike, blockade, withdraw, escalate.",
	} {
		_, err := x.Find(list)
		var refusal *situation.Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Next, next) {
			t.Errorf("%q: %v, want the next move %q", list, err, next)
		}
	}
}

// shiftsOf takes every order of the changes, one by one, as the definition says.
func shiftsOf(x *situation.Situation, from standoff.State, changes []situation.Change) (orders int64, by [][]*big.Rat) {
	sums := make([][]int64, len(x.Actors))
	for i := range sums {
		sums[i] = make([]int64, len(changes))
	}
	var walk func(s standoff.State, order []int)
	walk = func(s standoff.State, order []int) {
		if !x.Model.CanBe(s) {
			return
		}
		if len(order) < len(changes) {
			for k, c := range changes {
				if !slices.Contains(order, k) {
					walk(s^1<<c.Option, append(slices.Clone(order), k))
				}
			}
			return
		}
		orders++
		for i := range x.Actors {
			places, at := situation.NewPlaces(x.Model, i), from
			for _, k := range order {
				next := at ^ 1<<changes[k].Option
				sums[i][k] += int64(places.Of(at) - places.Of(next))
				at = next
			}
		}
	}
	walk(from, nil)
	for _, one := range sums {
		var shares []*big.Rat
		for _, sum := range one {
			shares = append(shares, big.NewRat(sum, max(1, orders)))
		}
		by = append(by, shares)
	}
	return orders, by
}

// Shifts are averages over all orders, and add up to the places between the two states.
func TestShiftsAgreeWithAllOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, s, u := pair(t)
		changes := x.Changes(s, u)
		orders, want := shiftsOf(x, s, changes)
		got, ok := x.Shift(s, u)
		if ok != (len(changes) > 0 && orders > 0) || ok && got.Orders != orders {
			t.Fatalf("%v, %d orders, want %d", ok, got.Orders, orders)
		}
		for i := range x.Actors {
			sum, places := new(big.Rat), situation.NewPlaces(x.Model, i)
			for k := range changes {
				if ok && got.By[i][k].Cmp(want[i][k]) != 0 {
					t.Fatalf("actor %d, change %d: %v, want %v", i, k, got.By[i][k], want[i][k])
				}
				sum.Add(sum, want[i][k])
			}
			if ok && sum.Cmp(big.NewRat(int64(places.Of(s)-places.Of(u)), 1)) != 0 {
				t.Fatalf("actor %d: the shifts add up to %v", i, sum)
			}
		}
	})
}

// pair draws a stand-off and two of its states.
func pair(t *rapid.T) (x *situation.Situation, from, to standoff.State) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	x = first(t, drawn(r))
	all := states(x)
	return x, all[r.IntN(len(all))], all[r.IntN(len(all))]
}

// A draft loads without errors of form, has a step for each change, by its owner, and can be planned;
// where the directions do not allow the changes it is refused and says which.
func TestDraftsLoad(t *testing.T) {
	refused := 0
	rapid.Check(t, func(rt *rapid.T) {
		x, from, to := pair(rt)
		changes := x.Changes(from, to)
		src, err := x.Draft(from, to)
		if len(changes) == 0 || len(x.Against(changes)) > 0 {
			var refusal *situation.Refusal
			if !errors.As(err, &refusal) || refusal.Next == "" {
				rt.Fatalf("%v: %v, want a refusal with the next move", changes, err)
			}
			refused++
			return
		}
		if err != nil {
			rt.Fatal(err)
		}
		a := read(rt, src)
		if len(a.Steps) != len(changes) {
			rt.Fatalf("%d steps for %d changes", len(a.Steps), len(changes))
		}
		for k, c := range changes {
			if by := a.Steps[k].By; len(by) != 1 || by[0].ID != x.Text.Options[c.Option].By.V.ID {
				rt.Fatalf("step %s is by %v", a.Steps[k].ID, by)
			}
		}
		if _, err := plan.Find(a, plan.Options{Limit: 10_000}); err != nil {
			rt.Fatal(err)
		}
	})
	if refused == 0 {
		t.Error("no draft was refused")
	}
}

// Words keep the order of the sizes, and do not depend on their unit.
func TestWordsKeepTheOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.Int64Range(-12, 12), 1, 9).Draw(t, "sizes")
		unit := rapid.Int64Range(1, 9).Draw(t, "unit")
		var shifts, scaled []*big.Rat
		for _, n := range sizes {
			shifts, scaled = append(shifts, big.NewRat(n, 2)), append(scaled, big.NewRat(n*unit, 2))
		}
		words := situation.Words(shifts)
		if !slices.Equal(words, situation.Words(scaled)) {
			t.Fatalf("%v, in another unit %v", words, situation.Words(scaled))
		}
		for a, n := range sizes {
			for b, m := range sizes {
				at, other := slices.Index(agreement.DefaultScale, words[a]), slices.Index(agreement.DefaultScale, words[b])
				if n*n > m*m && m != 0 && at > other || n == 0 && words[a] != "" || n*n == m*m && words[a] != words[b] {
					t.Fatalf("%d is %q, %d is %q", n, words[a], m, words[b])
				}
			}
		}
	})
}

const together = `party "ana" {
  name = "Ana"
}

party "ben" {
  name = "Ben"
}

standoff "s" {
  today    = []
  coalesce = [leave]

  option "leave" {
    by = ana
  }
  option "offer" {
    by = ben
  }

  prefer "ana" {
    statements = [leave, offer]
  }
  prefer "ben" {
    statements = [!leave, !offer]
  }
}
`

// States told as one are one state of the model, and stand for all of them.
func TestStatesDrawnTogether(t *testing.T) {
	x := first(t, together)
	if n := x.Model.Size(); n != 3 {
		t.Fatalf("%d states, want 3", n)
	}
	left := x.Number(1)
	if other := x.Number(3); left != other || x.Members[left] != 2 {
		t.Errorf("leaving is state %d without an offer and %d with one, for %d combinations", left, other, x.Members[left])
	}
	if x.Number(0) == x.Number(2) {
		t.Error("with and without an offer are one state")
	}
	if got, err := x.Find("leave, offer"); err != nil || got != left {
		t.Errorf("found %d, %v", got, err)
	}
	var apart []string
	for _, who := range x.Apart() {
		apart = append(apart, who.ID)
	}
	if !slices.Equal(apart, []string{"ana", "ben"}) {
		t.Errorf("%v do not like all states of the group equally", apart)
	}
}

// What cannot be made a model of says why.
func TestFaults(t *testing.T) {
	for kind, src := range map[situation.FaultKind]string{
		situation.Empty:    strings.Replace(together, "coalesce = [leave]", "infeasible = [leave, !leave]", 1),
		situation.NotToday: strings.Replace(together, "coalesce = [leave]", "infeasible = [!leave]", 1),
		situation.Nobody:   "party \"ana\" {\n  name = \"Ana\"\n}\n\nstandoff \"s\" {\n}\n",
	} {
		a := read(t, src)
		_, err := situation.New(a, a.Standoffs[0])
		var fault *situation.Fault
		if !errors.As(err, &fault) || fault.Kind != kind || !fault.Place.Known() || !strings.HasSuffix(fault.What, ".") {
			t.Errorf("%d: %v", kind, err)
		}
	}
}

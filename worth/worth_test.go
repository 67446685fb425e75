package worth

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/order"
)

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func number(s string) agreement.Amount { return agreement.Amount{Lo: rat(s), Hi: rat(s)} }

func entry(party string, cost bool, m agreement.Amount) agreement.Worth {
	return agreement.Worth{Party: agreement.Ref{ID: party}, Cost: cost, Amount: m}
}

func step(id, by string, undo string, worths ...agreement.Worth) *agreement.Step {
	s := &agreement.Step{Name: agreement.Name{ID: id}, By: []agreement.Ref{{ID: by}}, Worths: worths}
	if undo != "" {
		s.Undo = agreement.Opt[*big.Rat]{V: rat(undo), Given: true}
	}
	return s
}

func actor(id string, third bool) *agreement.Actor {
	return &agreement.Actor{Name: agreement.Name{ID: id}, Third: third}
}

func ref(id string) agreement.StepRef { return agreement.StepRef{Ref: agreement.Ref{ID: id}} }

func accounts(a *agreement.Agreement) (*agreement.Course, []*Account) {
	c := agreement.NewCourse(a, agreement.Asking{})
	return c, Accounts(c)
}

func state(c *agreement.Course, units ...int) order.Set { return order.SetOf(len(c.Units), units...) }

// Sanctions relief that can be put back, against dismantlement that cannot.
func snapback(locks bool) *agreement.Agreement {
	a := &agreement.Agreement{
		Actors: []*agreement.Actor{actor("usa", false), actor("dprk", false), actor("unsc", true)},
		Steps: []*agreement.Step{
			step("dismantle", "dprk", "", entry("usa", false, number("10")), entry("dprk", true, number("6"))),
			step("relief", "unsc", "0.75", entry("dprk", false, number("8")), entry("usa", true, number("4"))),
			step("final", "dprk", "1", entry("usa", false, number("4")), entry("dprk", false, number("0.1"))),
		},
	}
	if locks {
		a.Steps[2].Locks = []agreement.StepRef{ref("relief")}
	}
	return a
}

func TestFormulas(t *testing.T) {
	c, acc := accounts(snapback(false))
	usa, dprk := acc[0], acc[1]
	if len(acc) != 2 {
		t.Fatalf("%d accounts; a third party has none", len(acc))
	}
	for _, k := range []struct {
		what      string
		got, want string
	}{
		{"V of usa", usa.Say(usa.Total()), "10"},
		{"V of dprk, exact", dprk.Say(dprk.Total()), "2.1"},
		{"A of usa after relief: a quarter of the cost stays", usa.Say(usa.Holds(state(c, 1))), "-1"},
		{"A of dprk after relief", dprk.Say(dprk.Holds(state(c, 1))), "2"},
		{"T of dprk at the start", dprk.Say(dprk.Temptation(state(c))), "-2.1"},
		{"T of dprk after relief", dprk.Say(dprk.Temptation(state(c, 1))), "-0.1"},
		{"loss of dprk after dismantle", dprk.Say(dprk.Loss(state(c, 0))), "6"},
		{"T of usa at the end: u − Σρv", usa.Say(usa.Temptation(state(c, 0, 1, 2))), "3"},
		{"T of dprk at the end", dprk.Say(dprk.Temptation(state(c, 0, 1, 2))), "-6"},
		{"nobody undoes what it gains by: w of final", dprk.Say(dprk.Keep[2]), "0.1"},
	} {
		if k.got != k.want {
			t.Errorf("%s: %s, want %s", k.what, k.got, k.want)
		}
	}
}

func TestLocksMakePermanent(t *testing.T) {
	c, acc := accounts(snapback(true))
	for _, a := range acc {
		if got := a.Say(a.Temptation(state(c, 0, 1, 2))); got != "0" {
			t.Errorf("%s is tempted by %s at the end, though the relief is locked", a.Party.ID, got)
		}
	}
	if got := acc[1].Say(acc[1].Holds(state(c, 1))); got != "2" {
		t.Errorf("before the lock dprk holds %s, want 2", got)
	}
	a := snapback(true)
	a.Steps[2].Done.Given = true // the lock is in place before the relief
	c, acc = accounts(a)
	if got := acc[1].Say(acc[1].Holds(state(c, 1, 2))); got != "8.1" {
		t.Errorf("relief after its lock: dprk holds %s, want 8.1", got)
	}
}

func TestRanges(t *testing.T) {
	a := snapback(false)
	a.Steps[1].Worths = []agreement.Worth{
		entry("dprk", false, agreement.Amount{Lo: rat("80"), Hi: rat("120")}),
		entry("usa", true, agreement.Amount{Lo: rat("7"), Hi: rat("8")}),
	}
	_, acc := accounts(a)
	if got := acc[0].Say(acc[0].Value[1]); got != "-8" {
		t.Errorf("a cost of [7, 8] is worth %s at its worst, want -8", got)
	}
	if got := acc[0].Say(acc[0].Middle[1]); got != "-7.5" {
		t.Errorf("a cost of [7, 8] is worth %s at its middle, want -7.5", got)
	}
	if got := acc[1].Say(acc[1].Value[1]); got != "80" {
		t.Errorf("a gain of [80, 120] is worth %s at its worst, want 80", got)
	}
}

func TestPartsAreExact(t *testing.T) {
	a := snapback(false)
	a.Steps[1].Parts = agreement.Opt[int]{V: 3, Given: true}
	_, acc := accounts(a)
	if got := acc[1].Say(acc[1].Value[2]); got != "8/3" {
		t.Errorf("a third of 8 is %s", got)
	}
	if got := acc[1].Say(acc[1].Total()); got != "2.1" {
		t.Errorf("three thirds make %s, want 2.1", got)
	}
	sum := Vector{rat("0.1")}.Plus(Vector{rat("0.2")})
	if Number(sum[0]) != "0.3" {
		t.Errorf("0.1 + 0.2 is %s", Number(sum[0]))
	}
}

// Parts of unequal size have their shares of numbers and of words alike, and add up
// to the whole.
func TestSizesAreExact(t *testing.T) {
	a := snapback(false)
	a.Steps[1].Sizes = agreement.Opt[[]*big.Rat]{V: []*big.Rat{rat("2"), rat("0.5"), rat("0.5")}, Given: true}
	_, acc := accounts(a)
	var got []string
	for u := 1; u <= 3; u++ {
		got = append(got, acc[1].Say(acc[1].Value[u]))
	}
	if want := []string{"16/3", "4/3", "4/3"}; !slices.Equal(got, want) {
		t.Errorf("the parts of 8 are %q", got)
	}
	if got := acc[1].Say(acc[1].Total()); got != "2.1" {
		t.Errorf("together %s, want 2.1", got)
	}
	v := Vector{rat("0"), rat("1")}
	half := agreement.Unit{Step: a.Steps[1], Part: 1, Share: rat("1/2")}
	if got := (&Account{Words: agreement.DefaultScale}).Say(v.of(half, -1)); got != "−0.5 major" {
		t.Errorf("a half of major, borne, is %q", got)
	}
}

func TestSayInWords(t *testing.T) {
	a := &Account{Words: agreement.DefaultScale}
	for _, k := range []struct {
		v    [5]string
		want string
	}{
		{[5]string{"0", "0", "0", "0", "0"}, "0"},
		{[5]string{"0", "1", "0", "0", "0"}, "major"},
		{[5]string{"2", "0", "0", "-1/2", "0"}, "2 vital − 0.5 minor"},
		{[5]string{"0", "-1/3", "1", "0", "0"}, "−1/3 major + moderate"},
	} {
		v := a.zero()
		for i, s := range k.v {
			v[i] = rat(s)
		}
		if got := a.Say(v); got != k.want {
			t.Errorf("%v is said %q, want %q", k.v, got, k.want)
		}
	}
}

func TestNoGain(t *testing.T) {
	a := snapback(false)
	a.Actors[1].WalkAway = agreement.Opt[agreement.Amount]{V: number("2.1"), Given: true}
	_, acc := accounts(a)
	if acc[0].NoGain() || !acc[1].NoGain() {
		t.Error("dprk has 2.1 outside and 2.1 inside: it gains nothing; usa gains 10")
	}
}

// Grade against its meaning: the sign of the vector under many magnitudes.
func TestGradeByMagnitudes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "words")
		v := zeros(n)
		for k := range v {
			v[k].SetInt64(rapid.Int64Range(-3, 3).Draw(t, "entry"))
		}
		positive, negative := false, false
		// Magnitudes are m_k = Σ_{j≥k} λ_j. Small and large λ > 0 come as close to
		// every ray of the cone as the entries above can tell apart.
		for choice := range 1 << (2 * n) {
			size, m := new(big.Rat), new(big.Rat)
			for k := n - 1; k >= 0; k-- {
				m.Add(m, big.NewRat([]int64{1, 40, 1600, 64000}[choice>>(2*k)&3], 1))
				size.Add(size, new(big.Rat).Mul(m, v[k]))
			}
			positive = positive || size.Sign() > 0
			negative = negative || size.Sign() < 0
		}
		want := Depends
		switch {
		case !positive:
			want = Always
		case !negative:
			want = Never
		}
		if got := v.Grade(); got != want {
			t.Fatalf("grade of %v is %v, magnitudes say %v", v, got, want)
		}
	})
}

// What a step is worth is final with its performance, with the step that locks
// it, or never.
func TestFinalBy(t *testing.T) {
	a := &agreement.Agreement{
		Actors: []*agreement.Actor{actor("p", false), actor("q", false)},
		Steps: []*agreement.Step{
			step("kept", "p", "", entry("p", true, number("1"))),
			step("undone", "p", "0.5", entry("p", true, number("1"))),
			step("gained", "p", "0.5", entry("p", false, number("9")), entry("q", false, number("9"))),
			step("locked", "p", "0.5", entry("p", true, number("1"))),
			step("lock", "q", "", entry("q", true, number("1"))),
		},
	}
	a.Steps[4].Locks = []agreement.StepRef{ref("locked")}
	for _, done := range []bool{false, true} {
		a.Steps[4].Done.Given = done
		_, all := accounts(a)
		want := []int{0, -1, 2, 4, 4}
		if done { // what was locked before it was performed is permanent at once
			want[3] = 3
		}
		for u, by := range want {
			if got := all[0].FinalBy(u); got != by {
				t.Errorf("lock done %v: %s is final by %d, want %d", done, a.Steps[u].ID, got, by)
			}
		}
	}
}

package report

import (
	"math/big"
	"testing"

	"detente/agreement"
	"detente/plan"
	"detente/syntax"
)

func read(t *testing.T, text string) *plan.Result {
	t.Helper()
	file, list := syntax.Parse("a.deal", []byte(text))
	a, found := agreement.Read([]*syntax.File{file})
	if list.HasErrors() || found.HasErrors() {
		t.Fatalf("%v %v", list, found)
	}
	r, err := plan.Find(a, plan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const swap = `
party "east" { breach_cost = 2 }
party "west" {
  breach_cost = great
  scale       = [great, fair, small]
}
third_party "bank" {}
step "first" {
  by    = bank
  gains = { east = 1 }
  done  = "2030-01-01"
}
step "maps" {
  by          = east
  parts       = 2
  costs       = { east = 1 }
  gains       = { west = great }
  verified_by = bank
}
step "fuel" {
  by      = west
  costs   = { west = fair }
  gains   = { east = [4, 6] }
  after   = [maps]
  detects = 0.25
}
`

func TestVerificationRecord(t *testing.T) {
	p := NewPlan("", read(t, swap), nil)
	if len(p.Verification) != 3 {
		t.Fatalf("%d rows, want 3: %v", len(p.Verification), p.Verification)
	}
	maps, fuel := p.Verification[1], p.Verification[2]
	// it saves 0.5, and would lose 6 − 0.5 by being noticed
	if maps.Name != "maps[2]" || maps.Saves != "0.5" || *maps.Exact != "1/12" || maps.Judgement != "unstated" || maps.Words || maps.Detects != nil {
		t.Errorf("maps[2]: %+v", maps)
	}
	if maps.At == nil || maps.At.Round != 1 || len(maps.At.Performed) != 1 || maps.VerifiedBy[0] != "bank" {
		t.Errorf("maps[2] at %+v by %v", maps.At, maps.VerifiedBy)
	}
	// in words: 0 where only what is great counts, and 1/(1 + 0) where fair counts as much
	if fuel.Name != "fuel" || fuel.Judgement != "unverified" || *fuel.Exact != "1" || !fuel.Words || *fuel.Detects != 0.25 || fuel.Saves != "fair" {
		t.Errorf("fuel: %+v", fuel)
	}
	want := Sampling{Step: "maps", Party: "east", Occasions: 2, Needed: Chance(1.0 / 11), Notices: 1, Enough: 1, Each: Chance(1.0 / 11), Seen: Chance(1.0 / 12)}
	if len(p.Sampling) != 1 || p.Sampling[0] != want {
		t.Errorf("sampling %+v, want %+v", p.Sampling, want)
	}
}

func TestToleranceRecord(t *testing.T) {
	p := NewPlan("", read(t, swap), nil)
	if len(p.Tolerances) != 2 {
		t.Fatalf("%d parties", len(p.Tolerances))
	}
	east, west := p.Tolerances[0], p.Tolerances[1]
	if !east.Holds || east.Party != "east" || len(east.Worths) != 3 {
		t.Fatalf("%+v", east)
	}
	// The agreement brings 5, the gain counted at its middle; to leave at the start
	// would lose 4 and 1 and cost 2.
	maps, fuel := east.Worths[0], east.Worths[2]
	if maps.Step != "maps" || !maps.Cost || maps.Stated != "1" || *maps.Limit != "6" || maps.Included || maps.End != "no_gain" || *maps.Off != 5 {
		t.Errorf("maps: %+v", maps)
	}
	if fuel.Step != "fuel" || fuel.Cost || fuel.Stated != "4" || fuel.End != "nothing" || fuel.Limit != nil || fuel.Off != nil || fuel.At != nil {
		t.Errorf("fuel: %+v", fuel)
	}
	// great for fair: with one word less of either nothing would be gained
	for _, w := range west.Worths {
		if w.Off != nil || *w.Limit != w.Stated || !w.Included || w.End != "no_gain" || w.Cost != (w.Step == "fuel") {
			t.Errorf("west: %+v", w)
		}
	}
}

// What is rounded for people is rounded so that it is enough.
func TestAtLeast(t *testing.T) {
	for _, x := range []struct {
		chance *big.Rat
		want   string
	}{
		{new(big.Rat), "0%"},
		{big.NewRat(1, 3), "33.4%"},
		{big.NewRat(2, 5), "40%"},
		{big.NewRat(333, 1000), "33.3%"},
		{big.NewRat(556, 1000), "55.6%"},
		{big.NewRat(1, 1_000_000), "0.1%"},
		{big.NewRat(9999, 10000), "100%"},
		{big.NewRat(1, 1), "100%"},
	} {
		if got := chance(x.chance).AtLeast(); got != x.want {
			t.Errorf("%v is %s, want %s", x.chance, got, x.want)
		}
	}
	for n := range int64(1001) {
		if got, want := chance(big.NewRat(n, 1000)).AtLeast(), Share(float64(n)/1000).Percent(); got != want {
			t.Errorf("%d of 1000 is %s, want %s", n, got, want)
		}
	}
}

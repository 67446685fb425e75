package inspection

import (
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fraction reads 1, "2/5" or "1/2" of the oracle.
type fraction struct{ *big.Rat }

func (f *fraction) UnmarshalJSON(b []byte) error {
	r, ok := new(big.Rat).SetString(strings.Trim(string(b), `"`))
	if !ok {
		return fmt.Errorf("%s is no fraction", b)
	}
	f.Rat = r
	return nil
}

type games struct {
	Value   map[string]map[string]fraction `json:"value"`
	Inspect map[string]map[string]fraction `json:"p_inspect"`
	Dresher map[string]fraction            `json:"dresher_ferguson_q_half"`
	Deter   []struct {
		N      int      `json:"n"`
		B      fraction `json:"b"`
		Reward fraction `json:"legal_reward"`
		M      int      `json:"min_m"`
	} `json:"min_inspections_to_deter"`
}

func oracle(t *testing.T) games {
	t.Helper()
	b, err := os.ReadFile("../testdata/oracles/inspection_games.json")
	if err != nil {
		t.Fatal(err)
	}
	var g games
	if err := json.Unmarshal(b, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Value) != 4 || len(g.Inspect) != 4 || len(g.Dresher) != 44 || len(g.Deter) != 36 {
		t.Fatalf("%d, %d, %d, %d: rows are missing", len(g.Value), len(g.Inspect), len(g.Dresher), len(g.Deter))
	}
	return g
}

func rows(t *testing.T, of map[string]fraction, check func(n, m int, want *big.Rat)) {
	t.Helper()
	if len(of) != 44 {
		t.Fatalf("%d rows, want 44", len(of))
	}
	for key, want := range of {
		var n, m int
		if _, err := fmt.Sscanf(key, "%d,%d", &n, &m); err != nil {
			t.Fatal(err)
		}
		check(n, m, want.Rat)
	}
}

func rat(s string) *big.Rat {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		panic(s)
	}
	return r
}

func TestValuesOfTheOracle(t *testing.T) {
	for b, of := range oracle(t).Value {
		rows(t, of, func(n, m int, want *big.Rat) {
			if got := Value(n, m, rat(b)); got.Cmp(want) != 0 {
				t.Errorf("I(%d, %d) at b = %s is %v, want %v", n, m, b, got, want)
			}
		})
	}
}

// For m = n the oracle inspects for sure; any chance from Chance on keeps the
// value at 0.
func TestChancesOfTheOracle(t *testing.T) {
	for b, of := range oracle(t).Inspect {
		rows(t, of, func(n, m int, want *big.Rat) {
			got := Chance(n, m, rat(b))
			switch {
			case m < n && got.Cmp(want) != 0, got.Cmp(want) > 0:
				t.Errorf("p(%d, %d) at b = %s is %v, want %v", n, m, b, got, want)
			case m == n && secured(n, m, rat(b), want).Sign() != 0, m == n && secured(n, m, rat(b), got).Sign() != 0:
				t.Errorf("p(%d, %d) at b = %s: inspecting with %v or %v does not deter", n, m, b, got, want)
			}
		})
	}
}

func TestDresher(t *testing.T) {
	rows(t, oracle(t).Dresher, func(n, m int, want *big.Rat) {
		if got := Chance(n, m, rat("1")); got.Cmp(want) != 0 {
			t.Errorf("q(%d, %d) is %v, want %v", n, m, got, want)
		}
	})
}

func TestDeterringOfTheOracle(t *testing.T) {
	for _, x := range oracle(t).Deter {
		if got := Deterring(x.N, x.B.Rat, x.Reward.Rat); got != x.M {
			t.Errorf("n = %d, b = %v, reward %v: %d inspections, want %d", x.N, x.B, x.Reward, got, x.M)
		}
	}
	if got := Deterring(7, rat("3"), new(big.Rat)); got != 7 {
		t.Errorf("without a reward %d inspections of 7 are said to deter", got)
	}
}

// secured is what the inspected party can get where the inspector inspects now
// with chance p and goes on as the value of the rest says.
func secured(n, m int, b, p *big.Rat) *big.Rat {
	rest := func(n, m int) *big.Rat {
		if n == 0 {
			return new(big.Rat)
		}
		return recursive(n, m, b)
	}
	one := rat("1")
	not := new(big.Rat).Sub(one, p)
	perform, pretend := new(big.Rat).Mul(not, rest(n-1, m)), new(big.Rat).Set(not)
	if m > 0 {
		perform.Add(perform, new(big.Rat).Mul(p, rest(n-1, m-1)))
	}
	pretend.Sub(pretend, new(big.Rat).Mul(p, b))
	if pretend.Cmp(perform) > 0 {
		return pretend
	}
	return perform
}

// recursive is the value of the game by its definition: now inspect or not,
// perform or pretend; a two by two game whose value both sides can secure.
func recursive(n, m int, b *big.Rat) *big.Rat {
	switch {
	case m >= n:
		return new(big.Rat)
	case m == 0:
		return rat("1")
	}
	x, y := recursive(n-1, m-1, b), recursive(n-1, m, b)
	// p·x + (1−p)·y = (1−p) − p·b
	p := new(big.Rat).Sub(rat("1"), y)
	down := new(big.Rat).Add(rat("1"), b)
	p.Quo(p, down.Add(down, new(big.Rat).Sub(x, y)))
	value := new(big.Rat).Mul(p, new(big.Rat).Add(rat("1"), b))
	return value.Sub(rat("1"), value)
}

func TestClosedFormAndRecursion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := big.NewRat(rapid.Int64Range(0, 9).Draw(t, "b"), rapid.Int64Range(1, 7).Draw(t, "of"))
		n := rapid.IntRange(1, 11).Draw(t, "n")
		m := rapid.IntRange(0, n+1).Draw(t, "m")
		want := recursive(n, m, b)
		if got := Value(n, m, b); got.Cmp(want) != 0 {
			t.Fatalf("I(%d, %d) at b = %v is %v, by recursion %v", n, m, b, got, want)
		}
		if got := secured(n, min(n, m), b, Chance(n, m, b)); got.Cmp(want) != 0 {
			t.Fatalf("(%d, %d) at b = %v: inspecting with the chance %v secures %v, want %v", n, m, b, Chance(n, m, b), got, want)
		}
	})
}

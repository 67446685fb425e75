package narrate

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		share    *big.Rat
		decimals int
		want     string
	}{
		{new(big.Rat), 0, "0%"},
		{big.NewRat(1, 4), 0, "25%"},
		{big.NewRat(-1, 4), 0, "25%"},
		{big.NewRat(1, 3), 0, "about 33%"},
		{big.NewRat(1, 3), 1, "about 33.3%"},
		{big.NewRat(1, 8), 0, "about 13%"},
		{big.NewRat(1, 8), 1, "12.5%"},
		{big.NewRat(5, 4), 0, "125%"},
		{big.NewRat(1, 1), 0, "100%"},
		{big.NewRat(999, 1000), 0, "nearly 100%"},
		{big.NewRat(1001, 1000), 0, "just over 100%"},
		{big.NewRat(999, 1000), 1, "99.9%"},
		{big.NewRat(1, 1000), 0, "under 1%"},
		{big.NewRat(1, 1001), 1, "under 0.1%"},
		{big.NewRat(1, 100), 0, "1%"},
	} {
		if got := Percent(c.share, c.decimals); got != c.want {
			t.Errorf("%v to %d decimals is %s, want %s", c.share, c.decimals, got, c.want)
		}
	}
}

// A percentage never stands on the other side of nothing, or of all, than the
// share does, and is within half a step of it.
func TestPercentIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := big.NewRat(rapid.Int64Range(0, 3000).Draw(t, "num"), rapid.Int64Range(1, 1000).Draw(t, "den"))
		decimals := rapid.IntRange(0, 1).Draw(t, "decimals")
		text := Percent(share, decimals)
		number := strings.TrimSuffix(text[strings.LastIndex(text, " ")+1:], "%")
		shown, ok := new(big.Rat).SetString(number)
		if !ok {
			t.Fatal(text)
		}
		p := new(big.Rat).Mul(share, big.NewRat(100, 1))
		off := new(big.Rat).Sub(shown, p)
		half := big.NewRat(1, []int64{2, 20}[decimals])
		exact := text == number+"%"
		switch {
		case exact != (off.Sign() == 0):
			t.Fatalf("%v is %s", share, text)
		case strings.HasPrefix(text, "under"):
			if off.Sign() <= 0 || p.Sign() == 0 {
				t.Fatalf("%v is %s", share, text)
			}
		case off.Abs(off).Cmp(half) > 0:
			t.Fatalf("%v is %s", share, text)
		}
		if number == "0" && share.Sign() != 0 || text == "100%" && share.Cmp(big.NewRat(1, 1)) != 0 {
			t.Fatalf("%v is %s", share, text)
		}
	})
}

func amountOf(s string) agreement.Amount {
	lo, hi, ranged := strings.Cut(s, "..")
	if !ranged {
		hi = lo
	}
	l, ok := new(big.Rat).SetString(lo)
	h, fine := new(big.Rat).SetString(hi)
	if !ok || !fine {
		return agreement.Amount{Word: s}
	}
	return agreement.Amount{Lo: l, Hi: h}
}

func TestDigits(t *testing.T) {
	for s, want := range map[string]int{
		"6": 1, "10": 2, "2.5": 2, "0.05": 1, "-7": 1, "120": 3, "1000000": 3, "0.125": 3, "1/3": 3, "major": 1,
		"80..120": 1, "95..105": 2, "100..110": 2, "995..1005": 3, "7..8": 1, "0..5": 1, "-1..1": 1, "119.5..120.5": 3,
	} {
		if got := digits(amountOf(s)); got != want {
			t.Errorf("%s has %d digits, want %d", s, got, want)
		}
	}
}

func TestDecimals(t *testing.T) {
	for list, want := range map[string]int{"120 250 100": 1, "120 250 10": 0, "120 0 250": 1, "6 4": 0, "": 0, "100..150 200": 0, "12.5 2.25": 1} {
		p := &agreement.Actor{Name: agreement.Name{ID: "p"}}
		a := &agreement.Agreement{Actors: []*agreement.Actor{p}}
		for _, s := range strings.Fields(list) {
			a.Steps = append(a.Steps, &agreement.Step{Worths: []agreement.Worth{
				{Party: agreement.Ref{ID: "p"}, Amount: amountOf(s)},
				{Party: agreement.Ref{ID: "other"}, Amount: amountOf("1")},
			}})
		}
		if got := Decimals(a, p); got != want {
			t.Errorf("%q: %d decimals, want %d", list, got, want)
		}
	}
}

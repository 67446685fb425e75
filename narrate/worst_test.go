package narrate

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/internal/long"
	"detente/order"
	"detente/worth"
)

// The worst moments of a party are the worst of all states that the plan can meet,
// and what is said to have been performed by then is such a state.
func TestWorstOf(t *testing.T) {
	long.Checks(t, 200, 5000)
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
		all := WorstOf(r)
		if len(rounds) > 0 && len(all) != len(d.accounts) {
			t.Fatalf("%d parties are told of, %d state worths", len(all), len(d.accounts))
		}
		for i, w := range all {
			a := d.accounts[i]
			leaving := func(s order.Set) *big.Rat { return a.Reference(a.Temptation(s)) }
			below := func(s order.Set) *big.Rat { return a.Reference(a.Loss(s)) }
			d.checkExtreme(t, rounds, w.Leaving, a.Unit(), leaving)
			d.checkExtreme(t, rounds, w.Exposure, a.Unit(), below)
		}
	})
}

func (d dumb) checkExtreme(t *rapid.T, rounds [][]int, x Extreme, unit *big.Rat, size func(order.Set) *big.Rat) {
	var worst *big.Rat
	round, met := 0, false
	for k := range rounds {
		for _, s := range d.met(rounds, k) {
			v := new(big.Rat).Quo(size(s), unit)
			if worst == nil || v.Cmp(worst) > 0 {
				worst, round = v, k+1
			}
			met = met || k+1 == x.Round && v.Cmp(x.Share) == 0 && slices.Equal(d.performed(s), sorted(x.Performed))
		}
	}
	if x.Share.Cmp(worst) != 0 || x.Round != round || !met {
		t.Fatalf("told is %v in round %d when %v; the worst is %v in round %d", x.Share, x.Round, x.Performed, worst, round)
	}
}

// performed names the units performed at a state since the plan began.
func (d dumb) performed(s order.Set) []string {
	names := []string{}
	for u, unit := range d.c.Units {
		if s.Has(u) && d.c.EventOf(u) >= 0 {
			names = append(names, unit.Name())
		}
	}
	return sorted(names)
}

func sorted(names []string) []string {
	return slices.Sorted(slices.Values(names))
}

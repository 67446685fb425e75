package inspection

import (
	"math/big"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"detente/worth"
)

// uneven are parts of which each saves its own amount, with the lot that is said to
// be enough for them: what is lost when one is noticed is the same for all.
type uneven struct {
	Sampling
	saves []*big.Rat
	loss  *big.Rat
}

func drawUneven(t *rapid.T) uneven {
	x := uneven{loss: big.NewRat(rapid.Int64Range(1, 12).Draw(t, "loss"), 4)}
	x.Notices, x.Needed = big.NewRat(rapid.Int64Range(4, 12).Draw(t, "notices"), 12), new(big.Rat)
	for range rapid.IntRange(2, 6).Draw(t, "parts") {
		c := big.NewRat(rapid.Int64Range(1, 8).Draw(t, "saves"), 4)
		x.saves = append(x.saves, c)
		x.Needed = greater(x.Needed, new(big.Rat).Quo(c, new(big.Rat).Add(c, x.loss)))
	}
	x.Occasions = len(x.saves)
	return x
}

// A lot that treats parts of different sizes alike deters from pretending with any
// of them, and so does looking at each with the chance that the largest needs.
func TestSamplingOfUnevenPartsIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawUneven(t)
		if !x.draw() {
			return
		}
		for fakes := uint(1); fakes < 1<<x.Occasions; fakes++ {
			lot, drawn := new(big.Rat), choices(x.Occasions, x.Enough)
			for _, looked := range drawn {
				lot.Add(lot, x.expected(fakes, func(i int) *big.Rat {
					if looked[i] {
						return x.Notices
					}
					return new(big.Rat)
				}))
			}
			each := x.expected(fakes, func(int) *big.Rat { return x.Needed })
			if lot.Sign() > 0 || each.Sign() > 0 {
				t.Fatalf("pretending with %d of the parts %v pays", bits.OnesCount(fakes), x.saves)
			}
		}
	})
}

// expected is what pretending with the parts in fakes, one after another, brings over
// performing, each being noticed with its chance: what those save that pass, until
// one is noticed.
func (x uneven) expected(fakes uint, chance func(int) *big.Rat) *big.Rat {
	sum, passes, gained := new(big.Rat), rat("1"), new(big.Rat)
	for i, c := range x.saves {
		if fakes>>i&1 == 0 {
			continue
		}
		noticed := new(big.Rat).Mul(passes, chance(i))
		sum.Add(sum, new(big.Rat).Mul(noticed, new(big.Rat).Sub(gained, x.loss)))
		passes.Sub(passes, noticed)
		gained.Add(gained, c)
	}
	return sum.Add(sum, passes.Mul(passes, gained))
}

// Who sees which parts were looked at gains no more than is said of the largest.
func TestSeenIsABoundOfUnevenParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := drawUneven(t)
		if !x.draw() {
			return
		}
		most := new(big.Rat)
		for _, c := range x.saves {
			most = greater(most, c)
		}
		if got, bound := x.best(0, x.Enough), new(big.Rat).Mul(x.Seen, most); got.Cmp(bound) > 0 {
			t.Fatalf("of the parts %v it can gain %v, not %v at most", x.saves, got, bound)
		}
	})
}

// best is the most that pretending once can bring from part i on, m inspections left,
// against an inspector that takes all parts for as large as the largest.
func (x uneven) best(i, m int) *big.Rat {
	if i == x.Occasions {
		return new(big.Rat)
	}
	b := new(big.Rat).Sub(new(big.Rat).Inv(x.Each), rat("1"))
	p := Chance(x.Occasions-i, m, b)
	not := new(big.Rat).Sub(rat("1"), p)
	wait := new(big.Rat).Mul(not, x.best(i+1, m))
	if m > 0 {
		wait.Add(wait, new(big.Rat).Mul(p, x.best(i+1, m-1)))
	}
	noticed := new(big.Rat).Mul(p, x.Notices)
	now := new(big.Rat).Mul(new(big.Rat).Sub(rat("1"), noticed), x.saves[i])
	return greater(wait, now.Sub(now, noticed.Mul(noticed, x.loss)))
}

// Two thirds of a step, then a third, raise between them: each part has the threshold of what it
// saves when it comes up, 9 being at risk and then 1, and the lot is for the greater.
func TestThresholdsOfUnevenParts(t *testing.T) {
	r := find(t, `
party "union" { breach_cost = 2 }
party "company" { breach_cost = 9 }
third_party "court" {}
step "return" {
  by          = union
  sizes       = [2, 1]
  costs       = { union = 3 }
  gains       = { company = 10 }
  verified_by = court
}
step "raise" {
  by    = company
  costs = { company = 6 }
  gains = { union = 10 }
}
`)
	var got []string
	for _, x := range Thresholds(r) {
		if x.Account.Party.ID == "union" {
			got = append(got, r.Course.Units[x.Unit].Name()+" saves "+worth.Number(x.Saves[0])+" needs "+x.Needed.RatString())
		}
	}
	if len(got) != 2 || got[0] != "return[1] saves 2 needs 2/11" || got[1] != "return[2] saves 1 needs 1/2" {
		t.Errorf("%q", got)
	}
	if s := Samplings(r.Course, Thresholds(r)); len(s) != 1 || s[0].Enough != 1 || s[0].Each.RatString() != "1/2" {
		t.Errorf("%v", s)
	}
}

package inspection

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/order"
	"detente/plan"
	"detente/worth"
)

// pretender is a party that may, at each of its steps, perform it, pretend to, or
// leave, while all others perform theirs one after another.
type pretender struct {
	r      *plan.Result
	a      *worth.Account
	detect map[int]*big.Rat // by unit
	fakes  map[int]bool
}

// best is the most it can expect from event i of the plan on.
func (p *pretender) best(i int) *big.Rat {
	leaving := p.leaving(i)
	if i == len(p.r.Rounds) {
		end := new(big.Rat).Set(p.a.Total()[0])
		for u := range p.fakes {
			end.Sub(end, p.a.Value[u][0])
		}
		return greater(end, leaving)
	}
	var own []int
	for _, u := range p.r.Course.Events[p.r.Rounds[i].Events[0]].Units {
		if p.detect[u] != nil {
			own = append(own, u)
		}
	}
	most := leaving
	for choice := range 1 << len(own) {
		unnoticed := rat("1")
		for k, u := range own {
			if choice>>k&1 == 1 {
				p.fakes[u] = true
				unnoticed.Mul(unnoticed, new(big.Rat).Sub(rat("1"), p.detect[u]))
			}
		}
		noticed := new(big.Rat).Sub(rat("1"), unnoticed)
		expected := noticed.Mul(noticed, leaving)
		if unnoticed.Sign() > 0 {
			expected.Add(expected, unnoticed.Mul(unnoticed, p.best(i+1)))
		}
		most = greater(most, expected)
		for _, u := range own {
			delete(p.fakes, u)
		}
	}
	return most
}

// leaving is what it has if everything breaks down before event i.
func (p *pretender) leaving(i int) *big.Rat {
	c := p.r.Course
	s := order.NewSet(len(c.Units))
	for u := range c.Units {
		e := c.EventOf(u)
		if e < 0 || slices.ContainsFunc(p.r.Rounds[:i], func(r plan.Round) bool { return r.Events[0] == e }) {
			s.Add(u)
		}
	}
	x := p.a.Holds(s).Plus(p.a.WalkAway).Minus(p.a.BreachCost)[0]
	for u := range p.fakes {
		if s.Has(u) {
			kept := new(big.Rat).Sub(rat("1"), p.a.Lacks(u, s))
			x.Sub(x, kept.Mul(kept, p.a.Value[u][0]))
		}
	}
	return x
}

func greater(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// oneByOne gives each event a round of its own.
func oneByOne(r *plan.Result) {
	var pairs [][2]int
	for _, e := range r.Course.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	o, _ := order.New(len(r.Course.Events), pairs)
	var rounds []plan.Round
	for _, round := range r.Rounds {
		for _, e := range o.Sequence() {
			if slices.Contains(round.Events, e) {
				rounds = append(rounds, plan.Round{Events: []int{e}})
			}
		}
	}
	r.Rounds = rounds
}

// Where every step is detected with the probability of its own threshold, no
// pretending with any number of them, and no leaving after it, is worth more than
// to perform everything. Where one of them is detected with less, something is.
func TestThresholdsAreEnoughAgainstAllPretending(t *testing.T) {
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		r := draw(t)
		oneByOne(r)
		all := Thresholds(r)
		for _, a := range worth.Accounts(r.Course) {
			p := &pretender{r: r, a: a, detect: map[int]*big.Rat{}, fakes: map[int]bool{}}
			honest := a.Total()[0]
			if a.Words != nil || p.best(0).Cmp(honest) > 0 { // the plan does not hold for it
				continue
			}
			var own []Threshold
			for _, x := range all {
				if x.Account.Party == a.Party && x.Needed.Sign() > 0 {
					own = append(own, x)
					p.detect[x.Unit] = x.Needed
				}
			}
			if got := p.best(0); got.Cmp(honest) != 0 {
				t.Fatalf("%s can expect %v by pretending, %v by performing", a.Party.ID, got, honest)
			}
			for _, x := range own {
				tried++
				p.detect[x.Unit] = new(big.Rat).Mul(x.Needed, rat("0.999"))
				if got := p.best(0); got.Cmp(honest) <= 0 {
					t.Fatalf("%s gains nothing by pretending though unit %d is detected with less than %v", a.Party.ID, x.Unit, x.Needed)
				}
				p.detect[x.Unit] = x.Needed
			}
		}
	})
	if tried == 0 {
		t.Error("no threshold was tried")
	}
}

// choices lists the ways to draw m of n.
func choices(n, m int) [][]bool {
	if n == 0 {
		return [][]bool{nil}
	}
	var all [][]bool
	if m < n {
		for _, rest := range choices(n-1, m) {
			all = append(all, append([]bool{false}, rest...))
		}
	}
	if m > 0 {
		for _, rest := range choices(n-1, m-1) {
			all = append(all, append([]bool{true}, rest...))
		}
	}
	return all
}

// expected is what pretending with the parts in fakes, one after another, brings
// over performing: 1 for each that passes, until one is noticed, which brings
// −loss.
func expected(fakes int, drawn [][]bool, notices, loss *big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, looked := range drawn {
		passes, gained := rat("1"), new(big.Rat)
		for i, look := range looked {
			if fakes>>i&1 == 0 {
				continue
			}
			noticed := new(big.Rat)
			if look {
				noticed.Mul(passes, notices)
			}
			sum.Add(sum, new(big.Rat).Mul(noticed, new(big.Rat).Sub(gained, loss)))
			passes.Sub(passes, noticed)
			gained.Add(gained, rat("1"))
		}
		sum.Add(sum, passes.Mul(passes, gained))
	}
	return sum.Quo(sum, big.NewRat(int64(len(drawn)), 1))
}

// A lot among the parts deters from pretending with any number of them, and one
// part fewer does not.
func TestSamplingIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "parts")
		s := Sampling{
			Occasions: n, Needed: big.NewRat(rapid.Int64Range(1, 12).Draw(t, "needed"), 12),
			Notices: big.NewRat(rapid.Int64Range(1, 12).Draw(t, "notices"), 12),
		}
		if !s.draw() {
			if s.Needed.Cmp(s.Notices) <= 0 {
				t.Fatalf("no sampling for %v", s)
			}
			return
		}
		loss := new(big.Rat).Inv(s.Needed) // d* = 1/(1 + loss)
		loss.Sub(loss, rat("1"))
		for fakes := range 1 << n {
			if x := expected(fakes, choices(n, s.Enough), s.Notices, loss); x.Sign() > 0 {
				t.Fatalf("looking at %d of %d leaves %v to gain by pretending with %b", s.Enough, n, x, fakes)
			}
		}
		if x := expected(1, choices(n, s.Enough-1), s.Notices, loss); x.Sign() <= 0 {
			t.Fatalf("looking at %d of %d would do, not only %d", s.Enough-1, n, s.Enough)
		}
		if s.Each.Cmp(rat("1")) > 0 || s.Seen.Sign() < 0 || s.Enough == n && s.Seen.Sign() != 0 {
			t.Fatalf("each %v, seen %v", s.Each, s.Seen)
		}
	})
}

func TestSamplings(t *testing.T) {
	r := inTurn(t)
	all := Thresholds(r)
	got := Samplings(r.Course, all)
	if len(got) != 0 { // 0.5 is stated and 3/5 needed
		t.Fatalf("%d samplings although no inspection is good enough", len(got))
	}
	for _, s := range r.Course.Agreement.Steps {
		s.Detects.Given = false
	}
	got = Samplings(r.Course, Thresholds(r))
	if len(got) != 1 || got[0].Step.ID != "return" { // nobody confirms raise
		t.Fatalf("%d samplings, want one", len(got))
	}
	s := got[0]
	if s.Occasions != 5 || s.Needed.Cmp(rat("3/5")) != 0 || s.Enough != 3 || s.Each.Cmp(rat("3/5")) != 0 || s.Notices.Cmp(rat("1")) != 0 {
		t.Errorf("%d of %d, or each with %v", s.Enough, s.Occasions, s.Each)
	}
	if want := Value(5, 3, rat("2/3")); s.Seen.Cmp(want) != 0 {
		t.Errorf("seen %v, want %v", s.Seen, want)
	}
}

// Package families draws agreements of several kinds at random, the same for the
// same seed, to measure the planner by and to try it on more than examples.
//
// They differ in what makes an order hard to find: how much waits for what, how
// little is gained, whether things get worse before they get better. Every party
// gains by the whole of each agreement, so that there is always something to plan.
package families

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"

	"detente/agreement"
)

// Family is one kind of agreement.
type Family struct {
	Name string
	// Says is what is drawn, in a sentence.
	Says string
	// Parties is the number of parties where the family fixes it; 0 where it does not.
	Parties int
	draw    func(d *draft)
}

// All lists the families.
func All() []Family {
	return []Family{
		{"plain", "each step costs its performer 1 to 10 and brings another party 1 to 20; one pair in ten among neighbours waits; leaving costs 3", 0, plain},
		{"tight", "each step brings another party hardly more than it costs its performer; one pair in four among neighbours waits", 0, tight},
		{"chains", "each party performs its steps in three chains, some of which wait for steps of others", 0, chains},
		{"locks", "a third of the steps can be taken back in part, and every tenth makes some of them permanent; leaving costs 20", 0, locks},
		{"humps", "chains of ten steps in which one side delivers first and the other pays afterwards", 0, humps},
		{"swings", "chains of ten steps that move every party's worths one way and then back", 0, swings},
		{"wide", "every step moves every party's worths up or down by up to 20; three pairs in twenty among neighbours wait", 0, wide},
		{"registers", "one party: values are computed from two of the last twenty-five and given up when no longer needed (register allocation, NP-hard: Sethi 1975)", 1, registers},
	}
}

// Named returns the family of that name.
func Named(name string) (Family, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Family{}, fmt.Errorf("there is no family %q", name)
}

// mostTries is how many drafts are drawn until everybody gains by one.
const mostTries = 10_000

// Draw draws one agreement of the family, with that many steps and parties. It
// panics where the family has none: where the steps are too few for everybody to
// gain, as in humps of 10 steps with 3 parties.
func (f Family) Draw(steps, parties int, seed uint64) *agreement.Agreement {
	if f.Parties > 0 {
		parties = f.Parties
	}
	for try := range uint64(mostTries) {
		d := newDraft(steps, parties, seed<<16|try)
		f.draw(d)
		if d.everybodyGains() {
			return d.agreement(f.Name)
		}
	}
	panic(fmt.Sprintf("families: no agreement of %d steps lets all of %d parties gain in the family %s", steps, parties, f.Name))
}

// draft is an agreement being drawn: worths as whole numbers, by step and party.
type draft struct {
	rand    *rand.Rand
	steps   int
	parties int
	by      []int
	worth   [][]int64
	after   [][]int
	undo    []int64 // in quarters
	locks   [][]int
	stake   int64
}

func newDraft(steps, parties int, seed uint64) *draft {
	d := &draft{
		rand: rand.New(rand.NewPCG(seed, 11)), steps: steps, parties: parties,
		by: make([]int, steps), worth: make([][]int64, steps), after: make([][]int, steps),
		undo: make([]int64, steps), locks: make([][]int, steps),
	}
	for i := range steps {
		d.worth[i] = make([]int64, parties)
	}
	return d
}

// pair draws who performs step i and for whom.
func (d *draft) pair(i int) (by, other int) {
	by = d.rand.IntN(d.parties)
	other = by
	if d.parties > 1 {
		other = (by + 1 + d.rand.IntN(d.parties-1)) % d.parties
	}
	d.by[i] = by
	return by, other
}

// swap draws a step of one party for another.
func (d *draft) swap(i int, cost, gain int64) {
	by, other := d.pair(i)
	d.worth[i][by] -= cost
	d.worth[i][other] += gain
}

// neighbours lets each step wait for one of the eight before it, with that chance
// in percent.
func (d *draft) neighbours(chance int) {
	for i := range d.steps {
		for j := max(0, i-8); j < i; j++ {
			if d.rand.IntN(100) < chance {
				d.after[i] = append(d.after[i], j)
			}
		}
	}
}

func plain(d *draft) {
	d.stake = 3
	for i := range d.steps {
		d.swap(i, 1+d.rand.Int64N(10), 1+d.rand.Int64N(20))
	}
	d.neighbours(10)
}

func tight(d *draft) {
	for i := range d.steps {
		cost := 1 + d.rand.Int64N(15)
		d.swap(i, cost, cost+1+d.rand.Int64N(6))
	}
	d.neighbours(25)
}

func chains(d *draft) {
	d.stake = 3
	last := make([][]int, 3*d.parties)
	for i := range d.steps {
		d.swap(i, 1+d.rand.Int64N(10), 1+d.rand.Int64N(20))
		c := 3*d.by[i] + d.rand.IntN(3)
		if n := len(last[c]); n > 0 {
			d.after[i] = append(d.after[i], last[c][n-1])
		}
		if other := last[d.rand.IntN(len(last))]; len(other) > 0 && d.rand.IntN(5) == 0 {
			d.after[i] = append(d.after[i], other[len(other)-1])
		}
		last[c] = append(last[c], i)
	}
}

func locks(d *draft) {
	plain(d)
	d.stake = 20
	for i := range d.steps {
		if i%10 == 9 {
			d.lock(i)
		} else if d.rand.IntN(3) == 0 {
			d.undo[i] = 1 + d.rand.Int64N(4)
		}
	}
}

// lock makes what was drawn since the last such step permanent.
func (d *draft) lock(i int) {
	for j := i - 9; j < i; j++ {
		if d.undo[j] > 0 && d.rand.IntN(2) == 0 {
			d.locks[i] = append(d.locks[i], j)
		}
	}
}

const link = 10 // steps of a chain

func humps(d *draft) {
	for i := range d.steps {
		k := i % link
		if k == 0 {
			d.pair(i)
		}
		first := i - k
		one, two := d.by[first], d.partner(first)
		by, other := one, two
		if k >= link/2 {
			by, other = two, one
		}
		cost := 1 + d.rand.Int64N(15)
		d.by[i] = by
		d.worth[i][by] -= cost
		d.worth[i][other] += cost + d.rand.Int64N(5)
		d.follow(i, k)
	}
}

// partner is the other side of the chain that begins with that step; it depends
// on nothing but the step's number.
func (d *draft) partner(first int) int {
	if d.parties == 1 {
		return 0
	}
	return (d.by[first] + 1 + first/link%(d.parties-1)) % d.parties
}

func (d *draft) follow(i, k int) {
	if k > 0 {
		d.after[i] = append(d.after[i], i-1)
	}
}

func swings(d *draft) {
	way := make([]int64, d.parties)
	for i := range d.steps {
		k := i % link
		if k == 0 {
			for p := range way {
				way[p] = int64(d.rand.IntN(3) - 1)
			}
			way[i/link%d.parties] = 1
		}
		for p, sign := range way {
			if k >= link/2 {
				sign = -sign
			}
			d.worth[i][p] = sign*d.rand.Int64N(10) + d.rand.Int64N(3) - 1
		}
		d.by[i] = d.payer(i)
		d.follow(i, k)
	}
	d.level(3, 12)
}

func wide(d *draft) {
	for i := range d.steps {
		for p := range d.parties {
			d.worth[i][p] = d.rand.Int64N(41) - 20
		}
		d.by[i] = d.payer(i)
	}
	d.neighbours(15)
	d.level(5, 20)
}

// payer is the party to whom the step costs most.
func (d *draft) payer(i int) int {
	return slices.Index(d.worth[i], slices.Min(d.worth[i]))
}

// level changes worths by one, step by step from the first, until every party
// gains at least least and at most most by the whole.
func (d *draft) level(least, most int64) {
	for p := range d.parties {
		gain := d.gain(p)
		for i := 0; gain < least; i = (i + 1) % d.steps {
			d.worth[i][p]++
			gain++
		}
		for i := 0; gain > most; i = (i + 1) % d.steps {
			d.worth[i][p]--
			gain--
		}
	}
}

// registers: step 2i computes value i, step 2i+1 gives it up once it has been
// used. The last value is kept.
func registers(d *draft) {
	n := d.steps / 2
	for i := range n {
		d.worth[2*i][0], d.worth[2*i+1][0] = 1, -1
		d.after[2*i+1] = append(d.after[2*i+1], 2*i)
		if i < 2 || d.rand.IntN(4) == 0 {
			continue
		}
		for range 2 {
			operand := i - 1 - d.rand.IntN(min(25, i))
			d.after[2*i] = append(d.after[2*i], 2*operand)
			d.after[2*operand+1] = append(d.after[2*operand+1], 2*i)
		}
	}
	d.worth[2*n-1][0] = 0
	if d.steps%2 == 1 {
		d.worth[d.steps-1][0] = 0
	}
}

func (d *draft) gain(party int) int64 {
	sum := int64(0)
	for i := range d.steps {
		sum += d.worth[i][party]
	}
	return sum
}

func (d *draft) everybodyGains() bool {
	for p := range d.parties {
		if d.gain(p) <= 0 {
			return false
		}
	}
	return true
}

// agreement writes the draft down.
func (d *draft) agreement(name string) *agreement.Agreement {
	a := &agreement.Agreement{ID: agreement.Name{ID: name}}
	for p := range d.parties {
		actor := &agreement.Actor{Name: agreement.Name{ID: fmt.Sprintf("p%d", p)}}
		actor.BreachCost = agreement.Opt[agreement.Amount]{V: number(d.stake), Given: d.stake > 0}
		a.Actors = append(a.Actors, actor)
	}
	for i := range d.steps {
		a.Steps = append(a.Steps, d.step(a, i))
	}
	return a
}

func (d *draft) step(a *agreement.Agreement, i int) *agreement.Step {
	s := &agreement.Step{Name: agreement.Name{ID: fmt.Sprintf("s%d", i)}, By: []agreement.Ref{{ID: a.Actors[d.by[i]].ID}}}
	for p, w := range d.worth[i] {
		if w != 0 {
			s.Worths = append(s.Worths, agreement.Worth{Party: agreement.Ref{ID: a.Actors[p].ID}, Cost: w < 0, Amount: number(max(w, -w))})
		}
	}
	if d.undo[i] > 0 {
		s.Undo = agreement.Opt[*big.Rat]{V: big.NewRat(d.undo[i], 4), Given: true}
	}
	s.After, s.Locks = stepRefs(d.after[i]), stepRefs(d.locks[i])
	return s
}

func stepRefs(steps []int) []agreement.StepRef {
	var refs []agreement.StepRef
	for _, i := range steps {
		refs = append(refs, agreement.StepRef{Ref: agreement.Ref{ID: fmt.Sprintf("s%d", i)}})
	}
	return refs
}

func number(x int64) agreement.Amount {
	n := big.NewRat(x, 1)
	return agreement.Amount{Lo: n, Hi: n}
}

package proof

import (
	"errors"
	"fmt"
	"math/big"

	"detente/cut"
	"detente/rounds"
)

// sum is one row's sum as it may stand in a round, or the row's sum turned round,
// for its lower limit.
//
// Say that in a round everybody performs what is prompt and nothing else yet. That
// can be met: what is prompt adds something, and nothing that takes something away
// stands in its way within the round. So the sum of all that has been performed
// before the round, and of what is prompt in it, must be within the limit. A group
// adds nothing while it stands in a later round, what is prompt of it while it
// stands in this one, and all of it when it stands in an earlier one.
type sum struct {
	row         int
	upper       bool
	prompt, all []int64 // by group
	most        int64
}

func (c *cases) addSums(row int) {
	r := c.p.Rows[row]
	c.sums = append(c.sums, c.newSum(row, true, r.Delta, r.High), c.newSum(row, false, opposite(r.Delta), -r.Low))
}

func (c *cases) newSum(row int, upper bool, delta []int64, most int64) sum {
	s := sum{row: row, upper: upper, most: most, prompt: make([]int64, len(c.group)), all: make([]int64, len(c.group))}
	for e, g := range c.of {
		s.all[g] += delta[e]
		if c.prompt(delta, e) {
			s.prompt[g] += delta[e]
		}
	}
	return s
}

// prompt reports whether the event adds something, and its performer never has to
// take something away in the same round before it.
func (c *cases) prompt(delta []int64, e int) bool {
	for a := range c.p.Order.Before(e).All {
		if delta[a] < 0 && !c.later[a].Has(e) {
			return false
		}
	}
	return delta[e] > 0
}

// adds is what a group adds to the sum where it stands there.
func (s *sum) adds(g int, at place) int64 {
	switch at {
	case before:
		return s.all[g]
	case within:
		return s.prompt[g]
	}
	return 0
}

// asked returns the sum that the weight speaks of.
func (c *cases) asked(w rounds.Weight) (*sum, error) {
	if w.Times < 0 || w.Round < 1 || w.Round > c.k {
		return nil, fmt.Errorf("a weight of %d in round %d", w.Times, w.Round)
	}
	for i := range c.sums {
		if s := &c.sums[i]; s.row == w.Row && s.upper == w.Upper {
			return s, nil
		}
	}
	return nil, fmt.Errorf("there is no row %d to be weighed", w.Row)
}

// weighed is a weighted sum over what has been performed by when.
type weighed struct {
	c *cases
	b bounds
	// certain is what is added in any case, most what may be added.
	certain, most big.Int
	size          big.Int // the sum of the sizes in open
	// open is what is added, by group and round, when the group has been performed
	// by the end of that round, where that is open.
	open [][]int64
}

// weigh checks that the weighted sum is above its limit for whatever keeps to the
// bounds: then no plan can keep every sum within its own.
func (c *cases) weigh(b bounds, weights []rounds.Weight) error {
	m := &weighed{c: c, b: b, open: make([][]int64, len(c.group))}
	for g := range m.open {
		m.open[g] = make([]int64, c.k+1)
	}
	for _, w := range weights {
		s, err := c.asked(w)
		if err != nil {
			return err
		}
		if !m.add(s, w) {
			return errors.New("the weights are too great to be added up")
		}
	}
	least := m.certain.Add(&m.certain, big.NewInt(m.leastOpen()))
	if least.Cmp(&m.most) <= 0 {
		return errors.New("the weights of a case do not show that a limit is passed")
	}
	return nil
}

// add adds a sum in a round with its weight; false where numbers become too great.
func (m *weighed) add(s *sum, w rounds.Weight) bool {
	times := big.NewInt(w.Times)
	product := func(x int64) *big.Int { return new(big.Int).Mul(times, big.NewInt(x)) }
	certain, size := int64(0), int64(0)
	m.each(s, w.Round, func(g, round int, x int64) {
		if m.b.last[g] <= round {
			certain += x
		} else {
			size += max(x, -x)
		}
	})
	m.certain.Add(&m.certain, product(certain))
	m.most.Add(&m.most, product(s.most))
	if m.size.Add(&m.size, product(size)); m.size.BitLen() > 61 {
		return false
	}
	m.each(s, w.Round, func(g, round int, x int64) {
		if m.b.last[g] > round {
			m.open[g][round] += w.Times * x
		}
	})
	return true
}

// each calls f for all that the sum adds in that round and that is certain or open:
// what is prompt of a group once it has been performed by the end of the round, the
// rest once it has been performed by the end of the round before.
func (m *weighed) each(s *sum, round int, f func(g, round int, x int64)) {
	for g := range s.all {
		if m.b.first[g] <= round {
			f(g, round, s.prompt[g])
		}
		if m.b.first[g] <= round-1 {
			f(g, round-1, s.all[g]-s.prompt[g])
		}
	}
}

// leastOpen is the least that can come to what is certain. Whoever takes something
// that takes away takes all that it needs: the price of the best choice is a least
// cut (Picard 1976).
func (m *weighed) leastOpen() int64 {
	nodes := 2
	number := make([][]int, len(m.open))
	for g := range m.open {
		number[g] = make([]int, m.c.k+1)
		for n := m.b.first[g]; n < m.b.last[g]; n++ {
			number[g][n] = nodes
			nodes++
		}
	}
	var net cut.Network
	net.Reset(nodes)
	gained := int64(0)
	for g, open := range m.open {
		for n := m.b.first[g]; n < m.b.last[g]; n++ {
			x := open[n]
			gained += min(0, x)
			net.Add(0, number[g][n], max(0, -x))
			net.Add(number[g][n], 1, max(0, x))
			if n+1 < m.b.last[g] {
				net.Add(number[g][n], number[g][n+1], cut.Unlimited)
			}
		}
	}
	m.require(&net, number)
	return gained + net.Run()
}

// require: a group can have been performed by a round only if what it waits for
// has been in time.
func (m *weighed) require(net *cut.Network, number [][]int) {
	for _, w := range m.c.waits {
		for n := m.b.first[w.b]; n < m.b.last[w.b]; n++ {
			if by := n - w.rounds; by < m.b.last[w.a] {
				net.Add(number[w.b][n], number[w.a][by], cut.Unlimited)
			}
		}
	}
}

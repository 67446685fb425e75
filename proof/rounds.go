package proof

import (
	"errors"
	"fmt"

	"detente/order"
	"detente/rounds"
)

// Rounds checks that no plan puts the problem's events into r.Rounds rounds or
// fewer. It takes time in proportion to the cases of the refutation, or to its sets
// and the rounds that may follow them.
//
// What it knows of a case are bounds: between which rounds each event stands. From
// the bounds of a case it draws plain conclusions only: what waits stands later, no
// single limit may be passed, days go by. The rest it must be shown. Of lists of sets
// it checks that no round leads out of them.
func Rounds(p *rounds.Problem, r *rounds.Refutation) error {
	if r == nil || r.Root == nil && (len(r.Ahead) == 0 || len(r.Back) == 0) {
		return errors.New("there is no refutation")
	}
	c, err := newCases(p, r.Rounds)
	if err != nil || c == nil {
		return err
	}
	b := bounds{first: make([]int, len(c.group)), last: make([]int, len(c.group))}
	for g := range c.group {
		b.first[g], b.last[g] = 1, c.k
	}
	if r.Root == nil {
		return c.surrounded(r, b)
	}
	return c.impossible(r.Root, b)
}

// cases is a check under way.
type cases struct {
	p *rounds.Problem
	k int
	// notBefore[a] are the events that stand in the round of a at the earliest,
	// and later[a] those that stand in a later one.
	notBefore, later []order.Set
	// Events that are bound to stand in one round are a group: of names the group
	// of each event, group its events.
	of    []int
	group [][]int
	waits []gap
	sums  []sum
	room  []room // for lists of sets
	seen  map[*rounds.Branch]bool
}

// gap says that group b stands at least that many rounds after group a: 0 or 1.
type gap struct{ a, b, rounds int }

// newCases prepares the check; nil where nothing is left to check, because some
// events would have to stand both in one round and in different ones.
func newCases(p *rounds.Problem, k int) (*cases, error) {
	if n := p.Order.Len(); k < 0 || k > n {
		return nil, fmt.Errorf("%d events stand in 0 to %d rounds; the refutation speaks of %d", n, n, k)
	}
	for _, row := range p.Rows {
		if !small(row) {
			return nil, errors.New("the sums of a row are too great to be added up")
		}
	}
	c := &cases{p: p, k: k, seen: map[*rounds.Branch]bool{}}
	c.relate()
	for e := range c.later {
		if c.later[e].Has(e) {
			return nil, nil
		}
	}
	c.drawGroups()
	for r := range p.Rows {
		c.addSums(r)
	}
	return c, nil
}

// small reports whether the row's sums are as small as its type promises.
func small(row rounds.Row) bool {
	total := int64(0)
	for _, d := range row.Delta {
		if d > rounds.Unlimited || d < -rounds.Unlimited {
			return false
		}
		if total += max(d, -d); total >= rounds.Unlimited/4 {
			return false
		}
	}
	return true
}

// relate finds out who stands in an earlier round than whom: step by step, by way
// of ever more events in between (Warshall 1962).
func (c *cases) relate() {
	n := c.p.Order.Len()
	for a := range n {
		c.notBefore, c.later = append(c.notBefore, c.p.Order.After(a).Clone()), append(c.later, order.NewSet(n))
		for b := range c.p.Order.After(a).All {
			if c.p.Performer[a] != c.p.Performer[b] || c.p.Released != nil && c.p.Released[a] {
				c.later[a].Add(b)
			}
		}
	}
	for _, g := range c.p.Together {
		for _, a := range g {
			for _, b := range g {
				c.notBefore[a].Add(b)
			}
		}
	}
	for _, pair := range c.dated() {
		c.notBefore[pair[0]].Add(pair[1])
	}
	for m := range n {
		for a := range n {
			if c.notBefore[a].Has(m) {
				strictly := c.later[a].Has(m)
				c.notBefore[a].Union(c.notBefore[m])
				c.later[a].Union(c.later[m])
				if strictly {
					c.later[a].Union(c.notBefore[m])
				}
			}
		}
	}
}

// drawGroups makes a group of the events none of which may stand before another,
// and lists how the groups wait.
func (c *cases) drawGroups() {
	n := c.p.Order.Len()
	c.of = make([]int, n)
	for e := range n {
		c.of[e] = -1
		for d := range e {
			if c.notBefore[d].Has(e) && c.notBefore[e].Has(d) {
				c.of[e] = c.of[d]
				break
			}
		}
		if c.of[e] < 0 {
			c.of[e] = len(c.group)
			c.group = append(c.group, nil)
		}
		c.group[c.of[e]] = append(c.group[c.of[e]], e)
	}
	for b, direct := range c.p.Order.Direct() {
		for _, a := range direct {
			c.wait(a, b)
		}
	}
	for _, pair := range c.dated() {
		c.wait(pair[0], pair[1])
	}
}

// wait lists that the group of b does not stand before that of a.
func (c *cases) wait(a, b int) {
	switch {
	case c.of[a] == c.of[b]:
	case c.later[a].Has(b):
		c.waits = append(c.waits, gap{c.of[a], c.of[b], 1})
	default:
		c.waits = append(c.waits, gap{c.of[a], c.of[b], 0})
	}
}

// impossible checks that no plan keeps to the bounds.
func (c *cases) impossible(t *rounds.Branch, b bounds) error {
	if t == nil || c.seen[t] {
		return errors.New("a case of the refutation is missing, or stands there twice")
	}
	c.seen[t] = true
	switch {
	case !c.draw(b):
		return nil
	case b.settled():
		return c.fails(b)
	case len(t.Weights) > 0:
		return c.weigh(b, t.Weights)
	case t.By == nil && t.Later == nil:
		return c.turnedAway(b)
	}
	return c.split(t, b)
}

// split checks both cases: an event stands in some round at the latest, or later.
func (c *cases) split(t *rounds.Branch, b bounds) error {
	if t.Event < 0 || t.Event >= len(c.of) || t.Round < 0 || t.Round > c.k {
		return fmt.Errorf("the refutation asks whether event %d is performed by round %d", t.Event, t.Round)
	}
	g := c.of[t.Event]
	by, later := b.clone(), b.clone()
	by.last[g] = min(by.last[g], t.Round)
	later.first[g] = max(later.first[g], t.Round+1)
	if err := c.impossible(t.By, by); err != nil {
		return err
	}
	return c.impossible(t.Later, later)
}

// fails checks that the one plan that is left does not hold.
func (c *cases) fails(b bounds) error {
	plan := c.plan(b, c.k)
	if c.keeps(plan) && (c.p.Accepts == nil || c.p.Accepts(plan, true)) {
		return fmt.Errorf("the events do fit into %d rounds", c.k)
	}
	return nil
}

// keeps reports whether all sums keep to their limits whatever each performer has
// performed of its own events of a round.
func (c *cases) keeps(plan [][]int) bool {
	for _, row := range c.p.Rows {
		at := int64(0)
		for _, events := range append([][]int{nil}, plan...) {
			up, down := c.reach(row.Delta, events), c.reach(opposite(row.Delta), events)
			if at+up > row.High || at-down < row.Low {
				return false
			}
			for _, e := range events {
				at += row.Delta[e]
			}
		}
	}
	return true
}

// reach is the most that performing the events in one round can add on the way.
func (c *cases) reach(delta []int64, events []int) int64 {
	total := int64(0)
	for len(events) > 0 {
		own, others := order.NewSet(len(c.of)), []int(nil)
		for _, e := range events {
			if c.p.Performer[e] == c.p.Performer[events[0]] {
				own.Add(e)
			} else {
				others = append(others, e)
			}
		}
		total += c.p.Order.MaxClosure(delta, own)
		events = others
	}
	return total
}

// turnedAway checks that no plan may begin with the rounds that are certain.
func (c *cases) turnedAway(b bounds) error {
	certain := c.k
	for g, first := range b.first {
		if first != b.last[g] {
			certain = min(certain, first-1)
		}
	}
	for n := certain; n > 0 && c.p.Accepts != nil; n-- {
		if !c.p.Accepts(c.plan(b, n), false) {
			return nil
		}
	}
	return errors.New("of a case nothing is shown")
}

// plan writes down the first rounds, all of which must be certain; empty ones are
// left out.
func (c *cases) plan(b bounds, first int) [][]int {
	var plan [][]int
	for n := 1; n <= first; n++ {
		var events []int
		for e, g := range c.of {
			if b.last[g] == n && b.first[g] == n {
				events = append(events, e)
			}
		}
		if events != nil {
			plan = append(plan, events)
		}
	}
	return plan
}

func opposite(delta []int64) []int64 {
	out := make([]int64, len(delta))
	for e, d := range delta {
		out[e] = -d
	}
	return out
}

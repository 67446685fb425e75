package families

import (
	"fmt"
	"slices"
	"strings"

	"detente/agreement"
)

// Mixed writes a small agreement that has everything worths, orders and
// verification hang on: two or three parties, in numbers, ranges or words; steps
// in parts, jointly performed, done, verified or not; undo and locks; waiting for
// a performance or a declaration alone; an exchange. choose returns a number from
// 0 to n−1; the same choices give the same text. Nothing is done to make the
// agreement worth planning, or free of circles.
func Mixed(choose func(n int) int) string {
	m := &mixed{choose: choose, parties: []string{"a", "b", "c"}[:2+choose(2)]}
	for range m.parties {
		m.words = append(m.words, choose(3) == 0)
	}
	for i, p := range m.parties {
		m.line("party %q {\n  scale = [great, fair, small]", p)
		if choose(3) > 0 {
			m.line("  breach_cost = %s", m.amount(i))
		}
		if choose(3) == 0 && !m.words[i] {
			m.line("  walk_away = %d", choose(5)-2)
		}
		m.line("}")
	}
	m.line("third_party \"z\" {}")
	n := 1 + choose(4)
	for i := range n {
		m.step(i)
	}
	if n > 1 && choose(3) == 0 {
		held := ""
		if choose(2) == 0 {
			held = "  held_by = z\n"
		}
		m.line("exchange \"x\" {\n  steps = [s0, s%d]\n%s}", 1+choose(n-1), held)
	}
	return m.b.String()
}

type mixed struct {
	b       strings.Builder
	choose  func(n int) int
	parties []string
	words   []bool
	locked  []int
}

func (m *mixed) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n", args...) }

func (m *mixed) amount(party int) string {
	if m.words[party] {
		return []string{"great", "fair", "small", "small", "0"}[m.choose(5)]
	}
	x := m.choose(40)
	if m.choose(5) == 0 {
		return fmt.Sprintf("[%d.5, %d]", x, x+1+m.choose(3))
	}
	return fmt.Sprintf("%d.%d", x/4, 25*(x%4))
}

func (m *mixed) step(i int) {
	by := m.choose(len(m.parties) + 2)
	m.line("step \"s%d\" {", i)
	switch {
	case by == len(m.parties):
		m.line("  by = z")
	case by < len(m.parties) && m.choose(6) == 0:
		m.line("  by = [%s, %s]", m.parties[by], m.parties[(by+1)%len(m.parties)])
	case by < len(m.parties):
		m.line("  by = %s", m.parties[by])
	}
	m.worths(by)
	if m.choose(3) == 0 {
		m.line("  %s", []string{"parts = 2", "parts = 3", "sizes = [2, 1]", "sizes = [1, 3, 2]"}[m.choose(4)])
	}
	if m.choose(2) == 0 {
		m.line("  undo = 0.%d", 25*(1+m.choose(3)))
	}
	m.waits(i)
	if m.choose(8) == 0 {
		m.line("  done = \"2029-12-01\"")
	}
	if m.choose(3) > 0 {
		m.line("  verified_by = %s", []string{"z", "a", "b"}[m.choose(3)])
	}
	if m.choose(2) == 0 {
		m.line("  detects = 0.%d", 1+m.choose(9))
	}
	m.line("}")
}

func (m *mixed) worths(by int) {
	var gains, costs []string
	for k, p := range m.parties {
		switch x := m.choose(10); {
		case x == 0:
		case x > 1 && k == by, x == 1 && k != by:
			costs = append(costs, p+" = "+m.amount(k))
		default:
			gains = append(gains, p+" = "+m.amount(k))
		}
	}
	if len(gains) > 0 {
		m.line("  gains = { %s }", strings.Join(gains, ", "))
	}
	if len(costs) > 0 {
		m.line("  costs = { %s }", strings.Join(costs, ", "))
	}
}

func (m *mixed) waits(i int) {
	var after []string
	for k := range i {
		if m.choose(4) == 0 {
			after = append(after, fmt.Sprintf("s%d%s", k, []string{"", ".declared"}[m.choose(2)]))
		}
	}
	if len(after) > 0 {
		m.line("  after = [%s]", strings.Join(after, ", "))
	}
	if i == 0 || m.choose(4) > 0 {
		return
	}
	if k := m.choose(i); !slices.Contains(m.locked, k) { // a step is locked once
		m.locked = append(m.locked, k)
		m.line("  locks = [s%d]", k)
	}
}

// Rounds puts the events of a course into rounds at random, as a plan may; nil
// where what waits for what goes in a circle. Bundles are not kept together.
func Rounds(c *agreement.Course, choose func(n int) int) [][]int {
	in := slices.Repeat([]int{-1}, len(c.Events))
	var rounds [][]int
	for left := len(c.Events); left > 0; {
		var round []int
		for again := true; again; {
			ready := readyEvents(c, in, len(rounds))
			again = len(ready) > 0 && (len(round) == 0 || choose(3) > 0)
			if again {
				e := ready[choose(len(ready))]
				in[e] = len(rounds)
				round = append(round, e)
			}
		}
		if len(round) == 0 {
			return nil
		}
		slices.Sort(round)
		rounds, left = append(rounds, round), left-len(round)
	}
	return rounds
}

// readyEvents are those not yet in a round that may stand in this one.
func readyEvents(c *agreement.Course, in []int, round int) []int {
	var ready []int
	for e := range c.Events {
		waits := slices.ContainsFunc(c.Edges, func(x agreement.Edge) bool {
			one, two := c.Events[x.Before], c.Events[x.After]
			together := one.Performer == two.Performer && one.Exchange == nil
			return x.After == e && (in[x.Before] < 0 || in[x.Before] == round && !together)
		})
		if in[e] < 0 && !waits {
			ready = append(ready, e)
		}
	}
	return ready
}

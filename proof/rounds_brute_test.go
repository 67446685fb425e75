package proof

import (
	"math/rand/v2"

	"pgregory.net/rapid"

	"detente/order"
	"detente/rounds"
)

// puzzle is a problem in which, besides, no round holds exactly so many events.
type puzzle struct {
	*rounds.Problem
	crowd int
}

// drawEvents draws events of up to three performers that are to be put into rounds.
func drawEvents(t *rapid.T, n int) puzzle {
	n = rapid.IntRange(1, n).Draw(t, "n")
	chance := rapid.SampledFrom([]int{0, 10, 30, 60}).Draw(t, "percent")
	var pairs [][2]int
	p := &rounds.Problem{Released: make([]bool, n)}
	for j := range n {
		p.Performer = append(p.Performer, rapid.IntRange(0, 2).Draw(t, "performer"))
		p.Released[j] = rapid.IntRange(0, 9).Draw(t, "released?") == 0
		for i := range j {
			if rapid.IntRange(0, 99).Draw(t, "before?") < chance {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	p.Order, _ = order.New(n, pairs)
	for range rapid.IntRange(0, 2).Draw(t, "together?") {
		i, j := rapid.IntRange(0, n-1).Draw(t, "one"), rapid.IntRange(0, n-1).Draw(t, "other")
		if i != j && rapid.IntRange(0, 2).Draw(t, "so?") == 0 {
			p.Together = append(p.Together, []int{i, j})
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "rows") {
		p.Rows = append(p.Rows, drawRow(t, n))
	}
	z := puzzle{p, 0}
	if rapid.IntRange(0, 3).Draw(t, "clock?") == 0 {
		p.Clock = drawClock(t, z)
		p.Accepts = z.accepts
	}
	if n < 6 && rapid.IntRange(0, 3).Draw(t, "crowd?") == 0 {
		z.crowd = rapid.IntRange(1, 4).Draw(t, "crowd")
		p.Accepts = z.accepts
	}
	return z
}

func drawRow(t *rapid.T, n int) rounds.Row {
	row := rounds.Row{Delta: make([]int64, n), Low: -rounds.Unlimited, High: rounds.Unlimited}
	total := int64(0)
	for e := range n {
		row.Delta[e] = rapid.Int64Range(-6, 8).Draw(t, "delta")
		total += row.Delta[e]
	}
	if rapid.Bool().Draw(t, "high?") {
		row.High = max(0, total) + rapid.Int64Range(-1, 5).Draw(t, "high")
	}
	if rapid.Bool().Draw(t, "low?") {
		row.Low = min(0, total) - rapid.Int64Range(-1, 5).Draw(t, "low")
	}
	return row
}

// drawTurns draws events of two performers, of which each gives something up by its
// own and has something of the other's, within limits that make them take turns:
// here single limits show little.
func drawTurns(t *rapid.T, n int) puzzle {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
	n = 4 + r.IntN(n-3)
	var pairs [][2]int
	p := &rounds.Problem{Released: make([]bool, n)}
	for j := range n {
		p.Performer = append(p.Performer, r.IntN(2))
		for i := range j {
			if r.IntN(8) == 0 {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	p.Order, _ = order.New(n, pairs)
	for q := range 2 {
		row, total := rounds.Row{}, int64(0)
		for e := range n {
			d := 1 + r.Int64N(9)
			if p.Performer[e] == q {
				d = -d
			}
			row.Delta, total = append(row.Delta, d), total+d
		}
		row.High, row.Low = max(0, total)+r.Int64N(8), min(0, total)-r.Int64N(8)
		p.Rows = append(p.Rows, row)
	}
	return puzzle{p, 0}
}

// drawClock draws durations and dates: a round begins when the one before it is
// over, and in it each event when those that come before it in the round have been
// performed.
func drawClock(t *rapid.T, p puzzle) *rounds.Clock {
	n := p.Order.Len()
	c := &rounds.Clock{End: rounds.NoDay}
	for range n {
		c.Takes = append(c.Takes, rapid.IntRange(0, 3).Draw(t, "takes"))
		c.Confirm = append(c.Confirm, rapid.IntRange(0, 2).Draw(t, "confirm"))
		c.Release = append(c.Release, max(0, rapid.IntRange(-6, 6).Draw(t, "release")))
		c.Due = append(c.Due, rounds.NoDay)
		if rapid.IntRange(0, 3).Draw(t, "due?") == 0 {
			c.Due[len(c.Due)-1] = rapid.IntRange(0, 12).Draw(t, "due")
		}
	}
	if rapid.Bool().Draw(t, "end?") {
		c.End = rapid.IntRange(0, 4*n).Draw(t, "end")
	}
	c.Earliest, c.After, c.Links = make([]int, n), make([]int, n), make([][]rounds.Link, n)
	for _, e := range p.Order.Sequence() {
		begins := c.Release[e]
		for a := range p.Order.Before(e).All {
			begins = max(begins, c.Earliest[a]+confirmed(p, c, a, e))
			c.Links[e] = append(c.Links[e], rounds.Link{After: a, Days: confirmed(p, c, a, e)})
		}
		c.Earliest[e] = begins + c.Takes[e]
	}
	for k := n - 1; k >= 0; k-- {
		e := p.Order.Sequence()[k]
		c.After[e] = c.Confirm[e]
		for b := range p.Order.After(e).All {
			c.After[e] = max(c.After[e], confirmed(p, c, e, b)+c.Takes[b]+c.After[b])
		}
	}
	return c
}

// accepts is what the search is told of dates and crowds.
func (p puzzle) accepts(first [][]int, _ bool) bool {
	day := 0
	for _, events := range first {
		if day = p.over(day, events); day < 0 || len(events) == p.crowd {
			return false
		}
	}
	return true
}

func confirmed(p puzzle, c *rounds.Clock, a, b int) int {
	if bruteStrict(p, a, b) {
		return c.Confirm[a]
	}
	return 0
}

func bruteStrict(p puzzle, a, b int) bool {
	return p.Performer[a] != p.Performer[b] || p.Released[a]
}

// over returns the day on which a round that begins on that day is over, or −1
// where something in it is late, or it.
func (p puzzle) over(begins int, events []int) int {
	c, over := p.Clock, begins
	if c == nil {
		return begins
	}
	performed := map[int]int{}
	for _, e := range p.Order.Sequence() {
		for _, f := range events {
			if f != e {
				continue
			}
			at := max(begins, c.Release[e])
			for a := range p.Order.Before(e).All {
				at = max(at, performed[a])
			}
			performed[e] = at + c.Takes[e]
			if performed[e] > c.Due[e] {
				return -1
			}
			over = max(over, performed[e]+c.Confirm[e])
		}
	}
	if over > c.End {
		return -1
	}
	return over
}

// bruteRounds is the dumb version: the fewest rounds by breadth-first search over
// sets and the least day on which each can have been performed, a round being any
// set of events that may share one; more than there are events where there is none.
func bruteRounds(p puzzle) int {
	n := p.Order.Len()
	full, none := 1<<n-1, n+1
	at := map[int]int{0: 0}
	if !bruteWithin(p, 0) {
		return none
	}
	for k := 1; k <= n; k++ {
		next := map[int]int{}
		for s, day := range at {
			for round := full &^ s; round > 0; round = (round - 1) & (full &^ s) {
				if known, ok := next[s|round]; (!ok || known > day) && bruteAllowed(p, s, round) {
					if over := p.over(day, members(round)); over >= 0 && (!ok || over < known) {
						next[s|round] = over
					}
				}
			}
		}
		if _, ok := next[full]; ok {
			return k
		}
		at = next
	}
	return none
}

func members(s int) []int {
	var out []int
	for e := 0; s>>e != 0; e++ {
		if s>>e&1 == 1 {
			out = append(out, e)
		}
	}
	return out
}

// bruteAllowed reports whether the round may follow the set: every combination of
// what each performer has performed by then is looked at.
func bruteAllowed(p puzzle, s, round int) bool {
	for _, e := range members(round) {
		for a := range p.Order.Before(e).All {
			if (s|round)>>a&1 == 0 || round>>a&1 == 1 && bruteStrict(p, a, e) {
				return false
			}
		}
	}
	for _, g := range p.Together {
		if round>>g[0]&1 != round>>g[1]&1 {
			return false
		}
	}
	if len(members(round)) == p.crowd {
		return false
	}
	for part := round; ; part = (part - 1) & round {
		if bruteMet(p, part, round) && !bruteWithin(p, s|part) {
			return false
		}
		if part == 0 {
			return true
		}
	}
}

// bruteMet reports whether the part can have been performed while the rest of the
// round has not: of each performer's own events it holds those that come before.
func bruteMet(p puzzle, part, round int) bool {
	for _, e := range members(part) {
		for _, a := range members(round &^ part) {
			if p.Performer[a] == p.Performer[e] && p.Order.Before(e).Has(a) {
				return false
			}
		}
	}
	return true
}

func bruteWithin(p puzzle, s int) bool {
	for _, row := range p.Rows {
		sum := int64(0)
		for _, e := range members(s) {
			sum += row.Delta[e]
		}
		if sum > row.High || sum < row.Low {
			return false
		}
	}
	return true
}

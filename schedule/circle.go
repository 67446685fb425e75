package schedule

import "slices"

// Conflict is a chain of lines that closes a circle and cannot be met: the last
// pass leads back to where the first began, and the days sum to less than 0.
type Conflict struct {
	// Passes are the lines in the order of the walk. A circle may use a line
	// several times.
	Passes []Pass
	// Short is by how many days the circle falls short: the sum of its days is
	// −Short, at most −1.
	Short int
	// Certain: the circle cannot be met even if durations that nobody controls
	// came out as one would choose. Otherwise it can be met with luck, and
	// cannot be promised.
	Certain bool
	// Folded: the walk is so long that Passes hold each line once, in the order
	// of the walk, and no longer sum to −Short. A circle of k links may have to
	// be walked 2^k times (Hunsberger, "Magic loops in simple temporal networks
	// with uncertainty", ICAART 2013).
	Folded bool
}

func newConflict(circle []Pass, certain bool) *Conflict {
	return &Conflict{Passes: turned(circle), Short: -total(circle), Certain: certain}
}

func total(passes []Pass) int {
	days := 0
	for _, p := range passes {
		days += p.Days
	}
	return days
}

// turned lets the circle begin at its lowest node, so that what is told begins
// at the zero point where that is on it.
func turned(circle []Pass) []Pass {
	first := 0
	for i, p := range circle {
		if p.From < circle[first].From {
			first = i
		}
	}
	return slices.Concat(circle[first:], circle[:first])
}

// lines returns the lines of the conflict, each once, in the order of the walk.
func (c *Conflict) lines() []line {
	var lines []line
	seen := map[line]bool{}
	for _, p := range c.Passes {
		if l, ok := p.line(); ok && !seen[l] {
			seen[l] = true
			lines = append(lines, l)
		}
	}
	return lines
}

// maxShrink is up to how many lines a conflict is made irreducible.
const maxShrink = 100

// irreducible leaves out of the conflict every line without which the rest is a
// conflict still, as find sees it. A conflict of more than maxShrink lines stays
// as it is.
func (n *Network) irreducible(c *Conflict, find func(*Network) *Conflict) *Conflict {
	lines := c.lines()
	if len(lines) > maxShrink {
		return c
	}
	part := n.only(lines)
	for _, l := range lines {
		if part.leavesOut(l) {
			continue
		}
		if smaller := find(part.without(l)); smaller != nil {
			c = smaller
			part = n.only(c.lines())
		}
	}
	return c
}

// atLongest tells a conflict that is not certain by the longest durations alone, where
// these close a circle of its lines: that is the plainest way to tell it.
func (n *Network) atLongest(c *Conflict) *Conflict {
	w, circle := n.only(c.lines()).AtLongest().windows()
	if c.Certain || circle == nil {
		return c
	}
	told := w.web.fewest(circle)
	told.Certain = false
	for i := range told.Passes {
		p := &told.Passes[i]
		if l, ok := p.line(); ok && p.Use == AtLeast && n.links[l.index].Least < n.links[l.index].Most {
			p.Use = Long
		}
	}
	return told
}

// maxRelaxed is how many passes are tried to find a circle of fewer passes.
const maxRelaxed = 10_000_000

// fewest returns a circle of as few passes as any that goes through a node of
// the one given, as far as maxRelaxed allows.
func (w *web) fewest(circle []Pass) *Conflict {
	budget := maxRelaxed
	for _, p := range circle {
		if shorter := w.through(p.From, len(circle)-1, &budget); shorter != nil {
			circle = shorter
		}
	}
	return newConflict(circle, true)
}

// through returns a circle through the node, of at most that many passes and
// less than 0 days, of the fewest passes; nil where there is none or the budget
// of passes to try is used up.
func (w *web) through(node, passes int, budget *int) []Pass {
	days := make([]int, len(w.in))
	for v := range days {
		days[v] = Unbounded
	}
	days[node] = 0
	reached := map[int]int{node: 0} // by walks of exactly k passes that are better than all shorter ones
	var came []map[int]int          // by k, by node: the last pass
	for range passes {
		*budget -= len(days)
		next, last := map[int]int{}, map[int]int{}
		for v := range days {
			d, ok := reached[v]
			if !ok {
				continue
			}
			*budget -= len(w.out[v])
			for _, i := range w.out[v] {
				p := w.passes[i]
				old, walked := next[p.To]
				if !walked {
					old = days[p.To]
				}
				if d+p.Days < old {
					next[p.To], last[p.To] = d+p.Days, i
				}
			}
		}
		came = append(came, last)
		if next[node] < 0 {
			return w.back(node, came)
		}
		if len(next) == 0 || *budget < 0 {
			return nil
		}
		for v, d := range next {
			days[v] = d
		}
		reached = next
	}
	return nil
}

// back follows the walk that ends in the node to its beginning.
func (w *web) back(node int, came []map[int]int) []Pass {
	var walk []Pass
	for k := len(came) - 1; k >= 0; k-- {
		p := w.passes[came[k][node]]
		walk = append(walk, p)
		node = p.From
	}
	slices.Reverse(walk)
	return walk
}

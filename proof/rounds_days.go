package proof

import "detente/rounds"

// drawDays: every round begins when the one before it is over, what is due must be
// performed in time, and the plan must be over in time.
func (c *cases) drawDays(b bounds) bool {
	clock := c.p.Clock
	if clock == nil {
		return true
	}
	over := c.over(b)
	for e, g := range c.of {
		for b.first[g] <= b.last[g] && performed(clock, e, over[b.last[g]-1]) > clock.Due[e] {
			b.last[g]--
		}
	}
	if b.empty() {
		return false
	}
	for n, left := range c.left(b) {
		if clock.End != rounds.NoDay && over[n]+left > clock.End {
			return false
		}
	}
	return true
}

// performed is the day on which the event has been performed at the earliest, when
// its round begins on that day.
func performed(clock *rounds.Clock, e, begins int) int {
	return max(clock.Earliest[e], max(begins, clock.Release[e])+clock.Takes[e])
}

// over returns, by round, a day before which it cannot be over: not before the
// rounds that come before it, nor before anything in it is confirmed. Round 0 is
// the beginning, day 0.
func (c *cases) over(b bounds) []int {
	clock, over := c.p.Clock, make([]int, c.k+1)
	for n := 1; n <= c.k; n++ {
		over[n] = over[n-1]
		for e, g := range c.of {
			if b.last[g] == n {
				over[n] = max(over[n], performed(clock, e, over[min(n, b.first[g])-1])+clock.Confirm[e])
			}
		}
	}
	return over
}

// left returns, by round, how many days lie at least between its end and that of
// the plan: those of what stands in a later round in any case and of what follows
// upon it, or those of the next round and of what is left after that.
func (c *cases) left(b bounds) []int {
	clock, left := c.p.Clock, make([]int, c.k+1)
	for n := c.k - 1; n >= 0; n-- {
		next := 0
		for e, g := range c.of {
			switch {
			case b.first[g] != n+1:
			case b.last[g] == n+1:
				next = max(next, clock.Takes[e]+clock.Confirm[e])
				fallthrough
			default:
				left[n] = max(left[n], clock.Takes[e]+clock.After[e])
			}
		}
		left[n] = max(left[n], left[n+1]+next)
	}
	return left
}

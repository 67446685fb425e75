package proof

import "detente/rounds"

// dated lists pairs of events of which the second stands in no earlier round than
// the first: the first would otherwise begin after the second has been confirmed,
// and by then it is too late for it, or for what must follow it.
func (c *cases) dated() [][2]int {
	clock := c.p.Clock
	if clock == nil {
		return nil
	}
	var pairs [][2]int
	for a := range c.p.Order.Len() {
		for b := range c.p.Order.Len() {
			ends := clock.Earliest[b] + clock.Confirm[b] + clock.Takes[a]
			tooLate := ends > clock.Due[a] || clock.End != rounds.NoDay && ends+clock.After[a] > clock.End
			if a != b && tooLate {
				pairs = append(pairs, [2]int{a, b})
			}
		}
	}
	return pairs
}

// drawDays: every round begins when the one before it is over, what is due must be
// performed in time, and the plan must be over in time.
func (c *cases) drawDays(b bounds) bool {
	clock := c.p.Clock
	if clock == nil {
		return true
	}
	over, done := c.over(b)
	for e, g := range c.of {
		if done[e] > clock.Due[e] {
			return false
		}
		for b.first[g] <= b.last[g] && performed(clock, e, over[b.last[g]-1]) > clock.Due[e] {
			b.last[g]--
		}
	}
	return !b.empty() && (clock.End == rounds.NoDay || c.drawEnd(b, over, done))
}

// drawEnd: the plan is not over before what follows each round and each event is,
// whichever round an event stands in.
func (c *cases) drawEnd(b bounds, over, done []int) bool {
	clock, left := c.p.Clock, c.left(b)
	for n := range left {
		if over[n]+left[n] > clock.End {
			return false
		}
	}
	for e, g := range c.of {
		if done[e]+max(clock.After[e], clock.Confirm[e]+left[b.last[g]]) > clock.End {
			return false
		}
		tooLong := func(n int) bool {
			return max(over[n-1], clock.Release[e])+clock.Takes[e]+clock.Confirm[e]+left[n] > clock.End
		}
		for b.first[g] <= b.last[g] && tooLong(b.first[g]) {
			b.first[g]++
		}
		for b.first[g] <= b.last[g] && tooLong(b.last[g]) {
			b.last[g]--
		}
		if b.first[g] > b.last[g] {
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
// rounds that come before it, nor before anything in it is confirmed; round 0 is
// the beginning, day 0. And it returns by event a day before which it cannot have
// been performed, by its round and by what it waits for.
func (c *cases) over(b bounds) (over, done []int) {
	clock := c.p.Clock
	over, done = make([]int, c.k+1), make([]int, len(c.of))
	for n := 1; n <= c.k; n++ {
		over[n] = over[n-1]
		for _, e := range c.p.Order.Sequence() {
			g := c.of[e]
			if b.first[g] == n {
				done[e] = performed(clock, e, over[n-1])
				for _, l := range clock.Links[e] {
					done[e] = max(done[e], done[l.After]+l.Days+clock.Takes[e])
				}
			}
			if b.last[g] == n {
				over[n] = max(over[n], done[e]+clock.Confirm[e])
			}
		}
	}
	return over, done
}

// left returns, by round, how many days lie at least between its end and that of
// the plan: those of what stands in a later round in any case and of what follows
// upon it, or those of what stands in the rounds up to some later one, and of what
// is left after that.
func (c *cases) left(b bounds) []int {
	clock := c.p.Clock
	left, length := make([]int, c.k+1), make([]int, len(c.of))
	certain := func(e, n int) bool { g := c.of[e]; return b.first[g] == n && b.last[g] == n }
	for _, e := range c.p.Order.Sequence() {
		n, behind := b.first[c.of[e]], 0
		for _, l := range clock.Links[e] {
			if certain(e, n) && certain(l.After, n) {
				behind = max(behind, length[l.After]+l.Days)
			}
		}
		length[e] = behind + clock.Takes[e]
	}
	for n := c.k - 1; n >= 0; n-- {
		left[n] = left[n+1]
		for e, g := range c.of {
			if b.first[g] == n+1 {
				left[n] = max(left[n], clock.Takes[e]+clock.After[e], length[e]+clock.Confirm[e]+left[b.last[g]])
			}
		}
	}
	return left
}

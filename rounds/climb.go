package rounds

import (
	"iter"

	"detente/effort"
)

// climber decides one number of rounds after the other, from below, with as much effort
// as it is given, and goes on from there when it is given more.
type climber struct {
	p  *Problem
	by way

	k      int     // the number of rounds that is being decided
	s      *search // nil where none is
	next   func() (struct{}, bool)
	stop   func()
	answer Answer
}

// run goes on until nothing is left open or the budget is spent.
func (c *climber) run(f Fewest, b *effort.Budget) Fewest {
	for f.isOpen() {
		if c.s == nil || c.k != f.Bound {
			c.begin(f.Bound)
		}
		c.s.budget = b
		if _, paused := c.next(); paused {
			return f
		}
		c.end()
		switch a := c.answer; {
		case a.Rounds != nil:
			f.Rounds = a.Rounds
		case a.Proved:
			f.Bound, f.Refutation = f.Bound+1, a.Refutation
		default:
			return f
		}
	}
	return f
}

// begin begins to decide whether k rounds are enough.
func (c *climber) begin(k int) {
	c.end()
	s := newSearch(c.p, k, nil)
	c.k, c.s, s.by = k, s, c.by
	c.next, c.stop = iter.Pull(func(yield func(struct{}) bool) {
		if c.by != byBoth {
			s.pause = func() bool { return yield(struct{}{}) }
		}
		c.answer = s.run()
	})
}

// end drops what is being decided.
func (c *climber) end() {
	if c.s != nil {
		c.stop()
		c.s = nil
	}
}

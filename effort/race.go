package effort

import (
	"math"
	"sync/atomic"
)

// Race lets searches for the same thing, each on a goroutine of its own, end when one of
// them has found it. The first is the one that has opened least, not the one that is
// first by the clock, so that the outcome is the same on every machine: whoever is ahead
// by the clock goes on until it has opened as much.
type Race struct {
	budgets  []*Budget
	finished []bool
	first    atomic.Int64 // the least with which one has finished
}

// NewRace lets the budgets, and all parts of them, take part in a race. None of them may
// have been opened yet.
func NewRace(budgets ...*Budget) *Race {
	r := &Race{budgets: budgets, finished: make([]bool, len(budgets))}
	r.first.Store(math.MaxInt64)
	for _, b := range budgets {
		b.race, b.before = r, 0
	}
	return r
}

// over reports whether another search has finished with less.
func (r *Race) over(b *Budget) bool { return r != nil && b.before+b.Opened > r.first.Load() }

// Finish says that the search on budget number k has found what all look for.
func (r *Race) Finish(k int) {
	r.finished[k] = true
	for opened := r.budgets[k].Opened; ; {
		if first := r.first.Load(); opened >= first || r.first.CompareAndSwap(first, opened) {
			return
		}
	}
}

// Winner is the number of the budget whose search was first, the smallest of those that
// have opened as much; −1 where none has finished. It may be asked when all have ended.
func (r *Race) Winner() int {
	for k, b := range r.budgets {
		if r.finished[k] && b.Opened == r.first.Load() {
			return k
		}
	}
	return -1
}

// Opened is what the searches have opened in all, up to where the first had finished. It
// may be asked when all have ended.
func (r *Race) Opened() int64 {
	sum := int64(0)
	for _, b := range r.budgets {
		sum += min(b.Opened, r.first.Load())
	}
	return sum
}

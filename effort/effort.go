// Package effort counts what a search does, so that it stops by work and not by
// seconds: the same input then gives the same answer on every machine. It also
// says how far a search is, and whether it has been asked to stop.
package effort

// Budget is what one search may open, together with all searches that share it.
// It is not safe for use by several goroutines: whoever works in parallel counts
// for itself and hands the sum in.
type Budget struct {
	// Limit is how many sets, rounds and cases are opened at most.
	Limit int64
	// Opened is how many have been opened so far.
	Opened int64
	// Stop, when closed, ends the search; the best found so far stands.
	Stop <-chan struct{}
	// Report, where given, is called now and then.
	Report func(Progress)

	race    *Race
	before  int64 // what has been opened in the race before this part began
	kept    int64 // see Keep
	stopped bool
	told    int64 // Opened when Report was last called
}

// Progress is where a search stands.
type Progress struct {
	// Level names what is being decided, for people.
	Level string
	// Bound is the best proved bound: a share of what a party gains, or a number
	// of rounds or days. Best, where HasBest, is the best found so far.
	Bound, Best float64
	HasBest     bool
	// Opened counts what has been opened since the planning began, of at most
	// Limit; Known the closed sets met at this level.
	Opened, Limit int64
	Known         int
}

// pulse is how often, in things opened, progress is told.
const pulse = 1 << 14

// Spend counts n more and reports whether the search may go on.
func (b *Budget) Spend(n int64) bool {
	b.Opened += n
	select {
	case <-b.Stop:
		b.stopped = true
	default:
	}
	return !b.Exhausted()
}

// Tell reports progress, if it is time to. Opened and Limit are filled in.
func (b *Budget) Tell(p Progress) {
	if b.Report == nil || b.Opened-b.told < pulse {
		return
	}
	b.told = b.Opened
	p.Opened, p.Limit = b.Opened, b.Limit
	b.Report(p)
}

// Keep sets n of what is left aside for what comes later; Keep(0) gives it back.
func (b *Budget) Keep(n int64) { b.kept = max(0, min(n, b.Limit-b.Opened)) }

// Exhausted reports whether the limit is reached, the race lost, or the search was stopped.
func (b *Budget) Exhausted() bool { return b.stopped || b.Opened >= b.Limit-b.kept || b.race.over(b) }

// Left is how much may still be opened: at least 0.
func (b *Budget) Left() int64 {
	if b.stopped {
		return 0
	}
	return max(0, b.Limit-b.kept-b.Opened)
}

// Part returns a budget of at most n, which counts apart; its Opened has to be
// spent on b when it is done.
func (b *Budget) Part(n int64) *Budget {
	return &Budget{Limit: min(n, b.Left()), Stop: b.Stop, race: b.race, before: b.before + b.Opened}
}

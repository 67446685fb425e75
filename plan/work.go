package plan

// Progress is where a search stands.
type Progress struct {
	// Level names what is being decided, for people.
	Level string
	// Bound is the best proved bound, as a share of what the party gains or a
	// number of rounds.
	Bound float64
	// Opened counts the sets and rounds opened since the search began, of at
	// most Limit; Known the closed sets met at this level.
	Opened, Limit int64
	Known         int
}

// DefaultLimit is how many sets and rounds a search opens at most.
const DefaultLimit = 20_000_000

// maxBytes is how much memory one search may hold; it then ends as if its work
// had run out.
const maxBytes = 1 << 30

// work counts what a search opens, so that the answer does not depend on the
// speed of the machine.
type work struct {
	opened, limit int64
	stop          <-chan struct{}
	stopped       bool
	progress      func(Progress)
}

// pulse is how often, in sets and rounds, a search looks up from its work.
const pulse = 1 << 14

// spend counts one set or round, and reports whether the search may go on.
func (w *work) spend(level string, bound share, known int) bool {
	if w.opened >= w.limit || w.stopped {
		return false
	}
	w.opened++
	if w.opened%pulse != 0 {
		return true
	}
	if w.progress != nil {
		b, _ := bound.rat().Float64()
		w.progress(Progress{Level: level, Bound: b, Opened: w.opened, Limit: w.limit, Known: known})
	}
	select {
	case <-w.stop:
		w.stopped = true
	default:
	}
	return !w.stopped
}

func (w *work) exhausted() bool { return w.stopped || w.opened >= w.limit }

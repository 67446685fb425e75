package rounds

import (
	"maps"
	"slices"

	"detente/effort"
)

// dealing decides whether k rounds are enough by dealing them out one after the
// other, depth first: an item that stands first is taken before it is left out, so
// that the first plan found is the one that ties give to the order of the text. A
// round that passes a limit is not tried with more items, since what it can meet
// only grows. States from which the rounds left are known not to suffice are
// remembered where the days to come depend on the state alone.
//
// It is what decides where Accepts rules out much that no limit shows: no bound
// knows of that. It is no match for the branching elsewhere.
type dealing struct {
	p      *Problem
	items  []item
	tails  []int // by item, how many rounds there are at least from its own on
	filled *assembly
	budget *effort.Budget
	dead   map[string][]deadEnd
	spent  bool
}

// deadEnd says that from a state, on that day or later, no plan of at most left
// further rounds exists.
type deadEnd struct {
	left, day int
}

// deal looks for a plan of at most k rounds.
func (s *search) deal(b *effort.Budget) Answer {
	d := &dealing{p: s.p, items: s.items, tails: s.last, filled: newAssembly(s.p, s.items), budget: b, dead: map[string][]deadEnd{}}
	switch {
	case d.from(s.k):
		return Answer{Rounds: d.filled.rounds, Proved: true}
	case d.spent:
		return Answer{}
	}
	return Answer{Proved: true}
}

// from extends the rounds so far to a whole plan with at most left more.
func (d *dealing) from(left int) bool {
	if d.whole() {
		return true
	}
	if left == 0 || d.knownDead(left) {
		return false
	}
	if d.fill(0, left) {
		return true
	}
	if !d.spent && d.p.Day != nil {
		at := d.state()
		d.dead[at] = append(d.dead[at], deadEnd{left, d.day()})
	}
	return false
}

func (d *dealing) whole() bool { return !slices.Contains(d.filled.done, 0) }

func (d *dealing) day() int { return d.p.Day(d.filled.rounds) }

// state names the set of items performed.
func (d *dealing) state() string {
	set := make([]byte, (len(d.items)+7)/8)
	for i, n := range d.filled.done {
		if n > 0 {
			set[i/8] |= 1 << (i % 8)
		}
	}
	return string(set)
}

func (d *dealing) knownDead(left int) bool {
	if d.p.Day == nil {
		return false
	}
	ends := d.dead[d.state()]
	return len(ends) > 0 && slices.ContainsFunc(ends, func(e deadEnd) bool { return e.left >= left && e.day <= d.day() })
}

// fill decides on the items from the k-th on for the round at hand.
func (d *dealing) fill(k, left int) bool {
	f := d.filled
	for ; k < len(d.items); k++ {
		if f.done[k] > 0 {
			continue
		}
		must := d.tails[k] >= left
		if !f.ready(k) {
			if must {
				return false
			}
			continue
		}
		if !d.budget.Spend(1) {
			d.spent = true
			return false
		}
		hands := maps.Clone(f.hands)
		if f.add(k) {
			if d.fill(k+1, left) {
				return true
			}
			f.drop(hands)
			if must || d.spent {
				return false
			}
		} else if must {
			return false
		}
	}
	return len(f.round) > 0 && d.close(left)
}

// drop takes the last item out of the round again.
func (f *assembly) drop(hands map[int]*share) {
	last := len(f.round) - 1
	f.done[f.round[last]] = 0
	f.round, f.hands = f.round[:last], hands
}

// close performs the round, goes on from there, and takes it back if that fails.
func (d *dealing) close(left int) bool {
	f := d.filled
	round, hands, sums := slices.Clone(f.round), maps.Clone(f.hands), slices.Clone(f.sums)
	f.close()
	if d.p.Accepts(f.rounds, d.whole()) && d.from(left-1) {
		return true
	}
	f.rounds, f.now = f.rounds[:len(f.rounds)-1], f.now-1
	f.round, f.hands, f.sums = round, hands, sums
	return false
}

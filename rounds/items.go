package rounds

import (
	"slices"

	"detente/order"
)

// item is what is put into a round as a whole: an event, or events that belong
// together.
type item struct {
	events []int
	// waits are the items that must be of an earlier round, or, where not strict,
	// of the same one at the latest.
	waits []wait
	// followers are the items that wait for this one.
	followers []wait
}

type wait struct {
	item   int
	strict bool
}

// strict reports whether b, which comes after a, must be of a later round.
func (p *Problem) strict(a, b int) bool {
	return p.Performer[a] != p.Performer[b] || p.Released != nil && p.Released[a]
}

// drawTogether returns the items, in an order in which each stands behind all it
// waits for; nil where events that belong together cannot share a round.
func (p *Problem) drawTogether() []item {
	dated := p.Clock.pairs()
	of, groups := p.groups(dated)
	for _, g := range groups {
		if !p.canShare(g) {
			return nil
		}
	}
	items := make([]item, len(groups))
	for i, g := range groups {
		items[i].events = g
	}
	for b, direct := range p.Order.Direct() {
		for _, a := range direct {
			if of[a] != of[b] {
				items[of[b]].wait(of[a], p.strict(a, b))
			}
		}
	}
	for _, pair := range dated {
		if a, b := of[pair[0]], of[pair[1]]; a != b {
			items[b].wait(a, false)
		}
	}
	return inSequence(items)
}

func (it *item) wait(for_ int, strict bool) {
	for k, w := range it.waits {
		if w.item == for_ {
			it.waits[k].strict = w.strict || strict
			return
		}
	}
	it.waits = append(it.waits, wait{for_, strict})
}

// canShare reports whether the events can be performed in one round.
func (p *Problem) canShare(events []int) bool {
	for _, a := range events {
		for _, b := range events {
			if p.Order.After(a).Has(b) && p.strict(a, b) {
				return false
			}
		}
	}
	return true
}

// groups returns the group of each event and the events of each group: those that
// belong together, with all that lies between two of them or on a circle through
// several such groups, and those that the days put into one round.
func (p *Problem) groups(dated [][2]int) (of []int, groups [][]int) {
	next := make([][]int, p.Order.Len())
	for b, direct := range p.Order.Direct() {
		for _, a := range direct {
			next[a] = append(next[a], b)
		}
	}
	for _, g := range p.Together {
		for i, e := range g {
			next[e] = append(next[e], g[(i+1)%len(g)])
		}
	}
	for _, pair := range dated {
		next[pair[0]] = append(next[pair[0]], pair[1])
	}
	component, count := order.Components(next)
	groups = make([][]int, count)
	for e, c := range component {
		groups[c] = append(groups[c], e)
	}
	return component, groups
}

// inSequence renumbers the items so that each stands behind all it waits for, and
// adds the followers.
func inSequence(items []item) []item {
	n := len(items)
	var pairs [][2]int
	for i, it := range items {
		for _, w := range it.waits {
			pairs = append(pairs, [2]int{w.item, i})
		}
	}
	o, ok := order.New(n, pairs)
	if !ok {
		panic("rounds: items wait for one another in a circle")
	}
	number := make([]int, n)
	sorted := make([]item, n)
	for k, i := range o.Sequence() {
		number[i] = k
		sorted[k] = items[i]
	}
	for k := range sorted {
		for j, w := range sorted[k].waits {
			w.item = number[w.item]
			sorted[k].waits[j] = w
			sorted[w.item].followers = append(sorted[w.item].followers, wait{k, w.strict})
		}
		slices.SortFunc(sorted[k].waits, func(a, b wait) int { return a.item - b.item })
	}
	return sorted
}

// shape adds up what the events of an item add to a row.
func (p *Problem) sum(r int, events []int) int64 {
	sum := int64(0)
	for _, e := range events {
		sum += p.Rows[r].Delta[e]
	}
	return sum
}

// Reach returns the greatest and the least change of row r over all states that
// performing the events in one round can meet.
func (p *Problem) Reach(r int, events []int) (up, down int64) {
	return p.reach(r, p.hands(events))
}

// reach is Reach for events split by who performs them.
func (p *Problem) reach(r int, hands []order.Set) (up, down int64) {
	for _, own := range hands {
		most, least := p.Order.Extremes(p.Rows[r].Delta, own)
		up, down = up+most, down+least
	}
	return up, down
}

// hands splits events by who performs them.
func (p *Problem) hands(events []int) []order.Set {
	if len(events) == 1 {
		return []order.Set{order.SetOf(p.Order.Len(), events[0])}
	}
	var of []int
	var sets []order.Set
	for _, e := range events {
		k := slices.Index(of, p.Performer[e])
		if k < 0 {
			k = len(of)
			of, sets = append(of, p.Performer[e]), append(sets, order.NewSet(p.Order.Len()))
		}
		sets[k].Add(e)
	}
	return sets
}

// Keeps reports whether the rounds keep every sum within its limits at every state
// that can be met, the first one included.
func (p *Problem) Keeps(rounds [][]int) bool {
	sums := make([]int64, len(p.Rows))
	if !p.keeps(sums, nil) {
		return false
	}
	for _, events := range rounds {
		if !p.keeps(sums, events) {
			return false
		}
		p.addTo(sums, events)
	}
	return true
}

// addTo adds the events to the sum of each row.
func (p *Problem) addTo(sums []int64, events []int) {
	for r := range sums {
		sums[r] += p.sum(r, events)
	}
}

// keeps reports whether the events keep every sum within its limits in a round that
// begins with those sums.
func (p *Problem) keeps(sums []int64, events []int) bool {
	hands := p.hands(events)
	for r, row := range p.Rows {
		if up, down := p.reach(r, hands); sums[r]+up > row.High || sums[r]+down < row.Low {
			return false
		}
	}
	return true
}

package rounds

import (
	"math"
	"slices"

	"detente/effort"
	"detente/order"
)

// walk looks for the fewest rounds over the sets of items that can have been
// performed at the end of a round: from the empty set onwards and from the full one
// backwards, one round further at a time on the side with fewer sets, until the two
// meet. Where limits are narrow there are few such sets, however many items.
//
// It knows nothing of Clock and Accepts. What it bounds is bounded with them as
// well; the plan that it finds may be refused.
type walk struct {
	p     *Problem
	s     *search
	ahead *side
	back  *side
	over  bool
	// spent is, by step, what it took; the last is under way.
	spent []int64
}

// fast is how many times more a step takes than the one before it where growth is not slow.
const fast = 3

// mostBytes is how much memory the sets of a walk may take.
const mostBytes = 128 << 20

// newWalk returns a walk that has not begun.
func newWalk(p *Problem) *walk {
	w := &walk{p: p, s: newSearch(p, p.Order.Len(), nil)}
	if w.over = len(w.s.items) == 0; !w.over {
		spaces := w.s.spaces()
		w.ahead, w.back = newSide(w.s, spaces, false), newSide(w.s, spaces, true)
	}
	return w
}

// run goes on until the sides meet, or one of them has nowhere left to go, or the
// budget is spent, and returns what is known then beyond what was. Plans that are no
// shorter than the one known are of no interest.
func (w *walk) run(known Fewest, b *effort.Budget) Fewest {
	w.s.budget, w.s.spent = b, false
	for most := len(known.Rounds) - 1; !w.over && !w.s.spent && known.isOpen(); {
		one, other := w.ahead, w.back
		if other.width() < one.width() {
			one, other = other, one
		}
		if rounds := one.complete + other.complete; one.width() == 0 || rounds >= most {
			w.over = true
			return Fewest{Rounds: known.Rounds, Bound: most + 1, Refutation: w.refutation(most)}
		}
		at, met := w.step(one, other, most)
		if met {
			known.shorten(w.p, w.plan(one, other, at))
		}
		w.over = met || w.isFull()
	}
	if w.ahead != nil {
		if rounds := w.ahead.complete + w.back.complete; rounds+1 > known.Bound {
			known.Bound, known.Refutation = rounds+1, w.refutation(rounds)
		}
	}
	return known
}

// step looks one round further on one side.
func (w *walk) step(one, other *side, most int) (at int, met bool) {
	complete := one.complete
	before := w.s.budget.Opened
	if at, met = one.step(other, most); len(w.spent) == 0 {
		w.spent = append(w.spent, 0)
	}
	w.spent[len(w.spent)-1] += w.s.budget.Opened - before
	if one.complete > complete {
		w.spent = append(w.spent, 0)
	}
	return at, met
}

// isHopeless reports whether the walk is over, or takes far more than is left if each
// step goes on to take as many times more than the one before it as of late. Slow growth
// tells nothing: it comes to an end halfway, where there are most sets.
func (w *walk) isHopeless(most int, left int64) bool {
	n := len(w.spent)
	if w.over || n < 3 {
		return w.over
	}
	last := float64(w.spent[n-1])
	growth := math.Sqrt(last / float64(max(1, w.spent[n-3])))
	if n > 4 {
		growth = math.Sqrt(math.Sqrt(last / float64(max(1, w.spent[n-5]))))
	}
	if growth < fast {
		return false
	}
	foreseen := last
	for range most - w.ahead.complete - w.back.complete - 1 {
		last = float64(last * growth)
		foreseen += last
	}
	return foreseen > 10*float64(left)
}

// isFull reports whether the sets take all the memory that they may.
func (w *walk) isFull() bool { return w.ahead.known.bytes()+w.back.known.bytes() > mostBytes }

// shorten takes the plan over if it is accepted.
func (f *Fewest) shorten(p *Problem, plan [][]int) {
	if p.holds(plan) {
		f.Rounds = plan
	}
}

// refutation shows that so many rounds are not enough; nil where that takes too much.
func (w *walk) refutation(rounds int) *Refutation {
	ahead, size := w.ahead.hopeful(rounds)
	back, more := w.back.hopeful(rounds)
	if size+more > mostListed {
		return nil
	}
	return &Refutation{Rounds: rounds, Ahead: w.ahead.layers(ahead), Back: w.back.layers(back)}
}

// plan puts the ways of the two sides to the set together.
func (w *walk) plan(one, other *side, at int) [][]int {
	first, last := one.way(at), other.way(other.known.find(one.rest(one.known.set(at))))
	if one.back {
		first, last = last, first
	}
	slices.Reverse(last)
	var plan [][]int
	for _, items := range append(first, last...) {
		var events []int
		for _, i := range items {
			events = append(events, w.s.items[i].events...)
		}
		plan = append(plan, events)
	}
	return sortRounds(plan)
}

// side is one of the two ends of a walk. Seen from the back, what is undone counts
// as performed, in the opposite order, and sums change the other way.
type side struct {
	s         *search
	back      bool
	order     *order.Order // of the events
	waits     [][]wait     // by item
	followers [][]wait     // by item: what waits for it
	items     []int        // in an order in which each stands behind all it waits for
	place     []int        // by item: where it stands there
	tail      []int        // by item: how many rounds there are at least from its own on
	spaces    []space
	delta     [][]int64 // by row and item
	rows      []Row     // what the events add, and limits, in the direction of the side
	// against is, by row, what the events take away.
	against [][]int64

	known    table
	from     []int32 // by set: the set it was reached from
	begins   []int   // by number of rounds: the first set reached by so many
	complete int     // so many rounds have been looked at in full
	open     int     // the next set to go on from
	filling  *filling
}

func newSide(s *search, spaces []space, back bool) *side {
	d := &side{
		s: s, back: back, order: s.p.Order, tail: s.last, spaces: spaces,
		known: table{words: (len(s.items) + 63) / 64}, begins: []int{0, 1}, from: []int32{-1},
	}
	if back {
		d.order, d.tail = s.p.Order.Reversed(), s.first
	}
	d.place = make([]int, len(s.items))
	for i, it := range s.items {
		at := i
		if back {
			at = len(s.items) - 1 - i
			it.waits, it.followers = it.followers, it.waits
		}
		d.waits, d.followers = append(d.waits, it.waits), append(d.followers, it.followers)
		d.items, d.place[i] = append(d.items, at), at
	}
	for r := range s.p.Rows {
		d.addRow(r)
	}
	d.known.add(make([]uint64, d.known.words))
	d.filling = newFilling(d)
	return d
}

func (d *side) addRow(r int) {
	row := d.s.p.Rows[r]
	if d.back {
		total := int64(0)
		for _, x := range row.Delta {
			total += x
		}
		row = row.after(total, nil)
		row.Delta = negated(d.s.p.Rows[r].Delta)
	}
	d.rows, d.against = append(d.rows, row), append(d.against, negated(row.Delta))
	sums := make([]int64, len(d.s.items))
	for i, it := range d.s.items {
		for _, e := range it.events {
			sums[i] += row.Delta[e]
		}
	}
	d.delta = append(d.delta, sums)
}

// width is how many sets were reached by as many rounds as have been looked at.
func (d *side) width() int { return d.begins[d.complete+1] - d.begins[d.complete] }

// rest is the set as the other side sees it.
func (d *side) rest(set []uint64) []uint64 {
	rest := make([]uint64, len(set))
	for _, i := range d.items {
		if !has(set, i) {
			rest[i>>6] |= 1 << (i & 63)
		}
	}
	return rest
}

func has(set []uint64, i int) bool { return set[i>>6]>>(i&63)&1 == 1 }

// way lists, by round, the items that lead to the set.
func (d *side) way(at int) [][]int {
	var way [][]int
	for ; d.from[at] >= 0; at = int(d.from[at]) {
		var items []int
		for _, i := range d.items {
			if has(d.known.set(at), i) && !has(d.known.set(int(d.from[at])), i) {
				items = append(items, i)
			}
		}
		way = append(way, items)
	}
	slices.Reverse(way)
	return way
}

// hopeful lists, by number of rounds, the sets reached from which the rest may be done
// in what is left of so many rounds, with the one it begins with, and how many they are.
func (d *side) hopeful(rounds int) (layers [][]int, size int) {
	layers = make([][]int, d.complete+1)
	for n := range layers {
		for at := d.begins[n]; at < d.begins[n+1]; at++ {
			if n == 0 || d.mayEnd(d.known.set(at), rounds-n) {
				layers[n] = append(layers[n], at)
			}
		}
		size += len(layers[n])
	}
	return layers, size
}

// mayEnd reports whether neither what waits for what nor the room that is taken up shows
// that the set leaves more than so many rounds of work.
func (d *side) mayEnd(set []uint64, rounds int) bool {
	for i, n := range d.tail {
		if n > rounds && !has(set, i) {
			return false
		}
	}
	for k := range d.spaces {
		if d.spaces[k].over(set, rounds) > 0 {
			return false
		}
	}
	return true
}

// layers are the sets as sets of events performed.
func (d *side) layers(numbers [][]int) [][]order.Set {
	layers := make([][]order.Set, len(numbers))
	for n, of := range numbers {
		for _, at := range of {
			layers[n] = append(layers[n], d.performed(d.known.set(at)))
		}
	}
	return layers
}

// performed is the set of events performed, seen from the front.
func (d *side) performed(of []uint64) order.Set {
	set := order.NewSet(d.order.Len())
	for _, i := range d.items {
		if has(of, i) != d.back {
			for _, e := range d.s.items[i].events {
				set.Add(e)
			}
		}
	}
	return set
}

// step looks one round further: from every set that as many rounds lead to as have
// been looked at. It ends where the other side has been; at is that set. It may end as
// well when the sets of one side take as much memory as both may.
func (d *side) step(other *side, most int) (at int, met bool) {
	f := d.filling
	f.emit = func(set []uint64) bool {
		if d.known.add(set) {
			d.from = append(d.from, int32(d.open))
			if other.known.find(d.rest(set)) >= 0 {
				at, met = len(d.from)-1, true
			}
		}
		return !met && d.known.bytes() <= mostBytes
	}
	for d.open = max(d.open, d.begins[d.complete]); d.open < d.begins[d.complete+1]; d.open++ {
		if !f.from(d.known.set(d.open), most-d.complete-1) {
			return at, met
		}
	}
	d.complete++
	d.begins = append(d.begins, len(d.from))
	return 0, false
}

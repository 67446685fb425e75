package cube

import (
	"math/bits"
	"slices"

	"detente/effort"
)

// Where options go one way, what has been taken of them never becomes less. The states with the
// same taken, by all actors, are a class; moves lead within a class and to classes with more. So
// a sweep goes over the classes from that with everything taken down, and when it comes to one it
// knows what sequences reach from all that moves out of it lead to. In a class it looks at 64
// states at a time, for all actors at once: whether a change is an improvement for its mover does
// not depend on who is asked about.
//
// No sequence leads to less than the least of a class and all classes with more. Nearly every
// state of random situations reaches that; the few that do not are looked at one by one.

// sweep has the ranks of a situation laid out by classes. The code of a state is its class and,
// in the low bits, its choice of the options that go both ways.
type sweep struct {
	c         *cube
	free, way int // how many options go both ways, and one way
	movers    []sweepMover
	rank      [][]uint64 // by field, two ranks in each: see place
	can       []uint64   // by code; nil where every state can be
	words     uint32     // how many a class has in a set, one bit for each code

	order    []uint32 // the classes, those with more taken first
	group    int      // how many neighbours come one after the other
	levels   []int    // where in the order classes begin that need only those before
	patience int      // one of so many states may be looked at by itself

	hands   [2]*sweepHand // what each of two goroutines needs
	fields  []*sweptField // those that have not been given up
	reaches []*reach      // all of theirs
}

// sweepMover says where the choice of a field is in a code: in a class and in its number.
type sweepMover struct {
	shift, bits       int
	wayShift, wayBits int
}

const (
	// mostChanges is how many changes, of what goes both ways and one way together, an actor has
	// at most on average where a sweep compares them one by one.
	mostChanges = 21
	// fewestFree is how many options have to go both ways: with fewer, a class would not fill a word.
	fewestFree = 6
	// largeClass is how many states a class has that is given up by itself.
	largeClass = 1 << 10
	// mostRounds is how often moves within such a class are gone over.
	mostRounds = 8
	// groupBits is the logarithm of how many classes come one after the other.
	groupBits = 5
	// patience is that of a sweep, after the part of one in firstPart.
	patience  = 6
	firstPart = 32
)

// sweepable reports whether something goes one way, classes are large enough, nobody has too much
// to choose from, and more than one could answer.
func (c *cube) sweepable() bool {
	free, way := 0, 0
	for _, f := range c.fields {
		if f.changes() > mostChanges {
			return false
		}
		free, way = free+f.free, way+f.way
	}
	return way > 0 && free >= fewestFree && len(c.fields) > 2
}

// newSweep lays out the ranks of a cube that is sweepable, or returns nil where they are too great.
func newSweep(c *cube) *sweep {
	x := &sweep{c: c, patience: patience}
	for _, f := range c.fields {
		x.movers = append(x.movers, sweepMover{x.free, f.free, x.way, f.way})
		x.free, x.way = x.free+f.free, x.way+f.way
	}
	x.words = 1 << x.free / 64
	if !x.layAll() {
		return nil
	}
	x.sortClasses()
	for w := range x.hands {
		x.hands[w] = newSweepHand(x)
	}
	return x
}

// changes returns how many changes the actor has in a state, on average over what it has taken,
// no change included.
func (f field) changes() float64 {
	n := float64(int(1) << f.free)
	for range f.way {
		n *= 1.5
	}
	return n
}

// oneSided reports whether most changes that can be taken back are mostly liked or mostly disliked,
// whatever else is chosen, as in rankings by statements. Then what states reach differs much, and
// a sweep is in vain. It looks at some states of a cube that is sweepable.
func (c *cube) oneSided() bool {
	const looks = 64
	sided, all := 0, 0
	for _, f := range c.fields {
		rank := c.model.Rank[f.actor]
		var weights []uint32
		for _, o := range f.bits[:f.free] {
			weights = append(weights, 1<<o)
		}
		for _, change := range expand(weights)[1:] {
			liked := 0
			for n := range looks {
				s := uint32(n*(len(rank)/looks|1)&(len(rank)-1)) &^ change
				if rank[s] < rank[s|change] {
					liked++
				}
			}
			all++
			if liked < looks/8 || liked > looks-looks/8 {
				sided++
			}
		}
	}
	return 2*sided > all
}

// layAll lays out the ranks of all fields and what can be. It reports whether all ranks fit.
func (x *sweep) layAll() bool {
	weights := make([]uint32, x.c.n)
	for k, f := range x.c.fields {
		m := x.movers[k]
		for d, o := range f.bits {
			if d < f.free {
				weights[m.shift+d] = 1 << o
			} else {
				weights[x.free+m.wayShift+d-f.free] = 1 << o
			}
		}
	}
	from := newSumsAt(weights, max(x.c.n/2, 6))
	x.rank = make([][]uint64, len(x.c.fields))
	most := make([]uint32, len(x.c.fields))
	both(len(x.c.fields), func(_, k int) { most[k] = x.lay(k, from) })
	if !x.c.full {
		x.can = make([]uint64, 1<<x.c.n/64)
		for word := range x.can {
			x.can[word] = ^x.upTo(0, uint32(word), 0)
		}
	}
	return slices.Max(most) < noRank
}

// lay lays out the ranks of field k and returns the greatest.
func (x *sweep) lay(k int, from sums) uint32 {
	n, row := 1<<from.shift, make([]uint32, len(from.lo))
	x.rank[k] = make([]uint64, 1<<x.c.n/2)
	most := uint32(0)
	for hi, base := range from.hi {
		x.c.copyRow(row, x.c.fields[k].actor, base, from.lo)
		most = max(most, slices.Max(row))
		for to, lo := x.rank[k][hi*n/2:][:n/2], 0; lo < n; to, lo = to[32:], lo+64 {
			for i, rank := range row[lo : lo+32] {
				to[i] = uint64(rank) | uint64(row[lo+32+i])<<32
			}
		}
	}
	return most
}

// place says where the rank of a code is. Of 64 states the first half is in the low and the other
// in the high halves of 32 numbers, so that two are compared at once.
func place(u uint32) uint32 { return u>>6<<5 | u&31 }

// at returns the rank of a code for field k: 0 where it cannot be.
func (x *sweep) at(k int, u uint32) uint32 {
	return uint32(x.rank[k][place(u)] >> (u & 32))
}

// possible returns which states of a word of a set can be.
func (x *sweep) possible(word uint32) uint64 {
	if x.can == nil {
		return ^uint64(0)
	}
	return x.can[word]
}

// sortClasses puts the classes in an order in which those with more taken come first. Groups of
// neighbours, which mostly lead to each other, are visited one after the other by the same
// goroutine; groups of the same level do not lead to each other.
func (x *sweep) sortClasses() {
	low := min(x.way, groupBits)
	high := x.way - low
	x.group, x.levels = 1<<low, make([]int, high+2)
	for g := range uint32(1) << high {
		x.levels[high-bits.OnesCount32(g)+1] += x.group
	}
	for n := range high + 1 {
		x.levels[n+1] += x.levels[n]
	}
	x.order = make([]uint32, 1<<x.way)
	next := slices.Clone(x.levels)
	for g := range uint32(1) << high {
		at := &next[high-bits.OnesCount32(g)]
		for n := range x.group {
			x.order[*at+n] = g<<low | uint32(x.group-1-n)
		}
		*at += x.group
	}
}

// more calls do for all classes, other than this one, that moves of a mover lead to.
func (m sweepMover) more(class uint32, do func(to uint32)) {
	rest := ^class >> m.wayShift & (1<<m.wayBits - 1)
	for more := rest; more != 0; more = (more - 1) & rest {
		do(class | more<<m.wayShift)
	}
}

// next calls do for all classes in which a mover has taken one more.
func (m sweepMover) next(class uint32, do func(to uint32)) {
	for rest := ^class >> m.wayShift & (1<<m.wayBits - 1); rest != 0; rest &= rest - 1 {
		do(class | rest&-rest<<m.wayShift)
	}
}

// run works out the limits of fields. It reports whether the budget was enough; fields of which
// much would have to be looked at one by one are given up.
func (x *sweep) run(fields []*sweptField, budget *effort.Budget) bool {
	x.fields = slices.Clone(fields)
	for level := 0; level+1 < len(x.levels) && len(x.fields) > 0; level++ {
		from, to := x.levels[level], x.levels[level+1]
		if budget != nil && !budget.Spend(int64(len(x.fields))*int64(to-from)<<x.free) {
			return false
		}
		x.reaches = x.reaches[:0]
		for _, f := range x.fields {
			x.reaches = append(x.reaches, f.reaches...)
		}
		halves(to-from, x.group, func(w, a, b int) {
			for _, class := range x.order[from+a : from+b] {
				x.visit(x.hands[w], w, class)
			}
		})
		x.fields = slices.DeleteFunc(x.fields, (*sweptField).giveUp)
	}
	return true
}

// visit does one class.
func (x *sweep) visit(h *sweepHand, worker int, class uint32) {
	h.begin(x)
	for _, f := range x.fields {
		f.begin(h, class)
	}
	for k, m := range x.movers {
		h.useOf(x, k, class)
		if len(h.use) > 0 {
			m.more(class, func(to uint32) { x.leave(h, k, class, to) })
		}
		x.compareWithin(k, class, h.inner[k])
	}
	for _, r := range x.reaches {
		if !r.lost[worker] {
			r.lost[worker] = !r.close(h, class) || !r.finish(h, worker, class)
		}
	}
	for _, f := range x.fields {
		if !f.lost(worker) {
			f.lift(h, class)
		}
	}
}

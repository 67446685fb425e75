package peak

import (
	"slices"
	"sync"

	"detente/effort"
)

// maxBytes is how much memory one search may hold; it then ends as if its budget
// were spent.
const maxBytes = 640 << 20

// solver runs the two sides in step. In each turn both open the same number of
// sets, on two cores where there are two, and only then look at what the other
// has met: the outcome does not depend on the number of cores.
type solver struct {
	problem Problem
	name    Name
	budget  *effort.Budget

	space       *space
	bound       *bound
	ahead, back *side
	best        []int   // the best order so far
	cost        Share   // what it costs; TooMuch where there is none
	proved      Share   // no order costs less
	alone       bool    // without dives and brinks, as tests want the search
	dive        *dive   // nil before the first
	dived       Share   // the threshold of the last dives
	diving      int64   // how many elements they may have placed so far
	scales      []scale // by row
	total       []int64 // the sums of all elements, by row
	next        [][]int // by element, what waits for it directly
	ground      ground  // what that rests on
}

// ground is what a bound rests on: one of these, or, where none is given, that one of
// the two ends itself costs so much or is bound to.
type ground struct {
	spent    *side     // the side that had nothing left below it
	corridor *Corridor // the element that cannot cost less
	brink    *brink    // the end from which no step costs less
}

// prove notes that every order costs at least so much.
func (s *solver) prove(bound Share, g ground) {
	s.proved, s.ground = Least(bound, s.cost), g
}

func newSolver(p Problem, name Name, b *effort.Budget) *solver {
	s := &solver{problem: p, name: name, budget: b, cost: TooMuch, proved: Nothing}
	s.scales, s.total = make([]scale, len(p.Rows)), make([]int64, len(p.Rows))
	for r := range p.Rows {
		s.scales[r] = p.Rows[r].scale()
		for _, by := range p.Rows[r].Delta {
			s.total[r] += by
		}
	}
	s.next = successors(p.Order)
	s.try(p.Order.Sequence())
	if p.Known != nil {
		s.try(p.Known)
	}
	return s
}

// try keeps the sequence if it is better than the best so far.
func (s *solver) try(sequence []int) {
	if cost, ok := s.problem.Cost(sequence); ok && cost.Less(s.cost) {
		s.cost, s.best = cost, append([]int{}, sequence...)
		if s.ahead != nil {
			s.ahead.best, s.back.best = cost, cost
		}
	}
}

func (s *solver) run() Result {
	if bound, c := s.problem.corridor(); c != nil {
		s.prove(bound, ground{corridor: c})
	}
	s.brinks()
	if s.dives(); !s.done() {
		s.start()
		s.search()
	}
	r := Result{Sequence: s.best, Worst: s.cost, Bound: s.proved, Proved: s.done()}
	if Nothing.Less(r.Bound) {
		r.Evidence = s.evidence()
	}
	return r
}

// done reports whether nothing is left to be found out.
func (s *solver) done() bool { return !s.proved.Less(s.cost) }

func (s *solver) start() {
	o := s.problem.Order
	if s.problem.Admits == nil {
		o = interchange(o, s.problem.Rows)
	}
	s.space = newSpace(o, s.problem.Rows)
	s.ahead = newSide(s.space, &s.problem, true)
	s.back = newSide(s.space, &s.problem, false)
	for _, d := range []*side{s.ahead, s.back} {
		d.best = s.cost
		d.raise(Nothing)
		if at := d.begin(); s.proved.Less(at) {
			s.prove(at, ground{})
		}
	}
	s.raise()
}

// knock opens little more than the ends, and asks no bound yet: that can be dear, and
// mostly the difficulty is that of the first step or the last. Whenever the threshold
// is raised by it, dives look for an order.
func (s *solver) knock() {
	for raised := true; raised; {
		before := s.proved
		s.turn(1)
		s.meet()
		s.lift()
		s.dives()
		raised = before.Less(s.proved) && !s.done()
	}
}

// addBound has both sides ask the bound of the chains from here on; at first about
// each sum alone, which is enough for most, later about several sums together.
func (s *solver) addBound() {
	if s.bound == nil {
		s.bound = newBound(s.space)
	} else {
		s.bound.grow(mostTogether)
	}
	for _, d := range []*side{s.ahead, s.back} {
		if at := d.ask(s.bound); s.proved.Less(at) {
			s.prove(at, ground{})
		}
	}
	s.raise()
}

// raise lets both sides open what costs as much as is proved.
func (s *solver) raise() {
	s.ahead.raise(s.proved)
	s.back.raise(s.proved)
}

// sides are those that take part: only the forward one knows what is admitted.
func (s *solver) sides() []*side {
	if s.problem.Admits != nil {
		return []*side{s.ahead}
	}
	return []*side{s.ahead, s.back}
}

const (
	firstTurn = 1 << 6 // turns begin small, so that an easy problem costs little
	mostTurn  = 1 << 13
	apart     = 1 << 9  // from which size of a turn on a second goroutine pays
	alone     = 1 << 13 // after how many opened the bound takes sums together
	firstBeam = 1 << 12 // how much is opened before the first beams; then 16 times that
	narrow    = 8       // how wide a beam is at least
	mostWidth = 4000
)

// search takes turns until the sides meet, or one of them has nothing left that
// costs less than the best order. Now and then beams look for a better one.
func (s *solver) search() {
	if s.knock(); s.done() {
		return
	}
	s.addBound()
	turn, beams := int64(firstTurn), int64(firstBeam)
	for s.lift(); !s.done(); s.lift() {
		if s.dives(); s.done() {
			return
		}
		if !s.turn(min(turn, 1+s.budget.Left()/2)) || s.ahead.bytes()+s.back.bytes() > maxBytes {
			s.lastResort(beams == firstBeam)
			return
		}
		if turn = min(mostTurn, turn+turn/2); s.idle() {
			turn = firstTurn
		}
		if s.opened() >= alone && s.bound.size == 1 && len(s.problem.Rows) > 1 {
			s.addBound()
		}
		if s.meet(); !s.done() && s.opened() >= beams {
			s.beams(int(min(mostWidth, beams/int64(3*s.problem.Order.Len()))))
			beams *= 16
		}
	}
}

// beams look for a better order from both ends, from the first and from the last.
func (s *solver) beams(width int) {
	for _, e := range s.beamEnds() {
		if !s.done() {
			newBeam(s, e, max(narrow, width)).run()
		}
	}
	s.bridges(firstBeam)
}

// lastResort looks for a better order with narrow beams, where the search ended
// before any were tried. They take no longer than reading the problem does.
func (s *solver) lastResort(untried bool) {
	for _, e := range s.beamEnds() {
		if untried && !s.done() {
			b := newBeam(s, e, narrow)
			b.regardless = true
			b.run()
		}
	}
}

// beamEnds are the ends from which beams may look.
func (s *solver) beamEnds() []ends {
	if s.problem.Admits != nil {
		return []ends{fromStart}
	}
	return []ends{fromBoth, fromStart, fromEnd}
}

// bridges look for an order at the threshold that passes through a set which
// leaves much room and has been met from one end. Where the difficulty lies at
// both ends each side masters its own, but the two hardly ever meet in the wide
// land between, and neither can get at the other's end from there.
func (s *solver) bridges(quota int64) {
	for k := range stages {
		for _, d := range s.sides()[:len(s.sides())/2*2] {
			if !s.done() && d.roomy[k].press > 0 {
				s.bridge(d, d.roomy[k].set, quota)
			}
		}
	}
}

// bridge looks for a way from the other end to the set, which d has met.
func (s *solver) bridge(d *side, set int32, quota int64) {
	b := newSide(s.space, &s.problem, !d.forward)
	b.probe, b.bar, b.best = newProbe(s.bound, b.forward), make([]int32, len(s.space.chains)), s.cost
	s.space.unpack(d.table.key(set), b.bar)
	b.raise(s.proved)
	b.begin()
	b.work(quota)
	s.budget.Spend(b.opened)
	if j, ok := b.table.lookup(d.table.key(set)); ok && *b.status.at(j) != forgotten {
		s.join(d, meeting{key: d.table.key(set), set: set}, b, j)
	}
}

// idle reports whether one of the sides has nothing left below the threshold.
func (s *solver) idle() bool {
	return slices.ContainsFunc(s.sides(), func(d *side) bool {
		_, idle := d.idle()
		return idle
	})
}

// lift raises the threshold to the least that a side has left, as long as one has
// nothing left below it.
func (s *solver) lift() {
	for {
		raised := false
		for _, d := range s.sides() {
			if next, idle := d.idle(); idle && s.proved.Less(Least(next, s.cost)) {
				s.prove(next, ground{spent: d})
				raised = true
			}
		}
		if !raised {
			return
		}
		s.raise()
	}
}

// turn lets each side open quota sets, and reports whether the search may go on.
func (s *solver) turn(quota int64) bool {
	sides := s.sides()
	before := s.opened()
	if quota < apart {
		for _, d := range sides {
			d.work(quota)
		}
	} else {
		together(sides, quota)
	}
	s.budget.Tell(s.progress())
	return s.budget.Spend(s.opened() - before)
}

// together lets the sides work at the same time.
func together(sides []*side, quota int64) {
	var all sync.WaitGroup
	for _, d := range sides[1:] {
		all.Go(func() { d.work(quota) })
	}
	sides[0].work(quota)
	all.Wait()
}

func (s *solver) opened() int64 {
	if s.ahead == nil {
		return 0
	}
	return s.ahead.opened + s.back.opened
}

func (s *solver) progress() effort.Progress {
	return effort.Progress{
		Level: string(s.name), Bound: s.proved.Float(), Best: s.cost.Float(), HasBest: s.best != nil,
		Known: int(s.ahead.table.n + s.back.table.n),
	}
}

// meet joins the two ways where one side has met what the other has met.
func (s *solver) meet() {
	for _, d := range s.sides() {
		other := s.back
		if d == s.back {
			other = s.ahead
		}
		for _, m := range d.fresh {
			if j, ok := other.table.lookup(m.key); ok && d.stands(m) && *other.status.at(j) != forgotten {
				s.join(d, m, other, j)
				return
			}
		}
	}
}

// join tries the order that leads to the meeting on one side and on from there on
// the other.
func (s *solver) join(d *side, m meeting, other *side, j int32) {
	one, two := d.wayBetween(0, m.set), other.wayBetween(0, j)
	one = append(one, d.remainder(m)...)
	if !d.forward {
		one, two = two, one
	}
	slices.Reverse(two)
	s.try(append(one, two...))
}

// remainder lists what was taken at once between the set and the meeting.
func (d *side) remainder(m meeting) []int {
	pos := make([]int32, len(d.space.chains))
	d.space.unpack(d.table.key(m.set), pos)
	before := d.space.members(pos)
	d.space.unpack(m.key, pos)
	after := d.space.members(pos)
	var way []int
	for _, e := range d.sequence() {
		if before.Has(e) != after.Has(e) {
			way = append(way, e)
		}
	}
	return way
}

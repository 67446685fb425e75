package peak

import (
	"cmp"
	"slices"

	"detente/order"
)

// side is the search from one end: forward from the empty set, or backward from
// the full one. It opens the sets that cost at most theta, depth first.
//
// A set stands in the table as it was met. When it is opened, the elements that
// can be taken at once are taken first; what then follows are its children. Those
// that cost more than theta are not met yet: the set is put aside, to be opened
// again when theta is raised to what the cheapest of them costs (partial
// expansion: Yoshizumi, Miura and Ishida 2000).
type side struct {
	space   *space
	admits  func(before []int64, element int) bool
	forward bool
	probe   *probe  // nil as long as no bound is asked
	bar     []int32 // where given, the positions at which the side's way is to end
	free    []bool  // by element: taken as soon as it comes up
	loose   []int   // the chains that hold such elements

	table  *table
	parent column[int32]
	stamp  column[uint32] // when the set was met; anew where it had been forgotten
	stamps uint32
	status column[status]
	// follows is, for settled sets, the one that follows.
	follows map[int32]int32

	stack []waiting
	aside pile
	trail []frame
	fresh []meeting

	theta, best Share
	caps        []int64 // what theta allows, by row
	opened      int64
	commits     int64

	pos, before []int32
	y, z        []int64
	key         []uint64
	onward      []way
	roomy       [stages]roomySet
	backing     *order.Order // the order seen from where this side is going
}

// status is what has become of a set in the table.
type status uint8

const (
	forgotten status = iota // as if it had never been met
	onStack
	relied   // on the stack, and some set already opened leads to it too
	underWay // opened, and on the trail
	opened
	settled // opened, and only the set committed to follows
)

// waiting is a set on the stack, and how long the trail was when it was put there.
type waiting struct{ set, depth int32 }

// frame is an opened set on the way to the one being opened, with what could be
// taken at once taken: its place in the table, and how long the stack was.
type frame struct {
	set, height int32
	pos         []int32
	sums        []int64
}

// meeting is a set that the other side may have met too.
type meeting struct {
	key   []uint64
	set   int32 // the set, or the one it follows from by what can be taken at once
	stamp uint32
}

func newSide(s *space, p *Problem, forward bool) *side {
	d := &side{
		space: s, admits: p.Admits, forward: forward,
		free: make([]bool, s.order.Len()), table: newTable(s.width), follows: map[int32]int32{},
		caps: make([]int64, len(s.rows)), pos: make([]int32, len(s.chains)), before: make([]int32, len(s.chains)),
		y: make([]int64, len(s.rows)), z: make([]int64, len(s.rows)), key: make([]uint64, s.width),
		backing: s.order, best: TooMuch,
	}
	if forward {
		d.backing = s.order.Reversed()
	}
	d.addFree()
	return d
}

// addFree notes the elements that raise no sum, seen in the direction of the side.
func (d *side) addFree() {
	if d.admits != nil {
		return
	}
	for c, chain := range d.space.chains {
		loose := false
		for _, e := range chain {
			d.free[e] = true
			for _, x := range d.space.deltaOf(e) {
				if d.forward && x > 0 || !d.forward && x < 0 {
					d.free[e] = false
				}
			}
			loose = loose || d.free[e]
		}
		if loose {
			d.loose = append(d.loose, c)
		}
	}
}

// bytes is the memory that the side takes.
func (d *side) bytes() int64 {
	return d.table.bytes() + 9*d.parent.count() + 40*int64(cap(d.aside)) + 8*int64(cap(d.stack))
}

// begin meets the set at the side's own end, whatever it costs, and returns that.
func (d *side) begin() Share {
	d.goHome()
	d.space.pack(d.pos, d.key)
	d.stack = append(d.stack, waiting{d.enter(-1), 0})
	return d.price(d.y)
}

// goHome looks at the set at the side's own end.
func (d *side) goHome() {
	for c, chain := range d.space.chains {
		if d.pos[c] = 0; !d.forward {
			d.pos[c] = int32(len(chain))
		}
	}
	d.space.sumsAt(d.pos, d.y)
}

// ask has the side ask the bound from here on, and returns what it says of the side's
// own end.
func (d *side) ask(b *bound) Share {
	if d.probe == nil {
		d.probe = newProbe(b, d.forward)
	}
	d.probe.reset()
	d.goHome()
	bound, _ := d.probe.over(d.pos, d.y, d.theta)
	return bound
}

// raise lets sets be opened that cost up to theta.
func (d *side) raise(theta Share) {
	d.theta = theta
	for r := range d.space.rows {
		d.caps[r] = d.space.rows[r].allowed(theta)
	}
}

// idle reports whether nothing is left to be opened below theta, and what the
// cheapest set costs that was put aside; TooMuch where there is none.
func (d *side) idle() (Share, bool) {
	if len(d.stack) > 0 {
		return d.theta, false
	}
	for len(d.aside) > 0 && *d.status.at(d.aside[0].set) == settled {
		d.aside.pop()
	}
	if len(d.aside) == 0 {
		return TooMuch, true
	}
	return d.aside[0].cost, d.theta.Less(d.aside[0].cost)
}

// stands reports whether the set has not been forgotten since it was met.
func (d *side) stands(m meeting) bool {
	return *d.status.at(m.set) != forgotten && *d.stamp.at(m.set) == m.stamp
}

// work opens up to quota sets.
func (d *side) work(quota int64) {
	d.fresh = d.fresh[:0]
	for stop := d.opened + quota; d.opened < stop; {
		i, ok := d.take()
		if !ok {
			return
		}
		d.open(i)
	}
}

// take returns the next set to be opened: the newest on the stack, else the
// cheapest of those put aside.
func (d *side) take() (int32, bool) {
	if n := len(d.stack); n > 0 {
		w := d.stack[n-1]
		d.stack = d.stack[:n-1]
		d.cut(int(w.depth))
		return w.set, true
	}
	if _, idle := d.idle(); idle {
		return 0, false
	}
	d.cut(0)
	return d.aside.pop().set, true
}

// cut takes what is beyond the depth off the trail.
func (d *side) cut(depth int) {
	for _, f := range d.trail[depth:] {
		*d.status.at(f.set) = opened
	}
	d.trail = d.trail[:depth]
}

// open meets every set one element further that costs at most theta.
func (d *side) open(i int32) {
	d.opened++
	again := *d.status.at(i) == opened
	*d.status.at(i) = opened
	d.space.unpack(d.table.key(i), d.pos)
	d.space.sumsAt(d.pos, d.y)
	if d.takeFree(d.y) && !again {
		d.commit(i)
		d.space.pack(d.pos, d.key)
		d.note(slices.Clone(d.key), i)
	}
	d.lookAround(i)
	if len(d.loose) > 0 {
		d.push(i)
	}
	least := TooMuch
	for _, w := range d.ways() {
		if cost := d.child(int(w.chain), i); cost.Less(least) {
			least = cost
		}
	}
	if least.Less(d.best) {
		d.aside.push(asideSet{least, i})
	}
}

// takeFree takes the elements that raise no sum, and reports whether there were any.
func (d *side) takeFree(sums []int64) bool {
	taken := false
	for _, c := range d.loose {
		taken = d.takeFreeOf(c, sums) || taken
	}
	return taken
}

// takeFreeOf takes those that the chain comes to, and what waited for them.
func (d *side) takeFreeOf(c int, sums []int64) bool {
	taken := false
	for {
		e, ok := d.upcoming(c)
		if !ok || !d.free[e] {
			return taken
		}
		d.step(c, e, sums)
		d.takeFreeBehind(e, sums)
		taken = true
	}
}

// takeFreeBehind takes those that have waited for the element, just taken, on other
// chains than its own.
func (d *side) takeFreeBehind(e int, sums []int64) {
	behind := d.space.bars
	if !d.forward {
		behind = d.space.needs
	}
	for _, x := range behind[e] {
		d.takeFreeOf(int(x.chain), sums)
	}
}

// upcoming returns the element of the chain that comes next in the side's
// direction, and whether it can come now.
func (d *side) upcoming(c int) (int, bool) {
	if d.bar != nil && d.pos[c] == d.bar[c] {
		return 0, false
	}
	if d.forward {
		return d.space.next(c, d.pos)
	}
	return d.space.last(c, d.pos)
}

// step performs the element of the chain, or undoes it, and changes the sums.
func (d *side) step(c, e int, sums []int64) {
	if d.forward {
		d.pos[c]++
		for r, x := range d.space.deltaOf(e) {
			sums[r] += x
		}
		return
	}
	d.pos[c]--
	for r, x := range d.space.deltaOf(e) {
		sums[r] -= x
	}
}

func (d *side) stepBack(c int) {
	if d.forward {
		d.pos[c]--
	} else {
		d.pos[c]++
	}
}

// stages is into how many stages, by the number of elements performed or undone,
// the way of a side is divided.
const stages = 8

// roomySet is, of the sets of one stage, the one that leaves most room.
type roomySet struct {
	set   int32
	press int64 // 0 where there is none
}

// lookAround keeps the set if it leaves more room than others of its stage: it is
// a good place to go on from when the other side has one too.
func (d *side) lookAround(i int32) {
	n := 0
	for _, k := range d.pos {
		n += int(k)
	}
	if !d.forward {
		n = d.space.order.Len() - n
	}
	press := int64(1)
	for r, x := range d.y {
		press += d.space.scales[r].press(d.caps[r] - x)
	}
	at := &d.roomy[min(stages-1, n*stages/max(1, d.space.order.Len()))]
	if at.press == 0 || press < at.press {
		*at = roomySet{i, press}
	}
}

// way is a chain that can go on, its next element, and how great the sums are
// afterwards.
type way struct {
	chain, element int32
	sums           int64
}

// ways lists the chains that can go on, those that leave the sums greatest first,
// so that the one that leaves them least is opened first: stretches that end low
// are then found early, and everything beside them need not be looked at. Of
// equals the element that stands first in the text is performed first.
func (d *side) ways() []way {
	d.onward = d.onward[:0]
	for c := len(d.space.chains) - 1; c >= 0; c-- {
		e, ok := d.upcoming(c)
		if !ok || d.admits != nil && !d.admits(d.y, e) {
			continue
		}
		d.onward = append(d.onward, way{int32(c), int32(e), d.after(c, e)})
	}
	slices.SortFunc(d.onward, func(a, b way) int {
		k := cmp.Compare(b.sums, a.sums)
		switch {
		case k != 0:
			return k
		case d.forward:
			return cmp.Compare(b.element, a.element)
		}
		return cmp.Compare(a.element, b.element)
	})
	return d.onward
}

// after adds up the sums, each in its own measure, as they are once the element of the
// chain has been taken and everything that can then be taken at once. Before it there
// is nothing of that kind.
func (d *side) after(c, e int) int64 {
	copy(d.z, d.y)
	copy(d.before, d.pos)
	d.step(c, e, d.z)
	d.takeFreeOf(c, d.z)
	d.takeFreeBehind(e, d.z)
	copy(d.pos, d.before)
	sum := int64(0)
	for r, x := range d.z {
		sum += d.space.scales[r].measured(x)
	}
	return sum
}

// child meets the set that the next element of the chain leads to. It returns
// what that set costs where that is more than theta, and TooMuch otherwise.
func (d *side) child(c int, from int32) Share {
	e, _ := d.upcoming(c)
	copy(d.z, d.y)
	d.step(c, e, d.z)
	cost := d.meet(from)
	d.stepBack(c)
	return cost
}

// meet notes that the set at pos, whose sums are z, has been reached, unless it
// costs more than theta or the way on is bound to; it then returns what it costs.
func (d *side) meet(from int32) Share {
	if cost := d.price(d.z); d.theta.Less(cost) {
		return cost
	}
	d.space.pack(d.pos, d.key)
	if i, ok := d.table.lookup(d.key); ok && *d.status.at(i) != forgotten {
		if *d.status.at(i) == onStack {
			*d.status.at(i) = relied
		}
		return TooMuch
	}
	if d.probe != nil {
		if bound, over := d.probe.over(d.pos, d.z, d.theta); over {
			return bound
		}
	}
	i := d.enter(from)
	d.stack = append(d.stack, waiting{i, int32(len(d.trail))})
	d.note(d.table.key(i), i)
	return TooMuch
}

// enter puts the set of the key into the table.
func (d *side) enter(from int32) int32 {
	i, isNew := d.table.add(d.key)
	d.stamps++
	if isNew {
		d.parent.push(i, from)
		d.stamp.push(i, d.stamps)
		d.status.push(i, onStack)
	} else {
		*d.parent.at(i), *d.stamp.at(i), *d.status.at(i) = from, d.stamps, onStack
	}
	return i
}

// price returns what the sums cost; theta where it is at most that.
func (d *side) price(sums []int64) Share {
	cost := d.theta
	for r, x := range sums {
		if x <= d.caps[r] {
			continue
		}
		row := &d.space.rows[r]
		if row.Unit == 0 {
			return TooMuch
		}
		cost = Greater(cost, Share{x - row.Cap, row.Unit})
	}
	return cost
}

// note keeps the set for the other side to look at; its key must not change.
func (d *side) note(key []uint64, i int32) {
	d.fresh = append(d.fresh, meeting{key, i, *d.stamp.at(i)})
}

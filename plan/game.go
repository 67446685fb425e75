package plan

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"sync/atomic"

	"detente/agreement"
	"detente/order"
	"detente/peak"
	"detente/worth"
)

// game is the planner's view of a course: events and whole numbers only.
//
// Temptation and exposure depend on the set of performed events alone, through
// one sum for each row: x = Σ delta. A row's temptation is base + x and its loss
// −x, so that every condition on a state is an interval for each x.
type game struct {
	course   *agreement.Course
	accounts []*worth.Account
	rows     []row
	inWords  []int       // the rows of that kind
	coarse   atomic.Bool // see allowsAll
	moves    []move
	// events orders the events of the course, and order the moves.
	events, order *order.Order
	performer     []int // by event
}

// row is one way of measuring one party's sums.
type row struct {
	account int
	kind    rowKind
	delta   []int64   // by event: what the party keeps of it after a breakdown
	base    int64     // temptation before the plan begins
	breach  int64     // breach cost
	unit    int64     // what shares are measured by; > 0
	limit   int64     // the greatest accepted exposure, or noLimit
	extents [2]extent // by side
}

const noLimit = peak.MaxSum

// rowKind says what a row stands for.
type rowKind int

const (
	// numbers: the party counts in numbers.
	numbers rowKind = iota
	// words: the k strongest words count 1, the others nothing. The conditions of
	// a party that counts in words hold whatever the magnitudes exactly when they
	// hold in each such row.
	words
	// reference: the party's words in reference magnitudes.
	reference
)

// move is what the search performs at once: an event, or a bundle of events
// that a demand wants in one round.
type move struct {
	events []int // in an order that meets the preconditions
	// delta is the change of each row's sum. up and down are its greatest and
	// least over the states met on the way: 0 and all partial performances by
	// the performers included.
	delta, up, down []int64
}

// newGame returns the game of the course; nil when no order of rounds meets the
// bundles. It fails when worths cannot be held exactly in 60 bits.
func newGame(c *agreement.Course, accounts []*worth.Account) (*game, error) {
	g := &game{course: c, accounts: accounts}
	g.numberPerformers()
	pairs := make([][2]int, 0, len(c.Edges))
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	var ok bool
	if g.events, ok = order.New(len(c.Events), pairs); !ok {
		return nil, nil
	}
	for i, a := range accounts {
		if err := g.addRows(i, a); err != nil {
			return nil, err
		}
	}
	g.addExtents()
	if !g.addMoves() {
		return nil, nil
	}
	return g, nil
}

func (g *game) numberPerformers() {
	number := map[string]int{}
	for _, e := range g.course.Events {
		if _, ok := number[e.Performer]; !ok {
			number[e.Performer] = len(number)
		}
		g.performer = append(g.performer, number[e.Performer])
	}
}

func (g *game) addRows(account int, a *worth.Account) error {
	start := a.Start()
	var breach, base, limit worth.Vector
	breach, base = a.BreachCost, a.Temptation(start)
	if a.MaxExposure != nil {
		limit = a.MaxExposure
	}
	deltas := g.deltas(a)
	if a.Words == nil {
		return g.addRow(account, numbers, deltas, 0, base, breach, limit, a.Unit())
	}
	for k := range a.Words {
		if err := g.addRow(account, words, each(deltas, worth.Vector.Prefixes), k, base.Prefixes(), breach.Prefixes(), prefixes(limit), nil); err != nil {
			return err
		}
	}
	inReference := func(v worth.Vector) worth.Vector { return worth.Vector{a.Reference(v)} }
	return g.addRow(account, reference, each(deltas, inReference), 0, inReference(base), inReference(breach), nil, a.Unit())
}

func prefixes(v worth.Vector) worth.Vector {
	if v == nil {
		return nil
	}
	return v.Prefixes()
}

func each(all []worth.Vector, f func(worth.Vector) worth.Vector) []worth.Vector {
	out := make([]worth.Vector, len(all))
	for i, v := range all {
		out[i] = f(v)
	}
	return out
}

// deltas returns, by event, what the party keeps of it.
func (g *game) deltas(a *worth.Account) []worth.Vector {
	deltas := make([]worth.Vector, len(g.course.Events))
	for e, event := range g.course.Events {
		deltas[e] = a.Keep[event.Units[0]]
		for _, u := range event.Units[1:] {
			deltas[e] = deltas[e].Plus(a.Keep[u])
		}
	}
	return deltas
}

// addRow scales entry k of every vector by the least common denominator. A nil
// unit (rows of words) stands for the sum of all sizes: it only has to be
// positive and to scale with the row.
func (g *game) addRow(account int, kind rowKind, deltas []worth.Vector, k int, base, breach, limit worth.Vector, unit *big.Rat) error {
	s := newScale()
	for _, d := range deltas {
		s.cover(d[k])
	}
	s.cover(base[k])
	s.cover(breach[k])
	if limit != nil {
		s.cover(limit[k])
	}
	if unit == nil {
		unit = s.sizes.Rat()
		if unit.Sign() == 0 {
			unit = big.NewRat(1, 1)
		}
	}
	s.cover(unit)
	if !s.fits() {
		coarser := "use fewer different numbers of parts"
		if slices.ContainsFunc(g.course.Agreement.Steps, (*agreement.Step).Uneven) {
			coarser = "use fewer and rounder sizes of parts"
		}
		return fmt.Errorf("the worths of %s cannot be added up exactly: they need more than 18 digits; write them with fewer decimals, or %s", g.accounts[account].Party.Label(), coarser)
	}
	r := row{account: account, kind: kind, base: s.whole(base[k]), breach: s.whole(breach[k]), unit: s.whole(unit), limit: noLimit}
	if limit != nil {
		r.limit = s.whole(limit[k])
	}
	r.delta = make([]int64, len(deltas))
	for e, d := range deltas {
		r.delta[e] = s.whole(d[k])
	}
	r.reduce()
	if kind == words {
		g.inWords = append(g.inWords, len(g.rows))
	}
	g.rows = append(g.rows, r)
	return nil
}

// reduce divides all numbers of the row by what they have in common, so that they
// are the same in whatever unit the party counts; the search, which breaks ties by
// them, then finds the same plan.
func (r *row) reduce() {
	common := int64(0)
	r.each(func(x *int64) {
		a := max(*x, -*x)
		for a != 0 {
			a, common = common%a, a
		}
	})
	r.each(func(x *int64) { *x /= common })
}

// each calls f for every number of the row that is a size in the party's unit.
func (r *row) each(f func(x *int64)) {
	f(&r.base)
	f(&r.breach)
	f(&r.unit)
	if r.limit < noLimit {
		f(&r.limit)
	}
	for e := range r.delta {
		f(&r.delta[e])
	}
}

// scale turns rationals into whole numbers of a common fraction.
type scale struct {
	denominator *big.Int
	sizes       worth.Sum // of all |x| covered
}

func newScale() *scale { return &scale{denominator: big.NewInt(1)} }

func (s *scale) cover(x *big.Rat) {
	s.sizes.AddSize(x)
	if !x.IsInt() {
		gcd := new(big.Int).GCD(nil, nil, s.denominator, x.Denom())
		s.denominator.Mul(s.denominator, new(big.Int).Quo(x.Denom(), gcd))
	}
}

func (s *scale) fits() bool {
	total := new(big.Rat).Mul(s.sizes.Rat(), new(big.Rat).SetInt(s.denominator))
	return total.Cmp(new(big.Rat).SetInt64(peak.MaxSum/4)) < 0
}

// whole returns x, which has been covered, in the common fraction; it has to fit.
func (s *scale) whole(x *big.Rat) int64 {
	if x.IsInt() {
		return x.Num().Int64() * s.denominator.Int64()
	}
	n := new(big.Int).Quo(s.denominator, x.Denom())
	return n.Mul(n, x.Num()).Int64()
}

// addMoves draws the bundles together and orders the moves; false when a bundle
// cannot be performed in one round.
func (g *game) addMoves() bool {
	of, groups := g.bundles()
	rank := make([]int, len(g.course.Events))
	for k, e := range g.events.Sequence() {
		rank[e] = k
	}
	g.moves = make([]move, 0, len(groups))
	each := 3 * len(g.rows)
	sums := make([]int64, each*len(groups))
	for _, events := range groups {
		slices.SortFunc(events, func(a, b int) int { return cmp.Compare(rank[a], rank[b]) })
		if !g.bundleHolds(events) {
			return false
		}
		g.moves = append(g.moves, g.newMove(events, sums[:each:each]))
		sums = sums[each:]
	}
	if len(groups) == len(of) { // moves and events are the same
		g.order = g.events
		return true
	}
	pairs := make([][2]int, 0, len(g.course.Edges))
	for _, e := range g.course.Edges {
		if m, l := of[e.Before], of[e.After]; m != l {
			pairs = append(pairs, [2]int{m, l})
		}
	}
	var ok bool
	g.order, ok = order.New(len(g.moves), pairs)
	return ok
}

// bundleHolds reports whether the events can be performed in one round.
func (g *game) bundleHolds(events []int) bool {
	for _, a := range events {
		for _, b := range events {
			if g.events.After(a).Has(b) && !g.sameRound(a, b) {
				return false
			}
		}
	}
	return true
}

// sameRound reports whether a, which comes before b, may stand in its round.
func (g *game) sameRound(a, b int) bool {
	return g.performer[a] == g.performer[b] && g.course.Events[a].Exchange == nil
}

// bundles returns the move of each event and the events of each move, moves in
// the order of their first event. The events of a bundle belong together, and
// with them all that lies between two of them or on a circle through several
// bundles: the components of the waiting graph in which a bundle is a circle.
func (g *game) bundles() (of []int, groups [][]int) {
	if len(g.course.Bundles) == 0 {
		return g.singles()
	}
	next := make([][]int, len(g.course.Events))
	for _, e := range g.course.Edges {
		next[e.Before] = append(next[e.Before], e.After)
	}
	for _, b := range g.course.Bundles {
		for i, e := range b.Events {
			next[e] = append(next[e], b.Events[(i+1)%len(b.Events)])
		}
	}
	component, count := order.Components(next)
	number := slices.Repeat([]int{-1}, count)
	for e, c := range component {
		if number[c] < 0 {
			number[c] = len(groups)
			groups = append(groups, nil)
		}
		of = append(of, number[c])
		groups[number[c]] = append(groups[number[c]], e)
	}
	return of, groups
}

// singles is bundles where nothing is wanted together: each event is a move.
func (g *game) singles() (of []int, groups [][]int) {
	of, groups = make([]int, g.events.Len()), make([][]int, g.events.Len())
	for e := range of {
		of[e], groups[e] = e, of[e:e+1:e+1]
	}
	return of, groups
}

// newMove draws the events together; sums is where its three lists of sums go.
func (g *game) newMove(events []int, sums []int64) move {
	n := len(g.rows)
	m := move{events: events, delta: sums[:n:n], up: sums[n : 2*n : 2*n], down: sums[2*n:]}
	for r := range g.rows {
		for _, e := range events {
			m.delta[r] += g.rows[r].delta[e]
		}
		m.up[r], m.down[r] = g.reach(r, events)
	}
	return m
}

// reach returns the greatest and the least change of the row's sum over all
// states that performing the events in one round can meet: each performer has
// performed some of its own, closed under the order, and waits for nobody.
func (g *game) reach(r int, events []int) (up, down int64) {
	delta := g.rows[r].delta
	if len(events) == 1 {
		return max(0, delta[events[0]]), min(0, delta[events[0]])
	}
	return g.reachOf(r, g.byPerformer(events))
}

// reachOf is reach for events split by who performs them.
func (g *game) reachOf(r int, hands []order.Set) (up, down int64) {
	for _, own := range hands {
		most, least := g.events.Extremes(g.rows[r].delta, own)
		up, down = up+most, down+least
	}
	return up, down
}

// span is the greatest and the least of a sum.
type span struct{ most, least int64 }

// spans returns, for the first state and then for each round, how great and how
// small each row's sum can be at the states that are met.
func (g *game) spans(rounds [][]int) [][]span {
	x := make([]int64, len(g.rows))
	all := make([][]span, 0, len(rounds)+1)
	for _, events := range append([][]int{nil}, rounds...) {
		hands := g.byPerformer(events)
		met := make([]span, len(g.rows))
		for r := range g.rows {
			up, down := g.reachOf(r, hands)
			met[r] = span{x[r] + up, x[r] + down}
		}
		all = append(all, met)
		g.perform(x, events)
	}
	return all
}

// mostMet is how many states of a round are written out at most.
const mostMet = 1 << 16

// met returns the changes of the rows listed at every state that performing the
// events in one round can meet, the last included: all combinations of what each
// performer may have performed by then, each once. It is false where they are too
// many to be written out.
func (g *game) met(events, rows []int) ([][]int64, bool) {
	sums := [][]int64{make([]int64, len(rows))}
	for _, own := range g.byPerformer(events) {
		parts, ok := g.events.ClosedWithin(own, mostMet)
		if !ok {
			return nil, false
		}
		by := make([][]int64, 0, len(parts))
		for _, part := range parts {
			by = append(by, g.sumsOf(part, rows))
		}
		if sums = combined(sums, distinct(by)); len(sums) > mostMet {
			return nil, false
		}
		sums = distinct(sums)
	}
	return sums, true
}

// combined adds each of the one to each of the other; nothing more once they are
// too many.
func combined(one, other [][]int64) [][]int64 {
	var all [][]int64
	for _, a := range one {
		for _, b := range other {
			all = append(all, plus(a, b))
		}
		if len(all) > mostMet {
			break
		}
	}
	return all
}

// distinct sorts the sums and leaves out what stands there twice: parts of a step
// that are of one size count alike.
func distinct(all [][]int64) [][]int64 {
	slices.SortFunc(all, slices.Compare)
	return slices.CompactFunc(all, slices.Equal)
}

// sumsOf returns what the events add to the rows.
func (g *game) sumsOf(events order.Set, rows []int) []int64 {
	by := make([]int64, len(rows))
	for e := range events.All {
		for k, r := range rows {
			by[k] += g.rows[r].delta[e]
		}
	}
	return by
}

func plus(a, b []int64) []int64 {
	sum := make([]int64, len(a))
	for k := range a {
		sum[k] = a[k] + b[k]
	}
	return sum
}

// byPerformer splits events by who performs them.
func (g *game) byPerformer(events []int) []order.Set {
	var of []int
	var sets []order.Set
	for _, e := range events {
		k := slices.Index(of, g.performer[e])
		if k < 0 {
			k = len(of)
			of, sets = append(of, g.performer[e]), append(sets, order.NewSet(g.events.Len()))
		}
		sets[k].Add(e)
	}
	return sets
}

func negated(delta []int64, within order.Set) []int64 {
	out := make([]int64, len(delta))
	for e := range within.All {
		out[e] = -delta[e]
	}
	return out
}

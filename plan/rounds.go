package plan

import (
	"slices"

	"detente/order"
	"detente/schedule"
)

// roundSearch finds the fewest rounds within a box, and within the due dates.
//
// It deepens one round at a time, depth first: from a state it tries the rounds
// that the box admits, a move that stands first in the text taken before it is
// left out, so that the first plan found is the one that ties give to the order
// of the text. What a round can meet only grows with it, so that a round that
// passes the box is not tried with more moves. States from which the remaining
// rounds are known not to suffice are remembered.
type roundSearch struct {
	g     *game
	sched *schedule.Schedule
	box   box
	work  *work
	// raise, where given, is the level whose threshold may be raised up to the
	// box most: the least price of what was turned away within it is kept in
	// turnedAway.
	raise      *level
	most       box
	turnedAway share

	// allowed, where given, is one more condition on every state met.
	allowed func(x []int64) bool

	rows []int // those whose box some state can pass
	seq  []int // moves in an order that meets the preconditions

	set    order.Set // state at the beginning of the round being filled
	x      []int64
	day    int
	end    []int
	rounds [][]int // moves of the rounds chosen so far

	states *setTable
	dead   [][]deadEnd // by number of state
}

// deadEnd says that from a state, on that day or later, no plan of at most left
// further rounds exists.
type deadEnd struct {
	left, day int
}

func newRoundSearch(g *game, sched *schedule.Schedule, b box, w *work) *roundSearch {
	s := &roundSearch{
		g: g, sched: sched, box: b, work: w, seq: g.order.Sequence(),
		set: order.NewSet(len(g.moves)), x: make([]int64, len(g.rows)), end: make([]int, g.events.Len()),
		states: newSetTable(len(g.moves)),
	}
	for r := range g.rows {
		if s.binds(r) {
			s.rows = append(s.rows, r)
		}
	}
	return s
}

// binds reports whether any state at all passes the box in the row.
func (s *roundSearch) binds(r int) bool {
	all := order.NewSet(s.g.events.Len())
	for e := range s.g.events.Len() {
		all.Add(e)
	}
	delta := s.g.rows[r].delta
	return s.g.events.MaxClosure(delta, all) > s.box.high[r] || -s.g.events.MaxClosure(negated(delta, all), all) < s.box.low[r]
}

// within looks for a plan of at most that many rounds. It returns nil and true
// when there is none, and nil and false when the work ran out.
func (s *roundSearch) within(rounds int) ([][]int, bool) {
	s.turnedAway = share{maxSum, 1}
	s.states, s.dead = newSetTable(len(s.g.moves)), nil
	if s.from(rounds) {
		return s.rounds, true
	}
	return nil, !s.exhausted()
}

func (s *roundSearch) exhausted() bool { return s.work.exhausted() }

// from extends the rounds chosen so far to a whole plan with at most left more.
func (s *roundSearch) from(left int) bool {
	if s.set.Len() == len(s.g.moves) {
		return true
	}
	if left == 0 || s.knownDead(left) {
		return false
	}
	r := newRound(s)
	if s.fill(r, 0, left) {
		return true
	}
	if !s.exhausted() {
		s.markDead(left)
	}
	return false
}

// fill decides on the moves of the round from position k of the sequence on.
func (s *roundSearch) fill(r *round, k, left int) bool {
	for ; k < len(s.seq); k++ {
		m := s.seq[k]
		if s.set.Has(m) {
			continue
		}
		must := s.g.tail[m] >= left
		if !r.ready(m) {
			if must {
				return false
			}
			continue
		}
		if !s.work.spend("rounds", share{int64(left + len(s.rounds)), 1}, s.states.len()) {
			return false
		}
		if r.add(m) {
			if s.fill(r, k+1, left) {
				return true
			}
			if must || s.exhausted() || s.takenAtOnce(m) {
				r.drop()
				return false
			}
			r.drop()
		} else if must {
			return false
		}
	}
	return len(r.moves) > 0 && s.close(r, left)
}

// takenAtOnce reports whether leaving the move for later cannot help: it is
// ready, changes nothing that the box measures, and takes no time that counts.
func (s *roundSearch) takenAtOnce(m int) bool {
	if !s.sched.Free() || s.allowed != nil {
		return false
	}
	for _, r := range s.rows {
		if s.g.moves[m].up[r] != 0 || s.g.moves[m].down[r] != 0 {
			return false
		}
	}
	return true
}

// close performs the round, goes on from there, and takes it back if that fails.
func (s *roundSearch) close(r *round, left int) bool {
	day, inTime := s.timeOf(r)
	if !inTime || s.allowed != nil && !s.g.allowsAll(s.allowed, s.x, s.g.eventsOf(r.moves)) {
		return false
	}
	before := s.day
	s.shift(r.moves, +1)
	s.day = day
	s.rounds = append(s.rounds, slices.Clone(r.moves))
	if s.from(left - 1) {
		return true
	}
	s.rounds = s.rounds[:len(s.rounds)-1]
	s.day = before
	s.shift(r.moves, -1)
	return false
}

func (s *roundSearch) shift(moves []int, sign int64) {
	for _, m := range moves {
		if sign > 0 {
			s.set.Add(m)
		} else {
			s.set.Remove(m)
		}
		for r, d := range s.g.moves[m].delta {
			s.x[r] += sign * d
		}
	}
}

// timeOf returns the day on which the round is over and whether no limit on time
// is passed. Where waiting can help, the whole plan so far is laid out anew.
func (s *roundSearch) timeOf(r *round) (int, bool) {
	if s.sched.Free() {
		return 0, true
	}
	events := s.g.eventsOf(r.moves)
	if !s.sched.Delayable() {
		_, missed := s.sched.Timetable(append(s.g.eventRounds(s.rounds), events))
		return 0, len(missed) == 0
	}
	day := s.sched.Round(s.day, events, s.end)
	for _, l := range s.sched.Limits() {
		if slices.Contains(events, l.To) && s.end[l.To] > l.Days {
			return 0, false
		}
	}
	return day, true
}

func (s *roundSearch) knownDead(left int) bool {
	if !s.sched.Delayable() {
		return false
	}
	i, isNew := s.states.add(s.set)
	if isNew {
		s.dead = append(s.dead, nil)
		return false
	}
	return slices.ContainsFunc(s.dead[i], func(d deadEnd) bool { return d.left >= left && d.day <= s.day })
}

func (s *roundSearch) markDead(left int) {
	if !s.sched.Delayable() {
		return
	}
	i, _ := s.states.add(s.set)
	kept := slices.DeleteFunc(s.dead[i], func(d deadEnd) bool { return d.left <= left && d.day >= s.day })
	s.dead[i] = append(kept, deadEnd{left, s.day})
}

// gather turns an order of single moves into rounds: each move joins the round
// being filled wherever the box and the preconditions admit it.
func (s *roundSearch) gather(path []int) [][]int {
	r := newRound(s)
	var rounds [][]int
	for _, m := range path {
		if s.allowed == nil && r.ready(m) && r.add(m) {
			continue
		}
		if len(r.moves) == 0 { // one move a round meets what the order meets
			r.force(m)
			continue
		}
		rounds = append(rounds, slices.Clone(r.moves))
		s.shift(r.moves, +1)
		r = newRound(s)
		if !r.add(m) {
			// A bundle, or a move under a box that an unproved level could not keep.
			r.force(m)
		}
	}
	if len(r.moves) > 0 {
		rounds = append(rounds, slices.Clone(r.moves))
	}
	for _, done := range rounds[:max(0, len(rounds)-1)] {
		s.shift(done, -1)
	}
	return rounds
}

// settle moves steps one round forward as long as the box and the preconditions
// admit it, the earliest round and the first in the text first. A round meets no
// state by it that the two did not meet before, and their number does not grow.
func (s *roundSearch) settle(rounds [][]int) [][]int {
	for moved := true; moved; {
		moved = false
		for k := range len(rounds) - 1 {
			r := newRound(s)
			for _, m := range rounds[k] {
				r.force(m)
			}
			rounds[k+1] = slices.DeleteFunc(rounds[k+1], func(m int) bool { return r.ready(m) && r.add(m) })
			moved = moved || len(r.moves) > len(rounds[k])
			rounds[k] = slices.Clone(r.moves)
			s.shift(r.moves, +1)
		}
		for _, r := range rounds[:len(rounds)-1] {
			s.shift(r, -1)
		}
	}
	return slices.DeleteFunc(rounds, func(r []int) bool { return len(r) == 0 })
}

// eventsOf returns the events of the moves, in the order of the text.
func (g *game) eventsOf(moves []int) []int {
	var events []int
	for _, m := range moves {
		events = append(events, g.moves[m].events...)
	}
	slices.Sort(events)
	return events
}

func (g *game) eventRounds(rounds [][]int) [][]int {
	out := make([][]int, len(rounds), len(rounds)+1)
	for i, moves := range rounds {
		out[i] = g.eventsOf(moves)
	}
	return out
}

package stability

import (
	"math/bits"

	"detente/standoff"
)

// MaxWords is the most states that [Words] holds: one for each bit of a machine word.
const MaxWords = 64

// Words solves one small situation for many rankings: each set of states is one machine
// word, and nothing is allocated after it has been made. It takes a few microseconds where
// [Analyse] takes a hundred, so that a million perturbed rankings are looked at in seconds.
//
// All four concepts are the same question, put to sets that only grow: an improvement t of
// s is no threat once one of the states that lie no higher than s can be reached from it.
// So the states are taken from the least preferred up, each once, and those from which they
// can be reached are added to what is safe: whatever may be reached (GMR), by improvements
// (SEQ), or only once the way out of it leads no higher than s either (SMR).
type Words struct {
	codes  []standoff.State // the states that can be, ascending; place k is bit k
	actors []wordActor
	into   [MaxWords]uint64
}

// wordActor is what one actor can do, and what its ranks come to.
type wordActor struct {
	move, into []uint64 // by place: what it can move to, and from where it can move here
	back       []uint64 // by place: from where the others can reach it, itself included
	order      []int    // the places, the least preferred first
	rank       []uint32 // by place
	up         []uint64 // by place: its improvements from there
	under      []uint64 // by place: from where it improves by moving here
	level      []uint64 // by place in order, where a tie begins: SMR's sanctions of that level
	prepared   bool     // order, up, under and level are those of rank
}

// NewWords prepares a situation of at most [MaxWords] states that can be; false where it
// has more, or where two moves of one actor, one after the other, are not one move, as may
// be so in a graph: what is reached then depends on who moved last.
func NewWords(m *standoff.Model) (*Words, bool) {
	w := &Words{}
	for s := range standoff.State(m.Size()) {
		if !m.CanBe(s) {
			continue
		}
		if w.codes = append(w.codes, s); len(w.codes) > MaxWords {
			return nil, false
		}
	}
	n := len(w.codes)
	place := make(map[standoff.State]int, n)
	for k, s := range w.codes {
		place[s] = k
	}
	for i := range m.Actors {
		a := wordActor{
			move: make([]uint64, n), into: make([]uint64, n), back: make([]uint64, n), order: make([]int, n),
			rank: make([]uint32, n), up: make([]uint64, n), under: make([]uint64, n), level: make([]uint64, n),
		}
		for k, s := range w.codes {
			a.order[k] = k
			for _, t := range m.Successors(i, s) {
				a.move[k] |= 1 << place[t]
				a.into[place[t]] |= 1 << k
			}
		}
		if !a.composes() {
			return nil, false
		}
		w.actors = append(w.actors, a)
	}
	for i := range w.actors {
		w.addBack(i)
	}
	return w, true
}

// composes reports whether two moves of the actor, one after the other, are one move.
func (a *wordActor) composes() bool {
	for k, to := range a.move {
		for rest := to; rest != 0; rest &= rest - 1 {
			if a.move[bits.TrailingZeros64(rest)]&^to&^(1<<k) != 0 {
				return false
			}
		}
	}
	return true
}

// addBack notes from where the others of actor i can reach each state.
func (w *Words) addBack(i int) {
	into := make([]uint64, len(w.codes))
	for j := range w.actors {
		if j != i {
			for k, from := range w.actors[j].into {
				into[k] |= from
			}
		}
	}
	for k := range w.codes {
		w.actors[i].back[k] = spreadBack(1<<k, 1<<k, into)
	}
}

// spreadBack returns the set with everything from which its new members can be reached.
func spreadBack(set, fresh uint64, into []uint64) uint64 {
	for fresh != 0 {
		k := bits.TrailingZeros64(fresh)
		fresh &= fresh - 1
		more := into[k] &^ set
		set |= more
		fresh |= more
	}
	return set
}

// Equilibria returns the states that are stable for every actor under the concepts of
// [Four], in their order, when actor i ranks state s at rank[i][s]. Bit k of a set stands
// for the state [Words.State](k).
func (w *Words) Equilibria(rank [][]uint32) [4]uint64 {
	for i := range w.actors {
		w.actors[i].prepare(w.codes, rank[i])
	}
	all := uint64(1)<<len(w.codes) - 1 // 0 − 1 with all 64
	e := [4]uint64{all, all, all, all}
	for i := range w.actors {
		stable := w.actors[i].judge(w.improvements(i))
		for c := range e {
			e[c] &= stable[c]
		}
	}
	return e
}

// improvements returns the improvements of the others of actor i, by the state they lead to.
func (w *Words) improvements(i int) []uint64 {
	into := w.into[:len(w.codes)]
	clear(into)
	for j := range w.actors {
		if j == i {
			continue
		}
		for k, from := range w.actors[j].under[:len(into)] {
			into[k] |= from
		}
	}
	return into
}

// State returns the state that bit k stands for.
func (w *Words) State(k int) standoff.State { return w.codes[k] }

// Len returns the number of states.
func (w *Words) Len() int { return len(w.codes) }

// prepare sorts the states by the ranks and notes the improvements. The order of the
// ranking before is a good beginning, and where the ranking is the one before all is noted:
// perturbed rankings differ little.
func (a *wordActor) prepare(codes []standoff.State, rank []uint32) {
	changed := !a.prepared
	for k, s := range codes {
		changed = changed || a.rank[k] != rank[s]
		a.rank[k] = rank[s]
	}
	if a.prepared = true; changed {
		a.sort()
	}
}

// sort is prepare where the ranking has changed.
func (a *wordActor) sort() {
	for n := 1; n < len(a.order); n++ {
		k, at := a.order[n], n
		for ; at > 0 && a.rank[a.order[at-1]] > a.rank[k]; at-- {
			a.order[at] = a.order[at-1]
		}
		a.order[at] = k
	}
	worse := uint64(0)
	for from, to := 0, 0; from < len(a.order); from = to {
		group := uint64(0)
		for to = from; a.tied(from, to); to++ {
			group |= 1 << a.order[to]
		}
		above := ^(worse | group)
		for _, k := range a.order[from:to] {
			a.up[k] = a.move[k] & above
			a.under[k] = a.into[k] & worse
		}
		worse |= group
	}
	a.addLevels()
}

// tied reports whether the place n of the order belongs to the tie that begins at from.
func (a *wordActor) tied(from, n int) bool {
	return n < len(a.order) && a.rank[a.order[n]] == a.rank[a.order[from]]
}

// addLevels notes for each tie the states from which the actor gets as far up as that tie
// and no further: there they begin to be sanctions that it cannot get out of.
func (a *wordActor) addLevels() {
	seen := uint64(0)
	for to := len(a.order); to > 0; {
		from := to - 1
		for from > 0 && a.rank[a.order[from-1]] == a.rank[a.order[from]] {
			from--
		}
		here := uint64(0)
		for _, k := range a.order[from:to] {
			here |= 1<<k | a.into[k]
		}
		a.level[from] = here &^ seen
		seen |= here
		to = from
	}
}

// judge returns the states that are stable for the actor, by the concepts of [Four], where
// into are the improvements of the others, by the state they lead to.
func (a *wordActor) judge(into []uint64) [4]uint64 {
	var stable [4]uint64
	gmr, smr, seq := uint64(0), uint64(0), uint64(0)
	for from, to := 0, 0; from < len(a.order); from = to {
		group := uint64(0)
		for to = from; a.tied(from, to); to++ {
			k := a.order[to]
			group |= 1 << k
			gmr |= a.back[k]
		}
		for rest := a.level[from]; rest != 0; rest &= rest - 1 {
			smr |= a.back[bits.TrailingZeros64(rest)]
		}
		seq = spreadBack(seq|group, group&^seq, into)
		for rest := group; rest != 0; rest &= rest - 1 {
			k := bits.TrailingZeros64(rest)
			up := a.up[k]
			stable[Nash] |= none(up) << k
			stable[GMR] |= none(up&^gmr) << k
			stable[SMR] |= none(up&^smr) << k
			stable[SEQ] |= none(up&^seq) << k
		}
	}
	return stable
}

// none returns 1 where the set is empty and otherwise 0, without a branch that nobody foresees.
func none(set uint64) uint64 { return (set|-set)>>63 ^ 1 }

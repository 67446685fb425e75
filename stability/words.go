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
	move, into []uint64    // by place: what it can move to, and from where it can move here
	back       []uint64    // by place: from where the others can reach it, itself included
	order      []uint64    // rank<<6 | place, the least preferred first
	rank       []uint32    // by place
	ties       []uint64    // sets of equal ranks, the least preferred first
	up         []uint64    // by place: its improvements from there
	under      []uint64    // by place: from where it improves by moving here
	level      []uint64    // by tie: SMR's sanctions of that level
	alone      [SEQ]uint64 // what is stable by Nash, GMR and SMR: that does not depend on the others' ranks
	prepared   bool        // all this is that of rank
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
			move: make([]uint64, n), into: make([]uint64, n), back: make([]uint64, n), order: make([]uint64, n),
			rank: make([]uint32, n), up: make([]uint64, n), under: make([]uint64, n), level: make([]uint64, n),
		}
		for k, s := range w.codes {
			a.order[k] = uint64(k)
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
		a := &w.actors[i]
		for c, stable := range a.alone {
			e[c] &= stable
		}
		e[SEQ] &= a.sequential(w.improvements(i))
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
	for n, v := range a.order {
		v = uint64(a.rank[v%MaxWords])*MaxWords | v%MaxWords
		at := n
		for ; at > 0 && a.order[at-1] > v; at-- {
			a.order[at] = a.order[at-1]
		}
		a.order[at] = v
	}
	a.ties = a.ties[:0]
	worse := uint64(0)
	for from, to := 0, 0; from < len(a.order); from = to {
		tie := uint64(0)
		for to = from; to < len(a.order) && a.order[to]/MaxWords == a.order[from]/MaxWords; to++ {
			tie |= 1 << (a.order[to] % MaxWords)
		}
		above := ^(worse | tie)
		for rest := tie; rest != 0; rest &= rest - 1 {
			k := bits.TrailingZeros64(rest)
			a.up[k] = a.move[k] & above
			a.under[k] = a.into[k] & worse
		}
		worse |= tie
		a.ties = append(a.ties, tie)
	}
	a.addLevels()
	a.judge()
}

// addLevels notes for each tie the states from which the actor gets as far up as that tie
// and no further: there they begin to be sanctions that it cannot get out of.
func (a *wordActor) addLevels() {
	seen := uint64(0)
	for n := len(a.ties) - 1; n >= 0; n-- {
		here := a.ties[n]
		for rest := here; rest != 0; rest &= rest - 1 {
			here |= a.into[bits.TrailingZeros64(rest)]
		}
		a.level[n] = here &^ seen
		seen |= here
	}
}

// judge works out what is stable for the actor whatever the others' ranks are.
func (a *wordActor) judge() {
	a.alone = [SEQ]uint64{}
	gmr, smr := uint64(0), uint64(0)
	for n, tie := range a.ties {
		for rest := tie; rest != 0; rest &= rest - 1 {
			gmr |= a.back[bits.TrailingZeros64(rest)]
		}
		for rest := a.level[n]; rest != 0; rest &= rest - 1 {
			smr |= a.back[bits.TrailingZeros64(rest)]
		}
		for rest := tie; rest != 0; rest &= rest - 1 {
			k := bits.TrailingZeros64(rest)
			up := a.up[k]
			a.alone[Nash] |= none(up) << k
			a.alone[GMR] |= none(up&^gmr) << k
			a.alone[SMR] |= none(up&^smr) << k
		}
	}
}

// sequential returns what is SEQ-stable for the actor, where into are the improvements of
// the others, by the state they lead to.
func (a *wordActor) sequential(into []uint64) uint64 {
	stable, seq := a.alone[Nash], uint64(0)
	left := uint64(1)<<len(into) - 1 // 0 − 1 with all 64
	all := left
	for _, tie := range a.ties {
		seq = spreadBack(seq|tie, tie&^seq, into)
		if seq == all {
			return stable | left
		}
		left &^= tie
		for rest := tie &^ stable; rest != 0; rest &= rest - 1 {
			k := bits.TrailingZeros64(rest)
			stable |= none(a.up[k]&^seq) << k
		}
	}
	return stable
}

// none returns 1 where the set is empty and otherwise 0, without a branch that nobody foresees.
func none(set uint64) uint64 { return (set|-set)>>63 ^ 1 }

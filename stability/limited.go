package stability

import (
	"errors"
	"slices"

	"detente/standoff"
)

// ErrTwoActors is returned for limited-move and non-myopic stability of more or fewer than
// two actors. For more, who moves next is not given by the situation, and the definitions
// in the literature differ (Fang, Hipel and Kilgour 1993 let the actor fear the worst of the
// others; later authors give others); none is offered here.
var ErrTwoActors = errors.New("looking several moves ahead is defined for two actors who move in turn")

// Foresight says which states are stable for each of two actors who look ahead.
type Foresight struct {
	// Horizon is how many moves are looked ahead; of non-myopic stability the number from
	// which on the verdicts repeat every Period.
	Horizon, Period int
	// Stable holds, by actor, the states that the actor stays in, however ties are resolved.
	Stable [2]standoff.Bits
	// Open holds, by actor, the states that it stays in or leaves depending on how an actor
	// chooses between moves that it likes equally. Without ties there are none.
	Open [2]standoff.Bits
}

// LimitedMove returns the limited-move stability L_h: both actors move in turn, each may
// stay, which ends it, and each sees to the end of the h moves (F. C. Zagare, "Limited-move
// equilibria in 2x2 games", Theory and Decision 16, 1984; D. M. Kilgour, "Anticipation and
// stability in two-person non-cooperative games", 1985). An actor leaves only for what it
// anticipates to be better than where it is. L_1 is Nash stability.
func LimitedMove(m *standoff.Model, h int) (*Foresight, error) {
	if len(m.Actors) != 2 {
		return nil, ErrTwoActors
	}
	a := newAnticipation(m)
	for range h {
		a.lookFurther()
	}
	return a.verdicts(), nil
}

// NonMyopic returns the non-myopic stability: L_h for every h from some number on (S. J. Brams
// and D. Wittman 1981; as a limit, D. M. Kilgour, "Equilibria for far-sighted players",
// Theory and Decision 16, 1984). What is anticipated has to repeat at last; when it has not
// by the given horizon, the second result is false.
func NonMyopic(m *standoff.Model, most int) (*Foresight, bool, error) {
	if len(m.Actors) != 2 {
		return nil, false, ErrTwoActors
	}
	a := newAnticipation(m)
	mark, markAt := a.ends, 0
	for h := 1; h <= most; h++ {
		a.lookFurther()
		if sameEnds(a.ends, mark) {
			f := a.always(h - markAt)
			f.Horizon = markAt
			return f, true, nil
		}
		if h&(h-1) == 0 { // a mark at each power of two finds every circle (Brent 1980)
			mark, markAt = a.ends, h
		}
	}
	return nil, false, nil
}

// anticipation is what each actor, to move in a state, expects the end to be: the states
// that can come out by some choice between moves liked equally, ascending.
type anticipation struct {
	m    *standoff.Model
	ends [2][][]standoff.State
}

func newAnticipation(m *standoff.Model) *anticipation {
	a := &anticipation{m: m}
	for i := range a.ends {
		a.ends[i] = make([][]standoff.State, m.Size())
		for s := range a.ends[i] {
			a.ends[i][s] = []standoff.State{standoff.State(s)}
		}
	}
	return a
}

// lookFurther adds a move in front: after a move of one actor it is the other's turn.
func (a *anticipation) lookFurther() {
	var next [2][][]standoff.State
	for i := range next {
		next[i] = make([][]standoff.State, a.m.Size())
		for s := range next[i] {
			if a.m.CanBe(standoff.State(s)) {
				next[i][s] = a.expect(i, standoff.State(s))
			}
		}
	}
	a.ends = next
}

// expect works out what can come of it when the actor is to move in the state. A move is
// chosen for what it leads to at best only if no other one leads to more for certain.
func (a *anticipation) expect(i int, s standoff.State) []standoff.State {
	rank := a.m.Rank[i]
	moves := a.m.Successors(i, s)
	best, second := rank[s], rank[s] // what the two best moves lead to at least, staying included
	for _, t := range moves {
		low := a.least(i, t)
		switch {
		case low > best:
			best, second = low, best
		case low > second:
			second = low
		}
	}
	var ends []standoff.State
	if best == rank[s] {
		ends = append(ends, s)
	}
	for _, t := range moves {
		floor := best
		if a.least(i, t) == best && best > rank[s] {
			floor = second
		}
		for _, end := range a.ends[1-i][t] {
			if rank[end] > rank[s] && rank[end] >= floor {
				ends = append(ends, end)
			}
		}
	}
	slices.Sort(ends)
	return slices.Compact(ends)
}

// least is the rank of the worst that can come of the actor's move to t.
func (a *anticipation) least(i int, t standoff.State) uint32 {
	ends := a.ends[1-i][t]
	low := a.m.Rank[i][ends[0]]
	for _, end := range ends[1:] {
		low = min(low, a.m.Rank[i][end])
	}
	return low
}

func (a *anticipation) verdicts() *Foresight {
	f := &Foresight{}
	for i := range f.Stable {
		f.Stable[i], f.Open[i] = standoff.NewBits(a.m.Size()), standoff.NewBits(a.m.Size())
		for s, ends := range a.ends[i] {
			switch {
			case !a.m.CanBe(standoff.State(s)) || !slices.Contains(ends, standoff.State(s)):
			case len(ends) == 1:
				f.Stable[i].Add(standoff.State(s))
			default:
				f.Open[i].Add(standoff.State(s))
			}
		}
	}
	return f
}

// always gathers the verdicts of a whole period: stable is what is so throughout, and open
// what is never left for certain and not stable.
func (a *anticipation) always(period int) *Foresight {
	all := a.verdicts()
	all.Period = period
	for range period - 1 {
		a.lookFurther()
		v := a.verdicts()
		for i := range all.Stable {
			for w := range all.Stable[i] {
				stays := (all.Stable[i][w] | all.Open[i][w]) & (v.Stable[i][w] | v.Open[i][w])
				all.Stable[i][w] &= v.Stable[i][w]
				all.Open[i][w] = stays &^ all.Stable[i][w]
			}
		}
	}
	return all
}

func sameEnds(a, b [2][][]standoff.State) bool {
	for i := range a {
		if !slices.EqualFunc(a[i], b[i], slices.Equal) {
			return false
		}
	}
	return true
}

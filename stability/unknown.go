package stability

import "detente/standoff"

// Order is how an actor compares one state with another.
type Order uint8

// The four ways to compare: better, worse, as good, and not known.
const (
	Same Order = iota
	Better
	Worse
	Unknown
)

// Comparison says how an actor compares a state with another. What it says of a and b fits
// what it says of b and a.
type Comparison func(actor int, a, b standoff.State) Order

// Agreed is the comparison by several rankings of each actor, one of which is the right one
// (by actor, ranking and state; at least one for each): what all say is known, and where
// they differ it is not.
func Agreed(rankings [][][]uint32) Comparison {
	return func(actor int, a, b standoff.State) Order {
		order := compare(rankings[actor][0], a, b)
		for _, r := range rankings[actor][1:] {
			if compare(r, a, b) != order {
				return Unknown
			}
		}
		return order
	}
}

func compare(rank []uint32, a, b standoff.State) Order {
	switch {
	case rank[a] > rank[b]:
		return Better
	case rank[a] < rank[b]:
		return Worse
	}
	return Same
}

// Attitude is how an actor deals with comparisons that it does not know: the variants a to d
// of K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang, "Preference uncertainty in the graph
// model for conflict resolution", IEEE Transactions on SMC, Part A 34, 2004.
type Attitude uint8

// The attitudes. Tempted: it also leaves for what may be better. Deterred: it is also held
// back by what may be no better.
const (
	VariantA Attitude = iota // tempted and not deterred: the boldest
	VariantB                 // neither: what is not known does not count
	VariantC                 // both
	VariantD                 // deterred and not tempted: the most cautious
)

func (a Attitude) tempted() bool  { return a == VariantA || a == VariantC }
func (a Attitude) deterred() bool { return a == VariantC || a == VariantD }

// WithUnknown answers the sixteen questions (four concepts, four attitudes) about states
// whose comparisons are partly not known. The ranks of the model are not looked at.
type WithUnknown struct {
	m       *standoff.Model
	compare Comparison
	in      *tracks
}

// NewWithUnknown returns what answers for the situation and the comparison.
func NewWithUnknown(m *standoff.Model, c Comparison) *WithUnknown {
	return &WithUnknown{m: m, compare: c, in: newMoverTracks(newMoves(m))}
}

// Stable reports whether the state is stable for the actor. In SEQ the others' moves are
// those that improve the state for whoever moves, or may improve it, whatever the attitude:
// what they are tempted by is not the actor's to choose.
func (u *WithUnknown) Stable(s standoff.State, actor int, c Concept, a Attitude) bool {
	for _, t := range u.in.moves.from(actor, s) {
		if u.tempts(actor, t, s, a) && (c == Nash || !u.answered(s, t, actor, c, a)) {
			return false
		}
	}
	return true
}

// tempts reports whether the actor would leave s for t.
func (u *WithUnknown) tempts(actor int, t, s standoff.State, a Attitude) bool {
	o := u.compare(actor, t, s)
	return o == Better || o == Unknown && a.tempted()
}

// deters reports whether ending at q holds the actor back at s.
func (u *WithUnknown) deters(actor int, q, s standoff.State, a Attitude) bool {
	o := u.compare(actor, q, s)
	return o == Worse || o == Same || o == Unknown && a.deterred()
}

func (u *WithUnknown) answered(s, t standoff.State, actor int, c Concept, a Attitude) bool {
	may := func(i int, to, from standoff.State) bool { return true }
	if c == SEQ {
		may = func(i int, to, from standoff.State) bool {
			o := u.compare(i, to, from)
			return o == Better || o == Unknown
		}
	}
	return u.in.follow(rest(u.m, []int{actor}), t, may, func(q standoff.State) bool {
		return u.deters(actor, q, s, a) && (c != SMR || u.stuck(s, q, actor, a))
	}) >= 0
}

// stuck reports whether all that the actor can do at q deters it as well.
func (u *WithUnknown) stuck(s, q standoff.State, actor int, a Attitude) bool {
	for _, x := range u.in.moves.from(actor, q) {
		if !u.deters(actor, x, s, a) {
			return false
		}
	}
	return true
}

package export

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"detente/plan"
)

// PlanGame returns the game in which, along the plan of the result, every party
// stays or leaves at every moment. Staying throughout is a subgame perfect
// equilibrium of it exactly when the plan is self-enforcing, whatever the words
// weigh.
//
// In a round nobody waits for anybody, so that many moments can be met. Chance
// chooses among orders of the steps of a round such that each player's worst
// moment of it is on one of them; other moments are left out, for nobody is more
// tempted there. Every moment of the game can be met, and every decision lies on
// a way on which all stay: what is an equilibrium with that way is subgame
// perfect.
//
// The game has at most so many nodes, [DefaultNodes] for 0. The error is a
// [Refusal].
func PlanGame(r *plan.Result, input string, nodes int) (*Game, error) {
	t, err := newTree(r, nodes)
	if err != nil {
		return nil, err
	}
	var rounds [][]int
	var labels []string // by how many events have been performed
	for k, x := range r.Rounds {
		rounds = append(rounds, x.Events)
		for i := range x.Events {
			labels = append(labels, fmt.Sprintf("round %d, %d of %d: ", k+1, i+1, len(x.Events)))
		}
	}
	label := func(e, performed int) string { return labels[performed-1] + t.steps[e] }
	end := func(at moment) *Node {
		return t.decide(at, func() *Node { return t.performed(at) })
	}
	start, ways := t.start(), t.ways(rounds)
	var root *Node
	if len(rounds) == 0 {
		root = end(start)
	} else {
		root = t.decide(start, func() *Node { return t.walk(start, ways, 0, label, end) })
	}
	comment := heading("Detente game, version 1, along the plan", r, input)
	comment = append(comment, t.rules()...)
	comment = append(comment, "Staying throughout is an equilibrium, and then a subgame perfect one, exactly when the plan is self-enforcing. "+
		verdict(r))
	if len(ways) > 1 {
		comment = append(comment, "In a round nobody waits for anybody. Chance chooses among orders of its steps so that each player's worst moment is met in one of them; how likely they are does not matter.")
	}
	return t.game(gameTitle(r, "the plan"), comment, root)
}

// FreeGame returns the game over all orders of the moves of the course: a player
// of its own, who wants nothing but the end, chooses among the moves that are
// open, and at every moment every party stays or leaves. Backward induction in
// which a party that is indifferent stays comes to the end exactly when some order
// holds by itself, within every max_exposure and whatever the words weigh.
//
// A game tree has a branch for each order, so that it is for small agreements:
// with more nodes than asked for ([DefaultNodes] for 0) the error is a [Refusal].
func FreeGame(r *plan.Result, input string, nodes int) (*Game, error) {
	t, err := newTree(r, nodes)
	if err != nil {
		return nil, err
	}
	chooser := "(order of steps)"
	for slices.Contains(t.names, chooser) {
		chooser += "'"
	}
	t.names, t.extra = append(t.names, chooser), []*big.Rat{big.NewRat(1, 1)}
	t.smaller = "leave out -all-orders: the game along the plan has far fewer"
	f := newFree(t)
	if !f.finishes(t.start()) {
		return nil, Refusal{
			"no order keeps every party within the exposure it accepts, so the game over all orders is empty",
			"Without -all-orders the game along the plan that comes closest is written.",
		}
	}
	comment := heading("Detente game, version 1, in any order", r, input)
	comment = append(comment, t.rules()...)
	comment = append(comment,
		"A further player, "+chooser+", has 1 when everything is performed and nothing else, and chooses which open move is next; orders that pass a max_exposure are left out.",
		"Backward induction in which a party that is indifferent stays ends with everything performed exactly when some order holds by itself. "+
			verdict(r)+" Due dates are left out.")
	return t.game(gameTitle(r, "all orders"), comment, f.visit(t.start()))
}

func gameTitle(r *plan.Result, which string) string {
	a := r.Course.Agreement
	title := named(a.Title.String(), a.ID.ID, "agreement") + ": " + which
	if len(a.Private) > 0 {
		title = "PRIVATE, do not pass on. " + title
	}
	return title
}

// rules say how every game here is played and paid.
func (t *tree) rules() []string {
	all := []string{
		"A player is a party that says what the steps are worth to it. At every moment each in turn leaves or stays. " +
			"Who leaves has what it keeps of what has been performed, and what it has outside, less what leaving costs it; " +
			"the others then have what they keep and what they have outside. When all have stayed to the end, each has what the whole agreement is worth to it. " +
			"Payoffs are in each player's own unit; those of two players cannot be compared.",
	}
	for _, c := range t.counts {
		if c.kind == words {
			return append(all, "A party that counts in words is a player once for each word it uses, as if the words in brackets weighed 1 and the others nothing: "+
				"what holds for each of these holds whatever the words weigh.")
		}
	}
	return all
}

// free goes through all orders.
type free struct {
	*tree
	waits    [][]int // by move, the moves that come before it
	low      [][]int64
	finished map[string]bool // by what has been performed; only where exposure is limited
	limited  bool
}

func newFree(t *tree) *free {
	f := &free{tree: t, waits: make([][]int, len(t.groups)), finished: map[string]bool{}}
	for _, w := range t.moves.waits() {
		f.waits[w[1]] = append(f.waits[w[1]], w[0])
	}
	for _, c := range t.counts {
		f.limited = f.limited || c.limited
		low := make([]int64, len(t.groups))
		for g, events := range t.groups {
			_, _, low[g] = t.during(c, events)
		}
		f.low = append(f.low, low)
	}
	return f
}

// open returns the moves that can be next: what comes before them has been
// performed, and nobody is further below its start than it accepts.
func (f *free) open(at moment) []int {
	var all []int
	for g, events := range f.groups {
		ok := !at.done.Has(events[0])
		for _, w := range f.waits[g] {
			ok = ok && at.done.Has(f.groups[w][0])
		}
		for i, c := range f.counts {
			ok = ok && (!c.limited || -at.held[i]-f.low[i][g] <= c.most)
		}
		if ok {
			all = append(all, g)
		}
	}
	return all
}

func (f *free) performedAll(at moment) bool { return at.done.Len() == f.order.Len() }

// finishes reports whether the end can be reached from the moment within every
// limit of exposure.
func (f *free) finishes(at moment) bool {
	if !f.limited || f.performedAll(at) {
		return true
	}
	key := at.done.Key()
	if known, ok := f.finished[key]; ok {
		return known
	}
	if len(f.finished) > f.most { // there are as many nodes at least
		f.nodes = f.most + 1
		return true
	}
	f.finished[key] = false
	for _, g := range f.open(at) {
		if f.finishes(f.afterMove(at, g)) {
			f.finished[key] = true
			break
		}
	}
	return f.finished[key]
}

func (f *free) afterMove(at moment, group int) moment {
	for _, e := range f.groups[group] {
		at = f.after(at, e, "")
	}
	return at
}

// visit lets all decide at the moment, and then goes on with every move.
func (f *free) visit(at moment) *Node {
	if f.nodes > f.most {
		return nil
	}
	return f.decide(at, func() *Node {
		if f.performedAll(at) {
			return f.performed(at)
		}
		on := f.open(at)
		if f.limited {
			on = slices.DeleteFunc(on, func(g int) bool { return !f.finishes(f.afterMove(at, g)) })
		}
		if len(on) == 1 {
			return f.move(at, on[0])
		}
		f.nodes++
		n := &Node{Label: at.label, Player: len(f.counts)}
		for _, g := range on {
			n.Choices = append(n.Choices, Choice{Name: f.moveName(g), To: f.move(at, g)})
		}
		return n
	})
}

// move performs one move; a bundle in every order that somebody's worst moment
// asks for.
func (f *free) move(at moment, group int) *Node {
	label := func(e, performed int) string {
		return fmt.Sprintf("%d of %d: %s", performed, f.order.Len(), f.steps[e])
	}
	ways := [][]int{f.groups[group]}
	if len(f.groups[group]) > 1 {
		ways = f.ways(ways)
	}
	return f.walk(at, ways, 0, label, f.visit)
}

func (f *free) moveName(group int) string {
	var names []string
	for _, e := range f.groups[group] {
		names = append(names, f.steps[e])
	}
	return strings.Join(names, " + ")
}

package export

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"detente/order"
	"detente/plan"
	"detente/worth"
)

// DefaultNodes is how many nodes a game has at most where the caller does not say.
const DefaultNodes = 20_000

// What a party can do.
const (
	leave = "leave"
	stay  = "stay"
)

// moment is a point that can be met: what has been performed by then.
type moment struct {
	done  order.Set // events
	held  []int64   // by player, in multiples of its grain, since the beginning
	label string
}

// tree builds a game from its beginning. When it has too many nodes, it builds no
// further, and what there is of it is of no use.
type tree struct {
	*moves
	counts  []count // the players that may leave
	names   []string
	extra   []*big.Rat // what further players have at the end; else nothing
	steps   []string   // what each event is called
	ends    map[string]*Outcome
	nodes   int
	most    int
	smaller string     // what else to do when there are more
	atStart []*big.Rat // by player: what leaving at the beginning is worth, less what it costs
	outside []*big.Rat // the same without that cost
}

// newTree prepares a game about the course of the result.
func newTree(r *plan.Result, nodes int) (*tree, error) {
	if err := refuse(r); err != nil {
		return nil, err
	}
	m, err := newMoves(r.Course)
	if err != nil {
		return nil, err
	}
	t := &tree{moves: m, ends: map[string]*Outcome{}, most: nodes, smaller: "export a smaller agreement: fewer parts, or steps that are done"}
	if t.most <= 0 {
		t.most = DefaultNodes
	}
	accounts := worth.Accounts(r.Course)
	if len(accounts) == 0 {
		return nil, noWorths
	}
	if t.counts, err = m.counts(tallies(accounts)); err != nil {
		return nil, err
	}
	for i, c := range t.counts {
		a := c.account
		without := a.Holds(a.Start()).Plus(a.WalkAway)
		t.outside = append(t.outside, c.of(without))
		t.atStart = append(t.atStart, c.of(without.Minus(a.BreachCost)))
		t.names = append(t.names, t.playerName(i))
	}
	for e := range r.Course.Events {
		t.steps = append(t.steps, named(r.Course.Label(e), fmt.Sprintf("step %d", e+1)))
	}
	return t, nil
}

// playerName says who the player is: the party's label where Gambit's files can
// hold it, else its name in the text, else its number; and no name twice.
func (t *tree) playerName(i int) string {
	c := t.counts[i]
	party, which, short := c.account.Party, c.which(), ""
	if c.kind == words {
		short = fmt.Sprintf(" [strongest %d]", c.strongest)
	}
	number := fmt.Sprintf("player %d", i+1)
	for _, try := range []string{party.Label() + which, party.Label() + short, party.ID + which, party.ID + short} {
		if s, whole := plain(try); whole && !slices.Contains(t.names, s) {
			return s
		}
	}
	for slices.Contains(t.names, number) {
		number += "'"
	}
	return number
}

func (t *tree) start() moment {
	return moment{done: order.NewSet(t.order.Len()), held: make([]int64, len(t.counts)), label: "start"}
}

// after returns the moment at which one more event has been performed.
func (t *tree) after(at moment, event int, label string) moment {
	next := moment{done: at.done.Clone(), held: make([]int64, len(t.counts)), label: label}
	next.done.Add(event)
	for i, c := range t.counts {
		next.held[i] = at.held[i] + c.keep[event]
	}
	return next
}

// full counts a node, and reports whether there is no more room.
func (t *tree) full() bool {
	t.nodes++
	return t.nodes > t.most
}

// decide lets every party stay or leave at the moment, in the order of the text;
// when all have stayed, the game goes on as next says.
func (t *tree) decide(at moment, next func() *Node) *Node {
	var first *Node
	end := &first
	for i := range t.counts {
		if t.full() {
			return nil
		}
		n := &Node{Label: at.label, Player: i, Choices: []Choice{{Name: leave, To: t.left(at, i)}, {Name: stay}}}
		*end, end = n, &n.Choices[1].To
	}
	*end = next()
	return first
}

// left is the end at which player i leaves: it keeps what it keeps and has what it
// has outside, less what leaving costs it; so do the others, at no cost.
func (t *tree) left(at moment, i int) *Node {
	t.nodes++
	key := fmt.Sprint(i, at.done)
	o := t.ends[key]
	if o == nil {
		o = &Outcome{Name: t.names[i] + " leaves"}
		for k, c := range t.counts {
			base := t.outside[k]
			if k == i {
				base = t.atStart[k]
			}
			gained := new(big.Rat).Mul(c.grain, big.NewRat(at.held[k], 1))
			o.Payoffs = append(o.Payoffs, gained.Add(gained, base))
		}
		for range t.extra {
			o.Payoffs = append(o.Payoffs, new(big.Rat))
		}
		t.ends[key] = o
	}
	return &Node{Label: at.label, Player: Nobody, Outcome: o}
}

// performed is the end at which everything has been performed and nobody has left.
func (t *tree) performed(at moment) *Node {
	t.nodes++
	o := t.ends[""]
	if o == nil {
		o = &Outcome{Name: "all performed"}
		for _, c := range t.counts {
			o.Payoffs = append(o.Payoffs, c.of(c.account.Total()))
		}
		o.Payoffs = append(o.Payoffs, t.extra...)
		t.ends[""] = o
	}
	return &Node{Label: at.label, Player: Nobody, Outcome: o}
}

// walk performs events one after the other, in one of several ways: chance takes
// the way where they part. At every moment before the last event all decide; the
// moment after it is then's. A moment is labelled by its last event and by how
// many have been performed.
func (t *tree) walk(at moment, ways [][]int, k int, label func(event, performed int) string, then func(moment) *Node) *Node {
	if t.nodes > t.most {
		return nil
	}
	if k == len(ways[0]) {
		return then(at)
	}
	var events []int
	by := map[int][][]int{}
	for _, w := range ways {
		if by[w[k]] == nil {
			events = append(events, w[k])
		}
		by[w[k]] = append(by[w[k]], w)
	}
	on := func(event int) *Node {
		next := t.after(at, event, label(event, at.done.Len()+1))
		if k+1 == len(ways[0]) {
			return then(next)
		}
		return t.decide(next, func() *Node { return t.walk(next, by[event], k+1, label, then) })
	}
	if len(events) == 1 {
		return on(events[0])
	}
	t.nodes++
	n := &Node{Label: at.label, Player: Chance}
	for _, e := range events {
		n.Choices = append(n.Choices, Choice{Name: t.steps[e] + " first", Likely: big.NewRat(1, int64(len(events))), To: on(e)})
	}
	return n
}

// ways returns orders of the events of the rounds, one after the other, so that
// every player's worst moment of every round is met in one of them. Everything
// that they meet can be met in the rounds.
func (t *tree) ways(rounds [][]int) [][]int {
	var all [][]int
	seen := map[string]bool{}
	for _, c := range t.counts {
		var way []int
		for _, events := range rounds {
			way = append(way, t.worstFirst(events, c)...)
		}
		if key := fmt.Sprint(way); !seen[key] {
			seen[key] = true
			all = append(all, way)
		}
	}
	return all
}

// worstFirst arranges the events of a round so that the player's worst moment of
// the round is met: in the order of the text where that will do, else so that
// what has been performed by then comes first.
func (t *tree) worstFirst(events []int, c count) []int {
	own := t.arranged(events)
	worst, most := t.heaviest(events, c.keep)
	sum, met := int64(0), most == 0
	for _, e := range own {
		sum += c.keep[e]
		met = met || sum == most
	}
	if met {
		return own
	}
	var first, rest []int
	for _, e := range own {
		if worst.Has(e) {
			first = append(first, e)
		} else {
			rest = append(rest, e)
		}
	}
	return append(first, rest...)
}

// game finishes a game: it numbers information sets and outcomes as they are met.
func (t *tree) game(title string, comment []string, root *Node) (*Game, error) {
	if t.nodes > t.most {
		return nil, Refusal{
			fmt.Sprintf("the game has more than %d nodes", t.most),
			"Allow more with -nodes, or " + t.smaller + ".",
		}
	}
	g := &Game{Title: title, Players: t.names, Root: root}
	var lines []string
	for _, p := range comment {
		said, _ := plain(p)
		lines = append(lines, wrapped(said, width)...)
	}
	g.Comment = strings.Join(lines, "\n")
	sets := make([]int, len(t.names)+1)
	outcomes := 0
	for n := range g.all {
		switch {
		case n.Outcome != nil && n.Outcome.Number == 0:
			outcomes++
			n.Outcome.Number = outcomes
			n.Outcome.Name = fmt.Sprintf("%s (%d)", n.Outcome.Name, outcomes)
		case n.Player != Nobody:
			k := (n.Player + len(sets)) % len(sets) // chance is the last
			sets[k]++
			n.Set = sets[k]
		}
	}
	return g, nil
}

package export

import (
	"math/big"
	"slices"
)

// Limits on a game that is read.
const (
	maxNodes   = 1 << 20
	maxPlayers = 10_000
	maxChoices = 10_000
	maxPayoffs = 1 << 22 // players times outcomes
)

// ReadGame reads a file in Gambit's format for extensive games, EFG 2, as Text
// writes it and as Gambit does: with commas between payoffs or without, and with
// what is told once told again or not. Payoffs before the end of a game are not
// read. Any other bytes give an error that begins with the line.
func ReadGame(src []byte) (*Game, error) {
	r := &gameReader{scanner: newScanner(string(src), 0), g: &Game{}, sets: map[[2]int][]string{}, outcomes: map[int64]*Outcome{}}
	r.prologue()
	r.body()
	if r.err == nil && !r.end() {
		r.fail("the game has ended, but here is %s", r.shown())
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.g, nil
}

type gameReader struct {
	*scanner
	g        *Game
	nodes    int
	sets     map[[2]int][]string // by player and set, the names of the choices
	outcomes map[int64]*Outcome
}

func (r *gameReader) prologue() {
	r.want("EFG")
	r.want("2")
	if !r.accept("D") {
		r.want("R")
	}
	r.g.Title = r.label("the title")
	r.want("{")
	for r.quoted && r.err == nil {
		r.g.Players = append(r.g.Players, r.label("a player"))
	}
	r.want("}")
	if n := len(r.g.Players); r.err == nil && (n == 0 || n > maxPlayers) {
		r.fail("there are %d players, and should be between 1 and %d", n, maxPlayers)
	}
	if r.quoted {
		r.g.Comment = r.label("a comment")
	}
}

// body reads the nodes: after each its subtrees, first choice first.
func (r *gameReader) body() {
	r.g.Root = r.node()
	type place struct {
		node *Node
		next int
	}
	open := []place{{node: r.g.Root}}
	for len(open) > 0 && r.err == nil {
		at := &open[len(open)-1]
		if at.next == len(at.node.Choices) {
			open = open[:len(open)-1]
			continue
		}
		at.next++
		child := r.node()
		at.node.Choices[at.next-1].To = child
		open = append(open, place{node: child})
	}
}

func (r *gameReader) node() *Node {
	n := &Node{Player: Nobody}
	if r.nodes++; r.nodes > maxNodes {
		r.fail("there are more than %d nodes", maxNodes)
		return n
	}
	switch {
	case r.accept("t"):
		n.Label = r.label("a label")
		r.outcome(n)
		if n.Outcome == nil {
			r.fail("the game ends here, and nothing says what it comes to")
		}
		return n
	case r.accept("p"):
		n.Label = r.label("a label")
		n.Player = int(r.number("a player", 1, int64(len(r.g.Players)))) - 1
	case r.accept("c"):
		n.Label = r.label("a label")
		n.Player = Chance
	default:
		r.fail("a node is expected here (p, c or t), not %s", r.shown())
		return n
	}
	n.Set = int(r.number("an information set", 1, maxWhole))
	r.choices(n)
	if r.outcome(n); n.Outcome != nil {
		r.fail("payoffs before the end of a game are not read")
	}
	return n
}

// choices reads what can be done at a node, or takes it from the first node of
// the same information set.
func (r *gameReader) choices(n *Node) {
	set := [2]int{n.Player, n.Set}
	known, again := r.sets[set]
	if !r.quoted {
		if n.Player == Chance || !again {
			r.fail("what can be done here is expected, not %s", r.shown())
		}
		for _, name := range known {
			n.Choices = append(n.Choices, Choice{Name: name})
		}
		return
	}
	r.label("the name of the information set")
	r.want("{")
	var names []string
	for r.quoted && r.err == nil {
		c := Choice{Name: r.label("a choice")}
		if n.Player == Chance {
			if c.Likely = r.rational("a probability"); c.Likely.Sign() < 0 {
				r.fail("a probability is not below 0")
			}
		}
		n.Choices, names = append(n.Choices, c), append(names, c.Name)
	}
	r.want("}")
	switch {
	case r.err != nil:
	case len(names) == 0 || len(names) > maxChoices:
		r.fail("there are %d choices here, and should be between 1 and %d", len(names), maxChoices)
	case again && !slices.Equal(known, names):
		r.fail("the information set %d has other choices here than before", n.Set)
	case n.Player == Chance && !sure(n.Choices):
		r.fail("the probabilities do not add up to 1")
	}
	r.sets[set] = names
}

func sure(choices []Choice) bool {
	sum := new(big.Rat)
	for _, c := range choices {
		sum.Add(sum, c.Likely)
	}
	return sum.Cmp(big.NewRat(1, 1)) == 0
}

// outcome reads what a node comes to; 0 is nothing.
func (r *gameReader) outcome(n *Node) {
	number := r.number("the number of an outcome", 0, maxWhole)
	known := r.outcomes[number]
	if !r.quoted {
		if number > 0 && known == nil {
			r.fail("nothing says what outcome %d comes to", number)
		}
		n.Outcome = known
		return
	}
	o := &Outcome{Number: int(number), Name: r.label("the name of the outcome")}
	r.want("{")
	for range r.g.Players {
		if r.err != nil {
			return
		}
		o.Payoffs = append(o.Payoffs, r.rational("a payoff"))
		r.accept(",")
	}
	r.want("}")
	switch {
	case r.err != nil:
		return
	case number == 0:
		r.fail("outcome 0 is nothing, and cannot be worth anything")
	case known != nil && !known.same(o):
		r.fail("outcome %d is another here than before", number)
	case (len(r.outcomes)+1)*len(r.g.Players) > maxPayoffs:
		r.fail("there are more than %d payoffs", maxPayoffs)
	}
	if known == nil {
		known = o
		r.outcomes[number] = o
	}
	n.Outcome = known
}

func (o *Outcome) same(p *Outcome) bool {
	return o.Name == p.Name && slices.EqualFunc(o.Payoffs, p.Payoffs, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
}

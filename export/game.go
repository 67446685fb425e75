package export

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"detente/worth"
)

// Game is an extensive game of perfect information as Gambit knows it. Text
// writes it, [ReadGame] reads it back.
type Game struct {
	Title, Comment string
	Players        []string
	Root           *Node
}

// Node is one point of a game: somebody moves, chance moves, or the game ends.
type Node struct {
	Label string
	// Player is who moves, counted from 0; [Chance], or [Nobody] at an end.
	Player int
	// Set is the number of the information set, from 1, among those of the player
	// or of chance. In the games of this package each has one node.
	Set int
	// Choices are what can be done here, in order; none at an end.
	Choices []Choice
	// Outcome is what an end comes to, nil elsewhere.
	Outcome *Outcome
}

// Who moves where no player does.
const (
	Chance = -1
	Nobody = -2
)

// Choice is one thing that can be done at a node.
type Choice struct {
	Name string
	// Likely is the probability of a choice of chance, nil for players.
	Likely *big.Rat
	To     *Node
}

// Outcome is an end of the game, with what it is worth to each player.
type Outcome struct {
	Number  int // from 1
	Name    string
	Payoffs []*big.Rat
}

// Text returns the game in Gambit's format for extensive games (EFG 2), one line
// for each node, in the order in which the nodes are met.
//
// Labels are kept to what every version of Gambit reads: printable ASCII. A
// backslash or a quotation mark in a text becomes another sign.
func (g *Game) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "EFG 2 R %s { %s }\n%s\n\n", efgText(g.Title), efgTexts(g.Players), efgText(g.Comment))
	told := map[*Outcome]bool{}
	for n := range g.all {
		fmt.Fprintf(&b, "%s\n", n.line(told))
	}
	return b.String()
}

// all goes through the nodes, each before those after it, first choice first.
func (g *Game) all(yield func(*Node) bool) {
	for open := []*Node{g.Root}; len(open) > 0; {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if !yield(n) {
			return
		}
		for _, c := range slices.Backward(n.Choices) {
			open = append(open, c.To)
		}
	}
}

// line writes one node. What an outcome is worth is told once.
func (n *Node) line(told map[*Outcome]bool) string {
	switch n.Player {
	case Nobody:
		return fmt.Sprintf("t %s %s", efgText(n.Label), n.Outcome.text(told))
	case Chance:
		return fmt.Sprintf("c %s %d \"\" { %s } 0", efgText(n.Label), n.Set, n.choices())
	}
	return fmt.Sprintf("p %s %d %d \"\" { %s } 0", efgText(n.Label), n.Player+1, n.Set, n.choices())
}

func (n *Node) choices() string {
	var all []string
	for _, c := range n.Choices {
		all = append(all, efgText(c.Name))
		if n.Player == Chance {
			all = append(all, worth.Number(c.Likely))
		}
	}
	return strings.Join(all, " ")
}

func (o *Outcome) text(told map[*Outcome]bool) string {
	if told[o] {
		return fmt.Sprint(o.Number)
	}
	told[o] = true
	var payoffs []string
	for _, x := range o.Payoffs {
		payoffs = append(payoffs, worth.Number(x))
	}
	return fmt.Sprintf("%d %s { %s }", o.Number, efgText(o.Name), strings.Join(payoffs, ", "))
}

func efgTexts(all []string) string {
	var texts []string
	for _, s := range all {
		texts = append(texts, efgText(s))
	}
	return strings.Join(texts, " ")
}

// efgText writes a text in quotation marks. Readers differ in what they make of a
// backslash, so there is none.
func efgText(s string) string {
	return `"` + strings.NewReplacer(`\`, "/", `"`, "'").Replace(s) + `"`
}

// plain writes a text in printable ASCII with single blanks. It reports whether
// nothing was lost; what was is "?".
func plain(text string) (string, bool) {
	text = strings.NewReplacer("‘", "'", "’", "'", "“", "'", "”", "'", "–", "-", "—", "-", "−", "-", "…", "...").Replace(oneLine(text))
	whole := true
	return strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r == '\\':
			return '/'
		case r < ' ' || r > '~':
			whole = false
			return '?'
		}
		return r
	}, text), whole
}

// named returns the first of the texts that plain ASCII can say, or the last.
func named(texts ...string) string {
	said := ""
	for _, t := range texts {
		s, whole := plain(t)
		if said = s; whole && s != "" {
			break
		}
	}
	return said
}

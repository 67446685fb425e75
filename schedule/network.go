package schedule

import (
	"fmt"
	"math"
	"slices"

	"detente/diag"
)

// Unbounded stands for a day or a number of days that nothing limits.
const Unbounded = math.MaxInt

// farthest is the greatest number of days, either way, that a line may hold: far
// beyond the calendar, and small enough that no sum over a network overflows.
const farthest = 1 << 30

// Network is a temporal network: named points in time and what is asked of the
// days between them. Node 0 is the zero point, on day 0; no node lies before it.
//
// An edge asks for at most so many days between two nodes; edges alone make a
// simple temporal network (Dechter, Meiri and Pearl, "Temporal constraint
// networks", Artificial Intelligence 49, 1991). A link is a duration that nobody
// controls: nature picks it, and it is known when it has happened; links make it
// a simple temporal network with uncertainty (Vidal and Fargier, "Handling
// contingency in temporal constraint networks", JETAI 11, 1999). All other nodes
// are put on days by those who carry the network out.
//
// [Network.Consistent] asks whether there are days that meet all edges,
// [Network.Controllable] whether they are met whatever nature picks.
type Network struct {
	names []string
	edges []Edge
	links []Link
	ends  []int // by node: the link that ends there, or -1

	// A part of a network leaves lines out; nil leaves out none.
	noEdge, noLink []bool
	longest        bool // links take their most days, and everybody knows it
}

// Reason says where a line of a network comes from: a clause for people, without
// a full stop, and its place in the author's text.
type Reason struct {
	Text  string
	Place diag.Place
}

// Edge asks that node To lies at most Days days after node From. With a negative
// number To lies at least that many days before From.
type Edge struct {
	From, To, Days int
	Reason         Reason
}

// Link says that node To lies between Least and Most days after node From, as
// nature picks. To is nobody's to put on a day, and is known when it happens.
type Link struct {
	From, To    int
	Least, Most int // 0 ≤ Least ≤ Most
	Reason      Reason
}

// NewNetwork returns a network with the zero point alone.
func NewNetwork(zero string) *Network {
	return &Network{names: []string{zero}, ends: []int{-1}}
}

// AddNode adds a point in time and returns its number.
func (n *Network) AddNode(name string) int {
	n.names, n.ends = append(n.names, name), append(n.ends, -1)
	return len(n.names) - 1
}

// AddEdge adds an edge and returns its number.
func (n *Network) AddEdge(e Edge) int {
	if !n.has(e.From) || !n.has(e.To) || abs(e.Days) > farthest {
		panic(fmt.Sprintf("schedule: no edge of %d nodes: %+v", len(n.names), e))
	}
	n.edges = append(n.edges, e)
	return len(n.edges) - 1
}

// AddLink adds a duration that nobody controls and returns its number. A node
// ends one link at most, and no link waits for its own end.
func (n *Network) AddLink(l Link) int {
	if !n.has(l.From) || !n.has(l.To) || l.To == 0 || l.Least < 0 || l.Most < l.Least || l.Most > farthest || n.ends[l.To] >= 0 {
		panic(fmt.Sprintf("schedule: no link of %d nodes: %+v", len(n.names), l))
	}
	n.links = append(n.links, l)
	n.ends[l.To] = len(n.links) - 1
	for v, steps := l.From, 0; n.ends[v] >= 0; v = n.links[n.ends[v]].From {
		if steps++; v == l.To || steps > len(n.links) {
			panic(fmt.Sprintf("schedule: links in a circle: %+v", l))
		}
	}
	return len(n.links) - 1
}

func (n *Network) has(node int) bool { return node >= 0 && node < len(n.names) }

func abs(x int) int { return max(x, -x) }

// Len returns the number of nodes.
func (n *Network) Len() int { return len(n.names) }

// Name returns the name of a node.
func (n *Network) Name(node int) string { return n.names[node] }

// Edges returns the edges. The slice must not be changed.
func (n *Network) Edges() []Edge { return n.edges }

// Links returns the links. The slice must not be changed.
func (n *Network) Links() []Link { return n.links }

// AtLongest returns the same network with every link at its most days, known to
// everybody beforehand: the convention of [Schedule.Timetable].
func (n *Network) AtLongest() *Network {
	fixed := *n
	fixed.names, fixed.ends = slices.Clone(n.names), slices.Clone(n.ends)
	fixed.edges, fixed.links = slices.Clone(n.edges), slices.Clone(n.links)
	fixed.longest = true
	return &fixed
}

// link returns the link as it counts here.
func (n *Network) link(i int) Link {
	l := n.links[i]
	if n.longest {
		l.Least = l.Most
	}
	return l
}

// line is an edge or a link of a network, by its number.
type line struct {
	link  bool
	index int
}

func (n *Network) leavesOut(l line) bool {
	if l.link {
		return n.noLink != nil && n.noLink[l.index]
	}
	return n.noEdge != nil && n.noEdge[l.index]
}

// without returns the network with some lines left out; all nodes stay, those
// whose link is left out as nodes like any other.
func (n *Network) without(lines ...line) *Network {
	part := n.part()
	part.leaveOut(true, lines)
	return part
}

// with returns the network with some lines that it left out.
func (n *Network) with(lines ...line) *Network {
	part := n.part()
	part.leaveOut(false, lines)
	return part
}

// only returns the network of these lines alone.
func (n *Network) only(lines []line) *Network {
	part := n.part()
	part.noEdge = slices.Repeat([]bool{true}, len(n.edges))
	part.noLink = slices.Repeat([]bool{true}, len(n.links))
	part.leaveOut(false, lines)
	return part
}

// part returns a copy that can leave out lines of its own.
func (n *Network) part() *Network {
	part := *n
	part.noEdge, part.noLink = make([]bool, len(n.edges)), make([]bool, len(n.links))
	copy(part.noEdge, n.noEdge)
	copy(part.noLink, n.noLink)
	return &part
}

func (n *Network) leaveOut(out bool, lines []line) {
	for _, l := range lines {
		if l.link {
			n.noLink[l.index] = out
		} else {
			n.noEdge[l.index] = out
		}
	}
}

// withDays returns the network with another number of days on an edge.
func (n *Network) withDays(edge, days int) *Network {
	other := *n
	other.edges = slices.Clone(n.edges)
	other.edges[edge].Days = days
	return &other
}

// Use says what of a line a chain makes use of.
type Use uint8

// The uses of lines. A link at its least or most is one duration that somebody
// may pick freely; Short and Long are nature's, whatever others would like.
const (
	Required  Use = iota // the edge
	Beginning            // no node lies before the zero point
	AtLeast              // the link takes at least its least days
	AtMost               // the link takes at most its most days
	Short                // the link may take no more than its least days
	Long                 // the link may take its most days
	within               // between the two halves of a link; see reduction
	derived              // a chain of its own; see reduction
)

// Pass is one step of a chain over the lines of a network, from node From to
// node To. It says that To lies at most Days days after From; or, for Short and
// Long, that nature may put it there and all else has to bear it.
type Pass struct {
	From, To, Days int
	Use            Use
	// Line is the number of the edge or link; -1 for Beginning.
	Line int
}

// line returns the edge or link that the pass uses; false for none.
func (p Pass) line() (line, bool) {
	return line{p.Use != Required, p.Line}, p.Use != Beginning
}

// Reason returns where the line of the pass comes from.
func (n *Network) Reason(p Pass) Reason {
	switch p.Use {
	case Required:
		return n.edges[p.Line].Reason
	case Beginning:
		return Reason{Text: fmt.Sprintf("%s does not lie before %s", n.names[p.From], n.names[0])}
	}
	return n.links[p.Line].Reason
}

// Tell says in words what the pass makes use of, as a clause without a full stop.
func (n *Network) Tell(p Pass) string {
	text := n.Reason(p).Text
	if text == "" {
		text = n.fallback(p)
	}
	switch p.Use {
	case Short:
		return fmt.Sprintf("%s, and may take no more than %s", text, dayCount(p.Days))
	case Long:
		return fmt.Sprintf("%s, and may take all %s", text, dayCount(-p.Days))
	}
	return text
}

// fallback tells a line whose author gave no words.
func (n *Network) fallback(p Pass) string {
	if p.Use != Required {
		l := n.links[p.Line]
		return fmt.Sprintf("%s lies %d to %s after %s", n.names[l.To], l.Least, dayCount(l.Most), n.names[l.From])
	}
	if p.Days < 0 {
		return fmt.Sprintf("%s lies at least %s after %s", n.names[p.From], dayCount(-p.Days), n.names[p.To])
	}
	return fmt.Sprintf("%s lies at most %s after %s", n.names[p.To], dayCount(p.Days), n.names[p.From])
}

func dayCount(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

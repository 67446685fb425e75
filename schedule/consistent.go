package schedule

// web is what the lines of a network say, as passes by the nodes they join.
type web struct {
	passes  []Pass
	in, out [][]int // by node, numbers of passes
}

// web lists all passes: the edges, the links as if somebody chose their days,
// and that no node lies before the zero point.
func (n *Network) web() *web {
	w := &web{in: make([][]int, n.Len()), out: make([][]int, n.Len())}
	for i, e := range n.edges {
		if !n.leavesOut(line{false, i}) {
			w.add(Pass{e.From, e.To, e.Days, Required, i})
		}
	}
	for i := range n.links {
		if !n.leavesOut(line{true, i}) {
			l := n.link(i)
			w.add(Pass{l.To, l.From, -l.Least, AtLeast, i})
			w.add(Pass{l.From, l.To, l.Most, AtMost, i})
		}
	}
	for v := 1; v < n.Len(); v++ {
		w.add(Pass{v, 0, 0, Beginning, -1})
	}
	return w
}

func (w *web) add(p Pass) {
	w.out[p.From] = append(w.out[p.From], len(w.passes))
	w.in[p.To] = append(w.in[p.To], len(w.passes))
	w.passes = append(w.passes, p)
}

// Windows are the days that the lines of a network leave to its nodes.
type Windows struct {
	// Earliest and Latest are by node; Latest is Unbounded where nothing limits
	// it. All nodes on their earliest days meet all lines, and so do all on
	// their latest where these are bounded.
	Earliest, Latest []int

	web   *web
	edges int
	tight []int // by node: the pass that makes its earliest day, or -1
}

// Consistent returns the days that are left to each node when all edges are met
// and links take what those who carry the network out would choose; or, where no
// days meet all lines, the conflict.
//
// The earliest days are those of Bellman and Ford, found over the lines that
// changed something; the others are shortest paths by Dijkstra's algorithm once
// the earliest days have made all lines non-negative (D. B. Johnson, "Efficient
// algorithms for shortest paths in sparse networks", JACM 24, 1977).
func (n *Network) Consistent() (*Windows, *Conflict) {
	w, circle := n.windows()
	if circle != nil {
		return nil, n.irreducible(w.web.fewest(circle), (*Network).inconsistency)
	}
	w.Latest = w.from(0, nil)
	return w, nil
}

// windows finds the earliest days, or a circle that has none.
func (n *Network) windows() (w *Windows, circle []Pass) {
	w = &Windows{web: n.web(), Earliest: make([]int, n.Len()), edges: len(n.edges), tight: make([]int, n.Len())}
	for v := range w.tight {
		w.tight[v] = -1
	}
	return w, w.rise()
}

// inconsistency returns any conflict of the lines as if somebody chose the days
// of the links; nil for none.
func (n *Network) inconsistency() *Conflict {
	_, circle := n.windows()
	if circle == nil {
		return nil
	}
	return newConflict(circle, true)
}

// lookEvery is after how many turns rise looks for a circle. While there is one,
// nodes are raised in every turn.
const lookEvery = 8

// rise raises each node to the earliest day that the passes leave it. Where that
// has no end, it returns a circle of passes whose days sum to less than 0: such a
// circle exists exactly then, and shows in the passes that raised nodes last.
func (w *Windows) rise() []Pass {
	changed := make([]int, len(w.Earliest))
	for v := range changed {
		changed[v] = v
	}
	waiting := make([]bool, len(changed))
	for turn := 1; len(changed) > 0; turn++ {
		var next []int
		for _, v := range changed {
			waiting[v] = false
			for _, i := range w.web.in[v] {
				p := w.web.passes[i]
				if day := w.Earliest[v] - p.Days; day > w.Earliest[p.From] {
					w.Earliest[p.From], w.tight[p.From] = day, i
					if !waiting[p.From] {
						waiting[p.From] = true
						next = append(next, p.From)
					}
				}
			}
		}
		if turn%lookEvery == 0 {
			if circle := w.circle(); circle != nil {
				return circle
			}
		}
		changed = next
	}
	return nil
}

// circle follows the tight passes and returns those that close a circle, if any.
func (w *Windows) circle() []Pass {
	seen := make([]int, len(w.tight)) // by node: the start of the walk that met it, from 1
	for start := range w.tight {
		v := start
		for seen[v] == 0 && w.tight[v] >= 0 {
			seen[v] = start + 1
			v = w.web.passes[w.tight[v]].To
		}
		if w.tight[v] >= 0 && seen[v] == start+1 {
			return w.chain(v, v)
		}
	}
	return nil
}

// chain returns the tight passes from one node up to another, or up to one that
// nothing holds up; from a node to itself, the circle.
func (w *Windows) chain(from, to int) []Pass {
	var chain []Pass
	for v := from; w.tight[v] >= 0 && (len(chain) == 0 || v != to); {
		p := w.web.passes[w.tight[v]]
		chain = append(chain, p)
		v = p.To
	}
	return chain
}

// from returns, by node, at most how many days after the source it lies, in any
// days that meet all lines. Where wanted is given, it may stop when these nodes
// are known, and leave others Unbounded.
func (w *Windows) from(source int, wanted map[int]bool) []int {
	days := make([]int, len(w.Earliest))
	for v := range days {
		days[v] = Unbounded
	}
	settled := make([]bool, len(days))
	left := len(wanted)
	var q queue
	for q.push(0, source); len(q) > 0; {
		x := q.pop()
		if settled[x.node] {
			continue
		}
		settled[x.node] = true
		days[x.node] = x.days - w.Earliest[source] + w.Earliest[x.node]
		if wanted[x.node] {
			if left--; left == 0 {
				break
			}
		}
		for _, i := range w.web.out[x.node] {
			if p := w.web.passes[i]; !settled[p.To] {
				q.push(x.days+p.Days+w.Earliest[p.From]-w.Earliest[p.To], p.To)
			}
		}
	}
	return days
}

// Slack returns, by edge, by how many days it can be tightened, the others
// staying as they are, so that some days still meet all lines; Unbounded where
// no tightening is too much. An edge that the network leaves out has none: 0.
func (w *Windows) Slack() []int {
	slack := make([]int, w.edges)
	for v, passes := range w.web.in {
		wanted := map[int]bool{}
		for _, i := range passes {
			if w.web.passes[i].Use == Required {
				wanted[w.web.passes[i].From] = true
			}
		}
		if len(wanted) == 0 {
			continue
		}
		days := w.from(v, wanted)
		for _, i := range passes {
			if p := w.web.passes[i]; p.Use == Required {
				slack[p.Line] = sum(p.Days, days[p.From])
			}
		}
	}
	return slack
}

// slackOf returns what Slack says of one edge.
func (w *Windows) slackOf(e Edge) int {
	return sum(e.Days, w.from(e.To, map[int]bool{e.From: true})[e.From])
}

// sum adds days to what may be Unbounded.
func sum(days, to int) int {
	if to == Unbounded {
		return Unbounded
	}
	return to + days
}

package schedule

import "fmt"

// Control says whether a network can be carried out whatever nature picks.
type Control struct {
	// Reaction is the reaction time in days that was asked about.
	Reaction int
	// Conflict is why not; nil where the network is controllable.
	Conflict *Conflict
	// Latest is, by node, the last day d such that the network stays controllable
	// when the node is asked, besides, not to lie before day d: who puts the node
	// on a day may leave it until then, the others as they are, and with no luck
	// needed. Unbounded where nothing limits it. For the end of a link it is the
	// last day before which one can keep it from happening. nil with a conflict.
	Latest []int
}

// Controllable reports whether the network is dynamically controllable with the
// reaction time: whether the nodes that are no link's end can be put on days, each
// without knowing more than what has happened by then, so that all edges are met
// whatever nature picks.
//
// With a reaction time of r days, what is decided on day t may depend on the ends
// of links up to day t − r. With 0, an end is known on its day, and something else
// can be put on the same day: the instantaneous reaction of P. Morris, "A
// structural characterization of temporal dynamic controllability", CP 2006. With
// 1, who reacts to an end acts on the day after it at the earliest. Reaction time
// counts from ends of links alone: of what they do themselves, those who carry
// the network out know at once. A link whose least and most days are equal is
// certain, and nobody has to see its end to count on it.
//
// The method is that of P. Morris, "Dynamic controllability and dispatchability
// relationships", CPAIOR 2014, of cubic time; see reduction.
func (n *Network) Controllable(reaction int) *Control {
	if reaction < 0 {
		panic(fmt.Sprintf("schedule: a reaction time of %d days", reaction))
	}
	if _, c := n.Consistent(); c != nil {
		return &Control{Reaction: reaction, Conflict: c}
	}
	r := newReduction(n, reaction)
	if c := r.conflict(); c != nil {
		find := func(part *Network) *Conflict { return newReduction(part, reaction).conflict() }
		return &Control{Reaction: reaction, Conflict: n.atLongest(n.irreducible(c, find))}
	}
	return &Control{Reaction: reaction, Latest: r.latest()}
}

// controllable answers the same without saying why.
func (n *Network) controllable(reaction int) bool { return newReduction(n, reaction).conflict() == nil }

// reduction is one check for dynamic controllability.
//
// The end of each link is counted from the day on which it is known, reaction
// days after it happens. Nothing else has to be said about reaction: a decision
// may use an end exactly from that day on, so that the network of known ends with
// instantaneous reaction is the network of ends with the reaction time. (The
// same notion, by other means: Bhargava, Muise, Vaquero and Williams, "Delay
// controllability", MIT CSAIL TR 2018-002.)
//
// A link from A to C is cut at a middle, its least days after A; from there, C may
// come at once (Short) or as late as the most days say (Long). The network is
// controllable exactly when it has no semi-reducible circle of less than 0 days:
// one in which each Short is followed by passes that fall below 0 before they come
// to the Long of the same link (Morris 2006 and 2014). To find one, each node that
// a pass of less than 0 days leads to is taken as a source: all walks that end with
// such a pass are followed backwards while their days are below 0; where they are
// no longer, the walk is noted as a pass of its own, derived. A source that is met
// on the way is done first. When it is being done already, the walks between close
// the circle.
type reduction struct {
	network *Network
	shift   []int // by node, days from when it happens until it is known
	mid     []int // by link, the node of its middle; -1 where there is none
	arcs    []arc
	in      [][]int32
	state   []progress // by node
	frames  []*frame   // of the sources being done, outermost first
	depth   int
	trails  []trail
	most    int // up to how many passes a circle is told in full
}

// arc is a pass in days of knowing.
type arc struct {
	days           int
	from, to, line int32
	trail          int32 // of a derived arc: the walk it stands for
	use            Use
}

// trail is a walk: an arc, and the rest of the walk, -1 for none.
type trail struct{ arc, rest int32 }

type progress uint8

const (
	plain  progress = iota // no arc of less than 0 days leads to the node
	source                 // to be done
	open                   // being done
	done
)

// frame is the search from one source.
type frame struct {
	source int
	days   []int   // by node, of the best walk to the source
	via    []int32 // by node, the first arc of that walk
	walk   []int32 // by node, the walk once it is certain, or -1
	met    []int   // the nodes with days
	queue  queue
	at     int // the node that is a source itself, while that one is done
}

func newReduction(n *Network, reaction int) *reduction {
	r := &reduction{network: n, mid: make([]int, len(n.links)), most: maxPasses}
	nodes := n.Len()
	for i := range n.links {
		r.mid[i] = -1
		if l := n.link(i); l.Least < l.Most && !n.leavesOut(line{true, i}) {
			r.mid[i] = nodes
			nodes++
		}
	}
	r.shift, r.in, r.state = make([]int, nodes), make([][]int32, nodes), make([]progress, nodes)
	for v := range r.shift {
		if v >= n.Len() || r.uncertain(v) {
			r.shift[v] = reaction
		}
	}
	for i, e := range n.edges {
		if !n.leavesOut(line{false, i}) {
			r.add(e.From, e.To, e.Days, Required, i)
		}
	}
	for i := range n.links {
		r.addLink(i)
	}
	for v := 1; v < n.Len(); v++ {
		r.add(v, 0, 0, Beginning, -1)
	}
	return r
}

// uncertain reports whether nature decides when the node happens: it ends a link
// of uncertain days, or a certain one that begins at such an end.
func (r *reduction) uncertain(node int) bool {
	n := r.network
	for i := n.ends[node]; i >= 0 && !n.leavesOut(line{true, i}); i = n.ends[n.links[i].From] {
		if r.mid[i] >= 0 {
			return true
		}
	}
	return false
}

func (r *reduction) addLink(i int) {
	l, mid := r.network.link(i), r.mid[i]
	switch {
	case r.network.leavesOut(line{true, i}):
	case mid < 0:
		r.add(l.To, l.From, -l.Least, AtLeast, i)
		r.add(l.From, l.To, l.Most, AtMost, i)
	default:
		r.add(l.From, mid, l.Least, within, i)
		r.add(mid, l.From, -l.Least, within, i)
		r.add(mid, l.To, 0, Short, i)
		r.add(l.To, mid, l.Least-l.Most, Long, i)
	}
}

func (r *reduction) add(from, to, days int, use Use, line int) {
	r.put(arc{days: days + r.shift[to] - r.shift[from], from: int32(from), to: int32(to), line: int32(line), trail: -1, use: use})
}

func (r *reduction) put(a arc) {
	if a.days < 0 {
		r.state[a.to] = source
	}
	r.in[a.to] = append(r.in[a.to], int32(len(r.arcs)))
	r.arcs = append(r.arcs, a)
}

// conflict does all sources and returns the circle that is met; nil for none. The
// last nodes come first: where nodes are numbered as time goes on, those that a
// search meets are then done already, and few are open at a time.
func (r *reduction) conflict() *Conflict {
	for v := len(r.state) - 1; v >= 0; v-- {
		if r.state[v] != source {
			continue
		}
		if c := r.settle(v); c != nil {
			return c
		}
	}
	return nil
}

// settle does one source, and those that are met on the way.
func (r *reduction) settle(v int) *Conflict {
	f := r.open(v)
	for _, i := range r.in[v] {
		if a := r.arcs[i]; a.days < 0 {
			f.reach(int(a.from), a.days, i)
		}
	}
	for len(f.queue) > 0 {
		x := f.queue.pop()
		if f.walk[x.node] >= 0 {
			continue // known by a better walk
		}
		f.walk[x.node] = r.note(f, x.node)
		if x.days >= 0 {
			if x.node != v {
				r.put(arc{days: x.days, from: int32(x.node), to: int32(v), line: -1, trail: f.walk[x.node], use: derived})
			}
			continue
		}
		if c := r.meet(f, x.node); c != nil {
			return c
		}
		r.follow(f, x)
	}
	r.close(f)
	return nil
}

// meet sees to it that the node, where it is a source, is done.
func (r *reduction) meet(f *frame, node int) *Conflict {
	f.at = node
	switch r.state[node] {
	case source:
		return r.settle(node)
	case open:
		return r.circle(node)
	}
	return nil
}

// follow follows the walks backwards over the arcs that lead to a node; the
// walks that begin with an arc of less than 0 days are those derived there. A
// walk that ends with the Long of a link holds no Short of the same.
func (r *reduction) follow(f *frame, x queued) {
	for _, i := range r.in[x.node] {
		a := r.arcs[i]
		if a.days >= 0 && (a.use != Short || int(a.from) != f.source) {
			f.reach(int(a.from), x.days+a.days, i)
		}
	}
}

// note keeps the best walk from the node to the source.
func (r *reduction) note(f *frame, node int) int32 {
	rest := int32(-1)
	if next := int(r.arcs[f.via[node]].to); next != f.source {
		rest = f.walk[next]
	}
	r.trails = append(r.trails, trail{f.via[node], rest})
	return int32(len(r.trails) - 1)
}

func (r *reduction) open(v int) *frame {
	r.state[v] = open
	if r.depth == len(r.frames) {
		f := &frame{days: make([]int, len(r.state)), via: make([]int32, len(r.state)), walk: make([]int32, len(r.state))}
		for u := range f.days {
			f.days[u], f.walk[u] = Unbounded, -1
		}
		r.frames = append(r.frames, f)
	}
	f := r.frames[r.depth]
	f.source = v
	r.depth++
	return f
}

func (r *reduction) close(f *frame) {
	r.state[f.source] = done
	for _, u := range f.met {
		f.days[u], f.walk[u] = Unbounded, -1
	}
	f.met = f.met[:0]
	r.depth--
}

func (f *frame) reach(node, days int, via int32) {
	if days >= f.days[node] {
		return
	}
	if f.days[node] == Unbounded {
		f.met = append(f.met, node)
	}
	f.days[node], f.via[node] = days, via
	f.queue.push(days, node)
}

// latest returns how far the walks without arcs of less than 0 days let each node
// be from the zero point. To ask of a node that it lies on day d or later is one
// more arc, of −d days to the zero point; as all other sources are done, and no
// walk of less than 0 days begins at the zero point, only a walk of such arcs from
// the zero point to the node, of fewer than d days, can close a circle with it.
func (r *reduction) latest() []int {
	out := make([][]int32, len(r.state))
	for i, a := range r.arcs {
		if a.days >= 0 {
			out[a.from] = append(out[a.from], int32(i))
		}
	}
	f := r.open(0)
	f.days[0] = 0
	f.queue.push(0, 0)
	for len(f.queue) > 0 {
		x := f.queue.pop()
		if x.days > f.days[x.node] {
			continue
		}
		for _, i := range out[x.node] {
			f.reach(int(r.arcs[i].to), x.days+r.arcs[i].days, i)
		}
	}
	days := make([]int, r.network.Len())
	for v := range days {
		days[v] = sum(-r.shift[v], f.days[v])
	}
	r.close(f)
	return days
}

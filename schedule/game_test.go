package schedule

import "slices"

// game is the dumb second version of Controllable: the game between those who
// carry a network out and nature, day by day, over all their moves.
//
// With a reaction time of 0, nature moves first on each day: each link under way
// may end, and must on its last day. Then nodes are put on the day one by one; a
// link begun in this way that may end at once is nature's move again, before the
// next node. With a reaction time of 1, what is put on the day is chosen first,
// in one go; then nature moves, for what has just begun as well. The network is
// controllable when some way to play meets all edges whatever nature does.
//
// Every node needs a last day, or the game has no end.
type game struct {
	n        *Network
	reaction int
	last     int // no day after it
	known    map[string]bool
}

// winnable reports whether the network is controllable; last is a day by which
// the edges want all nodes to have happened.
func winnable(n *Network, reaction, last int) bool {
	if reaction != 0 && reaction != 1 {
		panic("the game knows reaction times of 0 and 1")
	}
	g := &game{n: n, reaction: reaction, last: last, known: map[string]bool{}}
	when := slices.Repeat([]int{-1}, n.Len())
	when[0] = 0
	return g.day(0, when)
}

// day reports whether those who carry out win from the morning of the day on.
func (g *game) day(today int, when []int) bool {
	if !slices.Contains(when, -1) {
		return g.met(when, today)
	}
	if today > g.last || !g.met(when, today) {
		return false
	}
	key := make([]byte, 0, len(when)+1)
	for _, d := range append([]int{today}, when...) {
		key = append(key, byte(d))
	}
	won, ok := g.known[string(key)]
	if !ok {
		if g.reaction == 0 {
			won = g.always(today, when, g.all(), func(w []int) bool { return g.put(today, w) })
		} else {
			won = g.choose(today, slices.Clone(when), 0)
		}
		g.known[string(key)] = won
	}
	return won
}

// met reports whether no edge between nodes that have happened is offended, nor
// must be: what has not happened lies on this day or later.
func (g *game) met(when []int, today int) bool {
	for _, e := range g.n.edges {
		from, to := when[e.From], when[e.To]
		if to < 0 && from >= 0 {
			to = today
		}
		if from >= 0 && to-from > e.Days {
			return false
		}
	}
	return true
}

func (g *game) all() []int {
	links := make([]int, len(g.n.links))
	for i := range links {
		links[i] = i
	}
	return links
}

// always reports whether then holds for each choice of nature among the links, of
// ends on this day. A link that begins by an end on this day comes with it.
func (g *game) always(today int, when []int, links []int, then func([]int) bool) bool {
	for k, i := range links {
		l := g.n.links[i]
		begun := when[l.From]
		if begun < 0 || when[l.To] >= 0 || today < begun+l.Least {
			continue
		}
		rest := links[k+1:]
		if today < begun+l.Most && !g.always(today, when, rest, then) {
			return false
		}
		ended := slices.Clone(when)
		ended[l.To] = today
		return g.always(today, ended, append(g.beginning(l.To), rest...), then)
	}
	return then(when)
}

// beginning lists the links that begin in the node.
func (g *game) beginning(node int) []int {
	var links []int
	for i, l := range g.n.links {
		if l.From == node {
			links = append(links, i)
		}
	}
	return links
}

// put reports whether some nodes can be put on the day, one after the other, so
// that the game is won.
func (g *game) put(today int, when []int) bool {
	if g.day(today+1, when) {
		return true
	}
	for v := range when {
		if when[v] >= 0 || g.n.ends[v] >= 0 {
			continue
		}
		with := slices.Clone(when)
		with[v] = today
		if g.met(with, today) && g.always(today, with, g.beginning(v), func(w []int) bool { return g.put(today, w) }) {
			return true
		}
	}
	return false
}

// choose reports whether some of the nodes from v on can be put on the day at
// once so that the game is won.
func (g *game) choose(today int, when []int, v int) bool {
	if v == len(when) {
		return g.always(today, when, g.all(), func(w []int) bool { return g.day(today+1, w) })
	}
	if g.choose(today, when, v+1) {
		return true
	}
	if when[v] >= 0 || g.n.ends[v] >= 0 {
		return false
	}
	with := slices.Clone(when)
	with[v] = today
	return g.choose(today, with, v+1)
}

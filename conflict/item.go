package conflict

import (
	"cmp"
	"slices"
)

// The most that listing conflicts does for one course before it says that it is
// not complete. Work is counted, not time, so that the answer does not depend
// on the machine.
const (
	maxItems    = 2000       // demanded edges and bundles of one knot
	conflictMax = 20_000_000 // looks at pairs of items, hops of walks
)

// item is one thing that a demand adds to a knot: an edge or a bundle. A circle
// of a knot is a circle of items, with ways along the text's own edges between
// them; of these there may be ever so many, of which one is as good as another.
type item struct {
	demand       int
	edge, bundle int // index into the knot's; the other is none
	strict       bool
}

// link says how one item leads to another along the text's own edges.
type link uint8

const (
	apart  link = iota
	loose       // some way, none with a strict edge
	parted      // some way with a strict edge
)

// items lists what demands add to the knot, in the order of the demands.
func (k *knot) items() []item {
	var items []item
	for i, e := range k.edges {
		if e.demand != hard {
			items = append(items, item{demand: e.demand, edge: i, bundle: none, strict: e.strict})
		}
	}
	for i, b := range k.bundles {
		items = append(items, item{demand: b.demand, edge: none, bundle: i})
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(a.demand, b.demand) })
	return items
}

// tails are the events from which the item leads on, heads those it leads to.
func (k *knot) tails(t item) []int {
	if t.edge == none {
		return k.bundles[t.bundle].events
	}
	return []int{k.edges[t.edge].before}
}

func (k *knot) heads(t item) []int {
	if t.edge == none {
		return k.bundles[t.bundle].events
	}
	return []int{k.edges[t.edge].after}
}

// ownWalk follows the text's own edges from behind the item.
func (k *knot) ownWalk(t item, until []int) *walk {
	return k.walk(k.heads(t), until, func(e int) bool { return k.edges[e].demand == hard }, func(int) bool { return false })
}

// links returns how each item leads to each other.
func (k *knot) links(items []item) [][]link {
	links := make([][]link, len(items))
	for i, t := range items {
		w := k.ownWalk(t, nil)
		links[i] = make([]link, len(items))
		for j, u := range items {
			for _, e := range k.tails(u) {
				switch {
				case w.dist[1][e] != none:
					links[i][j] = parted
				case w.dist[0][e] != none:
					links[i][j] = max(links[i][j], loose)
				}
			}
		}
	}
	return links
}

// join returns the circle of the items as hops. Where it leads through a bundle
// and no item is strict, one of the ways between them has to be.
func (k *knot) join(items []item) []hop {
	strict := slices.ContainsFunc(items, func(t item) bool { return t.strict })
	plain := !slices.ContainsFunc(items, func(t item) bool { return t.edge == none })
	settled := strict || plain
	ways := make([]way, len(items))
	for i, t := range items {
		next := items[(i+1)%len(items)]
		ends := k.tails(next)
		until := ends
		if !settled {
			until = nil // the nearest end may be reached without a strict edge
		}
		ways[i] = shortestWay(k.ownWalk(t, until), ends, settled)
		settled = settled || ways[i].strict
	}
	var circle []hop
	for i, t := range items {
		entry, exit := ways[(i+len(items)-1)%len(items)].to, ways[i].from
		if t.edge != none || entry != exit {
			circle = append(circle, hop{entry, exit, t.edge, t.bundle})
		}
		circle = append(circle, ways[i].hops...)
	}
	return circle
}

// way is a way along the text's own edges, possibly of no hops at all.
type way struct {
	from, to int
	hops     []hop
	strict   bool
}

// shortestWay returns a shortest way to one of the ends; one with a strict edge
// unless that is settled or there is none.
func shortestWay(w *walk, ends []int, settled bool) way {
	end, layer := none, 0
	better := func(e, l int) bool {
		switch d := w.dist[l][e]; {
		case d == none:
			return false
		case end == none:
			return true
		case !settled && l != layer:
			return l > layer
		default:
			return d < w.dist[layer][end]
		}
	}
	for _, e := range ends {
		for l := range w.dist {
			if better(e, l) {
				end, layer = e, l
			}
		}
	}
	hops := w.path(end, layer)
	from := end
	if len(hops) > 0 {
		from = hops[0].from
	}
	return way{from: from, to: end, hops: hops, strict: layer == 1}
}

package conflict

import (
	"slices"

	"detente/agreement"
)

// knot is a group of events that wait for one another, with the edges and the
// bundles among them. Its events are numbered 0 … n-1 of their own.
type knot struct {
	graph   *graph
	events  []int // by own number: the event of the course
	edges   []edge
	bundles []bundle
	out, in [][]int // by event: edges, bundles (indexes into the knot's)
}

// bundle is course.Bundles[id], as far as it lies in the knot.
type bundle struct {
	id, demand int
	events     []int
}

// knots returns the knots that remain when only the demands counted are taken
// into account, in the order of the text.
func (g *graph) knots(counted func(demand int) bool) []*knot {
	groups := g.knotted(counted)
	if len(groups) == 0 {
		return nil
	}
	var knots []*knot
	at, own := make([]*knot, len(g.out)), make([]int, len(g.out))
	for _, events := range groups {
		k := &knot{graph: g, events: events, out: make([][]int, len(events)), in: make([][]int, len(events))}
		knots = append(knots, k)
		for i, e := range events {
			at[e], own[e] = k, i
		}
	}
	for _, e := range g.edges {
		if k := at[e.before]; k != nil && k == at[e.after] && counted(e.demand) {
			e.before, e.after = own[e.before], own[e.after]
			k.out[e.before] = append(k.out[e.before], len(k.edges))
			k.edges = append(k.edges, e)
		}
	}
	for id := range g.wanted {
		if counted(g.wanted[id]) {
			g.divide(id, at, own)
		}
	}
	return knots
}

// divide gives each knot its part of a bundle, where it has two events of it.
func (g *graph) divide(id int, at []*knot, own []int) {
	parts := map[*knot][]int{}
	for _, e := range g.course.Bundles[id].Events {
		if k := at[e]; k != nil {
			parts[k] = append(parts[k], own[e])
		}
	}
	for k, events := range parts { // knots share nothing: their order is no matter
		if len(events) < 2 {
			continue
		}
		for _, e := range events {
			k.in[e] = append(k.in[e], len(k.bundles))
		}
		k.bundles = append(k.bundles, bundle{id: id, demand: g.wanted[id], events: events})
	}
}

// hop is one step of a walk: along an edge, or within a bundle from one event
// to another.
type hop struct {
	from, to     int
	edge, bundle int // index into the knot's; the other is none
}

const none = -1

// walk is a breadth-first search that remembers whether it has passed a strict
// edge: dist[1] and by[1] are for walks that have. dist is none where the event
// was not reached.
type walk struct {
	dist [2][]int
	by   [2][]arrival
}

// arrival is the hop that a shortest walk ends with, and the layer it came from.
type arrival struct {
	hop
	layer int
}

// walk searches from the start events along the edges and bundles in use, until
// it has reached one of the events in until, or everything.
func (k *knot) walk(start, until []int, useEdge, useBundle func(index int) bool) *walk {
	w := &walk{}
	for l := range w.dist {
		w.dist[l] = slices.Repeat([]int{none}, len(k.events))
		w.by[l] = make([]arrival, len(k.events))
	}
	type state struct{ event, layer int }
	var queue []state
	reach := func(from state, h hop, layer int) {
		if w.dist[layer][h.to] == none {
			w.dist[layer][h.to] = w.dist[from.layer][from.event] + 1
			w.by[layer][h.to] = arrival{h, from.layer}
			queue = append(queue, state{h.to, layer})
		}
	}
	for _, e := range start {
		if w.dist[0][e] == none {
			w.dist[0][e] = 0
			queue = append(queue, state{e, 0})
		}
	}
	opened := [2][]bool{make([]bool, len(k.bundles)), make([]bool, len(k.bundles))}
	for i := 0; i < len(queue); i++ {
		s := queue[i]
		if slices.Contains(until, s.event) {
			break
		}
		for _, e := range k.out[s.event] {
			if useEdge(e) {
				layer := s.layer
				if k.edges[e].strict {
					layer = 1
				}
				reach(s, hop{s.event, k.edges[e].after, e, none}, layer)
			}
		}
		for _, b := range k.in[s.event] {
			if !useBundle(b) || opened[s.layer][b] {
				continue
			}
			opened[s.layer][b] = true
			for _, to := range k.bundles[b].events {
				reach(s, hop{s.event, to, none, b}, s.layer)
			}
		}
	}
	return w
}

// path returns the hops from the start to the event, in the layer.
func (w *walk) path(event, layer int) []hop {
	var hops []hop
	for w.dist[layer][event] > 0 {
		a := w.by[layer][event]
		hops = append(hops, a.hop)
		event, layer = a.from, a.layer
	}
	slices.Reverse(hops)
	return hops
}

// edgesOf returns the hops as edges of the course, from that of the earliest
// event in the text on.
func (k *knot) edgesOf(circle []hop) []agreement.Edge {
	first := 0
	for i, h := range circle {
		if h.from < circle[first].from {
			first = i
		}
	}
	var edges []agreement.Edge
	for i := range circle {
		edges = append(edges, k.edgeOf(circle[(first+i)%len(circle)]))
	}
	return edges
}

func (k *knot) edgeOf(h hop) agreement.Edge {
	c := k.graph.course
	if h.edge != none {
		return c.Edges[k.edges[h.edge].id]
	}
	d := c.Bundles[k.bundles[h.bundle].id].Demand
	before, after := k.events[h.from], k.events[h.to]
	return agreement.Edge{
		Before: before, After: after, Kind: agreement.ByDemand, Demand: d,
		First: named(c, before, d), Then: named(c, after, d), Place: d.That,
	}
}

// Package cut finds minimum cuts: what separates a source from a sink in a network
// at the least cost. They answer which part of an order is worth most, given that
// nothing can be had without what comes before it (Picard 1976).
package cut

// Unlimited is the room of an arc that no minimum cut separates.
const Unlimited = int64(1) << 61

// Network is a directed network with a source and a sink. It can be used again
// for another network after Reset, and then allocates little.
type Network struct {
	head  []int32 // by node: its newest arc, or −1
	arcs  []arc
	level []int32
	at    []int32 // by node: the arc to be tried next
	queue []int32
}

// arc leads to a node; the one numbered i^1 leads back.
type arc struct {
	to, next int32
	room     int64
}

// Reset makes the network one of that many nodes without arcs. Node 0 is the
// source, node 1 the sink.
func (n *Network) Reset(nodes int) {
	if n.arcs = n.arcs[:0]; cap(n.arcs) == 0 {
		n.arcs = make([]arc, 0, 4*nodes)
	}
	if cap(n.head) < nodes {
		n.head, n.level, n.at = make([]int32, nodes), make([]int32, nodes), make([]int32, nodes)
	}
	n.head, n.level, n.at = n.head[:nodes], n.level[:nodes], n.at[:nodes]
	for i := range n.head {
		n.head[i] = -1
	}
}

// Add adds an arc; room ≥ 0 is what it costs to cut it. The sum of all rooms at
// the source must be below Unlimited.
func (n *Network) Add(from, to int, room int64) {
	n.arcs = append(n.arcs, arc{int32(to), n.head[from], room}, arc{int32(from), n.head[to], 0})
	n.head[from], n.head[to] = int32(len(n.arcs)-2), int32(len(n.arcs)-1)
}

// Run returns the cost of a minimum cut (Dinic 1970).
func (n *Network) Run() int64 {
	total := int64(0)
	for n.layer() {
		copy(n.at, n.head)
		for {
			pushed := n.push(0, Unlimited)
			if pushed == 0 {
				break
			}
			total += pushed
		}
	}
	return total
}

// Reached reports, after Run, whether the node is on the source's side of the
// minimum cut that is nearest to the source.
func (n *Network) Reached(node int) bool { return n.level[node] >= 0 }

// layer numbers the nodes by their distance from the source, and reports whether
// the sink can be reached.
func (n *Network) layer() bool {
	for i := range n.level {
		n.level[i] = -1
	}
	n.level[0] = 0
	n.queue = append(n.queue[:0], 0)
	for k := 0; k < len(n.queue); k++ {
		v := n.queue[k]
		for a := n.head[v]; a >= 0; a = n.arcs[a].next {
			if to := n.arcs[a].to; n.arcs[a].room > 0 && n.level[to] < 0 {
				n.level[to] = n.level[v] + 1
				n.queue = append(n.queue, to)
			}
		}
	}
	return n.level[1] >= 0
}

// push sends flow along one path of the layers. Its depth is that of the layers.
func (n *Network) push(v int32, room int64) int64 {
	if v == 1 {
		return room
	}
	for ; n.at[v] >= 0; n.at[v] = n.arcs[n.at[v]].next {
		i := n.at[v]
		a := &n.arcs[i]
		if a.room == 0 || n.level[a.to] != n.level[v]+1 {
			continue
		}
		if sent := n.push(a.to, min(room, a.room)); sent > 0 {
			n.arcs[i].room -= sent
			n.arcs[i^1].room += sent
			return sent
		}
	}
	return 0
}

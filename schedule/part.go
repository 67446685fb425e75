package schedule

import (
	"detente/agreement"
	"detente/diag"
)

// Part returns the network with those of its edges that are kept; all nodes and
// links stay.
func (n *Network) Part(keep func(edge int) bool) *Network {
	part := n.part()
	for i := range part.noEdge {
		part.noEdge[i] = part.noEdge[i] || !keep(i)
	}
	return part
}

// Clash is [Network.Consistent] for those who ask often: it returns a chain that
// cannot be met, not made short, and not irreducible; nil where there are days
// that meet all lines.
func (n *Network) Clash() *Conflict { return n.inconsistency() }

// Duration returns how long the event takes, and where the text says so: of the
// steps of an exchange, the one that may take longest.
func (s *Schedule) Duration(event int) (takes agreement.Days, place diag.Place) {
	return s.duration(event)
}

// Confirmation returns how many days after it is performed the event is
// confirmed, and where the text says so.
func (s *Schedule) Confirmation(event int) (days int, place diag.Place) {
	return s.confirmation(event)
}

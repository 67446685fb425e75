package cut

import (
	"testing"

	"pgregory.net/rapid"
)

// The cost of a minimum cut against the definition: the cheapest way to put every
// node on one side or the other.
func TestMinimumCutByDefinition(t *testing.T) {
	var n Network
	rapid.Check(t, func(t *rapid.T) {
		nodes := rapid.IntRange(2, 8).Draw(t, "nodes")
		type line struct {
			from, to int
			room     int64
		}
		var lines []line
		n.Reset(nodes)
		for range rapid.IntRange(0, 20).Draw(t, "arcs") {
			l := line{rapid.IntRange(0, nodes-1).Draw(t, "from"), rapid.IntRange(0, nodes-1).Draw(t, "to"), rapid.Int64Range(0, 9).Draw(t, "room")}
			if l.from != l.to {
				lines = append(lines, l)
				n.Add(l.from, l.to, l.room)
			}
		}
		costOf := func(side int) int64 {
			cost := int64(0)
			for _, l := range lines {
				if side>>l.from&1 == 1 && side>>l.to&1 == 0 {
					cost += l.room
				}
			}
			return cost
		}
		least := int64(1 << 40)
		for side := range 1 << nodes {
			if side&1 == 1 && side&2 == 0 {
				least = min(least, costOf(side))
			}
		}
		got, side := n.Run(), 0
		for v := range nodes {
			if n.Reached(v) {
				side |= 1 << v
			}
		}
		if got != least || costOf(side) != least || side&1 == 0 || side&2 != 0 {
			t.Fatalf("cut costs %d, the side found %d, by definition %d", got, costOf(side), least)
		}
	})
}

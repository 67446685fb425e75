package rounds

import "slices"

// space says how much room items take up in rounds: those of one round take up no more
// than most together.
//
// Within a round a sum rises above what it was before and falls below it, together by no
// more than lies between its limits. So whatever is left takes at least as many rounds as
// bins that size. Which bins are needed can be told better when sizes are first made
// coarser in a way that leaves what fits together fitting (the functions u of Fekete and
// Schepers 2001): of three items that take up more than half of a bin each, three bins.
type space struct {
	size  []int64 // by item
	total int64
	most  int64
}

const (
	// mostCoarse is how coarse sizes are made at most: so many parts and one.
	mostCoarse = 3
	// mostSpaces is how many spaces are looked at: those that ask for most rounds.
	mostSpaces = 4
)

// spaces lists those that ask for at least half as many rounds as the first of them.
func (s *search) spaces() []space {
	var all []space
	for _, row := range s.p.Rows {
		if row.High >= Unlimited || row.Low <= -Unlimited || row.High <= row.Low {
			continue
		}
		widths := s.p.widths(row.Delta)
		for parts := range int64(mostCoarse + 1) {
			if x := s.space(widths, row.High-row.Low, parts); x.total > x.most {
				all = append(all, x)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b space) int { return b.rounds() - a.rounds() })
	n := 0
	for n < min(len(all), mostSpaces) && 2*all[n].rounds() >= all[0].rounds() {
		n++
	}
	return all[:n]
}

// space adds up how much of the room the items take up, in so many parts and one.
func (s *search) space(widths []int64, room, parts int64) space {
	x := space{size: make([]int64, len(s.items)), most: room * max(1, parts)}
	for i, it := range s.items {
		for _, e := range it.events {
			// More than the room never fits; as much of it is enough to know.
			x.size[i] += coarse(min(widths[e], 2*room), room, parts)
		}
		x.total += x.size[i]
	}
	return x
}

// coarse makes a size coarser, so many parts of the room being counted as one.
func coarse(width, room, parts int64) int64 {
	switch {
	case parts == 0:
		return width
	case (parts+1)*width%room == 0:
		return parts * width
	}
	return (parts + 1) * width / room * room
}

// rounds is how many rounds all items take at least.
func (x *space) rounds() int { return int((x.total + x.most - 1) / x.most) }

// widths are by how much the row's sum moves in a round by each event at least, up or
// down, whatever else is in the round: what it adds less what its performer may have to
// take away before it in the same round, or the other way round.
func (p *Problem) widths(delta []int64) []int64 {
	widths := make([]int64, len(delta))
	for e, x := range delta {
		against := int64(0)
		for a := range p.Order.Before(e).All {
			if (delta[a] > 0) != (x > 0) && p.mayShare(a, e) {
				against += max(delta[a], -delta[a])
			}
		}
		widths[e] = max(0, max(x, -x)-against)
	}
	return widths
}

// over is how much more room is taken up by what is not in the set than so many rounds
// have.
func (x *space) over(set []uint64, rounds int) int64 {
	left := x.total
	for i, size := range x.size {
		if has(set, i) {
			left -= size
		}
	}
	if int64(rounds) > left/x.most {
		return -x.total // enough, whatever comes to be left; the product could be too great
	}
	return left - int64(rounds)*x.most
}

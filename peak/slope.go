package peak

import "slices"

// slope is the humps of a part of a chain: those that lead down to its lowest
// point, in the order in which they are taken, and those that lead up from there,
// seen from its end. Each rises further than the one before it.
type slope struct {
	down, up []hump
	// downRise and upRise are how far the last of each rises.
	downRise, upRise int64
}

func (s *slope) side(up bool) []hump {
	if up {
		return s.up
	}
	return s.down
}

// store keeps the humps of many slopes in few pieces of memory, and what is needed to
// work them out.
type store struct {
	free     []hump
	sequence []stretch
}

// slopes returns the humps from each position of a chain to its end, and from its
// beginning to there. Each comes from its neighbour's, with one step more.
func (m *store) slopes(steps []hump) (ahead, behind []slope) {
	n := len(steps)
	both := make([]slope, 2*(n+1))
	ahead, behind = both[:n+1], both[n+1:]
	for k := range n {
		m.sequence = behind[k].appendTo(m.sequence[:0])
		m.sequence = append(m.sequence, stretch{hump: steps[k]})
		behind[k+1] = m.slope()
		m.sequence = append(m.sequence[:0], stretch{hump: steps[n-k-1]})
		m.sequence = ahead[n-k].appendTo(m.sequence)
		ahead[n-k-1] = m.slope()
	}
	return ahead, behind
}

// slope returns the humps of the sequence at hand.
func (m *store) slope() slope {
	down, up := humps(m.sequence)
	s := slope{down: m.keep(down), up: m.keep(up)}
	if n := len(down); n > 0 {
		s.downRise = down[n-1].rise
	}
	if n := len(up); n > 0 {
		s.upRise = up[n-1].rise
	}
	return s
}

// keep copies the humps.
func (m *store) keep(all []stretch) []hump {
	n := len(all)
	if len(m.free) < n {
		m.free = make([]hump, max(n, 1<<8))
	}
	kept := m.free[:n:n]
	m.free = m.free[n:]
	for i, s := range all {
		kept[i] = s.hump
	}
	return kept
}

// appendTo appends the humps in the order in which they are taken.
func (s *slope) appendTo(all []stretch) []stretch {
	for _, h := range s.down {
		all = append(all, stretch{hump: h})
	}
	for _, h := range slices.Backward(s.up) {
		all = append(all, stretch{hump: h.back()})
	}
	return all
}

package schedule

// queue gives back nodes by their number of days, the fewest first, and among
// equals the lowest node: a binary heap. A node may stand in it several times.
type queue []queued

type queued struct{ days, node int }

func (a queued) before(b queued) bool {
	return a.days < b.days || a.days == b.days && a.node < b.node
}

func (q *queue) push(days, node int) {
	x := queued{days, node}
	h := append(*q, x)
	i := len(h) - 1
	for i > 0 && x.before(h[(i-1)/2]) {
		h[i] = h[(i-1)/2]
		i = (i - 1) / 2
	}
	h[i] = x
	*q = h
}

func (q *queue) pop() queued {
	h := *q
	first, x := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	*q = h
	i := 0
	for 2*i+1 < len(h) {
		down := 2*i + 1
		if down+1 < len(h) && h[down+1].before(h[down]) {
			down++
		}
		if !h[down].before(x) {
			break
		}
		h[i] = h[down]
		i = down
	}
	if len(h) > 0 {
		h[i] = x
	}
	return first
}

package peak

// scale is the size by which a row counts: its unit, or for a row that may not be
// passed at all the mean size of what changes it. It is for choosing among what is
// equally good, not for figures.
type scale int64

func (r *Row) scale() scale {
	if r.Unit > 0 {
		return scale(r.Unit)
	}
	sum, n := int64(0), int64(0)
	for _, d := range r.Delta {
		if d != 0 {
			sum += max(d, -d)
			n++
		}
	}
	return scale(max(1, sum/max(1, n)))
}

// measured returns a sum of the row in thousandths, roughly, of its scale.
func (c scale) measured(x int64) int64 {
	if fine := int64(c >> 10); fine > 0 {
		return x / fine
	}
	const most = MaxSum >> 10
	return max(-most, min(most, x)) << 10 / int64(c)
}

// press says how little room a sum of the row has; it falls as the room grows.
func (c scale) press(room int64) int64 {
	const near = 300 // thousandths
	return 1 << 20 / (max(0, c.measured(room)) + near)
}

package cube

// Where all options can be changed both ways and the others' likes hardly depend on each
// other, as in preferences by statements, values settle in one or two rounds in which every
// side moves from everywhere. That is quicker than to go on from one state after the other.

// rounds is how many are tried.
const rounds = 3

// settle lowers the values to the least that improvements reach, if that takes few rounds;
// otherwise they are lowered a part of the way, and it reports false.
func settle[T uint8 | uint16 | uint32](sides []*side[T], values []uint32) bool {
	for n, quiet := 0, 0; n < rounds*len(sides); n++ {
		if quiet++; sides[n%len(sides)].improve(values) {
			quiet = 1
		}
		if quiet == len(sides) {
			return true
		}
	}
	return false
}

// improve lets the side move once from everywhere; it reports whether a value became less.
func (f *side[T]) improve(values []uint32) bool {
	changed := uint32(0)
	for x := range uint32(len(f.rows) >> (f.bits + 1)) {
		order, level := f.likes(x)
		changed |= improve(values[f.state(x):], order, level, f.shift)
	}
	return changed != 0
}

// improve goes down a row from the best choice; the result is 0 where nothing changed. It
// stands alone so that all it needs stays in registers.
//
//go:noinline
func improve[T uint8 | uint16 | uint32](values []uint32, order, level []T, shift uint8) uint32 {
	changed, here := uint32(0), T(0)
	all, before := ^uint32(0), ^uint32(0) // the least so far, with and without ties
	for _, c := range order {
		at := uint32(c) << (shift & 31)
		v := values[at]
		if l := level[c]; l != here {
			here, before = l, all
		}
		all = min(all, v)
		lower := min(v, before)
		values[at] = lower
		changed |= v ^ lower
	}
	return changed
}

// settled raises the limits to the values that settle, if they do so in a few rounds.
func (r *rising) settled(settle func(values []uint32) bool) bool {
	r.settling = append(r.settling[:0], r.values...)
	if !settle(r.settling) {
		return false
	}
	for t, v := range r.settling {
		r.lim[t] = max(r.lim[t], min(v, r.own[t]))
	}
	return true
}

package cube

// alone is a slice in which one other actor moves: its row is the whole slice, and it moves
// once, since two of its moves are one.
type alone[T uint8 | uint16 | uint32] struct {
	side[T]
	least []uint32 // by what is taken of what can only be taken: the least of what has no less
}

func newAlone[T uint8 | uint16 | uint32](c *cube, k int, of func(bests) []T) *alone[T] {
	f := sides(c, k, of)[0]
	return &alone[T]{f, make([]uint32, 1<<f.way)}
}

// raise goes down the row from the best choice; least is of what stands before.
func (f *alone[T]) raise(choice int, values, own, lim []uint32, improving bool) {
	f.gather(choice)
	order, level := f.likes(0)
	for x := range f.least {
		f.least[x] = ^uint32(0)
	}
	if !improving {
		for c, u := range own {
			if u != 0 {
				f.lower(uint32(c), values[c])
			}
		}
	}
	before := 0
	for _, c := range order {
		if own[c] == 0 {
			return // nor can what follows be
		}
		for ; improving && level[order[before]] < level[c]; before++ {
			f.lower(uint32(order[before]), values[order[before]])
		}
		value := min(values[c], f.least[c>>f.free])
		lim[c] = max(lim[c], min(value, own[c]))
	}
}

// lower notes that the choice has the value, for everything from which it can be moved to.
func (f *alone[T]) lower(choice, value uint32) {
	way := choice >> f.free
	for sub := way; ; sub = (sub - 1) & way {
		f.least[sub] = min(f.least[sub], value)
		if sub == 0 {
			return
		}
	}
}

package peak

// asideSet is an opened set, and what the cheapest set costs that follows it and
// has not been met.
type asideSet struct {
	cost Share
	set  int32
}

// before reports whether it is to be opened again before b: the one that costs less,
// of equals the one met last.
func (a asideSet) before(b asideSet) bool {
	if k := a.cost.Compare(b.cost); k != 0 {
		return k < 0
	}
	return a.set > b.set
}

// pile is a heap with the one on top that is to be opened first.
type pile []asideSet

func (p *pile) push(x asideSet) {
	*p = append(*p, x)
	all := *p
	for i := len(all) - 1; i > 0; {
		up := (i - 1) / 2
		if !all[i].before(all[up]) {
			return
		}
		all[i], all[up] = all[up], all[i]
		i = up
	}
}

func (p *pile) pop() asideSet {
	all := *p
	top, last := all[0], len(all)-1
	all[0] = all[last]
	*p = all[:last]
	all = all[:last]
	for i := 0; ; {
		first := i
		for _, down := range [2]int{2*i + 1, 2*i + 2} {
			if down < last && all[down].before(all[first]) {
				first = down
			}
		}
		if first == i {
			return top
		}
		all[i], all[first] = all[first], all[i]
		i = first
	}
}

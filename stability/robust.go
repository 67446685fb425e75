package stability

import (
	"math"
	"math/bits"
	"slices"

	"detente/effort"
	"detente/standoff"
)

// Flip is a swap of two neighbours in the ranking of one actor that changes an equilibrium.
type Flip struct {
	Actor int
	// Upper and Lower are the states, each a whole tie, that stand next to each other, Upper
	// preferred; the swap prefers Lower.
	Upper, Lower []standoff.State
	// Changes are what becomes and what stops being an equilibrium, by concept; only the
	// concepts under which something does.
	Changes []Change
}

// Change is what happens to the equilibria of one concept.
type Change struct {
	Concept      Concept
	Gained, Lost []standoff.State
}

// Flips are the swaps that change something, by actor, the most preferred neighbours first.
type Flips struct {
	Flips []Flip
	// Tried of Swaps were tried; fewer when the budget did not suffice.
	Tried, Swaps int
}

// FindFlips tries every single swap of neighbours, one unit of the budget each, and returns
// those that change an equilibrium.
func FindFlips(m *standoff.Model, budget *effort.Budget) *Flips {
	p := newPerturbed(m)
	before := equilibria(m)
	f := &Flips{}
	for i := range m.Actors {
		f.Swaps += max(0, len(p.groups[i])-1)
	}
	for i := range m.Actors {
		for k := len(p.groups[i]) - 1; k > 0; k-- {
			if !budget.Spend(1) {
				return f
			}
			f.Tried++
			flip := Flip{Actor: i, Upper: p.groups[i][k], Lower: p.groups[i][k-1]}
			p.swap(i, k)
			flip.Changes = changes(before, p.equilibria())
			p.swap(i, k)
			if len(flip.Changes) > 0 {
				f.Flips = append(f.Flips, flip)
			}
		}
	}
	return f
}

func changes(before, after [4]standoff.Bits) []Change {
	var all []Change
	for _, c := range Four {
		change := Change{Concept: c, Gained: members(without(after[c], before[c])), Lost: members(without(before[c], after[c]))}
		if len(change.Gained)+len(change.Lost) > 0 {
			all = append(all, change)
		}
	}
	return all
}

// Robustness is how many perturbed rankings keep an equilibrium.
type Robustness struct {
	// Steps is how often, for each actor, a swap of two neighbours or none is chosen, all
	// equally likely.
	Steps int
	// Ways is how many choices were looked at: all there are, each once, when Exact, and
	// otherwise that many drawn with Seed.
	Ways  int64
	Exact bool
	Seed  uint64
	// States are the equilibria, under one concept at least, of the rankings as they are.
	States []standoff.State
	// Kept is, by place in States and concept (those of Four), in how many of the ways the state is an
	// equilibrium, as it may be in none.
	Kept [][4]int64
	// Stopped says that the budget did not suffice; Ways is then how many were looked at,
	// and what is Kept is of those.
	Stopped bool
}

// FindRobustness perturbs all rankings at once: for each actor it chooses, steps times, one of
// the pairs of neighbours and swaps them, or leaves the ranking as it is. When there are at most most
// ways to choose, it goes through all of them; otherwise it draws that many, always the
// same for the same seed. It spends one unit of the budget for each.
func FindRobustness(m *standoff.Model, steps int, most int64, seed uint64, budget *effort.Budget) *Robustness {
	p := newPerturbed(m)
	now := equilibria(m)
	r := &Robustness{Steps: steps, States: members(either(now))}
	r.Kept = make([][4]int64, len(r.States))
	ways := p.ways(steps)
	r.Exact = ways <= most
	if !r.Exact {
		ways, r.Seed = most, seed
	}
	choice := chooser{bases: p.bases(steps), exact: r.Exact, state: seed}
	for r.Ways < ways {
		if !budget.Spend(1) {
			r.Stopped = true
			return r
		}
		r.Ways++
		p.perturb(choice.next(), steps)
		r.tally(p.equilibria())
	}
	return r
}

func (r *Robustness) tally(now [4]standoff.Bits) {
	for k, s := range r.States {
		for _, c := range Four {
			if now[c].Has(s) {
				r.Kept[k][c]++
			}
		}
	}
}

// perturbed is a copy of a situation whose rankings can be changed.
type perturbed struct {
	m      *standoff.Model
	groups [][][]standoff.State // by actor and rank, from the least preferred
	first  [][][]standoff.State // as they were
	words  *Words               // nil where the situation does not fit
	sets   [4]standoff.Bits     // of the last question to words
}

// newPerturbed makes the ranks of the copy dense: rank k is that of group k.
func newPerturbed(m *standoff.Model) *perturbed {
	copied := *m
	p := &perturbed{m: &copied}
	copied.Rank = make([][]uint32, len(m.Actors))
	for i := range m.Actors {
		p.groups = append(p.groups, ties(m, i))
		p.first = append(p.first, slices.Clone(p.groups[i]))
		copied.Rank[i] = make([]uint32, m.Size())
		for k := range p.groups[i] {
			p.place(i, k)
		}
	}
	if w, ok := NewWords(m); ok {
		p.words = w
		for c := range p.sets {
			p.sets[c] = standoff.NewBits(m.Size())
		}
	}
	return p
}

// equilibria returns, by concept, what is stable for every actor by the rankings as they
// stand; the sets are overwritten by the next question.
func (p *perturbed) equilibria() [4]standoff.Bits {
	if p.words == nil {
		return equilibria(p.m)
	}
	for c, set := range p.words.Equilibria(p.m.Rank) {
		clear(p.sets[c])
		for ; set != 0; set &= set - 1 {
			p.sets[c].Add(p.words.State(bits.TrailingZeros64(set)))
		}
	}
	return p.sets
}

// ties returns the states that can be in groups of equal rank, the least preferred first.
func ties(m *standoff.Model, actor int) [][]standoff.State {
	var all []standoff.State
	for s := range m.Size() {
		if m.CanBe(standoff.State(s)) {
			all = append(all, standoff.State(s))
		}
	}
	rank := m.Rank[actor]
	slices.SortStableFunc(all, func(a, b standoff.State) int { return int(int64(rank[a]) - int64(rank[b])) })
	var groups [][]standoff.State
	for k, s := range all {
		if k == 0 || rank[s] != rank[all[k-1]] {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], s)
	}
	return groups
}

// place gives the states of the actor's group k the rank k.
func (p *perturbed) place(actor, k int) {
	for _, s := range p.groups[actor][k] {
		p.m.Rank[actor][s] = uint32(k)
	}
}

// swap changes the places of the groups k-1 and k of the actor.
func (p *perturbed) swap(actor, k int) {
	g := p.groups[actor]
	g[k-1], g[k] = g[k], g[k-1]
	p.place(actor, k-1)
	p.place(actor, k)
}

// bases returns how many choices there are at each step of each actor: its swaps, and none.
func (p *perturbed) bases(steps int) []int {
	var all []int
	for i := range p.groups {
		for range steps {
			all = append(all, max(1, len(p.groups[i])))
		}
	}
	return all
}

// ways returns in how many ways can be chosen, at most the largest int64.
func (p *perturbed) ways(steps int) int64 {
	n := int64(1)
	for _, b := range p.bases(steps) {
		if n > math.MaxInt64/int64(b) {
			return math.MaxInt64
		}
		n *= int64(b)
	}
	return n
}

// perturb starts from the rankings as they were and makes the swaps chosen; 0 is none.
func (p *perturbed) perturb(choices []int, steps int) {
	for i := range p.groups {
		copy(p.groups[i], p.first[i])
		for _, k := range choices[i*steps : (i+1)*steps] {
			if k > 0 {
				g := p.groups[i]
				g[k-1], g[k] = g[k], g[k-1]
			}
		}
		for k := range p.groups[i] {
			p.place(i, k)
		}
	}
}

// chooser goes through all choices, or draws them.
type chooser struct {
	bases  []int
	exact  bool
	state  uint64
	digits []int
}

// next returns the next choices; they stand until the next call.
func (c *chooser) next() []int {
	switch {
	case c.digits == nil:
		c.digits = make([]int, len(c.bases))
		if c.exact {
			return c.digits
		}
	case c.exact:
		for k := range c.digits {
			if c.digits[k]++; c.digits[k] < c.bases[k] {
				break
			}
			c.digits[k] = 0
		}
		return c.digits
	}
	for k, b := range c.bases {
		c.digits[k] = c.below(b)
	}
	return c.digits
}

// below draws a whole number from 0 to n-1, all equally likely, from the sequence
// splitmix64 (G. L. Steele, D. Lea and C. H. Flood 2014).
func (c *chooser) below(n int) int {
	for {
		c.state += 0x9e3779b97f4a7c15
		z := c.state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		if z < math.MaxUint64-math.MaxUint64%uint64(n) {
			return int(z % uint64(n))
		}
	}
}

// either holds what is in one of the sets at least.
func either(sets [4]standoff.Bits) standoff.Bits {
	all := make(standoff.Bits, len(sets[0]))
	for _, b := range sets {
		for w := range b {
			all[w] |= b[w]
		}
	}
	return all
}

// members lists the states of the set, ascending.
func members(b standoff.Bits) []standoff.State {
	var all []standoff.State
	for s := range len(b) * 64 {
		if b.Has(standoff.State(s)) {
			all = append(all, standoff.State(s))
		}
	}
	return all
}

// equilibria returns, by concept, what is stable for every actor.
func equilibria(m *standoff.Model) [4]standoff.Bits {
	var all [4]standoff.Bits
	for _, c := range Four {
		all[c] = every(m.Size())
		for _, b := range stableFor(m, c) {
			all[c] = within(all[c], b)
		}
	}
	return all
}

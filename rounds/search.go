package rounds

import "detente/effort"

// search decides whether k rounds are enough.
type search struct {
	p      *Problem
	k      int
	by     way
	budget *effort.Budget
	// pause, where given, is called when the budget is spent; true says that the budget
	// is another one now.
	pause func() bool

	items    []item
	of       []int // the item of each event
	sequence []int // the events, each behind all it waits for
	limits   []limit
	terms    int64     // of all limits
	touching [][]touch // by item: the limits that count it
	// first and last are, by item, how many rounds lie at least between the
	// beginning and the end of its round, and from the beginning of its round to
	// the end of the plan.
	first, last []int
	weighing    *weighing
	relaxed     *relaxation // nil where it is too large, or not needed yet

	changed bool // set by narrow
	found   [][]int
	tree    *Branch
	size    int // weights kept in the tree
	spent   bool
	looked  int64 // less than a grain
}

// way is what cases are decided by.
type way int8

const (
	byBoth way = iota // weights alone first, then the relaxation where it is not too large
	byWeights
	byRelaxation // weights where it is too large
)

func newSearch(p *Problem, k int, b *effort.Budget) *search {
	// No plan has more rounds than events: rounds are not empty.
	s := &search{p: p, k: min(k, p.Order.Len()), budget: b, items: p.drawTogether()}
	if s.items != nil {
		s.addTails()
		s.sequence, s.of = p.Order.Sequence(), make([]int, p.Order.Len())
		for i, it := range s.items {
			for _, e := range it.events {
				s.of[e] = i
			}
		}
	}
	return s
}

// mostDealt is how many items are dealt out before the search begins to branch.
const mostDealt = 300_000

// run searches the whole domain.
func (s *search) run() Answer {
	if s.items == nil {
		return Answer{Proved: true, Refutation: &Refutation{Rounds: s.k, Root: &Branch{}}}
	}
	if s.p.Opaque && s.k > 0 {
		b := s.budget.Part(min(mostDealt, s.budget.Left()/4))
		answer := s.deal(b)
		if s.budget.Spend(b.Opened); answer.Proved {
			return answer
		}
	}
	s.decide(s.start())
	switch {
	case s.found != nil:
		return Answer{Rounds: s.found, Proved: true}
	case s.spent:
		return Answer{}
	case s.size > mostKept:
		return Answer{Proved: true}
	}
	return Answer{Proved: true, Refutation: &Refutation{Rounds: s.k, Root: s.tree}}
}

// decide searches the domain. Weights find plans sooner, and refute what is far from one;
// the relaxation refutes what is close to one. Where both are tried, weights alone have a
// third of the effort first.
func (s *search) decide(d domain) {
	s.tree = &Branch{}
	if s.by == byWeights || !s.narrow(d) || d.open() > mostOpen {
		s.branch(d, s.tree, 0)
		return
	}
	if all := s.budget; s.by == byBoth {
		s.budget = all.Part(all.Left() / 3)
		over := s.branch(d.clone(), s.tree, 0)
		all.Spend(s.budget.Opened)
		if s.budget = all; !over || s.found != nil || all.Exhausted() {
			return
		}
		s.tree, s.size, s.spent = &Branch{}, 0, false
	}
	s.relaxed = s.relax(d)
	s.branch(d, s.tree, 0)
}

// start prepares the search and returns the whole domain.
func (s *search) start() domain {
	s.addLimits()
	s.weighing = newWeighing(s)
	d := domain{make([]int, len(s.items)), make([]int, len(s.items))}
	for i := range s.items {
		d.first[i], d.last[i] = 1, s.k
	}
	return d
}

// grain is how many arcs, terms and items are looked at for one unit of effort.
const grain = 256

// effort counts what has been looked at.
func (s *search) effort(looked int64) {
	s.looked += looked
	units := s.looked / grain
	s.looked %= grain
	if !s.budget.Spend(units) && !s.spent {
		s.spent = s.pause == nil || !s.pause() || s.budget.Exhausted()
	}
}

const (
	rootCuts = 150 // cuts asked for before the first branch
	cuts     = 25  // and before every other
)

// branch looks for a plan in the domain. It is true when the search is over: a plan
// has been found, or the budget is spent.
func (s *search) branch(d domain, t *Branch, depth int) bool {
	if s.effort(grain); s.spent {
		return true
	}
	if !s.narrow(d) || !s.begins(d) {
		return false
	}
	if d.settled() {
		return s.complete(d, t)
	}
	at, t, open := s.bound(d, t, depth)
	if !open {
		return s.over()
	}
	t.split(s, at)
	for _, by := range []bool{at.first, !at.first} {
		below := t.Later
		if by {
			below = t.By
		}
		if s.branch(d.part(at, by), below, depth+1) {
			return true
		}
	}
	return false
}

// over reports whether a plan has been found or the budget is spent.
func (s *search) over() bool { return s.found != nil || s.spent }

// bound looks for what shows that the domain holds no plan; where nothing does, it
// returns where to split it and the case that it then stands for.
func (s *search) bound(d domain, t *Branch, depth int) (split, *Branch, bool) {
	if s.relaxed != nil {
		return s.probe(d, t)
	}
	n := cuts
	if depth == 0 {
		n = rootCuts
	}
	before := append([]float64(nil), s.weighing.weight...)
	if s.weighing.refutes(d, n) {
		s.keep(t)
		copy(s.weighing.weight, before)
		return split{}, t, false
	}
	return s.choose(d), t, !s.spent
}

// choose picks the item and round to branch on: where the mean of the cuts is
// least decided and most weight hangs on it; and whether it rather has been
// performed by then.
func (s *search) choose(d domain) split {
	w := s.weighing
	var at split
	best := -1.0
	for i := range s.items {
		for n := d.first[i]; n < d.last[i]; n++ {
			mean := w.mean[i*s.k+n]
			open := float64(mean*(1-mean)) + 0.02
			if v := float64(open * (s.pull(i, n) + 0.001)); v > best {
				best, at = v, split{i, n, mean >= 0.5}
			}
		}
	}
	return at
}

// pull is the weight of the limits that count the item by the round.
func (s *search) pull(i, n int) float64 {
	sum := 0.0
	for _, t := range s.touching[i] {
		if int(t.round) == n {
			sum += float64(s.weighing.weight[t.limit]*t.size) / s.weighing.size[t.limit]
		}
	}
	return sum
}

// touch says that a limit counts an item by a round, and how much.
type touch struct {
	limit int
	round int32
	size  float64
}

// begins asks Accepts about the rounds at the beginning that are certain.
func (s *search) begins(d domain) bool {
	if s.p.Accepts == nil {
		return true
	}
	certain := s.k
	for i, f := range d.first {
		if f != d.last[i] {
			certain = min(certain, f-1)
		}
	}
	if certain == 0 || certain == s.k {
		return true
	}
	return s.p.Accepts(s.plan(d, certain), false)
}

// plan writes the first rounds down.
func (s *search) plan(d domain, first int) [][]int {
	rounds := make([][]int, first)
	for i, n := range d.first {
		if n <= first {
			rounds[n-1] = append(rounds[n-1], s.items[i].events...)
		}
	}
	return sortRounds(rounds)
}

// complete looks at the only plan of the domain, exactly. It is true when it holds.
func (s *search) complete(d domain, t *Branch) bool {
	plan := s.plan(d, s.k)
	if !s.p.passes(plan) {
		t.Settled = true
		return false
	}
	s.found = plan
	return true
}

// addTails counts, for each item, how many rounds the order alone demands up to it
// and from it on, its own included.
func (s *search) addTails() {
	n := len(s.items)
	s.first, s.last = make([]int, n), make([]int, n)
	for i := range n {
		s.first[i] = 1
		for _, w := range s.items[i].waits {
			s.first[i] = max(s.first[i], s.first[w.item]+w.rounds())
		}
	}
	for i := n - 1; i >= 0; i-- {
		s.last[i] = 1
		for _, w := range s.items[i].followers {
			s.last[i] = max(s.last[i], s.last[w.item]+w.rounds())
		}
	}
}

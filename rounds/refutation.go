package rounds

import "detente/order"

// Refutation shows that a number of rounds is not enough: either by Root, a tree of
// cases each of which is impossible, or by the sets that can be reached from both
// ends. It can be checked without searching. Rounds is at most the number of events:
// where so many are not enough, no number is.
type Refutation struct {
	Rounds int
	Root   *Branch
	// Ahead lists, by number of rounds, the sets of events that can have been
	// performed after so many rounds and not after fewer, and Back those from which so
	// many rounds, and not fewer, can lead to the end. Sets from which more rounds than
	// Rounds come together may be missing: by the order alone, or because in the rounds
	// left some row's sum cannot move as much as what is left moves it. No set stands
	// in both lists, and there are either rounds enough in both together, or one of the
	// lists ends with no set at all.
	Ahead, Back [][]order.Set
}

// Branch is one case. It is split in two, or it is impossible: because of what
// waits for what and because single limits or dates would be passed; because the
// limits, weighed with Weights and added up, would be; or because Accepts refuses
// the rounds that are certain at its beginning.
type Branch struct {
	// Event and Round split the case where By and Later are given: Event has been
	// performed by the end of Round, or it is performed later.
	Event, Round int
	By, Later    *Branch
	Weights      []Weight
	// Settled says that every event had its round, and the plan did not hold.
	Settled bool
}

// split splits the case in two.
func (t *Branch) split(s *search, at split) {
	t.Event, t.Round = s.items[at.item].events[0], at.round
	t.By, t.Later = &Branch{}, &Branch{}
}

// Weight weighs what the upper or lower limit of a row asks of a round.
type Weight struct {
	Row   int
	Upper bool
	Round int
	Times int64
}

// mostKept is how many weights a refutation may hold before it is given up, and
// mostListed how many sets.
const (
	mostKept   = 1 << 18
	mostListed = 1 << 19
)

// keep writes the weights asked about last into the tree.
func (s *search) keep(t *Branch) {
	if s.size > mostKept {
		return
	}
	for i, l := range s.limits {
		if x := s.weighing.asked[i]; x > 0 {
			t.Weights = append(t.Weights, Weight{l.row, l.upper, l.round, x})
		}
	}
	s.size += len(t.Weights)
}

// Size is how many cases and sets the refutation lists.
func (r *Refutation) Size() int {
	n := r.Root.size()
	for _, lists := range [][][]order.Set{r.Ahead, r.Back} {
		for _, sets := range lists {
			n += len(sets)
		}
	}
	return n
}

func (t *Branch) size() int {
	if t == nil {
		return 0
	}
	return 1 + t.By.size() + t.Later.size()
}

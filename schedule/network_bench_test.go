package schedule

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"detente/agreement"
)

// largeNetwork draws 600 steps, each a link of its own, and 2,000 edges: a step
// begins after earlier ones, some at most some days after; some have due dates.
// How tight these are goes from loose (controllable) to tight (not).
func largeNetwork(seed uint64, tight int) *Network {
	const steps, edges = 600, 2000
	r := rand.New(rand.NewPCG(seed, 2))
	n := NewNetwork("0")
	var begun, ended []int
	for i := range steps {
		begun, ended = append(begun, n.AddNode(fmt.Sprintf("start %d", i))), append(ended, n.AddNode(fmt.Sprintf("end %d", i)))
		least := r.IntN(20)
		n.AddLink(Link{From: begun[i], To: ended[i], Least: least, Most: least + r.IntN(20)})
	}
	for len(n.edges) < edges {
		j := 1 + r.IntN(steps-1)
		i := max(0, j-1-r.IntN(20))
		switch r.IntN(10) {
		case 0: // a due date
			n.AddEdge(Edge{From: 0, To: ended[j], Days: 40*(j+20) - tight*r.IntN(100)})
		case 1, 2: // at most so many days between
			n.AddEdge(Edge{From: ended[i], To: ended[j], Days: 40*(j-i+1) - tight*r.IntN(20)})
		default:
			n.AddEdge(Edge{From: begun[j], To: ended[i], Days: 0})
		}
	}
	return n
}

// largePlan draws 600 steps in rounds of ten, with ranges, due dates, and limits
// that count from steps, of so many days.
func largePlan(seed uint64, within int) (*Schedule, [][]int) {
	const steps, perRound = 600, 10
	r := rand.New(rand.NewPCG(seed, 3))
	a := &agreement.Agreement{Begins: opt(begins)}
	rounds := make([][]int, steps/perRound)
	for i := range steps {
		s := step(fmt.Sprintf("s%d", i), string(rune('p'+i%5)), r.IntN(10))
		s.Takes.V.Max += r.IntN(10)
		if i%2 == 0 {
			verified(s, r.IntN(5))
		}
		if i%perRound >= 5 {
			s.After = append(s.After, ref(fmt.Sprintf("s%d", i-5)))
		}
		if i%6 == 0 {
			s.Due = onDay(50 * (i/perRound + 1))
		}
		if i%12 == 0 && i >= 2*perRound {
			from := fmt.Sprintf("s%d", i-10)
			a.Demands = append(a.Demands, &agreement.Demand{
				Name: agreement.Name{ID: fmt.Sprintf("d%d", i)}, Kind: agreement.Within, Days: within, Steps: []agreement.StepRef{ref(from), ref(fmt.Sprintf("s%d", i))},
			})
		}
		a.Steps = append(a.Steps, s)
		rounds[i/perRound] = append(rounds[i/perRound], i)
	}
	return schedule(a), rounds
}

func BenchmarkConsistent(b *testing.B) {
	for _, tight := range []int{0, 20} {
		n := largeNetwork(1, tight)
		w, _ := n.Consistent()
		b.Run(fmt.Sprintf("consistent=%v", w != nil), func(b *testing.B) {
			for range b.N {
				n.Consistent()
			}
		})
	}
}

func BenchmarkSlack(b *testing.B) {
	w, _ := largeNetwork(1, 0).Consistent()
	for range b.N {
		w.Slack()
	}
}

func BenchmarkControllable(b *testing.B) {
	for _, tight := range []int{0, 3, 8, 12, 20} {
		n := largeNetwork(1, tight)
		w, _ := n.Consistent()
		c := n.Controllable(1).Conflict
		b.Run(fmt.Sprintf("tight=%d consistent=%v controllable=%v", tight, w != nil, c == nil), func(b *testing.B) {
			for range b.N {
				n.Controllable(1)
			}
		})
	}
}

func BenchmarkPlan(b *testing.B) {
	for _, within := range []int{80, 20} {
		s, rounds := largePlan(1, within)
		p := s.Network(rounds)
		w, _ := p.Consistent()
		c := p.Controllable(1).Conflict
		name := fmt.Sprintf("%d edges, consistent=%v controllable=%v/", len(p.edges), w != nil, c == nil)
		b.Run(name+"controllable", func(b *testing.B) {
			for range b.N {
				s.Network(rounds).Controllable(1)
			}
		})
		b.Run(name+"critical", func(b *testing.B) {
			for range b.N {
				s.Critical(rounds)
			}
		})
		b.Run(name+"margins", func(b *testing.B) {
			for range b.N {
				p.Margins(1)
			}
		})
	}
}

// largeText is the agreement of largePlan with as many demands again: some 2,000
// conditions and waits, as the text has them.
func largeText(seed uint64) *agreement.Course {
	s, _ := largePlan(seed, 80)
	a := s.course.Agreement
	r := rand.New(rand.NewPCG(seed, 4))
	for i := range 900 {
		to := 20 + r.IntN(len(a.Steps)-20)
		from := to - 1 - r.IntN(19)
		d := &agreement.Demand{Name: agreement.Name{ID: fmt.Sprintf("e%d", i)}, Kind: agreement.Before, Steps: []agreement.StepRef{ref(a.Steps[from].ID), ref(a.Steps[to].ID)}}
		if i%3 == 0 {
			d.Kind, d.Days = agreement.Within, 400+r.IntN(400)
		}
		a.Demands = append(a.Demands, d)
	}
	return agreement.NewCourse(a, agreement.Asking{})
}

func BenchmarkText(b *testing.B) {
	c := largeText(1)
	p := OfText(c, false)
	b.Logf("%d nodes, %d edges, %d links, %d conditions, controllable %v", p.Len(), len(p.edges), len(p.links), len(p.limits), p.controllable(1))
	b.Run("network", func(b *testing.B) {
		for range b.N {
			OfText(c, false)
		}
	})
	b.Run("controllable", func(b *testing.B) {
		for range b.N {
			p.Controllable(1)
		}
	})
	b.Run("outlook", func(b *testing.B) {
		for range b.N {
			OfText(c, false).Outlook(1)
		}
	})
}

package rounds

import (
	"fmt"
	"reflect"
	"testing"

	"detente/agreement"
	"detente/effort"
	"detente/internal/families"
	"detente/order"
	"detente/peak"
	"detente/worth"
)

// quarters makes whole numbers of what the families draw: their undo shares are
// quarters.
const quarters = 4

func whole(v worth.Vector) int64 { return v[0].Num().Int64() * quarters / v[0].Denom().Int64() }

// levelThree asks for the fewest rounds of an agreement, nobody being more tempted
// or more exposed than in a best order of the steps, which is returned as well; nil
// where no best order was found.
func levelThree(a *agreement.Agreement, b *effort.Budget) (*Problem, [][]int) {
	p := &Problem{}
	q := priced(p, a)
	one := peak.Solve(q, "", b)
	for r, row := range q.Rows {
		p.Rows[r].High = row.Cap + one.Worst.Of(row.Unit)
		q.Rows[r].Cap, q.Rows[r].Unit = p.Rows[r].High, 0
	}
	units := make([]int64, len(p.Rows))
	for r, row := range priced(&Problem{}, a).Rows {
		units[r] = row.Unit
		q.Rows = append(q.Rows, peak.Row{Delta: negated(row.Delta), Unit: row.Unit})
	}
	two := peak.Solve(q, "", b)
	for r := range p.Rows {
		p.Rows[r].Low = -two.Worst.Of(units[r])
	}
	var known [][]int
	for _, e := range two.Sequence {
		known = append(known, []int{e})
	}
	return p, known
}

// priced writes the agreement's order and performers down in the problem, and
// returns what the first level asks.
func priced(p *Problem, a *agreement.Agreement) peak.Problem {
	c := agreement.NewCourse(a, agreement.Asking{})
	var pairs [][2]int
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	p.Order, _ = order.New(len(c.Events), pairs)
	number := map[string]int{}
	for _, e := range c.Events {
		if _, ok := number[e.Performer]; !ok {
			number[e.Performer] = len(number)
		}
		p.Performer = append(p.Performer, number[e.Performer])
	}
	q := peak.Problem{Order: p.Order}
	for _, acc := range worth.Accounts(c) {
		row := peak.Row{Cap: -whole(acc.Excess(acc.Start())), Unit: whole(worth.Vector{acc.Unit()})}
		for e := range c.Events {
			row.Delta = append(row.Delta, whole(acc.Holds(order.SetOf(len(c.Units), c.Events[e].Units...))))
		}
		q.Rows = append(q.Rows, row)
		p.Rows = append(p.Rows, Row{Delta: row.Delta})
	}
	return q
}

// Twice the same, to the last step, also where the budget ends the search.
func TestTwiceTheSame(t *testing.T) {
	for _, f := range families.All() {
		p, known := levelThree(f.Draw(30, 2, 1), &effort.Budget{Limit: 200_000})
		if known == nil {
			t.Fatalf("%s: no plan to begin with", f.Name)
		}
		for _, limit := range []int64{20_000, 300_000} {
			one, other := &effort.Budget{Limit: limit}, &effort.Budget{Limit: limit}
			a, b := Find(p, known, "rounds", one), Find(p, known, "rounds", other)
			if !reflect.DeepEqual(a, b) || one.Opened != other.Opened {
				t.Errorf("%s: once %d rounds, at least %d, once %d rounds, at least %d", f.Name, len(a.Rounds), a.Bound, len(b.Rounds), b.Bound)
			}
			if !p.holds(a.Rounds) || a.Bound > len(a.Rounds) {
				t.Errorf("%s: %v does not hold", f.Name, a.Rounds)
			}
		}
	}
}

// BenchmarkFind looks for the fewest rounds of agreements of every family; what is
// told besides the time does not depend on the machine.
func BenchmarkFind(b *testing.B) {
	for _, f := range families.All() {
		for _, steps := range []int{40, 100} {
			for _, parties := range []int{2, 3} {
				if f.Parties > 0 && parties != 2 {
					continue
				}
				b.Run(fmt.Sprintf("%s/steps=%d/parties=%d", f.Name, steps, parties), func(b *testing.B) { benchmark(b, f, steps, parties) })
			}
		}
	}
}

func benchmark(b *testing.B, f families.Family, steps, parties int) {
	var opened int64
	var found, bound, proved int
	b.StopTimer()
	for i := range b.N {
		p, known := levelThree(f.Draw(steps, parties, uint64(i%3)), &effort.Budget{Limit: 2_000_000})
		if known == nil {
			continue
		}
		budget := &effort.Budget{Limit: 2_000_000}
		b.StartTimer()
		r := Find(p, known, "rounds", budget)
		b.StopTimer()
		opened += budget.Opened
		found, bound = found+len(r.Rounds), bound+r.Bound
		if r.Proved {
			proved++
		}
	}
	for _, m := range []struct {
		total float64
		unit  string
	}{{float64(found), "rounds/op"}, {float64(bound), "bound/op"}, {float64(proved), "proved/op"}, {float64(opened), "opened/op"}} {
		b.ReportMetric(m.total/float64(b.N), m.unit)
	}
}

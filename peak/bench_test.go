package peak

import (
	"fmt"
	"testing"

	"detente/agreement"
	"detente/effort"
	"detente/internal/families"
	"detente/order"
	"detente/worth"
)

// quarters makes whole numbers of what the families draw: their undo shares are
// quarters.
const quarters = 4

// levelOne asks for the smallest worst temptation of an agreement.
func levelOne(a *agreement.Agreement) Problem {
	c := agreement.NewCourse(a, agreement.Asking{})
	var pairs [][2]int
	for _, e := range c.Edges {
		pairs = append(pairs, [2]int{e.Before, e.After})
	}
	o, _ := order.New(len(c.Events), pairs)
	p := Problem{Order: o}
	for _, acc := range worth.Accounts(c) {
		row := Row{Cap: -whole(acc.Excess(acc.Start())), Unit: whole(worth.Vector{acc.Unit()})}
		for e := range c.Events {
			row.Delta = append(row.Delta, whole(acc.Holds(order.SetOf(len(c.Units), c.Events[e].Units...))))
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

func whole(v worth.Vector) int64 { return v[0].Num().Int64() * quarters / v[0].Denom().Int64() }

// levelTwo asks for the smallest worst exposure when nobody may be tempted by more
// than tau.
func levelTwo(p Problem, tau Share) Problem {
	q := Problem{Order: p.Order}
	for _, row := range p.Rows {
		row.Cap, row.Unit = row.Cap+tau.Of(row.Unit), 0
		q.Rows = append(q.Rows, row)
	}
	for _, row := range p.Rows {
		low := Row{Unit: row.Unit}
		for _, d := range row.Delta {
			low.Delta = append(low.Delta, -d)
		}
		q.Rows = append(q.Rows, low)
	}
	return q
}

// BenchmarkSolve proves levels 1 and 2 of agreements of every family; what is told
// besides the time does not depend on the machine.
func BenchmarkSolve(b *testing.B) {
	for _, size := range []struct {
		family         string
		steps, parties int
	}{
		{"plain", 100, 3},
		{"plain", 600, 3},
		{"tight", 100, 2},
		{"tight", 600, 3},
		{"chains", 600, 3},
		{"locks", 600, 3},
		{"humps", 100, 3},
		{"humps", 100, 5},
		{"swings", 100, 2},
		{"swings", 100, 3},
		{"wide", 60, 5},
		{"registers", 100, 1},
	} {
		f, err := families.Named(size.family)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("%s/steps=%d/parties=%d", size.family, size.steps, size.parties), func(b *testing.B) {
			opened, proved := int64(0), 0
			for i := range b.N {
				p := levelOne(f.Draw(size.steps, size.parties, uint64(i%5)))
				budget := &effort.Budget{Limit: 2_000_000}
				one := Solve(p, "", budget)
				two := Result{}
				if one.Proved {
					two = Solve(levelTwo(p, one.Worst), "", budget)
				}
				opened += budget.Opened
				for _, r := range []Result{one, two} {
					if r.Proved {
						proved++
					}
				}
			}
			b.ReportMetric(float64(opened)/float64(b.N), "opened/op")
			b.ReportMetric(float64(proved)/float64(2*b.N), "proved/level")
		})
	}
}

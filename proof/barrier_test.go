package proof

import (
	"testing"

	"pgregory.net/rapid"

	"detente/effort"
	"detente/internal/long"
	"detente/order"
	"detente/peak"
)

// drawProblem draws a problem of up to n elements: chains and other orders, sums
// that go up and down.
func drawProblem(t *rapid.T, n int) peak.Problem {
	n = rapid.IntRange(1, n).Draw(t, "n")
	chance := rapid.SampledFrom([]int{0, 5, 15, 30}).Draw(t, "percent")
	link := rapid.IntRange(1, 6).Draw(t, "link")
	var pairs [][2]int
	for j := range n {
		if j%link > 0 {
			pairs = append(pairs, [2]int{j - 1, j})
		}
		for i := range j {
			if rapid.IntRange(0, 99).Draw(t, "before?") < chance {
				pairs = append(pairs, [2]int{i, j})
			}
		}
	}
	o, _ := order.New(n, pairs)
	p := peak.Problem{Order: o}
	for range rapid.IntRange(1, 3).Draw(t, "rows") {
		row := peak.Row{Delta: make([]int64, n), Cap: rapid.Int64Range(-2, 4).Draw(t, "cap"), Unit: rapid.Int64Range(0, 9).Draw(t, "unit")}
		for e := range n {
			row.Delta[e] = rapid.Int64Range(-5, 6).Draw(t, "delta")
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// What the search proves the checker accepts; one step more it refuses.
func TestBarrierAcceptsWhatIsProvedAndNoMore(t *testing.T) {
	long.Checks(t, 1000, 50_000)
	kinds := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 40)
		r := peak.Solve(p, "", &effort.Budget{Limit: 1 << 30})
		if r.Evidence == nil {
			return
		}
		if err := Barrier(p, r.Evidence); err != nil {
			t.Fatalf("the evidence of a bound of %v is refused: %v", r.Bound, err)
		}
		kinds["accepted"]++
		if r.Evidence.Size() > 0 {
			kinds["with sets"]++
		}
		for s := range r.Evidence.Steps {
			if len(s.Way) > 0 {
				kinds["with commitments"]++
				break
			}
		}
		if len(r.Evidence.Pairs) > 0 {
			kinds["with pairs"]++
		}
		if r.Sequence == nil {
			kinds["none exists"]++
			return
		}
		more := *r.Evidence
		more.Bound = peak.Share{Num: r.Bound.Num*1000 + 1, Den: r.Bound.Den * 1000}
		if Barrier(p, &more) == nil {
			t.Fatalf("a bound of %v is accepted, though an order costs %v", more.Bound, r.Worst)
		}
	})
	for _, k := range []string{"with sets", "with commitments", "with pairs", "none exists"} {
		if kinds[k] == 0 {
			t.Errorf("no evidence %s: it is not tested", k)
		}
	}
	t.Log(kinds)
}

package peak

import (
	"encoding/json"
	"os"
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
	"detente/order"
)

// The instances of testdata/oracles/mmcc.json: one sum, elements that may rise on
// the way by more than they add (hump).
func TestOracleOfOneSum(t *testing.T) {
	var file struct {
		Instances []struct {
			ID       string
			Cost     []int64
			Pred     [][]int
			Hump     []int64
			Tree     any `json:"sp_tree"`
			Expected struct {
				Peak int64 `json:"min_peak"`
			}
		}
	}
	b, err := os.ReadFile("../testdata/oracles/mmcc.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Instances) < 8 {
		t.Fatalf("%d instances", len(file.Instances))
	}
	for _, k := range file.Instances {
		var pairs [][2]int
		for i, before := range k.Pred {
			for _, j := range before {
				pairs = append(pairs, [2]int{j, i})
			}
		}
		o, ok := order.New(len(k.Cost), pairs)
		if !ok {
			t.Fatalf("%s: a circle", k.ID)
		}
		_, top, ok := HumpsOf(o, k.Cost, k.Hump)
		if k.Tree != nil && !ok { // a tree may be missing where there is one
			t.Errorf("%s: not found to be series-parallel, though the oracle gives a tree", k.ID)
		}
		if ok && top != k.Expected.Peak {
			t.Errorf("%s: the hump algorithm finds %d, want %d", k.ID, top, k.Expected.Peak)
		}
		r := Solve(risingProblem(o, k.Cost, k.Hump), "", plenty())
		if !r.Proved || r.Worst.Of(1) != k.Expected.Peak {
			t.Errorf("%s: the search finds %v, want %d", k.ID, r.Worst, k.Expected.Peak)
		}
	}
}

// risingProblem writes each element as two, its rise and what follows it: the
// second raises nothing, so that nothing is won by letting others come between.
func risingProblem(o *order.Order, delta, rise []int64) Problem {
	n := len(delta)
	row := Row{Delta: make([]int64, 2*n), Unit: 1}
	var pairs [][2]int
	for i := range n {
		up := max(0, delta[i])
		if rise != nil {
			up = max(up, rise[i])
		}
		row.Delta[2*i], row.Delta[2*i+1] = up, delta[i]-up
		pairs = append(pairs, [2]int{2 * i, 2*i + 1})
		for j := range o.Before(i).All {
			pairs = append(pairs, [2]int{2*j + 1, 2 * i})
		}
	}
	twice, _ := order.New(2*n, pairs)
	return Problem{Order: twice, Rows: []Row{row}}
}

// The hump algorithm against the search, on series-parallel orders of up to
// fourteen elements.
func TestHumpsAgreeWithTheSearch(t *testing.T) {
	long.Checks(t, 500, 20_000)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 14).Draw(t, "n")
		var pairs [][2]int
		drawSeriesParallel(t, 0, n, &pairs)
		o, _ := order.New(n, pairs)
		delta := rapid.SliceOfN(rapid.Int64Range(-6, 6), n, n).Draw(t, "delta")
		rise := rapid.SliceOfN(rapid.Int64Range(0, 8), n, n).Draw(t, "rise")
		sequence, top, ok := HumpsOf(o, delta, rise)
		if !ok {
			t.Fatal("not series-parallel")
		}
		if got := riseOf(sequence, delta, rise); got != top {
			t.Fatalf("%v rises by %d, told is %d", sequence, got, top)
		}
		if r := Solve(risingProblem(o, delta, rise), "", plenty()); r.Worst.Of(1) != top {
			t.Fatalf("the search finds %v, the hump algorithm %d", r.Worst, top)
		}
	})
}

// drawSeriesParallel orders the elements from low on, n of them.
func drawSeriesParallel(t *rapid.T, low, n int, pairs *[][2]int) {
	if n == 1 {
		return
	}
	k := rapid.IntRange(1, n-1).Draw(t, "split")
	drawSeriesParallel(t, low, k, pairs)
	drawSeriesParallel(t, low+k, n-k, pairs)
	if rapid.Bool().Draw(t, "series") {
		for i := range k {
			for j := range n - k {
				*pairs = append(*pairs, [2]int{low + i, low + k + j})
			}
		}
	}
}

func riseOf(sequence []int, delta, rise []int64) int64 {
	at, top := int64(0), int64(0)
	for _, e := range sequence {
		top = max(top, at+max(0, delta[e], rise[e]))
		at += delta[e]
	}
	return top
}

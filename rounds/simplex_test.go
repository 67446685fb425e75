package rounds

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
)

// plane is a sum of variables that is at most so much.
type plane struct {
	times []float64
	most  float64
}

// planes are the rows and bounds of a programme, by variable.
func planes(l *program) []plane {
	var all []plane
	for r, row := range l.rows {
		p := plane{make([]float64, l.n), l.high[l.n+r]}
		for k, at := range row.at {
			p.times[at] += row.times[k]
		}
		all = append(all, p)
	}
	for v := range l.n {
		up, down := plane{make([]float64, l.n), l.high[v]}, plane{make([]float64, l.n), -l.low[v]}
		up.times[v], down.times[v] = 1, -1
		all = append(all, up, down)
	}
	return all
}

// bruteLeast is the least cost by trying all corners; false where there is none.
func bruteLeast(l *program) (float64, bool) {
	all := planes(l)
	best, some := math.Inf(1), false
	var chosen []int
	var choose func(from int)
	choose = func(from int) {
		if len(chosen) < l.n {
			for i := from; i < len(all); i++ {
				chosen = append(chosen, i)
				choose(i + 1)
				chosen = chosen[:len(chosen)-1]
			}
			return
		}
		if x := corner(all, chosen); x != nil && keepsTo(all, x) {
			cost := 0.0
			for v, c := range l.cost {
				cost += c * x[v]
			}
			best, some = min(best, cost), true
		}
	}
	choose(0)
	return best, some
}

// corner is where the planes meet, by elimination; nil where that is no point.
func corner(all []plane, chosen []int) []float64 {
	n := len(chosen)
	m := make([][]float64, n)
	for i, c := range chosen {
		m[i] = append(append([]float64(nil), all[c].times...), all[c].most)
	}
	for i := range n {
		pivot := i
		for j := i; j < n; j++ {
			if math.Abs(m[j][i]) > math.Abs(m[pivot][i]) {
				pivot = j
			}
		}
		if m[i], m[pivot] = m[pivot], m[i]; math.Abs(m[i][i]) < 1e-9 {
			return nil
		}
		for j := range n {
			if j == i {
				continue
			}
			share := m[j][i] / m[i][i]
			for k := range m[j] {
				m[j][k] -= share * m[i][k]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		x[i] = m[i][n] / m[i][i]
	}
	return x
}

func keepsTo(all []plane, x []float64) bool {
	for _, p := range all {
		if sum := along(p, x); sum > p.most+1e-7 {
			return false
		}
	}
	return true
}

func along(p plane, x []float64) float64 {
	sum := 0.0
	for v, t := range p.times {
		sum += t * x[v]
	}
	return sum
}

// One programme after the other under changing bounds: what is solved costs as little as
// any corner, and where nothing is possible the reasons leave no room within the bounds.
func TestProgrammesAgreeWithTryingAllCorners(t *testing.T) {
	long.Checks(t, 2000, 100_000)
	seen := map[outcome]int{}
	rapid.Check(t, func(t *rapid.T) {
		l := drawProgram(t)
		other := newProgram(l.cost, l.rows, l.high[l.n:])
		for range rapid.IntRange(1, 6).Draw(t, "solved so often") {
			for v := range l.n {
				switch rapid.IntRange(0, 3).Draw(t, "bounds") {
				case 0:
					l.low[v], l.high[v] = 0, 0
				case 1:
					l.low[v], l.high[v] = 1, 1
				default:
					l.low[v], l.high[v] = 0, 1
				}
			}
			if rapid.IntRange(0, 3).Draw(t, "anew?") == 0 {
				l.place()
				l.remake()
			}
			if rapid.IntRange(0, 3).Draw(t, "elsewhere?") == 0 {
				other.keep(l)
				copy(other.low, l.low)
				copy(other.high, l.high)
				l, other = other, l
			}
			o := l.solve(l.work + 1<<30)
			seen[o]++
			checkOutcome(t, l, o)
		}
	})
	if seen[solved] == 0 || seen[impossible] == 0 {
		t.Error("one of the outcomes is not tested:", seen)
	}
	t.Log(seen)
}

func drawProgram(t *rapid.T) *program {
	n := rapid.IntRange(1, 4).Draw(t, "variables")
	var cost, most []float64
	var rows []sum
	for range n {
		cost = append(cost, rapid.Float64Range(-1, 1).Draw(t, "cost"))
	}
	for range rapid.IntRange(0, 4).Draw(t, "rows") {
		var row sum
		for v := range n {
			if times := rapid.IntRange(-4, 4).Draw(t, "times"); times != 0 {
				row.at, row.times = append(row.at, int32(v)), append(row.times, float64(times)/4)
			}
		}
		rows, most = append(rows, row), append(most, float64(rapid.IntRange(-4, 6).Draw(t, "most"))/4)
	}
	return newProgram(cost, rows, most)
}

func checkOutcome(t *rapid.T, l *program, o outcome) {
	least, some := bruteLeast(l)
	switch o {
	case unsettled:
		t.Fatal("not settled")
	case solved:
		if !keepsTo(planes(l), l.value[:l.n]) {
			t.Fatalf("%v does not keep to the rows", l.value)
		}
		if !some || math.Abs(l.total()-least) > 1e-6 {
			t.Fatalf("the least cost is %v, and trying all corners gives %v, %v", l.total(), least, some)
		}
	case impossible:
		if some {
			t.Fatalf("impossible, though a corner costs %v", least)
		}
		checkReasons(t, l)
	}
}

// checkReasons adds the rows up as often as they are given as reasons: within the bounds
// even the least that they then come to is above what they may.
func checkReasons(t *rapid.T, l *program) {
	all := planes(l)
	together := plane{times: make([]float64, l.n)}
	l.reasons(func(row int, times float64) {
		if times < 0 {
			t.Fatalf("row %d, %v times", row, times)
		}
		for v, x := range all[row].times {
			together.times[v] += times * x
		}
		together.most += times * all[row].most
	})
	lowest := 0.0
	for v, x := range together.times {
		lowest += min(x*l.low[v], x*l.high[v])
	}
	if lowest <= together.most+1e-9 {
		t.Fatalf("the reasons leave room: %v of at most %v", lowest, together.most)
	}
}

package rounds

import "slices"

// program is a linear programme that is solved again and again with other bounds: the
// least cost of variables within bounds, where rows, which are sums of variables, stay
// at or below theirs.
//
// It is the dual simplex method for bounded variables (Lemke 1954; Wagner 1958) for few
// variables and many rows. What rests at a bound, as many variables and rows as there are
// variables, tells the others: the table holds what each variable gains with what rests.
// Whatever rests may do so under any bounds, so that each solution is a beginning for
// the next.
//
// Products are rounded one by one, so that they are the same on every machine.
type program struct {
	n    int       // variables; they are numbered first, and the rows after them
	cost []float64 // by variable
	rows []sum
	// low and high are what a variable or row must keep to; rows have no low.
	low, high []float64
	value     []float64 // what a variable or row comes to

	rest   []int32   // by column: what rests
	column []int32   // by variable or row: its column, or −1
	table  []float64 // by variable and column: what the variable gains with what rests
	price  []float64 // by column: what the cost gains with what rests

	// ray is, by column, what the variable or row at hand gains with what rests; moving
	// are the columns in which that is not 0.
	ray    []float64
	moving []int32
	shares []float64 // by entry of moving
	stuck  int       // the variable or row that cannot be brought within its bounds
	work   int64     // entries of the table looked at so far
}

// sum is so many times these variables.
type sum struct {
	at    []int32
	times []float64
}

// outcome is what is known of a programme.
type outcome int8

const (
	unsettled outcome = iota
	solved
	impossible
)

const (
	noBound = 1e30 // stands for no bound
	// beyond is how far a value may be off its bound.
	beyond = 1e-7
	// leastGain is what the gain of an entering column must be; below noGain it counts as 0.
	leastGain, noGain = 1e-6, 1e-9
	// slack is how far prices may be off (Harris 1973).
	slack = 1e-9
	// vanishing is an entry of the table that is not worth a change.
	vanishing = 1e-11
)

// newProgram returns a programme of variables between 0 and 1, which all rest.
func newProgram(cost []float64, rows []sum, most []float64) *program {
	n, m := len(cost), len(rows)
	l := &program{
		n: n, cost: cost, rows: rows, low: make([]float64, n+m), high: make([]float64, n+m), value: make([]float64, n+m),
		rest: make([]int32, n), column: make([]int32, n+m), table: make([]float64, n*n), price: make([]float64, n), ray: make([]float64, n),
	}
	for v := range l.low {
		if v < n {
			l.high[v] = 1
		} else {
			l.low[v], l.high[v] = -noBound, most[v-n]
		}
	}
	l.begin()
	return l
}

// begin lets all variables rest.
func (l *program) begin() {
	clear(l.table)
	for v := range l.column {
		l.column[v] = -1
	}
	for v := range l.n {
		l.rest[v], l.column[v], l.table[v*l.n+v] = int32(v), int32(v), 1
	}
	copy(l.price, l.cost)
}

// keep takes over what rests in a programme of the same rows.
func (l *program) keep(from *program) {
	copy(l.value, from.value)
	copy(l.rest, from.rest)
	copy(l.column, from.column)
	copy(l.table, from.table)
	copy(l.price, from.price)
	l.work += int64(len(l.table))
}

// total is what the variables cost.
func (l *program) total() float64 {
	sum := 0.0
	for v, c := range l.cost {
		sum += float64(c * l.value[v])
	}
	return sum
}

// solve looks for the least cost, until so many entries have been looked at.
func (l *program) solve(most int64) outcome {
	if l.place(); l.drifted() {
		l.remake()
	}
	for l.work < most {
		out, over := l.worst()
		if out < 0 {
			return solved
		}
		l.follow(out)
		in := l.enters(over)
		if in < 0 {
			l.stuck = out
			return impossible
		}
		l.bring(out, in, over)
	}
	return unsettled
}

// reasons lists the rows that together leave no room for what is stuck, and how often
// each is to be taken (Farkas 1902).
func (l *program) reasons(yield func(row int, times float64)) {
	if l.stuck >= l.n {
		yield(l.stuck-l.n, 1)
	}
	for _, j := range l.moving {
		if v := int(l.rest[j]); v >= l.n {
			yield(v-l.n, max(l.ray[j], -l.ray[j]))
		}
	}
}

// place lets everything that rests do so at the bound that is cheaper, and works out
// what the others come to.
func (l *program) place() {
	l.moving, l.shares = l.moving[:0], l.shares[:0]
	for j, v := range l.rest {
		if l.value[v] = l.high[v]; l.price[j] > 0 && l.low[v] > -noBound {
			l.value[v] = l.low[v]
		}
		if l.value[v] != 0 {
			l.moving, l.shares = append(l.moving, int32(j)), append(l.shares, l.value[v])
		}
	}
	for v := range l.n {
		if l.column[v] < 0 {
			l.value[v] = dot(l.gains(v), l.moving, l.shares)
			l.work += int64(len(l.moving))
		}
	}
	l.addUp()
}

// gains is what the variable gains with what rests.
func (l *program) gains(v int) []float64 { return l.table[v*l.n : (v+1)*l.n] }

// dot adds up shares of entries of the row.
func dot(row []float64, at []int32, shares []float64) float64 {
	shares = shares[:len(at)]
	sum := 0.0
	for k, j := range at {
		sum += float64(row[j] * shares[k])
	}
	return sum
}

// addUp works out what the rows that do not rest come to.
func (l *program) addUp() {
	for r := range l.rows {
		if v := l.n + r; l.column[v] < 0 {
			l.value[v] = l.comesTo(r)
		}
	}
}

func (l *program) comesTo(r int) float64 {
	row := &l.rows[r]
	l.work += int64(len(row.at))
	return dot(l.value, row.at, row.times)
}

// drifted reports whether errors have added up in the table: rows that rest are not
// where they should be.
func (l *program) drifted() bool {
	for _, v := range l.rest {
		if r := int(v) - l.n; r >= 0 {
			if off := l.comesTo(r) - l.value[v]; off > 10*beyond || off < -10*beyond {
				return true
			}
		}
	}
	return false
}

// remake works the table out anew, from what rests.
func (l *program) remake() {
	stays := make([]bool, l.n)
	var rows []int32
	for _, v := range l.rest {
		if int(v) < l.n {
			stays[v] = true
		} else {
			rows = append(rows, v)
		}
	}
	slices.Sort(rows)
	l.begin()
	for _, v := range rows {
		l.follow(int(v))
		in, most := -1, float64(leastGain)
		for _, j := range l.moving {
			if gain := max(l.ray[j], -l.ray[j]); gain > most && int(l.rest[j]) < l.n && !stays[l.rest[j]] {
				in, most = int(j), gain
			}
		}
		if in >= 0 {
			l.exchange(int(v), in)
		}
	}
	l.place()
}

// worst is what is furthest off its bounds, and whether it is over the upper one; −1
// where nothing is.
func (l *program) worst() (out int, over bool) {
	out = -1
	far := float64(beyond)
	for v, x := range l.value {
		if off := x - l.high[v]; off > far {
			out, over, far = v, true, off
		}
		if off := l.low[v] - x; off > far {
			out, over, far = v, false, off
		}
	}
	return out, over
}

// follow works out what a variable or row gains with what rests.
func (l *program) follow(v int) {
	if v < l.n {
		copy(l.ray, l.gains(v))
	} else {
		clear(l.ray)
		row := &l.rows[v-l.n]
		for k, at := range row.at {
			times := row.times[k]
			for j, t := range l.gains(int(at)) {
				if t != 0 {
					l.ray[j] += float64(times * t)
				}
			}
		}
		l.work += int64(l.n * len(row.at))
	}
	l.moving = l.moving[:0]
	for j, t := range l.ray {
		if t > noGain || t < -noGain {
			l.moving = append(l.moving, int32(j))
		}
	}
}

// enters is the column of what leaves its bound, so that what is followed comes back to
// its own: where that costs least, and of those about as cheap, where it is brought
// back by the shortest way (Harris 1973). It is −1 where nothing helps.
func (l *program) enters(over bool) (in int) {
	cheapest := float64(noBound)
	for _, j := range l.moving {
		if help := l.helps(j, over); help >= leastGain {
			cheapest = min(cheapest, (l.dear(j)+slack)/help)
		}
	}
	in = -1
	most := 0.0
	for _, j := range l.moving {
		if help := l.helps(j, over); help >= leastGain && help > most && l.dear(j)/help <= cheapest {
			in, most = int(j), help
		}
	}
	return in
}

// dear is what it costs to leave the bound.
func (l *program) dear(j int32) float64 { return max(l.price[j], -l.price[j]) }

// helps is how quickly what is followed comes back to its bound when what rests in the
// column leaves its own; not above 0 where it does not.
func (l *program) helps(j int32, over bool) float64 {
	v := l.rest[j]
	switch {
	case l.low[v] == l.high[v]:
		return 0
	case over == (l.value[v] == l.high[v]):
		return l.ray[j]
	}
	return -l.ray[j]
}

// bring lets out, which is followed, rest at the bound that it is beyond, instead of
// what rests in the column.
func (l *program) bring(out, in int, over bool) {
	bound := l.low[out]
	if over {
		bound = l.high[out]
	}
	step := (bound - l.value[out]) / l.ray[in]
	for v := range l.n {
		if gain := l.table[v*l.n+in]; gain != 0 && l.column[v] < 0 {
			l.value[v] += float64(step * gain)
		}
	}
	if was := l.rest[in]; int(was) < l.n {
		l.value[was] += step
	}
	l.exchange(out, in)
	l.value[out] = bound
	l.addUp()
}

// exchange lets out, which is followed, rest instead of what rests in the column.
func (l *program) exchange(out, in int) {
	by, price := l.ray[in], l.price[in]
	l.shares = l.shares[:0]
	for _, j := range l.moving {
		share := l.ray[j] / by
		l.shares = append(l.shares, share)
		l.price[j] -= float64(price * share)
	}
	l.price[in] = price / by
	for v := range l.n {
		row := l.gains(v)
		switch gain := row[in]; {
		case v == out:
			clear(row)
			row[in] = 1
		case gain < vanishing && gain > -vanishing:
			row[in] = 0
		default:
			subtract(row, l.moving, l.shares, gain)
			row[in] = gain / by
			l.work += int64(len(l.moving))
		}
	}
	l.work += int64(4 * l.n)
	l.column[l.rest[in]], l.rest[in], l.column[out] = -1, int32(out), int32(in)
}

// subtract takes shares of so much from entries of the row.
func subtract(row []float64, at []int32, shares []float64, times float64) {
	shares = shares[:len(at)]
	for k, j := range at {
		row[j] -= float64(times * shares[k])
	}
}

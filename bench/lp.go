package main

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// programme writes the task as a mixed-integer programme in the LP format. The
// variable x_i_k says that step i is among the first k (i from 0, k from 1 to n−1):
//
//	minimise z, the worst temptation in percent of what a party gains
//	x_i_k ≤ x_i_(k+1)            a step stays performed
//	x_j_k ≤ x_i_(k−1)            where j waits for i
//	Σ_i x_i_k = k                one step at a time
//	gain_r z/100 ≥ start_r + Σ_i keep_ir x_i_k    for each party r, after each k
//
// Where the preconditions alone settle x_i_k it is written as the number it is.
func (t *task) programme() string {
	w := &lpWriter{t: t}
	w.line("\\ Level 1: the order of %d steps with the least worst temptation.", t.order.Len())
	w.line("Minimize\n worst: z\nSubject To")
	for k := range t.order.Len() + 1 {
		w.oneMore(k)
	}
	for i := range t.order.Len() {
		w.stays(i)
	}
	for _, p := range t.waits() {
		w.waits(p[0], p[1])
	}
	for r := range t.rows {
		w.tempts(r)
	}
	w.line(" settled: z >= %s", decimal(w.least()))
	if names := w.names(); len(names) > 0 {
		w.line("Binaries")
		w.wrapped(names)
	}
	w.line("End")
	return w.String()
}

type lpWriter struct {
	strings.Builder
	t *task
}

func (w *lpWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// settled returns what x_i_k is in every order; ok is false where orders differ.
func (t *task) settled(i, k int) (value int64, ok bool) {
	switch {
	case k < t.earliest(i):
		return 0, true
	case k >= t.latest(i):
		return 1, true
	}
	return 0, false
}

// variable names x_i_k.
func variable(i, k int) string { return fmt.Sprintf("x_%d_%d", i, k) }

// linear is a sum of variables and a number.
type linear struct {
	terms    []string
	constant int64
}

// add adds factor times x_i_k.
func (s *linear) add(t *task, factor int64, i, k int) {
	if v, ok := t.settled(i, k); ok {
		s.constant += factor * v
	} else if factor != 0 {
		s.terms = append(s.terms, fmt.Sprintf("%+d %s", factor, variable(i, k)))
	}
}

// row writes a constraint: the sum compared with 0. Where no variable is left in
// it, it follows from the preconditions.
func (w *lpWriter) row(name string, s linear, compared string) {
	if len(s.terms) == 0 {
		return
	}
	w.wrapped(append([]string{name + ":"}, append(s.terms, compared, strconv.FormatInt(-s.constant, 10))...))
}

// wrapped writes words in short lines: some readers take no long ones.
func (w *lpWriter) wrapped(words []string) {
	const inLine = 8
	for len(words) > 0 {
		n := min(inLine, len(words))
		w.line(" %s", strings.Join(words[:n], " "))
		words = words[n:]
	}
}

func (w *lpWriter) oneMore(k int) {
	s := linear{constant: -int64(k)}
	for i := range w.t.order.Len() {
		s.add(w.t, 1, i, k)
	}
	w.row(fmt.Sprintf("first_%d", k), s, "=")
}

func (w *lpWriter) stays(i int) {
	for k := w.t.earliest(i); k+1 < w.t.latest(i); k++ {
		var s linear
		s.add(w.t, 1, i, k)
		s.add(w.t, -1, i, k+1)
		w.row(fmt.Sprintf("stays_%d_%d", i, k), s, "<=")
	}
}

// waits says that j waits for i.
func (w *lpWriter) waits(i, j int) {
	for k := w.t.earliest(j); k < w.t.latest(j); k++ {
		var s linear
		s.add(w.t, 1, j, k)
		s.add(w.t, -1, i, k-1)
		w.row(fmt.Sprintf("waits_%d_%d_%d", i, j, k), s, "<=")
	}
}

func (w *lpWriter) tempts(r int) {
	for k := range w.t.order.Len() + 1 {
		s := w.excess(r, k)
		if len(s.terms) > 0 {
			s.terms = append([]string{"- " + decimal(w.percent(r)) + " z"}, s.terms...)
		}
		w.row(fmt.Sprintf("tempts_%d_%d", r, k), s, "<=")
	}
}

// excess is the row's temptation over what leaving costs after k steps.
func (w *lpWriter) excess(r, k int) linear {
	row := w.t.rows[r]
	s := linear{constant: row.Start}
	for i, keep := range row.Keep {
		s.add(w.t, keep, i, k)
	}
	return s
}

// percent is a hundredth of what the row's party gains.
func (w *lpWriter) percent(r int) *big.Rat {
	g := w.t.gain(w.t.rows[r])
	return g.Quo(g, big.NewRat(100, 1))
}

// least is what z comes to in every order, by the moments at which it is settled
// what has been performed: the first and the last at least.
func (w *lpWriter) least() *big.Rat {
	least := new(big.Rat)
	for r := range w.t.rows {
		for k := range w.t.order.Len() + 1 {
			if s := w.excess(r, k); len(s.terms) == 0 {
				if z := new(big.Rat).Quo(big.NewRat(s.constant, 1), w.percent(r)); z.Cmp(least) > 0 {
					least = z
				}
			}
		}
	}
	return least
}

// names lists the variables that are 0 or 1.
func (w *lpWriter) names() []string {
	var all []string
	for i := range w.t.order.Len() {
		for k := w.t.earliest(i); k < w.t.latest(i); k++ {
			all = append(all, variable(i, k))
		}
	}
	return all
}

// decimal writes a number for programs that count in doubles.
func decimal(x *big.Rat) string {
	f, _ := x.Float64()
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// sequence reads the order back from the variables that are 1.
func (t *task) sequence(ones map[string]bool) []int {
	at := make([]int, t.order.Len()) // how many come before the step
	for i := range at {
		at[i] = t.earliest(i) - 1
		for k := t.earliest(i); k < t.latest(i); k++ {
			if !ones[variable(i, k)] {
				at[i]++
			}
		}
	}
	all := slices.Clone(t.order.Sequence())
	slices.SortStableFunc(all, func(i, j int) int { return at[i] - at[j] })
	return all
}

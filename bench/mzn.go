package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// orderModel is what every file for MiniZinc ends with.
//
//go:embed order.mzn
var orderModel string

// model writes the task for MiniZinc: its data, and order.mzn. Instead of shares,
// which would make numbers too large for some solvers, it has a list of all that
// level 1 may come to, and for each of these what every row may come to.
func (t *task) model() string {
	w := &mznWriter{}
	w.line("%% Level 1: the order of %d steps with the least worst temptation.", t.order.Len())
	w.line("int: n = %d;", t.order.Len())
	w.line("int: rows = %d;", len(t.rows))
	var first, second, earliest, latest []int64
	for _, p := range t.waits() {
		first, second = append(first, int64(p[0])+1), append(second, int64(p[1])+1)
	}
	for i := range t.order.Len() {
		earliest, latest = append(earliest, int64(t.earliest(i))), append(latest, int64(t.latest(i)))
	}
	w.numbers("first", first)
	w.numbers("second", second)
	w.numbers("earliest", earliest)
	w.numbers("latest", latest)
	var keep, room []int64
	for i := range t.order.Len() {
		for _, r := range t.rows {
			keep = append(keep, r.Keep[i])
		}
	}
	levels := t.levels()
	for _, r := range t.rows {
		for _, l := range levels {
			room = append(room, l/r.Temptation-r.Start)
		}
	}
	w.line("int: levels = %d;", len(levels))
	w.numbers("keeps", keep)
	w.numbers("rooms", room)
	return w.String() + orderModel
}

// levels lists in increasing order what level 1 may come to, in units of
// temptation: 0, and the whole numbers of each row, up to what one order comes to.
func (t *task) levels() []int64 {
	most, err := t.worst(t.order.Sequence())
	if err != nil {
		panic(err) // the sequence is an order
	}
	all := []int64{0}
	for _, r := range t.rows {
		for x := r.Temptation; x <= most; x += r.Temptation {
			all = append(all, x)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

type mznWriter struct{ strings.Builder }

func (w *mznWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// numbers writes a list of whole numbers, twenty in a line.
func (w *mznWriter) numbers(name string, all []int64) {
	w.line("array[int] of int: %s = [", name)
	for line := range slices.Chunk(all, 20) {
		w.line("  %s,", strings.Trim(strings.ReplaceAll(fmt.Sprint(line), " ", ", "), "[]"))
	}
	w.line("];")
}

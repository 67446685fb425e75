package figure

import (
	"cmp"
	"slices"

	"detente/report"
)

// cell is where a state stands: its column and row.
type cell struct{ col, row int }

// layout puts the states into columns and rows. States made of options stand in the column
// of what the first actor takes and in the row of what the others take, so that the first
// actor moves across and the others up and down. The states of a graph stand in the column
// of how many moves, of whoever, lie between them and today's.
func layout(r report.Standoff, all []line) []cell {
	if r.Form == "options" {
		return table(r)
	}
	return layers(r, all)
}

func table(r report.Standoff) []cell {
	code := make([][2]uint64, len(r.States))
	columns, rows := []uint64{}, []uint64{}
	for k, s := range r.States {
		for bit, o := range r.Options {
			if !slices.Contains(s.Options, o.Name) {
				continue
			}
			mine := o.By != nil && *o.By == r.Actors[0].ID
			if mine {
				code[k][0] |= 1 << bit
			} else {
				code[k][1] |= 1 << bit
			}
		}
		columns, rows = append(columns, code[k][0]), append(rows, code[k][1])
	}
	slices.Sort(columns)
	slices.Sort(rows)
	columns, rows = slices.Compact(columns), slices.Compact(rows)
	cells := make([]cell, len(r.States))
	for k, c := range code {
		cells[k] = cell{slices.Index(columns, c[0]), slices.Index(rows, c[1])}
	}
	return cells
}

// layers puts the states of a graph into columns by distance, and into rows so that lines
// are short.
func layers(r report.Standoff, all []line) []cell {
	n := len(r.States)
	near := make([][]int, n)
	for _, l := range all {
		near[l.from] = append(near[l.from], l.to)
		near[l.to] = append(near[l.to], l.from)
	}
	depth := make([]int, n)
	for k := range depth {
		depth[k] = -1
	}
	start := max(0, slices.IndexFunc(r.States, func(s report.StandoffState) bool { return s.Today }))
	var columns [][]int
	for k := range n {
		if at := (start + k) % n; depth[at] < 0 {
			columns = spreadFrom(at, near, depth, columns)
		}
	}
	columns = divided(columns, n)
	cells := make([]cell, n)
	place := func() {
		for c, column := range columns {
			for row, k := range column {
				cells[k] = cell{c, row}
			}
		}
	}
	place()
	for range 4 {
		for c := range columns {
			slices.SortStableFunc(columns[c], func(a, b int) int {
				return cmp.Compare(middle(near[a], cells, cells[a].row), middle(near[b], cells, cells[b].row))
			})
			place()
		}
	}
	return cells
}

// spreadFrom puts what is connected with the state into the columns.
func spreadFrom(at int, near [][]int, depth []int, columns [][]int) [][]int {
	depth[at] = 0
	queue := []int{at}
	for len(queue) > 0 {
		k := queue[0]
		queue = queue[1:]
		if depth[k] == len(columns) {
			columns = append(columns, nil)
		}
		columns[depth[k]] = append(columns[depth[k]], k)
		for _, x := range near[k] {
			if depth[x] < 0 {
				depth[x] = depth[k] + 1
				queue = append(queue, x)
			}
		}
	}
	return columns
}

// divided cuts columns that are much longer than a page is high.
func divided(columns [][]int, n int) [][]int {
	most := 3
	for most*most < n {
		most++
	}
	var out [][]int
	for _, c := range columns {
		for len(c) > most+1 {
			out = append(out, c[:most])
			c = c[most:]
		}
		out = append(out, c)
	}
	return out
}

// middle is twice the mean row of the states near by; where there are none, of its own.
func middle(near []int, cells []cell, own int) int {
	if len(near) == 0 {
		return 2 * own
	}
	sum := 0
	for _, k := range near {
		sum += 2 * cells[k].row
	}
	return sum / len(near)
}

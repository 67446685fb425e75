package export

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// model is what every file ends with: the meaning of the data before it.
//
//go:embed model.mzn
var model string

// The two tables of what may be met during a move, where every move is met as a
// whole.
const (
	highAsKept = "array2d(MOVES, ROWS, [max(0, keep[i, r]) | i in MOVES, r in ROWS])"
	lowAsKept  = "array2d(MOVES, ROWS, [min(0, keep[i, r]) | i in MOVES, r in ROWS])"
)

// Text returns the problem as a MiniZinc file: remarks, data, and the model.
func (p *Problem) Text() string {
	w := &mznWriter{}
	for i, r := range p.Remarks {
		if i > 0 {
			w.line("%%")
		}
		w.comment(r)
	}
	w.line("")
	w.line("int: n = %d;  %% moves", len(p.Moves))
	w.line("int: rows = %d;  %% ways of counting", len(p.Rows))
	w.line("set of int: MOVES = 1..n;")
	w.line("set of int: ROWS = 1..rows;")
	w.moves(p)
	w.waits(p)
	w.rows(p)
	w.tables(p)
	w.line("")
	return w.String() + model
}

type mznWriter struct{ strings.Builder }

func (w *mznWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *mznWriter) comment(text string) {
	for _, l := range wrapped(text, width) {
		w.line("%% %s", l)
	}
}

func (w *mznWriter) moves(p *Problem) {
	var names, by []string
	for _, m := range p.Moves {
		names, by = append(names, m.Name), append(by, m.By)
	}
	w.line("")
	w.comment("What is performed, and by whom.")
	w.texts("array[MOVES] of string: name", names)
	w.texts("array[MOVES] of string: by", by)
}

func (w *mznWriter) waits(p *Problem) {
	var first, second []int64
	for _, k := range p.Waits {
		first, second = append(first, int64(k[0])+1), append(second, int64(k[1])+1)
	}
	w.line("")
	w.comment("What waits for what: move first[w] comes before move second[w].")
	w.numbers("array[int] of int: first", first)
	w.numbers("array[int] of int: second", second)
}

func (w *mznWriter) rows(p *Problem) {
	var names []string
	for _, r := range p.Rows {
		names = append(names, r.Name)
	}
	w.line("")
	about := "Ways of counting, each in a unit of its own."
	if slices.ContainsFunc(p.Rows, Row.decides) {
		about += " A party that counts in words has a row for each word it uses, as if the words in brackets weighed 1 and the others nothing, " +
			"and one in reference sizes, for its exposure."
	}
	w.comment(about)
	w.texts("array[ROWS] of string: who", names)
	w.comment("The temptation before the first move, less what leaving costs.")
	w.numbers("array[ROWS] of int: start", column(p, func(r Row) int64 { return r.Start }))
	w.comment("The greatest exposure that is accepted; all that can be lost where there is no limit.")
	w.numbers("array[ROWS] of int: most", column(p, func(r Row) int64 { return r.Most }))
	w.comment("How many units of temptation and of exposure 1 of the row is; 0 where it does not count for that.")
	w.numbers("array[ROWS] of int: temptation_weight", column(p, func(r Row) int64 { return r.Temptation }))
	w.numbers("array[ROWS] of int: exposure_weight", column(p, func(r Row) int64 { return r.Exposure }))
	w.comment("The units, as shares of what a party gains by the agreement.")
	w.line("string: temptation_unit = %q;", p.TemptationUnit.RatString())
	w.line("string: exposure_unit = %q;", p.ExposureUnit.RatString())
}

func column(p *Problem, of func(Row) int64) []int64 {
	var all []int64
	for _, r := range p.Rows {
		all = append(all, of(r))
	}
	return all
}

func (w *mznWriter) tables(p *Problem) {
	w.line("")
	w.comment("What each row keeps of each move after a breakdown.")
	w.table("keep", p, func(r Row) []int64 { return r.Keep })
	if p.metAsWholes() {
		w.comment("The most and the least by which the sum changes during a move.")
		w.line("array[MOVES, ROWS] of int: high = %s;", highAsKept)
		w.line("array[MOVES, ROWS] of int: low = %s;", lowAsKept)
		return
	}
	w.comment("The most and the least by which the sum changes during a move. In a move of several steps, " +
		"performed in one round, any of them may have been performed and others not, in every combination that the performers allow.")
	w.table("high", p, func(r Row) []int64 { return r.High })
	w.table("low", p, func(r Row) []int64 { return r.Low })
}

// metAsWholes reports whether nothing is met in the middle of any move.
func (p *Problem) metAsWholes() bool {
	for _, r := range p.Rows {
		for i, k := range r.Keep {
			if r.High[i] != max(0, k) || r.Low[i] != min(0, k) {
				return false
			}
		}
	}
	return true
}

// texts writes an array of texts, one on a line with its number.
func (w *mznWriter) texts(declaration string, all []string) {
	w.line("%s = [", declaration)
	for i, s := range all {
		w.line("  %s,  %% %d", quoted(s), i+1)
	}
	w.line("];")
}

// quoted writes a text as MiniZinc does: a backslash before a quotation mark and
// before a backslash, which would begin an expression in it.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLine(s)) + `"`
}

// numbers writes an array of numbers, folded.
func (w *mznWriter) numbers(declaration string, all []int64) {
	var s []string
	for _, x := range all {
		s = append(s, strconv.FormatInt(x, 10))
	}
	text := declaration + " = [" + strings.Join(s, ", ") + "];"
	for i, l := range wrapped(text, width) {
		if i > 0 {
			l = "  " + l
		}
		w.line("%s", l)
	}
}

// table writes a table of numbers, a line for each move, in columns.
func (w *mznWriter) table(name string, p *Problem, of func(Row) []int64) {
	wide := make([]int, len(p.Rows))
	for k, r := range p.Rows {
		for _, x := range of(r) {
			wide[k] = max(wide[k], len(strconv.FormatInt(x, 10)))
		}
	}
	w.line("array[MOVES, ROWS] of int: %s = [|", name)
	for i, m := range p.Moves {
		var cells []string
		for k, r := range p.Rows {
			cells = append(cells, fmt.Sprintf("%*d", wide[k], of(r)[i]))
		}
		bar := "|"
		if i == 0 {
			bar = " "
		}
		w.line("%s %s  %% %s", bar, strings.Join(cells, ", "), oneLine(m.Name))
	}
	w.line("|];")
}

package export

import (
	"math/big"
	"slices"
	"strings"
)

// Limits on a problem that is read; those of the language are tighter.
const (
	maxMoves = 10_000
	maxRows  = 10_000
	maxCells = 1 << 20
)

// ReadProblem reads a file that Text wrote. The data may have been changed; the
// model at the end may not. Any other bytes give an error that begins with the
// line.
func ReadProblem(src []byte) (*Problem, error) {
	data, err := beforeModel(string(src))
	if err != nil {
		return nil, err
	}
	r := &mznReader{scanner: newScanner(data, '%'), p: &Problem{Remarks: remarksOf(data)}}
	for _, read := range []func(){r.sizes, r.moves, r.waits, r.rows, r.tables} {
		if read(); r.err != nil {
			return nil, r.err
		}
	}
	if !r.end() {
		r.fail("the model is expected here, not %s", r.shown())
	}
	return r.p, r.err
}

// beforeModel returns what stands before the model.
func beforeModel(src string) (string, error) {
	if len(src) > maxBytes {
		return "", fault(1, "the file has more than %d MiB", maxBytes>>20)
	}
	src = strings.TrimRight(src, "\n") + "\n"
	if data, ok := strings.CutSuffix(src, model); ok {
		return data, nil
	}
	// Say where the model is first another.
	first, _, _ := strings.Cut(strings.TrimPrefix(model, strings.SplitAfter(model, "\n")[0]), "\n")
	lines, want := strings.Split(src, "\n"), strings.Split(strings.TrimSuffix(model, "\n"), "\n")
	from := slices.Index(lines, first) - 1
	if from < 0 {
		return "", fault(len(lines), "the file ends without the model that detente writes")
	}
	for k, line := range want {
		if from+k >= len(lines) || lines[from+k] != line {
			return "", fault(from+k+1, "the model is not the one that detente writes: here it has %q", cut(line))
		}
	}
	return "", fault(from+len(want), "the file goes on after the model")
}

// remarksOf returns the paragraphs of comment before the first line without one.
func remarksOf(data string) []string {
	var all []string
	paragraph := ""
	for line := range strings.Lines(data) {
		text, ok := strings.CutPrefix(line, "%")
		text = oneLine(text)
		if (!ok || text == "") && paragraph != "" {
			all, paragraph = append(all, paragraph), ""
		}
		if !ok {
			break
		}
		paragraph = strings.TrimSpace(paragraph + " " + text)
	}
	return all
}

type mznReader struct {
	*scanner
	p *Problem
}

// declare takes the tokens of a declaration, given with blanks between them.
func (r *mznReader) declare(tokens string) {
	for _, t := range strings.Fields(tokens) {
		r.want(t)
	}
}

func (r *mznReader) sizes() {
	r.declare("int : n =")
	n := r.number("the number of moves", 1, maxMoves)
	r.declare("; int : rows =")
	rows := r.number("the number of rows", 1, maxRows)
	if n*rows > maxCells {
		r.fail("there are more than %d moves times rows", maxCells)
		return
	}
	r.declare("; set of int : MOVES = 1..n ; set of int : ROWS = 1..rows ;")
	r.p.Moves, r.p.Rows = make([]Move, n), make([]Row, rows)
}

func (r *mznReader) moves() {
	names := r.texts("MOVES", "name", len(r.p.Moves))
	by := r.texts("MOVES", "by", len(r.p.Moves))
	for i := range names {
		r.p.Moves[i] = Move{names[i], by[i]}
	}
}

// texts takes an array of as many texts.
func (r *mznReader) texts(index, name string, n int) []string {
	r.declare("array [ " + index + " ] of string : " + name + " = [")
	all := make([]string, n)
	for i := range all {
		all[i] = r.label("one of the texts of " + name)
		if r.err != nil {
			return all
		}
		r.comma()
	}
	r.declare("] ;")
	return all
}

// comma takes a comma; before the end of a list or of a line there may be none.
func (r *mznReader) comma() {
	if !r.accept(",") && !r.is("]") && !r.is("|") {
		r.fail("a comma is expected here, not %s", r.shown())
	}
}

func (r *mznReader) waits() {
	first := r.some("first")
	second := r.some("second")
	if len(first) != len(second) {
		r.fail("first and second have %d and %d entries, and should have the same number", len(first), len(second))
		return
	}
	for k := range first {
		r.p.Waits = append(r.p.Waits, [2]int{int(first[k]) - 1, int(second[k]) - 1})
	}
}

// some takes a list of moves, of any length.
func (r *mznReader) some(name string) []int64 {
	r.declare("array [ int ] of int : " + name + " = [")
	var all []int64
	for r.err == nil && !r.is("]") && len(all) < maxCells {
		all = append(all, r.number("a move of "+name, 1, int64(len(r.p.Moves))))
		r.comma()
	}
	r.declare("] ;")
	return all
}

func (r *mznReader) rows() {
	rows := r.p.Rows
	for i, s := range r.texts("ROWS", "who", len(rows)) {
		rows[i].Name = s
	}
	r.column("start", -maxWhole, func(i int, x int64) { rows[i].Start = x })
	r.column("most", -maxWhole, func(i int, x int64) { rows[i].Most = x })
	r.column("temptation_weight", 0, func(i int, x int64) { rows[i].Temptation = x })
	r.column("exposure_weight", 0, func(i int, x int64) { rows[i].Exposure = x })
	r.p.TemptationUnit = r.unit("temptation_unit")
	r.p.ExposureUnit = r.unit("exposure_unit")
}

// column takes an array with one number for each row.
func (r *mznReader) column(name string, least int64, set func(row int, x int64)) {
	r.declare("array [ ROWS ] of int : " + name + " = [")
	for i := range r.p.Rows {
		set(i, r.number("one of the numbers of "+name, least, maxWhole))
		if r.err != nil {
			return
		}
		r.comma()
	}
	r.declare("] ;")
}

func (r *mznReader) unit(name string) *big.Rat {
	r.declare("string : " + name + " =")
	x, ok := readRational(r.text)
	if !r.quoted || !ok || x.Sign() <= 0 {
		r.fail("a share above 0 such as \"1/30\" is expected here, not %s", r.shown())
		return nil
	}
	r.advance()
	r.declare(";")
	return x
}

func (r *mznReader) tables() {
	rows := r.p.Rows
	for i := range rows {
		n := len(r.p.Moves)
		rows[i].Keep, rows[i].High, rows[i].Low = make([]int64, n), make([]int64, n), make([]int64, n)
	}
	r.table("keep", "", -maxWhole, maxWhole, func(i, k int, x int64) { rows[k].Keep[i] = x })
	if r.table("high", highAsKept, 0, maxWhole, func(i, k int, x int64) { rows[k].High[i] = x }) {
		r.each(func(i, k int) { rows[k].High[i] = max(0, rows[k].Keep[i]) })
	}
	if r.table("low", lowAsKept, -maxWhole, 0, func(i, k int, x int64) { rows[k].Low[i] = x }) {
		r.each(func(i, k int) { rows[k].Low[i] = min(0, rows[k].Keep[i]) })
	}
	r.each(func(i, k int) {
		if row := rows[k]; row.High[i] < row.Keep[i] || row.Low[i] > row.Keep[i] {
			r.fail("what row %d keeps of move %d is not between its low and its high", k+1, i+1)
		}
	})
	for k, row := range rows {
		if row.largest() > maxWhole {
			r.fail("row %d can come to more than %d", k+1, maxWhole)
		}
	}
}

// each calls f for all moves and rows.
func (r *mznReader) each(f func(move, row int)) {
	for i := range r.p.Moves {
		for k := range r.p.Rows {
			if r.err == nil {
				f(i, k)
			}
		}
	}
}

// table takes a table of numbers, a line for each move. It reports whether the
// formula stood in its place.
func (r *mznReader) table(name, formula string, least, most int64, set func(move, row int, x int64)) bool {
	r.declare("array [ MOVES , ROWS ] of int : " + name + " =")
	if formula != "" && r.is("array2d") {
		for s := newScanner(formula+" ;", 0); !s.end(); s.advance() {
			r.want(s.text)
		}
		return r.err == nil
	}
	r.declare("[ |")
	r.each(func(i, k int) {
		if i > 0 && k == 0 {
			r.want("|")
		}
		set(i, k, r.number("one of the numbers of "+name, least, most))
		r.comma()
	})
	r.declare("| ] ;")
	return false
}

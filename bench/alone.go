package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"detente/internal/benchpage"
)

// column picks a figure of each agreement of a size.
func column[T any](z size, of func(measured) T) []T {
	var all []T
	for _, m := range z.runs {
		all = append(all, of(m))
	}
	return all
}

// count counts the agreements of a size of which something holds.
func (z size) count(holds func(measured) bool) string {
	n := 0
	for _, m := range z.runs {
		if holds(m) {
			n++
		}
	}
	return benchpage.Share(n, len(z.runs))
}

func search(m measured) time.Duration { return m.Search }

func opened(m measured) int64 { return m.Opened }

// largeTable is about what should be easy however long it is.
func (b *bench) largeTable() string {
	var rows [][]string
	for _, z := range b.larges {
		if len(z.runs) == 0 {
			continue
		}
		times := column(z, search)
		memory := slices.Max(column(z, func(m measured) int64 { return m.Memory }))
		rows = append(rows, append(z.row(), z.count(func(m measured) bool { return m.proved() }),
			benchpage.Brief(benchpage.Median(times)), benchpage.Brief(slices.Max(times)), benchpage.Grouped(benchpage.Median(column(z, opened))), mebibytes(memory)))
	}
	header := []string{"family", "parties", "steps", "levels 1 and 2 proved", "search, median", "longest", "sets opened, median", "most memory"}
	if len(rows) == 0 {
		return ""
	}
	return "### Long agreements, Detente alone\n\n" + benchpage.Table(header, rows)
}

func mebibytes(bytes int64) string {
	if bytes == 0 {
		return "unknown"
	}
	return benchpage.Grouped(bytes>>20) + " MiB"
}

// hardTable is about what other ways of searching stall on.
func (b *bench) hardTable() string {
	var rows [][]string
	var open []string
	for _, z := range b.hards {
		if len(z.runs) == 0 {
			continue
		}
		rows = append(rows, append(z.row(),
			z.count(func(m measured) bool { return m.Temptation.Proved }), z.count(func(m measured) bool { return m.proved() }),
			benchpage.PercentOf(benchpage.Median(column(z, func(m measured) float64 { return m.Temptation.gap() }))),
			benchpage.PercentOf(benchpage.Median(column(z, func(m measured) float64 { return m.Exposure.gap() }))),
			benchpage.Brief(benchpage.Median(column(z, search))), benchpage.Grouped(benchpage.Median(column(z, opened)))))
		for _, m := range z.runs {
			if !m.proved() {
				open = append(open, m.open())
			}
		}
	}
	if len(rows) == 0 {
		return ""
	}
	header := []string{"family", "parties", "steps", "level 1 proved", "levels 1 and 2", "gap of level 1, median", "of level 2", "search, median", "sets opened, median"}
	text := "### Hard agreements, Detente alone\n\n" + benchpage.Table(header, rows)
	if len(open) > 0 {
		text += "\nThe best plans where something was not proved, as family/steps/parties/seed:\n\n" + strings.Join(open, "")
	}
	return text
}

// open says what is known of an agreement that was not proved.
func (m measured) open() string {
	return fmt.Sprintf("- %s: temptation %s; exposure %s\n", m.instance, m.Temptation.known(), m.Exposure.known())
}

// known says the figure, its bound and its gap.
func (f figure) known() string {
	if f.Proved {
		return f.String()
	}
	return fmt.Sprintf("%s (gap %s)", f, benchpage.PercentOf(f.gap()))
}

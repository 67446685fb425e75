package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"detente/internal/benchpage"
)

// tables writes everything that was measured. failed is why the run ended early.
func (b *bench) tables(command string, m *benchpage.Machine, failed error) string {
	var w strings.Builder
	fmt.Fprintf(&w, "    %s\n\n", command)
	if failed != nil {
		fmt.Fprintf(&w, "**This run ended early, and what follows is a part of it:** %v.\n\n", failed)
	}
	w.WriteString(benchpage.Wrapped(fmt.Sprintf("%s. At most %s for each search.", m, plainly(b.limit))))
	for _, part := range []string{b.tools(), b.besideTable(), b.largeTable(), b.hardTable()} {
		if part != "" {
			w.WriteString("\n" + part)
		}
	}
	return w.String()
}

func plainly(d time.Duration) string { return seconds(d) + " s" }

func (b *bench) tools() string {
	start := func(k int) string {
		if k < len(b.start) {
			return benchpage.Brief(b.start[k])
		}
		return ""
	}
	rows := [][]string{{"Detente", "this version", start(0)}}
	for k, p := range b.peers {
		if p.missing != "" {
			rows = append(rows, []string{p.name, "not run: " + p.missing, ""})
			continue
		}
		rows = append(rows, []string{p.name, p.version, start(1 + k)})
	}
	return benchpage.Table([]string{"solver", "version", "a process, for three steps"}, rows)
}

func (z size) row() []string {
	return []string{z.family, strconv.Itoa(z.parties), strconv.Itoa(z.n)}
}

func (b *bench) besideTable() string {
	header := []string{"family", "parties", "steps", "Detente, levels 1 and 2", "its search"}
	for _, p := range b.peers {
		header = append(header, p.name)
	}
	header = append(header, "best peer : Detente, processes", "searches")
	var rows [][]string
	for _, z := range b.besides {
		if len(z.runs) == 0 {
			continue
		}
		rows = append(rows, b.besideRow(z))
	}
	if len(rows) == 0 {
		return ""
	}
	return "### Beside other solvers\n\n" + benchpage.Table(header, rows) + "\n" + b.besideSummary()
}

func (b *bench) besideRow(z size) []string {
	var whole, search []time.Duration
	proved := 0
	for _, m := range z.runs {
		whole, search = append(whole, m.Process), append(search, m.Search)
		if m.proved() {
			proved++
		}
	}
	row := append(z.row(), benchpage.Share(proved, len(z.runs))+", "+benchpage.Brief(benchpage.Median(whole)), benchpage.Brief(benchpage.Median(search)))
	for k := range b.peers {
		row = append(row, b.peerCell(z, k))
	}
	return append(row, times(z, processes), times(z, searches))
}

// peerCell says of how many agreements a peer proved level 1, and in what time.
func (b *bench) peerCell(z size, k int) string {
	if b.peers[k].missing != "" || !z.runs[0].peers[k].asked {
		return "–"
	}
	var took []time.Duration
	failed := 0
	for _, m := range z.runs {
		if m.peers[k].proved {
			took = append(took, m.peers[k].took)
		}
		if m.peers[k].failed {
			failed++
		}
	}
	cell := benchpage.Share(len(took), len(z.runs))
	if len(took) > 0 {
		cell += ", " + benchpage.Brief(benchpage.Median(took))
	}
	if failed > 0 {
		cell += fmt.Sprintf(" (%d failed)", failed)
	}
	return cell
}

// compared is how many times as long as Detente the best peer took.
type compared struct {
	times float64
	// least: no peer proved level 1, and the best that was asked had taken so long
	// by the end.
	least bool
}

// processes compares whole processes.
func processes(m measured) (compared, bool) {
	return best(m, m.Process, func(a answer) time.Duration { return a.took })
}

// searches compares Detente's search with what peers count as theirs.
func searches(m measured) (compared, bool) {
	return best(m, m.Search, func(a answer) time.Duration { return a.own })
}

func best(m measured, ours time.Duration, theirs func(answer) time.Duration) (compared, bool) {
	var proved, asked []float64
	for _, a := range m.peers {
		x := float64(theirs(a)) / float64(max(ours, time.Microsecond))
		if a.proved {
			proved = append(proved, x)
		}
		if a.asked && !a.failed {
			asked = append(asked, x)
		}
	}
	switch {
	case len(asked) == 0 || !m.proved():
		return compared{}, false
	case len(proved) == 0:
		return compared{slices.Min(asked), true}, true
	}
	return compared{slices.Min(proved), false}, true
}

// times writes the median of the comparisons: of those with a peer that proved
// level 1, where there are any.
func times(z size, by func(measured) (compared, bool)) string {
	var exact, least []float64
	for _, m := range z.runs {
		switch c, ok := by(m); {
		case !ok:
		case c.least:
			least = append(least, c.times)
		default:
			exact = append(exact, c.times)
		}
	}
	switch {
	case len(exact) > 0:
		return benchpage.Ratio(benchpage.Median(exact))
	case len(least) > 0:
		return "> " + benchpage.Ratio(benchpage.Median(least))
	}
	return "–"
}

// fromSteps is the number of steps from which on the summary compares times.
const fromSteps = 20

func (b *bench) besideSummary() string {
	all, calm, byPeer, byBoth := 0, 0, 0, 0
	var whole, search []float64
	for _, z := range b.besides {
		for _, m := range z.runs {
			all++
			if m.Temptation.Share.Sign() == 0 {
				calm++
			}
			if !slices.ContainsFunc(m.peers, func(a answer) bool { return a.proved }) {
				continue
			}
			byPeer++
			if !m.proved() {
				continue
			}
			byBoth++
			if z.n >= fromSteps {
				p, _ := processes(m)
				s, _ := searches(m)
				whole, search = append(whole, p.times), append(search, s.times)
			}
		}
	}
	text := fmt.Sprintf("A peer proved level 1 of %s agreements; of these, Detente proved levels 1 and 2 of %d. The best order tempts nobody in %d.", benchpage.Share(byPeer, all), byBoth, calm)
	if len(whole) > 0 {
		text += fmt.Sprintf(" From %d steps up (%d agreements) the best peer's process took %s times as long as Detente's at the median (least %s, most %s), and its search %s times as long as Detente's search (least %s, most %s).",
			fromSteps, len(whole), benchpage.Ratio(benchpage.Median(whole)), benchpage.Ratio(slices.Min(whole)), benchpage.Ratio(slices.Max(whole)),
			benchpage.Ratio(benchpage.Median(search)), benchpage.Ratio(slices.Min(search)), benchpage.Ratio(slices.Max(search)))
	}
	return benchpage.Wrapped(text)
}

package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"detente/internal/benchpage"
	"detente/internal/standoffcase"
	"detente/stability"
	"detente/standoff"
)

// kind is a kind of situation, of four actors who share the options evenly.
type kind struct {
	name       string
	directions []standoff.Direction
	infeasible bool
}

func kinds() []kind {
	both := []standoff.Direction{standoff.Both}
	mixed := []standoff.Direction{standoff.Both, standoff.Once, standoff.BackOnly}
	return []kind{
		{"every option both ways", both, false},
		{"some states cannot be", both, true},
		{"of three options one goes one way, one the other", mixed, false},
		{"the same, and some states cannot be", mixed, true},
	}
}

// standoffSuite is what is measured.
type standoffSuite struct {
	options, plain []int         // how many, and with how many the plain search is asked too
	each           time.Duration // how long each measurement goes on at least
}

func standoffPlanned(name string) (standoffSuite, error) {
	switch name {
	case "quick":
		return standoffSuite{[]int{12, 16}, []int{6, 8}, 200 * time.Millisecond}, nil
	case "full":
		return standoffSuite{[]int{12, 16, 20, 24}, []int{6, 8, 10}, 3 * time.Second}, nil
	}
	return standoffSuite{}, fmt.Errorf("-plan %s: there is quick and full", name)
}

// cost is what a piece of work takes, done once.
type cost struct {
	cpu, clock time.Duration
	bytes      uint64 // allocated
}

// repeat does the work again and again for so long, once at least, and returns the median of
// each of its costs.
func (s standoffSuite) repeat(ctx context.Context, do func()) (cost, error) {
	var cpu, clock []time.Duration
	var bytes []uint64
	for began := time.Now(); len(cpu) == 0 || time.Since(began) < s.each; {
		if err := ctx.Err(); err != nil {
			return cost{}, err
		}
		c := once(do)
		cpu, clock, bytes = append(cpu, c.cpu), append(clock, c.clock), append(bytes, c.bytes)
	}
	slices.Sort(bytes)
	return cost{benchpage.Median(cpu), benchpage.Median(clock), bytes[len(bytes)/2]}, nil
}

func once(do func()) cost {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, _ := usage()
	began := time.Now()
	do()
	clock := time.Since(began)
	cpuAfter, _ := usage()
	runtime.ReadMemStats(&after)
	return cost{cpuAfter - cpu, clock, after.TotalAlloc - before.TotalAlloc}
}

// standoffRun is one run.
type standoffRun struct {
	standoffSuite
	log                    io.Writer
	beside, cubes, further [][]string // rows of its tables
}

// standoffs measures the stand-off; what was measured stands when the run is interrupted.
func (f flags) standoffs(ctx context.Context, command string, log io.Writer) (string, error) {
	s, err := standoffPlanned(f.plan)
	if err != nil {
		return "", err
	}
	r := &standoffRun{standoffSuite: s, log: log}
	m := benchpage.ThisMachine()
	for _, part := range []func(context.Context) error{r.besides, r.sizes, r.words, r.inverse} {
		if err = part(ctx); err != nil {
			break
		}
	}
	if err != nil && !unfinished(err) {
		return "", err
	}
	m.Ended()
	return r.tables(command, m, err), err
}

// besides measures small situations beside the plain search, which has to say the same.
func (r *standoffRun) besides(ctx context.Context) error {
	for _, k := range kinds() {
		for _, n := range r.plain {
			m := standoffcase.Shared(n, 4, k.directions, k.infeasible)
			var quick *stability.Analysis
			c, err := r.repeat(ctx, func() { quick = stability.Analyse(m, stability.Options{}) })
			if err != nil {
				return err
			}
			p := once(func() { err = sameAsPlain(m, quick) })
			if err != nil {
				return mismatch{fmt.Sprintf("%d options, %s", n, k.name), "the plain search", err.Error()}
			}
			r.note(&r.beside, []string{power(n), k.name, benchpage.Brief(c.cpu), benchpage.Brief(p.cpu), benchpage.Ratio(float64(p.cpu) / float64(max(c.cpu, 1)))})
		}
	}
	return nil
}

// sameAsPlain makes the plain search and compares.
func sameAsPlain(m *standoff.Model, quick *stability.Analysis) error {
	for _, c := range stability.Four {
		for i, want := range stability.Plain(m, c) {
			if !slices.Equal(quick.Stable(c, i), want) {
				return fmt.Errorf("%v, actor %d: other states are stable", c, i)
			}
		}
	}
	return nil
}

// sizes measures the cube.
func (r *standoffRun) sizes(ctx context.Context) error {
	for _, k := range kinds() {
		for _, n := range r.options {
			m := standoffcase.Shared(n, 4, k.directions, k.infeasible)
			c, err := r.repeat(ctx, func() { stability.Analyse(m, stability.Options{}) })
			if err != nil {
				return err
			}
			r.note(&r.cubes, []string{
				power(n), k.name, millions(m.Size(), c.cpu), millions(m.Size(), c.clock), benchpage.Brief(c.clock),
				benchpage.Digits(float64(c.bytes) / float64(m.Size()) / float64(len(m.Actors))),
			})
		}
	}
	return nil
}

// questions is how many questions to Words are one measurement.
const questions = 1000

// words measures what a question to a small situation takes, each time with two neighbours
// of a ranking swapped.
func (r *standoffRun) words(ctx context.Context) error {
	for _, x := range []struct{ options, actors int }{{4, 2}, {6, 2}, {6, 3}, {6, 4}} {
		m := standoffcase.Shared(x.options, x.actors, kinds()[0].directions, false)
		w, _ := stability.NewWords(m)
		c, err := r.repeat(ctx, func() {
			for n := range questions {
				rank, s := m.Rank[n%x.actors], n%(m.Size()-1)
				rank[s], rank[s+1] = rank[s+1], rank[s]
				w.Equilibria(m.Rank)
			}
		})
		if err != nil {
			return err
		}
		r.note(&r.further, []string{fmt.Sprintf("a question to %d states and %d actors (`Words`)", m.Size(), x.actors), micros(c.cpu, questions)})
	}
	return nil
}

// inverse measures the inverse of a situation of twelve states.
func (r *standoffRun) inverse(ctx context.Context) error {
	m := standoffcase.Get("us-nk-2017-base").Model()
	asked := 0
	c, err := r.repeat(ctx, func() {
		asked = 0
		for i := range m.Actors {
			for s := range standoff.State(m.Size()) {
				for _, c := range stability.Four {
					if m.CanBe(s) {
						stability.FindInverse(m, i, s, c)
						asked++
					}
				}
			}
		}
	})
	if err != nil {
		return err
	}
	r.note(&r.further, []string{fmt.Sprintf("an inverse of 12 states (mean of %d)", asked), micros(c.cpu, asked)})
	return nil
}

// note adds a row to a table and says it.
func (r *standoffRun) note(to *[][]string, row []string) {
	*to = append(*to, row)
	fmt.Fprintln(r.log, row)
}

// power writes how many states so many options make.
func power(options int) string { return fmt.Sprintf("2^%d", options) }

// millions writes how many million states a second.
func millions(states int, d time.Duration) string {
	return benchpage.Digits(float64(states) / 1e6 / max(d, 1).Seconds())
}

// micros writes how many microseconds one of so many takes.
func micros(d time.Duration, of int) string {
	return benchpage.Digits(float64(d)/float64(of)/float64(time.Microsecond)) + " µs"
}

// tables writes what was measured.
func (r *standoffRun) tables(command string, m *benchpage.Machine, failed error) string {
	text := "    " + command + "\n\n"
	if failed != nil {
		text += fmt.Sprintf("**This run ended early, and what follows is a part of it:** %v.\n\n", failed)
	}
	text += benchpage.Wrapped(m.String() + ".")
	for _, part := range []string{
		benchpage.Table([]string{"states", "kind", "million states a core-second", "million states a second", "one run", "bytes a state and actor"}, r.cubes),
		benchpage.Table([]string{"states", "kind", "processor time", "of the plain search", "times as long"}, r.beside),
		benchpage.Table([]string{"other questions", "processor time"}, r.further),
	} {
		if part != "" {
			text += "\n" + part
		}
	}
	return text
}

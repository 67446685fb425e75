package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"detente/internal/benchpage"
)

// bench is one run.
type bench struct {
	suite
	peers  []peer
	self   string // this program
	dir    string // for files
	sets   int    // that Detente opens at most; 0 is its own limit
	memory int64  // address space of a process in bytes; 0 is no limit
	log    io.Writer

	// start is the processor time of a process that has next to nothing to do:
	// Detente's, then each peer's.
	start []time.Duration
	// What has been measured so far.
	besides, larges, hards []size
}

// size is what was measured at one size of a series.
type size struct {
	series
	n    int // steps
	runs []measured
}

// measured is what was measured on one agreement.
type measured struct {
	instance
	found
	peers []answer // as in bench.peers; empty where they were not asked
}

// answer is what became of a peer.
type answer struct {
	asked, proved bool
	// failed: it ended without an answer that can be read, which says nothing about
	// how hard the agreement is.
	failed bool
	took   time.Duration // processor time of the whole process
	own    time.Duration // what the peer counts as its search; took where it says nothing
}

// run measures everything, until an error or until ctx ends.
func (b *bench) run(ctx context.Context) error {
	if err := b.starts(ctx); err != nil {
		return err
	}
	for _, s := range b.beside {
		if err := b.compare(ctx, s); err != nil {
			return err
		}
	}
	for _, s := range b.large {
		if err := b.alone(ctx, s, &b.larges); err != nil {
			return err
		}
	}
	for _, s := range b.hard {
		if err := b.alone(ctx, s, &b.hards); err != nil {
			return err
		}
	}
	return nil
}

// starts measures what each process takes on three steps: the median of five. A
// peer that does not solve these cannot be run here, and is not asked again.
func (b *bench) starts(ctx context.Context) error {
	tiny := instance{"plain", 3, 2, 1}
	times := make([][]time.Duration, 1+len(b.peers))
	for range 5 {
		m, err := b.measure(ctx, tiny, b.installed())
		if err != nil {
			return err
		}
		times[0] = append(times[0], m.Process)
		for i, a := range m.peers {
			times[1+i] = append(times[1+i], a.took)
			if a.asked && !a.proved {
				b.peers[i].missing = "it does not solve an agreement of three steps"
			}
		}
	}
	for _, t := range times {
		b.start = append(b.start, benchpage.Median(t))
	}
	return nil
}

// installed says which peers can be run.
func (b *bench) installed() []bool {
	var all []bool
	for _, p := range b.peers {
		all = append(all, p.missing == "")
	}
	return all
}

// compare measures a series with the peers. A peer that proves nothing at as many
// sizes in a row as the suite has patience for is not asked at larger ones.
func (b *bench) compare(ctx context.Context, s series) error {
	ask, failed := b.installed(), make([]int, len(b.peers))
	for _, n := range s.steps {
		b.besides = append(b.besides, size{series: s, n: n})
		z := &b.besides[len(b.besides)-1]
		for _, i := range s.of(n) {
			m, err := b.measure(ctx, i, ask)
			if err != nil {
				return err
			}
			z.runs = append(z.runs, m)
		}
		for k := range b.peers {
			if failed[k]++; z.provedBy(k) > 0 {
				failed[k] = 0
			}
			ask[k] = ask[k] && failed[k] < b.patience
		}
	}
	return nil
}

// provedBy counts the agreements of which the peer proved level 1.
func (z size) provedBy(peer int) int {
	n := 0
	for _, m := range z.runs {
		if m.peers[peer].proved {
			n++
		}
	}
	return n
}

// alone measures a series by Detente alone.
func (b *bench) alone(ctx context.Context, s series, to *[]size) error {
	for _, n := range s.steps {
		*to = append(*to, size{series: s, n: n})
		z := &(*to)[len(*to)-1]
		for _, i := range s.of(n) {
			m, err := b.measure(ctx, i, make([]bool, len(b.peers)))
			if err != nil {
				return err
			}
			z.runs = append(z.runs, m)
		}
	}
	return nil
}

// measure runs Detente, and then one after the other the peers that are asked.
func (b *bench) measure(ctx context.Context, i instance, ask []bool) (measured, error) {
	f, err := b.detente(ctx, i, b.limit)
	if err != nil {
		return measured{}, err
	}
	m := measured{instance: i, found: f, peers: make([]answer, len(b.peers))}
	said := []string{f.String()}
	if slices.Contains(ask, true) {
		t, err := i.task()
		if err != nil {
			return m, err
		}
		for k, p := range b.peers {
			if !ask[k] {
				continue
			}
			a, note, err := b.ask(ctx, p, i, t, f.Temptation)
			if err != nil {
				return m, err
			}
			m.peers[k] = a
			said = append(said, p.name+" "+note)
		}
	}
	fmt.Fprintf(b.log, "%s: %s\n", i, strings.Join(said, "; "))
	return m, nil
}

// ask runs a peer, and holds what it says against what Detente found.
func (b *bench) ask(ctx context.Context, p peer, i instance, t *task, f figure) (answer, string, error) {
	file := filepath.Join(b.dir, strings.ReplaceAll(i.String(), "/", "-")+p.suffix)
	if err := os.WriteFile(file, []byte(p.write(t)), 0o600); err != nil {
		return answer{}, "", err
	}
	defer os.Remove(file)
	memory := b.memory
	if p.unbounded {
		memory = 0
	}
	s, err := run(ctx, b.limit, memory, p.command(file, b.limit)...)
	a := answer{asked: true, took: s.cpu, own: s.cpu}
	switch {
	case ctx.Err() != nil:
		return a, "", ctx.Err()
	case errors.Is(err, errSlow):
		return a, "was ended: " + err.Error(), nil
	case err != nil:
		a.failed = true
		return a, "failed: " + err.Error(), nil
	}
	c, err := p.read(t, s.out)
	if err != nil {
		a.failed = true
		return a, "failed: " + err.Error(), nil
	}
	if err := p.agree(t, c, f); err != nil {
		return a, "", mismatch{i.String(), p.name, err.Error()}
	}
	if c.own > 0 {
		a.own = c.own
	}
	if a.proved = c.proved; !a.proved {
		return a, "did not prove level 1", nil
	}
	return a, "proved level 1 in " + benchpage.Brief(a.took), nil
}

// task states level 1 of the instance.
func (i instance) task() (*task, error) {
	a, err := i.draw()
	if err != nil {
		return nil, err
	}
	return newTask(a)
}

// String says what was found.
func (f found) String() string {
	return fmt.Sprintf("Detente, %s in all, searched for %s and opened %d: %s, %s",
		benchpage.Brief(f.Process), benchpage.Brief(f.Search), f.Opened, f.Temptation, f.Exposure)
}

// String says the figure and how well it is proved.
func (f figure) String() string {
	if f.Proved {
		return benchpage.Percent(f.Share) + " proved"
	}
	return fmt.Sprintf("%s, at least %s", benchpage.Percent(f.Share), benchpage.Percent(f.Bound))
}

// unfinished reports whether the error leaves what was measured standing.
func unfinished(err error) bool {
	return err != nil && !errors.As(err, new(mismatch))
}

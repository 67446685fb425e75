package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"
)

// Every peer that is installed comes to what trying all orders comes to.
func TestPeersAgreeWithEnumeration(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts other programs")
	}
	b := &bench{dir: t.TempDir()}
	b.limit = time.Minute
	var err error
	if b.peers, err = peers(t.Context(), os.Getenv("HIGHS"), b.dir); err != nil {
		t.Fatal(err)
	}
	for _, p := range b.peers {
		t.Run(p.name, func(t *testing.T) {
			if p.missing != "" {
				t.Skip(p.missing)
			}
			for _, i := range small {
				k := stated(t, i)
				best := k.share(byEnumeration(t, k))
				a, note, err := b.ask(t.Context(), p, i, k, figure{best, best, true})
				if err != nil || !a.proved {
					t.Errorf("%s: %s, %v", i, note, err)
				}
			}
		})
	}
}

// A peer that ends without an answer has failed; one that is not done has not.
func TestPeersThatFail(t *testing.T) {
	i := instance{"tight", 5, 2, 1}
	k := stated(t, i)
	for script, failed := range map[string]bool{
		"exit 3":                 true,
		"echo =====UNKNOWN=====": false,
		"echo; echo ==========":  true,
		"kill -9 $$":             true,
	} {
		p := gecode()
		p.command = func(string, time.Duration) []string { return []string{"sh", "-c", script} }
		b := &bench{dir: t.TempDir(), suite: suite{limit: time.Minute}}
		a, note, err := b.ask(t.Context(), p, i, k, figure{k.share(0), k.share(0), false})
		if err != nil || a.failed != failed || a.proved {
			t.Errorf("%s: %+v %s, %v", script, a, note, err)
		}
	}
}

// What CBC prints, read.
func TestReadCBC(t *testing.T) {
	k := stated(t, instance{"tight", 5, 2, 1})
	best := k.order.Sequence()
	var ones strings.Builder
	for v := range onesOf(k, best) {
		fmt.Fprintf(&ones, "     12 %s                     1                       0\n", v)
	}
	units, err := k.worst(best)
	if err != nil {
		t.Fatal(err)
	}
	z := fmt.Sprint(inPercent(k, units))
	for text, proved := range map[string]bool{
		"Total time (CPU seconds):       0.02   (Wallclock seconds):       0.05\n\nOptimal - objective value " + z + "\n      0 z   " + z + "  1\n" + ones.String(): true,
		"Stopped on time - objective value " + z + "\n      0 z   " + z + "  1\n" + ones.String():                                                                   false,
		"Stopped on time (no integer solution - continuous used) - objective value 3\n 1 x_0_1   0.5   0\n":                                                         false,
	} {
		c, err := readCBC(k, []byte(text))
		if err != nil || c.proved != proved || proved && c.own != 20*time.Millisecond {
			t.Errorf("%q is read as %+v, %v", text, c, err)
		}
		if found := !strings.Contains(text, "no integer"); found != (fmt.Sprint(c.order) == fmt.Sprint(best)) {
			t.Errorf("%q: the order is read as %v, it is %v", text, c.order, best)
		}
	}
	if c, err := readCBC(k, []byte("Killed\n")); err == nil {
		t.Errorf("nothing is read as %+v", c)
	}
}

func TestReadGecode(t *testing.T) {
	k := stated(t, instance{"tight", 5, 2, 1})
	c, err := readGecode(k, []byte("%%%mzn-stat: flatTime=0.03\n%%%mzn-stat: solveTime=0.5\n%%%mzn-stat: solutions=2\nlevel: 2\norder: [1, 2, 3, 4, 5]\n----------\nlevel: 1\norder: [5, 2, 3, 4, 1]\n----------\n==========\n"))
	if err != nil || !c.proved || fmt.Sprint(c.order) != "[4 1 2 3 0]" || c.percent != 0 || c.own != 530*time.Millisecond {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err := readGecode(k, []byte("=====UNKNOWN=====\n")); err != nil || c.proved || c.order != nil {
		t.Errorf("%+v, %v", c, err)
	}
	for _, bad := range []string{"\n==========\n", "level: 99999\norder: [1]\n", "level: 1\norder: [1,,2]\n"} {
		if c, err := readGecode(k, []byte(bad)); err == nil {
			t.Errorf("%q is read as %+v", bad, c)
		}
	}
}

// A peer and Detente that disagree are told apart from two that do not.
func TestAgree(t *testing.T) {
	k := stated(t, instance{"tight", 5, 2, 1})
	least := byEnumeration(t, k)
	var best, other []int
	worse := int64(0)
	sequences(k, func(s []int) {
		switch x, _ := k.worst(s); {
		case x == least && best == nil:
			best = append([]int(nil), s...)
		case x > least && other == nil:
			other, worse = append([]int(nil), s...), x
		}
	})
	if best == nil || other == nil {
		t.Fatal("all orders come to the same")
	}
	exactly := func(x int64) figure { return figure{k.share(x), k.share(x), true} }
	open := func(share, bound int64) figure { return figure{k.share(share), k.share(bound), false} }
	for _, c := range []struct {
		what  string
		claim claim
		f     figure
		agree bool
	}{
		{"both proved the same", claim{proved: true, order: best, percent: inPercent(k, least)}, exactly(least), true},
		{"no answer", claim{}, exactly(least), true},
		{"an order, and time is up", claim{proved: false, order: other, percent: inPercent(k, worse)}, exactly(least), true},
		{"what is no order, and time is up", claim{proved: false, order: best[1:], percent: 0}, exactly(least), true},
		{"Detente's bound is lower", claim{proved: true, order: best, percent: inPercent(k, least)}, open(worse, 0), true},
		{"Detente's is too high", claim{proved: true, order: best, percent: inPercent(k, least)}, exactly(worse), false},
		{"Detente's bound is too high", claim{proved: false, order: best, percent: inPercent(k, least)}, open(worse, worse), false},
		{"the peer's is too high", claim{proved: true, order: other, percent: inPercent(k, worse)}, exactly(least), false},
		{"the peer's order comes to something else", claim{proved: true, order: best, percent: inPercent(k, least) + 1}, exactly(least), false},
		{"the peer's order is none", claim{proved: true, order: best[1:], percent: inPercent(k, least)}, exactly(least), false},
		{"the peer proved something and has no order", claim{proved: true, order: nil, percent: 0}, exactly(least), false},
	} {
		if err := (peer{name: "peer"}).agree(k, c.claim, c.f); (err == nil) != c.agree {
			t.Errorf("%s: %v", c.what, err)
		}
	}
}

// An order within a peer's own tolerance of the best may be called the best.
func TestWithin(t *testing.T) {
	p := peer{slack: 1e-4}
	for worst, within := range map[int64]bool{100_000: true, 100_009: true, 100_011: false, 100_200: false} {
		if got := p.within(big.NewRat(100_000, 1), big.NewRat(worst, 1)); got != within {
			t.Errorf("%d: %v", worst, got)
		}
	}
	if (peer{}).within(big.NewRat(1, 1), big.NewRat(1_000_001, 1_000_000)) {
		t.Error("a peer without tolerance has one")
	}
}

// A process that takes too long is ended with all that it started.
func TestRunEndsInTime(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := run(ctx, time.Minute, 0, "sh", "-c", "sleep 60 & wait")
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
	if s, err := run(t.Context(), time.Minute, 1<<30, "sh", "-c", "ulimit -v; echo $GOMAXPROCS"); err != nil || string(s.out) != "1048576\n1\n" {
		t.Errorf("%q, %v", s.out, err)
	}
	if _, err := run(t.Context(), time.Minute, 0, "sh", "-c", "echo no such thing >&2; exit 3"); err == nil || !strings.Contains(err.Error(), "no such thing") {
		t.Errorf("%v", err)
	}
}

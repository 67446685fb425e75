package main

import (
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"detente/internal/benchpage"
)

// Everything that a plan names can be drawn, and what peers get can be stated.
func TestPlansCanBeDrawn(t *testing.T) {
	for _, name := range []string{"quick", "full"} {
		s, err := planned(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, all := range [][]series{s.beside, s.large, s.hard} {
			if len(all) == 0 {
				t.Errorf("%s measures nothing in one of its parts", name)
			}
			for _, one := range all {
				for _, n := range one.steps {
					for _, i := range one.of(n) {
						drawn(t, i)
					}
				}
			}
		}
	}
	if _, err := planned("slow"); err == nil {
		t.Error("there is a plan slow")
	}
}

// drawn draws an instance, which for some sizes of a family is impossible and
// would go on for ever.
func drawn(t *testing.T, i instance) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		_, err := i.task()
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%s: %v", i, err)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("%s cannot be drawn", i)
	}
	if again, err := readInstance(i.String()); err != nil || again != i {
		t.Errorf("%s is read back as %s, %v", i, again, err)
	}
}

func TestReadInstanceRefuses(t *testing.T) {
	for _, bad := range []string{"", "plain", "plain/20/2", "plain/20/2/1/1", "none/20/2/1", "plain/0/2/1", "plain/x/2/1", "plain/20/0/1", "plain/20/2/-1", "plain/99999999/2/1"} {
		if i, err := readInstance(bad); err == nil {
			t.Errorf("%q is read as %s", bad, i)
		}
	}
}

// recorded is a run of two peers, one of them not installed, in round numbers.
func recorded() *bench {
	half, third := big.NewRat(1, 2), big.NewRat(1, 3)
	run := func(seed uint64, process, peer time.Duration, proved bool) measured {
		exposure := figure{half, half, true}
		if seed == 3 {
			exposure = figure{half, third, false}
		}
		return measured{
			instance: instance{"plain", 20, 2, seed},
			found: found{
				Temptation: figure{half, half, true}, Exposure: exposure,
				Opened: 1000, Search: process / 2, Memory: 64 << 20, Process: process,
			},
			peers: []answer{{asked: true, proved: proved, took: peer, own: peer - 10*time.Millisecond}, {}},
		}
	}
	b := &bench{
		suite: suite{limit: time.Minute},
		peers: []peer{{name: "A", version: "1.0"}, {name: "B", missing: "there is no program b"}},
		start: []time.Duration{2 * time.Millisecond, 10 * time.Millisecond, 0},
	}
	s := series{"plain", 2, []int{20}, 3}
	b.besides = []size{
		{s, 20, []measured{run(1, 10*time.Millisecond, time.Second, true), run(2, 10*time.Millisecond, 3*time.Second, true)}},
		{s, 40, []measured{run(1, 10*time.Millisecond, time.Minute, false)}},
		{series: s, n: 60}, // the run ended before
	}
	b.hards = []size{{s, 20, []measured{run(1, time.Second, 0, false), run(3, time.Second, 0, false)}}}
	b.larges = []size{{s, 20, []measured{run(1, time.Second, 0, false), run(2, 3*time.Second, 0, false)}}}
	return b
}

func TestTables(t *testing.T) {
	text := recorded().tables("go run ./bench", &benchpage.Machine{}, io.ErrUnexpectedEOF)
	for _, want := range []string{
		"    go run ./bench\n",
		"ended early, and what follows is a part of it:** unexpected EOF",
		"| A | 1.0 | 10 ms |\n| B | not run: there is no program b |  |\n",
		// 1 s and 3 s against 10 ms; 0.99 s and 2.99 s against 5 ms of search.
		"| plain | 2 | 20 | 2 of 2, 10 ms | 5.0 ms | 2 of 2, 2.0 s | – | 200 | 400 |\n",
		"| plain | 2 | 40 | 1 of 1, 10 ms | 5.0 ms | 0 of 1 | – | > 6,000 | > 12,000 |\n",
		"A peer proved level 1 of 2 of 3 agreements; of these, Detente proved levels 1 and 2\nof 2. The best order tempts nobody in 0.",
		"(least 100, most\n300)",
		"| plain | 2 | 20 | 2 of 2 | 1.0 s | 1.5 s | 1,000 | 64 MiB |\n",
		"| plain | 2 | 20 | 2 of 2 | 1 of 2 | 0 % | 16.7 % | 500 ms | 1,000 |\n",
		"- plain/20/2/3: temptation 50 % proved; exposure 50 %, at least 33.33 % (gap 33.3 %)\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the tables do not have %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "| 60 |") {
		t.Error("a size that was not measured has a row")
	}
}

// A peer that failed is not one that found the agreement hard.
func TestTablesTellFailures(t *testing.T) {
	b := recorded()
	b.besides[1].runs[0].peers[0] = answer{asked: true, failed: true, took: time.Second}
	text := b.tables("go run ./bench", &benchpage.Machine{}, nil)
	if want := "| plain | 2 | 40 | 1 of 1, 10 ms | 5.0 ms | 0 of 1 (1 failed) | – | – | – |\n"; !strings.Contains(text, want) {
		t.Errorf("the tables do not have %q:\n%s", want, text)
	}
}

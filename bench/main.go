// Command bench measures Detente's planner beside other solvers in one run: CBC
// and HiGHS on a mixed-integer programme, Gecode on a model for MiniZinc. It
// writes the tables of docs/benchmarks.md.
//
//	go run ./bench -plan quick
//
// The agreements are those of internal/families. Every search runs in a fresh
// process, one at a time; what is compared is the processor time that the whole
// process takes. The peers get level 1 alone (the smallest worst temptation), one
// plain formulation each and their own defaults; Detente decides levels 1 and 2.
//
// Each peer's answer is held against Detente's: what its order comes to is worked
// out exactly. If the two disagree the run ends there and writes no table. A run
// that is interrupted writes what it has.
//
//	go run ./bench -standoff
//
// measures the stand-off instead, in this process, beside the plain search that
// follows the definitions.
//
// How an agreement is carried out measures bench/carry, so that the processes that
// plan here bring no server along.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"detente/internal/benchpage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// flags are what the command line asks for.
type flags struct {
	plan, highs, write, one, as string
	limit                       time.Duration
	sets                        int
	memory                      int64 // MiB
	standoff                    bool
}

func readFlags(args []string, errs io.Writer) (flags, error) {
	var f flags
	s := flag.NewFlagSet("bench", flag.ContinueOnError)
	s.SetOutput(errs)
	s.StringVar(&f.plan, "plan", "quick", "what to measure: quick or full")
	s.StringVar(&f.highs, "highs", "", "the `FOLDER` in which npm install highs was run; without it HiGHS is left out")
	s.StringVar(&f.write, "write", "", "the `PAGE` to write the tables into, between its two marks; without it they are printed")
	s.DurationVar(&f.limit, "limit", 0, "the time of each search; the plan has its own")
	s.IntVar(&f.sets, "sets", 0, "how many sets Detente opens at most; 0 is its own limit")
	s.Int64Var(&f.memory, "memory", 6<<10, "the address space of a process in `MiB`, of Detente, CBC and Gecode; 0 is no limit")
	s.StringVar(&f.one, "one", "", "plan one agreement, `FAMILY/STEPS/PARTIES/SEED`, in this process")
	s.StringVar(&f.as, "as", "plan", "with -one: plan, or lp or mzn for what the peers get")
	s.BoolVar(&f.standoff, "standoff", false, "measure the stand-off, not the planner")
	if err := s.Parse(args); err != nil {
		return f, err
	}
	if s.NArg() > 0 {
		return f, fmt.Errorf("%q is not a flag", s.Arg(0))
	}
	return f, nil
}

func command(ctx context.Context, args []string, out, errs io.Writer) error {
	f, err := readFlags(args, errs)
	if err != nil {
		return err
	}
	if f.one != "" {
		return f.single(out)
	}
	return f.all(ctx, args, out, errs)
}

// single plans one agreement in this process and writes what it found, or writes
// what the peers get.
func (f flags) single(out io.Writer) error {
	i, err := readInstance(f.one)
	if err != nil {
		return err
	}
	if f.limit == 0 {
		f.limit = time.Minute
	}
	if f.as == "plan" {
		found, err := solve(i, f.sets, f.limit)
		if err != nil {
			return err
		}
		return json.NewEncoder(out).Encode(found)
	}
	t, err := i.task()
	switch {
	case err != nil:
	case f.as == "lp":
		_, err = io.WriteString(out, t.programme())
	case f.as == "mzn":
		_, err = io.WriteString(out, t.model())
	default:
		err = fmt.Errorf("-as %s: there is plan, lp and mzn", f.as)
	}
	return err
}

// all carries out a plan and writes its tables.
func (f flags) all(ctx context.Context, args []string, out, errs io.Writer) error {
	at, measure := benchpage.OfPlanner, f.planner
	if f.standoff {
		at, measure = benchpage.OfStandoff, f.standoffs
	}
	return at.Write(f.write, out, func() (string, error) {
		return measure(ctx, "go run ./bench "+strings.Join(args, " "), errs)
	})
}

// planner measures the planner. There are tables with an error too, where it leaves what
// was measured standing.
func (f flags) planner(ctx context.Context, command string, errs io.Writer) (string, error) {
	b, err := f.newBench(ctx, errs)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(b.dir)
	m := benchpage.ThisMachine()
	if err = b.run(ctx); err != nil && !unfinished(err) {
		return "", err
	}
	m.Ended()
	return b.tables(command, m, err), err
}

func (f flags) newBench(ctx context.Context, errs io.Writer) (*bench, error) {
	s, err := planned(f.plan)
	if err != nil {
		return nil, err
	}
	if f.limit > 0 {
		s.limit = f.limit
	}
	b := &bench{suite: s, sets: f.sets, memory: f.memory << 20, log: errs}
	if b.self, err = os.Executable(); err != nil {
		return nil, err
	}
	if b.dir, err = os.MkdirTemp("", "detente-bench-"); err != nil {
		return nil, err
	}
	b.peers, err = peers(ctx, f.highs, b.dir)
	return b, err
}

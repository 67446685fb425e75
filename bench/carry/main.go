// Command carry measures how an agreement is carried out: acts, pages and the fold of
// a long log, beside what the machine does alone; on SQLite, and on PostgreSQL where
// that is installed. It writes its tables into docs/benchmarks.md.
//
//	go run ./bench/carry -full
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"detente/internal/benchpage"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "carry:", err)
		os.Exit(1)
	}
}

func command(ctx context.Context, args []string, out, errs io.Writer) error {
	s := flag.NewFlagSet("carry", flag.ContinueOnError)
	s.SetOutput(errs)
	full := s.Bool("full", false, "a log of 10,000 entries, and 1,500 acts and more; without it a tenth and a fifth")
	write := s.String("write", "", "the `PAGE` to write the tables into, between its two marks; without it they are printed")
	if err := s.Parse(args); err != nil {
		return err
	}
	if s.NArg() > 0 {
		return fmt.Errorf("%q is not a flag", s.Arg(0))
	}
	return benchpage.OfCarrying.Write(*write, out, func() (string, error) {
		return carrying(ctx, *full, strings.TrimSuffix("go run ./bench/carry "+strings.Join(args, " "), " "), errs)
	})
}

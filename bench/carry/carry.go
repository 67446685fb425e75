package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"detente/internal/benchpage"
	"detente/internal/pgtest"
)

// carried is what a server carries, as one run measured it.
type carried struct {
	rates   []rate
	missing error // why PostgreSQL was not measured
	read    []reading
	fold    folding
}

// carrying measures how an agreement is carried out, and returns the tables.
func carrying(ctx context.Context, full bool, command string, log io.Writer) (string, error) {
	m := benchpage.ThisMachine()
	c, err := measureCarried(ctx, full, log)
	if err != nil {
		return "", err
	}
	m.Ended()
	return "    " + command + "\n\n" + benchpage.Wrapped(m.String()+".") + "\n" + c.tables(), nil
}

func measureCarried(ctx context.Context, full bool, log io.Writer) (c carried, err error) {
	dir, err := os.MkdirTemp("", "detente-bench-")
	if err != nil {
		return c, err
	}
	defer os.RemoveAll(dir)
	var postgres pgtest.Server
	defer func() { err = errors.Join(err, postgres.Stop()) }()
	acts, size := 300, 1_000
	if full {
		acts, size = 1_500, 10_000
	}
	for _, name := range []string{"SQLite", "PostgreSQL"} {
		for _, clients := range []int{1, 16, 256} {
			address, err := freshDatabase(dir, name, clients, &postgres)
			if errors.Is(err, pgtest.ErrMissing) {
				c.missing = err
				break
			}
			if err != nil {
				return c, err
			}
			r, err := measureRate(ctx, dir, address, clients, max(acts, 8*clients))
			if err != nil {
				return c, err
			}
			r.database = name
			c.rates = append(c.rates, r)
			fmt.Fprintf(log, "%s, clients: %d, acts a second: %s\n", name, clients, benchpage.Digits(r.perSecond))
		}
	}
	c.read, c.fold, err = measureLong(ctx, dir, 600, size)
	return c, err
}

func freshDatabase(dir, name string, clients int, postgres *pgtest.Server) (string, error) {
	if name == "PostgreSQL" {
		return postgres.Make()
	}
	return fmt.Sprintf("%s/acts-%d.db", dir, clients), nil
}

func (c carried) tables() string {
	var rows [][]string
	for _, r := range c.rates {
		rows = append(rows, r.row())
	}
	text := benchpage.Table(rateHeader, rows)
	if c.missing != nil {
		text += "\n" + benchpage.Wrapped("PostgreSQL was not measured: "+c.missing.Error()+".")
	}
	rows = nil
	for _, r := range c.read {
		rows = append(rows, []string{r.what, benchpage.Brief(r.first), benchpage.Brief(at(r.took, 50)), benchpage.Brief(at(r.took, 99)), benchpage.Grouped(int64(r.bytes)>>10) + " KiB"})
	}
	text += "\n" + benchpage.Table([]string{"read of " + c.fold.text(), "first", "half within", "99 % within", "size"}, rows)
	return text + "\n" + benchpage.Table([]string{"fold of " + c.fold.text(), "time"}, [][]string{
		{"entries read and signatures checked", benchpage.Brief(c.fold.append)},
		{"entries read, without checks", benchpage.Brief(c.fold.decode)},
		{"acts folded", benchpage.Brief(c.fold.fold)},
		{"one act more", benchpage.Brief(c.fold.more)},
	})
}

// at returns the time within which so many percent are.
func at(took []time.Duration, percent int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(took))[(len(took)-1)*percent/100]
}

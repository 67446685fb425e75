package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"detente/plan"
)

// found is what Detente found on one agreement, in a process of its own.
type found struct {
	Temptation figure // level 1
	Exposure   figure // level 2
	Opened     int64  // sets
	// Search is the processor time from the agreement in memory to the plan.
	Search time.Duration
	// Memory is the most that the process held, in bytes; 0 where that is not known.
	Memory int64
	// Process is the processor time of the whole process.
	Process time.Duration `json:"-"`
}

// figure is a share of what a party gains, and what no plan is below.
type figure struct {
	Share, Bound *big.Rat
	Proved       bool
}

func figureOf(f *plan.Figure) figure {
	if f.Proved {
		return figure{f.Share, f.Share, true}
	}
	return figure{f.Share, f.Bound, false}
}

// gap returns how far the bound is below the share, relative to the share.
func (f figure) gap() float64 {
	if f.Share.Sign() == 0 {
		return 0
	}
	gap, _ := new(big.Rat).Quo(new(big.Rat).Sub(f.Share, f.Bound), f.Share).Float64()
	return gap
}

// proved reports whether levels 1 and 2 are both proved.
func (f found) proved() bool { return f.Temptation.Proved && f.Exposure.Proved }

// solve plans an agreement in this process: levels 1 and 2, opening at most that
// many sets (0: the planner's own limit), for at most that long.
func solve(i instance, sets int, limit time.Duration) (found, error) {
	a, err := i.draw()
	if err != nil {
		return found{}, err
	}
	stop := make(chan struct{})
	timer := time.AfterFunc(limit, func() { close(stop) })
	defer timer.Stop()
	before, _ := usage()
	r, err := plan.Find(a, plan.Options{Levels: 2, Limit: sets, Stop: stop})
	after, memory := usage()
	if err != nil {
		return found{}, err
	}
	if r.Excess == nil || r.Exposure == nil {
		return found{}, fmt.Errorf("the verdict is %s, and there is no plan", r.Verdict)
	}
	if err := plan.Verify(a, r); err != nil {
		return found{}, fmt.Errorf("the plan is not what it says: %w", err)
	}
	return found{
		Temptation: figureOf(r.Excess), Exposure: figureOf(r.Exposure),
		Opened: r.Opened, Search: after - before, Memory: memory,
	}, nil
}

// detente runs solve in a fresh process of the program self.
func (b *bench) detente(ctx context.Context, i instance, limit time.Duration) (found, error) {
	s, err := run(ctx, limit, b.memory, b.self, "-one", i.String(), "-sets", strconv.Itoa(b.sets), "-limit", limit.String())
	if err != nil {
		return found{}, fmt.Errorf("planning %s: %w", i, err)
	}
	var f found
	if err := json.Unmarshal(s.out, &f); err != nil {
		return found{}, fmt.Errorf("planning %s: %w", i, err)
	}
	if f.Temptation.Share == nil || f.Temptation.Bound == nil || f.Exposure.Share == nil || f.Exposure.Bound == nil {
		return found{}, errors.New("planning " + i.String() + ": a figure is missing")
	}
	f.Process = s.cpu
	return f, nil
}

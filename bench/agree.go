package main

import (
	"fmt"
	"math"
	"math/big"
)

// mismatch is a disagreement between Detente and a peer: one of the two is wrong,
// and no table is written.
type mismatch struct {
	of   string // what both were asked about
	peer string
	says string
}

func (m mismatch) Error() string {
	return fmt.Sprintf("%s: Detente and %s disagree: %s", m.of, m.peer, m.says)
}

// agree compares a peer's claim with what Detente found. What an order comes to is
// worked out exactly from the order; what the peer says it comes to may differ by
// what solvers in floating point allow themselves.
func (p peer) agree(t *task, c claim, f figure) error {
	if c.order == nil {
		if c.proved {
			return fmt.Errorf("it says that it is done and has no order")
		}
		return nil
	}
	units, err := t.worst(c.order)
	if err != nil {
		if c.proved {
			return err
		}
		return nil
	}
	worst := t.share(units)
	exact, _ := new(big.Rat).Mul(worst, big.NewRat(100, 1)).Float64()
	switch {
	case worst.Cmp(f.Bound) < 0:
		return fmt.Errorf("its order comes to %s, and Detente says that none is below %s", worst.RatString(), f.Bound.RatString())
	case !c.proved:
		return nil
	case math.Abs(c.percent-exact) > 1e-5*max(100, exact):
		return fmt.Errorf("it says %v %% of an order that comes to %v %%", c.percent, exact)
	case f.Share.Cmp(worst) < 0 && !p.within(f.Share, worst):
		return fmt.Errorf("it says that nothing is below %s, and Detente has %s", worst.RatString(), f.Share.RatString())
	}
	return nil
}

// within reports whether an order is so little above the share that the peer may
// call it the best.
func (p peer) within(share, worst *big.Rat) bool {
	s, _ := share.Float64()
	w, _ := worst.Float64()
	return w-s <= p.slack*w
}

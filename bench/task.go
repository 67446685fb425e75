package main

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"detente/agreement"
	"detente/export"
	"detente/order"
	"detente/plan"
)

// task is level 1 of one agreement, in the whole numbers of package export: the
// order of steps in which the worst temptation over what leaving costs is least.
type task struct {
	order *order.Order
	rows  []export.Row
	unit  *big.Rat // what 1 of temptation is, as a share of what a party gains
}

// newTask states level 1. It refuses what the families do not draw and the peers
// are not told: words, limits of exposure, steps performed in one go.
func newTask(a *agreement.Agreement) (*task, error) {
	p, err := export.NewProblem(&plan.Result{Course: agreement.NewCourse(a, agreement.Asking{})}, "")
	if err != nil {
		return nil, err
	}
	t := &task{rows: p.Rows, unit: p.TemptationUnit}
	var ok bool
	if t.order, ok = order.New(len(p.Moves), p.Waits); !ok {
		return nil, errors.New("the steps wait for one another in a circle")
	}
	for _, r := range t.rows {
		if err := stateable(r); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func stateable(r export.Row) error {
	lost := int64(0)
	for i, k := range r.Keep {
		if r.High[i] != max(0, k) || r.Low[i] != min(0, k) {
			return fmt.Errorf("%s: steps that are performed in one go are not stated for the peers", r.Name)
		}
		lost += max(0, -k)
	}
	switch {
	case r.Temptation == 0:
		return fmt.Errorf("%s counts in words, which is not stated for the peers", r.Name)
	case r.Most < lost:
		return fmt.Errorf("%s limits its exposure, which is not stated for the peers", r.Name)
	}
	return nil
}

// gain returns what the row's party gains by the agreement, counted as the row does.
func (t *task) gain(r export.Row) *big.Rat {
	one := new(big.Rat).Mul(t.unit, big.NewRat(r.Temptation, 1))
	return one.Inv(one)
}

// worst returns what an order of all steps comes to, in units of temptation, and
// an error where it is no order that meets the preconditions.
func (t *task) worst(sequence []int) (int64, error) {
	done := order.NewSet(t.order.Len())
	worst := t.level(make([]int64, len(t.rows)))
	held := make([]int64, len(t.rows))
	for _, i := range sequence {
		if i < 0 || i >= t.order.Len() || done.Has(i) || !done.Covers(t.order.Before(i)) {
			return 0, fmt.Errorf("%v is not an order of %d steps that meets the preconditions", sequence, t.order.Len())
		}
		done.Add(i)
		for r, row := range t.rows {
			held[r] += row.Keep[i]
		}
		worst = max(worst, t.level(held))
	}
	if done.Len() != t.order.Len() {
		return 0, fmt.Errorf("the order has %d of %d steps", done.Len(), t.order.Len())
	}
	return worst, nil
}

// level returns the worst temptation over what leaving costs where the rows hold
// that much, in units of temptation; 0 where nobody gains by leaving.
func (t *task) level(held []int64) int64 {
	worst := int64(0)
	for r, row := range t.rows {
		worst = max(worst, row.Temptation*(row.Start+held[r]))
	}
	return worst
}

// share returns units of temptation as a share of what a party gains.
func (t *task) share(units int64) *big.Rat {
	return new(big.Rat).Mul(t.unit, big.NewRat(units, 1))
}

// waits returns the pairs of steps of which the second waits directly for the
// first: those that follow from others left out, for the peers' sake.
func (t *task) waits() [][2]int {
	var pairs [][2]int
	for i, direct := range t.order.Direct() {
		for _, j := range slices.Sorted(slices.Values(direct)) {
			pairs = append(pairs, [2]int{j, i})
		}
	}
	return pairs
}

// earliest and latest return the places, from 1, between which the step stands in
// every order.
func (t *task) earliest(i int) int { return t.order.Before(i).Len() + 1 }

func (t *task) latest(i int) int { return t.order.Len() - t.order.After(i).Len() }

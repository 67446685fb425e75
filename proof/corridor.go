package proof

import (
	"errors"
	"fmt"
	"math/big"

	"detente/peak"
)

// corridor checks that an element is too big for the room between two limits. Let
// the bound be less than what is claimed; then the sums stay within cap + bound·unit,
// and the element, which takes one sum up and the other down by its size, needs
// more room than both have together.
func corridor(p peak.Problem, e *peak.Evidence) error {
	c := e.Corridor
	for _, r := range c.Rows {
		if r < 0 || r >= len(p.Rows) {
			return fmt.Errorf("there is no row %d", r)
		}
	}
	one, two := p.Rows[c.Rows[0]], p.Rows[c.Rows[1]]
	if c.Element < 0 || c.Element >= len(one.Delta) {
		return fmt.Errorf("there is no element %d", c.Element)
	}
	if one.Delta[c.Element] != -two.Delta[c.Element] {
		return fmt.Errorf("element %d does not change the two rows by opposite amounts", c.Element)
	}
	for i := range one.Delta {
		if one.Delta[i] != -two.Delta[i] {
			return fmt.Errorf("the two rows are not opposite: element %d", i)
		}
	}
	size := one.Delta[c.Element]
	if size < 0 {
		size = -size
	}
	units := one.Unit + two.Unit
	over := big.NewInt(size - one.Cap - two.Cap)
	if over.Sign() <= 0 {
		return errors.New("there is room for the element")
	}
	if units == 0 { // no order at all
		return nil
	}
	if new(big.Rat).SetFrac(over, big.NewInt(units)).Cmp(e.Bound.Rat()) < 0 {
		return fmt.Errorf("element %d costs less than %d/%d", c.Element, e.Bound.Num, e.Bound.Den)
	}
	return nil
}

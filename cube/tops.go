package cube

import "detente/standoff"

// block is how many rows are gone along together: their greatest ranks stay close to the
// processor, and the ranks, of one choice after the other, come as they lie.
const block = 1 << 11

// addTops notes the greatest rank of each row of field k, whose options go both ways, and
// the choices that have it.
func (c *cube) addTops(k int) {
	rest := c.rest(k)
	c.most[k] = make([]uint32, 1<<rest)
	if len(c.fields) > 2 {
		c.tops[k] = standoff.NewBits(1 << c.n)
	}
	halves(1<<rest, 64, func(_, r0, r1 int) {
		for r := r0; r < r1; r += block {
			c.addTopsOf(k, r, min(r+block, r1))
		}
	})
}

// addTopsOf is addTops for the rows r0 up to r1.
func (c *cube) addTopsOf(k, r0, r1 int) {
	rest, width := c.rest(k), c.fields[k].width()
	most := c.most[k][r0:r1]
	for a := range width {
		raise(most, c.ranks[k][a<<rest|r0:][:r1-r0])
	}
	top := c.tops[k]
	if top == nil {
		return
	}
	for a := range width {
		for r, v := range c.ranks[k][a<<rest|r0:][:len(most)] {
			if v == most[r] && v != 0 {
				top.Add(standoff.State((r0+r)*width + a))
			}
		}
	}
}

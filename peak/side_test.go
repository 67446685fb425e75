package peak

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"detente/internal/long"
)

// takeFreeByDefinition looks at every chain again and again until none comes to an
// element that raises no sum.
func (d *side) takeFreeByDefinition(sums []int64) {
	for again := true; again; {
		again = false
		for c := range d.pos {
			if e, ok := d.upcoming(c); ok && d.free[e] {
				d.step(c, e, sums)
				again = true
			}
		}
	}
}

// However a side comes to a set, everything is taken that can be taken at once, and
// the ways on are weighed with what can be taken after each.
func TestAllIsTakenAtOnce(t *testing.T) {
	long.Checks(t, 1000, 30_000)
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		p := drawProblem(t, 12)
		d := newSide(newSpace(p.Order, p.Rows), &p, rapid.Bool().Draw(t, "forward"))
		d.goHome()
		d.takeFree(d.y)
		for {
			pos, sums := slices.Clone(d.pos), slices.Clone(d.y)
			if d.takeFreeByDefinition(d.y); !slices.Equal(d.pos, pos) || !slices.Equal(d.y, sums) {
				t.Fatalf("%v is left where %v could be taken", pos, d.pos)
			}
			ways := slices.Clone(d.ways())
			if len(ways) == 0 {
				break
			}
			w := rapid.SampledFrom(ways).Draw(t, "way")
			d.step(int(w.chain), int(w.element), d.y)
			before := slices.Clone(d.pos)
			d.takeFreeByDefinition(d.y)
			want := int64(0)
			for r, x := range d.y {
				want += d.space.scales[r].measured(x)
			}
			if w.sums != want {
				t.Fatalf("after %d the sums add up to %d, want %d", w.element, w.sums, want)
			}
			if !slices.Equal(before, d.pos) {
				taken++
			}
		}
	})
	if taken == 0 {
		t.Error("nothing was ever taken at once: it is not tested")
	}
}

package cube

import (
	"slices"
	"testing"

	"detente/internal/long"
	"detente/internal/standoffcase"
)

// Each way to follow sequences in a slice, whatever words and numbers it works with and
// whether or not it may take its shortcuts, raises the same limits.
func TestSequencesAgree(t *testing.T) {
	for seed, r := range standoffcase.Seeds(long.Mode(), 150, 5000, 11) {
		c := newCube(standoffcase.DrawOptions(r, 2+r.IntN(4), 5+r.IntN(6)))
		c.prepare()
		if len(c.fields) < 2 || c.widest() > 64 {
			continue
		}
		for k, f := range c.fields {
			ways := c.allSequences(k)
			for a := range f.width() {
				own := c.ranks[k][a<<c.rest(k):][:1<<c.rest(k)]
				want := limitsBy(ways[0], a, own)
				for n, way := range ways {
					if got := limitsBy(way, a, own); !slices.Equal(got, want) {
						t.Fatalf("seed %d, field %d, choice %d: way %d raises to %v, the first to %v", seed, k, a, n, got, want)
					}
				}
			}
		}
	}
}

// limitsBy raises the limits by any moves, and then by improvements: a flood leaves to the
// former what they do as well.
func limitsBy(s sequences, a int, own []uint32) []uint32 {
	lim := make([]uint32, len(own))
	s.raise(a, own, own, lim, false)
	s.raise(a, own, own, lim, true)
	return lim
}

// allSequences returns all that can be had for a field with few choices.
func (c *cube) allSequences(k int) []sequences {
	b8 := func(b bests) []uint8 { return b.b8 }
	plain, dry := newWide(c, k, b8), newNarrow[uint64](c, k)
	plain.settles, dry.settles = false, false
	all := []sequences{
		plain, dry, newWide(c, k, b8), newNarrow[uint64](c, k),
		newWide(c, k, func(b bests) []uint16 { return widened[uint16](b.b8) }),
		newWide(c, k, func(b bests) []uint32 { return widened[uint32](b.b8) }),
	}
	if c.widest() <= 32 {
		all = append(all, newNarrow[uint32](c, k))
	}
	if c.free(k) && len(c.fields) > 2 {
		wet := newFlood(c, k, dry)
		wet.vain = -1 << 20 // it is tried for every choice
		all = append(all, wet)
	}
	if len(c.fields) == 2 {
		all = append(all, newAlone(c, k, b8))
	}
	return all
}

func widened[T uint16 | uint32](from []uint8) []T {
	var all []T
	for _, v := range from {
		all = append(all, T(v))
	}
	return all
}

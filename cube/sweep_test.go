package cube

import (
	"slices"
	"testing"

	"detente/internal/long"
	"detente/internal/standoffcase"
	"detente/standoff"
)

// solved returns what is stable for the fields of a cube with limits from somewhere.
func (c *cube) solved(want Wanted, limitsOf func(k int) (limits, []uint32)) Stable {
	var stable Stable
	for x := range concepts {
		stable[x] = c.feasible()
	}
	for k := range c.fields {
		lim, weights := limitsOf(k)
		c.judge(k, lim, weights, &stable)
	}
	return stable
}

// A sweep says what slices say, however much it has to look at one by one.
func TestSweepAgreesWithSlices(t *testing.T) {
	drawn, swept, single := 0, 0, 0
	for seed, r := range standoffcase.Seeds(long.Mode(), 800, 5000, 13) {
		drawn++
		c := newCube(standoffcase.DrawOneWay(r, 7+r.IntN(5)))
		if !c.sweepable() {
			continue
		}
		x := newSweep(c)
		swept++
		x.patience = 0 // whatever it takes
		want := Wanted{standoff.Nash: true, standoff.GMR: true, standoff.SMR: true, standoff.SEQ: true, standoff.SSEQ: true}
		var fields []*sweptField
		for k := range c.fields {
			fields = append(fields, x.field(k, want))
		}
		x.run(fields, nil)
		got := c.solved(want, func(k int) (limits, []uint32) {
			fields[k].end()
			for _, reach := range fields[k].reaches {
				single += len(reach.single[0]) + len(reach.single[1])
			}
			return fields[k].lim, fields[k].weights()
		})
		plain := c.solved(want, func(k int) (limits, []uint32) {
			lim, _ := c.limits(k, want, nil)
			return lim, c.weights(k)
		})
		for concept := range concepts {
			for i := range c.model.Actors {
				if !slices.Equal(got[concept][i], plain[concept][i]) {
					t.Fatalf("seed %d: %v, actor %d: swept %x, by slices %x", seed, concept, i, got[concept][i], plain[concept][i])
				}
			}
		}
	}
	if swept < drawn/3 || single < 100*swept {
		t.Errorf("%d of %d situations swept, %d states looked at one by one", swept, drawn, single)
	}
}

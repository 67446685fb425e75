package stability

import (
	"math/rand/v2"
	"testing"

	"detente/standoff"
)

// drawOneWay draws a situation of three to five actors, six to eight of whose options go both
// ways: half of them with ranks that go by the options, so that sequences are long.
func drawOneWay(r *rand.Rand, options int) *standoff.Model {
	m := drawOptions(r, 3+r.IntN(3), options)
	for k := range m.Options {
		m.Options[k].Direction = standoff.Both
	}
	for _, k := range r.Perm(options)[:r.IntN(min(options-5, 4))] {
		m.Options[k].Direction = standoff.Once + standoff.Direction(r.IntN(2))
	}
	if r.IntN(2) == 0 {
		for i := range m.Rank {
			m.Rank[i] = byOptions(r, options, r.IntN(3))
		}
	}
	return m
}

// byOptions ranks states by one option after the other, some of them left out.
func byOptions(r *rand.Rand, options, without int) []uint32 {
	order, turned := r.Perm(options)[without:], r.Uint32()
	rank := make([]uint32, 1<<options)
	for s := range rank {
		for _, o := range order {
			rank[s] = rank[s]<<1 | (uint32(s)^turned)>>o&1
		}
	}
	return rank
}

// solved returns what is stable for the fields of a cube with limits from somewhere.
func (c *cube) solved(want [concepts]bool, limitsOf func(k int) (limits, []uint32)) [concepts][]standoff.Bits {
	var stable [concepts][]standoff.Bits
	for x := range SIM {
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
	runs := uint64(800)
	if *long {
		runs = 5000
	}
	swept, single := 0, 0
	for seed := range runs {
		r := rand.New(rand.NewPCG(seed, 13))
		c := newCube(drawOneWay(r, 7+r.IntN(5)))
		if !c.sweepable() {
			continue
		}
		x := newSweep(c)
		swept++
		x.patience = 0 // whatever it takes
		want := [concepts]bool{Nash: true, GMR: true, SMR: true, SEQ: true, SSEQ: true}
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
		for concept := range SIM {
			for i := range c.model.Actors {
				if s, ok := same(got[concept][i], plain[concept][i]); !ok {
					t.Fatalf("seed %d: %v, actor %d, state %b: swept %v, by slices %v", seed, concept, i, s, got[concept][i].Has(s), plain[concept][i].Has(s))
				}
			}
		}
	}
	if swept < int(runs)/3 || single < 100*swept {
		t.Errorf("%d of %d situations swept, %d states looked at one by one", swept, runs, single)
	}
}

// And both what the definitions say, also where a sweep is given up.
func TestOneWayAgreesWithPlain(t *testing.T) {
	runs := uint64(40)
	if *long {
		runs = 300
	}
	for seed := range runs {
		r := rand.New(rand.NewPCG(seed, 14))
		agree(t, drawOneWay(r, 7+r.IntN(2)), seed, []Concept{Nash, GMR, SMR, SEQ, SSEQ})
	}
}

package worth

import (
	"testing"

	"detente/order"
)

// T(s) = u − Σ Lacks(i, s)·v(i), at every state, with and without a lock, whatever
// was done before the beginning.
func TestTemptationByWhatIsLacking(t *testing.T) {
	for _, locks := range []bool{false, true} {
		for done := range 1 << 3 {
			a := snapback(locks)
			for i, s := range a.Steps {
				s.Done.Given = done>>i&1 == 1
			}
			c, acc := accounts(a)
			for _, x := range acc {
				for set := range 1 << len(c.Units) {
					s := order.NewSet(len(c.Units))
					want := x.WalkAway
					for i := range x.Value {
						if set>>i&1 == 1 || done>>i&1 == 1 { // what is done is in every state
							s.Add(i)
						}
					}
					if locks && s.Has(2) && !s.Has(1) && done>>2 == 0 {
						continue // the lock comes after what it locks
					}
					for i, v := range x.Value {
						want = want.Minus(v.Times(x.Lacks(i, s)))
					}
					if got := x.Temptation(s); !got.Minus(want).IsZero() {
						t.Fatalf("locks %v, done %b, state %b: T of %s is %s, and by what is lacking %s", locks, done, set, x.Party.ID, x.Say(got), x.Say(want))
					}
				}
			}
		}
	}
}

func TestLockedBy(t *testing.T) {
	c, acc := accounts(snapback(true))
	if l, ok := acc[0].LockedBy(1); !ok || l != 2 {
		t.Errorf("relief is locked by %d (%v), want 2", l, ok)
	}
	if _, ok := acc[0].LockedBy(0); ok {
		t.Error("nothing locks dismantle")
	}
	if got := acc[0].Lacks(1, nil).Sign(); got != 0 {
		t.Error("at the end relief is permanent")
	}
	if got := acc[0].Lacks(1, state(c, 0, 1)); got.Cmp(rat("0.75")) != 0 {
		t.Errorf("before the lock %v of relief can be taken back, want 0.75", got)
	}
}

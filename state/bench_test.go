package state

import (
	"fmt"
	"strings"
	"testing"

	"detente/act"
	"detente/ledger"
)

// large is an agreement of 600 steps and a log of 10,000 entries about it, read
// and checked: each step is declared and attested, contested, answered, suspended
// and resumed; the rest is proposals, pairs that wait, and notes.
func large(b testing.TB) (*logged, []Decoded) {
	var text strings.Builder
	text.WriteString("agreement \"large\" { dispute_stops_clock = true }\nparty \"north\" { keys = [KEY(north)] }\nparty \"south\" { keys = [KEY(south)] }\nthird_party \"mission\" { keys = [KEY(mission)] }\n")
	for i := range 600 {
		fmt.Fprintf(&text, "step \"s%d\" {\n  by = %s\n  verified_by = mission\n  due = \"2031-01-01\"\n", i, []string{"north", "south"}[i%2])
		if i > 5 {
			fmt.Fprintf(&text, "  after = [s%d, s%d.declared]\n", i-5, i-6)
		}
		text.WriteString("}\n")
	}
	l := &logged{t: b, texts: map[string]*Text{}, named: map[string]string{}}
	l.text("a.deal", text.String())
	w := writer{l: l, s: l.state}
	w.add(act.Act{Kind: act.Sign, By: "north"})
	w.add(act.Act{Kind: act.Sign, By: "south"})
	for i := 0; l.state.Size() < 10_000; i++ {
		w.round(i)
	}
	return l, w.all[:10_000]
}

type writer struct {
	l   *logged
	s   *State
	all []Decoded
}

func (w *writer) add(a act.Act) int64 {
	n := w.s.Size()
	a.Format, a.Text, a.Log, a.Seen, a.At = act.Format, w.s.Text().Hash, w.s.Origin(), w.s.Seen(), at2030+act.Time(n)*60_000
	d := Decoded{Received: a.At, KeyID: signerFor(a.By).Key().ID(), Act: a, Leaf: ledger.HashEntry(fmt.Append(nil, n))}
	d.Payload[0], d.Payload[1], d.Payload[2] = byte(n), byte(n>>8), 1
	if err := w.s.Fold(d); err != nil {
		w.l.t.Fatal(err)
	}
	if r := w.s.records[n]; r.Unfit != nil {
		w.l.t.Fatalf("%v: %v", r.Act, r.Unfit)
	}
	w.all = append(w.all, d)
	return n
}

// round is what happens with one step.
func (w *writer) round(i int) {
	step, by := fmt.Sprintf("s%d", i%600), []string{"north", "south"}[i%2]
	other := []string{"south", "north"}[i%2]
	on := act.DayOf(DayOf(w.s.last))
	if i >= 600 {
		w.add(act.Act{Kind: act.Note, By: by, Step: step, Words: "again"})
		w.add(act.Act{Kind: act.Extend, By: by, Step: step, Until: act.DayOf(DayOf(at2030).Add(365 + i))})
		w.add(act.Act{Kind: act.Dispute, By: other, Step: step, Words: "no"})
		return
	}
	d := w.add(act.Act{Kind: act.Declare, By: by, Step: step, On: on})
	c := w.add(act.Act{Kind: act.Dispute, By: other, Of: &d, Words: "no"})
	w.add(act.Act{Kind: act.Answer, By: by, Of: &c, Result: act.Rejected})
	w.add(act.Act{Kind: act.Withdraw, By: other, Of: &c})
	w.add(act.Act{Kind: act.Attest, By: "mission", Of: &d, On: on, Result: act.Confirmed})
	s := w.add(act.Act{Kind: act.Suspend, By: by, Step: step, On: on})
	w.add(act.Act{Kind: act.Resume, By: by, Of: &s, On: on})
	partner := []act.Partner{{By: other, Kind: act.Waive, Step: step}}
	w.add(act.Act{Kind: act.Waive, By: by, Step: step, Together: &act.Together{ID: fmt.Sprintf("%032x", i), With: partner, Before: at2030 + 1000*day}})
}

func folded(b testing.TB, l *logged, all []Decoded) *State {
	s, err := New(l.first, l.library)
	if err != nil {
		b.Fatal(err)
	}
	for _, d := range all {
		if err := s.Fold(d); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// TestLarge folds what the benchmarks fold, and looks at it.
func TestLarge(t *testing.T) {
	l, all := large(t)
	s := folded(t, l, all)
	v := s.On(DayOf(s.last), s.last)
	if len(v.Items) != 600 || v.Items[599].Under != Attested || len(v.Unfit) != 0 {
		t.Errorf("%d steps, the last %s, %d acts that do not fit", len(v.Items), v.Items[599].Under, len(v.Unfit))
	}
}

// Aim: under 50 ms.
func BenchmarkFold(b *testing.B) {
	l, all := large(b)
	for b.Loop() {
		folded(b, l, all)
	}
}

// One act more on top of nearly 10,000. Aim: under 1 ms.
func BenchmarkOneMore(b *testing.B) {
	l, all := large(b)
	s := folded(b, l, all[:len(all)-1])
	n := int64(0)
	for b.Loop() {
		d := all[len(all)-1]
		n++
		d.Payload[3], d.Payload[4], d.Payload[5] = byte(n), byte(n>>8), byte(n>>16)
		if err := s.Fold(d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOn(b *testing.B) {
	l, all := large(b)
	s := folded(b, l, all)
	for b.Loop() {
		s.On(DayOf(s.last), s.last)
	}
}

package state

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/act"
)

// all are the kinds of acts that are drawn; declarations more often than others.
var all = append(act.Kinds()[1:], act.Declare, act.Declare, act.Declare, act.Attest, act.Dispute)

func drawable() []act.Kind {
	return slices.DeleteFunc(slices.Clone(all), func(k act.Kind) bool { return k == act.Amend || k == act.Rekey })
}

// do compares what the state says beforehand with what comes of it. An act that
// does not fit changes nothing but the log, and folding one entry at a time is
// the same as all at once.
func TestUnfitChangesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawAgreement(rt, false)
		l := d.opened(t)
		today := DayOf(at2030).Add(rapid.IntRange(0, 40).Draw(rt, "day"))
		before := show(l.state.On(today, at2030+40*day))
		d.play(rt, l, drawable(), func() {
			after := show(l.state.On(today, at2030+40*day))
			if r := l.state.Records()[l.state.Size()-1]; r.Unfit != nil && before != after {
				rt.Fatalf("%v does not fit, %s\nbefore:\n%s\nafter:\n%s", r.Act, r.Unfit, before, after)
			}
			before = after
		})
		l.sameInOneGo()
	})
}

func TestSameStepsKeepTheirStatus(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawAgreement(rt, false)
		l := d.opened(t)
		d.play(rt, l, drawable(), func() {})
		now := l.state.last
		today := DayOf(now).Add(rapid.IntRange(0, 20).Draw(rt, "day"))
		before := l.state.On(today, now)
		for _, who := range []string{"north", "south"} {
			l.do(act.Act{Format: act.Format, Kind: act.Amend, By: who, NewText: l.named["b.deal"], At: now, Text: l.state.Text().Hash, Log: l.state.Origin(), Seen: l.state.Seen()}, who, now)
		}
		if l.state.Text().Hash != l.named["b.deal"] {
			rt.Fatalf("the new text is not in force: %s", l.state.Records()[l.state.Size()-1].Unfit)
		}
		after := l.state.On(today, now)
		for u := range before.Items {
			if b, a := before.Items[u], after.Items[u]; b.Status != a.Status || b.Under != a.Under {
				rt.Errorf("%s was %s over %s and is %s over %s under the new text", b.Name, b.Status, b.Under, a.Status, a.Under)
			}
		}
	})
}

func TestNamesOfActorsMeanNothing(t *testing.T) {
	names := strings.NewReplacer("north", "zebra", "south", "yak", "mission", "ant")
	rapid.Check(t, func(rt *rapid.T) {
		d := drawAgreement(rt, false)
		l := d.opened(t)
		acts := d.play(rt, l, drawable(), func() {})
		other := drawn{text: names.Replace(d.text), again: names.Replace(d.again)}.opened(t)
		for _, x := range acts {
			a := x.a
			a.By, a.Text, a.Log, a.Seen = names.Replace(a.By), other.first, other.state.Origin(), other.state.Seen()
			if a.Together != nil {
				to := *a.Together
				to.With = slices.Clone(to.With)
				for i := range to.With {
					to.With[i].By = names.Replace(to.With[i].By)
				}
				a.Together = &to
			}
			other.do(a, a.By, x.received)
		}
		today := DayOf(l.state.last).Add(rapid.IntRange(0, 20).Draw(rt, "day"))
		want, got := names.Replace(show(l.state.On(today, l.state.last))), show(other.state.On(today, l.state.last))
		if want != got {
			rt.Fatalf("with other names:\n%s\nwant:\n%s", got, want)
		}
	})
}

// TestStatusIsAsThePageSays compares with a second version that knows nothing of
// the first: it reads the whole log again for every step.
func TestStatusIsAsThePageSays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawAgreement(rt, true)
		l := d.opened(t)
		kinds := slices.DeleteFunc(drawable(), func(k act.Kind) bool { return k == act.Extend || k == act.Renew || k == act.Decide })
		d.play(rt, l, kinds, func() {})
		today := DayOf(l.state.last).Add(rapid.IntRange(0, 20).Draw(rt, "day"))
		v := l.state.On(today, l.state.last)
		p := newPlain(l.state.Text().Agreement, l.state.Records(), today)
		for _, i := range v.Items {
			if want := p.status(i.Step, partOf(i.Name)); i.Status != want {
				rt.Errorf("%s on %s: %s, and read again %s\n%s\n%s", i.Name, today, i.Status, want, show(v), d.text)
				for _, r := range l.state.Records() {
					rt.Logf("%d %v %v on %s: %s", r.Index, r.Received, r.Act, r.On, r.Unfit)
				}
			}
		}
	})
}

func TestDayOfMoment(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := act.Time(rapid.Int64Range(-62_135_596_800_000, 253_402_300_799_999).Draw(rt, "moment"))
		if got := DayOf(x).String(); got != x.String()[:10] {
			rt.Fatalf("%v is on %s", x, got)
		}
	})
}

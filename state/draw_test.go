package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"detente/act"
)

// drawn is a small agreement at random, with a second text that says the same of
// all steps.
type drawn struct {
	actors, steps []string // steps by the names that acts use
	text, again   string
	procedure     bool
}

func pick[T any](t *rapid.T, label string, from []T) T {
	return from[rapid.IntRange(0, len(from)-1).Draw(t, label)]
}

func chance(t *rapid.T, label string, n int) bool { return rapid.IntRange(1, n).Draw(t, label) == n }

// drawAgreement draws a text. A plain one has no exchange and no procedure.
func drawAgreement(t *rapid.T, plain bool) drawn {
	d := drawn{actors: []string{"north", "south", "mission"}}
	var b strings.Builder
	for _, p := range d.actors {
		kind := "party"
		if p == "mission" {
			kind = "third_party"
		}
		fmt.Fprintf(&b, "%s %q { keys = [KEY(%s)] }\n", kind, p, p)
	}
	n := rapid.IntRange(1, 5).Draw(t, "steps")
	for i := range n {
		d.step(t, &b, i)
	}
	if !plain && n > 2 && chance(t, "exchange", 2) {
		held := ""
		if chance(t, "held", 2) {
			held = "  held_by = mission\n"
		}
		fmt.Fprintf(&b, "exchange \"swap\" {\n  steps = [s1, s2]\n%s}\n", held)
		d.steps = append(d.steps, "swap")
	}
	if !plain && chance(t, "procedure", 2) {
		d.procedure = true
		b.WriteString("procedure \"snap\" {\n  may_start = [north, south]\n  takes_back = s0\n  stage \"one\" {\n    days = 3\n    decides = [north, mission]\n    if_decided = ends\n    may_extend = [north, south]\n    if_silent = takes_effect\n  }\n}\n")
	}
	stops := chance(t, "stops", 2)
	d.text = fmt.Sprintf("agreement \"a\" {\n  dispute_stops_clock = %t\n}\n", stops) + b.String()
	d.again = fmt.Sprintf("agreement \"a\" {\n  title = \"again\"\n  dispute_stops_clock = %t\n}\n", stops) + b.String()
	return d
}

func (d *drawn) step(t *rapid.T, b *strings.Builder, i int) {
	name := fmt.Sprintf("s%d", i)
	d.steps = append(d.steps, name)
	fmt.Fprintf(b, "step %q {\n  by = %s\n", name, pick(t, "by", []string{"north", "south", "[north, south]"}))
	if chance(t, "verified", 2) {
		fmt.Fprintf(b, "  verified_by = %s\n", pick(t, "verifier", []string{"mission", "[mission, south]"}))
	}
	if chance(t, "parts", 4) && i > 2 {
		b.WriteString("  parts = 2\n")
		d.steps = append(d.steps, name+"[1]", name+"[2]")
	}
	if i > 0 && chance(t, "after", 2) {
		fmt.Fprintf(b, "  after = s%d%s\n", rapid.IntRange(0, i-1).Draw(t, "first"), pick(t, "how", []string{"", ".declared"}))
	}
	if chance(t, "due", 2) {
		fmt.Fprintf(b, "  due = \"2030-01-%02d\"\n", rapid.IntRange(2, 20).Draw(t, "day"))
	}
	if chance(t, "not before", 5) {
		fmt.Fprintf(b, "  not_before = \"2030-01-0%d\"\n", rapid.IntRange(2, 9).Draw(t, "day"))
	}
	if chance(t, "done", 8) {
		b.WriteString("  done = \"2029-01-01\"\n")
	} else if chance(t, "lasts", 4) {
		b.WriteString("  lasts = 5\n")
	}
	b.WriteString("}\n")
}

// drawAct draws an act that mostly fits; its text and heads are set later.
func (d drawn) drawAct(t *rapid.T, size int64, now act.Time, kinds []act.Kind) act.Act {
	a := act.Act{Format: act.Format, Kind: pick(t, "kind", kinds), By: pick(t, "actor", d.actors), At: now}
	step := pick(t, "step", d.steps)
	on := act.DayOf(DayOf(now).Add(-rapid.IntRange(0, 2).Draw(t, "ago")))
	of := rapid.Int64Range(max(0, size-8), max(0, size-1)).Draw(t, "of")
	switch a.Kind {
	case act.Begin:
		a.Step, a.On = step, on
		if d.procedure && chance(t, "procedure", 2) {
			a.Step, a.Procedure = "", "snap"
		}
	case act.Decide:
		a.Procedure, a.Stage, a.On = "snap", "one", on
	case act.Declare:
		a.Step, a.On = step, on
	case act.Attest:
		a.Of, a.On, a.Result = &of, on, pick(t, "result", []act.Result{act.Confirmed, act.Confirmed, act.NotConfirmed, act.NoAccess})
	case act.Dispute:
		a.Words, a.Of = "no", &of
		if chance(t, "state", 4) {
			a.Of, a.Step = nil, step
		}
	case act.Answer:
		a.Of, a.Result = &of, pick(t, "result", []act.Result{act.Accepted, act.Rejected})
	case act.Suspend:
		a.On = on
		if !chance(t, "all", 4) {
			a.Step = step
		}
	case act.Resume:
		a.Of, a.On = &of, on
	case act.Waive:
		a.Step = step
	case act.Extend:
		a.Step, a.Until = step, act.DayOf(DayOf(at2030).Add(10+5*rapid.IntRange(0, 2).Draw(t, "until")))
	case act.Renew:
		a.Step, a.On = step, on
	case act.Withdraw:
		a.Of = &of
		if chance(t, "leave", 8) {
			a.Of, a.On = nil, on
		}
	case act.Note:
		a.Words = "note"
	}
	if a.Kind == act.Declare || a.Kind == act.Waive {
		d.drawPair(t, &a)
	}
	return a
}

// drawPair binds some acts to another of a few pairs.
func (d drawn) drawPair(t *rapid.T, a *act.Act) {
	if !chance(t, "pair", 5) {
		return
	}
	with := []act.Partner{{By: "north", Kind: a.Kind, Step: "s0"}, {By: "south", Kind: a.Kind, Step: "s0"}}
	own := partner(*a)
	if !slices.Contains(with, own) {
		return
	}
	with = slices.DeleteFunc(with, func(p act.Partner) bool { return p == own })
	a.Together = &act.Together{ID: strings.Repeat(pick(t, "pair", []string{"a", "b"}), 32), With: with, Before: at2030 + 15*day}
}

// at2030 is the first moment of 2030.
var at2030, _ = act.ParseTime("2030-01-01T00:00:00.000Z")

// step is an act as it was done, and when.
type did struct {
	a        act.Act
	received act.Time
}

// play signs the agreement and then does acts at random, mostly after a time.
func (d drawn) play(t *rapid.T, l *logged, kinds []act.Kind, each func()) []did {
	var all []did
	now := at2030
	do := func(a act.Act) {
		a.Text, a.Log, a.Seen = l.state.Text().Hash, l.state.Origin(), l.state.Seen()
		if a.Check() != nil {
			return
		}
		all = append(all, did{a, now})
		l.do(a, a.By, now)
		each()
	}
	for _, who := range []string{"north", "south"} {
		do(act.Act{Format: act.Format, Kind: act.Sign, By: who, At: now})
	}
	for range rapid.IntRange(0, 25).Draw(t, "acts") {
		now += act.Time(rapid.Int64Range(0, 30).Draw(t, "hours")) * day / 24
		do(d.drawAct(t, l.state.Size(), now, kinds))
	}
	return all
}

// opened is a log about the agreement, with both of its texts at hand.
func (d drawn) opened(t testing.TB) *logged {
	l := &logged{t: t, texts: map[string]*Text{}, named: map[string]string{}}
	l.text("a.deal", d.text)
	l.text("b.deal", d.again)
	return l
}

package check

import (
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
)

// What is taken as performed on a known day is found as if the text said so.
func TestFindingsFromAState(t *testing.T) {
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		a := read(t, drawText(t))
		var state []agreement.Performance
		for _, s := range a.Steps {
			if s.Done.Given || rapid.Bool().Draw(t, "left") {
				continue
			}
			p := agreement.Performance{StepRef: agreement.StepRef{Ref: agreement.Ref{ID: s.ID}}}
			p.On = agreement.Opt[calendar.Day]{V: calendar.Day(20454 + rapid.IntRange(0, 300).Draw(t, "on")), Given: true}
			if agreement.CheckState(a, append(state, p)) == nil {
				state = append(state, p)
			}
		}
		from := Run(a, agreement.Asking{Performed: state})
		for _, p := range state {
			a.Step(p.ID).Done = p.On
		}
		taken += len(state)
		if written := Run(a, agreement.Asking{}); lines(from) != lines(written) {
			t.Fatalf("from %v:\n%s\nwith done written:\n%s", state, lines(from), lines(written))
		}
	})
	if taken == 0 {
		t.Error("no state was drawn")
	}
}

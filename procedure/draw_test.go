package procedure

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"detente/agreement"
	"detente/calendar"
	"detente/syntax"
)

// read reads an agreement that has to be free of findings.
func read(t *testing.T, text string) *agreement.Agreement {
	t.Helper()
	tree, found := syntax.Parse("a.deal", []byte(text))
	a, more := agreement.Read([]*syntax.File{tree})
	if found = append(found, more...); found.HasErrors() {
		t.Fatalf("%v", found)
	}
	return a
}

func day(t *testing.T, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func opt[T any](v T) agreement.Opt[T] { return agreement.Opt[T]{V: v, Given: true} }

func drawRefs(t *rapid.T, label string) []agreement.Ref {
	var refs []agreement.Ref
	for _, id := range []string{"a", "b", "c"} {
		if rapid.IntRange(0, 2).Draw(t, label+" "+id) == 0 {
			refs = append(refs, agreement.Ref{ID: id})
		}
	}
	return refs
}

// drawn is a procedure with at most the number of stages, each of a few days.
func drawn(t *rapid.T, most int) *agreement.Procedure {
	p := &agreement.Procedure{}
	for i := range rapid.IntRange(0, most).Draw(t, "stages") {
		s := &agreement.Stage{Name: agreement.Name{ID: fmt.Sprint("s", i)}}
		if rapid.IntRange(0, 5).Draw(t, "bounded") > 0 {
			s.Days = opt(rapid.IntRange(0, 3).Draw(t, "days"))
		}
		if i > 0 && rapid.IntRange(0, 3).Draw(t, "beside") == 0 {
			s.Beside = opt(agreement.Ref{ID: p.Stages[main(p, i-1)].ID})
		}
		if rapid.IntRange(0, 2).Draw(t, "gated") == 0 {
			s.MayEnter = drawRefs(t, "enter")
		}
		if rapid.IntRange(0, 3).Draw(t, "skippable") == 0 && !s.Beside.Given {
			s.MaySkip = drawRefs(t, "skip")
		}
		if rapid.IntRange(0, 3).Draw(t, "extendable") == 0 {
			s.MayExtend = drawRefs(t, "extend")
		}
		s.Decides, s.CanBlock = drawRefs(t, "decides"), drawRefs(t, "blocks")
		outcome := rapid.SampledFrom(agreement.Outcomes)
		if rapid.Bool().Draw(t, "says decided") {
			s.IfDecided = opt(outcome.Draw(t, "decided"))
		}
		if !s.Beside.Given && rapid.IntRange(0, 3).Draw(t, "says silent") > 0 {
			s.IfSilent = opt(outcome.Draw(t, "silent"))
		}
		if s.IfSilent.V == agreement.Again && s.Days.Given { // the language wants a day at least
			s.Days.V = max(s.Days.V, 1)
		}
		p.Stages = append(p.Stages, s)
	}
	return p
}

func drawActs(t *rapid.T, p *agreement.Procedure) []Act {
	acts := []Act{{Kind: Start, On: calendar.Day(rapid.IntRange(0, 3).Draw(t, "start"))}}
	for range rapid.IntRange(0, 6).Draw(t, "acts") {
		if len(p.Stages) == 0 {
			break
		}
		acts = append(acts, Act{
			Kind:  rapid.SampledFrom([]Kind{Enter, Decide, Extend, Skip}).Draw(t, "kind"),
			Stage: p.Stages[rapid.IntRange(0, len(p.Stages)-1).Draw(t, "stage")].ID,
			On:    calendar.Day(rapid.IntRange(0, 16).Draw(t, "on")),
			Days:  rapid.IntRange(0, 3).Draw(t, "more days"),
		})
	}
	return acts
}

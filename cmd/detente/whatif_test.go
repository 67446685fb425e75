package main

import (
	"encoding/json"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"pgregory.net/rapid"

	"detente/internal/term"
	"detente/report"
)

// Whatever is changed of whatever agreement: the record is one, the page keeps its
// width, before is what the plan says, and after dropping a demand is what the plan
// says without it.
func TestRandomWhatIfs(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := []byte(drawAgreement(rt))
		say := func(args ...string) []byte { return story(t, text, append(args, "-")...) }
		flags := [][]string{{"-cut", "s0=2"}, {"-undo", "s0=0.3"}, {"-breach_cost", "a=0"}, {"-date", "s0=2030-01-15"}, {"-cut", "s0=1"}, {"-undo", "s0=0"}}
		if strings.Contains(string(text), "\"d0\"") {
			flags = append(flags, []string{"-drop", "d0"})
		}
		drawn := rapid.SliceOfNDistinct(rapid.IntRange(0, len(flags)-1), 1, 2, rapid.ID).Draw(rt, "flags")
		args := []string{"what-if"}
		for _, k := range drawn {
			args = append(args, flags[k]...)
		}
		out := say(append(args, "-json")...)
		var w report.WhatIf
		if err := isRecord(out, &w); err != nil {
			rt.Fatalf("%v: %v\n%s", args, err, text)
		}
		for _, line := range strings.Split(string(say(args...)), "\n") {
			if lipgloss.Width(line) > term.DefaultWidth {
				rt.Fatalf("%d cells: %q\n%s", lipgloss.Width(line), line, text)
			}
		}
		changed := false
		for _, x := range w.Amendments {
			changed = changed || len(x.Changes) > 0
		}
		if !changed && !w.Same {
			rt.Fatalf("%v: nothing is changed, and %v differ\n%s", args, w.Differences, text)
		}
		same := func(what string, s report.Standing, args ...string) {
			var p report.Plan
			if err := json.Unmarshal(say(append([]string{"plan", "-json"}, args...)...), &p); err != nil {
				rt.Fatal(err)
			}
			looked := p.Verdict != "no_gain" // then the planner looks at no conflicts, and we do
			if p.Verdict != s.Verdict || looked && len(p.Conflicts) != len(s.Conflicts) || (p.Length == nil) != (s.Length == nil) ||
				p.Length != nil && (*p.Length != *s.Length || *p.End != *s.End) {
				rt.Fatalf("%s: %+v; the plan says %s %v %v\n%s", what, s, p.Verdict, p.Length, p.End, text)
			}
		}
		same("before", w.Before)
		if len(drawn) == 1 && args[1] == "-drop" {
			same("after", w.After, "-without", "d0")
		}
		if t.Failed() {
			rt.Fatalf("%v of the text\n%s", args, text)
		}
	})
}

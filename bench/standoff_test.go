package main

import (
	"context"
	"io"
	"strings"
	"testing"

	"detente/internal/benchpage"
	"detente/internal/standoffcase"
	"detente/stability"
)

func TestStandoffs(t *testing.T) {
	r := &standoffRun{standoffSuite: standoffSuite{options: []int{8}, plain: []int{5}}, log: io.Discard}
	for _, part := range []func(context.Context) error{r.besides, r.sizes, r.words, r.inverse} {
		if err := part(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.beside) != 4 || len(r.cubes) != 4 || len(r.further) != 5 {
		t.Errorf("the tables have %d, %d and %d rows", len(r.beside), len(r.cubes), len(r.further))
	}
	text := r.tables("go run ./bench -standoff", benchpage.ThisMachine(), nil)
	for _, want := range []string{"| 2^8 | some states cannot be | ", "| 2^5 | every option both ways | ", "| a question to 64 states and 4 actors (`Words`) | "} {
		if !strings.Contains(text, want) {
			t.Errorf("the tables do not have %q:\n%s", want, text)
		}
	}
}

// What disagrees with the plain search ends the run without a table.
func TestStandoffsDisagree(t *testing.T) {
	m := standoffcase.Shared(5, 4, kinds()[0].directions, false)
	quick := stability.Analyse(m, stability.Options{})
	if err := sameAsPlain(m, quick); err != nil {
		t.Error(err)
	}
	m.Rank[0], m.Rank[1] = m.Rank[1], m.Rank[0]
	if sameAsPlain(m, quick) == nil {
		t.Error("other rankings are told to be the same")
	}
	if unfinished(mismatch{"5 options", "the plain search", "no"}) {
		t.Error("a table would be written")
	}
}

// An interrupted run writes what it has.
func TestStandoffsInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	text, err := flags{plan: "quick"}.standoffs(ctx, "go run ./bench -standoff", io.Discard)
	if err == nil || !strings.Contains(text, "ended early") {
		t.Errorf("%v: %q", err, text)
	}
}

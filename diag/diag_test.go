package diag_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"detente/diag"
)

func place(file string, at int) diag.Place {
	return diag.Place{File: file, Start: diag.Pos{Line: at, Column: 1, Byte: at}, End: diag.Pos{Line: at, Column: 2, Byte: at + 1}}
}

// The order is that of the comment, whatever the findings come in.
func TestFindingsHaveOneOrder(t *testing.T) {
	want := diag.List{
		{Code: "D300", Severity: diag.Error, Summary: "gravest first"},
		{Code: "D101", Severity: diag.Warning, Weight: 3, Place: place("b", 9), Summary: "then by code, heaviest first"},
		{Code: "D101", Severity: diag.Warning, Weight: 1, Place: place("a", 7), Summary: "then by place"},
		{Code: "D101", Severity: diag.Warning, Weight: 1, Place: place("a", 8), Summary: "by place again"},
		{Code: "D101", Severity: diag.Warning, Weight: 1, Place: place("b", 1), Summary: "and by sentence"},
		{Code: "D101", Severity: diag.Warning, Weight: 1, Place: place("b", 1), Summary: "at last"},
		{Code: "D102", Severity: diag.Warning, Weight: 9, Summary: "the next code"},
		{Code: "D001", Severity: diag.Note, Summary: "notes last"},
	}
	want[4].Summary, want[5].Summary = "a", "b"
	r := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		got := slices.Clone(want)
		r.Shuffle(len(got), func(a, b int) { got[a], got[b] = got[b], got[a] })
		if got.Sort(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%v", got)
		}
	}
}

func TestFindingsAreCounted(t *testing.T) {
	l := diag.List{{Severity: diag.Warning}, {Severity: diag.Note}, {Severity: diag.Warning}}
	if l.HasErrors() || l.Count(diag.Warning) != 2 || l.Count(diag.Note) != 1 || l.Count(diag.Error) != 0 {
		t.Errorf("%v", l)
	}
	if l = append(l, diag.Finding{}); !l.HasErrors() {
		t.Error("the zero severity is no error")
	}
}

func TestPlacesSayWhereTheyAre(t *testing.T) {
	for want, p := range map[string]diag.Place{"-": {}, "a.deal:4:1": place("a.deal", 4)} {
		if p.String() != want || p.Known() != (want != "-") {
			t.Errorf("%+v says %q, want %q", p, p, want)
		}
	}
}

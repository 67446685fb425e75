// Package examples_test reads every agreement of this folder, looks for what is
// wrong or open in it, plans it, and compares with the folder's expected.txt:
// what the tool must find there and what it must not. expectations_test.go says
// how such a file is written; a new expectation takes no Go.
package examples_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/check"
	"detente/demands"
	"detente/diag"
	"detente/internal/files"
	"detente/plan"
	"detente/report"
	"detente/syntax"
)

// folders are the examples, by name.
func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if len(names) < 7 {
		t.Fatalf("only %d examples: %v", len(names), names)
	}
	return names
}

func TestExamples(t *testing.T) {
	for _, folder := range folders(t) {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			for _, c := range readCases(t, filepath.Join(folder, "expected.txt")) {
				t.Run(c.name, func(t *testing.T) { newOutcome(t, folder, c).hold(t) })
			}
		})
	}
}

// outcome is everything the tool says about one case.
type outcome struct {
	c         *expectedCase
	agreement *agreement.Agreement
	found     diag.List
	terms     *demands.Analysis
	// result is what the planner says; shown is the plan that people see: with
	// the demands of all conflicts set aside where they block one another.
	result, shown *plan.Result
	aside         []string // the demands set aside for shown
}

func newOutcome(t *testing.T, folder string, c *expectedCase) *outcome {
	t.Helper()
	paths := []string{folder}
	for _, p := range c.also {
		paths = append(paths, filepath.Join(folder, p))
	}
	text, err := files.Load(paths)
	if err != nil {
		t.Fatal(err)
	}
	o := &outcome{c: c}
	o.read(t, text)
	asking := agreement.Asking{Without: c.without, FirmOnly: c.firmOnly, Performed: c.performed}
	o.terms = demands.Analyse(o.agreement, demands.Options{Asking: asking})
	o.found = append(o.found, check.Run(o.agreement, asking)...)
	o.found.Sort()
	if c.plans() {
		o.plan(t, asking)
		o.records(t, text.Hash)
	}
	return o
}

// read reads the text. An example has no errors of form, is laid out as the
// formatter lays it out, and its sources are there.
func (o *outcome) read(t *testing.T, text *files.Text) {
	t.Helper()
	var trees []*syntax.File
	for _, f := range text.Files {
		formatted, _ := syntax.Format(f.Name, f.Src)
		if !bytes.Equal(formatted, f.Src) {
			t.Errorf("%s is not laid out as detente fmt does it", f.Name)
		}
		tree, found := syntax.Parse(f.Name, o.c.change(t, f.Src))
		trees, o.found = append(trees, tree), append(o.found, found...)
	}
	a, found := agreement.ReadLinked(trees, text.Links(trees))
	text.AttachSources(a)
	o.agreement, o.found = a, append(o.found, found...)
	for _, f := range o.found {
		if f.Severity == diag.Error {
			t.Fatalf("%s: %s %s", f.Place, f.Code, f.Summary)
		}
	}
	if unused := o.c.unused(); len(unused) > 0 {
		t.Fatalf("drop %v: nothing of that name in the text", unused)
	}
}

// plan plans, and works every figure out again.
func (o *outcome) plan(t *testing.T, asking agreement.Asking) {
	t.Helper()
	o.result = find(t, o.agreement, asking)
	o.shown = o.result
	for o.shown.Verdict == plan.Blocked {
		before := len(o.aside)
		for _, c := range o.shown.Conflicts.Conflicts {
			for _, d := range c.Demands {
				if !slices.Contains(o.aside, d.ID) {
					o.aside = append(o.aside, d.ID)
				}
			}
		}
		if len(o.aside) == before {
			return
		}
		o.shown = find(t, o.agreement, agreement.Asking{Without: slices.Concat(asking.Without, o.aside), FirmOnly: asking.FirmOnly, Performed: asking.Performed})
	}
}

func find(t *testing.T, a *agreement.Agreement, asking agreement.Asking) *plan.Result {
	t.Helper()
	r, err := plan.Find(a, plan.Options{Asking: asking})
	if err != nil {
		t.Fatal(err)
	}
	if !r.Proved {
		t.Errorf("without %v: the plan is not proved", asking.Without)
	}
	if err := plan.Verify(a, r); err != nil {
		t.Errorf("without %v: %v", asking.Without, err)
	}
	return r
}

// records makes what renderers and programs see, and looks whether the same
// input gives the same bytes.
func (o *outcome) records(t *testing.T, hash string) {
	t.Helper()
	var aside *plan.Result
	if o.shown != o.result {
		aside = o.shown
	}
	first := report.JSON(report.NewPlan(hash, o.result, aside))
	if again := report.JSON(report.NewPlan(hash, o.result, aside)); !bytes.Equal(first, again) {
		t.Error("the record of the plan is not the same twice")
	}
	for _, want := range []string{`"format": "` + report.PlanFormat + `"`, hash, string(o.result.Verdict)} {
		if !bytes.Contains(first, []byte(want)) {
			t.Errorf("the record of the plan does not hold %s", want)
		}
	}
}

// Every source text is our own and says what it stands in for, and no folder
// holds one that nothing refers to.
func TestSourcesAreOurOwn(t *testing.T) {
	for _, folder := range folders(t) {
		named := sourcesNamed(t, folder)
		there, err := filepath.Glob(filepath.Join(folder, "sources", "*"))
		if err != nil {
			t.Fatal(err)
		}
		deeper, err := filepath.Glob(filepath.Join(folder, "*", "sources", "*"))
		if err != nil {
			t.Fatal(err)
		}
		there = append(there, deeper...)
		if len(there) == 0 {
			t.Errorf("%s has no sources", folder)
		}
		for _, path := range there {
			text := strings.Join(strings.Fields(mustRead(t, path)), " ")
			if !strings.HasPrefix(text, "Summary written for this example; stands in for ") {
				t.Errorf("%s does not say at its beginning that it is our own summary, and of what", path)
			}
			if !slices.Contains(named, path) {
				t.Errorf("%s: no text names this source", path)
			}
		}
	}
}

// sourcesNamed are the source files that the texts of the folder, and of those
// in it, refer to.
func sourcesNamed(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.deal"))
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join(folder, "*", "*.deal"))
	if err != nil {
		t.Fatal(err)
	}
	var trees []*syntax.File
	for _, p := range append(paths, deeper...) {
		tree, _ := syntax.Parse(p, []byte(mustRead(t, p)))
		trees = append(trees, tree)
	}
	a, _ := agreement.Read(trees)
	var named []string
	for _, s := range a.Sources {
		named = append(named, filepath.Join(filepath.Dir(s.Place.File), filepath.FromSlash(s.File.V)))
	}
	return named
}

// Every example explains itself.
func TestReadme(t *testing.T) {
	for _, folder := range folders(t) {
		page := mustRead(t, filepath.Join(folder, "README.md"))
		for _, heading := range []string{"## What happened", "## What the tool must find", "## What cannot be said yet", "## Where judgement entered"} {
			if !strings.Contains(page, "\n"+heading+"\n") {
				t.Errorf("%s/README.md has no section %q", folder, heading)
			}
		}
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

package check

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"detente/agreement"
	"detente/diag"
	"detente/syntax"
)

var update = flag.Bool("update", false, "rewrite the findings in testdata")

// testdata holds one archive for each rule, named after its code, with cases:
//
//	-- NAME/example.deal --    the text, or several
//	-- NAME/record.txt --      a source that the text names
//	-- NAME/without --         demands set aside, or "firm-only"
//	-- NAME/findings --        what the rule finds, in full
//
// A case whose findings are empty must raise nothing. -update rewrites the
// findings; read the difference before it goes in.
func TestRules(t *testing.T) {
	if *update && os.Getenv("CI") == "true" {
		t.Fatal("-update is refused where CI=true: nobody would read the difference")
	}
	for _, r := range rules {
		if r.find == nil {
			continue
		}
		t.Run(string(r.code), func(t *testing.T) {
			file := filepath.Join("testdata", string(r.code)+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range archive.Files {
				if name, last := path.Split(f.Name); last == "findings" {
					got := tell(t, r.code, archive, name)
					if string(f.Data) != got && !*update {
						t.Errorf("%s%s:\n got\n%s\nwant\n%s", file, name, got, f.Data)
					}
					archive.Files[i].Data = []byte(got)
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// tell applies the rules to one case and writes in full what those of the code
// have found.
func tell(t *testing.T, code diag.Code, archive *txtar.Archive, name string) string {
	t.Helper()
	var trees []*syntax.File
	var form diag.List
	var asking agreement.Asking
	sources := map[string]string{}
	for _, f := range archive.Files {
		dir, base := path.Split(f.Name)
		switch {
		case dir != name || base == "findings":
		case base == "without":
			asking.Without = strings.Fields(string(f.Data))
			asking.FirmOnly = slices.Contains(asking.Without, "firm-only")
		case path.Ext(base) == ".deal":
			tree, l := syntax.Parse(base, f.Data)
			trees, form = append(trees, tree), append(form, l...)
		default: // talks.linked is the agreement that a link finds as talks.deal
			sources[strings.Replace(base, ".linked", ".deal", 1)] = string(f.Data)
		}
	}
	a, l := agreement.ReadLinked(trees, linkedIn(trees, sources))
	if form = append(form, l...); form.HasErrors() {
		t.Fatalf("%s: the text is in error:\n%s", name, lines(form))
	}
	for _, s := range a.Sources {
		s.Content, s.Loaded = sources[s.File.V], sources[s.File.V] != ""
	}
	var b strings.Builder
	for _, f := range Run(a, asking) {
		if f.Code == code {
			inFull(&b, f)
		}
	}
	return b.String()
}

func inFull(b *strings.Builder, f diag.Finding) {
	var places []string
	for _, p := range f.Places {
		places = append(places, fmt.Sprintf("%s:%d-%d", p.File, p.Start.Line, p.End.Line))
	}
	fmt.Fprintf(b, "%s %s at %s\n%s\n", f.Code, f.Severity, f.Place, f.Summary)
	if f.Detail != "" {
		fmt.Fprintf(b, "| %s\n", strings.ReplaceAll(f.Detail, "\n", "\n| "))
	}
	if f.Fix != "" {
		fmt.Fprintf(b, "> %s\n", f.Fix)
	}
	fmt.Fprintf(b, "steps %s; owners %s; weight %d; places %s\n\n",
		strings.Join(f.Steps, " "), strings.Join(f.Owners, " "), f.Weight, strings.Join(places, " "))
}

package check

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/diag"
	"detente/syntax"
)

// A page has these parts, in this order. Under the last two stand whole
// agreements in fenced blocks:
//
//	```deal                 a text of its own
//	```deal file=NAME       one of several files, read together
//	```text file=NAME       a source that the text names
//	```linked file=NAME     an agreement that the text links to
//
// What the example raises, of errors and warnings, is the page's code and
// nothing else; the repaired example raises none of either, and not the code.
var parts = []string{"## What it means", "## Why it matters at the table", "## Example", "## Repaired"}

var fenced = regexp.MustCompile("(?ms)^```(\\w+)(?: file=(\\S+))?\n(.*?)^```$")

func TestPages(t *testing.T) {
	for _, code := range Codes() {
		t.Run(string(code), func(t *testing.T) {
			page, ok := Page(code)
			if !ok {
				t.Fatal("no page")
			}
			severity, _ := Severity(code)
			word := map[diag.Severity]string{diag.Error: "An error", diag.Warning: "A warning", diag.Note: "A note"}[severity]
			if want := fmt.Sprintf("# %s · %s\n\n%s", code, Title(code), word); !strings.HasPrefix(page, want) {
				t.Errorf("the page begins\n%s\nwant\n%s", page[:min(len(page), 100)], want)
			}
			sections := cut(t, page)
			raised := findings(t, sections[2])
			if !slices.ContainsFunc(raised, func(f diag.Finding) bool { return f.Code == code }) {
				t.Errorf("the example does not raise %s:\n%s", code, lines(raised))
			}
			for _, f := range raised {
				if f.Code != code && f.Severity < diag.Note {
					t.Errorf("the example raises more than %s:\n%s", code, lines(raised))
					break
				}
			}
			for _, f := range findings(t, sections[3]) {
				if f.Code == code || f.Severity < diag.Note {
					t.Errorf("repaired, it still raises\n%s", lines(diag.List{f}))
				}
			}
		})
	}
}

// cut returns the text of the parts.
func cut(t *testing.T, page string) []string {
	t.Helper()
	var sections []string
	rest := page
	for i, title := range parts {
		_, after, ok := strings.Cut(rest, "\n"+title+"\n")
		if !ok {
			t.Fatalf("no part %q behind the one before", title)
		}
		if i > 0 {
			sections = append(sections, strings.TrimSuffix(rest, after))
		}
		rest = after
	}
	return append(sections, rest)
}

func lines(l diag.List) string {
	var b strings.Builder
	for _, f := range l {
		fmt.Fprintf(&b, "%s %s %s: %s\n", f.Place, f.Severity, f.Code, f.Summary)
	}
	return b.String()
}

// findings reads the blocks of a part as one agreement and applies the rules.
func findings(t *testing.T, section string) diag.List {
	t.Helper()
	var trees []*syntax.File
	var found diag.List
	sources := map[string]string{}
	for _, m := range fenced.FindAllStringSubmatch(section, -1) {
		kind, name, body := m[1], m[2], m[3]
		if kind == "text" || kind == "linked" {
			sources[name] = body
			continue
		}
		if kind != "deal" {
			t.Fatalf("a block of the kind %q", kind)
		}
		if name == "" {
			name = "example.deal"
		}
		tree, l := syntax.Parse(name, []byte(body))
		if formatted, bad := syntax.Format(name, []byte(body)); !l.HasErrors() && !bad.HasErrors() && !bytes.Equal(formatted, []byte(body)) {
			t.Errorf("not laid out as detente fmt does it; it would be\n%s", formatted)
		}
		trees = append(trees, tree)
		found = append(found, l...)
	}
	if len(trees) == 0 {
		t.Fatal("no agreement in it")
	}
	a, l := agreement.ReadLinked(trees, linkedIn(trees, sources))
	found = append(found, l...)
	for _, s := range a.Sources {
		s.Content, s.Loaded = sources[s.File.V], sources[s.File.V] != ""
	}
	if !found.HasErrors() {
		found = append(found, Run(a, agreement.Asking{})...)
	}
	found.Sort()
	return found
}

// linkedIn reads the agreements that the trees link to from the texts. One that
// links on is in these pages one that links back.
func linkedIn(trees []*syntax.File, texts map[string]string) []agreement.Linked {
	a, _ := agreement.Read(trees)
	var all []agreement.Linked
	for _, x := range a.Links {
		l := agreement.Linked{Name: x.ID}
		if body, ok := texts[x.File.V]; ok {
			tree, _ := syntax.Parse(x.File.V, []byte(body))
			l.Agreement, _ = agreement.Read([]*syntax.File{tree})
			l.Hash = fmt.Sprintf("%x", sha256.Sum256([]byte(body)))
			for _, back := range l.Agreement.Links {
				l.Circle = []string{back.File.V, x.File.V, back.File.V}
			}
		}
		all = append(all, l)
	}
	return all
}

func TestEveryPageHasItsRule(t *testing.T) {
	files, err := fs.Glob(pages, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(Codes(), diag.Code(strings.TrimSuffix(f, ".md"))) {
			t.Errorf("%s is the page of no rule", f)
		}
	}
	if len(files) != len(Codes()) {
		t.Errorf("%d pages for %d codes", len(files), len(Codes()))
	}
	if _, ok := Page("D999"); ok {
		t.Error("a page for D999")
	}
	small, _ := Page("d101")
	if large, _ := Page("D101"); small != large || small == "" {
		t.Error("small letters will not do")
	}
}

func TestCodesAreInOrderAndUsedOnce(t *testing.T) {
	codes := Codes()
	for i := 1; i < len(codes); i++ {
		if codes[i-1] >= codes[i] {
			t.Errorf("%s stands before %s", codes[i-1], codes[i])
		}
	}
	if _, ok := Severity("D999"); ok || Title("D999") != "" {
		t.Error("D999 is known")
	}
}

package syntax

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"detente/diag"
)

var update = flag.Bool("update", false, "write what the program says into testdata; look at the difference before you keep it")

// TestCases runs the archives in testdata. A case is the files whose names begin
// with its name and a slash: in.deal or in.deal.json is read; tree is the tree
// it gives with its places, findings what is said about it, format its layout.
// Which of them a case has is up to the case, except that findings are never
// left unsaid.
func TestCases(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range a.Files {
			if strings.HasPrefix(path.Base(f.Name), "in.deal") {
				t.Run(filepath.Base(archive)+"/"+path.Dir(f.Name), func(t *testing.T) { runCase(t, a, i) })
			}
		}
		if *update {
			refuseInCI(t)
			if err := os.WriteFile(archive, txtar.Format(a), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func refuseInCI(t *testing.T) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal("-update is for a person at a desk")
	}
}

func runCase(t *testing.T, a *txtar.Archive, in int) {
	name := path.Base(a.Files[in].Name)
	// The last newline is the archive's, unless the text wants it.
	src := a.Files[in].Data
	file, found := Parse(name, src)
	said := listed(found)
	if !compare(t, a, in, "findings", said) && said != "" {
		t.Errorf("findings, and the case has no file for them:\n%s", said)
	}
	compare(t, a, in, "tree", dump(file))
	layout, _ := Format(name, src)
	compare(t, a, in, "format", string(layout))
	for _, x := range found {
		checkFinding(t, x, len(src))
	}
	if len(found) == 0 && !strings.HasSuffix(name, ".json") {
		askHCL(t, file, src)
	}
}

// compare compares with the file of the case, and reports whether it has one.
func compare(t *testing.T, a *txtar.Archive, in int, what, got string) bool {
	t.Helper()
	for i, f := range a.Files {
		if f.Name != path.Join(path.Dir(a.Files[in].Name), what) {
			continue
		}
		if *update {
			a.Files[i].Data = []byte(got)
		} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		return true
	}
	return false
}

func listed(l diag.List) string {
	var b strings.Builder
	for _, f := range l {
		fmt.Fprintf(&b, "%s %s %s -> %s\n", stretch(f.Place), f.Code, f.Summary, f.Fix)
	}
	return b.String()
}

// stretch writes a place as line:column-column, or line:column-line:column, with
// the bytes after it where they differ from what ASCII would give.
func stretch(p diag.Place) string {
	s := fmt.Sprintf("%d:%d-", p.Start.Line, p.Start.Column)
	if p.End.Line != p.Start.Line {
		s += fmt.Sprintf("%d:", p.End.Line)
	}
	s += fmt.Sprint(p.End.Column)
	if p.Start.Line == p.End.Line && p.End.Byte-p.Start.Byte != p.End.Column-p.Start.Column {
		s += fmt.Sprintf(" (bytes %d-%d)", p.Start.Byte, p.End.Byte)
	}
	return s
}

func dump(f *File) string {
	var b strings.Builder
	dumpBody(&b, f.Body, "")
	return b.String()
}

func dumpBody(b *strings.Builder, body Body, indent string) {
	for _, a := range body.Attrs {
		fmt.Fprintf(b, "%s%s @%s = %s\n", indent, a.Name, stretch(a.NamePlace), form(a.Expr))
	}
	for _, x := range body.Blocks {
		fmt.Fprintf(b, "%s%s @%s", indent, x.Type, stretch(x.Place))
		for _, l := range x.Labels {
			fmt.Fprintf(b, " %q @%s", l.Text, stretch(l.Place))
		}
		b.WriteString("\n")
		dumpBody(b, x.Body, indent+"  ")
	}
}

func form(e Expr) string {
	s := ""
	switch e.Kind {
	case Bad:
		s = "?"
	case Name:
		s = e.Text
		if e.Index != nil {
			s += "[" + form(*e.Index) + "]"
		}
		if e.Field != "" {
			s += "." + e.Field
		}
	case String:
		s = fmt.Sprintf("%q", e.Text)
	case Number:
		s = e.Number.RatString()
	case Bool:
		s = fmt.Sprint(e.Bool)
	case List, Call:
		var items []string
		for _, x := range e.Items {
			items = append(items, form(x))
		}
		brackets := map[Kind]string{List: "[]", Call: "()"}[e.Kind]
		s = e.Text + brackets[:1] + strings.Join(items, ", ") + brackets[1:]
	case Logic:
		var items []string
		for _, x := range e.Items {
			items = append(items, form(x))
		}
		switch e.Text {
		case "()":
			s = "(" + items[0] + ")"
		case "!":
			s = "!" + items[0]
		default:
			s = "{" + strings.Join(items, " "+e.Text+" ") + "}"
		}
	case Map:
		var pairs []string
		for _, p := range e.Pairs {
			pairs = append(pairs, fmt.Sprintf("%s @%s: %s", p.Key.Text, stretch(p.Key.Place), form(p.Value)))
		}
		s = "{" + strings.Join(pairs, ", ") + "}"
	}
	return s + " @" + stretch(e.Place)
}

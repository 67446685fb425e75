package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"detente/agreement"
	"detente/syntax"
)

// linked writes the files, reads the first, and follows its links.
func linked(t *testing.T, dir string, files map[string]string, first string) (*Text, []agreement.Linked) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := Load([]string{filepath.Join(dir, first)})
	if err != nil {
		t.Fatal(err)
	}
	tree, _ := syntax.Parse(text.Files[0].Name, text.Files[0].Src)
	return text, text.Links([]*syntax.File{tree})
}

func linkTo(name, path string) string {
	return "link \"" + name + "\" {\n  file = \"" + path + "\"\n}\n"
}

func TestLinks(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"a/a.deal":         linkTo("below", "sub/b.deal") + linkTo("beside", "../c/c.deal") + linkTo("gone", "x.deal") + linkTo("bad", "bad.deal") + linkTo("self", "a.deal") + linkTo("folder", "sub.deal"),
		"a/sub/b.deal":     "step \"s\" { done = \"2030-01-01\" }\n" + linkTo("c", "c.deal"),
		"a/sub/c.deal":     "step \"t\" {}\n",
		"c/c.deal":         linkTo("back", "../a/a.deal"),
		"c/c.private.deal": "party \"nobody\" {}\n",
		"a/bad.deal":       "step \"s\" { by = nobody }\n",
		"a/sub.deal/x":     "",
	}
	text, all := linked(t, dir, files, "a/a.deal")
	got := map[string]agreement.Linked{}
	for _, l := range all {
		got[l.Name] = l
	}
	if b := got["below"]; b.Agreement == nil || b.Agreement.Step("s") == nil || len(b.Hash) != 64 || !b.Agreement.Links[0].Loaded {
		t.Errorf("below: %+v", b)
	}
	if c := got["beside"]; c.Agreement == nil || len(c.Circle) != 3 || len(c.Agreement.Private) > 0 {
		t.Errorf("beside: %+v", c)
	}
	if g := got["gone"]; g.Agreement != nil || g.WhyNot != "" {
		t.Errorf("gone: %+v", g)
	}
	if b := got["bad"]; b.Agreement != nil || !strings.Contains(b.WhyNot, "errors of form") {
		t.Errorf("bad: %+v", b)
	}
	if s := got["self"]; s.Agreement != nil || len(s.Circle) != 2 {
		t.Errorf("self: %+v", s)
	}
	if f := got["folder"]; f.Agreement != nil || f.WhyNot == "" {
		t.Errorf("folder: %+v", f)
	}
	before := text.Hash
	files["a/sub/c.deal"] += "# changed\n"
	if text, _ = linked(t, dir, files, "a/a.deal"); text.Hash == before {
		t.Error("the hash does not cover what a linked agreement links to")
	}
}

// Neither ".." nor a link of the file system leads further than beside the folder.
func TestLinksStayNear(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.deal")
	if err := os.WriteFile(outside, []byte("step \"s\" {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "a", "b.deal")); err != nil {
		t.Skip("no symbolic links here")
	}
	_, all := linked(t, dir, map[string]string{"a/a.deal": linkTo("b", "b.deal") + linkTo("far", "../../secret.deal") + linkTo("p", "b.private.deal") + linkTo("abs", outside)}, "a/a.deal")
	if len(all) != 1 || all[0].Agreement != nil || all[0].WhyNot == "" {
		t.Errorf("followed: %+v", all)
	}
}

// A long chain of links is followed only so far.
func TestLinksAreBounded(t *testing.T) {
	files := map[string]string{}
	name := func(i int) string { return strings.Repeat("d", i+1) + ".deal" }
	for i := range 12 {
		files[name(i)] = linkTo("next", name(i+1))
	}
	text, all := linked(t, t.TempDir(), files, name(0))
	if all[0].Agreement == nil || len(all[0].Agreement.Links) != 1 || !all[0].Agreement.Links[0].Loaded || len(text.Files) != 1 {
		t.Errorf("followed %+v", all)
	}
	f := &follower{}
	tree, _ := syntax.Parse("x.deal", []byte(linkTo("n", "y.deal")))
	if l := f.follow([]*syntax.File{tree}, maxLinkDepth); l[0].WhyNot == "" {
		t.Errorf("beyond the depth: %+v", l)
	}
}

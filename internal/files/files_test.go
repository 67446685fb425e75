package files

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"detente/agreement"
	"detente/syntax"
)

// write makes a folder with the files, and goes there.
func write(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func names(t *Text) []string {
	var all []string
	for _, f := range t.Files {
		all = append(all, filepath.ToSlash(f.Name))
	}
	return all
}

func TestLoad(t *testing.T) {
	write(t, map[string]string{
		"d/b.deal": "b", "d/a.deal.json": "{}", "d/a.deal": "a", "d/z.private.deal": "z", "d/c.deal~": "", "d/notes.txt": "", "d/.hidden.deal": "",
		"d/in/x.deal": "x", "e/e.deal": "e", "other.deal": "o",
	})
	for _, c := range []struct {
		paths, want []string
	}{
		{[]string{"d"}, []string{"d/a.deal", "d/a.deal.json", "d/b.deal", "d/z.private.deal"}},
		{[]string{"d/"}, []string{"d/a.deal", "d/a.deal.json", "d/b.deal", "d/z.private.deal"}},
		{[]string{"other.deal", "d/b.deal"}, []string{"other.deal", "d/b.deal"}},
		{[]string{"d/b.deal", "d", "./d/b.deal"}, []string{"d/b.deal", "d/a.deal", "d/a.deal.json", "d/z.private.deal"}},
		{[]string{"d/.hidden.deal"}, []string{"d/.hidden.deal"}},
	} {
		got, err := Load(c.paths)
		if err != nil || !slices.Equal(names(got), c.want) {
			t.Errorf("Load(%q) = %v, %v; want %v", c.paths, got, err, c.want)
		}
	}
	got, err := Load([]string{"d"})
	if err != nil || string(got.Files[0].Src) != "a" {
		t.Fatalf("%v %v", got, err)
	}
	if shared := got.Shared(); len(shared.Files) != 3 || shared.Hash == got.Hash {
		t.Errorf("shared: %v", names(shared))
	}
}

func TestLoadRefuses(t *testing.T) {
	write(t, map[string]string{"readme.md": "", "empty/x.txt": "", "sub/dir.deal/x.deal": "x"})
	for path, want := range map[string]string{
		"nowhere.deal": "is not there", "nowhere": "is not there", "readme.md": "must end in .deal", "empty": "holds no agreement", "-": "standard input", "sub": "holds no agreement",
	} {
		if _, err := Load([]string{path}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%q): %v, want %q", path, err, want)
		}
	}
}

func TestLoadLinks(t *testing.T) {
	write(t, map[string]string{"d/a.deal": "a", "d/x.deal": "x", "secret.deal": "secret"})
	link(t, "../secret.deal", "d/b.deal")
	if got, err := Load([]string{"d"}); err == nil {
		t.Errorf("a link out of the folder was followed: %v", names(got))
	}
	if got, err := Load([]string{"d/b.deal"}); err != nil || string(got.Files[0].Src) != "secret" {
		t.Errorf("a link that was named is followed: %v, %v", got, err)
	}
	remove(t, "d/b.deal")
	link(t, "a.deal", "d/b.deal")
	if got, err := Load([]string{"d"}); err != nil || !slices.Equal(names(got), []string{"d/a.deal", "d/x.deal"}) {
		t.Errorf("two names of one file: %v, %v", got, err)
	}
	remove(t, "d/b.deal")
	link(t, "b.deal", "d/b.deal")
	if _, err := Load([]string{"d"}); err == nil {
		t.Error("a link to itself")
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.Symlink(to, name); err != nil {
		t.Skip("no links here:", err)
	}
}

func remove(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func TestLoadStdin(t *testing.T) {
	for text, want := range map[string]string{"agreement \"x\" {}": StdinName, " \n{}": StdinJSON, "\ufeff[]": StdinJSON, "": StdinName} {
		got, err := LoadWith(strings.NewReader(text), []string{Stdin})
		if err != nil || got.Files[0].Name != want || string(got.Files[0].Src) != text {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestLoadLimits(t *testing.T) {
	write(t, nil)
	long := strings.Repeat("#", syntax.MaxBytes+5)
	got, err := LoadWith(strings.NewReader(long), []string{Stdin})
	if err != nil || len(got.Files[0].Src) != syntax.MaxBytes+1 {
		t.Fatalf("%v", err)
	}
	if _, found := syntax.Parse(StdinName, got.Files[0].Src); !found.HasErrors() {
		t.Error("a text that is too large is read")
	}
	var paths []string
	for i := range MaxFiles + 1 {
		name := strings.Repeat("x", 1+i) + ".deal"
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, name)
	}
	if _, err := Load(paths); err == nil || !strings.Contains(err.Error(), "more than 200 files") {
		t.Errorf("%v", err)
	}
	for _, p := range paths[:17] {
		if err := os.WriteFile(p, []byte(long[:syntax.MaxBytes]), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Load(paths[:17]); err == nil || !strings.Contains(err.Error(), "16 MiB") {
		t.Errorf("%v", err)
	}
}

// The hash depends on base names, contents and order, and on nothing else.
func TestHash(t *testing.T) {
	of := func(pairs ...string) string {
		var files []File
		for i := 0; i < len(pairs); i += 2 {
			files = append(files, File{Name: pairs[i], Src: []byte(pairs[i+1])})
		}
		return hash(files)
	}
	one := of("a.deal", "xy", "b.deal", "z")
	if !strings.HasPrefix(one, "sha256:") || len(one) != len("sha256:")+64 {
		t.Errorf("hash %s", one)
	}
	if of("d/a.deal", "xy", "./e/b.deal", "z") != one {
		t.Error("the folder counts")
	}
	seen := map[string]bool{one: true}
	for _, other := range []string{of("a.deal", "x", "b.deal", "yz"), of("b.deal", "z", "a.deal", "xy"), of("a.deal", "xy"), of("a.deal", "xyb.dealz"), of("a.deal", "xy6:b.deal1:z"), of()} {
		if seen[other] {
			t.Errorf("the same hash twice: %s", other)
		}
		seen[other] = true
	}
	// Fixed, so that a result made today is recognised in years.
	if got, want := of("a.deal", "agreement \"x\" {}\n"), "sha256:a345b6ec2775eb79c7ffd24ce4783027"; !strings.HasPrefix(got, want) {
		t.Errorf("hash %s, want %s…", got, want)
	}
}

func attach(t *testing.T, path string) *agreement.Agreement {
	t.Helper()
	text, err := Load([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	var trees []*syntax.File
	for _, f := range text.Files {
		tree, found := syntax.Parse(f.Name, f.Src)
		if len(found) > 0 {
			t.Fatal(found)
		}
		trees = append(trees, tree)
	}
	a, _ := agreement.Read(trees)
	text.AttachSources(a)
	return a
}

func TestAttachSources(t *testing.T) {
	write(t, map[string]string{
		"d/a.deal": `source "plain" { file = "s.txt" }
source "below" { file = "in/s.txt" }
source "marked" { file = "bom.txt" }
source "utf16" { file = "le.txt" }
source "utf16be" { file = "be.txt" }
source "latin" { file = "latin.txt" }
source "missing" { file = "none.txt" }
source "pdf" { file = "r.pdf" }
source "binary" { file = "r.bin" }
source "folder" { file = "in" }
source "link" { file = "link.txt" }
source "inner" { file = "inner.txt" }
source "large" { file = "large.txt" }
source "unnamed" { title = "On paper" }
`,
		"d/s.txt": "Grüße", "d/in/s.txt": "below", "d/bom.txt": "\ufeffx", "d/le.txt": "\xff\xfeG\x00\xfc\x00", "d/be.txt": "\xfe\xff\x00G\x00\xfc", "d/latin.txt": "Gr\xfc\xdfe",
		"d/r.pdf": "%PDF-1.4 x", "d/r.bin": "a\x00b", "secret.txt": "secret", "d/large.txt": strings.Repeat("x", MaxSource+1),
	})
	link(t, "../secret.txt", "d/link.txt")
	link(t, "in/s.txt", "d/inner.txt")
	want := map[string]string{
		"plain": "Grüße", "below": "below", "marked": "x", "utf16": "Gü", "utf16be": "Gü", "latin": "Gr\ufffde", "inner": "below",
	}
	whyNot := map[string]string{
		"missing": "", "pdf": "not a text file", "binary": "not a text file", "folder": "not a file", "link": "leads out", "large": "4 MiB", "unnamed": "",
	}
	for _, s := range attach(t, "d").Sources {
		text, ok := want[s.ID]
		switch {
		case ok && (!s.Loaded || s.Content != text || s.WhyNot != ""):
			t.Errorf("%s: %q %v %q", s.ID, s.Content, s.Loaded, s.WhyNot)
		case !ok && (s.Loaded || s.Content != "" || !strings.Contains(s.WhyNot, whyNot[s.ID]) || s.WhyNot == "" && whyNot[s.ID] != ""):
			t.Errorf("%s: %q %v %q", s.ID, s.Content, s.Loaded, s.WhyNot)
		}
	}
}

// Package agreement refuses paths that lead out already; here they are refused
// again, whoever made the model.
func TestAttachSourcesStaysInside(t *testing.T) {
	write(t, map[string]string{"d/a.deal": `source "s" { file = "s.txt" }`, "secret.txt": "secret"})
	abs, err := filepath.Abs("secret.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"../secret.txt", abs, "x/../../secret.txt", "..", "."} {
		a := attach(t, "d")
		a.Sources[0].File.V = file
		(&Text{}).AttachSources(a)
		if s := a.Sources[0]; s.Loaded || s.Content != "" || s.WhyNot == "" {
			t.Errorf("%s: %q %v %q", file, s.Content, s.Loaded, s.WhyNot)
		}
	}
}

func TestWriteInPlace(t *testing.T) {
	write(t, map[string]string{"d/a.deal": "old"})
	if err := os.Chmod("d/a.deal", 0o640); err != nil {
		t.Fatal(err)
	}
	link(t, "d/a.deal", "link.deal")
	for name, text := range map[string]string{"d/a.deal": "new", "link.deal": "newer"} {
		if err := WriteInPlace(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile("d/a.deal"); err != nil || string(got) != text {
			t.Errorf("%q %v", got, err)
		}
	}
	info, err := os.Lstat("link.deal")
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	info, err = os.Stat("d/a.deal")
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v %v", info.Mode(), err)
	}
	entries, err := os.ReadDir("d")
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	for _, name := range []string{"nowhere.deal", "d"} {
		if err := WriteInPlace(name, nil); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

// A folder that cannot be written leaves the text as it was.
func TestWriteInPlaceFails(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	write(t, map[string]string{"d/a.deal": "old"})
	if err := os.Chmod("d", 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod("d", 0o777)
	if err := WriteInPlace("d/a.deal", []byte("new")); err == nil {
		t.Error("written")
	}
	if got, _ := os.ReadFile("d/a.deal"); !bytes.Equal(got, []byte("old")) {
		t.Errorf("%q", got)
	}
}

package act

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTextHash(t *testing.T) {
	a, b := File{"b.deal", []byte("party \"b\" {}\n")}, File{"a.deal.json", []byte("{}\n")}
	want := "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356  a.deal.json\n" +
		"f8e20df7f1da744cabcc2317cccf5a5a8ae664f433cf6fb83bdfa40ff6c487e6  b.deal\n"
	if got := Manifest([]File{a, b}); got != want {
		t.Errorf("%s", got)
	}
	if TextHash([]File{a, b}) != TextHash([]File{b, a}) {
		t.Error("the order of the files counts")
	}
	if Origin(textOne) != "detente/"+textOne || ID(textOne) != textOne[:16] || ID("ab") != "ab" {
		t.Error(Origin(textOne), ID(textOne))
	}
}

// Anybody can work the hash out without us.
func TestTextHashBySha256sum(t *testing.T) {
	for _, tool := range []string{"sh", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("there is no " + tool)
		}
	}
	dir := t.TempDir()
	files := []File{
		{"b.deal", []byte("party \"b\" {}\n")},
		{"B.deal", nil},
		{"a.deal", []byte("\x00\xff no end of line")},
		{"a-1.deal", []byte("한국어\r\n")},
		{"합의.deal", []byte("x")},
		{"ä rest.deal", []byte("y")},
	}
	if err := CheckFiles(files); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for command, want := range map[string]string{
		"LC_ALL=C sha256sum *.deal":             Manifest(files),
		"LC_ALL=C sha256sum *.deal | sha256sum": TextHash(files) + "  -\n",
	} {
		c := exec.Command("sh", "-c", command)
		c.Dir = dir
		got, err := c.Output()
		if err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", command, err, got, want)
		}
	}
}

func TestCheckFiles(t *testing.T) {
	for what, names := range map[string][]string{
		"no file":                  nil,
		"another kind":             {"a.txt"},
		"a folder":                 {"x/a.deal"},
		"a folder of Windows":      {`x\a.deal`},
		"no name":                  {".deal"},
		"no name of JSON":          {".deal.json"},
		"a flag":                   {"-a.deal"},
		"two lines":                {"a.deal\n0  b.deal"},
		"turned round":             {"\u202ea.deal"},
		"no text":                  {"\xff.deal"},
		"too long":                 {strings.Repeat("a", MaxFileName) + ".deal"},
		"a private overlay":        {"a.deal", "usa.private.deal"},
		"a private overlay (JSON)": {"usa.private.deal.json"},
		"two of one name":          {"a.deal", "b.deal", "a.deal"},
	} {
		var files []File
		for _, n := range names {
			files = append(files, File{Name: n})
		}
		if err := CheckFiles(files); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
	if err := CheckFiles([]File{{Name: "a.deal"}, {Name: "a.deal.json"}, {Name: "1 b.deal"}}); err != nil {
		t.Error(err)
	}
}

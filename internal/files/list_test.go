package files

import (
	"strings"
	"testing"
)

func TestList(t *testing.T) {
	write(t, map[string]string{"a.txt": "maps\nfuel", "d/b.txt": "", "long.txt": strings.Repeat("x", MaxList+1), "full.txt": strings.Repeat("x", MaxList)})
	for name, want := range map[string]string{"a.txt": "maps\nfuel", "d/b.txt": "", "full.txt": strings.Repeat("x", MaxList)} {
		if got, err := List(name); err != nil || got != want {
			t.Errorf("%s: %d bytes (%v)", name, len(got), err)
		}
	}
	for name, want := range map[string]string{"none.txt": "is not there", "d": "is a folder", "long.txt": "more than 1 MiB"} {
		if _, err := List(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

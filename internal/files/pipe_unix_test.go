//go:build unix

package files

import (
	"strings"
	"syscall"
	"testing"
)

// A pipe would hold the program up for ever.
func TestPipes(t *testing.T) {
	write(t, map[string]string{"d/a.deal": `source "s" { file = "pipe.txt" }`, "e/a.deal": ""})
	for _, p := range []string{"d/pipe.txt", "e/pipe.deal"} {
		if err := syscall.Mkfifo(p, 0o666); err != nil {
			t.Skip("no pipes here:", err)
		}
	}
	if s := attach(t, "d").Sources[0]; s.Loaded || !strings.Contains(s.WhyNot, "not a file") {
		t.Errorf("%v %q", s.Loaded, s.WhyNot)
	}
	for _, p := range []string{"e", "e/pipe.deal"} {
		if _, err := Load([]string{p}); err == nil || !strings.Contains(err.Error(), "a pipe") {
			t.Errorf("%s: %v", p, err)
		}
	}
	if _, err := List("e/pipe.deal"); err == nil || !strings.Contains(err.Error(), "a pipe") {
		t.Errorf("a list: %v", err)
	}
}

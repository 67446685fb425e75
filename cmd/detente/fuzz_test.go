package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"charm.land/lipgloss/v2"

	"detente/internal/term"
	"detente/report"
)

// Any bytes, all the way from the text to the page: findings or a plan, never a
// panic; records that read back as they are; pages that keep their width and do
// not act on the terminal.
func FuzzAnyText(f *testing.F) {
	for _, pattern := range []string{"templates/*.deal", "../../examples/*/*.deal"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatalf("no seeds in %s (%v)", pattern, err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Add([]byte("agreement \"x\" {\n  ends = after(b, 3)\n  zone = \"Asia/Tokyo\"\n}\nparty \"a\" {}\nanchor \"b\" { date = [\"2026-01-01T20:00-04:00\", \"2026-01-05\"] }\nstep \"s\" {\n  by = a\n  takes = [1, 9]\n  due = after(b, 3)\n  lasts = 4\n  notice = 1\n}\nstep \"t\" {\n  after = [s]\n  not_before = after(s, 9)\n}\ndemand \"d\" { that = within(0, s, t) }\n"))
	f.Add([]byte("party \"a\" {}\nstep \"s\" {\n  by = a\n  parts = 3\n  gains = { a = minor }\n}\ndemand \"d\" { that = exclude(s) }\n"))
	f.Add([]byte("meeting \"m\" { from = \"2019-02-08\" }\nanchor \"t\" { date = [\"2019-02-01\", \"2019-02-09\"] }\nstep \"s\" {\n  due = after(t, 1)\n  after = [o.x]\n}\n" +
		"reading \"r\" {\n  about = s\n  drops = [d]\n  step \"s\" { after = [s] }\n}\nreading \"q\" {\n  anchor \"t\" { date = \"2019-02-03\" }\n}\n" +
		"link \"o\" {\n  file = \"o.deal\"\n  until = \"2019-01-01\"\n}\ndemand \"d\" { that = before(o.x, s, o.x) }\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4096 && testing.Short() {
			t.Skip("one long text takes as long as many short ones")
		}
		found := story(t, text, "check", "-json", "-")
		if err := isRecord(found, &report.Findings{}); err != nil {
			t.Error(err)
		}
		planned := story(t, text, "plan", "-json", "-limit", "2000", "-")
		if isRecord(planned, &report.Plan{}) != nil && isRecord(planned, &report.Findings{}) != nil && len(planned) > 0 {
			t.Errorf("neither a plan nor findings:\n%s", planned)
		}
		if timed := story(t, text, "time", "-json", "-"); len(timed) > 0 {
			if err := isRecord(timed, &report.Time{}); err != nil {
				t.Error(err)
			}
		}
		pages := string(story(t, text, "brief", "-limit", "2000", "-")) + string(story(t, text, "time", "-"))
		for _, line := range strings.Split(pages, "\n") {
			if lipgloss.Width(line) > term.DefaultWidth {
				t.Errorf("%d cells: %q", lipgloss.Width(line), line)
			}
			if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
				t.Errorf("acts on the terminal: %q", line)
			}
		}
		agenda := story(t, text, "agenda", "-on", "2019-02-06", "-")
		if !bytes.Contains(agenda, []byte("Stands in the way")) { // errors of form are told in full
			fits(t, string(agenda))
		}
		story(t, text, "fmt", "-")
	})
}

// story runs the program on a text from standard input and returns what it prints.
func story(t *testing.T, text []byte, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(&shell{in: bytes.NewReader(text), out: &out, err: &errs}, args)
	if code != exitFine && code != exitAgainst && code != exitFailed {
		t.Errorf("%v: exit code %d", args, code)
	}
	if code != exitFailed && errs.Len() > 0 {
		t.Errorf("%v: exit code %d, and on standard error: %s", args, code, errs.String())
	}
	if strings.Contains(errs.String(), "a fault in detente") {
		t.Errorf("%v: %s", args, errs.String())
	}
	return out.Bytes()
}

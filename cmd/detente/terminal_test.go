package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"detente/plan"
	"detente/report"
)

func TestLongFlags(t *testing.T) {
	for _, c := range [][2]string{
		{"check -json a.deal", "check --json a.deal"},
		{"check --json a.deal", "check --json a.deal"},
		{"fmt - -check", "fmt - --check"},
		{"plan -without=a,b -limit -10", "plan --without=a,b --limit -10"},
		{"plan -h", "plan -h"},
		{"check -- -json", "check -- -json"},
	} {
		if got := strings.Join(longFlags(strings.Fields(c[0])), " "); got != c[1] {
			t.Errorf("%s became %s, want %s", c[0], got, c[1])
		}
	}
}

// long is an agreement whose plan takes much longer to prove than a test has:
// every step moves the worths of all five parties, one way or the other.
func long(t *testing.T) string {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	parties := []string{"a", "b", "c", "d", "e"}
	for _, p := range parties {
		fmt.Fprintf(&b, "party %q {}\n", p)
	}
	for i := range 100 {
		var gains, costs, after []string
		for _, p := range parties {
			if x := r.IntN(41) - 18; x > 0 {
				gains = append(gains, fmt.Sprintf("%s = %d", p, x))
			} else if x < 0 {
				costs = append(costs, fmt.Sprintf("%s = %d", p, -x))
			}
		}
		for j := max(0, i-8); j < i; j++ {
			if r.IntN(100) < 15 {
				after = append(after, fmt.Sprintf("s%d", j))
			}
		}
		fmt.Fprintf(&b, "step \"s%d\" {\n  by = %s\n  gains = { %s }\n  costs = { %s }\n  after = [%s]\n}\n", i, parties[r.IntN(5)],
			strings.Join(gains, ", "), strings.Join(costs, ", "), strings.Join(after, ", "))
	}
	name := filepath.Join(t.TempDir(), "long.deal")
	if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// presses is standard error on a terminal whose user presses Ctrl-C at the first
// line of progress.
type presses struct {
	bytes.Buffer
	pressed bool
}

func (p *presses) Write(b []byte) (int, error) {
	if !p.pressed && bytes.Contains(b, []byte("Searching: ")) {
		p.pressed = true
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Signal(os.Interrupt)
		}
		if err != nil {
			panic(err)
		}
		time.Sleep(50 * time.Millisecond) // until it has arrived
	}
	return p.Buffer.Write(b)
}

// A first Ctrl-C ends the search: the best found so far is shown, with what is
// proved and what is not, and the exit code is 1.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot press Ctrl-C on itself")
	}
	var out bytes.Buffer
	errs := &presses{}
	sh := &shell{in: strings.NewReader(""), out: &out, err: errs, lively: true}
	if code := run(sh, []string{"plan", "-json", long(t)}); code != exitAgainst {
		t.Errorf("exit code %d, want %d: %s", code, exitAgainst, errs.String())
	}
	var p report.Plan
	if err := isRecord(out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Proved || len(p.Rounds) == 0 || p.Opened >= plan.DefaultLimit {
		t.Errorf("proved: %v, %d rounds, %d states looked at", p.Proved, len(p.Rounds), p.Opened)
	}
	if !strings.Contains(errs.String(), "\r\x1b[KStopping the search; the best found so far follows.") {
		t.Errorf("told: %q", errs.String())
	}
}

// Where messages do not go to a terminal there is no line of progress.
func TestNoProgressInFiles(t *testing.T) {
	var out, errs bytes.Buffer
	sh := &shell{in: strings.NewReader(""), out: &out, err: &errs}
	if code := run(sh, []string{"plan", "-limit", "100000", long(t)}); code == exitFailed || errs.Len() > 0 {
		t.Errorf("exit code %d, told %q", code, errs.String())
	}
	if !strings.Contains(out.String(), "Not proved") {
		t.Errorf("the page does not say what is not proved:\n%s", out.String())
	}
}

func TestProgressLine(t *testing.T) {
	for _, c := range []struct {
		p    plan.Progress
		want string
	}{
		{plan.Progress{Level: "temptation", Bound: 1.0 / 3, Opened: 60000, Limit: 6000000}, "smallest gain by leaving, at least 33.3%; 60,000 states (1%)"},
		{plan.Progress{Level: "max_exposure", Bound: 1.0 / 3, Best: 2.0 / 3, HasBest: true, Opened: 19_000_000, Limit: 20_000_000}, "beyond max_exposure, 33.3% to 66.7%; 19.0 million states (95%)"},
		{plan.Progress{Level: "rounds", Bound: 7, Best: 9, HasBest: true, Opened: 5990000, Limit: 6000000}, "fewest rounds, 7 to 9; 6.0 million states (99%)"},
	} {
		if got, want := progressLine(c.p), "Searching: "+c.want; got != want || len(got) > 80 {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// A page for a terminal has its width and, unless NO_COLOR is set, colours.
func TestTerminalPage(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.deal")
	if err := os.WriteFile(name, []byte("party \"a\" {\n  colour = 1\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, colour := range []bool{true, false} {
		var out bytes.Buffer
		run(&shell{in: strings.NewReader(""), out: &out, err: io.Discard, width: 100, colour: colour}, []string{"check", name})
		if strings.Contains(out.String(), "\x1b[") != colour {
			t.Errorf("colour is %v, and the page is\n%q", colour, out.String())
		}
	}
}

// A shell whose streams are files has no colour, no width and no line to write over.
func TestShellOfFiles(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sh := newShell(f, f, f, func(string) string { return "" }); sh.colour || sh.lively || sh.width != 0 {
		t.Errorf("got %+v", sh)
	}
}

// Every template has its line in the list, and every line its template.
func TestTemplates(t *testing.T) {
	entries, err := templateFiles.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	var files, listed []string
	for _, e := range entries {
		files = append(files, strings.TrimSuffix(e.Name(), ".deal"))
	}
	for _, x := range templates {
		listed = append(listed, x[0])
	}
	slices.Sort(listed)
	if !slices.Equal(files, listed) {
		t.Errorf("there are %v, listed are %v", files, listed)
	}
}

package detente_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The pages show what the program prints, and a page that has gone stale is
// worse than none. In every page of shownPages the fenced blocks tell one story
// in one empty folder (with the examples beside it):
//
//	```hcl file=first.deal      writes the block to that file
//	```hcl append=first.deal    adds the block to it
//	```console                  runs what follows "$ " and compares the output,
//	                            where a line of … stands for lines left out
//
// Blocks of any other kind are for the eye. To bring the pages up to date:
// go generate, and read the difference before it goes in.
var update = flag.Bool("update", false, "rewrite the recorded output in the pages")

var shownPages = []string{"README.md", "docs/*.md"}

func TestPages(t *testing.T) {
	if *update && os.Getenv("CI") == "true" {
		t.Fatal("-update is refused where CI=true: nobody would read the difference")
	}
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the pages are written for a shell, and there is none")
	}
	for _, pattern := range shownPages {
		pages, err := filepath.Glob(pattern)
		if err != nil || len(pages) == 0 {
			t.Errorf("no page %s (%v)", pattern, err)
		}
		for _, page := range pages {
			t.Run(page, func(t *testing.T) {
				t.Parallel()
				checkPage(t, page)
			})
		}
	}
}

func checkPage(t *testing.T, page string) {
	want := read(t, page)
	got := newStory(t).retell(want)
	if got == want {
		return
	}
	if !*update {
		t.Errorf("%s is not what the program prints today (go generate rewrites it):\n%s", page, cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")))
		return
	}
	if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

// story is the folder in which the blocks of one page are carried out.
type story struct {
	t    *testing.T
	dir  string
	path string // PATH, with the program in it
	code int    // exit code of the last command
}

func newStory(t *testing.T) *story {
	if _, err := built(); err != nil {
		t.Fatal(err)
	}
	s := &story{t: t, dir: t.TempDir(), path: bin + string(os.PathListSeparator) + os.Getenv("PATH")}
	examples, err := filepath.Abs("examples")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(examples, filepath.Join(s.dir, "examples")); err != nil {
		t.Fatal(err)
	}
	return s
}

// bin is the folder of the compiled program.
var bin string

// built compiles the program once for all pages.
var built = sync.OnceValues(func() (string, error) {
	program := filepath.Join(bin, "detente")
	out, err := exec.Command("go", "build", "-o", program, "./cmd/detente").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "detente-bin-")
	if err != nil {
		panic(err)
	}
	bin = dir
	code := m.Run()
	_ = os.RemoveAll(bin)
	os.Exit(code)
}

var fence = regexp.MustCompile("(?ms)^```(\\w+)([^\n]*)\n(.*?)^```$")

// retell carries out the page's blocks and returns the page with what they print.
func (s *story) retell(page string) string {
	return fence.ReplaceAllStringFunc(page, func(block string) string {
		m := fence.FindStringSubmatch(block)
		kind, option, body := m[1], strings.TrimSpace(m[2]), m[3]
		switch {
		case strings.HasPrefix(option, "file="):
			s.write(strings.TrimPrefix(option, "file="), body, os.O_TRUNC)
		case strings.HasPrefix(option, "append="):
			s.write(strings.TrimPrefix(option, "append="), "\n"+body, os.O_APPEND)
		case option != "":
			s.t.Errorf("a block with the option %q: there is file= and append=", option)
		case kind == "console":
			return "```console\n" + s.run(body) + "```"
		}
		return block
	})
}

func (s *story) write(name, body string, how int) {
	f, err := os.OpenFile(filepath.Join(s.dir, name), os.O_CREATE|os.O_WRONLY|how, 0o644)
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = f.WriteString(body)
	if err := errors.Join(err, f.Close()); err != nil {
		s.t.Fatal(err)
	}
}

// run carries out the lines after "$ " and returns them with their output.
func (s *story) run(body string) string {
	var told strings.Builder
	parts := strings.Split("\n"+body, "\n$ ")
	if len(parts) < 2 || parts[0] != "" {
		s.t.Errorf("a console block begins with a command:\n%s", body)
	}
	for _, part := range parts[1:] {
		command, shown, _ := strings.Cut(part, "\n")
		shown = strings.TrimSuffix(shown, "\n") + "\n"
		printed := s.shell(command)
		fmt.Fprintf(&told, "$ %s\n%s", command, excerpt(shown, printed))
	}
	return told.String()
}

// leftOut stands in a page for lines that it leaves out.
const leftOut = "…"

// excerpt returns what of the printed text the page shows. Where the page leaves
// lines out, each stretch that it shows runs from its first line to its last, as
// they stand in the printed text today; a stretch that is no longer there, or a
// page that leaves nothing out, gets the whole text.
func excerpt(shown, printed string) string {
	stretches := strings.Split("\n"+shown, "\n"+leftOut+"\n")
	if len(stretches) == 1 {
		return printed
	}
	rest := strings.Split(printed, "\n")
	for i, stretch := range stretches {
		lines := strings.Split(strings.Trim(stretch, "\n"), "\n")
		if len(lines) == 1 && lines[0] == "" {
			continue
		}
		from := slices.Index(rest, lines[0])
		if from < 0 {
			return printed
		}
		n := slices.Index(rest[from+1:], lines[len(lines)-1]) + 2
		if len(lines) == 1 {
			n = 1
		} else if n < 2 {
			return printed
		}
		stretches[i] = strings.Join(rest[from:from+n], "\n") + "\n"
		rest = rest[from+n:]
	}
	return strings.Join(stretches, leftOut+"\n")
}

// shell runs one command as the reader would, right after the last one: $? is
// its exit code.
func (s *story) shell(command string) string {
	command = strings.ReplaceAll(command, "go run ./cmd/detente", "detente")
	c := exec.CommandContext(s.t.Context(), "sh", "-c", fmt.Sprintf("(exit %d); %s", s.code, command))
	c.Dir = s.dir
	c.Env = append(os.Environ(), "PATH="+s.path, "HOME="+s.dir, "TERM=dumb", "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		s.t.Fatalf("%s: %v", command, err)
	}
	s.code = c.ProcessState.ExitCode()
	text := string(out)
	if strings.Contains(text, "panic: ") || strings.Contains(text, "not found") {
		s.t.Errorf("%s: %s", command, text)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}

var link = regexp.MustCompile(`\]\(([^)#\s]+)(#[^)]*)?\)`)

// Every relative link of a page leads to something.
func TestLinks(t *testing.T) {
	links := 0
	walk(t, func(p string) {
		if filepath.Ext(p) != ".md" {
			return
		}
		for _, m := range link.FindAllStringSubmatch(read(t, p), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			links++
			if _, err := os.Stat(filepath.Join(filepath.Dir(p), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", p, m[1])
			}
		}
	})
	if links < 10 {
		t.Errorf("only %d links found", links)
	}
}

func TestExcerpt(t *testing.T) {
	const printed = "a\nb\nc\nd\ne\n"
	for _, c := range []struct{ shown, want string }{
		{"", printed},
		{"old\n", printed},
		{printed, printed},
		{"a\n…\n", "a\n…\n"},
		{"a\nold\nc\n…\n", "a\nb\nc\n…\n"},
		{"…\nb\nd\n", "…\nb\nc\nd\n"},
		{"a\n…\nc\n…\ne\n", "a\n…\nc\n…\ne\n"},
		{"…\nold\nc\n", printed},
		{"…\nc\nold\n", printed},
		{"…\nd\n…\nb\n", printed},
	} {
		if got := excerpt(c.shown, printed); got != c.want {
			t.Errorf("excerpt(%q) = %q, want %q", c.shown, got, c.want)
		}
	}
}

// Every decision stands in the list of decisions.
func TestDecisionsAreListed(t *testing.T) {
	list := read(t, "docs/decisions/README.md")
	pages, err := filepath.Glob("docs/decisions/0*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("no decisions found", err)
	}
	for _, p := range pages {
		if name := filepath.Base(p); !strings.Contains(list, "("+name+")") {
			t.Errorf("docs/decisions/README.md does not list %s", name)
		}
	}
}

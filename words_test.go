package detente_test

import (
	"go/ast"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// loaded are words that take a side or turn people into players. A mediator
// hands our pages to both parties; a page with one of these in it is not read
// to the end. Say "overdue since D by rule R, contested by X", "the other
// party", "step", "share". The attribute breach_cost is the one exception: it
// is the field's own term, and no sentence of ours repeats it.
var loaded = regexp.MustCompile(`(?i)\b(breach|opponent|concession)\w*|(?i)\bscor(e|es|ed|ing)\b`)

// spoken is text without the one exception, which recorded test data may also
// have as the field of the model.
var spoken = strings.NewReplacer("breach_cost", "", "BreachCost", "").Replace

// shown are the kinds of files that people read: pages, agreements, their
// sources, recorded output.
var shown = []string{".md", ".deal", ".json", ".txt", ".txtar", ".golden", ".html", ".tmpl"}

func TestNeutralWordsInPages(t *testing.T) {
	pages := 0
	walk(t, func(p string) {
		if !slices.Contains(shown, path.Ext(p)) {
			return
		}
		pages++
		for i, line := range strings.Split(read(t, p), "\n") {
			if w := loaded.FindString(spoken(line)); w != "" {
				t.Errorf("%s:%d: %q is not a word we show: %s", p, i+1, w, strings.TrimSpace(line))
			}
		}
	})
	if pages < 2 {
		t.Errorf("only %d pages found", pages)
	}
}

func TestNeutralWordsInStrings(t *testing.T) {
	for _, s := range tree(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatalf("%s: %v", at(lit), err)
			}
			if w := loaded.FindString(spoken(text)); w != "" {
				t.Errorf("%s: %q is not a word we show", at(lit), w)
			}
			return true
		})
	}
}

// The test above can fail.
func TestLoadedWords(t *testing.T) {
	for _, w := range []string{"Breach", "in breach of", "breaches", "breaching", "opponent's", "concessions", "Scores", "scored"} {
		if !loaded.MatchString(spoken(w)) {
			t.Errorf("%q passes", w)
		}
	}
	for _, w := range []string{"breach_cost", "breach_cost = major", "underscore", "scorched"} {
		if loaded.MatchString(spoken(w)) {
			t.Errorf("%q does not pass", w)
		}
	}
}

// registries are hosts that packages are fetched from, in pieces so that this
// file holds none. Which one a machine uses is its own affair: a tool for
// closed rooms must build wherever the modules come from.
var registries = [][]string{
	{"proxy", "golang", "org"},
	{"sum", "golang", "org"},
	{"goproxy", "io"},
	{"goproxy", "cn"},
	{"registry", "npmjs", "org"},
	{"npmjs", "com"},
	{"pypi", "org"},
	{"pythonhosted", "org"},
	{"crates", "io"},
	{"rubygems", "org"},
	{"deb", "debian", "org"},
	{"docker", "io"},
	{"ghcr", "io"},
}

func TestNoRegistryHosts(t *testing.T) {
	walk(t, func(p string) {
		text := read(t, p)
		for _, host := range registries {
			if h := strings.Join(host, "."); strings.Contains(text, h) {
				t.Errorf("%s names the host %s: leave it to the machine where packages come from", p, h)
			}
		}
	})
}

func read(t *testing.T, p string) string {
	t.Helper()
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

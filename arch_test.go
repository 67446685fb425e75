package detente_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// This file is the policy of the house. Where a test here stands in your way,
// either the code goes elsewhere, or one line is added to a table below with
// the reason in it. The tests read the source; they build nothing.

// room is the policy for one package.
type room struct {
	ours   string // packages of this module it may import
	theirs string // modules it may import besides the standard library
	why    string
}

// rooms lists every package with what it may import, in the order the data
// takes. An arrow that is not here does not exist.
var rooms = map[string]room{
	"diag":      {why: "a finding knows nothing of the rules that raise it"},
	"calendar":  {why: "days, and nothing but days"},
	"reason":    {why: "a sentence with what stands in it; it knows neither what it gives reasons for nor the languages it is told in"},
	"effort":    {why: "how much a search may do, whatever it searches for"},
	"cut":       {why: "networks and numbers, nothing else"},
	"order":     {ours: "cut", why: "partial orders on bit sets, whatever the bits stand for"},
	"mus":       {ours: "effort order", theirs: "github.com/crillab/gophersat/solver", why: "members and an oracle, whatever they stand for; the solver keeps the map of what is decided and stays behind this door"},
	"peak":      {ours: "effort order", why: "orders of elements and sums, whatever they stand for; it knows no agreements"},
	"rounds":    {ours: "effort order", why: "events, performers and sums, whatever they stand for; of time only what bounds it"},
	"proof":     {ours: "cut order peak rounds standoff", why: "it reads the evidence of the searches and shares none of their code"},
	"syntax":    {ours: "diag", theirs: "github.com/apparentlymart/go-textseg github.com/hashicorp/hcl/v2 golang.org/x/text/unicode/norm", why: "the notation knows no meaning; the parser stays behind this door"},
	"agreement": {ours: "calendar diag standoff syntax", why: "the model does not know who reasons about it"},
	"worth":     {ours: "agreement order", why: "the formulas of the model page over the model"},
	"schedule":  {ours: "agreement calendar diag order", why: "due dates and slack over the model"},
	"amendment": {ours: "agreement calendar diag syntax worth", why: "changes of a text, values read by the reader of the language; it plans nothing"},
	"conflict":  {ours: "agreement diag order", why: "who waits for whom is a question of order, never of worth"},
	"ambiguity": {ours: "agreement conflict", why: "it reads the same text in other ways and compares; no rules, no plans"},
	"check":     {ours: "agreement ambiguity calendar conflict demands diag order procedure schedule situation standoff worth", why: "the rules look at the model and at what is derived from it, never at a plan"},
	"agenda":    {ours: "agreement ambiguity calendar check conflict diag order worth", why: "what is to settle on a day that is an argument; it plans nothing"},
	"procedure": {ours: "agreement calendar", why: "stages, days and what follows if nobody acts; it knows no worths and no plan"},
	"plan":      {ours: "agreement calendar conflict effort order peak proof rounds schedule worth", why: "the planner needs no rules; its results are values"},
	"repair":    {ours: "agreement amendment effort order peak plan worth", why: "it amends agreements and plans them again; no rules, no records"},
	"export":    {ours: "agreement order plan worth", why: "formats of the field, worked out from the model and not from the tables of the search"},
	"situation": {ours: "agreement diag standoff", why: "from the text of a stand-off to its model and back; it analyses nothing"},
	"cube":      {ours: "effort standoff", why: "limits and sets over the corners of a cube, for millions of them; what a concept means is said in stability"},
	"stability": {ours: "cube effort standoff", why: "which states are stable, whatever text the situation comes from"},
	"standoff":  {why: "actors, options, states and moves, whatever text they come from; it knows no agreements"},
	"report":    {ours: "act agenda agreement ambiguity amendment audit calendar check conflict demands diag effort inspection moments narrate order plan procedure proof reason repair schedule sensitivity situation stability standoff state worth", why: "the only thing that renderers and programs see"},
	"demands":   {ours: "agreement calendar conflict diag effort mus order plan schedule worth", why: "the theories of order, days and exposure behind one question; of the planner only whether an order keeps the limits"},

	"internal/evidence": {ours: "internal/files reason", theirs: "github.com/minio/minio-go/v7", why: "documents by their hash, in a folder or an object store; it knows no acts"},
	"internal/chromium": {theirs: "github.com/chromedp/chromedp", why: "the browser that tests of pages run in"},
	"internal/remind":   {ours: "calendar report", why: "days that come up, delivered once; which they are follows from the records"},
	"internal/server": {
		ours:   "act agreement calendar internal/evidence internal/remind internal/store internal/web internal/zones ledger plan reason report state",
		theirs: "github.com/alexedwards/scs/v2 github.com/arran4/golang-ical github.com/go-webauthn/webauthn golang.org/x/time/rate",
		why:    "the ways in: it knows what is kept and what is shown, and decides nothing",
	},
	"act": {ours: "calendar reason", why: "what an actor states and signs; it knows neither the log nor the agreement"},

	"ledger": {theirs: "golang.org/x/mod/sumdb", why: "the log as arithmetic over bytes; it knows no acts, and the library of tree arithmetic stays behind this door"},

	"state": {ours: "act agreement calendar diag ledger order procedure reason syntax", why: "the fold over a log; it knows no keys but public ones and no present day"},

	"audit": {ours: "act ledger state", why: "it goes over a log that somebody publishes; whoever reads the log for it is no concern of its"},

	"moments":     {ours: "agreement order worth", why: "the formulas over the rounds of any plan, whoever made it"},
	"inspection":  {ours: "agreement moments order plan worth", why: "what detection a finished plan takes; it searches for nothing"},
	"sensitivity": {ours: "agreement moments order plan worth", why: "how far the worths of a finished plan can be off; it searches for nothing"},
	"narrate":     {ours: "agreement order plan schedule worth", why: "it reads a plan and its agreement, and works its figures out again"},

	"internal/benchpage": {why: "figures, tables and marks of the page of benchmarks"},
	"internal/families":  {ours: "agreement calendar", why: "agreements drawn at random, for benchmarks and tests"},

	"internal/files":        {ours: "agreement syntax", why: "the one place that reads agreements from disk"},
	"internal/zones":        {ours: "agreement calendar", why: "the tables of time zones; nothing that is counted depends on them"},
	"internal/keys":         {ours: "act internal/files", theirs: "golang.org/x/crypto/ssh golang.org/x/mod/sumdb/note", why: "private keys in files and agents, and what signs with them; it knows neither texts nor logs"},
	"internal/client":       {ours: "act audit internal/files ledger state", why: "logs on servers and in folders, read and copied; what they mean is for audit and state"},
	"internal/logcase":      {ours: "act ledger state", theirs: "golang.org/x/crypto/ssh", why: "logs with their acts, for tests"},
	"internal/seal":         {ours: "act", theirs: "filippo.io/age golang.org/x/crypto/ssh", why: "documents encrypted to keys; it knows neither agreements nor where documents are kept"},
	"internal/term":         {ours: "report", theirs: "charm.land/lipgloss/v2", why: "a renderer knows the records, not the model"},
	"internal/store":        {ours: "ledger", theirs: "github.com/jackc/pgx/v5 github.com/pressly/goose/v3 modernc.org/sqlite", why: "entries are bytes that it keeps; what they say, who may read them and what time it is come from outside"},
	"internal/pgtest":       {theirs: "github.com/jackc/pgx/v5", why: "a PostgreSQL server for tests; it knows nothing of what they keep in it"},
	"internal/long":         {why: "the long mode of tests; it knows nothing of what they try"},
	"internal/standoffcase": {ours: "standoff", why: "situations of the literature with their verdicts, for tests"},

	"internal/web": {
		ours: "reason report", theirs: "github.com/a-h/templ",
		why: "pages are made from the records alone, so that what a role may not see cannot be on them",
	},

	"internal/figure": {ours: "report", why: "a renderer knows the records, not the model"},
	"cmd/detente": {
		ours:   "act agenda agreement ambiguity amendment audit calendar check demands diag export internal/client internal/evidence internal/figure internal/files internal/keys internal/remind internal/seal internal/server internal/store internal/term internal/zones ledger plan procedure repair report situation standoff state syntax",
		theirs: "github.com/spf13/cobra github.com/spf13/pflag github.com/charmbracelet/x/term",
		why:    "the wiring: it may know everybody, nobody knows it",
	},
	"bench":       {ours: "agreement export internal/benchpage internal/families internal/standoffcase order plan stability standoff", why: "it measures the planner beside other solvers, and the stand-off beside the plain search; nobody knows it"},
	"bench/carry": {ours: "act internal/benchpage internal/evidence internal/pgtest internal/server internal/store ledger state", why: "it measures a server beside its machine; nobody knows it"},
	"":            {why: "the tests of the house"},
}

// impure is what a package at the root stays away from. A trailing "/" means
// everything below as well.
var impure = map[string]string{
	"os/":           "the disk and the environment belong in internal and cmd",
	"net/":          "the network belongs in internal and cmd",
	"syscall":       "the machine belongs in internal and cmd",
	"path/filepath": "paths of the machine belong in internal/files",
	"io/ioutil":     "the disk belongs in internal and cmd",
	"flag":          "options are arguments, read in cmd",
	"log/":          "a pure function says what it has to say in its result",
	"math/rand/":    "the same input gives the same bytes",
	"crypto/rand":   "the same input gives the same bytes",
	"time":          "days come from calendar; the present comes as an argument",
	"runtime/":      "an answer does not depend on the machine",
	"unsafe":        "nothing here is worth it",
	"C":             "one static binary, built anywhere",
	"plugin":        "nothing registers itself",
	"testing/":      "tests are in test files",
	"expvar":        "no telemetry",
}

// allowed are the exceptions to impure: package, import, reason.
var allowed = map[[2]string]string{
	{"act", "time"}:      "parses and prints moments; the functions that ask the clock stay forbidden",
	{"calendar", "time"}: "parses and prints dates; the functions that ask the clock stay forbidden",
}

// clock are the functions of package time that ask the machine what time it is
// or where it stands; forbidden in pure packages even where time is allowed.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local", "LoadLocation"}

// Limits on size, tests excluded: what a reader can hold at once.
const (
	maxFileLines = 500
	maxFuncLines = 60
	maxMedian    = 15 // of the lines of all functions of a package with ten or more
)

// longFuncs are the functions that may be longer than maxFuncLines, with the reason.
var longFuncs = map[string]string{}

// vague are package names that say nothing about what lives there.
var vague = []string{"util", "utils", "helper", "helpers", "common", "misc", "base", "shared", "lib", "core", "tool", "tools", "types", "models", "interfaces"}

// source is one parsed Go file.
type source struct {
	path  string // slash-separated, from the root of the module
	pkg   string // its folder; "" for the root
	test  bool
	lines int
	file  *ast.File
}

var fset = token.NewFileSet()

// tree parses every Go file of the module. Folders with a go.mod of their own
// are other modules.
func tree(t *testing.T) []source {
	t.Helper()
	var all []source
	walk(t, func(p string) {
		if !strings.HasSuffix(p, ".go") {
			return
		}
		f, err := parser.ParseFile(fset, p, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s cannot be parsed: %v", p, err)
			return
		}
		pkg := path.Dir(p)
		if pkg == "." {
			pkg = ""
		}
		all = append(all, source{
			path: p, pkg: pkg, test: strings.HasSuffix(p, "_test.go"),
			lines: fset.File(f.Pos()).LineCount(), file: f,
		})
	})
	if len(all) == 0 {
		t.Fatal("no Go files found: the test must run in the root of the module")
	}
	return all
}

// walk calls visit for every file of the module, in order, with its
// slash-separated path; hidden folders other than .ci, testdata that fuzzing
// wrote, and other modules are left out.
func walk(t *testing.T, visit func(p string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case !d.IsDir():
			visit(filepath.ToSlash(p))
		case p == "." || p == ".ci":
		case strings.HasPrefix(d.Name(), "."), d.Name() == "fuzz" && path.Base(path.Dir(filepath.ToSlash(p))) == "testdata":
			return filepath.SkipDir
		default:
			if _, err := os.Stat(filepath.Join(p, "go.mod")); err == nil {
				return filepath.SkipDir
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (s source) pure() bool { return pure(s.pkg) }

// pure reports whether a package stays away from the machine: all but those in
// internal and cmd, and bench, which starts and times processes.
func pure(pkg string) bool {
	return !strings.HasPrefix(pkg, "internal/") && !strings.HasPrefix(pkg, "cmd/") && pkg != "bench" && !strings.HasPrefix(pkg, "bench/")
}

func (s source) imports() []string {
	var all []string
	for _, i := range s.file.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		all = append(all, p)
	}
	return all
}

// at says where a node is, for messages.
func at(n ast.Node) string {
	p := fset.Position(n.Pos())
	return filepath.ToSlash(p.Filename) + ":" + strconv.Itoa(p.Line)
}

// covers reports whether the list of words holds the import path or one above it.
func covers(list, importPath string) bool {
	return slices.ContainsFunc(strings.Fields(list), func(w string) bool {
		return importPath == w || strings.HasPrefix(importPath, w+"/")
	})
}

func TestArrows(t *testing.T) {
	for _, s := range tree(t) {
		if s.test {
			continue
		}
		r, ok := rooms[s.pkg]
		if !ok {
			t.Errorf("%s: package %s is not in the table of rooms: add it, with what it may import and why", s.path, s.pkg)
			continue
		}
		for _, p := range s.imports() {
			ours, isOurs := strings.CutPrefix(p, "detente/")
			switch {
			case isOurs && !slices.Contains(strings.Fields(r.ours), ours):
				t.Errorf("%s imports %s, and there is no such arrow (%s: %s)", s.path, p, s.pkg, r.why)
			case !isOurs && strings.Contains(path.Dir(p+"/"), ".") && !covers(r.theirs, p):
				t.Errorf("%s imports %s: this module is not for package %s (%s)", s.path, p, s.pkg, r.why)
			}
		}
	}
}

// What we depend on directly has its line, with the reason, on the page of decisions.
func TestDependenciesHaveReasons(t *testing.T) {
	page := read(t, "docs/decisions/0001-dependencies.md")
	direct := 0
	for _, line := range strings.Split(read(t, "go.mod"), "\n") {
		module, _, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "require "), " v")
		if !ok || strings.Contains(line, "// indirect") {
			continue
		}
		direct++
		if !strings.Contains(page, "| `"+module+"` |") {
			t.Errorf("go.mod requires %s, and docs/decisions/0001-dependencies.md does not say why", module)
		}
	}
	if direct == 0 {
		t.Error("go.mod requires nothing directly: run go mod tidy")
	}
}

// The table of rooms is itself without circles, and pure packages know no shell.
func TestArrowsGoOneWay(t *testing.T) {
	var visit func(p string, above []string)
	visit = func(p string, above []string) {
		if slices.Contains(above, p) {
			t.Fatalf("circle of arrows: %v", append(above, p))
		}
		for _, q := range strings.Fields(rooms[p].ours) {
			if _, ok := rooms[q]; !ok {
				t.Errorf("%s may import %s, which is not in the table of rooms", p, q)
			}
			if !pure(q) && pure(p) {
				t.Errorf("%s is pure and may not import %s", p, q)
			}
			visit(q, append(slices.Clone(above), p))
		}
	}
	for p, r := range rooms {
		if r.why == "" {
			t.Errorf("package %q has no reason in the table of rooms", p)
		}
		visit(p, nil)
	}
}

func TestPurePackages(t *testing.T) {
	used := map[[2]string]bool{}
	for _, s := range tree(t) {
		if s.test || !s.pure() {
			continue
		}
		for _, p := range s.imports() {
			why, forbidden := forbids(p)
			if !forbidden {
				continue
			}
			exception := [2]string{s.pkg, p}
			if allowed[exception] == "" {
				t.Errorf("%s imports %s: package %s is pure (%s)", s.path, p, s.pkg, why)
			}
			used[exception] = true
		}
		noClock(t, s)
	}
	for e := range allowed {
		if !used[e] {
			t.Errorf("the exception %v is no longer needed", e)
		}
	}
}

func forbids(importPath string) (why string, forbidden bool) {
	for p, why := range impure {
		root, below := strings.CutSuffix(p, "/")
		if importPath == root || below && strings.HasPrefix(importPath, p) {
			return why, true
		}
	}
	return "", false
}

func noClock(t *testing.T, s source) {
	if !slices.Contains(s.imports(), "time") {
		return
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, sel.Sel.Name) {
			t.Errorf("%s: time.%s in a pure package: the present comes as an argument", at(n), sel.Sel.Name)
		}
		return true
	})
}

// Every package has one comment that teaches, and a name that says something.
func TestPackages(t *testing.T) {
	docs := map[string][]string{}
	for _, s := range tree(t) {
		if s.test {
			continue
		}
		if !ast.IsGenerated(s.file) { // the comment of a template's file is about the program that made it
			docs[s.pkg] = append(docs[s.pkg], s.file.Doc.Text())
		}
		if depth := strings.Count(s.pkg, "/"); depth > 1 || depth == 1 && s.pure() {
			t.Errorf("%s: packages are one level deep (internal and cmd hold one more)", s.path)
		}
		if slices.Contains(vague, s.file.Name.Name) {
			t.Errorf("%s: the name %q does not say what lives there", s.path, s.file.Name.Name)
		}
	}
	for pkg, comments := range docs {
		comments = slices.DeleteFunc(comments, func(c string) bool { return c == "" })
		switch {
		case len(comments) != 1:
			t.Errorf("package %q has %d package comments, want one, in one file", pkg, len(comments))
		case len(strings.Fields(comments[0])) < 15:
			t.Errorf("package %q: the comment %q says too little: what is it for, and what does it not know?", pkg, strings.TrimSpace(comments[0]))
		}
	}
}

func TestSizes(t *testing.T) {
	long := map[string]bool{}
	lengths := map[string][]int{}
	for _, s := range tree(t) {
		if s.test || ast.IsGenerated(s.file) { // what a template makes is read in the template
			continue
		}
		if s.lines > maxFileLines {
			t.Errorf("%s has %d lines; cut it at a seam before %d", s.path, s.lines, maxFileLines)
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			n := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1
			lengths[s.pkg] = append(lengths[s.pkg], n)
			name := s.pkg + "." + f.Name.Name
			if n > maxFuncLines {
				long[name] = true
				if longFuncs[name] == "" {
					t.Errorf("%s: %s has %d lines; nearly all have fewer than %d", at(f), name, n, maxFuncLines)
				}
			}
		}
	}
	for pkg, l := range lengths {
		slices.Sort(l)
		if median := l[len(l)/2]; len(l) >= 10 && median > maxMedian {
			t.Errorf("package %s: the median function has %d lines, want at most %d", pkg, median, maxMedian)
		}
	}
	for name := range longFuncs {
		if !long[name] {
			t.Errorf("the exception for %s is no longer needed", name)
		}
	}
}

// Nothing happens because a package was imported, but that the tables of time zones
// are at hand: time/tzdata has no other door.
func TestNothingRegistersItself(t *testing.T) {
	for _, s := range tree(t) {
		if s.test {
			continue
		}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: an init function: let the caller call", at(f))
			}
		}
		for _, i := range s.file.Imports {
			if n := i.Name; n != nil && (n.Name == "." || n.Name == "_" && i.Path.Value != `"embed"` && i.Path.Value != `"time/tzdata"`) {
				t.Errorf("%s: import %s %s: name what you use", at(i), n.Name, i.Path.Value)
			}
		}
	}
}

// What is exported is promised, and a promise is written down.
func TestExportedIsDocumented(t *testing.T) {
	for _, s := range tree(t) {
		if s.test || s.file.Name.Name == "main" {
			continue
		}
		for _, d := range s.file.Decls {
			for _, name := range undocumented(d) {
				t.Errorf("%s: %s is exported and has no comment", at(d), name)
			}
		}
	}
}

func undocumented(d ast.Decl) []string {
	var names []string
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() && d.Doc == nil && spec.Doc == nil {
					names = append(names, spec.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range spec.Names {
					if n.IsExported() && d.Doc == nil && spec.Doc == nil && spec.Comment == nil {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if generic, ok := typ.(*ast.IndexExpr); ok {
		typ = generic.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && id.IsExported()
}

// An arrow that nobody uses would let a dependency come back unseen.
func TestArrowsInUse(t *testing.T) {
	used := map[string][]string{}
	for _, s := range tree(t) {
		if !s.test {
			used[s.pkg] = append(used[s.pkg], s.imports()...)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(rooms)) {
		for _, q := range strings.Fields(rooms[pkg].ours) {
			if !slices.Contains(used[pkg], "detente/"+q) {
				t.Errorf("nothing in %q imports %s: take the arrow out of the table", pkg, q)
			}
		}
		for _, m := range strings.Fields(rooms[pkg].theirs) {
			if !slices.ContainsFunc(used[pkg], func(p string) bool { return covers(m, p) }) {
				t.Errorf("nothing in %q imports %s: take it out of the table", pkg, m)
			}
		}
	}
}

// A row whose package is gone would let an arrow come back unseen.
func TestRoomsInUse(t *testing.T) {
	inUse := map[string]bool{}
	for _, s := range tree(t) {
		inUse[s.pkg] = true
	}
	for _, pkg := range slices.Sorted(maps.Keys(rooms)) {
		if !inUse[pkg] {
			t.Errorf("the table of rooms has %q, the tree has not", pkg)
		}
	}
}

package agreement

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"detente/diag"
	"detente/standoff"
	"detente/syntax"
)

var update = flag.Bool("update", false, "write what the program says into testdata; look at the difference before you keep it")

// TestRead runs the archives in testdata. A case is the files whose names begin
// with its name and a slash: the .deal and .deal.json files are read together,
// in their order; findings is what is said about them, model what they mean.
// A case in JSON named "x.json" must mean what the case "x" means.
func TestRead(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, archive := range archives {
		a, err := txtar.ParseFile(archive)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range cases(a) {
			t.Run(filepath.Base(archive)+"/"+name, func(t *testing.T) { runCase(t, a, name) })
		}
		if *update {
			if os.Getenv("CI") == "true" {
				t.Fatal("-update is for a person at a desk")
			}
			if err := os.WriteFile(archive, txtar.Format(a), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func cases(a *txtar.Archive) []string {
	var names []string
	for _, f := range a.Files {
		if n := path.Dir(f.Name); len(names) == 0 || names[len(names)-1] != n {
			names = append(names, n)
		}
	}
	return names
}

// readCase reads the files of a case.
func readCase(a *txtar.Archive, name string) (*Agreement, diag.List) {
	var files []*syntax.File
	var found diag.List
	for _, f := range a.Files {
		if path.Dir(f.Name) == name && strings.Contains(f.Name, ".deal") {
			tree, l := syntax.Parse(path.Base(f.Name), f.Data)
			files = append(files, tree)
			found = append(found, l...)
		}
	}
	model, l := Read(files)
	return model, append(found, l...)
}

func runCase(t *testing.T, a *txtar.Archive, name string) {
	model, found := readCase(a, name)
	closed(t, model)
	if !compare(t, a, name, "findings", listed(found)) && len(found) > 0 {
		t.Errorf("findings, and the case has no file for them:\n%s", listed(found))
	}
	compare(t, a, name, "model", printed(model))
	for _, f := range found {
		checkFinding(t, f)
	}
	if native, isJSON := strings.CutSuffix(name, ".json"); isJSON {
		same, _ := readCase(a, native)
		if diff := cmp.Diff(printed(same), printed(model)); diff != "" {
			t.Errorf("the two notations mean different things (-native +JSON):\n%s", diff)
		}
	}
}

// compare compares with the file of the case, and reports whether it has one.
func compare(t *testing.T, a *txtar.Archive, name, what, got string) bool {
	t.Helper()
	for i, f := range a.Files {
		if f.Name != name+"/"+what {
			continue
		}
		if *update {
			a.Files[i].Data = []byte(got)
		} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		return true
	}
	return false
}

func listed(l diag.List) string {
	var b strings.Builder
	for _, f := range l {
		fmt.Fprintf(&b, "%s-%d %s %s %s", f.Place, f.Place.End.Column, f.Severity, f.Code, f.Summary)
		if f.Fix != "" {
			fmt.Fprintf(&b, " -> %s", f.Fix)
		}
		for _, p := range f.Places {
			fmt.Fprintf(&b, " @%s", p)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// checkFinding checks what every finding owes its reader.
func checkFinding(t *testing.T, f diag.Finding) {
	t.Helper()
	switch {
	case f.Code == "" || f.Severity != diag.Error && f.Code != codeSecond && f.Code != codeReplaced:
		t.Fatalf("code %q, severity %v: %s", f.Code, f.Severity, f.Summary)
	case f.Severity == diag.Error && f.Fix == "":
		t.Fatalf("no next move: %s", f.Summary)
	case !strings.HasSuffix(f.Summary, ".") || strings.Contains(f.Summary+f.Fix, "%!"):
		t.Fatalf("not a sentence: %q %q", f.Summary, f.Fix)
	case !f.Place.Known() || f.Place.Start.Line < 1 || f.Place.Start.Column < 1:
		t.Fatalf("place %v: %s", f.Place, f.Summary)
	}
}

// closed checks what Read promises of every model, that of a broken text too.
func closed(t *testing.T, a *Agreement) {
	t.Helper()
	units := 0
	for _, s := range a.Steps {
		units += s.PartCount()
	}
	if units > MaxUnits {
		t.Fatalf("%d units", units)
	}
	c := checker{t: t, a: a}
	for _, s := range a.Steps {
		c.step(s)
	}
	for _, x := range a.Exchanges {
		c.steps(x.Steps)
		c.actors(given(x.HeldBy)...)
	}
	for _, d := range a.Demands {
		c.demand(d)
	}
	for _, x := range a.Anchors {
		c.when(x.Date)
	}
	for _, m := range a.Meetings {
		c.actors(m.Between...)
		c.cited(m.Cited)
	}
	for _, f := range a.Facts {
		c.actors(given(f.By)...)
		c.cited(f.Cited)
	}
	c.linked()
	for _, x := range a.Readings {
		if !slices.Contains(a.Chosen, x.ID) {
			b, _ := a.As(x.ID)
			closed(t, b)
		}
	}
	for _, s := range a.Standoffs {
		c.standoff(s)
	}
	for _, d := range a.Duties {
		c.duty(d)
	}
	for _, q := range a.Quotas {
		c.actors(q.By...)
		c.actors(q.VerifiedBy...)
		c.when(q.From)
		c.when(q.Until)
		c.cited(q.Cited)
	}
	for _, p := range a.Procedures {
		c.procedure(p)
	}
	c.actors(slices.Concat(a.Signed, a.Amended, a.Extended, a.Waived)...)
	c.keys()
	if course := NewCourse(a, Asking{}); len(course.Units) != units {
		t.Fatalf("%d units in the course, %d in the agreement", len(course.Units), units)
	}
}

// linked: what links and readings name is there.
func (c checker) linked() {
	c.t.Helper()
	for _, x := range c.a.Links {
		c.when(x.Until)
		for _, r := range x.Steps {
			c.steps([]StepRef{{Ref: r}})
		}
	}
	for _, x := range c.a.Readings {
		c.actors(given(x.Of)...)
		if len(x.Changes) > 0 && x.Changes[0].ID == "" {
			c.t.Fatalf("%s changes something without a name", x.ID)
		}
	}
}

// keys: each is one, and stands once; what is open is open to somebody.
func (c checker) keys() {
	c.t.Helper()
	seen := map[string]bool{}
	all := c.a.Observers
	for _, x := range c.a.Actors {
		all = append(slices.Clone(all), x.Keys...)
	}
	for _, k := range all {
		body, ok := keyBody(k.Line)
		if !ok || seen[body] || !k.Place.Known() {
			c.t.Fatalf("the key %q at %v", k.Line, k.Place)
		}
		seen[body] = true
	}
	for _, o := range c.a.OpenTo {
		if !slices.Contains(Matters, o.Matter) || !slices.Contains(Roles, o.To) || !o.Place.Known() {
			c.t.Fatalf("%v is open to %v", o.Matter, o.To)
		}
	}
}

type checker struct {
	t *testing.T
	a *Agreement
}

func given(r Opt[Ref]) []Ref {
	if !r.Given {
		return nil
	}
	return []Ref{r.V}
}

func (c checker) actors(refs ...Ref) {
	c.t.Helper()
	for _, r := range refs {
		if c.a.Actor(r.ID) == nil || !r.Place.Known() {
			c.t.Fatalf("%s at %v is nobody", r.ID, r.Place)
		}
	}
}

func (c checker) steps(refs []StepRef) {
	c.t.Helper()
	for _, r := range refs {
		s := c.a.Step(r.ID)
		if s == nil || r.Part < 0 || r.Part > s.PartCount() || !r.Place.Known() {
			c.t.Fatalf("%s at %v is no step or part", r, r.Place)
		}
	}
}

func (c checker) cited(x Cited) {
	c.t.Helper()
	if x.Source.Given && c.a.Source(x.Source.V.ID) == nil {
		c.t.Fatalf("%s is no source", x.Source.V.ID)
	}
}

func (c checker) when(w Opt[When]) {
	c.t.Helper()
	if !w.Given {
		return
	}
	if b := w.V.Base; b != nil && c.a.Anchor(b.ID) == nil && c.a.Meeting(b.ID) == nil && c.a.Step(b.ID) == nil {
		c.t.Fatalf("%s at %v is nothing that days can be counted from", b.ID, b.Place)
	}
	c.a.Resolve(w.V)
}

func (c checker) step(s *Step) {
	c.t.Helper()
	c.actors(s.By...)
	c.actors(s.VerifiedBy...)
	c.steps(s.After)
	c.steps(s.Locks)
	c.when(s.Due)
	c.when(s.NotBefore)
	c.cited(s.Cited)
	c.parts(s)
	for _, w := range s.Worths {
		x := c.a.Actor(w.Party.ID)
		switch {
		case x == nil || x.Third:
			c.t.Fatalf("a worth of %s, who is not a party", w.Party.ID)
		case w.Amount.IsWord() == (w.Amount.Lo != nil) || !w.Amount.IsWord() && (w.Amount.Hi.Cmp(w.Amount.Lo) < 0 || w.Amount.Lo.Sign() < 0):
			c.t.Fatalf("an amount %v", w.Amount)
		}
	}
}

func (c checker) standoff(s *Standoff) {
	c.t.Helper()
	c.cited(s.Cited)
	if len(s.Options) > MaxChoices || len(s.Options) > 0 && len(s.States) > 0 {
		c.t.Fatalf("%d options and %d states", len(s.Options), len(s.States))
	}
	for _, o := range s.Options {
		c.actors(given(o.By)...)
		if o.Once && o.BackOnly {
			c.t.Fatalf("option %s never changes", o.ID)
		}
	}
	for _, x := range s.States {
		for _, m := range x.Moves {
			c.actors(m.By)
			for _, to := range m.To {
				if to.ID == x.ID || named(s.States, to.ID, func(y *Position) string { return y.ID }) == nil {
					c.t.Fatalf("a move from %s to %s", x.ID, to.ID)
				}
			}
		}
	}
	for _, set := range s.Exclusive {
		if len(set) < 2 {
			c.t.Fatalf("an exclusive set of %d", len(set))
		}
	}
	c.statements(s, slices.Concat(s.Infeasible, s.Coalesce)...)
	if s.Today.Given {
		c.outcome(s, s.Today.V)
	}
	all := slices.Clone(s.Prefers)
	for _, p := range s.Perceived {
		c.actors(p.Of)
		c.statements(s, p.Unseen...)
		all = append(all, p.Prefers...)
	}
	for _, p := range all {
		c.preference(s, p)
	}
}

func (c checker) preference(s *Standoff, p *Preference) {
	c.t.Helper()
	c.actors(p.Of)
	c.cited(p.Cited)
	c.statements(s, slices.Concat(p.Statements, p.UnknownBy)...)
	if len(p.Weights) > 0 && len(p.Weights) != len(p.Statements) || len(p.Statements) > 0 && len(p.Ranking) > 0 {
		c.t.Fatalf("%d statements, %d weights, %d places", len(p.Statements), len(p.Weights), len(p.Ranking))
	}
	for _, group := range p.Ranking {
		for _, o := range group {
			c.outcome(s, o.State)
		}
	}
	for _, pair := range p.Unknown {
		c.outcome(s, pair[0].State)
		c.outcome(s, pair[1].State)
	}
}

func (c checker) outcome(s *Standoff, code standoff.State) {
	c.t.Helper()
	size := len(s.States)
	if size == 0 {
		size = 1 << len(s.Options)
	}
	if int(code) >= size {
		c.t.Fatalf("state %b of %d", code, size)
	}
}

func (c checker) statements(s *Standoff, all ...Statement) {
	c.t.Helper()
	var visit func(f standoff.Formula)
	visit = func(f standoff.Formula) {
		if f.Op == standoff.Taken && f.Option >= len(s.Options) {
			c.t.Fatalf("option %d of %d", f.Option, len(s.Options))
		}
		for _, p := range f.Parts {
			visit(p)
		}
	}
	for _, x := range all {
		visit(x.Formula)
		if x.Text == "" || !x.Place.Known() {
			c.t.Fatalf("statement %q at %v", x.Text, x.Place)
		}
		x.Holds(0) // whatever it is made of
	}
}

// duty checks a duty that is in no plan as one that is.
func (c checker) duty(d *Duty) {
	c.t.Helper()
	if s := c.a.Step(d.ID); s != nil && s != d.Step || !d.OfDuty {
		c.t.Fatalf("duty %s has a step that is not its own", d.ID)
	}
	if c.a.Step(d.ID) == nil && len(d.Worths) > 0 {
		c.t.Fatalf("duty %s says what it is worth and is in no plan", d.ID)
	}
	c.step(d.Step)
	c.when(d.From)
	c.when(d.Until)
	for _, r := range d.While {
		if c.a.Duty(r.ID) == nil {
			c.steps([]StepRef{r})
		}
	}
}

func (c checker) procedure(p *Procedure) {
	c.t.Helper()
	c.actors(p.MayStart...)
	c.actors(p.ContestedBy...)
	c.actors(given(p.StartedBy)...)
	c.when(p.Starts)
	c.when(p.NotBefore)
	c.when(p.Expires)
	c.cited(p.Cited)
	for _, r := range p.TakesBack {
		if c.a.Duty(r.ID) == nil {
			c.steps([]StepRef{r})
		}
	}
	for _, r := range p.Suspends {
		if c.a.Duty(r.ID) == nil {
			c.t.Fatalf("%s is no duty", r.ID)
		}
	}
	for i, s := range p.Stages {
		c.actors(slices.Concat(s.MayEnter, s.MaySkip, s.MayExtend, s.Decides, s.CanBlock)...)
		if p.Stage(s.ID) != s || s.Beside.Given && (i == 0 || p.Stage(s.Beside.V.ID) == nil) {
			c.t.Fatalf("stage %s of %s", s.ID, p.ID)
		}
	}
}

func (c checker) demand(d *Demand) {
	c.t.Helper()
	c.actors(given(d.Of)...)
	c.steps(d.Steps)
	c.cited(d.Cited)
	want := 0
	switch d.Kind {
	case Before, Together, Within:
		want = 2
	case By, NotBefore:
		want = 1
		c.when(Opt[When]{V: d.When, Given: true})
	case Include, Exclude:
		want = 1
	}
	if len(d.Steps) < want || want == 0 && len(d.Steps) > 0 {
		c.t.Fatalf("demand %q of %d steps", d.Kind, len(d.Steps))
	}
}

// Nothing is the same in every unit: a party that counts in words may write 0.
func TestZeroAmongWords(t *testing.T) {
	file, found := syntax.Parse("a.deal", []byte(`
party "usa" {
  breach_cost = 0
}
step "talks" {
  by    = usa
  gains = { usa = 0 }
}
step "relief" {
  gains = { usa = major }
}
`))
	a, more := Read([]*syntax.File{file})
	if found = append(found, more...); found.HasErrors() {
		t.Fatalf("findings: %v", found)
	}
	if w := a.Step("talks").Worths; len(w) != 1 || !w[0].Amount.IsZero() || a.Step("relief").Worths[0].Amount.Word != "major" {
		t.Errorf("the amounts are not kept: %v", w)
	}
}

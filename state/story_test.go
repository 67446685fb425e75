package state

import (
	"crypto/ed25519"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"detente/act"
	"detente/agreement"
	"detente/calendar"
	"detente/syntax"
)

var update = flag.Bool("update", false, "write what the program says into testdata; look at the difference before you keep it")

// A story is a text, and lines of what happens:
//
//	2030-01-02T10:00 usa declare step=relief on=2030-01-02
//	look 2030-01-05
//
// In an act, text=b.deal stands for the hash of that file, and pair=ID:kind:by/step,…
// with before=MOMENT for acts that take effect together. A line that begins with
// "!" is an act whose signer had seen another log, one with "~usa" is signed by
// usa's key all the same. In texts, KEY(usa) is the key of usa, KEY(usa2) another.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { runStory(t, name) })
	}
}

func runStory(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var script, want string
	l := &logged{t: t, texts: map[string]*Text{}, named: map[string]string{}}
	for _, f := range a.Files {
		switch {
		case strings.HasSuffix(f.Name, ".deal"):
			l.text(f.Name, string(f.Data))
		case f.Name == "story":
			script = string(f.Data)
		case f.Name == "want":
			want = string(f.Data)
		}
	}
	got := l.run(script)
	l.sameInOneGo()
	if *update {
		if os.Getenv("CI") == "true" {
			t.Fatal("golden files are not rewritten where CI=true")
		}
		a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
		a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// logged is a log under way, with the texts that it is about.
type logged struct {
	t       testing.TB
	texts   map[string]*Text
	named   map[string]string
	first   string
	state   *State
	entries [][]byte
}

func keyFor(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("the key of " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

type signer struct {
	name string
	key  ed25519.PrivateKey
}

func (s signer) Key() act.Key {
	return act.Key{Public: s.key.Public().(ed25519.PublicKey), Comment: s.name}
}
func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.key, message), nil }

func signerFor(name string) signer { return signer{name, keyFor(name)} }

var keyMark = regexp.MustCompile(`KEY\((\w+)\)`)

// readText reads a text with its keys put in.
func readText(t testing.TB, name, text string) *Text {
	t.Helper()
	text = keyMark.ReplaceAllStringFunc(text, func(m string) string {
		return strconv.Quote(signerFor(keyMark.FindStringSubmatch(m)[1]).Key().String())
	})
	f, found := syntax.Parse(name, []byte(text))
	if len(found) > 0 {
		t.Fatalf("%v", found)
	}
	a, found := agreement.Read([]*syntax.File{f})
	if found.HasErrors() {
		t.Fatalf("%v", found)
	}
	return &Text{Hash: act.TextHash([]act.File{{Name: name, Bytes: []byte(text)}}), Agreement: a}
}

func (l *logged) text(name, text string) {
	x := readText(l.t, name, text)
	l.texts[x.Hash], l.named[name] = x, x.Hash
	if l.first != "" {
		return
	}
	l.first = x.Hash
	s, err := New(x.Hash, l.library)
	if err != nil {
		l.t.Fatal(err)
	}
	l.state = s
}

func (l *logged) library(hash string) *Text { return l.texts[hash] }

func (l *logged) run(script string) string {
	var out strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		f := strings.Fields(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case f[0] == "look":
			d, err := calendar.Parse(f[1])
			if err != nil {
				l.t.Fatal(err)
			}
			fmt.Fprintf(&out, "%s\n%s\n", line, l.look(d))
		default:
			r := l.line(line)
			said := "takes effect"
			switch {
			case r.Unfit != nil:
				said = "does not fit: " + r.Unfit.Error()
			case r.InForce < 0:
				said = "waits"
			}
			fmt.Fprintf(&out, "%d %s: %s\n", r.Index, r.Act, said)
		}
	}
	return out.String()
}

func moment(t testing.TB, s string) act.Time {
	x, err := act.ParseTime(s + ":00.000Z")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (l *logged) line(line string) *Record {
	lies := strings.HasPrefix(line, "!")
	f := strings.Fields(strings.TrimPrefix(line, "!"))
	by, key, _ := strings.Cut(f[1], "~")
	if key == "" {
		key = by
	}
	a := act.Act{
		Format: act.Format, Kind: act.Kind(f[2]), By: by, Text: l.state.Text().Hash, Log: l.state.Origin(), Seen: l.state.Seen(), At: moment(l.t, f[0]),
	}
	for _, x := range f[3:] {
		name, v, _ := strings.Cut(x, "=")
		l.set(&a, name, v)
	}
	if lies {
		a.Seen.Root = strings.Repeat("A", 43) + "="
	}
	return l.do(a, key, a.At)
}

func (l *logged) set(a *act.Act, name, v string) {
	switch name {
	case "step":
		a.Step = v
	case "procedure":
		a.Procedure = v
	case "stage":
		a.Stage = v
	case "on":
		a.On = act.Day(v)
	case "until":
		a.Until = act.Day(v)
	case "of":
		n, _ := strconv.ParseInt(v, 10, 64)
		a.Of = &n
	case "result":
		a.Result = act.Result(strings.ReplaceAll(v, "_", " "))
	case "days":
		a.Days, _ = strconv.Atoi(v)
	case "new":
		a.NewText = l.named[v]
	case "text":
		a.Text = l.named[v]
	case "words":
		a.Words = strings.ReplaceAll(v, "_", " ")
	case "add":
		a.Keys = &act.KeyChange{Add: []string{signerFor(v).Key().String()}}
	case "end":
		if a.Keys == nil {
			a.Keys = &act.KeyChange{}
		}
		a.Keys.End = []string{signerFor(v).Key().ID()}
	case "pair":
		id, with, _ := strings.Cut(v, ":")
		sum := sha256.Sum256([]byte(id))
		a.Together = &act.Together{ID: fmt.Sprintf("%x", sum[:16])}
		for _, p := range strings.Split(with, ",") {
			by, rest, _ := strings.Cut(p, ":")
			kind, step, _ := strings.Cut(rest, ":")
			a.Together.With = append(a.Together.With, act.Partner{By: by, Kind: act.Kind(kind), Step: step})
		}
	case "before":
		a.Together.Before = moment(l.t, v)
	default:
		l.t.Fatalf("no such part of an act: %s", name)
	}
}

// do signs the act and appends it. Whether the state says beforehand that it
// fits is compared with what comes of it.
func (l *logged) do(a act.Act, key string, received act.Time) *Record {
	l.t.Helper()
	env, err := act.SignAct(a, signerFor(key))
	if err != nil {
		l.t.Fatalf("%v: %v", a, err)
	}
	admits := l.state.Admits(env, received)
	e := act.Entry{Received: received, Envelope: env}.Bytes()
	if err := l.state.Append(e); err != nil {
		l.t.Fatal(err)
	}
	l.entries = append(l.entries, e)
	r := l.state.Records()[l.state.Size()-1]
	if (admits == nil) != (r.Unfit == nil) || admits != nil && admits.Error() != r.Unfit.Error() {
		l.t.Fatalf("%v: asked beforehand %v, afterwards %v", a, admits, r.Unfit)
	}
	return r
}

// sameInOneGo folds all entries again and compares.
func (l *logged) sameInOneGo() {
	l.t.Helper()
	s, err := New(l.first, l.library)
	if err != nil {
		l.t.Fatal(err)
	}
	for _, e := range l.entries {
		if err := s.Append(e); err != nil {
			l.t.Fatal(err)
		}
	}
	for _, d := range []int{0, 40, 400} {
		day := DayOf(l.state.last).Add(d)
		if one, all := show(l.state.On(day, l.state.last)), show(s.On(day, s.last)); one != all {
			l.t.Errorf("one at a time:\n%s\nall at once:\n%s", one, all)
		}
	}
}

func (l *logged) look(d calendar.Day) string {
	return show(l.state.On(d, moment(l.t, d.String()+"T23:59")))
}

// show writes a view in short.
func show(v *View) string {
	var b strings.Builder
	if !v.InForce {
		fmt.Fprintf(&b, "  not in force, without the signatures of %s\n", strings.Join(v.Unsigned, ", "))
	}
	for _, i := range v.Items {
		fmt.Fprintf(&b, "  %s: %s", i.Name, i.Status)
		if i.Under != i.Status {
			fmt.Fprintf(&b, " over %s", i.Under)
		}
		if i.On.Given {
			fmt.Fprintf(&b, ", performed %s", i.On.V)
		}
		if i.Verified.Given {
			fmt.Fprintf(&b, ", last verified %s", i.Verified.V)
		}
		for _, w := range i.Waits {
			fmt.Fprintf(&b, ", waits for %s", v.Items[w.For].Name)
		}
		if d := i.Due; d != nil && !i.On.Given {
			fmt.Fprintf(&b, ", due %s", d.Day)
			if d.Stopped > 0 {
				fmt.Fprintf(&b, " (stood %d days)", d.Stopped)
			}
		} else if d != nil && d.Late {
			fmt.Fprintf(&b, ", after its day %s", d.Day)
		}
		for _, c := range i.Contests {
			fmt.Fprintf(&b, ", contested by %s", c.By)
		}
		if i.Ends.Given {
			fmt.Fprintf(&b, ", ends %s", i.Ends.V)
		}
		b.WriteString("\n")
	}
	showProcedures(&b, v)
	for _, r := range v.Readings {
		fmt.Fprintf(&b, "  %s: performed %s, open %s\n", r.Name, names(v, r.Performed.Members()), names(v, r.Open))
	}
	for _, m := range v.Moves {
		fmt.Fprintf(&b, "  move: %s %s", m.By, m.Kind)
		if m.Unit >= 0 {
			fmt.Fprintf(&b, " %s", v.Items[m.Unit].Name)
		}
		if m.Procedure != nil {
			fmt.Fprintf(&b, " %s %s", m.Procedure.ID, m.Procedure.Stages[m.Stage].ID)
		}
		if m.Of != nil {
			fmt.Fprintf(&b, " on entry %d", m.Of.Index)
		}
		if m.Contested {
			b.WriteString(" (by one reading)")
		}
		b.WriteString("\n")
	}
	for _, p := range v.Pairs {
		fmt.Fprintf(&b, "  pair of %v waits for %v, lapsed %v\n", p.Records[0].Act, p.Missing, p.Lapsed)
	}
	return b.String()
}

// showProcedures writes where the procedures and duties stand.
func showProcedures(b *strings.Builder, v *View) {
	for n, p := range v.Text.Agreement.Procedures {
		at := v.Procedures.Procedure(n)
		fmt.Fprintf(b, "  procedure %s: %s", p.ID, []string{"not started", "running", "waiting", "over"}[at.Status])
		if at.Stage >= 0 {
			fmt.Fprintf(b, ", stage %s", p.Stages[at.Stage].ID)
		}
		if at.Known {
			fmt.Fprintf(b, " until %s", at.Last)
		}
		if at.Outcome == agreement.TakesEffect {
			fmt.Fprintf(b, ", in effect from %s", at.InForce)
		} else if at.Outcome != "" {
			fmt.Fprintf(b, ", %s", at.Outcome)
		}
		b.WriteString("\n")
	}
	for n, d := range v.Text.Agreement.Duties {
		at := v.Procedures.Duty(n)
		fmt.Fprintf(b, "  duty %s: %s", d.ID, []string{"not yet", "kept", "suspended", "stopped", "ended"}[at.Stand])
		if at.Since.Given {
			fmt.Fprintf(b, " since %s", at.Since.V)
		}
		if at.Why != "" {
			fmt.Fprintf(b, ": %s", at.Why)
		}
		b.WriteString("\n")
	}
}

func names(v *View, units []int) string {
	var all []string
	for _, u := range units {
		all = append(all, v.Items[u].Name)
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, " ")
}

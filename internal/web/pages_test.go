package web

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"detente/act"
	"detente/reason"
	"detente/report"
)

var update = flag.Bool("update", false, "write the recorded pages anew")

func render(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The pages are recorded; read what differs before you record them anew.
func TestRecordedPages(t *testing.T) {
	if *update && os.Getenv("CI") == "true" {
		t.Fatal("pages are not recorded anew where CI=true")
	}
	c := newCarried(t, text, story)
	for _, lang := range Languages() {
		for _, p := range c.pages(lang) {
			if lang != "en" && p.name != "table" && p.name != "step" || strings.HasPrefix(p.name, "form-") {
				continue
			}
			got, name := render(t, p.write), filepath.Join("testdata", p.name+"."+lang+".html")
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not the page that is recorded; go test ./internal/web -update records it anew", name)
			}
		}
	}
}

// void are elements without an end.
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// malformed finds elements that are not closed in order, attributes and ids given
// twice, labels and references that lead nowhere, and what the policy forbids.
func malformed(page string) []string {
	var wrong, open, refs []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		x := z.Token()
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			wrong = append(wrong, forbidden(x)...)
			seen := map[string]bool{}
			for _, a := range x.Attr {
				if seen[a.Key] {
					wrong = append(wrong, "twice "+a.Key+" in "+x.String())
				}
				seen[a.Key] = true
				switch {
				case a.Key == "id" && ids[a.Val]:
					wrong = append(wrong, "twice the id "+a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				case slices.Contains([]string{"for", "aria-labelledby", "aria-describedby"}, a.Key):
					refs = append(refs, a.Val)
				}
			}
			if !slices.Contains(void, x.Data) && kind == html.StartTagToken {
				open = append(open, x.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != x.Data {
				wrong = append(wrong, "closed out of order: "+x.Data)
				continue
			}
			open = open[:len(open)-1]
		}
	}
	for _, r := range refs {
		if !ids[r] {
			wrong = append(wrong, "nothing has the id "+r)
		}
	}
	if len(open) > 0 {
		wrong = append(wrong, "not closed: "+strings.Join(open, " "))
	}
	return wrong
}

// forbidden finds what the content security policy would block, or lead elsewhere.
func forbidden(x html.Token) []string {
	var wrong []string
	src := ""
	for _, a := range x.Attr {
		switch {
		case a.Key == "style", strings.HasPrefix(a.Key, "on"):
			wrong = append(wrong, "the policy forbids "+a.Key+" in "+x.String())
		case slices.Contains([]string{"src", "href", "action"}, a.Key):
			src = a.Val
			if u, err := url.Parse(a.Val); err != nil || u.IsAbs() || u.Host != "" {
				wrong = append(wrong, "leads elsewhere: "+x.String())
			}
		}
	}
	if x.DataAtom == atom.Style || x.DataAtom == atom.Script && src == "" {
		wrong = append(wrong, "the policy forbids "+x.String())
	}
	return wrong
}

// Every page in every language is well formed and keeps to the policy; its assets are
// there.
func TestPagesAreWellFormed(t *testing.T) {
	asset := regexp.MustCompile(`"/assets/([^"]+)"`)
	c := newCarried(t, text, story)
	for _, lang := range Languages() {
		for _, p := range c.pages(lang) {
			page := render(t, p.write)
			for _, w := range malformed(page) {
				t.Errorf("%s in %s: %s", p.name, lang, w)
			}
			if !strings.Contains(page, `<html lang="`+lang+`"`) || strings.Count(page, "<h1>") != 1 || strings.Count(page, "<main") != 1 {
				t.Errorf("%s in %s has no language, or not one heading and one main part", p.name, lang)
			}
			for _, m := range asset.FindAllStringSubmatch(page, -1) {
				if _, err := Assets().Open(m[1]); err != nil {
					t.Errorf("%s: %v", p.name, err)
				}
			}
		}
	}
}

// The test above can fail.
func TestMalformed(t *testing.T) {
	for _, page := range []string{
		"<p><b></p></b>", "<p>", `<p id="a"></p><p id="a"></p>`, `<label for="x"></label>`, `<p style="color:red"></p>`,
		`<a onclick="x"></a>`, "<script>x</script>", "<style></style>", `<img src="https://example.org/x">`, `<a href="//example.org">x</a>`,
	} {
		if len(malformed(page)) == 0 {
			t.Errorf("%s passes", page)
		}
	}
	if w := malformed(`<p id="a"><a href="/x?y#z">x</a><br></p><input aria-describedby="a"><script src="/x"></script>`); len(w) > 0 {
		t.Error(w)
	}
}

// What parties write stays text, whatever it is.
func TestHostileTexts(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'</pre></main>&lt;javascript:alert(1)`
	r := newCarried(t, text, story).record("2030-01-12")
	r.Title, r.On = evil, evil
	of := int64(3)
	for i := range r.Actors {
		r.Actors[i].Label, r.Actors[i].Keys = evil, []string{evil}
	}
	for i := range r.Steps {
		s := &r.Steps[i]
		s.Name, s.Label, s.Step, s.WaitsFor = evil, evil, evil, []string{evil}
	}
	for i := range r.Contests {
		r.Contests[i].Words, r.Contests[i].Step = evil, evil
	}
	for i := range r.Procedures {
		r.Procedures[i].Name, r.Procedures[i].Now.Stage, r.Procedures[i].Now.Last = evil, evil, pointer(evil)
	}
	log := report.LogEntries{Log: report.Head{Origin: evil, Size: 1, Root: evil}}
	for _, k := range act.Kinds() {
		log.Entries = append(log.Entries, report.LogEntry{Received: evil, Key: evil, Effect: "none", Why: evil, Reason: reason.New(evil, evil), Act: act.Act{
			Kind: k, By: evil, Step: evil, Procedure: evil, Stage: evil, Of: &of, On: act.Day(evil), Result: act.Result(evil), Words: evil,
			Evidence: []act.Evidence{{SHA256: evil, Name: evil}},
		}})
		log.Entries[len(log.Entries)-1].Entry = int64(len(log.Entries) - 1)
	}
	s := Site{Lang: "en", ID: evil, Role: evil, Actor: evil, Log: true, Evidence: true, Passkeys: true, Links: []Link{{evil, "javascript:alert(1)"}}}
	form := Form{Values: url.Values{"kind": {"rekey"}, "words": {evil}, "add": {evil}, "evidence": {evil}}}
	shown := form
	shown.Draft = &Draft{Payload: evil, Why: errors.New(evil)}
	for name, write := range map[string]func(io.Writer) error{
		"list":     func(w io.Writer) error { return List(w, s, []Listed{{ID: evil, Title: evil, Moves: []string{evil}}}) },
		"keys":     func(w io.Writer) error { return Keys(w, s, &r) },
		"sign-in":  func(w io.Writer) error { return SignIn(w, s, evil) },
		"table":    func(w io.Writer) error { return Table(w, s, r) },
		"step":     func(w io.Writer) error { return Step(w, s, r, evil, log) },
		"log":      func(w io.Writer) error { return Log(w, s, r, log) },
		"calendar": func(w io.Writer) error { return Calendar(w, s, r) },
		"form":     func(w io.Writer) error { return Acting(w, s, r, form) },
		"preview":  func(w io.Writer) error { return Acting(w, s, r, shown) },
		"failure":  func(w io.Writer) error { return Failure(w, s, errors.New(evil), reason.New(evil)) },
	} {
		page := render(t, write)
		for _, w := range malformed(strings.ReplaceAll(page, "about:invalid#TemplFailedSanitizationURL", "")) {
			if !strings.HasPrefix(w, "twice the id") {
				t.Errorf("%s: %s", name, w)
			}
		}
		if strings.Contains(page, "<img") || strings.Contains(page, `href="javascript`) || strings.Contains(page, "<script>") {
			t.Errorf("%s: what somebody wrote became a part of the page", name)
		}
	}
}

func pointer(s string) *string { return &s }

// The bytes that are shown before signing are, read back from the page, those that are
// to be signed.
func TestPreviewShowsTheBytes(t *testing.T) {
	c := newCarried(t, text, story)
	a := c.act("2030-01-12T09:00 north note words=x")
	a.Words = "\na  b\n\n<b>&amp;</b>\n 한국어 \"quoted\" \\"
	b, err := act.Encode(a)
	if err != nil {
		t.Fatal(err)
	}
	f := Form{Values: url.Values{"kind": {"note"}}, Draft: &Draft{Payload: string(b), Fits: true}}
	page := render(t, func(w io.Writer) error { return Acting(w, site("en", "north"), c.record("2030-01-12"), f) })
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	shown := false
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Pre && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "id" && a.Val == "payload" }) {
			shown = true
			if n.FirstChild.Data != string(b) {
				t.Errorf("the page shows\n%q\nand not\n%q", n.FirstChild.Data, b)
			}
		}
	}
	if !shown {
		t.Error("the page does not show the bytes")
	}
}

func TestUnknownStep(t *testing.T) {
	c := newCarried(t, text, story)
	if err := Step(io.Discard, site("en", ""), c.record("2030-01-12"), "mops", c.log()); !errors.Is(err, ErrNoStep) {
		t.Errorf("got %v, want %v", err, ErrNoStep)
	}
}

// Who may not read entries gets no link to them, and nothing of what they say.
func TestWithoutTheLog(t *testing.T) {
	r := newCarried(t, text, story).record("2030-01-12")
	for i := range r.Contests {
		r.Contests[i].Words = "" // as the server takes them out
	}
	s := Site{Lang: "en", ID: "0123456789abcdef", Role: "public"}
	table := render(t, func(w io.Writer) error { return Table(w, s, r) })
	step := render(t, func(w io.Writer) error { return Step(w, s, r, "maps", report.LogEntries{}) })
	for _, hidden := range []string{"1953", "/log", "six sheets", "/act"} {
		if strings.Contains(table, hidden) || strings.Contains(step, hidden) {
			t.Errorf("a reader without the log gets %q", hidden)
		}
	}
	if !strings.Contains(step, "You may not read the acts themselves.") {
		t.Error("the page does not say that acts are left out")
	}
}

// All parties are shown with the same marks: with their names exchanged, the elements
// and classes of their sides are the same.
func TestPartiesLookAlike(t *testing.T) {
	r := newCarried(t, text, "").record("2030-01-01")
	for i := range r.Steps {
		r.Steps[i].By = []string{"north", "south"}
	}
	v := newView(site("en", "").page("table.title"), r)
	var sides []string
	for _, a := range v.actors(false) {
		var b bytes.Buffer
		if err := side(v, a).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		tags := regexp.MustCompile(`<[^>]*>`).FindAllString(b.String(), -1)
		sides = append(sides, strings.Join(tags, ""))
	}
	if len(sides) != 2 || sides[0] != sides[1] {
		t.Errorf("the sides differ:\n%s", strings.Join(sides, "\n"))
	}
}

// The form of each kind of act has the fields that such an act may have, and asks for
// those that it needs.
func TestFormsHaveTheFieldsOfActs(t *testing.T) {
	c := newCarried(t, text, story)
	of := int64(3)
	full := map[string]func(*act.Act){
		"step": func(a *act.Act) { a.Step = "maps" }, "procedure": func(a *act.Act) { a.Procedure = "review" }, "stage": func(a *act.Act) { a.Stage = "talks" },
		"on": func(a *act.Act) { a.On = "2030-01-12" }, "of": func(a *act.Act) { a.Of = &of }, "until": func(a *act.Act) { a.Until = "2030-01-12" },
		"days": func(a *act.Act) { a.Days = 3 }, "new_text": func(a *act.Act) { a.NewText = strings.Repeat("a", 64) },
		"keys": func(a *act.Act) { a.Keys = &act.KeyChange{Add: []string{signerFor("other").Key().String()}} },
		"together": func(a *act.Act) {
			a.Together = &act.Together{ID: strings.Repeat("a", 32), With: []act.Partner{{By: "south", Kind: a.Kind}}, Before: a.At + 1000}
		},
	}
	if len(inputs) != len(act.Kinds()) || len(kinds) != len(act.Kinds()) {
		t.Errorf("%d kinds of acts, and %d forms for %d of them", len(act.Kinds()), len(inputs), len(kinds))
	}
	for _, k := range act.Kinds() {
		offered := map[string]bool{}
		for _, in := range inputs[string(k)] {
			offered[in.name] = true
		}
		for name, set := range full {
			a := c.act("2030-01-12T09:00 north " + string(k))
			set(&a)
			if k == "attest" || k == "answer" {
				a.Result = act.Result(results(string(k))[0])
			}
			err := a.Check()
			belongs := err == nil || !strings.Contains(err.Error(), name+" does not belong into it")
			if err != nil && strings.Contains(err.Error(), "does not belong") && !strings.Contains(err.Error(), ": "+name+" does") {
				t.Fatalf("%s: %v", k, err)
			}
			if missing := err != nil && strings.Contains(err.Error(), "is missing"); missing && !offered[name] && !strings.Contains(err.Error(), name) {
				continue // what is missing is found before what does not belong
			}
			if belongs != offered[name] {
				t.Errorf("%s: the form has %s: %v, and such an act can have it: %v (%v)", k, name, offered[name], belongs, err)
			}
		}
	}
}

// Nothing can be sent that is no act, or that the log would not take; a draft that is to
// be changed is a form again, with what was filled in.
func TestDrafts(t *testing.T) {
	c := newCarried(t, text, story)
	r := c.record("2030-01-12")
	show := func(f Form) string {
		return render(t, func(w io.Writer) error { return Acting(w, site("en", "north"), r, f) })
	}
	f := c.draft()
	if page := show(f); !strings.Contains(page, `id="sign"`) || !strings.Contains(page, "North declares guns performed on 2030-01-12.") {
		t.Error("an act that fits cannot be sent, or is not said")
	}
	f.Draft.Fits, f.Draft.Why = false, errors.New("North has declared it")
	if page := show(f); strings.Contains(page, `id="sign"`) || !strings.Contains(page, "North has declared it") {
		t.Error("an act that does not fit can be sent, or the page does not say why")
	}
	f.Draft.Payload = ""
	if page := show(f); strings.Contains(page, `id="payload"`) || !strings.Contains(page, "North has declared it") || !strings.Contains(page, ">Behind the river.</textarea>") {
		t.Error("a form of which no act can be made is not shown again with the reason")
	}
	f = c.draft()
	f.Values.Set("change", "1")
	if page := show(f); strings.Contains(page, `id="payload"`) || !strings.Contains(page, `<option value="guns" selected>`) {
		t.Error("a draft that is to be changed is not a form again")
	}
}

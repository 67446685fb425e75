package web

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"detente/act"
	"detente/internal/chromium"
	"detente/ledger"
	"detente/report"
)

// served is the fixture behind the addresses that pages and scripts expect: no more of
// a server than they need.
type served struct {
	*carried
	mu     sync.Mutex
	lie    func(path string, body []byte) []byte // what the server says instead; nil for the truth
	signed act.Envelope
	page   func(io.Writer) error // the page at /page
	heads  chan int64            // sizes that events tell
}

const logID = "0123456789abcdef"

func serve(t *testing.T, c *carried) (*served, string) {
	t.Helper()
	s := &served{carried: c, heads: make(chan int64)}
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", http.FileServerFS(Assets())))
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := s.page(w); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /log/"+logID+"/{path...}", s.log)
	mux.HandleFunc("POST /api/v1/agreements/"+logID+"/acts", s.acts)
	mux.HandleFunc("GET /api/v1/challenge", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"challenge":"abc"}`) })
	mux.HandleFunc("POST /api/v1/session", s.session)
	mux.HandleFunc("GET /api/v1/agreements/"+logID+"/events", s.events)
	mux.HandleFunc("GET /a/"+logID+"/{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<title>signed in</title>") })
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", Policy)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return s, server.URL
}

// log serves the log in the forms of C2SP.
func (s *served) log(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := r.PathValue("path")
	v, sign := s.logKey()
	var body []byte
	var err error
	switch path {
	case "key":
		body = []byte(v.String() + "\n")
	case "checkpoint":
		var signer *ledger.Signer
		if signer, err = ledger.NewSigner(s.state.Origin(), v.Public(), sign); err == nil {
			body, err = ledger.SignHead(s.state.Head(), signer)
		}
	default:
		for n := 0; n*256 < len(s.entries); n++ {
			some := s.entries[n*256 : min(len(s.entries), n*256+256)]
			if path == ledger.BundlePath(int64(n), len(some)) {
				body, err = ledger.EntryBundle(some)
			}
		}
	}
	if err != nil || body == nil {
		http.Error(w, fmt.Sprint(err), http.StatusNotFound)
		return
	}
	if s.lie != nil {
		body = s.lie(path, body)
	}
	_, _ = w.Write(body)
}

// acts takes an envelope as the interface for programs does.
func (s *served) acts(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	env, err := act.ParseEnvelope(b)
	if err != nil {
		w.WriteHeader(http.StatusConflict)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
		return
	}
	s.mu.Lock()
	s.signed = env
	s.mu.Unlock()
	w.WriteHeader(http.StatusCreated)
	fmt.Fprint(w, `{"id":"x","entry":11}`)
}

// session checks that the challenge is signed with the key that is sent.
func (s *served) session(w http.ResponseWriter, r *http.Request) {
	var in struct{ Agreement, Key, Signature string }
	err := json.NewDecoder(r.Body).Decode(&in)
	key, err2 := act.ParseKey(in.Key)
	sig, err3 := base64.StdEncoding.DecodeString(in.Signature)
	if err != nil || err2 != nil || err3 != nil || in.Agreement != logID || !ed25519.Verify(key.Public, []byte("detente sign-in\nabc\n"+logID), sig) {
		http.Error(w, fmt.Sprint(err, err2, err3), http.StatusForbidden)
		return
	}
	fmt.Fprint(w, `{"actor":"north"}`)
}

func (s *served) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.(http.Flusher).Flush()
	for {
		select {
		case n := <-s.heads:
			fmt.Fprintf(w, "event: head\ndata: {\"size\":%d}\n\n", n)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// show opens a page at a width.
func (s *served) show(tab *chromium.Page, url string, width int64, page func(io.Writer) error) {
	s.mu.Lock()
	s.page = page
	s.mu.Unlock()
	tab.Go(url+"/page", width)
}

// Every page can be used with help for impairments, by the rules of axe; at the width of
// a phone nothing stands beside the page; on paper it is A4, tagged, with text in it.
func TestPagesInBrowser(t *testing.T) {
	tab := chromium.Open(t)
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	c := newCarried(t, text, story)
	s, url := serve(t, c)
	for _, lang := range Languages() {
		for _, p := range c.pages(lang) {
			if lang != "en" && p.name != "table" && p.name != "calendar" {
				continue
			}
			name, widths := p.name+"."+lang, []int64{360, 1280}
			if strings.HasPrefix(p.name, "form-") {
				widths = widths[:1] // all forms are of the same parts
			}
			for _, width := range widths {
				s.show(tab, url, width, p.write)
				if wide := chromium.Eval[int](tab, "document.documentElement.scrollWidth"); wide > int(width) {
					t.Errorf("%s at %d px is %d px wide", name, width, wide)
				}
				chromium.Eval[bool](tab, string(axe)+";true")
				for _, v := range chromium.Eval[[]string](tab, `axe.run(document, {resultTypes: ["violations"]}).then(r =>
					r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target + " " + n.failureSummary)))`) {
					t.Errorf("%s at %d px: %s", name, width, v)
				}
				tab.Shot(name + "." + strconv.FormatInt(width, 10))
			}
			if !slices.Contains([]string{"table", "step", "log", "calendar"}, p.name) {
				continue // not for paper
			}
			pdf := tab.PDF(name)
			if !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/StructTreeRoot")) {
				t.Errorf("%s: what is printed is no tagged PDF", name)
			}
		}
	}
}

// A key that the browser made signs in, and signs exactly the bytes that the page shows.
func TestSigningInBrowser(t *testing.T) {
	tab := chromium.Open(t)
	c := newCarried(t, text, story)
	s, url := serve(t, c)
	r := c.record("2030-01-12")

	s.show(tab, url, 1280, func(w io.Writer) error { return Keys(w, site("en", ""), &r) })
	tab.Until(`!document.querySelector("#make button").disabled`)
	chromium.Eval[bool](tab, `document.getElementById("name").value = "office laptop"; document.querySelector("#make button").click(); true`)
	tab.Until(`document.querySelectorAll("#keys article").length === 1`)
	line := chromium.Eval[string](tab, `document.querySelector("#keys code").textContent`)
	key, err := act.ParseKey(line)
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	if shown := chromium.Eval[string](tab, `document.querySelectorAll("#keys code")[1].textContent`); shown != key.ID() {
		t.Errorf("the page shows the fingerprint %s of %s", shown, key.ID())
	}
	if chromium.Eval[bool](tab, `(async () => { const {keys} = await import("/assets/keyring.js"); return (await keys())[0].pair.privateKey.extractable })()`) {
		t.Error("the key can be taken out of the browser")
	}

	s.show(tab, url, 1280, func(w io.Writer) error { return SignIn(w, site("en", ""), "") })
	tab.Until(`!document.getElementById("go").disabled && document.getElementById("key").options.length === 1`)
	chromium.Eval[bool](tab, `document.getElementById("go").click(); true`)
	tab.Until(`document.title === "signed in"`)

	form := c.draft()
	preview := func(w io.Writer) error { return Acting(w, site("en", "north"), r, form) }
	s.show(tab, url, 1280, preview)
	tab.Until(`!document.getElementById("no-key").hidden`)
	if !chromium.Eval[bool](tab, `document.getElementById("sign").disabled`) {
		t.Error("a key that does not count can sign")
	}

	r.Actors[0].Keys = append(r.Actors[0].Keys, key.ID())
	s.show(tab, url, 1280, preview)
	tab.Until(`!document.getElementById("sign").disabled`)
	chromium.Eval[bool](tab, `document.getElementById("sign").click(); true`)
	tab.Until(`document.getElementById("said").textContent === "The act is in the log as entry 11."`)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.signed.Verify(key); err != nil {
		t.Error(err)
	}
	if string(s.signed.Payload) != form.Draft.Payload {
		t.Errorf("signed was\n%s\nand shown\n%s", s.signed.Payload, form.Draft.Payload)
	}
}

// The browser finds the log whole; and finds every lie about it: another root, another
// entry, another key, a log that was rewritten, one that is shorter, a page that shows
// something else.
func TestLogCheckInBrowser(t *testing.T) {
	tab := chromium.Open(t)
	c := newCarried(t, text, story)
	for i := range 300 { // more than a bundle
		c.line(fmt.Sprintf("2030-01-12T%02d:%02d north note words=Note_%d.", 10+i/60, i%60, i))
	}
	s, url := serve(t, c)
	r, l := c.record("2030-01-13"), report.NewLog(c.state, 0, 100)
	forget := func() { chromium.Eval[bool](tab, `localStorage.clear(); true`) }
	check := func(l report.LogEntries) string {
		t.Helper()
		s.show(tab, url, 1280, func(w io.Writer) error { return Log(w, site("en", ""), r, l) })
		tab.Until(`!document.getElementById("run").disabled`)
		chromium.Eval[bool](tab, `document.getElementById("run").click(); true`)
		tab.Until(`!document.getElementById("run").disabled && document.getElementById("said").textContent !== ""`)
		return chromium.Eval[string](tab, `document.getElementById("said").textContent`)
	}
	want := func(what, got, part string) {
		t.Helper()
		if !strings.Contains(got, part) {
			t.Errorf("%s: the page says %q, want %q", what, got, part)
		}
	}
	lie := func(f func(string, []byte) []byte) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lie = f
	}

	first := check(l)
	want("the log", first, "Checked here: the root over 311 entries is that of the signed head")
	want("the first time", first, "had seen no head")
	want("the page", first, "The acts on this page are those of the log.")
	if raw := chromium.Eval[string](tab, `document.querySelector("#entry-3 pre.stored").textContent`); raw != string(c.entries[3]) {
		t.Errorf("the page shows the entry %s", raw)
	}
	c.line("2030-01-13T10:00 north note words=One_more.")
	want("the log grown", check(l), "The head seen before, of 311 entries, is the beginning of this log.")

	lie(func(path string, b []byte) []byte {
		if path == "tile/entries/000" {
			b = bytes.Replace(b, []byte(`"received":"2030`), []byte(`"received":"2031`), 1)
		}
		return b
	})
	want("another entry", check(l), "is not that of the signed head")
	lie(func(path string, b []byte) []byte {
		if path == "checkpoint" {
			b = bytes.Replace(b, []byte("\n312\n"), []byte("\n311\n"), 1)
		}
		return b
	})
	want("another size", check(l), "The signature under the head is not of the key")
	lie(func(path string, b []byte) []byte {
		if path == "key" {
			v, err := ledger.NewVerifier(ledger.LogKey, c.state.Origin(), signerFor("else").Key().Public)
			if err != nil {
				t.Error(err)
			}
			b = []byte(v.String())
		}
		return b
	})
	want("another key", check(l), "The key of the log is another than before.")
	forget()
	want("another key that is seen first", check(l), "The signature under the head is not of the key")
	lie(nil)
	check(l)

	page := report.NewLog(c.state, 0, 100)
	page.Entries[3].Act.Words = "Handed over at the gate."
	want("a page that shows something else", check(page), "Entry 3 on this page is not what stands in the log.")

	// A rewritten log of the same text, signed by the same key.
	honest := *c
	c.rewrite(t, func(line string) string { return strings.Replace(line, "1953", "1954", 1) }, 312)
	want("a rewritten log", check(report.NewLog(c.state, 0, 100)), "is not the beginning of this log")
	c.rewrite(t, func(line string) string { return line }, 0)
	want("a shorter log", check(report.NewLog(c.state, 0, 100)), "The log is shorter than before: 312 entries were seen, and now there are 11.")
	*c = honest
	want("the log again", check(l), "Checked here")
}

// rewrite makes the log anew from a changed story, and fills it up with notes.
func (c *carried) rewrite(t *testing.T, change func(string) string, size int) {
	t.Helper()
	d := newCarried(t, text, change(story))
	for i := len(d.entries); i < size; i++ {
		d.line(fmt.Sprintf("2030-01-14T10:00 south note words=Other_%d.", i))
	}
	*c = *d
}

// A page follows the log: when it has grown, the page shows it.
func TestLivePage(t *testing.T) {
	tab := chromium.Open(t)
	c := newCarried(t, text, story)
	s, url := serve(t, c)
	s.show(tab, url, 1280, func(w io.Writer) error { return Table(w, site("en", "north"), c.record("2030-01-12")) })
	tab.Until(`document.getElementById("main").textContent.includes("after 11 entries")`)
	s.mu.Lock()
	c.line("2030-01-12T10:00 north note words=One_more.")
	s.mu.Unlock()
	s.heads <- 12
	tab.Until(`document.getElementById("main").textContent.includes("after 12 entries")`)
	tab.Until(`document.getElementById("news").textContent === "The log has grown; this page shows it now."`)
}

// The tree of the browser has the roots of the log, and its paths, whatever the size.
func TestTreeInBrowser(t *testing.T) {
	tab := chromium.Open(t)
	s, url := serve(t, newCarried(t, text, story))
	s.show(tab, url, 1280, func(w io.Writer) error { return Failure(w, Site{}, ErrNoStep, nil) })
	var want []string
	var entries [][]byte
	for n := range 70 {
		want = append(want, ledger.HeadOfEntries("x", entries).RootText())
		entries = append(entries, []byte(fmt.Sprintf("entry %d", n)))
	}
	got := chromium.Eval[[]string](tab, `(async () => {
		const {Tree, leaf} = await import("/assets/merkle.js");
		const tree = new Tree(), roots = [];
		for (let n = 0; n < 70; n++) {
			roots.push(await tree.root());
			await tree.add(await leaf(new TextEncoder().encode("entry " + n)));
		}
		return roots;
	})()`)
	if !slices.Equal(got, want) {
		t.Errorf("the roots are\n%v, want\n%v", got, want)
	}
	for _, n := range []int64{0, 7, 67, 999, 1000, 1234, 999999, 1234067, 1000000000} {
		path := chromium.Eval[string](tab, fmt.Sprintf(`import("/assets/merkle.js").then(m => "tile/entries/" + m.number(%d))`, n))
		if path != ledger.BundlePath(n, 256) {
			t.Errorf("the path of bundle %d is %s, want %s", n, path, ledger.BundlePath(n, 256))
		}
	}
}

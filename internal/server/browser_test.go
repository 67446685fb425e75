package server

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	cd "github.com/chromedp/chromedp"

	"detente/act"
	"detente/internal/chromium"
	"detente/report"
)

// seat is a browser at the table: a person's own, with a key that never leaves it.
type seat struct {
	*chromium.Page
	t   *testing.T
	p   *place
	who string
	// line is the public key.
	line string
}

func (x *seat) at(path string) string { return x.p.url + path }

// key makes a key in the browser and returns its public line.
func (x *seat) key() string {
	x.t.Helper()
	x.Go(x.at("/keys"), 1280)
	x.Until(`!document.querySelector("#make button").disabled`)
	chromium.Eval[bool](x.Page, `document.getElementById("name").value = "`+x.who+`"; document.querySelector("#make button").click(); true`)
	x.Until(`document.querySelectorAll("#keys article").length === 1`)
	x.line = chromium.Eval[string](x.Page, `document.querySelector("#keys code").textContent`)
	return x.line
}

// signIn signs in with the key.
func (x *seat) signIn() {
	x.t.Helper()
	x.Go(x.at("/a/"+x.p.id+"/sign-in"), 1280)
	x.Until(`!document.getElementById("go").disabled`)
	chromium.Eval[bool](x.Page, `document.getElementById("go").click(); true`)
	x.Until(`location.pathname === "/a/` + x.p.id + `/"`)
}

// act fills in the form of a kind, looks at what would be signed, and signs it. It
// returns what the page says then.
func (x *seat) act(kind string, fields map[string]string, name string) string {
	x.t.Helper()
	x.look("kind="+kind, fields, name)
	chromium.Eval[bool](x.Page, `document.getElementById("sign").click(); true`)
	x.Until(`!document.getElementById("done").hidden`)
	return chromium.Eval[string](x.Page, `document.getElementById("said").textContent`)
}

// look fills in the form of a query, and looks at what would be signed.
func (x *seat) look(query string, fields map[string]string, name string) {
	x.t.Helper()
	x.Go(x.at("/a/"+x.p.id+"/act?"+query), 1280)
	b, err := json.Marshal(fields)
	if err != nil {
		x.t.Fatal(err)
	}
	chromium.Eval[bool](x.Page, `(() => { const f = document.getElementById("act");
		for (const [k, v] of Object.entries(`+string(b)+`)) f.elements[k].value = v;
		f.querySelector("button[type=submit]").click(); return true })()`)
	x.Until(`document.getElementById("payload") !== null || document.getElementById("act") === null && document.body !== null && document.readyState === "complete"`)
	if name != "" {
		x.Shot(name)
	}
	x.Until(`document.getElementById("sign") !== null && !document.getElementById("sign").disabled`)
}

// refused signs what it looked at, and returns what the page says when the log does
// not take it.
func (x *seat) refused() string {
	x.t.Helper()
	chromium.Eval[bool](x.Page, `document.getElementById("sign").click(); true`)
	x.Until(`!["", document.getElementById("send").dataset.working].includes(document.getElementById("said").textContent)`)
	return chromium.Eval[string](x.Page, `document.getElementById("said").textContent`)
}

// open opens the log of a text in a file: it looks at what would be signed, and
// signs it.
func (x *seat) open(file, axe string) {
	x.t.Helper()
	x.Go(x.at("/open"), 1280)
	x.Until(`!document.getElementById("go").disabled`)
	x.Do(cd.SetUploadFiles("#files", []string{file}))
	chromium.Eval[bool](x.Page, `document.getElementById("go").click(); true`)
	x.Until(`!document.getElementById("draft").hidden`)
	x.axed(axe)
	x.Shot("open")
	chromium.Eval[bool](x.Page, `document.getElementById("sign").click(); true`)
	x.Until(`location.pathname === "/a/` + x.p.id + `/"`)
}

// passkey registers a passkey with a device that is always at hand, signs out, and
// signs in with it.
func (x *seat) passkey() {
	x.t.Helper()
	if _, err := cd.Call(x.Context(), webauthn.Enable, webauthn.EnableParams{}); err != nil {
		x.t.Fatal(err)
	}
	if _, err := cd.Call(x.Context(), webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "usb", AutomaticPresenceSimulation: true,
	}}); err != nil {
		x.t.Fatal(err)
	}
	signIn, table := x.at("/a/"+x.p.id+"/sign-in"), `location.pathname === "/a/`+x.p.id+`/"`
	const ready = `document.getElementById("key").options.length === 1 && !document.getElementById("go").disabled`
	click := func(id, then string) {
		x.t.Helper()
		x.Until(ready)
		chromium.Eval[bool](x.Page, `document.getElementById("`+id+`").click(); true`)
		x.Until(then)
	}
	x.Go(signIn, 1280)
	click("add-passkey", `document.getElementById("said").textContent === "The passkey is registered."`)
	click("sign-out", table)
	x.Go(signIn, 1280)
	click("passkey", table)
}

// axed finds nothing wrong with the page by the rules of axe.
func (x *seat) axed(axe string) {
	x.t.Helper()
	chromium.Eval[bool](x.Page, axe+";true")
	for _, v := range chromium.Eval[[]string](x.Page, `axe.run(document, {resultTypes: ["violations"]}).then(r =>
		r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target + " " + n.failureSummary)))`) {
		x.t.Errorf("%s: %s", chromium.Eval[string](x.Page, "location.pathname"), v)
	}
}

// Two parties, a host and an inspector sit at the table, each with a browser of its
// own: from their keys and signatures to a release that both doors open for at once,
// with a dispute on the way.
func TestExchangeInBrowsers(t *testing.T) {
	if testing.Short() {
		t.Skip("four browsers")
	}
	axe, err := os.ReadFile("../web/testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t)
	p.now = time.Date(2030, 9, 2, 9, 0, 0, 0, time.UTC)
	people := map[string]*seat{}
	for _, who := range []string{"east", "west", "host", "red_cross"} {
		people[who] = &seat{Page: chromium.Open(t), t: t, p: p, who: who}
		people[who].key()
	}
	east, west, host, cross := people["east"], people["west"], people["host"], people["red_cross"]
	file := keyed(t, "../../cmd/detente/templates/prisoner-exchange.deal", people)
	p.files = []act.File{{Name: filepath.Base(file), Bytes: read(t, file)}}
	p.id = act.ID(act.TextHash(p.files))

	// East opens the log with its signature; west signs.
	east.open(file, string(axe))
	for _, x := range people {
		x.signIn()
	}
	wants(t, west.act("sign", map[string]string{}, "sign"), "entry 1")

	// Lists; west contests that of east, which answers.
	wants(t, east.act("declare", map[string]string{"step": "east_list", "on": "2030-09-02"}, ""), "entry 2")
	wants(t, west.act("dispute", map[string]string{"of": "2", "words": "Two names are missing from the list."}, "dispute"), "entry 3")
	east.Go(east.at("/a/"+p.id+"/"), 1280)
	east.axed(string(axe))
	east.Shot("contested")
	if s := chromium.Eval[string](east.Page, "document.body.innerText"); !strings.Contains(s, "As contested") {
		t.Errorf("the table does not tell two readings:\n%s", s)
	}
	wants(t, east.act("answer", map[string]string{"of": "3", "result": "rejected", "words": "They are on page two."}, ""), "entry 4")
	wants(t, cross.act("attest", map[string]string{"of": "2", "result": "confirmed", "on": "2030-09-02"}, "attest"), "entry 5")
	// East, who reads German, answers once more while west takes back what is answered.
	east.look("kind=answer&lang=de", map[string]string{"of": "3", "result": "rejected"}, "")
	wants(t, west.act("withdraw", map[string]string{"of": "3"}, ""), "entry 6")
	wants(t, east.refused(), "Das Protokoll hat die Handlung nicht angenommen: Eintrag 3 wurde durch Eintrag 6 zurückgenommen. Sehen Sie nach, wo die Vereinbarung steht")
	east.axed(string(axe))
	east.Shot("refused")
	wants(t, west.act("declare", map[string]string{"step": "west_list", "on": "2030-09-02"}, ""), "entry 7")
	wants(t, cross.act("attest", map[string]string{"of": "7", "result": "confirmed", "on": "2030-09-02"}, ""), "entry 8")
	wants(t, cross.act("declare", map[string]string{"step": "visits", "on": "2030-09-02"}, ""), "entry 9")
	wants(t, host.act("attest", map[string]string{"of": "9", "result": "confirmed", "on": "2030-09-02"}, ""), "entry 10")

	// The host opens both doors at once; the inspector confirms.
	wants(t, host.act("declare", map[string]string{"step": "apron", "on": "2030-09-02"}, "apron"), "entry 11")
	wants(t, cross.act("attest", map[string]string{"of": "11", "result": "confirmed", "on": "2030-09-02"}, ""), "entry 12")

	c := chromium.Eval[report.Carried](west.Page, `fetch("/api/v1/agreements/`+p.id+`/state").then(r => r.json())`)
	for _, s := range c.Steps {
		if s.Status != "attested" {
			t.Errorf("%s is %s: %s", s.Name, s.Status, s.Text)
		}
	}
	for _, page := range []string{"/", "/step/east_list", "/log", "/calendar", "/act"} {
		for _, width := range []int64{360, 1280} {
			west.Go(west.at("/a/"+p.id+page), width)
			west.axed(string(axe))
			west.Shot("end" + strings.ReplaceAll(page, "/", "-") + map[int64]string{360: "-phone", 1280: ""}[width])
		}
	}
	west.Go(west.at("/a/"+p.id+"/log"), 1280)
	west.Until(`!document.getElementById("run").disabled`)
	chromium.Eval[bool](west.Page, `document.getElementById("run").click(); true`)
	west.Until(`document.getElementById("said").textContent !== "" && !document.getElementById("run").disabled`)
	wants(t, chromium.Eval[string](west.Page, `document.getElementById("said").textContent`), "the root over 13 entries is that of the signed head")
}

// The first rounds of Hanoi: the United States, North Korea and the inspectors of
// the IAEA, signed in by passkeys, from their signatures to what the inspectors
// found, with a dispute on the way.
func TestHanoiInBrowsers(t *testing.T) {
	if testing.Short() {
		t.Skip("three browsers")
	}
	axe := string(read(t, "../web/testdata/axe.min.js"))
	p := newNamedPlace(t, time.Date(2019, 3, 1, 9, 0, 0, 0, time.UTC))
	people := map[string]*seat{}
	for _, who := range []string{"usa", "dprk", "iaea"} {
		people[who] = &seat{Page: chromium.Open(t), t: t, p: p, who: who}
		people[who].key()
	}
	usa, dprk, iaea := people["usa"], people["dprk"], people["iaea"]
	file := keyed(t, "../../examples/hanoi-2019/hanoi.deal", people)
	p.files = []act.File{{Name: filepath.Base(file), Bytes: read(t, file)}}
	p.id = act.ID(act.TextHash(p.files))
	usa.open(file, axe)
	for _, x := range []*seat{usa, dprk, iaea} {
		x.signIn()
		x.passkey()
	}
	wants(t, dprk.act("sign", map[string]string{}, ""), "entry 1")
	wants(t, usa.act("declare", map[string]string{"step": "exercises", "on": "2019-03-01"}, ""), "entry 2")
	wants(t, dprk.act("dispute", map[string]string{"of": "2", "words": "Smaller exercises go on under another name."}, "hanoi-dispute"), "entry 3")
	dprk.Go(dprk.at("/a/"+p.id+"/"), 1280)
	dprk.axed(axe)
	dprk.Shot("hanoi-contested")
	wants(t, usa.act("answer", map[string]string{"of": "3", "result": "rejected", "words": "They are staff exercises."}, ""), "entry 4")
	wants(t, dprk.act("withdraw", map[string]string{"of": "3"}, ""), "entry 5")
	wants(t, dprk.act("attest", map[string]string{"of": "2", "result": "confirmed", "on": "2019-03-01"}, ""), "entry 6")
	wants(t, dprk.act("declare", map[string]string{"step": "written_test_halt", "on": "2019-03-01"}, ""), "entry 7")
	wants(t, dprk.act("declare", map[string]string{"step": "declaration", "on": "2019-03-01"}, ""), "entry 8")
	wants(t, iaea.act("attest", map[string]string{"of": "8", "result": "no access", "on": "2019-03-01"}, ""), "entry 9")
	wants(t, iaea.act("attest", map[string]string{"of": "8", "result": "confirmed", "on": "2019-03-01"}, "hanoi-attest"), "entry 10")
	c := chromium.Eval[report.Carried](iaea.Page, `fetch("/api/v1/agreements/`+p.id+`/state").then(r => r.json())`)
	for step, want := range map[string]string{"exercises": "attested", "declaration": "attested", "weapons": "waiting"} {
		if got := statusOf(c, step); got != want {
			t.Errorf("%s is %s, not %s", step, got, want)
		}
	}
	for _, width := range []int64{360, 1280} {
		iaea.Go(iaea.at("/a/"+p.id+"/"), width)
		iaea.axed(axe)
		iaea.Shot("hanoi-table" + map[int64]string{360: "-phone", 1280: ""}[width])
	}
}

func wants(t *testing.T, got, part string) {
	t.Helper()
	if !strings.Contains(got, part) {
		t.Errorf("the page says %q, want %q", got, part)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// keyed writes a text with the keys of the browsers.
func keyed(t *testing.T, from string, people map[string]*seat) string {
	t.Helper()
	text := read(t, from)
	for who, x := range people {
		for _, kind := range []string{"party", "third_party"} {
			head := []byte("\n" + kind + ` "` + who + `" {`)
			text = bytes.Replace(text, head, append(head, []byte("\n  keys = [\""+x.line+"\"]")...), 1)
		}
	}
	file := filepath.Join(t.TempDir(), filepath.Base(from))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

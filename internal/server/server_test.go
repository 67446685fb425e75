package server

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"detente/act"
	"detente/internal/evidence"
	"detente/internal/store"
	"detente/ledger"
	"detente/report"
)

// keyFor is a key that a name always has.
func keyFor(name string) signer {
	seed := sha256.Sum256([]byte("the key of " + name))
	return signer{name, ed25519.NewKeyFromSeed(seed[:])}
}

type signer struct {
	name string
	key  ed25519.PrivateKey
}

func (s signer) Key() act.Key {
	return act.Key{Public: s.key.Public().(ed25519.PublicKey), Comment: s.name}
}
func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.key, message), nil }

const deal = `agreement "small" {
  title = "The small agreement"
  observers = [KEY(press)]
  open_to = { table = public, log = observer, text = third_party, evidence = party }
}
party "north" { keys = [KEY(north)] }
party "south" { keys = [KEY(south)] }
third_party "mission" { keys = [KEY(mission)] }
step "maps" {
  by = north
  verified_by = mission
  due = "2030-01-20"
  gains = { south = 3 }
  costs = { north = 1 }
}
step "fuel" {
  by = south
  after = maps
  gains = { north = 3 }
  costs = { south = 1 }
}
`

var keyMark = regexp.MustCompile(`KEY\((\w+)\)`)

func withKeys(text string) []act.File {
	text = keyMark.ReplaceAllStringFunc(text, func(m string) string {
		return strconv.Quote(keyFor(keyMark.FindStringSubmatch(m)[1]).Key().String())
	})
	return []act.File{{Name: "small.deal", Bytes: []byte(text)}}
}

// place is a server that runs, with a clock that the test sets.
type place struct {
	t     testing.TB
	url   string
	files []act.File
	id    string

	handler http.Handler // of the server that was started last

	mu  sync.Mutex
	now time.Time
}

func (p *place) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(time.Second)
	return p.now
}

func newPlace(t testing.TB) *place { return newPlaceOf(t, withKeys(deal)) }

// newPlaceOf is a server for the agreement of these files.
func newPlaceOf(t testing.TB, files []act.File) *place {
	t.Helper()
	p := &place{t: t, files: files, now: time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC)}
	p.id = act.ID(act.TextHash(p.files))
	p.url = p.serve(openStore(t, filepath.Join(t.TempDir(), "detente.db")), openEvidence(t))
	return p
}

func openStore(t testing.TB, address string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func openEvidence(t testing.TB) evidence.Store {
	t.Helper()
	folder, err := evidence.OpenFolder(filepath.Join(t.TempDir(), "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// serve starts one more server on the database.
func (p *place) serve(db *store.DB, e evidence.Store) string {
	return p.start(Options{Store: db, Evidence: e, PerMinute: 1_000_000, MaxEvidence: 1 << 20}).URL
}

// start starts a server; it ends before the database closes.
func (p *place) start(o Options) *httptest.Server {
	o.LogKey, o.Now = keyFor("log").key, p.clock
	p.handler = New(o).Handler()
	h := httptest.NewServer(p.handler)
	p.t.Cleanup(h.Close)
	return h
}

// person is somebody with a key and a browser.
type person struct {
	p *place
	signer
	url  string
	http *http.Client
	lang string // what the browser asks for; "" for nothing
}

func (p *place) person(name string) *person { return p.holding(name, name) }

// holding is somebody who acts as an actor with the key of that name.
func (p *place) holding(name, key string) *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &person{p: p, signer: signer{name, keyFor(key).key}, url: p.url, http: &http.Client{Jar: jar}}
}

// ask sends a request and reads its answer.
func (x *person) ask(method, path string, body any) (int, []byte) {
	x.p.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		r = bytes.NewReader(b)
	default:
		j, err := json.Marshal(b)
		if err != nil {
			x.p.t.Fatal(err)
		}
		r = bytes.NewReader(j)
	}
	q, err := http.NewRequest(method, x.url+path, r)
	if err != nil {
		x.p.t.Fatal(err)
	}
	if x.lang != "" {
		q.Header.Set("Accept-Language", x.lang)
	}
	answer, err := x.http.Do(q)
	if err != nil {
		x.p.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		x.p.t.Fatal(err)
	}
	described.check(x.p.t, q, answer, b)
	return answer.StatusCode, b
}

// get reads a record; the status has to be 200.
func get[T any](x *person, path string) T {
	x.p.t.Helper()
	var v T
	status, b := x.ask("GET", path, nil)
	if status != http.StatusOK {
		x.p.t.Fatalf("GET %s: %d %s", path, status, b)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		x.p.t.Fatal(err)
	}
	return v
}

func (x *person) api(path string) string { return "/api/v1/agreements/" + x.p.id + path }

// signIn signs the challenge of the server.
func (x *person) signIn() int {
	x.p.t.Helper()
	c := get[challengeReply](x, "/api/v1/challenge")
	sig, _ := x.Sign(SignInText(c.Challenge, x.p.id))
	status, b := x.ask("POST", "/api/v1/session", signInRequest{Agreement: x.p.id, Key: x.Key().String(), Signature: base64.StdEncoding.EncodeToString(sig)})
	if status >= 500 {
		x.p.t.Fatalf("%s", b)
	}
	x.p.t.Logf("%s signs in: %d %s", x.name, status, b)
	return status
}

// head is the head of the published log.
func (x *person) head() (ledger.Head, bool) {
	status, b := x.ask("GET", "/log/"+x.p.id+"/checkpoint", nil)
	if status != http.StatusOK {
		return ledger.Head{Origin: act.Origin(act.TextHash(x.p.files)), Root: ledger.EmptyRoot()}, false
	}
	c, err := ledger.ParseCheckpoint(b)
	if err != nil {
		x.p.t.Fatal(err)
	}
	return c.Head, true
}

// signed makes an envelope for the act, with what the person sees now.
func (x *person) signed(a act.Act) act.Envelope {
	x.p.t.Helper()
	h, _ := x.head()
	a.Format, a.By, a.Text, a.Log, a.At = act.Format, x.name, act.TextHash(x.p.files), h.Origin, act.TimeOf(x.p.clock())
	a.Seen = act.Seen{Size: h.Size, Root: h.RootText()}
	env, err := act.SignAct(a, x)
	if err != nil {
		x.p.t.Fatal(err)
	}
	return env
}

// do makes an act, and returns the status and the answer.
func (x *person) do(a act.Act) (int, []byte) {
	x.p.t.Helper()
	return x.ask("POST", x.api("/acts"), x.signed(a).Bytes())
}

// open opens the log.
func (x *person) open() (int, []byte) {
	x.p.t.Helper()
	env := x.signed(act.Act{Kind: act.Sign})
	return x.ask("POST", "/api/v1/agreements", map[string]any{"files": x.p.files, "envelope": json.RawMessage(env.Bytes())})
}

func must(t testing.TB, want int, status int, b []byte) []byte {
	t.Helper()
	if status != want {
		t.Fatalf("%d, not %d: %s", status, want, b)
	}
	return b
}

func of(n int64) *int64 { return &n }

// Two parties and an inspector, from signing to attestation.
func TestWholeWay(t *testing.T) {
	p := newPlace(t)
	north, south, mission, anybody := p.person("north"), p.person("south"), p.person("mission"), p.person("anybody")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	status, b = north.open()
	if status != http.StatusConflict {
		t.Errorf("opened twice: %d %s", status, b)
	}
	status, b = south.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)

	env := north.signed(act.Act{Kind: act.Declare, Step: "maps", On: "2030-01-02"})
	status, first := north.ask("POST", north.api("/acts"), env.Bytes())
	must(t, http.StatusCreated, status, first)
	status, again := north.ask("POST", north.api("/acts"), env.Bytes())
	must(t, http.StatusOK, status, again)
	if !bytes.Equal(first, again) {
		t.Errorf("sent twice:\n%s\n%s", first, again)
	}
	checkReceipt(t, p, first)

	status, b = south.do(act.Act{Kind: act.Attest, Of: of(2), On: "2030-01-02", Result: act.Confirmed})
	if status != http.StatusConflict || !strings.Contains(string(b), "by the text south does not verify maps") {
		t.Errorf("%d %s", status, b)
	}
	status, b = mission.do(act.Act{Kind: act.Attest, Of: of(2), On: "2030-01-02", Result: act.Confirmed})
	must(t, http.StatusCreated, status, b)

	c := get[report.Carried](anybody, anybody.api("/state"))
	if c.Steps[0].Status != "attested" || c.Steps[1].Status != "open" || c.Log.Size != 4 {
		t.Errorf("%+v", c.Steps)
	}
	if len(c.Moves) != 1 || c.Moves[0].Text != "south can perform fuel and declare it." {
		t.Errorf("%+v", c.Moves)
	}
	if fmt.Sprint(c.Readings[0].Rounds) != "[[fuel]]" {
		t.Errorf("plan from here: %+v", c.Readings[0])
	}
	old := get[report.Carried](anybody, anybody.api("/state?on=2030-02-01"))
	if old.On != "2030-02-01" {
		t.Error(old.On)
	}
}

// checkReceipt checks a receipt with the key that the server publishes.
func checkReceipt(t *testing.T, p *place, b []byte) {
	t.Helper()
	var got Receipt
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	r, err := ledger.ParseReceipt([]byte(got.Receipt))
	if err != nil {
		t.Fatal(err)
	}
	x := p.person("press")
	if x.signIn() != http.StatusOK {
		t.Fatal("the observer cannot sign in")
	}
	_, key := x.ask("GET", "/log/"+p.id+"/key", nil)
	v, err := ledger.ParseVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		t.Fatal(err)
	}
	status, bundle := x.ask("GET", "/log/"+p.id+"/"+ledger.BundlePath(0, int(got.Entry)+1), nil)
	must(t, http.StatusOK, status, bundle)
	entries, err := ledger.ParseBundle(bundle)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Check(entries[got.Entry], v); err != nil {
		t.Error(err)
	}
}

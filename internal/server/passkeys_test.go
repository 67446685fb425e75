package server

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"pgregory.net/rapid"

	"detente/act"
	"detente/internal/evidence"
	"detente/internal/store"
)

// newNamedPlace is a server that people reach under a name, as passkeys need it.
func newNamedPlace(t testing.TB, now time.Time) *place {
	t.Helper()
	db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "detente.db"))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := evidence.OpenFolder(filepath.Join(t.TempDir(), "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	p := &place{t: t, files: withKeys(deal), now: now, url: "http://localhost:" + port}
	p.id = act.ID(act.TextHash(p.files))
	s := New(Options{Store: db, Evidence: folder, LogKey: keyFor("log").key, Now: p.clock, PerMinute: 1_000_000, Base: p.url})
	h := &httptest.Server{Listener: l, Config: &http.Server{Handler: s.Handler()}}
	h.Start()
	t.Cleanup(func() {
		h.CloseClientConnections()
		h.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// authenticator is one in software: an ES256 key, attestation "none". What the
// fields say, it tells falsely.
type authenticator struct {
	id     []byte
	key    *ecdsa.PrivateKey
	count  uint32
	handle []byte

	origin    string
	rpID      string // "" for the one that is asked for
	challenge []byte // nil for the one that is asked for
	absent    bool   // nobody was there
}

func newAuthenticator(t testing.TB, origin string) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 32)
	if _, err := rand.Read(id); err != nil {
		t.Fatal(err)
	}
	return &authenticator{id: id, key: key, origin: origin}
}

// options are what the server asks of a browser.
type options struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		Timeout   int64  `json:"timeout"`
		RPID      string `json:"rpId"`
		RP        struct {
			ID string `json:"id"`
		} `json:"rp"`
		User struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"user"`
		UserVerification       string `json:"userVerification"`
		AuthenticatorSelection struct {
			ResidentKey      string `json:"residentKey"`
			UserVerification string `json:"userVerification"`
		} `json:"authenticatorSelection"`
		AllowCredentials   []descriptor `json:"allowCredentials"`
		ExcludeCredentials []descriptor `json:"excludeCredentials"`
	} `json:"publicKey"`
}

type descriptor struct {
	ID string `json:"id"`
}

func url64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (a *authenticator) client(kind, challenge string) []byte {
	if a.challenge != nil {
		challenge = url64(a.challenge)
	}
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.origin, "crossOrigin": false})
	return b
}

func (a *authenticator) data(rpID string, attested []byte) []byte {
	if a.rpID != "" {
		rpID = a.rpID
	}
	sum := sha256.Sum256([]byte(rpID))
	flags := byte(0)
	if !a.absent {
		flags |= 0x01
	}
	if attested != nil {
		flags |= 0x40
	}
	a.count++
	b := append(sum[:], flags)
	return append(binary.BigEndian.AppendUint32(b, a.count), attested...)
}

// cborBytes is a byte string of CBOR (RFC 8949).
func cborBytes(b []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0x59}, uint16(len(b))), b...)
}

// create answers navigator.credentials.create.
func (a *authenticator) create(o options) map[string]any {
	point, _ := a.key.PublicKey.Bytes() // 4, x, y
	cose := bytes.Join([][]byte{{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}, cborBytes(point[1:33]), {0x22}, cborBytes(point[33:])}, nil)
	attested := append(make([]byte, 16), byte(len(a.id)>>8), byte(len(a.id)))
	attested = append(append(attested, a.id...), cose...)
	data := a.data(o.PublicKey.RP.ID, attested)
	object := bytes.Join([][]byte{{0xa3, 0x63}, []byte("fmt"), {0x64}, []byte("none"), {0x67}, []byte("attStmt"), {0xa0, 0x68}, []byte("authData"), cborBytes(data)}, nil)
	a.handle, _ = base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	return a.answer(map[string]string{"clientDataJSON": url64(a.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": url64(object)})
}

// get answers navigator.credentials.get.
func (a *authenticator) get(t testing.TB, o options) map[string]any {
	t.Helper()
	data, client := a.data(o.PublicKey.RPID, nil), a.client("webauthn.get", o.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return a.answer(map[string]string{"clientDataJSON": url64(client), "authenticatorData": url64(data), "signature": url64(sig), "userHandle": url64(a.handle)})
}

func (a *authenticator) answer(response map[string]string) map[string]any {
	return map[string]any{"id": url64(a.id), "rawId": url64(a.id), "type": "public-key", "response": response}
}

func (x *person) begin(what string) (options, int, []byte) {
	x.p.t.Helper()
	status, b := x.ask("POST", "/api/v1/passkey/"+what+"/begin", map[string]string{"agreement": x.p.id})
	var o options
	if status == http.StatusOK {
		if err := json.Unmarshal(b, &o); err != nil {
			x.p.t.Fatal(err)
		}
	}
	return o, status, b
}

func (x *person) begun(what string) options {
	x.p.t.Helper()
	o, status, b := x.begin(what)
	must(x.p.t, http.StatusOK, status, b)
	return o
}

func (x *person) finish(what string, answer any) (int, []byte) {
	return x.ask("POST", "/api/v1/passkey/"+what+"/finish", answer)
}

// register registers a passkey of the authenticator.
func (x *person) register(a *authenticator) {
	x.p.t.Helper()
	status, b := x.finish("register", a.create(x.begun("register")))
	must(x.p.t, http.StatusNoContent, status, b)
}

// role is what the server takes the person for: who a draft is made for.
func (x *person) mayAct() bool {
	status, _ := x.ask("GET", "/a/"+x.p.id+"/act", nil)
	return status == http.StatusOK
}

func openNamed(t testing.TB) *place {
	t.Helper()
	p := newNamedPlace(t, time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC))
	north, south := p.person("north"), p.person("south")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	status, b = south.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	return p
}

func TestPasskey(t *testing.T) {
	p := openNamed(t)
	north, phone := p.person("north"), newAuthenticator(t, p.url)
	if _, status, b := north.begin("register"); status != http.StatusNotFound {
		t.Errorf("somebody registers a passkey without a key: %d %s", status, b)
	}
	if _, status, b := north.begin("sign-in"); status != http.StatusNotFound || !strings.Contains(string(b), "no passkey is registered") {
		t.Errorf("%d %s", status, b)
	}
	north.signIn()
	o := north.begun("register")
	if k := o.PublicKey; k.RP.ID != "localhost" || k.AuthenticatorSelection.UserVerification != "preferred" || k.AuthenticatorSelection.ResidentKey != "discouraged" || k.Timeout != 300_000 || k.User.Name != "north ("+p.id+")" || len(k.ExcludeCredentials) != 0 {
		t.Errorf("%+v", k)
	}
	answer := phone.create(o)
	status, b := north.finish("register", answer)
	must(t, http.StatusNoContent, status, b)
	status, b = north.finish("register", answer)
	must(t, http.StatusForbidden, status, b)
	if o := north.begun("register"); len(o.PublicKey.ExcludeCredentials) != 1 || o.PublicKey.ExcludeCredentials[0].ID != url64(phone.id) {
		t.Errorf("what is registered is not left out: %+v", o)
	}

	elsewhere := p.person("north")
	if elsewhere.mayAct() {
		t.Fatal("somebody acts who has not signed in")
	}
	o = elsewhere.begun("sign-in")
	if k := o.PublicKey; k.RPID != "localhost" || k.UserVerification != "preferred" || len(k.AllowCredentials) != 1 || k.AllowCredentials[0].ID != url64(phone.id) {
		t.Errorf("%+v", k)
	}
	in := phone.get(t, o)
	status, b = elsewhere.finish("sign-in", in)
	must(t, http.StatusNoContent, status, b)
	if !elsewhere.mayAct() {
		t.Error("the passkey has opened no session of the actor")
	}
	status, b = elsewhere.finish("sign-in", in)
	must(t, http.StatusForbidden, status, b)
	if _, status, b := elsewhere.begin("register"); status != http.StatusForbidden {
		t.Errorf("a passkey registers another: %d %s", status, b)
	}
	elsewhere.signIn()
	elsewhere.begun("register") // by key it can
}

// An answer counts for what was asked, of whom it was asked, once, for five minutes.
func TestPasskeyAnswersThatDoNotHold(t *testing.T) {
	p := openNamed(t)
	north, phone := p.person("north"), newAuthenticator(t, p.url)
	north.signIn()
	cases := []struct {
		name   string
		change func(a *authenticator)
		after  func(answer map[string]any)
		status int
	}{
		{"as it should be", func(*authenticator) {}, nil, http.StatusNoContent},
		{"another origin", func(a *authenticator) { a.origin = "http://localhost:1" }, nil, http.StatusForbidden},
		{"another site", func(a *authenticator) { a.origin = "https://table.example.org" }, nil, http.StatusForbidden},
		{"for another site", func(a *authenticator) { a.rpID = "example.org" }, nil, http.StatusForbidden},
		{"another challenge", func(a *authenticator) { a.challenge = make([]byte, 32) }, nil, http.StatusForbidden},
		{"nobody was there", func(a *authenticator) { a.absent = true }, nil, http.StatusForbidden},
		{"six minutes later", func(*authenticator) {}, func(map[string]any) { p.wait(6 * time.Minute) }, http.StatusForbidden},
		{"no answer", func(*authenticator) {}, func(m map[string]any) { delete(m, "response") }, http.StatusBadRequest},
		{"the other ceremony's form", func(*authenticator) {}, func(m map[string]any) { m["response"] = map[string]string{} }, http.StatusBadRequest},
	}
	for _, c := range cases {
		a := newAuthenticator(t, p.url)
		c.change(a)
		answer := a.create(north.begun("register"))
		if c.after != nil {
			c.after(answer)
		}
		if status, b := north.finish("register", answer); status != c.status {
			t.Errorf("registering, %s: %d %s", c.name, status, b)
		}
	}
	north.register(phone)
	wrong := newAuthenticator(t, p.url)
	more := append(cases, []struct {
		name   string
		change func(a *authenticator)
		after  func(answer map[string]any)
		status int
	}{
		{"another key", func(a *authenticator) { a.key = wrong.key }, nil, http.StatusForbidden},
		{"a passkey that was not asked", func(a *authenticator) { a.id = wrong.id }, nil, http.StatusForbidden},
		{"of another holder", func(a *authenticator) { a.handle = make([]byte, 32) }, nil, http.StatusForbidden},
		{"a copy that has counted less", func(a *authenticator) { a.count = 0 }, nil, http.StatusForbidden},
		{"the handle is left out", func(a *authenticator) { a.handle = nil }, nil, http.StatusNoContent},
	}...)
	for _, c := range more {
		x, a := p.person("north"), *phone
		c.change(&a)
		answer := a.get(t, x.begun("sign-in"))
		if c.after != nil {
			c.after(answer)
		}
		if status, b := x.finish("sign-in", answer); status != c.status || x.mayAct() != (status == http.StatusNoContent) {
			t.Errorf("%s: %d %s", c.name, status, b)
		}
		phone.count = max(phone.count, a.count)
	}
}

// wait lets time pass.
func (p *place) wait(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(d)
}

// A passkey ends with the key by which it was registered, and so do its sessions.
func TestPasskeyEndsWithItsKey(t *testing.T) {
	p := openNamed(t)
	north, old, other := p.person("north"), newAuthenticator(t, p.url), newAuthenticator(t, p.url)
	north.signIn()
	north.register(old)
	in := p.person("north")
	status, b := in.finish("sign-in", old.get(t, in.begun("sign-in")))
	must(t, http.StatusNoContent, status, b)

	// A second key of the same actor, with a passkey of its own.
	second := p.person("north")
	second.signer = signer{"north", keyFor("north's second").key}
	status, b = north.do(act.Act{Kind: act.Rekey, Keys: &act.KeyChange{Add: []string{second.Key().String()}}})
	must(t, http.StatusCreated, status, b)
	if second.signIn() != http.StatusOK {
		t.Fatal("the second key does not count")
	}
	second.register(other)

	late := p.person("north")
	begun := late.begun("sign-in")
	if len(begun.PublicKey.AllowCredentials) != 2 {
		t.Errorf("%+v", begun)
	}
	status, b = second.do(act.Act{Kind: act.Rekey, Keys: &act.KeyChange{End: []string{north.Key().ID()}}})
	must(t, http.StatusCreated, status, b)
	if in.mayAct() {
		t.Error("the session goes on though its key has ended")
	}
	status, b = late.finish("sign-in", old.get(t, begun))
	must(t, http.StatusForbidden, status, b)
	if !strings.Contains(string(b), "has ended") {
		t.Errorf("%s", b)
	}
	begun = late.begun("sign-in")
	if all := begun.PublicKey.AllowCredentials; len(all) != 1 || all[0].ID != url64(other.id) {
		t.Errorf("%+v", all)
	}
	status, b = late.finish("sign-in", other.get(t, begun))
	must(t, http.StatusNoContent, status, b)
	if !late.mayAct() {
		t.Error("the passkey of the second key does not count")
	}
	second.register(newAuthenticator(t, p.url)) // and with it the ended ones are forgotten
	old.count = 0
	second.register(old) // so that the same device can be registered again
}

// Nobody takes a passkey's place, and nobody but an actor has one.
func TestPasskeyOfOthers(t *testing.T) {
	p := openNamed(t)
	north, south, press := p.person("north"), p.person("south"), p.person("press")
	phone := newAuthenticator(t, p.url)
	north.signIn()
	north.register(phone)
	thief := newAuthenticator(t, p.url)
	thief.id = phone.id
	for _, x := range []*person{north, south} {
		x.signIn()
		status, b := x.finish("register", thief.create(x.begun("register")))
		must(t, http.StatusForbidden, status, b)
	}
	press.signIn()
	if _, status, b := press.begin("register"); status != http.StatusNotFound {
		t.Errorf("an observer registers a passkey: %d %s", status, b)
	}
	// What was begun as north is not finished as south.
	o := north.begun("register")
	north.signer = south.signer
	north.signIn()
	status, b := north.finish("register", newAuthenticator(t, p.url).create(o))
	must(t, http.StatusForbidden, status, b)
	x := p.person("north")
	status, b = x.finish("sign-in", phone.get(t, x.begun("sign-in")))
	must(t, http.StatusNoContent, status, b)
}

func TestNoMorePasskeysThanAllowed(t *testing.T) {
	p := openNamed(t)
	north := p.person("north")
	north.signIn()
	for range mostPasskeys {
		north.register(newAuthenticator(t, p.url))
	}
	if _, status, b := north.begin("register"); status != http.StatusConflict {
		t.Errorf("%d %s", status, b)
	}
}

// Passkeys are there under a name, by https or on the machine itself.
func TestWherePasskeysAre(t *testing.T) {
	for base, want := range map[string]string{
		"https://table.example.org":      "table.example.org",
		"https://Table.example.org:8443": "table.example.org",
		"http://localhost:8420":          "localhost",
		"http://table.localhost:8420":    "table.localhost",
		"http://table.example.org":       "",
		"http://127.0.0.1:8420":          "",
		"https://[::1]:8420":             "",
		"table.example.org":              "",
		"":                               "",
	} {
		w, err := newPasskeys(base)
		switch {
		case want == "" && base == "" && (w != nil || err != nil), want == "" && base != "" && err == nil:
			t.Errorf("%q: %v, %v", base, w, err)
		case want != "" && (err != nil || w.Config.RPID != want || w.Config.RPOrigins[0] != strings.ToLower(base)):
			t.Errorf("%q: %+v, %v", base, w, err)
		}
	}
	p := newPlace(t)
	north := p.person("north")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	for _, path := range []string{"register/begin", "register/finish", "sign-in/begin", "sign-in/finish"} {
		status, b := north.ask("POST", "/api/v1/passkey/"+path, map[string]string{"agreement": p.id})
		must(t, http.StatusNotFound, status, b)
	}
	if _, page := north.ask("GET", "/a/"+p.id+"/sign-in", nil); bytes.Contains(page, []byte(`id="passkey"`)) {
		t.Error("the page offers passkeys where there are none")
	}
}

// Bytes changed anywhere in an authenticator's answer are refused, and stop nothing.
// (A fuzzer here would build the whole database with its instruments.)
func TestPasskeyAnswersChanged(t *testing.T) {
	const origin = "http://localhost:8420"
	w, err := newPasskeys(origin)
	if err != nil {
		t.Fatal(err)
	}
	h, phone := holder{actor: "north"}, newAuthenticator(t, origin)
	made, making, err := w.BeginRegistration(h)
	if err != nil {
		t.Fatal(err)
	}
	registered := answerTo(t, made, phone.create)
	first, err := protocol.ParseCredentialCreationResponseBytes(registered)
	if err != nil {
		t.Fatal(err)
	}
	c, err := w.CreateCredential(h, *making, first)
	if err != nil {
		t.Fatal(err)
	}
	h.all = []webauthn.Credential{*c}
	asked, asking, err := w.BeginLogin(h)
	if err != nil {
		t.Fatal(err)
	}
	signed := answerTo(t, asked, func(o options) map[string]any { return phone.get(t, o) })
	rapid.Check(t, func(t *rapid.T) {
		if a, err := protocol.ParseCredentialCreationResponseBytes(changed(t, registered)); err == nil {
			if _, err := w.CreateCredential(h, *making, a); err == nil && a.Response.CollectedClientData.Challenge != making.Challenge {
				t.Error("a passkey is registered by an answer to another challenge")
			}
		}
		if a, err := protocol.ParseCredentialRequestResponseBytes(changed(t, signed)); err == nil {
			if _, err := w.ValidateLogin(h, *asking, a); err == nil && !bytes.Contains(signed, []byte(url64(a.Raw.AssertionResponse.AuthenticatorData))) {
				t.Error("what was not signed signs in")
			}
		}
	})
}

// changed is the answer with bytes put in place of others: in the JSON, or in what
// one of its texts encodes.
func changed(t *rapid.T, answer []byte) []byte {
	b := bytes.Clone(answer)
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	response := m["response"].(map[string]any)
	name := rapid.SampledFrom([]string{"", "clientDataJSON", "attestationObject", "authenticatorData", "signature"}).Draw(t, "in")
	inner, ok := response[name].(string)
	if ok {
		b, _ = base64.RawURLEncoding.DecodeString(inner)
	}
	for range rapid.IntRange(1, 3).Draw(t, "places") {
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
	}
	if !ok {
		return b
	}
	response[name] = url64(b)
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// answerTo is the answer of an authenticator in bytes.
func answerTo(t testing.TB, asked any, answer func(options) map[string]any) []byte {
	t.Helper()
	b, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	var o options
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	if b, err = json.Marshal(answer(o)); err != nil {
		t.Fatal(err)
	}
	return b
}

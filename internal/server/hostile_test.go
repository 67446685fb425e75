package server

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"detente/act"
)

// signedUp is a place with a log that both have signed, and people signed in.
func signedUp(t testing.TB) (p *place, north, south *person) {
	t.Helper()
	p = newPlace(t)
	north, south = p.person("north"), p.person("south")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	status, b = south.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	must(t, http.StatusOK, north.signIn(), nil)
	must(t, http.StatusOK, south.signIn(), nil)
	return p, north, south
}

// sends are the ways in that take a body, with what they allow.
func sends(p *place) map[string]int {
	one := "/api/v1/agreements/" + p.id
	return map[string]int{
		"POST /api/v1/session": maxSmall, "POST /api/v1/agreements": maxTextBody, "POST /api/v1/opening": maxTextBody,
		"POST " + one + "/acts": maxActBody, "POST " + one + "/texts": maxTextBody, "POST /log/" + p.id + "/cosignature": maxSmall,
		"PUT " + one + "/evidence/" + hashOf("x"): 1 << 20,
	}
}

func TestBodies(t *testing.T) {
	p, north, _ := signedUp(t)
	for way, most := range sends(p) {
		method, path, _ := strings.Cut(way, " ")
		large := append([]byte(`{"files":"`), bytes.Repeat([]byte("a"), most+1)...)
		if status, b := north.ask(method, path, large); status != http.StatusRequestEntityTooLarge {
			t.Errorf("%s takes %d bytes: %d %s", way, len(large), status, b)
		}
		if method == "PUT" {
			continue
		}
		for _, body := range []string{
			"", "{", "null", "[]", `"x"`, "{}", "{}{}", `{"files":[{"name":"../x.deal","bytes":""}]}`, `{"unknown":1}`, "\x00\xff",
			`{"files":1e999}`, strings.Repeat("[", 20_000), `{"agreement":"` + p.id + `","key":"","signature":""}`,
		} {
			if status, b := north.ask(method, path, []byte(body)); status != http.StatusBadRequest && status != http.StatusNotFound {
				t.Errorf("%s takes %.60q: %d %s", way, body, status, b)
			}
		}
	}
	if h, _ := north.head(); h.Size != 2 {
		t.Errorf("the log has %d entries", h.Size)
	}
}

// Whoever sends too slowly, or goes away, is told so or not, and nothing of it is
// taken for a fault of the server.
func TestBrokenOff(t *testing.T) {
	p, north, _ := signedUp(t)
	h := httptest.NewUnstartedServer(p.handler)
	h.Config.ReadTimeout = 100 * time.Millisecond
	h.Start()
	defer h.Close()
	u, _ := url.Parse(north.url)
	cookie := north.http.Jar.Cookies(u)[0]
	for way := range sends(p) {
		c, err := net.Dial("tcp", h.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(c, "%s HTTP/1.1\r\nHost: here\r\nCookie: %s\r\nContent-Length: 100\r\n\r\n{", way, cookie)
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatalf("%s: %v", way, err)
		}
		b, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != http.StatusBadRequest || !strings.Contains(string(b), "broke off") {
			t.Errorf("%s: %d %s", way, answer.StatusCode, b)
		}
		_ = c.Close()
	}
}

func TestWrongMethodsAndPaths(t *testing.T) {
	p, north, _ := signedUp(t)
	for _, e := range entries(p) {
		status, b := north.ask("PATCH", e.path, nil)
		if status != http.StatusMethodNotAllowed {
			t.Errorf("PATCH %s: %d %s", e.path, status, b)
		}
	}
	for _, path := range []string{
		"/../../etc/passwd", "/assets/../server.go", "/assets/..%2fweb.go", "/assets/%2e%2e/web.go", "/assets/",
		"/log/" + p.id + "/tile/../../../etc/passwd", "/log/" + p.id + "/tile/entries/..%2f..%2fx", "/log/" + p.id + "/tile/0/999",
		"/log/" + p.id + "/tile/0/000.p/0", "/log/" + p.id + "/tile/0/000.p/256", "/log/" + p.id + "/tile/-1/000", "/log/..%2f/key",
		"/api/v1/agreements/" + p.id + "/evidence/..%2f..%2fdetente.db", "/api/v1/agreements/" + p.id + "/evidence/" + strings.Repeat("0", 63) + "%00",
		"/a/" + p.id + "/step/..%2f..%2fetc%2fpasswd", "/a/%00/", "/a/" + strings.ToUpper(p.id) + "/", "/a/" + p.id + "'--/",
		"/a/" + strings.Repeat("a", 9000) + "/",
	} {
		q, err := http.NewRequest("GET", north.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.URL.Opaque = path
		answer, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(q)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound && answer.StatusCode/100 != 3 {
			t.Errorf("%.80s: %d", path, answer.StatusCode)
		}
	}
}

// A page of elsewhere can make nobody's browser change anything.
func TestOfAnotherOrigin(t *testing.T) {
	p, north, _ := signedUp(t)
	for way := range sends(p) {
		method, path, _ := strings.Cut(way, " ")
		for _, h := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"}} {
			q, err := http.NewRequest(method, north.url+path, strings.NewReader("x"))
			if err != nil {
				t.Fatal(err)
			}
			q.Header.Set(h[0], h[1])
			answer, err := north.http.Do(q)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %s: %d", way, h, answer.StatusCode)
			}
		}
	}
	u, _ := url.Parse(north.url)
	for _, c := range north.cookies(t) {
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Domain != "" {
			t.Errorf("the cookie for %s: %s", u, c)
		}
	}
}

// cookies are those that drawing a challenge sets, as the server sends them.
func (x *person) cookies(t *testing.T) []*http.Cookie {
	answer, err := http.Get(x.url + "/api/v1/challenge")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if len(answer.Cookies()) == 0 {
		t.Fatal("a challenge sets no cookie")
	}
	return answer.Cookies()
}

// from is a request that comes from an address.
func (p *place) from(address, method, path string, body []byte) *httptest.ResponseRecorder {
	q := httptest.NewRequest(method, path, bytes.NewReader(body))
	q.RemoteAddr = address
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, q)
	return w
}

func TestRates(t *testing.T) {
	p := newPlaceOf(t, withKeys(deal))
	db := openStore(t, filepath.Join(t.TempDir(), "rates.db"))
	p.url = p.start(Options{Store: db, Evidence: openEvidence(t), PerMinute: 40}).URL
	north := p.person("north")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	forged := p.holding("south", "nobody").signed(act.Act{Kind: act.Sign})
	path := north.api("/acts")
	for i := range 30 { // from many places, in the name of south and even with its key's name
		forged.KeyID = keyFor("south").Key().ID()
		w := p.from(fmt.Sprintf("192.0.2.%d:1000", i), "POST", path, forged.Bytes())
		if w.Code != http.StatusConflict {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	south := p.person("south")
	if w := p.from("192.0.2.100:1", "POST", path, south.signed(act.Act{Kind: act.Sign}).Bytes()); w.Code != http.StatusCreated {
		t.Errorf("strangers have used up what south may send: %d %s", w.Code, w.Body)
	}
	var codes []int
	for range 12 {
		w := p.from("192.0.2.200:1", "GET", "/api/v1/challenge", nil)
		codes = append(codes, w.Code)
		if w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
			t.Error("nothing says when to come again")
		}
	}
	if slices.Index(codes, http.StatusTooManyRequests) != 10 {
		t.Errorf("one address: %v", codes)
	}
	codes = nil
	for i := range 12 {
		w := p.from(fmt.Sprintf("198.51.100.%d:1", i), "POST", path, south.signed(act.Act{Kind: act.Note, Words: fmt.Sprint(i)}).Bytes())
		codes = append(codes, w.Code)
	}
	if i := slices.Index(codes, http.StatusTooManyRequests); i < 1 {
		t.Errorf("one key: %v", codes)
	}
}

func (x *person) signs(challenge, id string) int {
	sig, _ := x.Sign(SignInText(challenge, id))
	status, _ := x.ask("POST", "/api/v1/session", signInRequest{Agreement: x.p.id, Key: x.Key().String(), Signature: base64.StdEncoding.EncodeToString(sig)})
	return status
}

func TestChallenges(t *testing.T) {
	p, north, south := signedUp(t)
	draw := func(x *person) string { return get[challengeReply](x, "/api/v1/challenge").Challenge }
	c := draw(north)
	if got := []int{north.signs(c, p.id), north.signs(c, p.id)}; !slices.Equal(got, []int{200, 403}) {
		t.Errorf("twice: %v", got)
	}
	c = draw(north)
	if got := []int{north.signs(c+"0", p.id), north.signs(c, p.id)}; !slices.Equal(got, []int{403, 403}) {
		t.Errorf("guessed, then right: %v", got)
	}
	if got := north.signs(draw(north), strings.Repeat("0", 16)); got != 403 {
		t.Errorf("for another agreement: %d", got)
	}
	if got := north.signs(draw(south), p.id); got != 403 {
		t.Errorf("of another session: %d", got)
	}
	first, second := draw(north), draw(north)
	if got := north.signs(first, p.id); got != 403 || first == second {
		t.Errorf("an earlier one: %d", got)
	}
	c = draw(north)
	p.mu.Lock()
	p.now = p.now.Add(challengeLasts)
	p.mu.Unlock()
	if got := north.signs(c, p.id); got != 403 {
		t.Errorf("late: %d", got)
	}
}

// Whoever has set somebody's cookie beforehand is not signed in with them.
func TestFixedSession(t *testing.T) {
	p, _, _ := signedUp(t)
	north, u := p.person("north"), must2(url.Parse(p.url))
	c := get[challengeReply](north, "/api/v1/challenge").Challenge
	before := north.http.Jar.Cookies(u)[0].Value
	must(t, http.StatusOK, north.signs(c, p.id), nil)
	after := north.http.Jar.Cookies(u)[0].Value
	other := p.person("north")
	for token, want := range map[string]int{before: http.StatusNotFound, after: http.StatusOK} {
		other.http.Jar.SetCookies(u, []*http.Cookie{{Name: "detente", Value: token}})
		if status, b := other.ask("GET", other.api("/draft?kind=note&words=w"), nil); status != want {
			t.Errorf("%d, not %d: %s", status, want, b)
		}
	}
	if status, _ := north.ask("DELETE", "/api/v1/session", nil); status != http.StatusNoContent {
		t.Error(status)
	}
	other.http.Jar.SetCookies(u, []*http.Cookie{{Name: "detente", Value: after}})
	if status, _ := other.ask("GET", other.api("/draft?kind=note&words=w"), nil); status != http.StatusNotFound {
		t.Errorf("after signing out: %d", status)
	}
}

func must2[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// FuzzTake sends any bytes as an act, as they are and as what a party has signed.
func FuzzTake(f *testing.F) {
	p, north, south := signedUp(f)
	for _, a := range []act.Act{
		{Kind: act.Declare, Step: "maps", On: "2030-01-02"},
		{Kind: act.Note, Words: "w"},
		{Kind: act.Dispute, Of: of(1), Words: "w"},
		{Kind: act.Withdraw, On: "2030-01-02"},
		{Kind: act.Rekey, Keys: &act.KeyChange{Add: []string{keyFor("x").Key().String()}}},
		{Kind: act.Extend, Step: "maps", Until: "2031-01-01"},
		{Kind: act.Amend, NewText: hashOf("x")},
	} {
		env := north.signed(a)
		f.Add(env.Bytes(), false)
		f.Add(env.Payload, true)
	}
	f.Fuzz(func(t *testing.T, b []byte, sign bool) {
		if sign {
			sig, _ := south.Sign(act.SignedBytes(b))
			b = act.Envelope{Payload: b, KeyID: south.Key().ID(), Signature: sig}.Bytes()
		}
		w := p.from("192.0.2.1:1", "POST", north.api("/acts"), b)
		if !slices.Contains([]int{200, 201, 400, 409, 413}, w.Code) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// FuzzForm sends any form of an act, for the page and for the draft.
func FuzzForm(f *testing.F) {
	p, north, _ := signedUp(f)
	for _, q := range []string{
		"kind=declare&step=maps&on=2030-01-02", "kind=dispute&of=1&words=w", "kind=attest&of=99999999999&result=confirmed", "kind=attest&of=-1",
		"kind=rekey&add=ssh-ed25519&end=x", "kind=declare&step=maps&with=south,declare,fuel&before=2030-01-03T10:00", "kind=note&evidence={}",
		"kind=extend&step=maps&until=0000-00-00&days=-1", "kind=amend&new_text=x", "on=2030-02-30", "kind=waive&procedure=p&stage=s", "from=99", "lang=ko",
	} {
		f.Add(q)
	}
	u := must2(url.Parse(p.url))
	cookie := north.http.Jar.Cookies(u)[0]
	f.Fuzz(func(t *testing.T, query string) {
		for _, way := range []string{"POST /a/" + p.id + "/act", "GET /a/" + p.id + "/act", "GET " + north.api("/draft"), "GET " + north.api("/state"), "GET /a/" + p.id + "/log"} {
			method, path, _ := strings.Cut(way, " ")
			q := httptest.NewRequest(method, path, nil)
			q.URL.RawQuery = query
			q.AddCookie(cookie)
			w := httptest.NewRecorder()
			p.handler.ServeHTTP(w, q)
			if !slices.Contains([]int{200, 400, 404}, w.Code) {
				t.Errorf("%s: %d %s", way, w.Code, w.Body)
			}
		}
	})
}

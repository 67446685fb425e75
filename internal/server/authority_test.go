package server

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"detente/act"
	"detente/agreement"
)

// What is planted, and which matter it belongs to. None of it may be in the bytes
// that somebody gets to whom the matter is closed.
const (
	inTitle    = "MARKTITLE"
	inStep     = "MARKSTEP"
	inText     = "MARKTEXT"
	inWords    = "MARKWORDS"
	inContest  = "MARKCONTEST"
	inName     = "MARKNAME"
	inDocument = "MARKDOCUMENT"
	forParties = "MARKPARTIES"
	forAll     = "MARKPUBLIC"
)

var disclosures = map[string]string{
	"default": "",
	"tight":   "open_to = { table = party, log = party, text = party, evidence = party }",
	"wide":    "open_to = { table = public, log = public, text = public, evidence = public }",
	"mixed":   "open_to = { table = third_party, log = party, text = public, evidence = observer }",
}

func markedDeal(openTo string) []act.File {
	return withKeys(`# ` + inText + `
agreement "marked" {
  title = "` + inTitle + `"
  observers = [KEY(press)]
  ` + openTo + `
}
party "north" { keys = [KEY(north)] }
party "south" { keys = [KEY(south)] }
third_party "mission" { keys = [KEY(mission)] }
step "maps" {
  text = "` + inStep + `"
  by = north
  verified_by = mission
  due = "2030-01-20"
  gains = { south = 3 }
  costs = { north = 1 }
}
`)
}

func hashOf(b string) string {
	sum := sha256.Sum256([]byte(b))
	return hex.EncodeToString(sum[:])
}

func document(name, b, readers string) act.Evidence {
	return act.Evidence{SHA256: hashOf(b), Size: int64(len(b)), Name: name, Readers: readers}
}

// guest is somebody with a role, and what the role is to the agreement.
type guest struct {
	*person
	what string
	role agreement.Role
}

// marked is a place with everything planted, and the guests of all kinds.
func marked(t *testing.T, openTo string) (*place, []guest) {
	t.Helper()
	p := newPlaceOf(t, markedDeal(openTo))
	north, south, ended := p.person("north"), p.person("south"), p.person("mission")
	created := func(status int, b []byte) { t.Helper(); must(t, http.StatusCreated, status, b) }
	created(north.open())
	created(south.do(act.Act{Kind: act.Sign}))
	for _, x := range []*person{north, south, ended} {
		must(t, http.StatusOK, x.signIn(), nil)
	}
	docs := []act.Evidence{
		document(inName, inDocument, ""), document(inName, forParties, "party"), document("open.txt", forAll, "public"),
	}
	for _, b := range []string{inDocument, forParties, forAll} {
		created(north.ask("PUT", north.api("/evidence/"+hashOf(b)), []byte(b)))
	}
	created(north.do(act.Act{Kind: act.Declare, Step: "maps", On: "2030-01-02", Words: inWords, Evidence: docs}))
	created(south.do(act.Act{Kind: act.Dispute, Of: of(2), Words: inContest}))
	created(south.do(act.Act{Kind: act.Note, Words: inWords}))
	created(ended.do(act.Act{Kind: act.Rekey, Keys: &act.KeyChange{Add: []string{keyFor("mission2").Key().String()}, End: []string{ended.Key().ID()}}}))
	press, mission, other := p.person("press"), p.holding("mission", "mission2"), p.stranger()
	for _, x := range []*person{press, mission} {
		must(t, http.StatusOK, x.signIn(), nil)
	}
	return p, []guest{
		{p.person("anybody"), "public", agreement.AsPublic},
		{press, "observer", agreement.AsObserver},
		{mission, "third party", agreement.AsThirdParty},
		{south, "party", agreement.AsParty},
		{ended, "key ended", agreement.AsPublic},
		{other, "of another agreement", agreement.AsPublic},
	}
}

// stranger is signed in as a party of another agreement on the same server.
func (p *place) stranger() *person {
	p.t.Helper()
	q := &place{t: p.t, url: p.url, now: p.now, files: []act.File{{Name: "other.deal", Bytes: []byte(strings.ReplaceAll(
		string(withKeys(deal)[0].Bytes), "public, log", "party, log"))}}}
	q.id = act.ID(act.TextHash(q.files))
	x := q.person("south")
	status, b := x.open()
	must(p.t, http.StatusCreated, status, b)
	must(p.t, http.StatusOK, x.signIn(), nil)
	x.p = p
	return x
}

// entry is a way in, what it takes, and what is sent.
type entry struct {
	pattern, path string
	body          func(guest) any
	status        func(guest, map[agreement.Matter]bool) int
	shows         string // is in the answer where it is 200
}

func always(status int) func(guest, map[agreement.Matter]bool) int {
	return func(guest, map[agreement.Matter]bool) int { return status }
}

// open is 200 where all the matters are open to the guest.
func open(m ...agreement.Matter) func(guest, map[agreement.Matter]bool) int {
	return func(_ guest, sees map[agreement.Matter]bool) int {
		for _, x := range m {
			if !sees[x] {
				return http.StatusNotFound
			}
		}
		return http.StatusOK
	}
}

// actors is the status for actors of the agreement; others find nothing.
func actors(status int) func(guest, map[agreement.Matter]bool) int {
	return func(g guest, _ map[agreement.Matter]bool) int {
		if g.role == agreement.AsParty || g.role == agreement.AsThirdParty {
			return status
		}
		return http.StatusNotFound
	}
}

// acting is who gets the form of an act.
func acting(g guest, sees map[agreement.Matter]bool) int {
	switch {
	case !sees[agreement.TheTable]:
		return http.StatusNotFound
	case actors(http.StatusOK)(g, sees) != http.StatusOK:
		return http.StatusForbidden
	}
	return http.StatusOK
}

// members is the status for whoever is somebody in the agreement.
func members(status int) func(guest, map[agreement.Matter]bool) int {
	return func(g guest, _ map[agreement.Matter]bool) int {
		if g.role == agreement.AsPublic {
			return http.StatusNotFound
		}
		return status
	}
}

func readers(r agreement.Role) func(guest, map[agreement.Matter]bool) int {
	return func(g guest, _ map[agreement.Matter]bool) int {
		if g.role.Sees(r) {
			return http.StatusOK
		}
		return http.StatusNotFound
	}
}

// forged is an act in the name of a party that a stranger has signed.
func forged(g guest) any {
	x := g.p.holding("south", "nobody")
	return x.signed(act.Act{Kind: act.Note, Words: "in the name of another"}).Bytes()
}

func sent(v any) func(guest) any { return func(guest) any { return v } }

// entries are a row for every way in; see TestEveryWayInHasARow.
func entries(p *place) []entry {
	const one = "/api/v1/agreements/{id}"
	table, log, text := agreement.TheTable, agreement.TheLog, agreement.TheText
	nothing := sent([]byte("{"))
	return []entry{
		{"GET /healthz", "/healthz", nil, always(200), "ok"},
		{"GET /metrics", "/metrics", nil, always(200), "detente_acts_total"},
		{"GET /api/v1/openapi.json", "/api/v1/openapi.json", nil, always(200), "Detente"},
		{"GET /api/v1/challenge", "/api/v1/challenge", nil, always(200), "challenge"},
		{"POST /api/v1/session", "/api/v1/session", func(g guest) any { return signInRequest{Agreement: p.id, Key: g.Key().String()} }, always(403), ""},
		{"POST /api/v1/passkey/register/begin", "/api/v1/passkey/register/begin", sent(map[string]string{"agreement": p.id}), always(404), ""},
		{"POST /api/v1/passkey/register/finish", "/api/v1/passkey/register/finish", nothing, always(404), ""},
		{"POST /api/v1/passkey/sign-in/begin", "/api/v1/passkey/sign-in/begin", sent(map[string]string{"agreement": p.id}), always(404), ""},
		{"POST /api/v1/passkey/sign-in/finish", "/api/v1/passkey/sign-in/finish", nothing, always(404), ""},
		{"GET /api/v1/agreements", "/api/v1/agreements", nil, always(200), "["},
		{"POST /api/v1/agreements", "/api/v1/agreements", nothing, always(400), ""},
		{"POST /api/v1/opening", "/api/v1/opening", nothing, always(400), ""},
		{"GET " + one + "/state", "/api/v1/agreements/" + p.id + "/state", nil, open(table), inStep},
		{"GET " + one + "/log", "/api/v1/agreements/" + p.id + "/log", nil, open(log), inWords},
		{"GET " + one + "/text", "/api/v1/agreements/" + p.id + "/text", nil, open(text), `"hash"`},
		{"GET " + one + "/draft", "/api/v1/agreements/" + p.id + "/draft?kind=dispute&of=2&words=w", nil, actors(200), `"payload"`},
		{"GET " + one + "/events", "/api/v1/agreements/" + p.id + "/events", nil, open(table), "event: head"},
		{"POST " + one + "/acts", "/api/v1/agreements/" + p.id + "/acts", forged, always(409), ""},
		{"POST " + one + "/texts", "/api/v1/agreements/" + p.id + "/texts", sent(map[string]any{"files": withKeys(deal)}), actors(201), ""},
		{"PUT " + one + "/evidence/{sha256}", "/api/v1/agreements/" + p.id + "/evidence/" + hashOf("new"), sent([]byte("new")), actors(201), ""},
		{"GET " + one + "/evidence/{sha256}", "/api/v1/agreements/" + p.id + "/evidence/" + hashOf(inDocument), nil, open(agreement.TheEvidence), inDocument},
		{"GET " + one + "/evidence/{sha256}", "/api/v1/agreements/" + p.id + "/evidence/" + hashOf(forParties), nil, readers(agreement.AsParty), forParties},
		{"GET " + one + "/evidence/{sha256}", "/api/v1/agreements/" + p.id + "/evidence/" + hashOf(forAll), nil, readers(agreement.AsPublic), forAll},
		{"GET /log/{id}/cosigned", "/log/" + p.id + "/cosigned", nil, always(404), ""},
		{"POST /log/{id}/cosignature", "/log/" + p.id + "/cosignature", sent([]byte("no checkpoint")), members(400), ""},
		{"GET /log/{id}/{path...}", "/log/" + p.id + "/key", nil, always(200), "detente/"},
		{"GET /log/{id}/{path...}", "/log/" + p.id + "/checkpoint", nil, always(200), "detente/"},
		{"GET /log/{id}/{path...}", "/log/" + p.id + "/tile/0/000.p/6", nil, always(200), ""},
		{"GET /log/{id}/{path...}", "/log/" + p.id + "/tile/entries/000.p/6", nil, open(log), `"payload"`},
		{"GET /assets/", "/assets/style.css", nil, always(200), ""},
		{"GET /{$}", "/", nil, always(200), "<h1"},
		{"GET /a/{id}/{$}", "/a/" + p.id + "/", nil, open(table), inStep},
		{"GET /a/{id}/step/{name}", "/a/" + p.id + "/step/maps", nil, open(table), inStep},
		{"GET /a/{id}/log", "/a/" + p.id + "/log", nil, open(log, table), inWords},
		{"GET /a/{id}/calendar", "/a/" + p.id + "/calendar", nil, open(table), "2030-01"},
		{"GET /a/{id}/act", "/a/" + p.id + "/act?kind=dispute", nil, acting, "<form"},
		{"POST /a/{id}/act", "/a/" + p.id + "/act?kind=dispute&of=2&words=w", nil, acting, `id="payload"`},
		{"GET /a/{id}/sign-in", "/a/" + p.id + "/sign-in", nil, always(200), "<h1"},
		{"GET /keys", "/keys", nil, always(200), "<h1"},
		{"GET /open", "/open", nil, always(200), "<h1"},
		{"GET /a/{id}/keys", "/a/" + p.id + "/keys", nil, open(table), "<h1"},
		{"GET /a/{id}/calendar.ics", "/a/" + p.id + "/calendar.ics", nil, open(table), "BEGIN:VCALENDAR"},
		{"GET /a/{id}/events", "/a/" + p.id + "/events", nil, open(table), "event: head"},
		{"DELETE /api/v1/session", "/api/v1/session", nil, always(204), ""}, // the last: it ends the session
	}
}

func TestEveryWayInHasARow(t *testing.T) {
	p := newPlace(t)
	s := New(Options{Store: openStore(t, t.TempDir()+"/d.db")})
	var want, got []string
	for _, r := range s.routes() {
		want = append(want, r.method+" "+r.path)
	}
	for _, r := range s.pages() {
		want = append(want, r.pattern)
	}
	for _, e := range entries(p) {
		got = append(got, e.pattern)
	}
	slices.Sort(want)
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(want, got) {
		t.Errorf("ways in without a row: %q; rows without a way in: %q", less(want, got), less(got, want))
	}
}

func less(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(x string) bool { return slices.Contains(b, x) })
}

// Every way in, for everybody, with every disclosure.
func TestWhoSeesWhat(t *testing.T) {
	for name, openTo := range disclosures {
		t.Run(name, func(t *testing.T) {
			p, guests := marked(t, openTo)
			found, err := readable(p.files)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range guests {
				sees := map[agreement.Matter]bool{}
				for _, m := range []agreement.Matter{agreement.TheTable, agreement.TheLog, agreement.TheText, agreement.TheEvidence} {
					sees[m] = g.role.Sees(found.Agreement.OpenFor(m))
				}
				for _, e := range entries(p) {
					t.Run(g.what+" "+e.pattern, func(t *testing.T) { g.tries(t, e, sees) })
				}
			}
		})
	}
}

// tries sends the request, and looks for what should not be in the answer.
func (g guest) tries(t *testing.T, e entry, sees map[agreement.Matter]bool) {
	method, _, _ := strings.Cut(e.pattern, " ")
	var body any
	if e.body != nil {
		body = e.body(g)
	}
	status, b := 0, ""
	if strings.HasSuffix(e.path, "/events") {
		status, b = g.listen(e.path)
	} else {
		var raw []byte
		status, raw = g.ask(method, e.path, body)
		b = unwrapped(raw)
	}
	if want := e.status(g, sees); status != want {
		t.Errorf("%s: %d, not %d: %.300s", e.path, status, want, b)
	}
	if status == http.StatusOK && !strings.Contains(b, e.shows) {
		t.Errorf("%s does not show %q: %.500s", e.path, e.shows, b)
	}
	table, log, text := sees[agreement.TheTable], sees[agreement.TheLog], sees[agreement.TheText]
	for mark, may := range map[string]bool{
		inTitle: table || text, inStep: table || text || log, inText: text, inWords: log, inContest: log,
		inName: log || sees[agreement.TheEvidence], inDocument: sees[agreement.TheEvidence],
		forParties: g.role.Sees(agreement.AsParty),
	} {
		if !may && strings.Contains(b, mark) {
			t.Errorf("%s tells %s: %.2000s", e.path, mark, b)
		}
	}
}

var (
	base64Words = regexp.MustCompile(`[A-Za-z0-9+/]{8,}={0,2}`)
	base64Std   = base64.StdEncoding
)

// unwrapped is an answer with what stands in it in base64.
func unwrapped(b []byte) string {
	out := string(b)
	for _, word := range base64Words.FindAllString(out, -1) {
		if plain, err := base64Std.DecodeString(word); err == nil {
			out += "\n" + string(plain)
		}
	}
	return out
}

// listen reads the first event of a stream.
func (g guest) listen(path string) (int, string) {
	g.p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, "GET", g.url+path, nil)
	if err != nil {
		g.p.t.Fatal(err)
	}
	answer, err := g.http.Do(q)
	if err != nil {
		g.p.t.Fatal(err)
	}
	defer answer.Body.Close()
	said := ""
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if said += lines.Text() + "\n"; lines.Text() == "" {
			break
		}
	}
	return answer.StatusCode, said
}

// A list tells of an agreement to whom its table is open, and to nobody else.
func TestLists(t *testing.T) {
	for _, openTo := range []string{"tight", "wide"} {
		p, guests := marked(t, disclosures[openTo])
		for _, g := range guests {
			sees := openTo == "wide" || g.role == agreement.AsParty
			for _, path := range []string{"/", "/api/v1/agreements"} {
				if _, b := g.ask("GET", path, nil); strings.Contains(string(b), p.id) != sees || strings.Contains(string(b), inTitle) != sees {
					t.Errorf("%s: %s to %s: %s", openTo, path, g.what, b)
				}
			}
		}
	}
}

// What is closed is answered as what is not there.
func TestClosedIsAsAbsent(t *testing.T) {
	p, guests := marked(t, disclosures["tight"])
	absent := strings.Repeat("0", len(p.id))
	for _, e := range entries(p) {
		if g := guests[0]; e.status(g, map[agreement.Matter]bool{}) == http.StatusNotFound && e.body == nil && strings.Contains(e.path, p.id) {
			method, _, _ := strings.Cut(e.pattern, " ")
			status, b := g.ask(method, e.path, nil)
			status2, b2 := g.ask(method, strings.Replace(e.path, p.id, absent, 1), nil)
			if strings.Contains(e.path, "cosigned") {
				continue // heads are open to whoever knows the id
			}
			if got, want := string(b), strings.ReplaceAll(string(b2), absent, p.id); status != status2 || got != want {
				t.Errorf("%s: %d %s\n%d %s", e.path, status, b, status2, b2)
			}
		}
	}
}

// Whoever names a document of others, in an agreement of their own or in a later
// act, gets it no more than before.
func TestNamingADocumentOpensItToNobody(t *testing.T) {
	p, guests := marked(t, disclosures["default"])
	mission, other := guests[2], guests[5]
	e := document("mine", forParties, "public")
	status, b := mission.do(act.Act{Kind: act.Note, Evidence: []act.Evidence{e}})
	must(t, http.StatusCreated, status, b)
	if status, b := mission.ask("GET", mission.api("/evidence/"+e.SHA256), nil); status != http.StatusNotFound {
		t.Errorf("named again: %d %s", status, b)
	}
	list := get[[]Listed](other.person, "/api/v1/agreements")
	theirs := list[slices.IndexFunc(list, func(l Listed) bool { return l.ID != p.id })].ID
	other.p = &place{t: t, url: p.url, now: p.clock(), id: theirs}
	_, text := other.ask("GET", other.api("/text"), nil)
	var got TextReply
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	other.p.files = got.Files
	status, b = other.do(act.Act{Kind: act.Note, Evidence: []act.Evidence{e}})
	must(t, http.StatusCreated, status, b)
	if status, b := other.ask("GET", other.api("/evidence/"+e.SHA256), nil); status != http.StatusNotFound {
		t.Errorf("named elsewhere: %d %s", status, b)
	}
}

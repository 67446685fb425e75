package server

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"detente/act"
	"detente/internal/store"
	"detente/ledger"
	"detente/report"
)

// forked is a server that shows two parties two different logs: they begin alike,
// and then one branch has what the other has not.
func forked(t *testing.T) (p *place, north, south *person, stores [2]*store.DB) {
	t.Helper()
	p = newPlaceOf(t, withKeys(strings.Replace(deal, "log = observer", "log = public", 1)))
	var urls [2]string
	for i := range stores {
		stores[i] = openStore(t, filepath.Join(t.TempDir(), "branch.db"))
		urls[i] = p.serve(stores[i], openEvidence(t))
	}
	north, south = p.person("north"), p.person("south")
	north.url, south.url = urls[0], urls[1]
	status, first := north.open()
	must(t, http.StatusCreated, status, first)
	copyLog(t, p, stores)
	status, b := south.do(act.Act{Kind: act.Sign}) // on the branch of south, and shown to north with the same bytes
	must(t, http.StatusCreated, status, b)
	copyLog(t, p, [2]*store.DB{stores[1], stores[0]})
	return p, north, south, stores
}

// copyLog appends to the second store what only the first has, byte for byte.
func copyLog(t *testing.T, p *place, stores [2]*store.DB) {
	t.Helper()
	origin := act.Origin(act.TextHash(p.files))
	s := New(Options{Store: stores[0], LogKey: keyFor("log").key})
	head, err := stores[0].Head(t.Context(), origin)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := stores[0].Entries(t.Context(), origin, 0, head.Size)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		take := func(store.Tail) ([]byte, error) { return e, nil }
		key := [32]byte{byte(i), 1}
		if i == 0 {
			text, err := stores[0].Text(t.Context(), act.TextHash(p.files))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = stores[1].Create(t.Context(), store.Opening{Origin: origin, ID: p.id, Text: text, TextHash: act.TextHash(p.files)}, key, take, s.seal); err == nil {
				continue
			}
		}
		if h, err := stores[1].Head(t.Context(), origin); err == nil && h.Size > int64(i) {
			continue
		}
		if _, err := stores[1].Append(t.Context(), origin, key, take, s.seal); err != nil {
			t.Fatal(err)
		}
	}
	if h, err := stores[1].Head(t.Context(), origin); err != nil || h != head {
		t.Fatalf("the branches do not begin alike: %v %v %v", h, head, err)
	}
}

// A server that shows each party a log of its own is found out by the next act of
// a party that comes to the other branch: what it has seen stands in what it signs.
func TestForkIsFoundOut(t *testing.T) {
	p, north, south, stores := forked(t)
	status, b := north.do(act.Act{Kind: act.Declare, Step: "maps", On: "2030-01-02"})
	must(t, http.StatusCreated, status, b)
	status, b = south.do(act.Act{Kind: act.Note, Words: "nothing has come"})
	must(t, http.StatusCreated, status, b)

	seen, _ := south.head()
	env := south.signed(act.Act{Kind: act.Note, Words: "still nothing"})
	if seen.Size != 3 {
		t.Fatalf("%v", seen)
	}
	here, _ := north.head()
	status, b = north.ask("POST", north.api("/acts"), env.Bytes())
	if status != http.StatusConflict {
		t.Fatalf("taken in on the other branch: %d %s", status, b)
	}
	namesHeads(t, string(b), seen, here)

	// A server that lies takes it in all the same: then it stands in the log for
	// everybody to find.
	s := New(Options{Store: stores[0], LogKey: keyFor("log").key})
	entry := act.Entry{Received: act.TimeOf(p.clock()), Envelope: env}.Bytes()
	take := func(store.Tail) ([]byte, error) { return entry, nil }
	if _, err := stores[0].Append(t.Context(), seen.Origin, [32]byte{99}, take, s.seal); err != nil {
		t.Fatal(err)
	}
	log := get[report.LogEntries](north, north.api("/log"))
	last := log.Entries[len(log.Entries)-1]
	if last.Effect != "none" {
		t.Errorf("%+v", last)
	}
	namesHeads(t, last.Why, seen, here)
	if _, page := north.ask("GET", "/a/"+p.id+"/log", nil); !strings.Contains(string(page), seen.RootText()[:12]) {
		t.Error("the page of the log does not name the head that south had seen")
	}
}

// namesHeads looks for both heads in what is said.
func namesHeads(t *testing.T, said string, seen, here ledger.Head) {
	t.Helper()
	for _, h := range []ledger.Head{seen, here} {
		if !strings.Contains(said, h.RootText()[:12]) {
			t.Errorf("the head %s is not named: %s", h.RootText(), said)
		}
	}
}

// A witness that has seen the other branch is told so, and keeps what it has.
func TestForkBeforeAWitness(t *testing.T) {
	_, north, south, _ := forked(t)
	status, b := south.do(act.Act{Kind: act.Note, Words: "only here"})
	must(t, http.StatusCreated, status, b)
	must(t, http.StatusOK, north.signIn(), nil)
	_, checkpoint := south.ask("GET", "/log/"+south.p.id+"/checkpoint", nil)
	if status, b := north.ask("POST", "/log/"+north.p.id+"/cosignature", checkpoint); status != http.StatusConflict || !strings.Contains(string(b), "longer log than this") {
		t.Errorf("a longer branch: %d %s", status, b)
	}
	status, b = north.do(act.Act{Kind: act.Note, Words: "only there"})
	must(t, http.StatusCreated, status, b)
	status, b = north.ask("POST", "/log/"+north.p.id+"/cosignature", checkpoint)
	var no problemReply
	if err := json.Unmarshal(b, &no); err != nil || status != http.StatusConflict || !strings.Contains(no.Next, "another log") {
		t.Errorf("another branch: %d %s", status, b)
	}
}

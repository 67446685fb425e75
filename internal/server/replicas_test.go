package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"detente/act"
	"detente/internal/long"
	"detente/ledger"
	"detente/report"
	"detente/state"
)

const raceSteps = 12

// raceDeal has steps that need nothing of each other.
func raceDeal() []act.File {
	var b strings.Builder
	b.WriteString(`agreement "race" {
  open_to = { table = public, log = public, text = public, evidence = public }
}
party "north" { keys = [KEY(north)] }
party "south" { keys = [KEY(south)] }
`)
	for i := range raceSteps {
		fmt.Fprintf(&b, "step \"s%d\" {\n  by = %s\n  gains = { north = 1, south = 1 }\n}\n", i, []string{"north", "south"}[i%2])
	}
	return withKeys(b.String())
}

// asked is an operation of a client: to declare a step, to note something, or to
// look where everything stands.
type asked struct {
	kind string
	step int
}

// told is its answer.
type told struct {
	taken    bool
	entry    int64 // where it stands, if it was taken
	size     int64 // what was looked at
	declared uint
}

// oneLog is what one log does if it takes one act after the other.
var oneLog = porcupine.Model{
	Init: func() any { return told{size: 2} },
	Step: func(now, in, out any) (bool, any) {
		s, q, a := now.(told), in.(asked), out.(told)
		switch q.kind {
		case "look":
			return a == s, s
		case "declare":
			if !a.taken {
				return s.declared>>q.step&1 == 1, s
			}
			ok := s.declared>>q.step&1 == 0
			s.declared |= 1 << q.step
			ok = ok && a.entry == s.size
			s.size++
			return ok, s
		}
		ok := a.taken && a.entry == s.size
		s.size++
		return ok, s
	},
	DescribeOperation: func(in, out any) string { return fmt.Sprint(in, " ", out) },
}

// race is several clients on several replicas.
type race struct {
	*place
	t     *testing.T
	urls  []string
	alive []atomic.Bool

	mu      sync.Mutex
	history []porcupine.Operation
	begun   time.Time
}

// replica chooses one that has not been ended.
func (r *race) replica(n int) string {
	for i := range r.urls {
		if k := (n + i) % len(r.urls); r.alive[k].Load() {
			return r.urls[k]
		}
	}
	return r.urls[len(r.urls)-1]
}

// send sends until there is an answer: what was sent to a replica that ended is
// sent to another one, as people are told to.
func (r *race) send(n int, method, path string, body []byte) (int, []byte) {
	for try := n; ; try++ {
		q, err := http.NewRequest(method, r.replica(try)+path, bytes.NewReader(body))
		if err != nil {
			r.t.Error(err)
			return 0, nil
		}
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			continue
		}
		var b bytes.Buffer
		_, err = b.ReadFrom(answer.Body)
		_ = answer.Body.Close()
		if err == nil && answer.StatusCode < 500 {
			return answer.StatusCode, b.Bytes()
		}
	}
}

// client does operations one after the other and notes when each began and ended.
func (r *race) client(n, count int, seed uint64) {
	random := rand.New(rand.NewPCG(seed, uint64(n)))
	for i := range count {
		q := asked{[]string{"declare", "declare", "note", "look"}[random.IntN(4)], random.IntN(raceSteps)}
		call := time.Since(r.begun).Nanoseconds()
		a, err := r.does(n, i, q)
		if err != nil {
			r.t.Error(err)
			return
		}
		r.mu.Lock()
		r.history = append(r.history, porcupine.Operation{ClientId: n, Input: q, Call: call, Output: a, Return: time.Since(r.begun).Nanoseconds()})
		r.mu.Unlock()
	}
}

func (r *race) does(n, i int, q asked) (told, error) {
	path := "/api/v1/agreements/" + r.id
	if q.kind == "look" {
		status, b := r.send(n+i, "GET", path+"/state", nil)
		var c report.Carried
		if err := json.Unmarshal(b, &c); err != nil || status != http.StatusOK {
			return told{}, fmt.Errorf("%d %w %s", status, err, b)
		}
		return lookedAt(c), nil
	}
	a := act.Act{Kind: act.Declare, Step: fmt.Sprintf("s%d", q.step), On: "2030-01-02"}
	if q.kind == "note" {
		a = act.Act{Kind: act.Note, Words: fmt.Sprintf("%d of client %d", i, n)}
	}
	env := r.envelope([]string{"north", "south"}[q.step%2], n+i, a)
	status, b := r.send(n+i, "POST", path+"/acts", env.Bytes())
	if status == http.StatusConflict && strings.Contains(string(b), "declared") {
		return told{}, nil
	}
	var got Receipt
	if err := json.Unmarshal(b, &got); err != nil || status != http.StatusCreated && status != http.StatusOK {
		return told{}, fmt.Errorf("%v: %d %w %s", q, status, err, b)
	}
	return told{taken: true, entry: got.Entry}, nil
}

// envelope signs with the head that a replica shows.
func (r *race) envelope(who string, n int, a act.Act) act.Envelope {
	_, b := r.send(n, "GET", "/log/"+r.id+"/checkpoint", nil)
	c, err := ledger.ParseCheckpoint(b)
	if err != nil {
		r.t.Error(err)
	}
	a.Format, a.By, a.Text, a.Log, a.At = act.Format, who, act.TextHash(r.files), c.Head.Origin, act.TimeOf(r.clock())
	a.Seen = act.Seen{Size: c.Head.Size, Root: c.Head.RootText()}
	env, err := act.SignAct(a, keyFor(who))
	if err != nil {
		r.t.Error(err)
	}
	return env
}

func lookedAt(c report.Carried) told {
	t := told{size: c.Log.Size}
	for i, s := range c.Steps {
		if s.Status == "declared" || s.Status == "attested" || s.Status == "performed" {
			t.declared |= 1 << i
		}
	}
	return t
}

// reader looks again and again whether what is published holds together.
func (r *race) reader(ctx context.Context) {
	last := ledger.Head{Root: ledger.EmptyRoot()}
	for n := 0; ctx.Err() == nil; n++ {
		_, b := r.send(n, "GET", "/log/"+r.id+"/checkpoint", nil)
		c, err := ledger.ParseCheckpoint(b)
		if err != nil {
			r.t.Error(err)
			return
		}
		entries := r.published(n, c.Head.Size)
		if got := ledger.HeadOfEntries(c.Head.Origin, entries); got != c.Head || c.Head.Size < last.Size {
			r.t.Errorf("the entries have the head %v, and published is %v after %v", got, c.Head, last)
			return
		}
		if old := ledger.HeadOfEntries(c.Head.Origin, entries[:last.Size]); old.Root != last.Root {
			r.t.Errorf("what was shown before is not in it: %v, %v", old, last)
		}
		last = c.Head
	}
}

// published is the entries of the published tiles.
func (r *race) published(n int, size int64) [][]byte {
	var all [][]byte
	for i := int64(0); i*ledger.TileWidth < size; i++ {
		_, b := r.send(n, "GET", "/log/"+r.id+"/"+ledger.BundlePath(i, int(min(ledger.TileWidth, size-i*ledger.TileWidth))), nil)
		entries, err := ledger.ParseBundle(b)
		if err != nil {
			r.t.Errorf("%v: %.200s", err, b)
		}
		all = append(all, entries...)
	}
	return all
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, run func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { run(t, filepath.Join(t.TempDir(), "detente.db")) })
	t.Run("postgres", func(t *testing.T) { run(t, postgres.Database(t)) })
}

// newRace starts replicas, each with its own way to the database, on a log that
// both parties have signed.
func newRace(t *testing.T, address string, replicas int) (*race, []*httptest.Server) {
	p := &place{t: t, files: raceDeal(), now: time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC)}
	p.id = act.ID(act.TextHash(p.files))
	r := &race{place: p, t: t, alive: make([]atomic.Bool, replicas), begun: time.Now()}
	var all []*httptest.Server
	e := openEvidence(t)
	for i := range replicas {
		h := p.start(Options{Store: openStore(t, address), Evidence: e, PerMinute: 1_000_000})
		all = append(all, h)
		r.urls = append(r.urls, h.URL)
		r.alive[i].Store(true)
	}
	p.url = r.urls[0]
	status, b := p.person("north").open()
	must(t, http.StatusCreated, status, b)
	status, b = p.person("south").do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	return r, all
}

// Many clients on replicas of one database, one of which ends in the midst of it:
// all that they see could have happened one after the other, nothing that was
// acknowledged is lost, and the log holds together at every moment.
func TestReplicas(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		r, servers := newRace(t, address, 3)
		clients, count := 6, 8
		if long.Mode() {
			clients, count = 12, 60
		}
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		ctx, cancel := context.WithCancel(t.Context())
		var watching, working sync.WaitGroup
		watching.Go(func() { r.reader(ctx) })
		for n := range clients {
			working.Go(func() { r.client(n, count, seed) })
		}
		for done := 0; done < clients*count/3; {
			time.Sleep(time.Millisecond)
			r.mu.Lock()
			done = len(r.history)
			r.mu.Unlock()
		}
		r.alive[0].Store(false)
		servers[0].CloseClientConnections()
		servers[0].Close()
		working.Wait()
		cancel()
		watching.Wait()
		if result := porcupine.CheckOperationsTimeout(oneLog, r.history, time.Minute); result != porcupine.Ok {
			t.Errorf("not as if one after the other (%v): %v", result, r.history)
		}
		r.recomputed()
	})
}

// recomputed works the state out again from what is published.
func (r *race) recomputed() {
	r.t.Helper()
	var shown [][]byte
	for i := 1; i < len(r.urls); i++ {
		_, b := r.send(i, "GET", "/api/v1/agreements/"+r.id+"/state?on=2030-02-01", nil)
		shown = append(shown, b)
	}
	var c report.Carried
	if err := json.Unmarshal(shown[0], &c); err != nil {
		r.t.Fatal(err)
	}
	text, err := readable(r.files)
	if err != nil {
		r.t.Fatal(err)
	}
	s, err := state.New(text.Hash, func(string) *state.Text { return text })
	if err != nil {
		r.t.Fatal(err)
	}
	for _, e := range r.published(1, c.Log.Size) {
		if err := s.Append(e); err != nil {
			r.t.Fatal(err)
		}
	}
	if got := s.Seen().Root; got != c.Log.Root {
		r.t.Errorf("the head is %s, and %s is shown", got, c.Log.Root)
	}
	for _, x := range s.Records() {
		if x.Unfit != nil {
			r.t.Errorf("taken, though it does not fit: %+v", x)
		}
	}
	taken := int64(0)
	for _, o := range r.history {
		if o.Output.(told).taken {
			taken++
		}
	}
	if s.Size() != taken+2 {
		r.t.Errorf("%d acts were acknowledged, and %d are in the log", taken+2, s.Size())
	}
	for _, b := range shown {
		var other report.Carried
		if err := json.Unmarshal(b, &other); err != nil || lookedAt(other) != lookedAt(c) || other.Log != c.Log {
			r.t.Errorf("%v: replicas differ: %+v %+v", err, lookedAt(other), lookedAt(c))
		}
	}
}

// While an act is on its way to the disk nobody sees it; when it does not get
// there, nobody has ever seen it, and it can be sent again.
func TestNobodySeesAnActBeforeItIsDurable(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		r, _ := newRace(t, address, 1)
		db := openStore(t, address)
		s := New(Options{Store: db, LogKey: keyFor("log").key, Now: r.clock})
		l, err := s.live(t.Context(), r.id)
		if err != nil {
			t.Fatal(err)
		}
		here := httptest.NewServer(s.Handler())
		defer here.Close()
		env := r.envelope("north", 0, act.Act{Kind: act.Declare, Step: "s0", On: "2030-01-02"})
		full := errors.New("the disk is full")
		looks := 0
		look := func(h ledger.Head) ([]byte, error) {
			for _, url := range []string{here.URL, r.urls[0]} {
				x := r.person("anybody")
				x.url = url
				if c := get[report.Carried](x, x.api("/state")); c.Log.Size != 2 || lookedAt(c).declared != 0 || h.Size != 3 {
					t.Errorf("seen before it is durable: %+v", c.Log)
				}
				if head, _ := x.head(); head.Size != 2 {
					t.Errorf("published before it is durable: %v", head)
				}
				looks++
			}
			return nil, full
		}
		in, err := s.incoming(l, env)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Append(t.Context(), l.log.Origin, in.key, in.admit, look); !errors.Is(err, full) || looks != 2 {
			t.Errorf("%v after %d looks", err, looks)
		}
		x := r.person("north")
		x.url = here.URL
		status, b := x.ask("POST", x.api("/acts"), env.Bytes())
		must(t, http.StatusCreated, status, b)
		if c := get[report.Carried](x, x.api("/state")); c.Log.Size != 3 || lookedAt(c).declared != 1 {
			t.Errorf("%+v", c.Log)
		}
	})
}

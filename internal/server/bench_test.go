package server

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"detente/act"
	"detente/internal/store"
)

// BenchmarkServe measures what the server carries, beside what the machine does
// alone in the same run:
//
//	go test ./internal/server -run xxx -bench Serve -benchtime 1x
//
// An operation is one act, from the signed envelope to the receipt, over HTTP.
func BenchmarkServe(b *testing.B) {
	b.Run("machine", machine)
	for _, name := range []string{"sqlite", "postgres"} {
		for _, clients := range []int{1, 16, 256} {
			b.Run(fmt.Sprintf("acts/%s/%d", name, clients), func(b *testing.B) {
				address := filepath.Join(b.TempDir(), "d.db")
				if name == "postgres" {
					address = postgres.Database(b)
				}
				benchActs(b, address, clients)
			})
		}
	}
	b.Run("reads", benchReads)
}

// machine is how often a second the machine checks a signature on one core, and
// writes to its disk and waits for that.
func machine(b *testing.B) {
	x, text := keyFor("north"), make([]byte, 500)
	sig, _ := x.Sign(text)
	public := x.key.Public().(ed25519.PublicKey)
	checks, begun := 0, time.Now()
	for ; time.Since(begun) < 500*time.Millisecond; checks++ {
		if !ed25519.Verify(public, text, sig) {
			b.Fatal("a signature does not hold")
		}
	}
	b.ReportMetric(float64(checks)/time.Since(begun).Seconds(), "checks/s")
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	syncs, begun := 0, time.Now()
	for ; time.Since(begun) < 500*time.Millisecond; syncs++ {
		if _, err := f.Write(text); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(syncs)/time.Since(begun).Seconds(), "syncs/s")
	b.ReportMetric(float64(runtime.GOMAXPROCS(0)), "cores")
}

func benchActs(b *testing.B, address string, clients int) {
	p := &place{t: b, files: withKeys(deal), now: time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC)}
	p.id = act.ID(act.TextHash(p.files))
	p.url = p.serve(openStore(b, address), openEvidence(b))
	north := p.person("north")
	status, reply := north.open()
	must(b, http.StatusCreated, status, reply)
	envelopes := make([][]byte, max(300, 4*clients))
	for i := range envelopes {
		envelopes[i] = north.signed(act.Act{Kind: act.Note, Words: fmt.Sprint("act ", i)}).Bytes()
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, len(envelopes))
	var next atomic.Int64
	var working sync.WaitGroup
	begun := time.Now()
	for range clients {
		working.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(envelopes)); i = next.Add(1) - 1 {
				sent := time.Now()
				answer, err := client.Post(p.url+north.api("/acts"), "application/json", strings.NewReader(string(envelopes[i])))
				if err != nil {
					b.Error(err)
					return
				}
				_ = answer.Body.Close()
				if took[i] = time.Since(sent); answer.StatusCode != http.StatusCreated {
					b.Errorf("%s", answer.Status)
				}
			}
		})
	}
	working.Wait()
	b.ReportMetric(float64(len(envelopes))/time.Since(begun).Seconds(), "acts/s")
	reportTimes(b, took, "")
}

func reportTimes(b *testing.B, took []time.Duration, what string) {
	slices.Sort(took)
	for _, q := range []int{50, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*q/100].Microseconds())/1000, fmt.Sprintf("%sp%d-ms", what, q))
	}
}

// benchReads reads the table of an agreement with 600 steps after 10,000 acts.
func benchReads(b *testing.B) {
	p, size := largePlace(b, 600, 10_000)
	x := p.person("anybody")
	begun := time.Now()
	status, reply := x.ask("GET", "/a/"+p.id+"/", nil)
	must(b, http.StatusOK, status, reply)
	b.ReportMetric(float64(time.Since(begun).Milliseconds()), "first-ms")
	b.ReportMetric(float64(size), "entries")
	for what, path := range map[string]string{"page-": "/a/" + p.id + "/", "state-": x.api("/state")} {
		var took []time.Duration
		for range 15 {
			begun := time.Now()
			status, reply := x.ask("GET", path, nil)
			must(b, http.StatusOK, status, reply)
			took = append(took, time.Since(begun))
		}
		reportTimes(b, took, what)
		b.ReportMetric(float64(len(reply))/1024, strings.TrimSuffix(what, "-")+"-first-KiB")
	}
}

// largePlace is a table with so many steps, each after the one ten before it, half
// of them declared, and so many acts. They are put into the log directly.
func largePlace(t testing.TB, steps, acts int) (*place, int64) {
	t.Helper()
	var text strings.Builder
	text.WriteString("agreement \"large\" {\n  open_to = { table = public, log = public, text = public, evidence = public }\n}\n")
	text.WriteString("party \"north\" { keys = [KEY(north)] }\nparty \"south\" { keys = [KEY(south)] }\n")
	for i := range steps {
		after := ""
		if i >= 10 {
			after = fmt.Sprintf("  after = s%d\n", i-10)
		}
		fmt.Fprintf(&text, "step \"s%d\" {\n  by = %s\n%s  gains = { %s = %d }\n  costs = { %s = 1 }\n}\n", i,
			[]string{"north", "south"}[i%2], after, []string{"south", "north"}[i%2], 2+i%3, []string{"north", "south"}[i%2])
	}
	p := &place{t: t, files: withKeys(text.String()), now: time.Date(2030, 1, 2, 9, 0, 0, 0, time.UTC)}
	p.id = act.ID(act.TextHash(p.files))
	db := openStore(t, filepath.Join(t.TempDir(), "d.db"))
	p.url = p.serve(db, openEvidence(t))
	north, south := p.person("north"), p.person("south")
	status, b := north.open()
	must(t, http.StatusCreated, status, b)
	status, b = south.do(act.Act{Kind: act.Sign})
	must(t, http.StatusCreated, status, b)
	appendAll(t, p, db, steps, acts)
	head, err := db.Head(t.Context(), act.Origin(act.TextHash(p.files)))
	if err != nil {
		t.Fatal(err)
	}
	return p, head.Size
}

func appendAll(t testing.TB, p *place, db *store.DB, steps, acts int) {
	s := New(Options{Store: db, LogKey: keyFor("log").key})
	people := []*person{p.person("north"), p.person("south")}
	seen, _ := people[0].head()
	var working sync.WaitGroup
	slots := make(chan struct{}, 256)
	for i := range acts {
		a := act.Act{Kind: act.Note, Words: fmt.Sprint("note ", i)}
		if i < steps/2 {
			a = act.Act{Kind: act.Declare, Step: fmt.Sprintf("s%d", i), On: "2030-01-02"}
		}
		x := people[i%2]
		a.Format, a.By, a.Text, a.Log, a.At = act.Format, x.name, act.TextHash(p.files), seen.Origin, act.TimeOf(p.now)
		a.Seen = act.Seen{Size: seen.Size, Root: seen.RootText()}
		env, err := act.SignAct(a, x)
		if err != nil {
			t.Fatal(err)
		}
		entry := act.Entry{Received: act.TimeOf(p.now.Add(time.Hour)), Envelope: env}.Bytes()
		slots <- struct{}{}
		working.Go(func() {
			_, err := db.Append(t.Context(), seen.Origin, sha256.Sum256(env.Payload), func(store.Tail) ([]byte, error) { return entry, nil }, s.seal)
			if err != nil {
				t.Error(err)
			}
			<-slots
		})
	}
	working.Wait()
}

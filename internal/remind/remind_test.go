package remind

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"detente/calendar"
	"detente/internal/store"
	"detente/report"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// mailbox is a small SMTP server. It takes every mail, save that it refuses as
// many as it is told to.
type mailbox struct {
	addr string

	mu     sync.Mutex
	mails  []string
	refuse int
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &mailbox{addr: l.Addr().String()}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { b.serve(c) })
		}
	})
	t.Cleanup(func() { _ = l.Close(); serving.Wait() })
	return b
}

func (b *mailbox) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReader(c)
	say := func(s string) { _, _ = io.WriteString(c, s+"\r\n") }
	say("220 here")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.TrimSpace(strings.ToUpper(line)), " "); verb {
		case "QUIT":
			say("221 bye")
			return
		case "DATA":
			say("354 go on")
			if !b.take(in) {
				say("451 not now")
				continue
			}
			say("250 taken")
		default:
			say("250 yes")
		}
	}
}

// take reads a mail up to the line with a dot.
func (b *mailbox) take(in *bufio.Reader) bool {
	var all strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		all.WriteString(strings.TrimPrefix(line, "."))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse > 0 {
		b.refuse--
		return false
	}
	b.mails = append(b.mails, all.String())
	return true
}

func (b *mailbox) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.mails
}

// desk is what a runner works on in the tests: a database, what comes up, a clock.
type desk struct {
	t       *testing.T
	address string
	now     time.Time
	of      Agreement
	box     *mailbox
	rules   []Rule
}

func newDesk(t *testing.T) *desk {
	day, err := calendar.Parse("2030-01-10")
	if err != nil {
		t.Fatal(err)
	}
	return &desk{
		t: t, address: filepath.Join(t.TempDir(), "d.db"), now: time.Date(2030, 1, 10, 9, 0, 0, 0, time.UTC), box: newMailbox(t),
		of: Agreement{ID: "0123456789abcdef", Title: "Fuel and maps", Today: day, Dates: []report.DateAhead{
			{Day: "2030-01-13", Kind: "due", Step: "maps", By: []string{"north"}, Text: "maps is due."},
			{Day: "2030-01-10", Kind: "due", Step: "fuel", By: []string{"south"}, Text: "fuel is due."},
			{Day: "2030-01-14", Kind: "due", Step: "later", By: []string{"north"}, Text: "later is due."},
		}},
		rules: []Rule{{Agreement: "*", Days: []int{3, 0}, Mail: []string{"a@example.org", "b@example.org"}}},
	}
}

// runner is one more server with the reminders, on the same database.
func (d *desk) runner() *Runner {
	d.t.Helper()
	db, err := store.Open(context.Background(), d.address)
	if err != nil {
		d.t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	d.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			d.t.Error(err)
		}
	})
	return &Runner{
		Rules: d.rules, Claims: db, Mail: &Mailer{Addr: d.box.addr, From: "detente@example.org"}, Hook: client, Log: slog.New(slog.DiscardHandler),
		All: func(context.Context) ([]Agreement, error) { return []Agreement{d.of}, nil }, Now: func() time.Time { return d.now }, Base: "https://table.example/",
	}
}

// Two runners, and a third after a restart: every reminder once to everybody.
func TestEachOnce(t *testing.T) {
	d := newDesk(t)
	var both sync.WaitGroup
	for range 2 {
		r := d.runner()
		both.Go(func() {
			for range 3 {
				if err := r.Once(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	d.now = d.now.Add(3 * lease)
	if err := d.runner().Once(t.Context()); err != nil {
		t.Error(err)
	}
	count := map[string]int{}
	for _, m := range d.box.all() {
		got, err := mail.ReadMessage(strings.NewReader(m))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		count[got.Header.Get("To")+" "+subject]++
	}
	want := map[string]int{}
	for _, to := range d.rules[0].Mail {
		want[to+" Fuel and maps: maps, 2030-01-13 (in 3 days)"] = 1
		want[to+" Fuel and maps: fuel, 2030-01-10 (today)"] = 1
	}
	if len(count) != len(want) {
		t.Errorf("%v", count)
	}
	for name := range want {
		if count[name] != 1 {
			t.Errorf("%q was sent %d times: %v", name, count[name], count)
		}
	}
	if m := d.box.all()[0]; !strings.Contains(m, "https://table.example/a/0123456789abcdef/\r\n") {
		t.Errorf("without the address of the table: %q", m)
	}
}

// A sending that fails, and a server that stops in the midst of one, leave the
// reminder to whoever comes once the lease is over.
func TestTriedAgainAfterTheLease(t *testing.T) {
	d := newDesk(t)
	d.rules[0].Mail = []string{"a@example.org"}
	d.rules[0].Days = []int{3}
	d.box.refuse = 1
	first, second := d.runner(), d.runner()
	if err := first.Once(t.Context()); err == nil || !strings.Contains(err.Error(), "maps to a@example.org") {
		t.Errorf("%v", err)
	}
	for _, step := range []struct {
		later time.Duration
		want  int
	}{{0, 0}, {lease - time.Second, 0}, {2 * time.Second, 1}, {2 * lease, 1}} {
		d.now = d.now.Add(step.later)
		if err := second.Once(t.Context()); err != nil {
			t.Error(err)
		}
		if got := len(d.box.all()); got != step.want {
			t.Errorf("after %v: %d mails, not %d", step.later, got, step.want)
		}
	}
	d.of.Dates[0].Step = "other"
	if mine, err := first.Claims.Claim(t.Context(), nameOf(d.of.ID, d.of.Dates[0], 3, "a@example.org"), d.now, lease); err != nil || !mine {
		t.Fatal(mine, err) // and then it stops
	}
	d.now = d.now.Add(lease + time.Second)
	if err := second.Once(t.Context()); err != nil || len(d.box.all()) != 2 {
		t.Errorf("%v; %d mails", err, len(d.box.all()))
	}
}

// A due day that is moved is told anew once it comes up again.
func TestMovedDay(t *testing.T) {
	d := newDesk(t)
	d.rules[0].Mail, d.rules[0].Actors = []string{"a@example.org"}, []string{"north"}
	r := d.runner()
	for i, day := range []string{"2030-01-13", "2030-01-13", "2030-01-20", "2030-01-20"} {
		if i == 3 {
			d.of.Today = d.of.Today.Add(7)
		}
		d.of.Dates[0].Day = day
		if err := r.Once(t.Context()); err != nil {
			t.Error(err)
		}
		if got := len(d.box.all()); got != []int{1, 1, 1, 2}[i] {
			t.Errorf("%d: %d mails", i, got)
		}
	}
}

// What stands in a text adds no header, no recipient and no end of the mail.
func TestNothingIsSmuggledIn(t *testing.T) {
	d := newDesk(t)
	d.rules[0].Mail, d.rules[0].Days = []string{"a@example.org"}, []int{3}
	d.of.Title = "T\r\nBcc: all@example.org\r\n\r\nbody\x00 \u2028ü " + strings.Repeat("long ", 500)
	d.of.Dates[0].Step = "s\nX-Other: 1"
	d.of.Dates[0].Text = "one\r\n.\r\nMAIL FROM:<x@example.org>\r\n.\ntwo\rthree"
	if err := d.runner().Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := d.box.all()
	if len(all) != 1 {
		t.Fatalf("%d mails: %q", len(all), all)
	}
	got, err := mail.ReadMessage(strings.NewReader(all[0]))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Header) != 8 || got.Header.Get("Bcc") != "" || got.Header.Get("X-Other") != "" {
		t.Errorf("%v", got.Header)
	}
	body, _ := io.ReadAll(got.Body)
	if !strings.HasPrefix(string(body), "one\r\n.\r\nMAIL FROM:<x@example.org>\r\n.\r\ntwo\r\nthree\r\n") {
		t.Errorf("%q", body)
	}
	for line := range strings.Lines(all[0]) {
		if len(line) > 1000 || !strings.HasSuffix(line, "\r\n") {
			t.Errorf("a line of %d bytes: %.80q", len(line), line)
		}
	}
}

// A server of mails that says nothing more holds nobody up for good.
func TestSilentServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() // it takes the connection, and never speaks
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := (&Mailer{Addr: l.Addr().String(), From: "x@example.org"}).Send(ctx, "a@example.org", "s", "b", time.Unix(0, 0)); err == nil {
		t.Error("sent to nobody")
	}
	if mailLasts >= lease {
		t.Error("sending can outlast the lease")
	}
}

func TestHook(t *testing.T) {
	d := newDesk(t)
	var mu sync.Mutex
	var got []Notice
	status := http.StatusInternalServerError
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		var n Notice
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil || r.Header.Get("Content-Type") != "application/json" || r.Method != "POST" {
			t.Errorf("%v %s %v", err, r.Method, r.Header)
		}
		if status == http.StatusNoContent {
			got = append(got, n)
		}
		w.WriteHeader(status)
	}))
	defer h.Close()
	d.rules = []Rule{{Agreement: d.of.ID, Days: []int{3}, Webhook: h.URL}, {Agreement: "ffffffffffffffff", Days: []int{3}, Webhook: h.URL}}
	r, other := d.runner(), d.runner()
	if err := r.Once(t.Context()); err == nil || !strings.Contains(err.Error(), "500") {
		t.Errorf("%v", err)
	}
	status = http.StatusNoContent
	d.now = d.now.Add(lease + time.Second)
	for _, x := range []*Runner{r, other, r} {
		if err := x.Once(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if len(got) != 1 || got[0].Date.Step != "maps" || got[0].Left != 3 || got[0].Agreement != d.of.ID || got[0].Format != "detente.reminder/1" {
		t.Errorf("%+v", got)
	}
}

func TestReadRules(t *testing.T) {
	for text, want := range map[string]string{
		`[]`: "", `[{"agreement":"*","days":[0],"mail":["a@example.org"]}]`: "", `[{"agreement":"x","days":[7,1],"webhook":"https://x.example/y"}]`: "",
		``: "cannot be read", `{}`: "cannot be read", `[{"agreement":"*","to":1}]`: "cannot be read", `[] []`: "cannot be read",
		`[{"days":[1],"mail":["a@b"]}]`:                                              "names no agreement",
		`[{"agreement":"*","mail":["a@b"]}]`:                                         "needs days",
		`[{"agreement":"*","days":[-1],"mail":["a@b"]}]`:                             "needs days",
		`[{"agreement":"*","days":[367],"mail":["a@b"]}]`:                            "needs days",
		`[{"agreement":"*","days":[1]}]`:                                             "tells nobody",
		`[{"agreement":"*","days":[1],"webhook":"ftp://x"}]`:                         "no address of a webhook",
		`[{"agreement":"*","days":[1],"webhook":"https:///x"}]`:                      "no address of a webhook",
		`[{"agreement":"*","days":[1],"webhook":"::"}]`:                              "no address of a webhook",
		`[{"agreement":"*","days":[1],"mail":["nobody"]}]`:                           "no address, such as",
		`[{"agreement":"*","days":[1],"mail":["a@b\r\nBcc: c@d"]}]`:                  "no address, such as",
		`[{"agreement":"*","days":[1],"mail":["a@b"]},{"agreement":"*","days":[1]}]`: "rule 2",
	} {
		_, err := ReadRules([]byte(text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, not %q", text, err, want)
		}
	}
}

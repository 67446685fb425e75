package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"detente/act"
	"detente/internal/evidence"
	"detente/internal/server"
	"detente/internal/store"
	"detente/ledger"
)

// actor is one who acts, with a key that its name always has.
type actor struct {
	name string
	key  ed25519.PrivateKey
}

func actorOf(name string) actor {
	seed := sha256.Sum256([]byte("the key of " + name))
	return actor{name, ed25519.NewKeyFromSeed(seed[:])}
}

// Key is that of act.Signer.
func (a actor) Key() act.Key {
	return act.Key{Public: a.key.Public().(ed25519.PublicKey), Comment: a.name}
}

// Sign is that of act.Signer.
func (a actor) Sign(message []byte) ([]byte, error) { return ed25519.Sign(a.key, message), nil }

// seat is a server on this machine with the log of one agreement between north and
// south, which both have signed.
type seat struct {
	url, origin, id, text string
	db                    *store.DB
	people                [2]actor
	client                *http.Client
	http                  *http.Server
	seen                  ledger.Head // the head that acts name
}

// dealOf is an agreement of so many steps, each after the one ten before it.
func dealOf(steps int) []act.File {
	var b bytes.Buffer
	b.WriteString("agreement \"measured\" {\n  open_to = { table = public, log = public, text = public, evidence = public }\n}\n")
	names := [2]string{"north", "south"}
	for _, name := range names {
		fmt.Fprintf(&b, "party %q { keys = [%s] }\n", name, strconv.Quote(actorOf(name).Key().String()))
	}
	for i := range steps {
		by, other := names[i%2], names[1-i%2]
		fmt.Fprintf(&b, "step \"s%d\" {\n  by = %s\n  gains = { %s = %d }\n  costs = { %s = 1 }\n", i, by, other, 2+i%3, by)
		if i >= 10 {
			fmt.Fprintf(&b, "  after = s%d\n", i-10)
		}
		b.WriteString("}\n")
	}
	return []act.File{{Name: "measured.deal", Bytes: b.Bytes()}}
}

// newSeat opens the log on the database and serves it on a port of the loopback.
func newSeat(ctx context.Context, dir, address string, files []act.File, clients int) (*seat, error) {
	s := &seat{text: act.TextHash(files), people: [2]actor{actorOf("north"), actorOf("south")}}
	s.origin, s.id = act.Origin(s.text), act.ID(s.text)
	if err := s.start(ctx, dir, address, clients); err != nil {
		return nil, err
	}
	if err := s.open(ctx, files); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// start serves the database with a new server, which has read nothing yet.
func (s *seat) start(ctx context.Context, dir, address string, clients int) error {
	folder, err := evidence.OpenFolder(dir + "/evidence")
	if err != nil {
		return err
	}
	if s.db, err = store.Open(ctx, address); err != nil {
		return err
	}
	s.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	if err := s.serve(folder); err != nil {
		return errors.Join(err, s.db.Close())
	}
	return nil
}

func (s *seat) serve(folder evidence.Store) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.url = "http://" + listener.Addr().String()
	s.http = server.New(server.Options{Store: s.db, Evidence: folder, LogKey: actorOf("log").key, PerMinute: 1 << 30}).HTTPServer("")
	go func() { _ = s.http.Serve(listener) }()
	return nil
}

func (s *seat) close() error {
	s.client.CloseIdleConnections()
	return errors.Join(s.http.Close(), s.db.Close())
}

// open has both sign.
func (s *seat) open(ctx context.Context, files []act.File) error {
	s.seen = ledger.HeadOfEntries(s.origin, nil)
	first, err := s.signed(0, act.Act{Kind: act.Sign})
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"files": files, "envelope": json.RawMessage(first.Bytes())})
	if err != nil {
		return err
	}
	if _, err := s.send("/api/v1/agreements", body); err != nil {
		return err
	}
	if s.seen, err = s.db.Head(ctx, s.origin); err != nil {
		return err
	}
	second, err := s.signed(1, act.Act{Kind: act.Sign})
	if err != nil {
		return err
	}
	if err := s.take(second); err != nil {
		return err
	}
	s.seen, err = s.db.Head(ctx, s.origin)
	return err
}

// signed signs an act of one of the two.
func (s *seat) signed(by int, a act.Act) (act.Envelope, error) {
	who := s.people[by]
	a.Format, a.By, a.Text, a.Log, a.At = act.Format, who.name, s.text, s.origin, act.TimeOf(time.Now())
	a.Seen = act.Seen{Size: s.seen.Size, Root: s.seen.RootText()}
	return act.SignAct(a, who)
}

// take sends an act, and returns when its receipt is there.
func (s *seat) take(e act.Envelope) error {
	_, err := s.send("/api/v1/agreements/"+s.id+"/acts", e.Bytes())
	return err
}

func (s *seat) send(path string, body []byte) ([]byte, error) {
	return read(s.client.Post(s.url+path, "application/json", bytes.NewReader(body)))
}

func (s *seat) get(path string) ([]byte, error) { return read(s.client.Get(s.url + path)) }

// read reads an answer to its end, so that the connection serves again.
func read(answer *http.Response, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err == nil && answer.StatusCode >= 300 {
		err = fmt.Errorf("%s: %.300s", answer.Status, b)
	}
	return b, err
}

// fill puts entries into the log as the server writes them, past the server.
func (s *seat) fill(ctx context.Context, acts, steps int) error {
	signer, err := ledger.NewSigner(s.origin, actorOf("log").Key().Public, ledger.With(actorOf("log").key))
	if err != nil {
		return err
	}
	now := time.Now()
	slots, failed := make(chan struct{}, 256), make(chan error, acts)
	for i := range acts {
		a := act.Act{Kind: act.Note, Words: fmt.Sprint("note ", i)}
		if i < steps/2 {
			a = act.Act{Kind: act.Declare, Step: fmt.Sprintf("s%d", i), On: act.Day(now.UTC().Format(time.DateOnly))}
		}
		e, err := s.signed(i%2, a)
		if err != nil {
			return err
		}
		entry := act.Entry{Received: act.TimeOf(now.Add(time.Minute)), Envelope: e}.Bytes()
		slots <- struct{}{}
		go func() {
			_, err := s.db.Append(ctx, s.origin, sha256.Sum256(e.Payload), func(store.Tail) ([]byte, error) { return entry, nil },
				func(h ledger.Head) ([]byte, error) { return ledger.SignHead(h, signer) })
			failed <- err
			<-slots
		}()
	}
	for range acts {
		err = errors.Join(err, <-failed)
	}
	return err
}

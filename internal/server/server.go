// Package server is the table that both sides can sit at: it takes in signed acts,
// keeps them in a log that everybody can check, and shows where the agreement
// stands. It holds no party's key, decides nothing, and need not be trusted: what
// it says can be worked out again from the log.
//
// The way of an act: bytes, the form and the signature, does it fit now, into the
// log, durable, then the receipt. Nothing is shown or acknowledged before it is
// durable. Several servers can run on one database.
package server

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-webauthn/webauthn/webauthn"

	"detente/act"
	"detente/internal/evidence"
	"detente/internal/store"
	"detente/internal/zones"
	"detente/ledger"
	"detente/state"
)

// Limits on what comes in.
const (
	maxActBody  = 3 * act.MaxEntry       // an envelope in JSON
	maxTextBody = 2 * state.MaxTextBytes // a text in JSON, its files in base64
	maxSmall    = 64 << 10
)

// Options say how the server runs.
type Options struct {
	Store    *store.DB
	Evidence evidence.Store
	// LogKey signs the heads of all logs. Replicas share it.
	LogKey ed25519.PrivateKey
	// Now is the clock; time.Now where nil.
	Now func() time.Time
	Log *slog.Logger
	// Secure: people reach it by https, so that cookies are for https alone.
	Secure bool
	// Base is the address under which people reach it, such as
	// https://table.example.org or http://localhost:8420: passkeys are bound to it.
	// "" for a server without passkeys.
	Base string
	// MaxEvidence is how many bytes one document may have; 0 means 256 MiB.
	MaxEvidence int64
	// PerMinute is how many requests that change something one address may make in a
	// minute; 0 means 600.
	PerMinute int
}

// Server serves the API and the pages.
type Server struct {
	o        Options
	sessions *scs.SessionManager
	limits   *limiter
	counts   counts
	passkeys *webauthn.WebAuthn // nil where there are none

	mu    sync.Mutex
	lives map[string]*live       // by the id of the log
	texts map[string]*state.Text // by hash
}

// New makes a server. It reads nothing yet.
func New(o Options) *Server {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MaxEvidence == 0 {
		o.MaxEvidence = 256 << 20
	}
	if o.PerMinute == 0 {
		o.PerMinute = 600
	}
	s := &Server{o: o, lives: map[string]*live{}, texts: map[string]*state.Text{}, limits: newLimiter(o.PerMinute)}
	s.sessions = scs.New()
	s.sessions.HashTokenInStore = true            // whoever reads the database cannot sign in
	s.sessions.Store = o.Store.Sessions(time.Now) // scs itself asks this clock
	s.sessions.Lifetime = 12 * time.Hour
	s.sessions.Cookie.Name = "detente"
	s.sessions.Cookie.SameSite = http.SameSiteStrictMode
	s.sessions.Cookie.Secure = o.Secure
	var err error
	if s.passkeys, err = newPasskeys(o.Base); err != nil {
		o.Log.Warn("nobody can sign in with a passkey", "err", err)
	}
	return s
}

// now is the present as acts write it.
func (s *Server) now() act.Time { return act.TimeOf(s.o.Now()) }

// signer signs the heads of the log.
func (s *Server) signer(origin string) (*ledger.Signer, error) {
	return ledger.NewSigner(origin, s.o.LogKey.Public().(ed25519.PublicKey), ledger.With(s.o.LogKey))
}

// LogKeyOf is the verifier key of the log, as its heads are signed by it.
func (s *Server) LogKeyOf(origin string) (string, error) {
	v, err := ledger.NewVerifier(ledger.LogKey, origin, s.o.LogKey.Public().(ed25519.PublicKey))
	if err != nil {
		return "", err
	}
	return v.String(), nil
}

func (s *Server) seal(h ledger.Head) ([]byte, error) {
	signer, err := s.signer(h.Origin)
	if err != nil {
		return nil, err
	}
	return ledger.SignHead(h, signer)
}

// text finds the text of a hash: at hand, or in the store.
func (s *Server) text(ctx context.Context, hash string) (*state.Text, error) {
	s.mu.Lock()
	t := s.texts[hash]
	s.mu.Unlock()
	if t != nil {
		return t, nil
	}
	files, err := s.files(ctx, hash)
	if err != nil {
		return nil, err
	}
	t, found, err := state.ReadText(files)
	if err == nil && found.HasErrors() {
		err = fmt.Errorf("the text %.16s… cannot be read: %s", hash, found[0].Summary)
	}
	if err != nil {
		return nil, err
	}
	s.keep(t)
	return t, nil
}

// files are the files of a text, as they were sent.
func (s *Server) files(ctx context.Context, hash string) ([]act.File, error) {
	b, err := s.o.Store.Text(ctx, hash)
	if err != nil {
		return nil, err
	}
	var files []act.File
	err = json.Unmarshal(b, &files)
	return files, err
}

// putText keeps the files of a text in the store.
func (s *Server) putText(ctx context.Context, t *state.Text, files []act.File) ([]byte, error) {
	b, err := json.Marshal(files)
	if err != nil {
		return nil, err
	}
	return b, s.o.Store.PutText(ctx, t.Hash, b)
}

// keep keeps a text that was read.
func (s *Server) keep(t *state.Text) {
	zones.Attach(t.Agreement)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.texts[t.Hash] = t
}

// library is the texts at hand, for the fold. A text that an act names is looked
// up before the act is folded.
func (s *Server) library(hash string) *state.Text {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	t, err := s.text(ctx, hash)
	if err != nil {
		if !errors.Is(err, store.ErrNotFound) {
			s.o.Log.Error("text not read", "text", hash, "err", err)
		}
		return nil
	}
	return t
}

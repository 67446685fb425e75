package server

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"detente/internal/store"
	"detente/reason"
)

// A passkey stands for the key by which somebody was signed in when it was
// registered: it opens a session of that key, and ends when the key ends. It signs
// no acts. Only a key registers one, so that a passkey in wrong hands cannot make
// others. (Web Authentication, W3C, level 2.)

// mostPasskeys is how many passkeys one key may have.
const mostPasskeys = 20

// newPasskeys makes what checks passkeys for the address under which people reach
// the server; nil where there is none. Browsers have passkeys only under names, by
// https or on the machine itself.
func newPasskeys(base string) (*webauthn.WebAuthn, error) {
	if base == "" {
		return nil, nil
	}
	u, err := url.Parse(strings.ToLower(base))
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%.80q is no address of a server", base)
	}
	name := u.Hostname()
	local := u.Scheme == "http" && (name == "localhost" || strings.HasSuffix(name, ".localhost"))
	if net.ParseIP(name) != nil || u.Scheme != "https" && !local {
		return nil, fmt.Errorf("browsers have passkeys neither under a number nor by http, and the address is %.80s", base)
	}
	lasts := webauthn.TimeoutConfig{Timeout: challengeLasts, TimeoutUVD: challengeLasts}
	return webauthn.New(&webauthn.Config{
		RPID: name, RPDisplayName: "Detente", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementDiscouraged, RequireResidentKey: protocol.ResidentKeyNotRequired(),
			UserVerification: protocol.VerificationPreferred,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: lasts, Registration: lasts},
	})
}

// holder is who a passkey is for: a key of an actor. What an authenticator, and
// whoever keeps its copies, gets to know is the actor and the id of the log, not
// the title of the agreement.
type holder struct {
	log   store.Log
	actor string
	key   string
	all   []webauthn.Credential
}

// WebAuthnID differs for each key, so that the passkey of a new key takes the place
// of none.
func (h holder) WebAuthnID() []byte {
	sum := sha256.Sum256([]byte("detente passkey\n" + h.log.Origin + "\n" + h.actor + "\n" + h.key))
	return sum[:]
}

func (h holder) WebAuthnName() string                       { return h.actor + " (" + h.log.ID + ")" }
func (h holder) WebAuthnDisplayName() string                { return h.WebAuthnName() }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.all }

// passkey is a registered passkey.
type passkey struct {
	holder
	Credential webauthn.Credential
}

// passkeyRecord is what the store keeps of a passkey.
type passkeyRecord struct {
	Key        string              `json:"key"` // the fingerprint of the key by which it was registered
	Credential webauthn.Credential `json:"credential"`
}

// ceremony is what a session keeps between the beginning and the end.
type ceremony struct {
	Agreement string               `json:"agreement"`
	Key       string               `json:"key,omitempty"` // who registers
	Until     int64                `json:"until"`         // milliseconds since 1970
	Data      webauthn.SessionData `json:"data"`
}

const (
	registering = "passkey/register"
	signingIn   = "passkey/sign-in"
)

// byPasskey is the mark of a session that a passkey opened.
func byPasskey(id string) string { return "by passkey/" + id }

// keep keeps a ceremony in the session until it ends.
func (s *Server) keepCeremony(r *http.Request, name string, c ceremony) error {
	c.Until = s.o.Now().Add(challengeLasts).UnixMilli()
	b, err := json.Marshal(c)
	if err == nil {
		s.sessions.Put(r.Context(), name, b)
	}
	return err
}

// takeCeremony takes a ceremony out of the session: its challenge counts once.
func (s *Server) takeCeremony(r *http.Request, name string) (ceremony, error) {
	var c ceremony
	b := s.sessions.PopBytes(r.Context(), name)
	if b == nil {
		return c, stale()
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, err
	}
	if c.Until < s.o.Now().UnixMilli() {
		return c, stale()
	}
	return c, nil
}

func stale() error {
	return wrong(http.StatusForbidden, reason.New("the challenge is not there any more"), reason.New("Begin again."))
}

func noPasskeys() error {
	return wrong(http.StatusNotFound, reason.New("this server has no passkeys"), reason.New("Sign in with a key of the agreement."))
}

func notPasskey(why error) error {
	return wrong(http.StatusForbidden, reason.New("the passkey does not open a session: {0}", why), reason.New("Sign in with a key of the agreement."))
}

// detail is what the library says does not hold, in English.
func detail(err error) error {
	var p *protocol.Error
	if errors.As(err, &p) && p.Details != "" {
		return errors.New(p.Details)
	}
	return err
}

// passkeyLog reads which agreement somebody asks about.
func (s *Server) passkeyLog(r *http.Request) (*live, error) {
	if s.passkeys == nil {
		return nil, noPasskeys()
	}
	var q struct {
		Agreement string `json:"agreement"`
	}
	if err := s.read(r, maxSmall, &q); err != nil {
		return nil, err
	}
	return s.live(r.Context(), q.Agreement)
}

// passkeyOf reads what the store keeps, and finds out whether it still counts: as
// long as the actor has the key by which it was registered.
func passkeyOf(l *live, p store.Passkey) (passkey, bool, error) {
	var rec passkeyRecord
	if err := json.Unmarshal(p.Record, &rec); err != nil {
		return passkey{}, false, fmt.Errorf("the record of a passkey of %s: %w", p.Actor, err)
	}
	l.mu.RLock()
	v := whose(l.shown, rec.Key)
	l.mu.RUnlock()
	h := holder{log: l.log, actor: p.Actor, key: rec.Key, all: []webauthn.Credential{rec.Credential}}
	return passkey{h, rec.Credential}, p.Origin == l.log.Origin && v.Actor != "" && v.Actor == p.Actor, nil
}

// passkeysOf are the passkeys of an actor that count.
func (s *Server) passkeysOf(ctx context.Context, l *live, actor string) (counting []passkey, ended []store.Passkey, err error) {
	all, err := s.o.Store.Passkeys(ctx, l.log.Origin, actor)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range all {
		k, counts, err := passkeyOf(l, p)
		switch {
		case err != nil:
			return nil, nil, err
		case counts:
			counting = append(counting, k)
		default:
			ended = append(ended, p)
		}
	}
	return counting, ended, nil
}

// beginRegistering tells an actor's browser what to make a passkey of.
func (s *Server) beginRegistering(w http.ResponseWriter, r *http.Request) error {
	l, err := s.passkeyLog(r)
	if err != nil {
		return err
	}
	v, err := s.registrar(r, l)
	if err != nil {
		return err
	}
	all, _, err := s.passkeysOf(r.Context(), l, v.Actor)
	if err != nil {
		return err
	}
	var his []protocol.CredentialDescriptor
	for _, p := range all {
		if p.key == v.KeyID {
			his = append(his, p.Credential.Descriptor())
		}
	}
	if len(his) >= mostPasskeys {
		return wrong(http.StatusConflict, reason.New("the key has {0} passkeys, and may have no more", len(his)), reason.New("Sign in with one of them, or with another key."))
	}
	options, data, err := s.passkeys.BeginRegistration(holder{log: l.log, actor: v.Actor, key: v.KeyID}, webauthn.WithExclusions(his))
	if err != nil {
		return err
	}
	if err := s.keepCeremony(r, registering, ceremony{Agreement: l.log.ID, Key: v.KeyID, Data: *data}); err != nil {
		return err
	}
	return reply(w, http.StatusOK, options)
}

// registrar is the actor who may register a passkey: signed in by key.
func (s *Server) registrar(r *http.Request, l *live) (visitor, error) {
	v := s.visitorOf(r, l)
	switch {
	case v.Actor == "":
		return v, closed()
	case s.sessions.GetBool(r.Context(), byPasskey(l.log.ID)):
		return v, wrong(http.StatusForbidden, reason.New("a passkey is registered by a key, and a passkey opened this session"), reason.New("Sign in with your key, and register it then."))
	}
	return v, nil
}

// finishRegistering keeps the passkey that the browser has made.
func (s *Server) finishRegistering(w http.ResponseWriter, r *http.Request) error {
	c, l, b, err := s.finishing(r, registering)
	if err != nil {
		return err
	}
	v, err := s.registrar(r, l)
	if err == nil && v.KeyID != c.Key {
		err = stale()
	}
	if err != nil {
		return err
	}
	answer, err := protocol.ParseCredentialCreationResponseBytes(b)
	if err != nil {
		return wrong(http.StatusBadRequest, reason.New("what was sent is not the answer of an authenticator: {0}", detail(err)), reason.New("Begin again."))
	}
	h := holder{log: l.log, actor: v.Actor, key: v.KeyID}
	made, err := s.passkeys.CreateCredential(h, c.Data, answer)
	if err != nil {
		return wrong(http.StatusForbidden, reason.New("the passkey is not registered: {0}", detail(err)), reason.New("Begin again."))
	}
	if err := s.putNew(r.Context(), l, h, *made); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// putNew keeps a new passkey, and forgets those of the actor that have ended.
func (s *Server) putNew(ctx context.Context, l *live, h holder, made webauthn.Credential) error {
	_, err := s.o.Store.Passkey(ctx, made.ID)
	if err == nil {
		err = store.ErrExists
	}
	if errors.Is(err, store.ErrNotFound) {
		err = s.putPasskey(ctx, h, made)
	}
	if errors.Is(err, store.ErrExists) {
		return wrong(http.StatusForbidden, reason.New("the passkey is registered already"), reason.New("Sign in with it."))
	}
	if err != nil {
		return err
	}
	_, ended, err := s.passkeysOf(ctx, l, h.actor)
	for _, p := range ended {
		err = errors.Join(err, s.o.Store.RemovePasskey(ctx, p.Credential))
	}
	return err
}

// putPasskey keeps what is needed of a passkey, and not which device it is in.
func (s *Server) putPasskey(ctx context.Context, h holder, c webauthn.Credential) error {
	c.Attestation = webauthn.CredentialAttestation{}
	b, err := json.Marshal(passkeyRecord{Key: h.key, Credential: c})
	if err != nil {
		return err
	}
	return s.o.Store.PutPasskey(ctx, store.Passkey{Credential: c.ID, Origin: h.log.Origin, Actor: h.actor, Record: b})
}

// finishing reads the end of a ceremony.
func (s *Server) finishing(r *http.Request, name string) (ceremony, *live, []byte, error) {
	if s.passkeys == nil {
		return ceremony{}, nil, nil, noPasskeys()
	}
	c, err := s.takeCeremony(r, name)
	if err != nil {
		return c, nil, nil, err
	}
	b, err := s.body(r, maxSmall)
	if err != nil {
		return c, nil, nil, err
	}
	l, err := s.live(r.Context(), c.Agreement)
	return c, l, b, err
}

// beginPasskey draws a challenge for the passkeys of the agreement. Whoever asks
// gets to know how many there are, and not whose: an authenticator that keeps
// nothing needs their names.
func (s *Server) beginPasskey(w http.ResponseWriter, r *http.Request) error {
	l, err := s.passkeyLog(r)
	if err != nil {
		return err
	}
	var all []protocol.CredentialDescriptor
	for _, a := range s.actors(l) {
		some, _, err := s.passkeysOf(r.Context(), l, a)
		if err != nil {
			return err
		}
		for _, p := range some {
			all = append(all, p.Credential.Descriptor())
		}
	}
	if len(all) == 0 {
		return wrong(http.StatusNotFound, reason.New("no passkey is registered here"), reason.New("Sign in with a key of the agreement, and register one."))
	}
	slices.SortFunc(all, func(a, b protocol.CredentialDescriptor) int { return slices.Compare(a.CredentialID, b.CredentialID) })
	options, data, err := s.passkeys.BeginDiscoverableLogin(webauthn.WithAllowedCredentials(all))
	if err != nil {
		return err
	}
	if err := s.keepCeremony(r, signingIn, ceremony{Agreement: l.log.ID, Data: *data}); err != nil {
		return err
	}
	return reply(w, http.StatusOK, options)
}

func (s *Server) actors(l *live) []string {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var all []string
	for _, a := range l.shown.Text().Agreement.Actors {
		all = append(all, a.ID)
	}
	return all
}

// finishPasskey opens a session for the key by which the passkey was registered.
func (s *Server) finishPasskey(w http.ResponseWriter, r *http.Request) error {
	c, l, b, err := s.finishing(r, signingIn)
	if err != nil {
		return err
	}
	answer, err := protocol.ParseCredentialRequestResponseBytes(b)
	if err != nil {
		return wrong(http.StatusBadRequest, reason.New("what was sent is not the answer of an authenticator: {0}", detail(err)), reason.New("Begin again."))
	}
	p, err := s.asked(r.Context(), l, c, answer.RawID)
	if err != nil {
		return err
	}
	c.Data.UserID, c.Data.AllowedCredentialIDs = p.WebAuthnID(), [][]byte{p.Credential.ID}
	now, err := s.passkeys.ValidateLogin(p, c.Data, answer)
	if err != nil {
		return notPasskey(detail(err))
	}
	if now.Authenticator.CloneWarning {
		return notPasskey(reason.New("it counts its uses, and has counted fewer than before, so there may be a copy of it"))
	}
	if err := s.putPasskey(r.Context(), p.holder, *now); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), "key/"+l.log.ID, p.key)
	s.sessions.Put(r.Context(), byPasskey(l.log.ID), true)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// asked is the passkey that has answered, if it is one of those that were asked
// and still counts.
func (s *Server) asked(ctx context.Context, l *live, c ceremony, id []byte) (passkey, error) {
	if !slices.ContainsFunc(c.Data.AllowedCredentialIDs, func(x []byte) bool { return slices.Equal(x, id) }) {
		return passkey{}, notPasskey(reason.New("it is not registered here"))
	}
	kept, err := s.o.Store.Passkey(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return passkey{}, notPasskey(reason.New("it is not registered here any more"))
	}
	if err != nil {
		return passkey{}, err
	}
	p, counts, err := passkeyOf(l, kept)
	if err == nil && !counts {
		err = notPasskey(reason.New("the key by which it was registered has ended"))
	}
	return p, err
}

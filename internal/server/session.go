package server

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"time"

	"detente/act"
	"detente/agreement"
	"detente/reason"
	"detente/state"
)

// Who somebody is, is shown by a signature with a key that the text or the log
// gives: the server draws a challenge, the key signs it, and the session keeps the
// fingerprint. What a session may see is asked anew at every request, so that a
// key that has ended ends its sessions.

const challengeLasts = 5 * time.Minute

// visitor is who asks: an actor, an observer, or anybody.
type visitor struct {
	Actor string // "" for observers and the public
	Role  agreement.Role
	KeyID string
}

// sees reports whether the matter is open to the visitor.
func (v visitor) sees(a *agreement.Agreement, m agreement.Matter) bool {
	return v.Role.Sees(a.OpenFor(m))
}

// visitorOf finds who asks about the log.
func (s *Server) visitorOf(r *http.Request, l *live) visitor {
	id := s.sessions.GetString(r.Context(), "key/"+l.log.ID)
	if id == "" {
		return visitor{Role: agreement.AsPublic}
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	return whose(l.shown, id)
}

// whose is who holds the key now.
func whose(st *state.State, keyID string) visitor {
	a := st.Text().Agreement
	for _, x := range a.Actors {
		if slices.ContainsFunc(st.Keys(x.ID), func(h *state.Held) bool { return h.End < 0 && h.ID() == keyID }) {
			role := agreement.AsParty
			if x.Third {
				role = agreement.AsThirdParty
			}
			return visitor{Actor: x.ID, Role: role, KeyID: keyID}
		}
	}
	for _, k := range a.Observers {
		if key, err := act.ParseKey(k.Line); err == nil && key.ID() == keyID {
			return visitor{Role: agreement.AsObserver, KeyID: keyID}
		}
	}
	return visitor{Role: agreement.AsPublic}
}

type challengeReply struct {
	Challenge string `json:"challenge"`
}

// challenge draws what is to be signed.
func (s *Server) challenge(w http.ResponseWriter, r *http.Request) error {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return err
	}
	c := hex.EncodeToString(b)
	s.sessions.Put(r.Context(), "challenge", c)
	s.sessions.Put(r.Context(), "challenge until", s.o.Now().Add(challengeLasts).UnixMilli())
	return reply(w, http.StatusOK, challengeReply{c})
}

// SignInText is what a key signs to show who asks about the log of an id.
func SignInText(challenge, id string) []byte {
	return []byte("detente sign-in\n" + challenge + "\n" + id)
}

type signInRequest struct {
	Agreement string `json:"agreement"`
	Key       string `json:"key"`
	Signature string `json:"signature"`
}

type signInReply struct {
	Actor string `json:"actor"`
	Role  string `json:"role"`
}

// signIn opens a session for who signed the challenge.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	var q signInRequest
	if err := s.read(r, maxSmall, &q); err != nil {
		return err
	}
	l, err := s.live(r.Context(), q.Agreement)
	if err != nil {
		return err
	}
	key, err := act.ParseKey(q.Key)
	if err != nil {
		return wrong(http.StatusBadRequest, err, nil)
	}
	challenge := s.sessions.PopString(r.Context(), "challenge")
	until := s.sessions.GetInt64(r.Context(), "challenge until")
	sig, err := base64.StdEncoding.DecodeString(q.Signature)
	if challenge == "" || until < s.o.Now().UnixMilli() {
		return wrong(http.StatusForbidden, reason.New("the challenge is not there any more"), reason.New("Ask for a new one and sign that."))
	}
	if err != nil || !ed25519.Verify(key.Public, SignInText(challenge, q.Agreement), sig) {
		return wrong(http.StatusForbidden, reason.New("the signature is not one of that key over the challenge"), reason.New("Sign the challenge of this session."))
	}
	l.mu.RLock()
	v := whose(l.shown, key.ID())
	l.mu.RUnlock()
	if v.Role == agreement.AsPublic {
		return wrong(http.StatusForbidden, reason.New("{0} is no key of anybody in this agreement", key.ID()), reason.New("Sign in with a key that the text or the log gives to an actor or an observer."))
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), "key/"+q.Agreement, key.ID())
	s.sessions.Remove(r.Context(), byPasskey(q.Agreement))
	return reply(w, http.StatusOK, signInReply{v.Actor, string(v.Role)})
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

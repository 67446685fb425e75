package logcase

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"detente/act"
	"detente/ledger"
)

// Server keeps one log and speaks the API of the real server, as far as a client
// of a log needs it. It keeps everything in memory.
type Server struct {
	mu   sync.Mutex
	log  *Case
	open func(files []act.File) (*Case, error)
	// Closed: only whoever is signed in reads entries and texts.
	Closed    bool
	challenge string
	signedIn  map[string]bool // by the challenge, which is the cookie too
}

// Serve is the server of a log; nil where none is open yet: the first signature
// opens it.
func Serve(c *Case) *Server {
	return &Server{log: c, signedIn: map[string]bool{}, open: func(files []act.File) (*Case, error) {
		start, err := act.ParseTime("2030-01-01T09:00:00.000Z")
		if err != nil {
			return nil, err
		}
		return New(files, start)
	}}
}

// Log is the log that is served.
func (s *Server) Log() *Case {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log
}

// Show has the server show another log from now on.
func (s *Server) Show(c *Case) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = c
}

// ServeHTTP answers.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status, body := s.answer(r, w.Header())
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func problem(status int, what string) (int, []byte) {
	b, _ := json.Marshal(map[string]string{"error": what, "next": "Look at where the agreement stands."})
	return status, b
}

func reply(status int, v any) (int, []byte) {
	b, _ := json.Marshal(v)
	return status, b
}

func (s *Server) answer(r *http.Request, h http.Header) (int, []byte) {
	path := r.URL.Path
	switch {
	case path == "/api/v1/challenge":
		b := make([]byte, 32)
		_, _ = rand.Read(b)
		s.challenge = hex.EncodeToString(b)
		return reply(200, map[string]string{"challenge": s.challenge})
	case path == "/api/v1/session":
		return s.signIn(r, h)
	case path == "/api/v1/agreements" && r.Method == http.MethodPost:
		return s.first(r)
	case s.log == nil:
		return problem(404, "there is nothing here that you may read")
	}
	id := act.ID(strings.TrimPrefix(s.log.State.Origin(), act.Origin("")))
	if rest, ok := strings.CutPrefix(path, "/log/"+id+"/"); ok {
		return s.published(r, rest)
	}
	if rest, ok := strings.CutPrefix(path, "/api/v1/agreements/"+id+"/"); ok {
		return s.api(r, rest)
	}
	return problem(404, "there is nothing here that you may read")
}

func (s *Server) signIn(r *http.Request, h http.Header) (int, []byte) {
	var q struct{ Agreement, Key, Signature string }
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		return problem(400, err.Error())
	}
	key, err := act.ParseKey(q.Key)
	sig, serr := base64.StdEncoding.DecodeString(q.Signature)
	if err != nil || serr != nil || s.challenge == "" || !ed25519.Verify(key.Public, []byte("detente sign-in\n"+s.challenge+"\n"+q.Agreement), sig) {
		return problem(403, "the signature is not one of that key over the challenge")
	}
	s.signedIn[s.challenge] = true
	h.Set("Set-Cookie", "session="+s.challenge+"; Path=/; HttpOnly")
	return reply(200, map[string]string{"actor": "", "role": "party"})
}

func (s *Server) reads(r *http.Request) bool {
	c, err := r.Cookie("session")
	return !s.Closed || err == nil && s.signedIn[c.Value]
}

func (s *Server) published(r *http.Request, path string) (int, []byte) {
	switch {
	case path == "cosignature":
		return s.cosign(r)
	case path == "cosigned" && s.log.Cosigned != nil:
		return 200, s.log.Cosigned
	}
	if strings.HasPrefix(path, "tile/entries/") && !s.reads(r) {
		return problem(404, "there is nothing here that you may read")
	}
	all, err := s.log.Folder()
	if err != nil {
		return problem(500, err.Error())
	}
	if b, ok := all[path]; ok && !strings.HasPrefix(path, "texts/") {
		return 200, b
	}
	return problem(404, "there is nothing here that you may read")
}

func (s *Server) cosign(r *http.Request) (int, []byte) {
	b, err := io.ReadAll(io.LimitReader(r.Body, ledger.MaxCheckpoint))
	if err != nil {
		return problem(400, err.Error())
	}
	c, err := ledger.ParseCheckpoint(b)
	if err != nil {
		return problem(400, err.Error())
	}
	if h, ok := s.log.State.HeadAt(c.Head.Size); !ok || h != c.Head {
		return problem(409, "this log had another head")
	}
	s.log.Cosigned = c.Bytes()
	return 204, nil
}

func (s *Server) api(r *http.Request, rest string) (int, []byte) {
	hash, document := strings.CutPrefix(rest, "evidence/")
	switch {
	case rest == "acts" && r.Method == http.MethodPost:
		b, _ := io.ReadAll(io.LimitReader(r.Body, act.MaxEntry))
		return s.take(b)
	case !s.reads(r):
		return problem(404, "there is nothing here that you may read")
	case rest == "text":
		files, ok := s.log.kept[r.URL.Query().Get("hash")]
		if !ok {
			return problem(404, "there is nothing here that you may read")
		}
		return reply(200, map[string]any{"hash": act.TextHash(files), "files": files})
	case rest == "texts":
		var q struct{ Files []act.File }
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			return problem(400, err.Error())
		}
		hash, err := s.log.AddText(q.Files)
		if err != nil {
			return problem(400, err.Error())
		}
		return reply(201, map[string]string{"text": hash})
	case document && r.Method == http.MethodPut:
		b, _ := io.ReadAll(r.Body)
		if fmt.Sprintf("%x", sha256.Sum256(b)) != hash {
			return problem(409, "the document is another")
		}
		s.log.Documents[hash] = b
		return 201, nil
	case document && s.log.Documents[hash] != nil:
		return 200, s.log.Documents[hash]
	}
	return problem(404, "there is nothing here that you may read")
}

// take takes an act in and answers with the receipt.
func (s *Server) take(b []byte) (int, []byte) {
	e, err := act.ParseEnvelope(b)
	if err != nil {
		return problem(400, err.Error())
	}
	s.log.Now += 60_000
	if err := s.log.Take(e); err != nil {
		return problem(409, err.Error())
	}
	return s.receipt(s.log.State.Size() - 1)
}

func (s *Server) receipt(n int64) (int, []byte) {
	v, err := ledger.Verify(s.log.State.Head(), s.log.Entries)
	if err != nil {
		return problem(500, err.Error())
	}
	proof, err := ledger.Inclusion(s.log.State.Size(), n, v)
	if err != nil {
		return problem(500, err.Error())
	}
	r, err := ledger.NewReceipt(n, proof, s.log.Checkpoint())
	if err != nil {
		return problem(500, err.Error())
	}
	return reply(201, map[string]any{
		"id": act.ID(strings.TrimPrefix(s.log.State.Origin(), act.Origin(""))), "entry": n,
		"received": s.log.State.Records()[n].Received.String(), "receipt": string(r.Bytes()),
	})
}

func (s *Server) first(r *http.Request) (int, []byte) {
	var q struct {
		Files    []act.File      `json:"files"`
		Envelope json.RawMessage `json:"envelope"`
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		return problem(400, err.Error())
	}
	if s.log != nil {
		return problem(409, "the log of this text is open already")
	}
	c, err := s.open(q.Files)
	if err != nil {
		return problem(400, err.Error())
	}
	s.log = c
	status, b := s.take(q.Envelope)
	if status != 201 {
		s.log = nil
	}
	return status, b
}

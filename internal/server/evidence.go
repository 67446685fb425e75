package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"detente/act"
	"detente/internal/evidence"
	"detente/internal/store"
	"detente/reason"
)

// putEvidence takes a document in while it is being sent. It takes an actor of the
// agreement; an act that names the document comes afterwards.
func (s *Server) putEvidence(w http.ResponseWriter, r *http.Request) error {
	l, err := s.live(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if v := s.visitorOf(r, l); v.Actor == "" {
		return closed()
	}
	hash := r.PathValue("sha256")
	if !evidence.IsHash(hash) {
		return wrong(http.StatusBadRequest, reason.New("the name of a document is its SHA-256, 64 hexadecimal digits"), reason.New("sha256sum prints it."))
	}
	sent := &counter{r: r.Body}
	err = s.o.Evidence.Put(r.Context(), hash, s.o.MaxEvidence, sent)
	var no *evidence.Mismatch
	var large *evidence.TooLarge
	switch {
	case errors.As(err, &no):
		return wrong(http.StatusConflict, no, reason.New("Send the document of that hash."))
	case errors.As(err, &large):
		return wrong(http.StatusRequestEntityTooLarge, large, reason.New("Send a smaller one, or in parts."))
	case sent.broken:
		return brokenOff()
	case err != nil:
		return err
	}
	e := store.Evidence{Hash: hash, Size: sent.n, Added: s.o.Now().UnixMilli()}
	if err := s.o.Store.PutEvidence(r.Context(), l.log.Origin, e); err != nil {
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// counter counts the bytes that are read, and notes when they break off.
type counter struct {
	r      io.Reader
	n      int64
	broken bool
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	c.broken = err != nil && !errors.Is(err, io.EOF)
	return n, err
}

// getEvidence sends a document that an act names, to those who may read it. It must
// have been sent to this very agreement: a hash is no secret, and whoever names in
// an agreement of their own what they have only heard of gets nothing.
func (s *Server) getEvidence(w http.ResponseWriter, r *http.Request) error {
	l, err := s.live(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v, hash := s.visitorOf(r, l), r.PathValue("sha256")
	e, ok := named(l, v, hash)
	if !ok {
		return closed()
	}
	here, err := s.o.Store.HasEvidence(r.Context(), l.log.Origin, hash)
	if err != nil {
		return err
	}
	if !here {
		return missing()
	}
	body, size, err := s.o.Evidence.Get(r.Context(), hash)
	if errors.Is(err, evidence.ErrNotFound) {
		return missing()
	}
	if err != nil {
		return err
	}
	defer body.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream") // what its maker calls it is not believed
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename*=UTF-8''%s", escaped(e.Name)))
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	_, err = io.Copy(w, body)
	return ignoreGone(err)
}

func missing() error {
	return wrong(http.StatusNotFound, reason.New("the document is not here; the log names it and stays checkable without it"), reason.New("Ask whoever made the act for it."))
}

// named finds the document in an act of the log, if the visitor may read it. Who
// may, says the actor who named it first: another who names it later opens it to
// nobody, themselves included.
func named(l *live, v visitor, hash string) (act.Evidence, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	a, first := l.shown.Text().Agreement, ""
	for _, r := range l.shown.Records() {
		for _, e := range r.Evidence {
			if e.SHA256 != hash || r.Unfit != nil || first != "" && first != r.By {
				continue
			}
			first = r.By
			if v.Role.Sees(least(a, e)) || v.Actor == r.By {
				return e, true
			}
		}
	}
	return act.Evidence{}, false
}

// escaped is a file name in a header (RFC 8187).
func escaped(name string) string {
	out := ""
	for _, b := range []byte(name) {
		if b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '.' || b == '-' || b == '_' {
			out += string(rune(b))
			continue
		}
		out += fmt.Sprintf("%%%02X", b)
	}
	return out
}

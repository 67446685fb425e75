package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"detente/act"
	"detente/internal/evidence"
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
		return wrong(http.StatusBadRequest, "the name of a document is its SHA-256, 64 hexadecimal digits", "sha256sum prints it.")
	}
	err = s.o.Evidence.Put(r.Context(), hash, s.o.MaxEvidence, r.Body)
	var no *evidence.Mismatch
	var large *evidence.TooLarge
	switch {
	case errors.As(err, &no):
		return wrong(http.StatusConflict, no.Error(), "Send the document of that hash.")
	case errors.As(err, &large):
		return wrong(http.StatusRequestEntityTooLarge, large.Error(), "Send a smaller one, or in parts.")
	case err != nil:
		return err
	}
	w.WriteHeader(http.StatusCreated)
	return nil
}

// getEvidence sends a document that an act names, to those who may read it.
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
	body, size, err := s.o.Evidence.Get(r.Context(), hash)
	if errors.Is(err, evidence.ErrNotFound) {
		return wrong(http.StatusNotFound, "the document is not here; the log names it and stays checkable without it", "Ask whoever made the act for it.")
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

// named finds the document in an act of the log, if the visitor may read it by
// any act that names it.
func named(l *live, v visitor, hash string) (act.Evidence, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	a := l.shown.Text().Agreement
	for _, r := range l.shown.Records() {
		for _, e := range r.Evidence {
			if e.SHA256 == hash && r.Unfit == "" && (v.Role.Sees(least(a, e)) || v.Actor != "" && v.Actor == r.By) {
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

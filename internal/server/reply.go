package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"detente/internal/store"
	"detente/internal/web"
	"detente/reason"
	"detente/report"
)

// problem is an answer that says what does not hold, in a sentence without its full
// stop, and the next move, which may be nil.
type problem struct {
	Status     int
	What, Next error
}

func (p *problem) Error() string { return p.What.Error() }

func wrong(status int, what, next error) error {
	return &problem{Status: status, What: what, Next: next}
}

// problemReply is a problem in the language of whoever asked.
type problemReply struct {
	What string `json:"error"`
	Next string `json:"next"`
}

func (p *problem) in(lang string) problemReply {
	r := problemReply{What: web.Tell(lang, p.What)}
	if p.Next != nil {
		r.Next = web.Tell(lang, p.Next)
	}
	return r
}

// answersIn picks the language of what an answer says to people, and says which it is.
func answersIn(w http.ResponseWriter, r *http.Request) string {
	lang := web.Language("", r.Header.Get("Accept-Language"))
	w.Header().Set("Content-Language", lang)
	w.Header().Add("Vary", "Accept-Language")
	return lang
}

// closed is the answer to whoever may not see a thing. It does not say whether
// there is one.
func closed() error {
	return wrong(http.StatusNotFound, reason.New("there is nothing here that you may read"), reason.New("Sign in with a key of the agreement."))
}

// handler is a handler that may fail.
type handler func(http.ResponseWriter, *http.Request) error

// api makes an http.Handler that answers errors in JSON.
func (s *Server) api(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			p := s.problemOf(r, err)
			lang := answersIn(w, r)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(p.Status)
			_, _ = w.Write(report.JSON(p.in(lang)))
		}
	})
}

// problemOf is what is answered for an error. What concerns the machine is logged
// and not told.
func (s *Server) problemOf(r *http.Request, err error) *problem {
	var p *problem
	var no *refusal
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &no):
		return &problem{http.StatusConflict, no.why, reason.New("Look at where the agreement stands, and make the act anew.")}
	case errors.As(err, &long):
		return &problem{http.StatusRequestEntityTooLarge, reason.New("more than {0} bytes were sent", long.Limit), reason.New("Send less.")}
	case errors.Is(err, store.ErrNotFound):
		return closed().(*problem)
	case r.Context().Err() != nil:
		return &problem{http.StatusServiceUnavailable, reason.New("the request was given up"), again()}
	}
	s.o.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	return &problem{http.StatusInternalServerError, reason.New("something on the server does not work; its log says what"), again()}
}

func again() error {
	return reason.New("Send the same again: what has been taken in is not taken in twice.")
}

// reply writes a record.
func reply(w http.ResponseWriter, status int, record any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err := w.Write(report.JSON(record))
	return ignoreGone(err)
}

// ignoreGone leaves errors of writing to whoever has gone away.
func ignoreGone(error) error { return nil }

// body reads what was sent, up to a limit.
func (s *Server) body(r *http.Request, most int64) ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, most))
	var long *http.MaxBytesError
	if err != nil && !errors.As(err, &long) {
		err = brokenOff()
	}
	return b, err
}

// brokenOff: whoever sends stopped, or was too slow. Nothing is wrong here.
func brokenOff() error {
	return wrong(http.StatusBadRequest, reason.New("what was sent broke off before its end"), reason.New("Send it again."))
}

// read reads JSON, and nothing that the form does not know.
func (s *Server) read(r *http.Request, most int64, v any) error {
	b, err := s.body(r, most)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	if err == nil && d.InputOffset() < int64(len(bytes.TrimRight(b, " \t\r\n"))) {
		err = reason.New("something follows its end")
	}
	if err != nil {
		return wrong(http.StatusBadRequest, reason.New("what was sent cannot be read: {0}", err), reason.New("See /api/v1/openapi.json."))
	}
	return nil
}

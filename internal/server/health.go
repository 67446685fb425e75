package server

import (
	"fmt"
	"net/http"
	"sync/atomic"

	"detente/reason"
)

// counts are what the server counts of itself.
type counts struct {
	acts, refused, requests, failed atomic.Int64
	listening                       atomic.Int64
}

// healthz answers once the store does.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) error {
	if err := s.o.Store.Ping(r.Context()); err != nil {
		s.o.Log.Error("store not reached", "err", err)
		return wrong(http.StatusServiceUnavailable, reason.New("the store does not answer"), reason.New("Look at the server's log."))
	}
	return plain(w, "text/plain; charset=utf-8", []byte("ok\n"))
}

// metrics are in the text form that Prometheus reads. They count; they name nobody.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	for _, m := range []struct {
		name, kind, help string
		value            int64
	}{
		{"detente_acts_total", "counter", "Acts taken in.", s.counts.acts.Load()},
		{"detente_acts_refused_total", "counter", "Acts that did not fit.", s.counts.refused.Load()},
		{"detente_requests_total", "counter", "Requests.", s.counts.requests.Load()},
		{"detente_requests_failed_total", "counter", "Requests that failed for a reason on the server.", s.counts.failed.Load()},
		{"detente_listening", "gauge", "Open streams of events.", s.counts.listening.Load()},
	} {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n%s %d\n", m.name, m.help, m.name, m.kind, m.name, m.value)
	}
	return nil
}
